#pragma once

#include "swarm/heads/computing_head.hpp"

namespace swarm::logic {

// Decides questions about statements by proof, model or counter-model, or refuses: a prompt is answered only when one
// family of questions consumes every sentence, the families that do agree, and a second path confirms the solver.
// README.md lists the families. Stateless; safe to call from any thread.
class LogicHead final : public heads::ComputingHead {
 public:
  answers::Head name() const override { return answers::Head::logic; }
  std::expected<heads::Computed, heads::Refusal> compute(std::string_view prompt, const heads::ComputeLimits& limits,
                                                         std::stop_token stop) const override;
};

}  // namespace swarm::logic
