#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "learning/misses/miss_types.hpp"

// What goes over the wire about misses.
namespace swarm::misses {

struct MissPath {
  std::string id;
  static constexpr auto schema =
      json::object("MissPath", json::field("id", &MissPath::id, "The miss's id.", json::required));
};

struct ListMisses {
  std::optional<answers::Head> head;
  std::optional<Source> source;
  std::string cursor;
  std::int64_t limit = 50;
  static constexpr auto schema = json::object(
      "ListMisses", json::field("head", &ListMisses::head, "Only of this head."),
      json::field("source", &ListMisses::source, "Only those whose right answer comes from there."),
      json::field("cursor", &ListMisses::cursor, "next_cursor of the page before.", json::length{0, kIdLength}),
      json::field("limit", &ListMisses::limit, "Misses per page.", json::between{1, kPageMax}));
};

struct CorrectTask {
  std::string answer;
  static constexpr auto schema =
      json::object("CorrectTask", json::field("answer", &CorrectTask::answer,
                                              "What would have been right: the value alone, where there is one.",
                                              json::required, json::length{1, kAnswerBytesMax}, json::plain));
};

struct MissView {
  std::string id;
  answers::Head head = answers::Head::math;
  std::string prompt;
  Shortcoming shortcoming = Shortcoming::declined;
  std::string model;
  std::string model_answer;
  std::optional<double> confidence;
  std::string right_answer;
  Source source = Source::cloud;
  answers::Verdict verdict = answers::Verdict::unverified;
  std::string family;
  std::optional<std::string> thinking;
  std::string lesson_answer;
  std::string content;
  std::string task;
  std::int64_t times = 1;
  Time created_at;
  Time last_seen_at;
  static constexpr auto schema = json::object(
      "Miss", json::field("id", &MissView::id, "26 characters; sorts by when it was first seen."),
      json::field("head", &MissView::head, "Of the task."), json::field("prompt", &MissView::prompt, "What was asked."),
      json::field("shortcoming", &MissView::shortcoming, "What was wrong with the local model's answer."),
      json::field("model", &MissView::model, "Which model missed it; empty: none was asked."),
      json::field("model_answer", &MissView::model_answer, "What it answered, shortened; empty: nothing."),
      json::field("confidence", &MissView::confidence, "How sure it was; null: not known."),
      json::field("right_answer", &MissView::right_answer, "What is right."),
      json::field("source", &MissView::source, "Who says so."),
      json::field("verdict", &MissView::verdict, "Of the task."),
      json::field("family", &MissView::family, "Which kind of lesson; other: no worked steps were found."),
      json::field("thinking", &MissView::thinking, "The worked steps in the built-in model's notation; null: none."),
      json::field("lesson_answer", &MissView::lesson_answer, "The right answer as the lesson writes it."),
      json::field("content", &MissView::content, "The problem itself, whatever its wording."),
      json::field("task", &MissView::task, "The last task that showed it."),
      json::field("times", &MissView::times, "How often it was seen."),
      json::field("created_at", &MissView::created_at, "When it was first seen."),
      json::field("last_seen_at", &MissView::last_seen_at, "When it was last seen or corrected."));
};

struct MissPage {
  std::vector<MissView> misses;
  std::optional<std::string> next_cursor;
  static constexpr auto schema =
      json::object("MissPage", json::field("misses", &MissPage::misses, "Newest first."),
                   json::field("next_cursor", &MissPage::next_cursor, "For the next page; null: this is the last."));
};

MissView view_of(Miss miss);

}  // namespace swarm::misses
