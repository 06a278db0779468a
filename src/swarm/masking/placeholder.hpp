#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// What stands for a value: "[EMAIL_1]", and what models make of it.
namespace swarm::masking {

inline constexpr std::size_t kPlaceholderBytesMax = 40;  // with everything that models do to one

// What a text begins with.
struct PlaceholderMatch {
  enum class State { none, begun, whole };  // begun: more text could make it whole
  State state = State::none;
  std::size_t length = 0;  // of a whole one
  std::string name{};      // of a whole one, as it is given out: "EMAIL_1"
};

// Case, what stands between kind and number, blanks, marks of emphasis inside of the brackets and backslashes before
// both brackets do not matter; the brackets, the kind and the number do.
PlaceholderMatch match_placeholder(std::string_view text);

// Whether a text may begin with one: '[' or a backslash.
constexpr std::string_view kPlaceholderStarts = "[\\";

}  // namespace swarm::masking
