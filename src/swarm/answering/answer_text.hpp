#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "swarm/answers/answer_types.hpp"

// What can be read out of what a model wrote. Pure; linear in the text.
namespace swarm::answering {

inline constexpr std::size_t kValueBytesMax = 1'000;  // of a value on its line
inline constexpr std::size_t kThoughtStepsMax = 64;
inline constexpr std::size_t kThoughtBytesMax = 400;

struct ReadAnswer {
  std::string text;                      // for people: without the model's thoughts
  std::string value{};                   // what stands behind "Answer:"; empty when nothing does
  std::string thoughts{};                // what stood between <think> and </think>
  std::optional<std::string> problem{};  // why it is no answer
  bool is_only_words = false;            // it says something, but names no value where one is wanted
};

// Whether answers of this head are values, which an "Answer:" line must name.
bool needs_value(answers::Head head);

// `finish_reason` as the model told it ("stop", "length", "content_filter").
ReadAnswer read_answer(answers::Head head, std::string_view written, std::string_view finish_reason);

// The same of a model that answers with the value alone: all of it is the answer.
ReadAnswer read_whole_answer(answers::Head head, std::string_view written, std::string_view finish_reason);

// "I don't know." and its like, and nothing else: an abstention, in whatever role it stands.
bool says_it_does_not_know(std::string_view text);

// Thoughts as the steps of a derivation: one for each line, and for each part between commas where `at_commas` says so.
// At most kThoughtStepsMax, the last of which names how many are left out, each at most kThoughtBytesMax long.
std::vector<answers::Step> thought_steps(std::string_view thoughts, bool at_commas);

// The same where the client said what the answer looks like: nothing is looked for in it but that it is there, and JSON
// when `is_json` says so.
ReadAnswer read_as_it_stands(std::string_view written, bool is_json);

}  // namespace swarm::answering
