#pragma once

#include <memory>

#include "swarm/heads/computing_head.hpp"

namespace swarm::math {

class Grammar;

// Computes questions of everyday and school mathematics exactly, or refuses: a prompt is answered only when its grammar
// consumes every word, the readings agree, and a second path confirms the result. README.md lists the families.
// Stateless after construction (some milliseconds); safe to call from any thread.
class MathHead final : public heads::ComputingHead {
 public:
  MathHead();
  ~MathHead() override;
  MathHead(const MathHead&) = delete;
  MathHead& operator=(const MathHead&) = delete;

  answers::Head name() const override { return answers::Head::math; }
  std::expected<heads::Computed, heads::Refusal> compute(std::string_view prompt, const heads::ComputeLimits& limits,
                                                         std::stop_token stop) const override;

 private:
  std::unique_ptr<const Grammar> grammar_;
};

}  // namespace swarm::math
