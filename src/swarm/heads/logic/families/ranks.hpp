#pragma once

#include <map>
#include <optional>
#include <set>

#include "swarm/heads/logic/families/measures.hpp"
#include "swarm/heads/logic/families/names.hpp"
#include "swarm/heads/logic/language/claims.hpp"

namespace swarm::logic {

// What a prompt says about ranks. Read twice: the first time to learn who there is.
class Ranks final : public ClauseReader {
 public:
  explicit Ranks(const Sentences& sentences);
  static bool is_verb(const Token& token);  // "is", "finished", "costs"

  Outcome<Formula> clause(Span tokens) override;

  void learnt() { known_ = true; }
  bool is_known() const { return known_; }
  Names& names() { return names_; }
  const Measures& measures() const { return measures_; }
  const std::set<std::string>& scales() const { return scales_; }
  int size() const { return std::max(static_cast<int>(names_.size()), 1); }

  int number(const std::string& scale, int name);
  // x further in the direction than y.
  Formula beyond(const Direction& direction, int x, int y);
  Formula extreme(const Direction& direction, int name);
  // Exactly `place` - 1 are further in the direction, and nobody is as far. A negative place counts from the other end.
  Formula place(Direction direction, int name, int place);
  Formula distinct();

  Universe universe() const;
  std::size_t numbers() const { return numbers_.size(); }
  bool places_used() const { return places_used_; }
  bool equal_used() const { return equal_used_; }

  struct Relation {
    enum class Kind { beyond, not_beyond, equal, extreme, place, between, next } kind = Kind::beyond;
    Direction direction;
    int place = 0;
    std::size_t length = 0;
  };
  std::optional<Relation> relation(Span tokens, bool making) const;
  // "the oldest", "the second oldest", "first", "in second place", "the oldest of the three"
  std::optional<Relation> superlative(Span tokens) const;

  // "beat" and "lost to", in a race; in a match they would say nothing of third ones.
  std::optional<Relation> race(Span tokens) const;

  static std::size_t verbs(Span tokens, bool& negative, bool& making);

  // What is compared: "costs more" and "weighs more" have scales, what else there is more of is a scale of its own.
  // Notes what is done, so that who runs faster is not compared with who swims faster.
  Direction compared(Direction direction, Span verbs);
  bool compares_deeds() const;  // of several kinds on one scale

 private:
  std::optional<Relation> than(Span tokens) const;

  std::optional<Relation> equality(Span tokens) const;

  std::optional<Relation> with_tail(Span tokens, std::size_t at, Relation relation) const;

  int name(Span tokens) { return names_.add(tokens); }

  // Names at `at`: "Ann", "both Ann and Bob", "everyone else"; the index behind them.
  std::optional<std::pair<std::vector<int>, std::size_t>> objects(Span tokens, std::size_t at, int subject);
  static std::size_t back_over_comma(Span tokens, std::size_t at);
  static std::size_t crossing(Span tokens);

  std::optional<Formula> sentence(Span tokens);

  std::optional<std::size_t> related(Span tokens, std::size_t at, const Relation& relation,
                                     const std::vector<int>& subjects, bool negative, bool nobody,
                                     std::vector<Formula>& parts);

  std::optional<std::size_t> between_two(Span tokens, std::size_t at, int middle, const std::vector<int>& ends,
                                         std::vector<Formula>& parts);

  // "Ann > Bob > Cy"
  std::optional<Formula> signs(Span tokens);

  // "no two are the same age", "there were no ties"
  std::optional<Formula> no_two(Span tokens);

  Measures measures_;
  Names names_;
  std::map<std::pair<std::string, int>, int> numbers_;
  std::set<std::string> scales_;
  std::map<std::string, std::set<std::string>> deeds_;  // of each scale; "" where it is only said how one is
  std::vector<int> last_objects_;
  bool known_ = false;
  bool race_ = false;
  bool equal_used_ = false;
  bool places_used_ = false;
};

}  // namespace swarm::logic
