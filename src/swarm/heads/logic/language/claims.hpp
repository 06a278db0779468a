#pragma once

#include <optional>

#include "swarm/heads/logic/language/token.hpp"
#include "swarm/heads/logic/outcome.hpp"
#include "swarm/heads/logic/reasoning/formula.hpp"

namespace swarm::logic {

// What a family understands of one simple statement.
class ClauseReader {
 public:
  virtual ~ClauseReader() = default;
  // A statement without connectives; an atom, a comparison. Refuses with `outside_grammar`.
  virtual Outcome<Formula> clause(Span tokens) = 0;
  // "if a, b" as a whole, where it means more than its parts ("if someone …, they …").
  virtual std::optional<Outcome<Formula>> conditional(Span, Span) { return std::nullopt; }
  // A statement whose "and" joins no statements: "Ann and Bob sit next to each other".
  virtual std::optional<Formula> whole(Span) { return std::nullopt; }
  // The statement occurs elsewhere in the prompt: tells where "if … …" without a comma has its middle.
  virtual bool familiar(Span) { return false; }
  // What was read since `mark` was wrong: forget it.
  virtual std::size_t mark() { return 0; }
  virtual void back_to(std::size_t) {}
};

// Ways of reading that a person might not have meant; they are named in the answer.
struct ReadingNotes {
  bool inclusive_or = false;
  bool unless = false;
  bool precedence = false;
  std::string text() const;
};

// A statement with its connectives, in symbols or in words: "if p then q", "p only if not q", "neither p nor q",
// "it is not the case that …", "whenever p, q". Refuses what has two natural readings ("a and b or c" in words).
class ClaimReader {
 public:
  ClaimReader(ClauseReader& clauses, ReadingNotes& notes, std::size_t depth_max)
      : clauses_(clauses), notes_(notes), depth_max_(depth_max) {}

  Outcome<Formula> read(Span tokens);

 private:
  Outcome<Formula> claim(Span tokens, std::size_t depth);
  std::optional<Outcome<Formula>> prefixed(Span tokens, std::size_t depth);
  std::optional<Outcome<Formula>> called_true(Span tokens, std::size_t depth);
  std::optional<Outcome<Formula>> formulas_listed(Span tokens, std::size_t depth);
  std::optional<Outcome<Formula>> choice_inside(Span tokens, std::size_t depth);
  std::optional<Outcome<Formula>> conditional_prefix(Span tokens, std::size_t depth);
  Outcome<Formula> condition_first(Span rest, int kind, std::size_t depth);
  Outcome<Formula> conditional(Span condition, Span result, int kind, std::size_t depth);
  Outcome<Formula> consequence(Span tokens, Span condition, int kind, std::size_t depth);
  Outcome<Formula> middle_of(Span rest, int kind, std::size_t depth);
  std::optional<Outcome<Formula>> infix(Span tokens, std::size_t depth);
  std::optional<Outcome<Formula>> alternatives(Span tokens, std::size_t depth);
  Outcome<std::vector<Span>> listed_alternatives(Span tokens, const std::vector<Span>& parts, bool told);
  std::optional<Outcome<Formula>> conjuncts(Span tokens, std::size_t depth);
  Outcome<std::vector<Formula>> parts_of(const std::vector<Span>& parts, std::size_t depth);
  std::optional<Outcome<Formula>> listed(Span tokens, std::size_t depth);

  ClauseReader& clauses_;
  ReadingNotes& notes_;
  std::size_t depth_max_;
};

// Without commas, quotation marks and parentheses that enclose the whole, and without "that", "then", "and" in front.
Span bare(Span tokens);
// May begin a statement: "the", "she", "no", a name, a letter.
bool begins_clause(const Token& token);
bool is_quantifier(Span tokens);
bool is_copula(const Token& token);     // is, are, was, …
bool is_auxiliary(const Token& token);  // a copula, or do, will, can, …
bool is_article(const Token& token);    // the, a, my, this, …; a single capital A is none inside of a sentence

}  // namespace swarm::logic
