#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "trainer/data/lesson.hpp"
#include "trainer/scoring/answering.hpp"

namespace swarm::scoring {

struct Miss {
  std::string prompt, expected, got, thinking, trouble;

  static constexpr auto schema = json::object(
      "Miss", json::field("prompt", &Miss::prompt, "What was asked."),
      json::field("expected", &Miss::expected, "The right answer."),
      json::field("got", &Miss::got, "What the model said."), json::field("thinking", &Miss::thinking, "Its steps."),
      json::field("trouble", &Miss::trouble, "Why there is no whole answer; empty: none."));
};

// How well the lessons of one family, of one head, or all of them were answered.
struct Tally {
  std::uint64_t lessons = 0;
  std::uint64_t right = 0;  // exactly the expected answer
  double accuracy = 0;
  std::uint64_t declined = 0;  // "I don't know."
  std::uint64_t failed = 0;    // no whole answer; counted as wrong
  double mean_probability = 0;
  double mean_margin = 0;
  std::vector<Miss> misses{};  // the first kMissesShownMax

  static constexpr auto schema = json::object(
      "Tally", json::field("lessons", &Tally::lessons, "Asked."),
      json::field("right", &Tally::right, "Answered exactly as expected."),
      json::field("accuracy", &Tally::accuracy, "right / lessons."),
      json::field("declined", &Tally::declined, "Answered that it does not know."),
      json::field("failed", &Tally::failed, "No whole answer; counted as wrong."),
      json::field("mean_probability", &Tally::mean_probability, "Mean over answers of the mean over tokens."),
      json::field("mean_margin", &Tally::mean_margin, "The same of the distance to the next likeliest token."),
      json::field("misses", &Tally::misses, "Some wrong answers."));
};

inline constexpr std::size_t kMissesShownMax = 10;  // of each family

struct ScoreReport {
  Tally all;
  std::map<std::string, Tally> families{};
  std::map<std::string, Tally> heads{};
  std::map<std::string, HeadCalibration> calibration{};  // of heads with enough answers

  static constexpr auto schema = json::object("ScoreReport", json::field("all", &ScoreReport::all, "Everything."),
                                              json::field("families", &ScoreReport::families, "Each family."),
                                              json::field("heads", &ScoreReport::heads, "Each head."),
                                              json::field("calibration", &ScoreReport::calibration, "Each head's."));
};

// `answers` in the order of `lessons`. Calibration is fitted on half of the contents and judged on the other half.
ScoreReport report_on(std::span<const data::Lesson> lessons, std::span<const Answer> answers);

// Heads with too few answers to be calibrated, and how many those were.
std::map<std::string, std::uint64_t> uncalibrated_heads(const ScoreReport& report);

// A table for eyes: one line for each family, then the heads and all.
std::string table_of(const ScoreReport& report);

}  // namespace swarm::scoring
