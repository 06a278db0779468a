#pragma once

#include <cstdint>
#include <optional>

namespace swarm::optimise {

// What looks at the held-out loss have shown so far.
struct Looks {
  std::optional<double> best_loss{};
  std::int64_t best_step = 0;
  std::int64_t without_gain = 0;  // since then
  bool operator==(const Looks&) const = default;
};

// Says when going on has no use: the held-out loss has not become better for `patience` looks in a row. Pure.
class EarlyStop {
 public:
  // A patience of 0 never stops.
  explicit EarlyStop(std::int64_t patience, const Looks& looks = {}) : patience_(patience), looks_(looks) {}

  // True: this is the best so far. A loss that is no number is never the best.
  bool on_look(std::int64_t step, double loss);
  bool should_stop() const { return patience_ > 0 && looks_.without_gain >= patience_; }
  const Looks& looks() const { return looks_; }

 private:
  std::int64_t patience_;
  Looks looks_;
};

}  // namespace swarm::optimise
