#pragma once

#include <string_view>

#include "base/result.hpp"
#include "engine/grammars/code_points.hpp"

namespace swarm::grammars {

// What stands for one character in a pattern: itself, an escape, a dot, a class.
class PatternCharacters {
 public:
  // `at`: the place in the text, which goes on.
  PatternCharacters(std::string_view text, std::size_t& at) : text_(text), at_(at) {}

  Result<CodePoints> one();

 private:
  bool is_over() const { return at_ >= text_.size(); }
  std::unexpected<Error> refuse(std::string_view why) const;
  Result<CodePoints> in_class();
  Result<CodePoints> escape(bool is_in_class);
  Result<char32_t> hexadecimal(std::size_t digits);
  Result<char32_t> unicode();
  char32_t literal();

  const std::string_view text_;
  std::size_t& at_;
};

// Those that a person would not mean by "any": tabs and line ends stay.
CodePoints without_controls(const CodePoints& characters);

// invalid_input, naming the pattern and the place.
std::unexpected<Error> refused_pattern(std::string_view pattern, std::size_t at, std::string_view why);

}  // namespace swarm::grammars
