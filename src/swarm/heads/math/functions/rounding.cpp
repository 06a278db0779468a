#include "swarm/heads/math/functions/arguments.hpp"
#include "swarm/heads/math/functions/functions.hpp"

namespace swarm::math {

namespace {

Outcome<Amount> floor_amount(std::span<const Amount> arguments, Budget&) {
  if (!arguments[0].rational()) return outside("rounding a root");
  return Amount{Surd(Rational(floor_of(arguments[0].number.rational()))), arguments[0].unit};
}

bool is_floor(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const Rational rest = arguments[0].number.rational() - result.number.rational();
  return result.number.rational().is_integer() && rest.sign() >= 0 && rest < Rational(1);
}

Outcome<Amount> ceiling_amount(std::span<const Amount> arguments, Budget&) {
  if (!arguments[0].rational()) return outside("rounding a root");
  return Amount{Surd(Rational(ceiling_of(arguments[0].number.rational()))), arguments[0].unit};
}

bool is_ceiling(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const Rational rest = result.number.rational() - arguments[0].number.rational();
  return result.number.rational().is_integer() && rest.sign() >= 0 && rest < Rational(1);
}

Outcome<Amount> round_to(std::span<const Amount> arguments, Budget&) {
  if (!arguments[0].rational() || !arguments[1].rational() || arguments[1].number.sign() <= 0)
    return outside("rounding needs a step");
  const Rational step = arguments[1].number.rational();
  const Rational steps = arguments[0].number.rational() / step;
  const bool tie = (steps + steps).is_integer() && !steps.is_integer();
  if (tie && steps.sign() < 0) return trouble(TroubleKind::ambiguous, "a negative half rounds either way");
  return Amount{Surd(Rational(rounded(steps)) * step), arguments[0].unit};
}

bool is_nearest(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const Rational step = arguments[1].number.rational();
  const Rational off = arguments[0].number.rational() - result.number.rational();
  return (result.number.rational() / step).is_integer() && off + off < step && off + off >= -step;
}

}  // namespace

const Function kFloor{
    "floor", "floor({})", 1, 1, floor_amount, is_floor, "it is whole, not larger, and less than 1 away"};
const Function kCeiling{
    "ceiling", "ceil({})", 1, 1, ceiling_amount, is_ceiling, "it is whole, not smaller, and less than 1 away"};
const Function kRoundToMultiple{"rounding",
                                "{0} rounded to the nearest multiple of {1}, halves up",
                                2,
                                2,
                                round_to,
                                is_nearest,
                                "it is a multiple, at most half a step away"};

}  // namespace swarm::math
