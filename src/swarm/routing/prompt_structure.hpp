#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "swarm/routing/prompt_tokens.hpp"

namespace swarm::routing {

// Something countable about a whole prompt.
enum class Measure : std::uint8_t {
  tokens,
  sentences,
  commas,
  numbers,
  number_words,
  operations_said,
  decimals,
  years,
  percents,
  operators_between_numbers,
  equals_signs,
  identifiers,
  calls,
  code_marks,
  code_operators,
  fences,
  error_names,
  file_names,
  flags,
  capital_words,
  line_ends,
  persons,
  letters,
  repeated_words,
  words_of_the_question_seen_before,
  quotation_marks,
  question_marks,
};
inline constexpr std::size_t kMeasureCount = static_cast<std::size_t>(Measure::question_marks) + 1;

struct PromptStructure {
  std::array<std::uint16_t, kMeasureCount> counts{};
  std::size_t question_first = 0;  // the token with which the last sentence begins
  std::uint16_t operator[](Measure measure) const { return counts[static_cast<std::size_t>(measure)]; }
};

PromptStructure structure_of(const PromptTokens& prompt);

// Counts that differ little are one: 0, 1, 2, 3, 4, 5-6, 7-9, 10-14, 15-24, ...
std::uint8_t step_of(std::uint16_t count);

// "numbers", "sentences", for reasons.
std::string_view name_of(Measure measure);

}  // namespace swarm::routing
