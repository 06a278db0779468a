#include "base/money.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace swarm {

namespace {

constexpr double kNanodollars = 1e9;

Money bounded(double nanodollars) {
  if (!(nanodollars > 0)) return {};  // not a number, too
  if (nanodollars >= static_cast<double>(kMoneyMax.nanodollars)) return kMoneyMax;
  return {static_cast<std::int64_t>(nanodollars)};
}

}  // namespace

Money dollars(double amount) {
  return bounded(std::round(amount * kNanodollars));
}

double in_dollars(Money amount) {
  return static_cast<double>(amount.nanodollars) / kNanodollars;
}

Money price_of(std::int64_t tokens, double dollars_per_million) {
  constexpr double kNanodollarsPerMillionth = 1e3;
  return bounded(std::ceil(static_cast<double>(tokens) * dollars_per_million * kNanodollarsPerMillionth));
}

std::string to_text(Money amount) {
  const std::uint64_t count = amount.nanodollars < 0 ? 0 - static_cast<std::uint64_t>(amount.nanodollars)
                                                     : static_cast<std::uint64_t>(amount.nanodollars);
  constexpr std::uint64_t kOne = 1'000'000'000;
  std::string fraction = fmt::format("{:09}", count % kOne);
  const std::size_t kept = std::max<std::size_t>(2, fraction.find_last_not_of('0') + 1);
  return fmt::format("{}${}.{}", amount.nanodollars < 0 ? "-" : "", count / kOne, fraction.substr(0, kept));
}

}  // namespace swarm
