#include "swarm/heads/readable_prompt.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace swarm::heads {

std::optional<Refusal> unreadable(std::string_view prompt, const ComputeLimits& limits) {
  if (prompt.size() > limits.prompt_bytes_max)
    return Refusal{RefusalKind::too_large, "the prompt is longer than the limit"};
  if (!is_utf8(prompt)) return Refusal{RefusalKind::outside_grammar, "the prompt is not well-formed UTF-8"};
  const auto forbidden = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
  };
  if (std::ranges::any_of(prompt, forbidden))
    return Refusal{RefusalKind::outside_grammar, "the prompt has control characters"};
  return std::nullopt;
}

}  // namespace swarm::heads
