#include "swarm/heads/logic/logic_head.hpp"

#include <array>
#include <fmt/format.h>
#include <optional>

#include "base/result.hpp"
#include "swarm/heads/logic/families/families.hpp"
#include "swarm/heads/logic/language/tokenizer.hpp"
#include "swarm/heads/readable_prompt.hpp"

namespace swarm::logic {

namespace {

using Family = Outcome<Solution> (*)(const Sentences&, Budget&);
constexpr std::array<Family, 4> kFamilies{solve_argument, solve_ordering, solve_places, solve_speakers};

// Every family is asked. One that understands the prompt, but cannot decide it, ends it: a wrong answer is worse than
// none.
Outcome<Solution> solve(std::string_view prompt, Budget& budget) {
  const Sentences sentences = TRY(read_sentences(prompt));
  std::optional<Solution> found;
  std::string ends;  // where the understanding of each family ended
  for (const Family family : kFamilies) {
    if (budget.spent()) return budget.over();
    auto solution = family(sentences, budget);
    if (!solution) {
      if (solution.error().kind != TroubleKind::outside_grammar) return solution;
      ends += (ends.empty() ? "" : "; ") + solution.error().message;
    } else if (!found) {
      found = *std::move(solution);
    } else if (found->value != solution->value) {
      return outside(fmt::format("two readings: {}, and {}", found->answer, solution->answer));
    }
  }
  if (found) return *std::move(found);
  return outside(std::move(ends));
}

}  // namespace

std::expected<heads::Computed, heads::Refusal> LogicHead::compute(std::string_view prompt,
                                                                  const heads::ComputeLimits& limits,
                                                                  std::stop_token stop) const {
  if (auto refusal = heads::unreadable(prompt, limits)) return std::unexpected(*std::move(refusal));
  Budget budget(limits, std::move(stop));
  auto solution = solve(prompt, budget);
  if (!solution) return std::unexpected(std::move(solution).error());
  return heads::Computed{std::move(solution->answer),
                         std::move(solution->value),
                         {std::move(solution->method), std::move(solution->steps), std::move(solution->check)}};
}

}  // namespace swarm::logic
