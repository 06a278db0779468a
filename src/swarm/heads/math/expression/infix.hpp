#pragma once

#include <optional>
#include <vector>

#include "swarm/heads/math/language/vocabulary.hpp"

namespace swarm::math {

// The operations between two values that are said or written there.
enum class Infix : std::uint8_t {
  add,
  subtract,
  subtract_from,  // 3 taken from 10
  more_than,
  less_than,
  off,  // 20% off 50
  increased,
  decreased,
  multiply,
  divide,
  modulo,
  of,  // 15% of 80, half of 10
  divide_into,
  as_much,  // 3 times as much as 5
  power,
};

// From loose to tight.
enum class Level : std::uint8_t { additive, multiplicative, power };

// The words and signs of the operations. Adds its words to the vocabulary; afterwards read from any thread.
class InfixTable {
 public:
  explicit InfixTable(Vocabulary& vocabulary);

  struct Found {
    Infix operation;
    Level level;
    std::size_t end;
    bool in_words;
  };
  std::optional<Found> read(const Tokens& tokens, std::size_t at) const;

 private:
  struct Entry {
    std::vector<WordId> words;
    Infix operation;
    Level level;
  };
  std::vector<std::vector<Entry>> by_first_;
};

}  // namespace swarm::math
