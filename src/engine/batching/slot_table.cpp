#include "engine/batching/slot_table.hpp"

#include <algorithm>

#include "base/invariant.hpp"

namespace swarm::batching {

std::size_t SlotTable::common_prefix(std::span<const Token> held, std::span<const Token> prompt) {
  const auto behind = std::ranges::mismatch(held, prompt).in1;
  return std::min(static_cast<std::size_t>(behind - held.begin()), prompt.size() - 1);
}

SlotTable::Source SlotTable::most_held(std::span<const Token> prompt) const {
  Source most;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const std::size_t common = common_prefix(slots_[i].held, prompt);
    if (common > most.tokens) most = {.slot = i, .tokens = common};
  }
  return most;
}

std::optional<SlotTable::Place> SlotTable::take(std::span<const Token> prompt) {
  SWARM_INVARIANT(!prompt.empty(), "requests without a token are refused when they are submitted");
  std::optional<Place> best;
  std::optional<std::size_t> oldest;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].is_taken) continue;
    const std::size_t common = common_prefix(slots_[i].held, prompt);
    const bool is_good_part = common * 4 >= prompt.size() || (common > 0 && common * 2 >= slots_[i].held.size());
    if (is_good_part && (!best || common > best->reused)) best = Place{.slot = i, .reused = common};
    // An empty slot was never used, or lost what it held: it counts as the oldest, the lowest number first, because
    // sequences that lie side by side are computed together.
    const auto age = [&](std::size_t slot) { return slots_[slot].held.empty() ? 0 : slots_[slot].used; };
    if (!oldest || age(i) < age(*oldest)) oldest = i;
  }
  if (!oldest) return std::nullopt;
  const Place place = best.value_or(Place{.slot = *oldest, .reused = common_prefix(slots_[*oldest].held, prompt)});
  slots_[place.slot].is_taken = true;
  ++taken_;
  return place;
}

void SlotTable::give_back(std::size_t slot) {
  SWARM_INVARIANT(slots_[slot].is_taken, "a slot is given back by the generation that took it, once");
  slots_[slot].is_taken = false;
  slots_[slot].used = ++uses_;
  --taken_;
}

}  // namespace swarm::batching
