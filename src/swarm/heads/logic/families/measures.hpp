#pragma once

#include <optional>
#include <string>

#include "swarm/heads/logic/language/token.hpp"

namespace swarm::logic {

// A direction on a scale: "older" is up on "age", "before" is down on "time".
struct Direction {
  std::string scale;
  int sign = 1;
  bool operator==(const Direction&) const = default;
  Direction opposite() const { return {scale, -sign}; }
};

// What a phrase that begins at a token says, and the number of its tokens. `than` stands behind the first.
struct Measure {
  Direction direction;
  std::size_t length = 0;
};
// Words that stand on two scales ("shorter", "lighter", "higher") go where the rest of the prompt is.
class Measures {
 public:
  explicit Measures(const Sentences& sentences);

  std::optional<Measure> comparative(Span tokens) const;  // "older", "more expensive", "less old", "further north"
  std::optional<Measure> superlative(Span tokens) const;  // "oldest", "most expensive", "least heavy"
  std::optional<Measure> plain(Span tokens) const;        // "old", "tall", of "as old as"
  std::optional<Measure> noun(Span tokens) const;         // "age", "height", of "the same age as", "in order of age"
  std::optional<Measure> preposition(Span tokens) const;  // "before", "north of", "ahead of", "in front of"

 private:
  enum class Form { comparative, superlative, plain };
  std::optional<Measure> listed(Span tokens, Form form) const;
  std::optional<Measure> regular(const std::string& word, Form form) const;
  Direction resolved(std::string_view scales, int sign) const;

  std::vector<std::string> words_;
};

}  // namespace swarm::logic
