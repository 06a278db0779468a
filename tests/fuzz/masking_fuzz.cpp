// Any bytes to the masker: it gives every text back, whole and in pieces, and never holds back more than a placeholder.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "swarm/masking/masker.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace swarm::masking;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Masker masker({.ip_addresses = size % 2 == 0});
  const std::string masked = masker.mask(text);
  if (masker.unmasker().restore(masked) != text) std::abort();
  Unmasker stream = masker.unmasker();
  std::string streamed;
  const std::size_t step = 1 + size % 5;
  for (std::size_t at = 0; at < masked.size(); at += step) {
    streamed += stream.feed(std::string_view(masked).substr(at, step));
    if (stream.held_back() >= kPlaceholderBytesMax) std::abort();
  }
  streamed += stream.finish();
  if (streamed != text) std::abort();

  const auto value = swarm::json::parse(text);
  if (!value) return 0;
  const auto restored = swarm::json::parse(masker.unmasker().restore_in_json(masker.mask_json(text)));
  if (!restored) std::abort();
  return 0;
}
