#pragma once

#include <deque>
#include <string>
#include <vector>

#include "engine/batching/inference.hpp"

namespace swarm::batching {

// Hands out the tokens of an answer as soon as no stop can begin in them and no character is torn: whoever shows them
// at once never has to take something back. A stop lies within one text: tokens without text, such as the marks of a
// thought, part two. Not thread-safe.
class OutputText {
 public:
  explicit OutputText(std::vector<std::string> stops);

  struct Released {
    std::vector<GeneratedToken> tokens{};
    bool is_stopped = false;  // a stop was found; the token that it began in is cut there, and nothing comes after
  };
  Released add(GeneratedToken token);
  std::vector<GeneratedToken> rest();  // what was held back, once nothing more comes

 private:
  std::size_t held_back() const;
  std::size_t whole_characters(std::size_t position) const;
  std::vector<GeneratedToken> release_before(std::size_t position);

  std::vector<std::string> stops_;
  std::deque<GeneratedToken> tokens_;  // not handed out yet
  std::string text_;                   // theirs
};

}  // namespace swarm::batching
