// Equations in one unknown, linear systems, simple inequalities, and numbers that are described.

#include <fmt/format.h>

#include "swarm/heads/math/algebra/solve.hpp"
#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/functions/functions.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

constexpr std::size_t kEquationsMax = 6;

std::string equation_text(Question& q, const Equation& equation) {
  return q.shown(equation.left) + " = " + q.shown(equation.right);
}

// "x=2" for a letter, "2" for a number that was only described.
std::string named(char unknown, const std::string& value) {
  return unknown == '?' || unknown == '_' ? value : std::string(1, unknown) + "=" + value;
}

std::string text_of(const Surd& value, const Question& q) {
  return q.text({value, nullptr});
}

Outcome<Solution> one_equation(const Equation& equation, Question& q, char wanted = 0) {
  const RootSet set = TRY(solve_equation(q.tree(), equation, q.budget()));
  const bool described = wanted == '?' && set.unknown == '_';
  if (wanted != 0 && set.unknown != wanted && !described) return outside("the equation has another unknown");
  std::string value;
  for (const Surd& root : set.roots)
    value += (value.empty() ? "" : ";") + named(set.unknown, text_of(root, q));
  if (set.kind == SolutionKind::none) value = "none";
  if (set.kind == SolutionKind::all) value = "infinitely many";
  const std::string reading = equation_text(q, equation);
  Solution result = q.solution(reading, value, set.check);
  result.method = "polynomial factorisation over the rationals";
  result.answer = set.kind == SolutionKind::none  ? fmt::format("{} has no real solution", reading)
                  : set.kind == SolutionKind::all ? fmt::format("{} holds for every number", reading)
                                                  : fmt::format("{}: {}", reading, value);
  result.steps = {{"parse", reading}, {"solve", value}};
  return result;
}

Outcome<Solution> several_equations(const std::vector<Equation>& equations, Question& q) {
  if (equations.size() > kEquationsMax) return trouble(TroubleKind::too_large, "too many equations");
  const SystemSolution system = TRY(solve_system(q.tree(), equations, q.budget()));
  std::string value, reading;
  for (const auto& [unknown, number] : system.values)
    value += (value.empty() ? "" : ";") + named(unknown, text_of(Surd(number), q));
  for (const Equation& equation : equations)
    reading += (reading.empty() ? "" : ", ") + equation_text(q, equation);
  if (system.kind == SolutionKind::none) value = "none";
  if (system.kind == SolutionKind::all) value = "infinitely many";
  Solution result = q.solution(reading, value, system.check);
  result.method = "elimination";
  result.answer = fmt::format("{}: {}", reading, value);
  result.steps = {{"parse", reading}, {"eliminate", value}};
  return result;
}

std::vector<Equation> equations_of(const Piece& piece) {
  std::vector<Equation> equations;
  for (std::size_t i = 0; i + 1 < piece.items.size(); i += 2)
    equations.push_back({piece.items[i], piece.items[i + 1]});
  return equations;
}

std::string relation_text(char relation) {
  return relation == 'l' ? "<=" : relation == 'g' ? ">=" : std::string(1, relation);
}

bool relation_holds(char relation, int sign) {
  switch (relation) {
    case '<':
      return sign < 0;
    case '>':
      return sign > 0;
    case 'l':
      return sign <= 0;
    default:
      return sign >= 0;
  }
}

// A linear inequality: the border is the equation's root; both sides of it are tried.
Outcome<Solution> inequality(const Piece& piece, Question& q) {
  const Equation border{piece.items[0], piece.items[1]};
  const RootSet set = TRY(solve_equation(q.tree(), border, q.budget()));
  const Fraction left = TRY(fraction_of(q.tree(), border.left, q.budget()));
  const Fraction right = TRY(fraction_of(q.tree(), border.right, q.budget()));
  const bool linear =
      left.top.degree() <= 1 && right.top.degree() <= 1 && left.bottom.is_constant() && right.bottom.is_constant();
  if (!linear || set.roots.size() != 1 || set.unknown == '?' || set.unknown == '_')
    return outside("only linear inequalities");
  const auto relation = static_cast<char>(piece.number);
  const auto holds_at = [&](const Surd& x) -> Outcome<bool> {
    const NodeId difference = q.tree().binary(NodeKind::subtract, border.left, border.right);
    const auto known = TRY(q.known(substituted(q.tree(), difference, {{set.unknown, x}})));
    return relation_holds(relation, known.amount.number.sign());
  };
  const bool below = TRY(holds_at(set.roots[0] - Surd(1)));
  const bool above = TRY(holds_at(set.roots[0] + Surd(1)));
  const bool at_border = TRY(holds_at(set.roots[0]));
  if (below == above || at_border != (relation == 'l' || relation == 'g'))
    return trouble(TroubleKind::unchecked, "trial values disagree");
  const char direction = below ? '<' : '>';
  const std::string value =
      fmt::format("{}{}{}{}", set.unknown, direction, at_border ? "=" : "", text_of(set.roots[0], q));
  const std::string reading =
      fmt::format("{} {} {}", q.shown(border.left), relation_text(relation), q.shown(border.right));
  Solution result = q.solution(reading, value, "tried below, at and above the border");
  result.answer = fmt::format("{}: {}", reading, value);
  return result;
}

Outcome<Solution> solve_pieces(const Piece& piece, Question& q, char wanted = 0) {
  if (piece.number != '=') return piece.items.size() == 2 ? inequality(piece, q) : outside("several inequalities");
  const auto equations = equations_of(piece);
  for (const Equation& equation : equations) {
    if (!q.tree().has_variable(equation.left) && !q.tree().has_variable(equation.right))
      return outside("an equation without an unknown");
  }
  return equations.size() == 1 ? one_equation(equations[0], q, wanted) : several_equations(equations, q);
}

Outcome<Solution> solve_equations(const Match& m, Question& q) {
  return solve_pieces(m.piece("e"), q, m.has("v") ? static_cast<char>(m.number("v")) : '\0');
}

// What was asked for is one letter; where the equation has several solutions they are all its values.
Outcome<Solution> solve_for(const Match& m, Question& q) {
  const Piece& piece = m.piece("e");
  const char wanted = static_cast<char>(m.number("v"));
  Solution all = TRY(solve_pieces(piece, q, piece.items.size() == 2 ? wanted : '\0'));
  if (piece.items.size() == 2 || piece.number != '=') return all;
  const std::string key = std::string(1, wanted) + "=";
  const std::size_t place = (";" + all.value).find(";" + key);
  if (place == std::string::npos) return outside("the letter asked for is not in the equations");
  const std::size_t begin = place + key.size();
  all.value = key + all.value.substr(begin, all.value.find(';', begin) - begin);
  all.answer = fmt::format("{}: {}", all.reading, all.value);
  return all;
}

// "If x = 4, what is 3x + 2": the expression where the equations hold, when that is one place.
Outcome<Solution> value_at(const Match& m, Question& q) {
  const Piece& piece = m.piece("e");
  if (piece.number != '=' || q.tree()[m.node("p")].kind == NodeKind::variable || !q.tree().has_variable(m.node("p"))) {
    return outside("equations and an expression with their unknowns are expected");
  }
  const SystemSolution system = TRY(solve_system(q.tree(), equations_of(piece), q.budget()));
  if (system.kind != SolutionKind::some) return outside("the equations do not give one value to each unknown");
  std::map<char, Surd> values;
  std::string place;
  for (const auto& [unknown, value] : system.values) {
    values[unknown] = Surd(value);
    place += (place.empty() ? "" : ", ") + named(unknown, value.text());
  }
  const NodeId filled = substituted(q.tree(), m.node("p"), values);
  if (q.tree().has_variable(filled)) return outside("an unknown has no value");
  Solution result = TRY(q.value(filled));
  result.reading = fmt::format("{} where {}", q.shown(m.node("p")), place);
  result.answer = fmt::format("{}: {}", result.reading, result.value);
  result.check += "; " + system.check;
  return result;
}

Outcome<Solution> zeros_of(const Match& m, Question& q) {
  if (!q.tree().has_variable(m.node("p"))) return outside("an expression with an unknown is expected");
  return one_equation({m.node("p"), q.tree().number(Rational(0))}, q);
}

// "I think of a number, double it and add 3. I get 11."
Outcome<Solution> thought_number(const Match& m, Question& q) {
  return one_equation({m.node("c"), m.node("r")}, q, '?');
}

Outcome<Solution> described_number(const Match& m, Question& q) {
  return solve_pieces(m.piece("e"), q, '?');
}

// Two numbers by their sum and difference, smaller first.
Outcome<Solution> sum_and_difference(const Match& m, Question& q) {
  const NodeId half = q.tree().number(Rational(Integer(1), Integer(2)));
  const auto two = [&](NodeKind kind) {
    return q.tree().binary(NodeKind::multiply, half, q.tree().binary(kind, m.node("s"), m.node("d")));
  };
  const auto known = TRY(q.known(std::vector<NodeId>{two(NodeKind::subtract), two(NodeKind::add)}));
  const Surd& small = known[0].amount.number;
  const Surd& large = known[1].amount.number;
  const auto given = TRY(q.known(std::vector<NodeId>{m.node("s"), m.node("d")}));
  if (!(small + large == given[0].amount.number) || !(large - small == given[1].amount.number))
    return trouble(TroubleKind::unchecked, "sum or difference disagree");
  if (given[1].amount.number.sign() < 0) return outside("a difference is not negative");
  return q.solution("two numbers with that sum and difference, smaller first",
                    q.text(known[0].amount) + ";" + q.text(known[1].amount),
                    "their sum and their difference are as given");
}

template <std::int64_t step>
Outcome<Solution> consecutive(const Match& m, Question& q) {
  const std::int64_t many = m.number("n");
  if (many < 2 || many > 100) return outside("a few consecutive numbers");
  const auto sum = TRY(q.known(m.node("s")));
  if (!sum.amount.plain() || !sum.amount.rational()) return outside("a plain sum is expected");
  const Rational first = (sum.amount.number.rational() - Rational(step * many * (many - 1) / 2)) / Rational(many);
  if (!first.is_integer()) return outside("no whole numbers have that sum");
  Rational total, next = first;
  std::string text;
  for (std::int64_t i = 0; i < many; ++i, next += Rational(step)) {
    total += next;
    text += (text.empty() ? "" : ";") + next.text();
  }
  if (total != sum.amount.number.rational()) return trouble(TroubleKind::unchecked, "the numbers have another sum");
  return q.solution(fmt::format("{} consecutive numbers with the sum {}", many, q.shown(m.node("s"))), text,
                    "added up again");
}

template <bool odd>
Outcome<Solution> consecutive_with_parity(const Match& m, Question& q) {
  Solution result = TRY(consecutive<2>(m, q));
  const char last = result.value.back();
  if (((last - '0') % 2 == 1) != odd) return outside("no such numbers have that sum");
  return result;
}

void add_letter_forms(Grammar& g) {
  g.macro("eq",
          "[the|this|these|my|a] [following|simultaneous|linear|quadratic|cubic|algebraic|simple] [system of] "
          "[linear|simultaneous] [equation|system|inequality|pair of equation|problem] [simultaneously|together|by "
          "factoring|by elimination|by substitution|algebraically] ~");
  g.form("{e:equations}", solve_equations);
  g.form("[solve|find|factor and solve|find the solution to] @eq {e:equations}", solve_equations);
  g.form("[solve|find|rearrange] @eq {e:equations} ~ [to find|for|to solve for|and find|find] {v:variable}", solve_for);
  g.form("[solve|find] @eq {e:equations} ~ (for|to find|and find|find|solve for) {v:variable} and {w:variable}",
         solve_equations);
  // Without a word or sign between them, "solve x 2y = 8" would lose its x.
  g.macro("given", "(in|if|when|where|given|given that|such that|so that|from|for|:|,|;|–)");
  g.form(
      "(solve|find) (for|the value of) {v:variable} ~ [in|if|when|where|given|given that|such that|so that|from] @eq "
      "{e:equations}",
      solve_for);
  g.form("(solve|find) {v:variable} @given ~ @eq {e:equations}", solve_for);
  g.form(
      "(solve|find) [for|the value of] {v:variable} and {w:variable} ~ [in|if|when|where|given|given that|such that|so "
      "that|from] @eq {e:equations}",
      solve_equations);
  g.form("what is [the value of] {v:variable} @given [if|when|in|where] ~ @eq {e:equations}", solve_for);
  g.form(
      "(if|given|given that|when|for|suppose|let|with) {e:equations} ~ [then] [what "
      "is|find|evaluate|calculate|compute|determine|work out|how much is] [the value of] {p:unknown}",
      value_at);
  g.form("{e:equations} ~ (what is|find|evaluate|calculate|compute|determine|how much is) [the value of] {p:unknown}",
         value_at);
  g.form(
      "(what is|find|evaluate|calculate|compute|determine|work out) [the value of] {p:unknown} (if|when|given|given "
      "that|for|where|at|with) {e:equations}",
      value_at);
  g.form("what is {v:variable} and {w:variable} ~ (if|when|given that|where|in) {e:equations}", solve_equations);
  g.form(
      "(if|given|given that|suppose|when|let) {e:equations} ~ [then] (what is|find|what do|solve "
      "for|calculate|determine|what must|how much is|what value do) [the value of] {v:variable} [equal|be|have]",
      solve_for);
  g.form(
      "(if|given|given that|suppose|when) {e:equations} ~ [then] (what is|find|solve for) {v:variable} and "
      "{w:variable}",
      solve_equations);
  g.form(
      "{e:equations} ~ (what is|find|solve for|calculate|determine|what do|solve) [the value of] {v:variable} "
      "[equal|be]",
      solve_for);
  g.form("{e:equations} ~ (what is|find|solve for|calculate|determine) {v:variable} and {w:variable}", solve_equations);
  g.form("{e:equations} ~ solve", solve_equations);
  g.form("[for] (what|which) value of {v:variable} (is|do|will|would|are) {e:equations} [hold|true]", solve_for);
  g.form(
      "[for] (what|which) value of {v:variable} (satisfy|satisfies|make|solve|solves|fulfil|fulfils) @eq {e:equations} "
      "[true|hold]",
      solve_for);
  g.form("(what|which) {v:variable} (satisfies|solves|make|satisfy|solve) @eq {e:equations} [true]", solve_for);
  g.form("@find [all] [the] [real] (solution|root|zeros|solution set) (of|to|for|in) @eq {e:equations}",
         solve_equations);
  g.form(
      "@find [all] [the] [real] (root|zeros|solution) (of|for) [the] "
      "[quadratic|polynomial|function|expression|equation] {p:unknown}",
      zeros_of);
  g.form(
      "(what|which) [is|are] the (root|zeros|solution) (of|for) [the] [quadratic|polynomial|function|expression] "
      "{p:unknown}",
      zeros_of);
  g.form("when (is|do) {e:equations}", solve_equations);
  g.form("[if|when|given|given that] {e:equations} ~ [then] {v:variable} = [_]", solve_for);
}

void add_described_numbers(Grammar& g) {
  g.macro("thenumber",
          "(what is|find|what was|what number is|calculate|determine|then what is|what would be|find out) "
          "[the|this|that|my] [original|unknown] (number|it|value)");
  g.form("(if|when|given that|suppose) {e:equation} ~ @thenumber", described_number);
  g.form("{e:equation} ~ @thenumber", described_number);
  g.form("{e:equation} ~ what number (is it|is that|am i|am i thinking of|is this)", described_number);
  g.form("@thenumber (if|when|such that|given that|for which|so that) {e:equation}", described_number);
  g.form(
      "(what|which) number [do @they] (should be|must be|do you|do i|is|must i|should i) (add|added) to {a:operand} to "
      "(get|make|give|obtain) {b:operand}",
      [](const Match& m, Question& q) {
        return q.value(q.tree().binary(NodeKind::subtract, m.node("b"), m.node("a"), true));
      });
  g.form(
      "what [number|] (must be|should be|do you|do i|must i|should i|must you|should you) (add|added) to {a:operand} "
      "to (get|make|give|obtain) {b:operand}",
      [](const Match& m, Question& q) {
        return q.value(q.tree().binary(NodeKind::subtract, m.node("b"), m.node("a"), true));
      });
  g.form(
      "what [number|] (must be|should be|do you|do i|must i|should i) (subtract|subtracted|take|taken) [away] from "
      "{a:operand} to (get|make|give|obtain|leave) {b:operand}",
      [](const Match& m, Question& q) {
        return q.value(q.tree().binary(NodeKind::subtract, m.node("a"), m.node("b"), true));
      });
  g.form(
      "what [number|] (must|should|do) [be|you|i] (multiply|multiplied) {a:operand} by to (get|make|give) {b:operand}",
      [](const Match& m, Question& q) {
        return q.value(q.tree().binary(NodeKind::divide, m.node("b"), m.node("a"), true));
      });
  g.form(
      "i (think|am thinking|thought|have thought) of (a|some) number ~ [if|when|and|then] [i] {c:unknown_chain} ~ "
      "[and] (the result is|i get|the answer is|and get|to get|get|it is|it equal|you get|result is|it become|it "
      "becomes|the total is|the result equal|and the result is) {r} ~ [@thenumber|what number am i thinking of|what is "
      "my number|what number did i think of|what number is it]",
      thought_number);
  g.form(
      "(if|when) (you|i|we) {c:unknown_chain} ~ (the result is|you get|i get|we get|the answer is|it is) {r} ~ "
      "@thenumber",
      thought_number);
}

void add_several_numbers(Grammar& g) {
  g.form("{c:unknown_chain} ~ (the result is|you get|i get|the answer is) {r} ~ @thenumber", thought_number);
  g.macro("twonumbers", "(@find|which|what is) [the|these|both|are] [2] (number|the number|them|integer)");
  g.form("[the] sum of 2 number is {s} and (their|the) difference is {d} ~ [@twonumbers|what is the number]",
         sum_and_difference);
  g.form(
      "2 number (add up to|have a sum of|sum to|add to|with a sum of|total) {s} and (differ by|have a difference of|a "
      "difference of|their difference is) {d} ~ [@twonumbers|what is the number]",
      sum_and_difference);
  g.form(
      "(which|what|find) 2 number (add up to|have a sum of|sum to|with a sum of|that add up to|whose sum is|have the "
      "sum) {s} and (differ by|have a difference of|a difference of|whose difference is|have the difference) {d}",
      sum_and_difference);
  g.form(
      "[the] sum of {n:integer} consecutive [whole] (integer|number) is {s} ~ [(@find|what is|which is) (the|these) "
      "[integer|number]|what are they|find them]",
      consecutive<1>);
  g.form(
      "(@find|which|what is) [the] {n:integer} consecutive [whole] (integer|number) (add up to|sum to|have a sum "
      "of|whose sum is|with a sum of|that add up to|with sum|that sum to) {s}",
      consecutive<1>);
  g.macro("csum",
          "(add up to|sum to|have a sum of|with a sum of|total|have the sum|whose sum is|that add up to|that sum "
          "to|adding up to|has a sum of|with sum|have a total of|which add up to|add to|adding to)");
  g.macro("cq",
          "[what is they|find them|which number is they|what is the (number|integer)|find the (number|integer)|what "
          "number is they|which is they|name them]");
  g.form("{n:integer} consecutive [whole|natural|positive] (number|integer) @csum {s} ~ @cq", consecutive<1>);
  g.form("[@find|which|what is] [the] {n:integer} consecutive even [whole] (number|integer) @csum {s} ~ @cq",
         consecutive_with_parity<false>);
  g.form("[@find|which|what is] [the] {n:integer} consecutive odd [whole] (number|integer) @csum {s} ~ @cq",
         consecutive_with_parity<true>);
  g.form(
      "[the] sum of {n:integer} consecutive even (integer|number) is {s} ~ [(@find|what is|which is) (the|these) "
      "[integer|number]|what are they|find them]",
      consecutive_with_parity<false>);
  g.form(
      "[the] sum of {n:integer} consecutive odd (integer|number) is {s} ~ [(@find|what is|which is) (the|these) "
      "[integer|number]|what are they|find them]",
      consecutive_with_parity<true>);
}

void add_described_forms(Grammar& g) {
  add_described_numbers(g);
  add_several_numbers(g);
}

}  // namespace

void add_equations(Grammar& grammar) {
  add_letter_forms(grammar);
  add_described_forms(grammar);
}

}  // namespace swarm::math
