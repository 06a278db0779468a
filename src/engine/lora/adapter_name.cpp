#include "engine/lora/adapter_name.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/text.hpp"

namespace swarm::lora {

namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool may_stand_in_name(char c) {
  return is_letter_or_digit(c) || std::string_view("._:/-").find(c) != std::string_view::npos;
}

bool is_part(std::string_view part) {
  return part.find_first_not_of('.') != std::string_view::npos;
}

}  // namespace

Result<Done> check_name(std::string_view name) {
  if (name.empty() || name.size() > kNameBytesMax) {
    return fail(ErrorCode::invalid_input, "adapter_name",
                fmt::format("an adapter's name has 1 to {} characters, not {}", kNameBytesMax, name.size()));
  }
  const bool is_good = is_letter_or_digit(name.front()) && std::ranges::all_of(name, may_stand_in_name) &&
                       std::ranges::all_of(split(name, '/'), is_part);
  if (is_good) return Done{};
  return fail(ErrorCode::invalid_input, "adapter_name",
              "an adapter's name has letters, digits and ._:/- only and begins with a letter or a digit");
}

}  // namespace swarm::lora
