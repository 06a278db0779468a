#include "platform/http_server/message.hpp"

#include <array>

namespace swarm::http {

std::string_view name_of(Method method) {
  constexpr std::array<std::string_view, 8> kNames{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "other"};
  return kNames[static_cast<std::size_t>(method)];
}

std::optional<std::string_view> Request::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return std::nullopt;
}

}  // namespace swarm::http
