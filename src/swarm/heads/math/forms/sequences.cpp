// Arithmetic and geometric sequences and series, and the numbers that have a place in a famous one.

#include <fmt/format.h>

#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/functions/functions.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

enum class Law { arithmetic, geometric };

struct Sequence {
  Law law;
  Rational first;
  Rational step;  // difference or ratio
  std::size_t known;
};

std::optional<Rational> difference_of(const std::vector<Rational>& terms) {
  const Rational step = terms[1] - terms[0];
  for (std::size_t i = 2; i < terms.size(); ++i) {
    if (terms[i] - terms[i - 1] != step) return std::nullopt;
  }
  return step;
}

std::optional<Rational> ratio_of(const std::vector<Rational>& terms) {
  for (const Rational& term : terms) {
    if (term.is_zero()) return std::nullopt;
  }
  const Rational step = terms[1] / terms[0];
  for (std::size_t i = 2; i < terms.size(); ++i) {
    if (terms[i] / terms[i - 1] != step) return std::nullopt;
  }
  return step;
}

bool said(const Match& m, const Question& q, std::string_view word) {
  for (std::size_t i = m.begin(); i < m.end(); ++i) {
    if (q.tokens()[i].text == word) return true;
  }
  return false;
}

// The law of the terms. Three terms are enough where only one law fits and it is no doubling (1, 2, 4 has many
// continuations); two are enough where the law is named.
Outcome<Sequence> law_of(const Match& m, Question& q) {
  std::vector<Rational> terms;
  for (const NodeId item : m.list("items")) {
    const auto known = TRY(q.known(item));
    if (!known.amount.plain() || !known.amount.rational()) return outside("terms of a sequence are plain numbers");
    terms.push_back(known.amount.number.rational());
  }
  if (terms.size() < 2) return outside("a sequence has several terms");
  const bool arithmetic_said = said(m, q, "arithmetic"), geometric_said = said(m, q, "geometric");
  const bool named = arithmetic_said != geometric_said;
  if (terms.size() < 3 && !named) return outside("two terms may go on in many ways");
  const auto difference = geometric_said ? std::nullopt : difference_of(terms);
  const auto ratio = arithmetic_said ? std::nullopt : ratio_of(terms);
  if (difference) return Sequence{Law::arithmetic, terms[0], *difference, terms.size()};
  if (!ratio) return outside("the terms are neither arithmetic nor geometric");
  if (!named && terms.size() < 4 && *ratio == Rational(2)) return outside("three doublings may go on in many ways");
  return Sequence{Law::geometric, terms[0], *ratio, terms.size()};
}

NodeId term_node(const Sequence& sequence, std::int64_t n, Tree& tree) {
  const Function& function = sequence.law == Law::arithmetic ? kArithmeticTerm : kGeometricTerm;
  return tree.call(function, {tree.number(sequence.first), tree.number(sequence.step), tree.number(Rational(n))});
}

Outcome<Solution> next_term(const Match& m, Question& q) {
  const Sequence sequence = TRY(law_of(m, q));
  return q.value(term_node(sequence, static_cast<std::int64_t>(sequence.known) + 1, q.tree()));
}

Outcome<Solution> next_terms(const Match& m, Question& q) {
  const Sequence sequence = TRY(law_of(m, q));
  const std::int64_t many = m.number("k");
  if (many < 1 || many > 100) return outside("a few further terms");
  std::string text, check;
  for (std::int64_t i = 1; i <= many; ++i) {
    const auto known = TRY(q.known(term_node(sequence, static_cast<std::int64_t>(sequence.known) + i, q.tree())));
    text += (text.empty() ? "" : ";") + q.text(known.amount);
    check = known.check;
  }
  return q.solution(fmt::format("the next {} terms", many), text, check);
}

Outcome<Solution> nth_term(const Match& m, Question& q) {
  const Sequence sequence = TRY(law_of(m, q));
  return q.value(term_node(sequence, m.number("n"), q.tree()));
}

Outcome<Solution> sum_of_terms(const Match& m, Question& q) {
  const Sequence sequence = TRY(law_of(m, q));
  const Function& function = sequence.law == Law::arithmetic ? kArithmeticSum : kGeometricSum;
  return q.value(q.tree().call(function, {q.tree().number(sequence.first), q.tree().number(sequence.step),
                                          q.tree().number(Rational(m.number("n")))}));
}

template <Law law>
Outcome<Solution> step_of(const Match& m, Question& q) {
  const Sequence sequence = TRY(law_of(m, q));
  if (sequence.law != law) return outside("the terms follow the other law");
  return q.solution(law == Law::arithmetic ? "the common difference" : "the common ratio",
                    q.text({Surd(sequence.step), nullptr}), "it leads from every term to the next");
}

template <const Function& function>
Outcome<Solution> described(const Match& m, Question& q) {
  return q.value(q.tree().call(function, {m.node("a"), m.node("d"), q.tree().number(Rational(m.number("n")))}));
}

// 1 + 2 + 3 + … + 100: the written terms give the difference, the last term how many there are.
Outcome<Solution> dotted_sum(const Match& m, Question& q) {
  std::vector<Rational> terms;
  for (const std::string_view name : {"a", "b", "c", "d", "e"}) {
    if (!m.has(name)) continue;
    const auto known = TRY(q.known(m.node(name)));
    if (!known.amount.plain() || !known.amount.rational()) return outside("terms of a sum are plain numbers");
    terms.push_back(known.amount.number.rational());
  }
  const auto last = TRY(q.known(m.node("z")));
  const auto step = difference_of(terms);
  if (!step || step->is_zero() || !last.amount.rational()) return outside("the terms of the sum are not arithmetic");
  const Rational steps = (last.amount.number.rational() - terms[0]) / *step;
  const auto count = steps.small();
  if (!count || *count < static_cast<std::int64_t>(terms.size()) - 1) return outside("the last term is not reached");
  return q.value(q.tree().call(
      kArithmeticSum, {q.tree().number(terms[0]), q.tree().number(*step), q.tree().number(Rational(*count + 1))}));
}

// All odd, even or other multiples of k in a range that is named with its ends.
template <std::int64_t remainder>
Outcome<Solution> parity_sum(const Match& m, Question& q) {
  const auto low = TRY(q.known(m.node("a")))
  , high = TRY(q.known(m.node("b")));
  const auto a = low.amount.number.rational().small(), b = high.amount.number.rational().small();
  if (!a || !b || *a < 0 || *b < *a) return outside("a range of whole numbers");
  const std::int64_t first = *a + ((*a % 2 == remainder) ? 0 : 1);
  if (first > *b) return outside("no such number is in the range");
  const std::int64_t count = (*b - first) / 2 + 1;
  return q.value(q.tree().call(kArithmeticSum, {q.tree().number(Rational(first)), q.tree().number(Rational(2)),
                                                q.tree().number(Rational(count))}));
}

void add_series_phrases(Grammar& g) {
  g.macro("whole", "(natural|positive|whole|counting|positive whole|consecutive|)");
  g.phrase("[the] sum of [all] [the] first {n:integer} (natural|positive|counting|positive whole) (number|integer)",
           [](const Match& m, Workshop& w) {
             return w.tree.call(kSumOfRange, {w.tree.number(1), w.tree.number(m.number("n"))});
           });
  g.phrase("[the] sum of [all] [the] first {n:integer} [positive] odd (number|integer)",
           [](const Match& m, Workshop& w) { return w.tree.call(kSumOfOdd, {w.tree.number(m.number("n"))}); });
  g.phrase("[the] sum of [all] [the] first {n:integer} positive even (number|integer)",
           [](const Match& m, Workshop& w) { return w.tree.call(kSumOfEven, {w.tree.number(m.number("n"))}); });
  g.phrase("[the] sum of [all] [the] first {n:integer} even (natural|positive|) (number|integer)",
           [](const Match& m, Workshop& w) { return w.tree.call(kSumOfEven, {w.tree.number(m.number("n"))}); });
  g.phrase("[the] sum of [all] [the] first {n:integer} (square number|squares|perfect squares)",
           [](const Match& m, Workshop& w) { return w.tree.call(kSumOfSquares, {w.tree.number(m.number("n"))}); });
  g.phrase("[the] sum of [the] squares of [the] first {n:integer} @whole (number|integer)",
           [](const Match& m, Workshop& w) { return w.tree.call(kSumOfSquares, {w.tree.number(m.number("n"))}); });
  g.phrase("[the] sum of [all] [the] first {n:integer} (cube number|cubes|perfect cubes)",
           [](const Match& m, Workshop& w) { return w.tree.call(kSumOfCubes, {w.tree.number(m.number("n"))}); });
  g.phrase(
      "[the] (sum|total) of [all] [the] @whole (number|integer) (from|between) {a:operand} (to|and|through|up to) "
      "{b:operand} [inclusive]",
      [](const Match& m, Workshop& w) {
        const bool between = [&] {
          for (std::size_t i = m.begin(); i < m.place("a"); ++i) {
            if (w.tokens[i].text == "between") return w.tokens[m.end() - 1].text != "inclusive";
          }
          return false;
        }();
        if (between) return kNoNode;  // whether the ends count is not said
        return w.tree.call(kSumOfRange, {m.node("a"), m.node("b")});
      });
  g.phrase("[the] sum (from|of) {a:operand} (to|through|up to) {b:operand}",
           [](const Match& m, Workshop& w) { return w.tree.call(kSumOfRange, {m.node("a"), m.node("b")}); });
  g.phrase("{n:ordinal} fibonacci [number|term]",
           [](const Match& m, Workshop& w) { return w.tree.call(kFibonacci, {w.tree.number(m.number("n"))}); });
  g.phrase("{n:ordinal} (number|term) (of|in) the fibonacci (sequence|series)",
           [](const Match& m, Workshop& w) { return w.tree.call(kFibonacci, {w.tree.number(m.number("n"))}); });
  g.phrase("{n:ordinal} triangular number",
           [](const Match& m, Workshop& w) { return w.tree.call(kTriangular, {w.tree.number(m.number("n"))}); });
  g.phrase("{n:ordinal} triangle number",
           [](const Match& m, Workshop& w) { return w.tree.call(kTriangular, {w.tree.number(m.number("n"))}); });
  g.phrase("{n:ordinal} (square number|perfect square)", [](const Match& m, Workshop& w) {
    return w.tree.binary(NodeKind::power, w.tree.number(m.number("n")), w.tree.number(2), true);
  });
  g.phrase("{n:ordinal} (cube number|perfect cube)", [](const Match& m, Workshop& w) {
    return w.tree.binary(NodeKind::power, w.tree.number(m.number("n")), w.tree.number(3), true);
  });
  g.phrase("{n:ordinal} [positive] odd number", [](const Match& m, Workshop& w) {
    return w.tree.call(kArithmeticTerm, {w.tree.number(1), w.tree.number(2), w.tree.number(m.number("n"))});
  });
  g.phrase("{n:ordinal} (positive even number|even positive number|even natural number)",
           [](const Match& m, Workshop& w) {
             return w.tree.call(kArithmeticTerm, {w.tree.number(2), w.tree.number(2), w.tree.number(m.number("n"))});
           });
}

void add_listed_sequences(Grammar& g) {
  g.macro("seq",
          "[the|this|an|a|these] [following] [arithmetic|geometric|number] "
          "[sequence|progression|series|pattern|number] [that (starts|begins|goes)|starting|beginning] [with|which "
          "begins|of number]~ {items:list} [,] [$|and so on|etc]");
  g.macro("next", "@ask next (number|term|value) [is|comes next|would be|in line] [in|of] @seq");
  g.form("@next", next_term);
  g.form("@ask next (number|term) (in|of) @seq", next_term);
  g.form("(what|which) [number|term] (comes|come|goes|is|should come|would come) (next|after that) [in|of|after] @seq",
         next_term);
  g.form("@seq ~ (what|which) [number|term] (comes|come|goes|is|should come) next", next_term);
  g.form("@seq ~ @ask next (number|term)", next_term);
  g.form("(continue|complete|extend) @seq", next_term);
  g.form("@ask next {k:integer} (number|term) [in|of] @seq", next_terms);
  g.form("@ask {n:ordinal} (term|number) (of|in|for) @seq", nth_term);
  g.form("@seq ~ @ask {n:ordinal} (term|number)", nth_term);
  g.form("@ask term number {n:integer} (of|in) @seq", nth_term);
  g.form("@ask sum of [the] first {n:integer} (term|number) (of|in) @seq", sum_of_terms);
  g.form("@seq ~ @ask sum of [the] first {n:integer} term", sum_of_terms);
  g.form("@ask common difference (of|in|for) @seq", step_of<Law::arithmetic>);
  g.form("@ask common ratio (of|in|for) @seq", step_of<Law::geometric>);
  g.form("{a:operand} + {b:operand} [+ {c:operand}] [+ {d:operand}] [+ {e:operand}] + $ + {z:operand}", dotted_sum);
  g.form("@ask sum of [all] [the] {a:operand} , {b:operand} [, {c:operand}] [, {d:operand}] , $ , {z:operand}",
         dotted_sum);
}

void add_described_sequences(Grammar& g) {
  g.macro("aseq", "(of|in|for) [an|the|this] arithmetic (sequence|progression|series)");
  g.macro("gseq", "(of|in|for) [a|the|this] geometric (sequence|progression|series)");
  g.macro("afirst",
          "(with|whose|having|if|where|that starts at|starting at|starting with|that starts with|when) [the|a] [first "
          "term|first term is|first term of|the first term|initial term|first value] [is|of|=|a =] {a:operand}");
  g.macro("adiff", "[and|with|,] [a|the|whose] (common difference|difference|step) [is|of|=|d =] {d:operand}");
  g.macro("gratio", "[and|with|,] [a|the|whose] (common ratio|ratio) [is|of|=|r =] {d:operand}");
  g.form("@ask {n:ordinal} term @aseq @afirst @adiff", described<kArithmeticTerm>);
  g.form(
      "[an|the] arithmetic (sequence|progression|series) (has|starts|begins|have|with) [the|a] [first term|at|with] "
      "[of|is] {a:operand} @adiff ~ @ask {n:ordinal} term",
      described<kArithmeticTerm>);
  g.form("@ask sum of [the] first {n:integer} term @aseq @afirst @adiff", described<kArithmeticSum>);
  g.form(
      "[an|the] arithmetic (sequence|progression|series) (has|starts|begins|have|with) [the|a] [first term|at|with] "
      "[of|is] {a:operand} @adiff ~ @ask sum of [its|the] first {n:integer} term",
      described<kArithmeticSum>);
  g.form("@ask {n:ordinal} term @gseq @afirst @gratio", described<kGeometricTerm>);
  g.form(
      "[a|the] geometric (sequence|progression|series) (has|starts|begins|have|with) [the|a] [first term|at|with] "
      "[of|is] {a:operand} @gratio ~ @ask {n:ordinal} term",
      described<kGeometricTerm>);
  g.form("@ask sum of [the] first {n:integer} term @gseq @afirst @gratio", described<kGeometricSum>);
  g.form(
      "[a|the] geometric (sequence|progression|series) (has|starts|begins|have|with) [the|a] [first term|at|with] "
      "[of|is] {a:operand} @gratio ~ @ask sum of [its|the] first {n:integer} term",
      described<kGeometricSum>);
  g.form("@ask sum of [all] [the] even (number|integer) from {a} to {b} [inclusive]", parity_sum<0>);
  g.form("@ask sum of [all] [the] odd (number|integer) from {a} to {b} [inclusive]", parity_sum<1>);
  g.form("(add|add up|sum) [all] [the] @whole (number|integer) from {a:operand} to {b:operand}",
         [](const Match& m, Question& q) { return q.value(q.tree().call(kSumOfRange, {m.node("a"), m.node("b")})); });
}

}  // namespace

void add_sequences(Grammar& g) {
  add_series_phrases(g);
  add_listed_sequences(g);
  add_described_sequences(g);
}

}  // namespace swarm::math
