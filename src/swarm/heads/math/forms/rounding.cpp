// Rounding to places, steps, whole numbers and significant figures; halves go away from zero, which the answer says.

#include <fmt/format.h>

#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/functions/functions.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

constexpr std::int64_t kPlacesMax = 30;

// 10^-places, or 10^places upwards.
Rational power_of_ten(std::int64_t exponent) {
  return power(Rational(10), exponent);
}

// The rounded value with as many decimals as were asked for, trailing zeros left out.
Outcome<Solution> rounded_to(NodeId value, const Rational& step, Question& q) {
  const auto known = TRY(q.known(value));
  if (known.amount.unit != nullptr && known.amount.unit->dimension == Dimension::share)
    return outside("rounding a percentage");
  q.style().decimal = true;
  return q.value(q.tree().call(kRoundToMultiple, {value, q.tree().number(step)}));
}

Outcome<Solution> to_places(const Match& m, Question& q) {
  if (m.number("n") > kPlacesMax) return outside("too many decimal places");
  return rounded_to(m.node("x"), power_of_ten(-m.number("n")), q);
}

Outcome<Solution> to_whole(const Match& m, Question& q) {
  return rounded_to(m.node("x"), Rational(1), q);
}
Outcome<Solution> to_cent(const Match& m, Question& q) {
  return rounded_to(m.node("x"), power_of_ten(-2), q);
}

template <std::int64_t exponent>
Outcome<Solution> to_power(const Match& m, Question& q) {
  return rounded_to(m.node("x"), power_of_ten(exponent), q);
}

Outcome<Solution> to_step(const Match& m, Question& q) {
  const auto step = TRY(q.known(m.node("s")));
  if (!step.amount.plain() || !step.amount.rational() || step.amount.number.sign() <= 0)
    return outside("a step is a positive number");
  return rounded_to(m.node("x"), step.amount.number.rational(), q);
}

Outcome<Solution> to_figures(const Match& m, Question& q) {
  const auto known = TRY(q.known(m.node("x")));
  const std::int64_t figures = m.number("n");
  if (!known.amount.plain() || !known.amount.rational() || known.amount.number.is_zero() || figures < 1 ||
      figures > kPlacesMax) {
    return outside("significant figures of a plain number");
  }
  const Rational size = absolute(known.amount.number.rational());
  std::int64_t exponent = 0;  // 10^exponent is the place of the first figure
  while (size >= power_of_ten(exponent + 1) && exponent < 5'000)
    ++exponent;
  while (size < power_of_ten(exponent) && exponent > -5'000)
    --exponent;
  return rounded_to(m.node("x"), power_of_ten(exponent - figures + 1), q);
}

template <const Function& function>
NodeId call_one(const Match& match, Workshop& workshop) {
  return workshop.tree.call(function, {match.node("x")});
}

template <const Function& function>
Outcome<Solution> solve_one(const Match& m, Question& q) {
  return q.value(q.tree().call(function, {m.node("x")}));
}

}  // namespace

void add_rounding(Grammar& g) {
  g.macro("round", "(round|round off|approximate|what is|give|express|write)");
  g.macro("nearest",
          "(to the (nearest|closest)|to nearest|correct to the nearest|rounded to the nearest|round to the nearest|to "
          "the next nearest)");
  g.form(
      "@round [the number] {x} [round|correct] (to|correct to) {n:integer} (decimal place|decimal|place|digit after "
      "the decimal point|decimal digit|dp|d p)",
      to_places);
  g.form("@round [the number] {x} [round|correct] to one decimal [place]",
         [](const Match& m, Question& q) { return to_power<-1>(m, q); });
  g.form(
      "@round [the number] {x} [round|correct] (to|correct to) {n:integer} (significant figure|significant digit|sig "
      "figure|sf|s f)",
      to_figures);
  g.form("{x} round (to|correct to) {n:integer} (decimal place|decimal|place|dp)", to_places);
  g.form("{x} (to|correct to) {n:integer} (decimal place|decimal|dp)", to_places);
  g.form("{x} [round] (to|correct to) {n:integer} (significant figure|significant digit|sig figure|sf)", to_figures);
  g.form("(@round|) [the number] {x} [off] @nearest (whole number|integer|whole|unit|one|ones)", to_whole);
  g.form("@round [the number] {x} to (a|the) (whole number|integer)", to_whole);
  g.form("round {x}", [](const Match&, Question&) -> Outcome<Solution> { return outside("to what is not said"); });
  g.form("(@round|) [the number] {x} [off] @nearest (ten|tens)", to_power<1>);
  g.form("(@round|) [the number] {x} [off] @nearest (hundred|hundreds)", to_power<2>);
  g.form("(@round|) [the number] {x} [off] @nearest thousand", to_power<3>);
  g.form("(@round|) [the number] {x} [off] @nearest million", to_power<6>);
  g.form("(@round|) [the number] {x} [off] @nearest (tenth|tenths)", to_power<-1>);
  g.form("(@round|) [the number] {x} [off] @nearest (hundredth|hundredths)", to_power<-2>);
  g.form("(@round|) [the number] {x} [off] @nearest (thousandth|thousandths)", to_power<-3>);
  g.form("(@round|) [the number] {x} [off] @nearest (cent|penny)", to_cent);
  g.form("(@round|) [the number] {x} [off] @nearest (dollar|pound|euro)", to_whole);
  g.form("(@round|) [the number] {x} [off] @nearest {s:operand}", to_step);
  g.form("(@round|) [the number] {x} [off] @nearest multiple of {s:operand}", to_step);
  g.form("round {x} down [to the nearest (integer|whole number)|to a whole number]", solve_one<kFloor>);
  g.form("round down {x} [to the nearest (integer|whole number)|to a whole number]", solve_one<kFloor>);
  g.form("round {x} up [to the (nearest|next) (integer|whole number)|to a whole number]", solve_one<kCeiling>);
  g.form("round up {x} [to the (nearest|next) (integer|whole number)|to a whole number]", solve_one<kCeiling>);
  g.phrase("floor (of|\\() {x} [\\)]", call_one<kFloor>);
  g.phrase("(ceil|ceiling) (of|\\() {x} [\\)]", call_one<kCeiling>);
}

}  // namespace swarm::math
