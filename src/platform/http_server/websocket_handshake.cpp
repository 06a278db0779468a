#include "platform/http_server/websocket_handshake.hpp"

#include <algorithm>
#include <array>

#include <openssl/evp.h>

#include "base/text.hpp"
#include "platform/http_server/header_text.hpp"

namespace swarm::http {

namespace {

constexpr std::string_view kVersion = "13";
constexpr std::size_t kNonceBytes = 16, kNonceCharacters = 24;

bool any_has(const Request& request, std::string_view name, std::string_view token) {
  return std::ranges::any_of(request.headers,
                             [&](const Header& field) { return field.first == name && list_has(field.second, token); });
}

// 16 bytes in base64: 22 characters, the last of which holds two bits, and "==".
bool is_nonce(std::string_view key) {
  if (key.size() != kNonceCharacters || !key.ends_with("==")) return false;
  std::array<unsigned char, kNonceBytes + 2> bytes{};
  return EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(key.data()), kNonceCharacters) >= 0 &&
         key.find('=') == kNonceCharacters - 2;
}

std::vector<std::string> offered_protocols(const Request& request) {
  std::vector<std::string> offered;
  for (const auto& [name, value] : request.headers) {
    if (name != "sec-websocket-protocol") continue;
    for (const std::string_view part : split(value, ','))
      offered.emplace_back(trim(part));
  }
  return offered;
}

HandshakeFault fault(std::string message) {
  return {400, Error{.code = ErrorCode::invalid_input, .message = std::move(message), .reason = "websocket_handshake"}};
}

}  // namespace

bool asks_for_websocket(const Head& head) {
  return head.request.method == Method::get && head.minor_version == 1 &&
         any_has(head.request, "upgrade", "websocket") && any_has(head.request, "connection", "upgrade");
}

std::optional<HandshakeFault> fault_of_handshake(const Head& head) {
  constexpr int kUpgradeRequired = 426;
  const Request& request = head.request;
  if (request.header("sec-websocket-version") != kVersion) {
    HandshakeFault wrong = fault("Sec-WebSocket-Version: 13 is the version spoken here");
    wrong.status = kUpgradeRequired;
    return wrong;
  }
  const auto key = request.header("sec-websocket-key");
  if (!key || !is_nonce(*key)) return fault("Sec-WebSocket-Key must be 16 bytes in base64");
  if (head.has_body()) return fault("a request to change to WebSocket has no body");
  if (!std::ranges::all_of(offered_protocols(request), is_token))
    return fault("Sec-WebSocket-Protocol must be a list of tokens");
  return std::nullopt;
}

WebSocketRequest websocket_request_of(const Request& request) {
  WebSocketRequest asked{.host = std::string(request.header("host").value_or("")), .query = request.query};
  if (const auto origin = request.header("origin")) asked.origin = std::string(*origin);
  if (const auto project = request.header("x-project")) asked.project = std::string(*project);
  for (std::string& protocol : offered_protocols(request)) {
    if (!protocol.starts_with(kKeyProtocolPrefix)) asked.protocols.push_back(std::move(protocol));
  }
  asked.presented_key = presented_key(request, true);
  return asked;
}

std::string presented_key(const Request& request, bool is_websocket) {
  constexpr std::string_view kScheme = "bearer ";
  if (const auto authorization = request.header("authorization")) {
    if (!equals_ignoring_case(authorization->substr(0, kScheme.size()), kScheme)) return {};
    return std::string(trim(authorization->substr(kScheme.size())));
  }
  if (const auto key = request.header("x-api-key")) return std::string(*key);
  if (!is_websocket) return {};
  for (const std::string& protocol : offered_protocols(request)) {
    if (protocol.starts_with(kKeyProtocolPrefix)) return protocol.substr(kKeyProtocolPrefix.size());
  }
  return {};
}

std::string websocket_accept(std::string_view key) {
  constexpr std::string_view kSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::string text(key);
  text += kSuffix;
  std::array<unsigned char, 20> digest{};
  unsigned size = digest.size();
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  std::array<unsigned char, 29> encoded{};  // 28 characters and a zero
  const int length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
  return {reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(length)};
}

}  // namespace swarm::http
