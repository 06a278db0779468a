#include "engine/grammars/formats.hpp"

#include <fmt/format.h>

namespace swarm::grammars {
namespace {

// RFC 3339, with the days that a month has.
constexpr std::string_view kDate =
    R"((?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30))"
    R"(|02-(?:0[1-9]|1[0-9]|2[0-8]))|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29))";
constexpr std::string_view kTime =
    R"((?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]))";
constexpr std::string_view kUuid = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";
constexpr std::string_view kByte = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

// RFC 4291: eight groups, or fewer around "::". Not the form that ends in an IPv4 address.
std::string ipv6() {
  constexpr std::string_view kGroup = "[0-9a-fA-F]{1,4}";
  std::string out = fmt::format("(?:{0}:){{7}}{0}|(?:{0}:){{1,7}}:|:(?::{0}){{1,7}}|::", kGroup);
  for (int before = 1; before <= 6; ++before)
    out += fmt::format("|(?:{0}:){{{1}}}(?::{0}){{1,{2}}}", kGroup, before, 7 - before);
  return "(?:" + out + ")";
}

}  // namespace

std::optional<std::string> pattern_of_format(std::string_view format) {
  const auto whole = [](std::string_view pattern) { return fmt::format("^{}$", pattern); };
  if (format == "date") return whole(kDate);
  if (format == "time") return whole(kTime);
  if (format == "date-time") return whole(fmt::format("{}T{}", kDate, kTime));
  if (format == "uuid" || (format.size() == 5 && format.starts_with("uuid") && format[4] >= '1' && format[4] <= '5'))
    return whole(kUuid);
  if (format == "ipv4") return whole(fmt::format("(?:{0}\\.){{3}}{0}", kByte));
  if (format == "ipv6") return whole(ipv6());
  return std::nullopt;
}

}  // namespace swarm::grammars
