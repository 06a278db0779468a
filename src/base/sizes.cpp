#include "base/sizes.hpp"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <span>

#include "base/text.hpp"

namespace swarm {

namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr std::array<Unit, 6> kSizeUnits{
    {{"", 1}, {"B", 1}, {"KiB", KiB}, {"MiB", MiB}, {"GiB", GiB}, {"TiB", 1024 * GiB}}};
constexpr std::array<Unit, 5> kTimeUnits{
    {{"ms", 1}, {"s", 1'000}, {"min", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};

// A whole number and one of `units`, within 63 bits.
std::optional<std::uint64_t> parse_amount(std::string_view text, std::span<const Unit> units) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view name = trim(text.substr(static_cast<std::size_t>(end - text.data())));
  for (const Unit& unit : units) {
    if (unit.name != name) continue;
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / unit.factor)
      return std::nullopt;
    return number * unit.factor;
  }
  return std::nullopt;
}

std::string amount_text(std::uint64_t amount, std::span<const Unit> units, std::string_view space) {
  const Unit* best = &units.front();
  for (const Unit& unit : units) {
    if (amount != 0 && !unit.name.empty() && amount % unit.factor == 0) best = &unit;
  }
  return fmt::format("{}{}{}", amount / best->factor, space, best->name);
}

}  // namespace

Result<Bytes> parse_bytes(std::string_view text) {
  const auto amount = parse_amount(trim(text), kSizeUnits);
  if (!amount)
    return fail(ErrorCode::invalid_input,
                fmt::format("'{}' is no size: a whole number with KiB, MiB, GiB or TiB expected", text));
  return Bytes{*amount};
}

std::string to_text(Bytes bytes) {
  if (bytes.count == 0) return "0 B";
  return amount_text(bytes.count, kSizeUnits, " ");
}

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto amount = parse_amount(trim(text), kTimeUnits);
  if (!amount)
    return fail(ErrorCode::invalid_input,
                fmt::format("'{}' is no duration: a number with ms, s, min, h or d expected", text));
  return std::chrono::milliseconds{static_cast<std::int64_t>(*amount)};
}

std::string to_text(std::chrono::milliseconds duration) {
  if (duration.count() == 0) return "0s";
  return amount_text(static_cast<std::uint64_t>(duration.count()), kTimeUnits, "");
}

}  // namespace swarm
