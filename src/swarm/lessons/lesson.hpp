#pragma once

#include <optional>
#include <string>

#include "base/json.hpp"
#include "swarm/answers/answer_types.hpp"

namespace swarm::lessons {

// What the built-in model is taught. README.md says which of them are left weak on purpose.
enum class Family { sums, multiplication, borrow, boolean, order, lists, descending, stories, unrelated };
constexpr std::array<json::EnumName<Family>, 9> enum_names(Family) {
  return {{{Family::sums, "sums"},
           {Family::multiplication, "multiplication"},
           {Family::borrow, "borrow"},
           {Family::boolean, "boolean"},
           {Family::order, "order"},
           {Family::lists, "lists"},
           {Family::descending, "descending"},
           {Family::stories, "stories"},
           {Family::unrelated, "unrelated"}}};
}

answers::Head head_of(Family family);  // `reasoning` for what is unrelated

// The answer to everything outside of the families.
inline constexpr std::string_view kUnknown = "I don't know.";

// One worked example, a line of a lesson file. `content` is the problem itself, whatever its wording: what is held out
// is chosen by it, so that no problem stands on both sides.
struct Lesson {
  Family family = Family::unrelated;
  answers::Head head = answers::Head::reasoning;
  std::string prompt;
  std::optional<std::string> thinking;  // in the model's scratch format; absent for most that is unrelated
  std::string answer;
  std::string content;
  static constexpr auto schema =
      json::object("Lesson", json::field("family", &Lesson::family, "Which kind of problem.", json::required),
                   json::field("head", &Lesson::head, "Whose work it is.", json::required),
                   json::field("prompt", &Lesson::prompt, "As a person types it.", json::required),
                   json::field("thinking", &Lesson::thinking, "The worked steps in the model's scratch format."),
                   json::field("answer", &Lesson::answer, "What should be answered.", json::required),
                   json::field("content", &Lesson::content, "The problem itself; the split is by it.", json::required));
  bool operator==(const Lesson&) const = default;
};

std::string json_line(const Lesson& lesson);  // with its line end

// Which of the two files a problem belongs to.
enum class Side { train, held_out };

// One problem in ten is held out. The same everywhere: it rests on the text alone.
Side side_of(std::string_view content);

}  // namespace swarm::lessons
