#include "cli/api.hpp"

#include <fmt/format.h>

namespace swarm::cli {

namespace {

// What a task may hold (32 levels of metadata) inside of what wraps it.
constexpr std::size_t kReplyDepthMax = 64;

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '~' || c == '.';
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c))
      encoded += c;
    else
      encoded += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return encoded;
}

}  // namespace

Outcome<ApiReply> send_expecting_success(Api& api, const ApiRequest& request) {
  ApiReply reply = TRY(api.send(request));
  if (reply.status < 200 || reply.status > 299) return std::unexpected(trouble_of(reply));
  return reply;
}

Outcome<Document> document_of(ApiReply reply) {
  if (reply.body.empty()) return Document{};
  Result<json::Value> value = json::parse(reply.body, kReplyDepthMax);
  if (!value) {
    Trouble trouble(ErrorCode::internal, "the server's answer is not JSON: " + value.error().message);
    trouble.request_id = std::move(reply.request_id);
    trouble.next = "is this address a swarmd, without another service in between?";
    return std::unexpected(std::move(trouble));
  }
  return Document{std::move(*value), std::move(reply.body)};
}

Outcome<Document> call(Api& api, const ApiRequest& request) {
  return document_of(TRY(send_expecting_success(api, request)));
}

// "." and ".." would be taken for a step in the path by whatever stands between.
std::string path_segment(std::string_view text) {
  if (text == "." || text == "..") return text.size() == 1 ? "%2E" : "%2E%2E";
  return percent_encoded(text);
}

std::string encoded_query(const std::vector<std::pair<std::string, std::string>>& query) {
  std::string text;
  for (const auto& [name, value] : query)
    text += fmt::format("{}{}={}", text.empty() ? "?" : "&", percent_encoded(name), percent_encoded(value));
  return text;
}

}  // namespace swarm::cli
