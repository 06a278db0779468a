#include "swarm/heads/math/math_head.hpp"

#include "swarm/heads/math/reader.hpp"
#include "swarm/heads/readable_prompt.hpp"

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

}  // namespace

MathHead::MathHead() : grammar_(std::make_unique<const Grammar>()) {}
MathHead::~MathHead() = default;

std::expected<heads::Computed, heads::Refusal> MathHead::compute(std::string_view prompt,
                                                                 const heads::ComputeLimits& limits,
                                                                 std::stop_token stop) const {
  if (auto refusal = heads::unreadable(prompt, limits)) return std::unexpected(*std::move(refusal));
  Budget budget(limits, std::move(stop));
  auto solution = solve(prompt, *grammar_, budget);
  if (!solution) return std::unexpected(refusal_of(solution.error()));
  return heads::Computed{std::move(solution->answer),
                         std::move(solution->value),
                         {std::move(solution->method), std::move(solution->steps), std::move(solution->check)}};
}

}  // namespace swarm::math
