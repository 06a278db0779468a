#pragma once

#include <optional>

#include "swarm/heads/logic/families/roster.hpp"
#include "swarm/heads/logic/language/claims.hpp"

namespace swarm::logic {

// Readings of "left of" and "between" that the words leave open.
struct Choices {
  bool immediate_left = false;
  bool immediate_between = false;
};

// What one place or thing has to do with another.
struct PlaceRelation {
  enum class Kind { same, beside, before, right_before, opposite, between, fixed } kind = Kind::same;
  bool reversed = false;         // "right of", "after"
  std::vector<int> places = {};  // fixed
  std::size_t end = 0;
};

// Reads what is said about the places of a puzzle's items.
class Grid final : public ClauseReader {
 public:
  Grid(const Roster& roster, Choices choices)
      : roster_(roster), choices_(choices), size_(static_cast<int>(roster.size())) {}

  Outcome<Formula> clause(Span tokens) override;

  std::optional<Formula> whole(Span tokens) override {
    return has_word(tokens, "between") && !has_word(tokens, "if") ? statement(bare(tokens)) : mutual(tokens);
  }

  // What is said of `item` by the words behind it: "sits next to Bob", "does not own the cat".
  std::optional<Formula> predicate(int item, Span tokens);

  bool used_left() const { return used_left_; }
  bool used_between() const { return used_between_; }
  bool used_order() const { return used_order_; }
  int size() const { return size_; }

 private:
  bool links(const Token& token) const;

  std::optional<Formula> statement(Span tokens);

  // "Ann and Bob sit next to each other"
  std::optional<Formula> mutual(Span tokens);

  static bool starts(Span tokens, std::size_t at, std::initializer_list<std::string_view> words);

  // The words of a relation, longest first; its `end` is where the other side begins.
  std::optional<PlaceRelation> relation(Span tokens, std::size_t at);
  static constexpr auto at_left = static_cast<PlaceRelation::Kind>(100);

  // "at one end", "in the middle", "in seat 3", "on the top floor", "second from the left", "first"
  std::optional<PlaceRelation> places(Span tokens, std::size_t at);

  std::optional<Formula> related(int item, Span tokens, const PlaceRelation& relation);

  std::optional<Formula> between_two(const PlaceRelation& relation, int left, int right);
  Formula next_in_circle(int one, int other) const {
    return any_of({logic::same(one, other, -1), all_of({is_value(one, size_), is_value(other, 1)})});
  }

  std::optional<Formula> middle_of(int item, Span tokens, std::size_t at);

  const Roster& roster_;
  Choices choices_;
  int size_;
  bool used_left_ = false, used_between_ = false, used_order_ = false;
};

}  // namespace swarm::logic
