// A client's bytes after the handshake. Beside not crashing: what is heard must not depend on how the bytes are cut, a
// message never grows beyond its maximum, and text that is given out is UTF-8.
#include <cstdlib>
#include <optional>
#include <vector>

#include "base/text.hpp"
#include "platform/websocket/message_reader.hpp"

namespace swarm::websocket {
namespace {

constexpr std::uint64_t kMessageBytesMax = 1000;

void must(bool holds) {
  if (!holds) std::abort();
}

struct Outcome {
  std::vector<Received> heard{};
  std::optional<CloseCode> fault{};
};

bool same(const Outcome& a, const Outcome& b) {
  const auto equal = [](const Received& x, const Received& y) {
    return x.kind == y.kind && x.payload == y.payload && x.close_code == y.close_code;
  };
  return a.fault == b.fault && std::ranges::equal(a.heard, b.heard, equal);
}

void check(const Received& received) {
  using Kind = Received::Kind;
  const bool is_control = received.kind != Kind::text && received.kind != Kind::binary;
  must(received.payload.size() <= (is_control ? kControlBytesMax : kMessageBytesMax));
  if (received.kind == Kind::text || received.kind == Kind::close) must(is_utf8(received.payload));
  must(!received.close_code || is_valid_close_code(*received.close_code));
  must(received.kind == Kind::close || !received.close_code);
}

Outcome read(std::string_view bytes, std::size_t step) {
  MessageReader reader(kMessageBytesMax);
  Outcome outcome;
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, step);
    auto fed = reader.feed(part);
    if (!fed) {
      outcome.fault = fed.error().code;
      must(!fed.error().why.empty());
      return outcome;
    }
    must(fed->used <= part.size() && (fed->received || fed->used == part.size()));
    bytes.remove_prefix(fed->used);
    if (!fed->received) continue;
    check(*fed->received);
    const bool is_end = fed->received->kind == Received::Kind::close;
    outcome.heard.push_back(std::move(*fed->received));
    if (is_end) return outcome;
  }
  return outcome;
}

}  // namespace
}  // namespace swarm::websocket

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  using swarm::websocket::read;
  const auto whole = read(bytes, bytes.size() + 1);
  swarm::websocket::must(swarm::websocket::same(whole, read(bytes, 1)));
  swarm::websocket::must(swarm::websocket::same(whole, read(bytes, 7)));
  return 0;
}
