#pragma once

#include <array>
#include <string>

#include "base/json.hpp"

namespace swarm::data {

enum class Head { math, logic, code, reasoning };
constexpr std::array<json::EnumName<Head>, 4> enum_names(Head) {
  return {{{Head::math, "math"}, {Head::logic, "logic"}, {Head::code, "code"}, {Head::reasoning, "reasoning"}}};
}

// One thing to learn: what is asked, the worked steps, the answer.
struct Lesson {
  std::string family;
  Head head = Head::reasoning;
  std::string prompt;
  std::string thinking{};  // empty: answered without steps
  std::string answer;
  std::string content;  // what lessons are split by: other words for the same thing have the same content
  double weight = 1;    // of its loss

  static constexpr auto schema = json::object(
      "Lesson",
      json::field("family", &Lesson::family, "The kind of question.", json::required, json::length{1, 64}, json::plain),
      json::field("head", &Lesson::head, "Who answers it.", json::required),
      json::field("prompt", &Lesson::prompt, "What is asked.", json::required, json::length{1, 64 * KiB}),
      json::field("thinking", &Lesson::thinking, "The worked steps.", json::length{0, 64 * KiB}),
      json::field("answer", &Lesson::answer, "The answer.", json::required, json::length{1, 64 * KiB}),
      json::field("content", &Lesson::content, "What is split by.", json::required, json::length{1, 4 * KiB}),
      json::field("weight", &Lesson::weight, "Of its loss.", json::fraction{1e-3, 100}));
};

}  // namespace swarm::data
