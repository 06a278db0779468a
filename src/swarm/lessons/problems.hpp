#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

// What a lesson is about, without any wording.
namespace swarm::lessons {

struct Calculation {
  std::int64_t left = 0;
  char sign = '+';  // '+', '-' or '*'
  std::int64_t right = 0;
  std::int64_t value() const { return sign == '+' ? left + right : sign == '-' ? left - right : left * right; }
  bool operator==(const Calculation&) const = default;
};

// In the order in which they are done; the value of the last one is the answer.
struct Calculations {
  std::vector<Calculation> steps;
  bool story = false;
  bool operator==(const Calculations&) const = default;
};

// A leaf, the negation of one, or two joined by '&' or '|'.
struct Expression {
  char kind = 'T';  // 'T', 'F', '!', '&', '|'
  std::vector<Expression> parts{};
  bool operator==(const Expression&) const = default;
};

// Several that are compared: `facts` are pairs of places in `ranking`, the larger one first.
struct Ranking {
  enum class Asked { most, least, second, second_least, middle, order, order_rising, beyond };
  std::vector<std::string> ranking;  // the most first
  std::vector<std::pair<std::size_t, std::size_t>> facts;
  Asked asked = Asked::most;
  std::pair<std::size_t, std::size_t> pair{};  // "is the first beyond the second", for `beyond`
  bool operator==(const Ranking&) const = default;
};

struct ListTask {
  enum class Operation { largest, smallest, first, last, index, place, length, reversed, sorted, descending, sum };
  Operation operation = Operation::largest;
  std::vector<std::int64_t> items;
  std::size_t at = 0;  // from 0 for `index`, from 1 for `place`
  bool operator==(const ListTask&) const = default;
};

using Problem = std::variant<Calculations, Expression, Ranking, ListTask>;

}  // namespace swarm::lessons
