#include "swarm/heads/math/math_head.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "swarm/heads/math/reader.hpp"

namespace swarm::math {

namespace {

heads::Refusal refusal_of(const Trouble& trouble) {
  switch (trouble.kind) {
    case TroubleKind::too_large:
      return {heads::RefusalKind::too_large, trouble.message};
    case TroubleKind::unchecked:
      return {heads::RefusalKind::unchecked, trouble.message};
    case TroubleKind::cancelled:
      return {heads::RefusalKind::cancelled, trouble.message};
    default:
      return {heads::RefusalKind::outside_grammar, trouble.message};
  }
}

std::optional<Trouble> unreadable(std::string_view prompt, const heads::ComputeLimits& limits) {
  if (prompt.size() > limits.prompt_bytes_max)
    return Trouble{TroubleKind::too_large, "the prompt is longer than the limit"};
  if (!is_utf8(prompt)) return Trouble{TroubleKind::outside_grammar, "the prompt is not well-formed UTF-8"};
  const auto forbidden = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
  };
  if (std::ranges::any_of(prompt, forbidden))
    return Trouble{TroubleKind::outside_grammar, "the prompt has control characters"};
  return std::nullopt;
}

}  // namespace

MathHead::MathHead() : grammar_(std::make_unique<const Grammar>()) {}
MathHead::~MathHead() = default;

std::expected<heads::Computed, heads::Refusal> MathHead::compute(std::string_view prompt,
                                                                 const heads::ComputeLimits& limits,
                                                                 std::stop_token stop) const {
  if (const auto trouble = unreadable(prompt, limits)) return std::unexpected(refusal_of(*trouble));
  Budget budget(limits, std::move(stop));
  auto solution = solve(prompt, *grammar_, budget);
  if (!solution) return std::unexpected(refusal_of(solution.error()));
  return heads::Computed{std::move(solution->answer),
                         std::move(solution->value),
                         {std::move(solution->method), std::move(solution->steps), std::move(solution->check)}};
}

}  // namespace swarm::math
