#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "providers/breaker/breaker_gate.hpp"
#include "providers/budget/budget_gate.hpp"
#include "providers/chat/catalogue.hpp"
#include "providers/chat/hosted_provider.hpp"
#include "providers/gateway/capacity.hpp"
#include "providers/gateway/provider_state.hpp"
#include "providers/usage/usage_record.hpp"

namespace swarm::gateway {

// What one call has taken so far, over all of its attempts.
struct CallTotal {
  chat::TokenUsage usage{};
  Money cost{};
};

// Everything that an attempt holds and owes: its place, its money, its word to the breaker and to the metrics, its
// usage record. Closed once; destroyed before that, its client has left. On one Loop.
class CallAccount {
 public:
  struct Facts {
    ProviderState& state;
    const chat::Model& model;
    usage::UsageSink& usage;
    const Clock& clock;
    usage::UsageRecord record;  // filled but for what is known at the end
    std::shared_ptr<CallTotal> total;
    std::optional<chat::HostedProvider::Visit> visit{};  // of a server that this program runs
  };
  CallAccount(Facts facts, breaker::Permit permit, Capacity::Place place, budget::Reservation reservation);
  ~CallAccount();
  CallAccount(CallAccount&&) noexcept = default;
  CallAccount& operator=(CallAccount&&) = delete;

  // Until it is closed.
  const std::optional<chat::HostedProvider::Visit>& visit() const { return facts_->visit; }

  void sent();  // from now on it may cost
  void head_came(int status);
  void output_came();
  void learn(chat::TokenUsage usage) { usage_ = usage; }

  // What the provider charges for: as it told, nothing, or the worst case.
  enum class Charge { told, nothing };
  void close(usage::CallResult result, breaker::CallOutcome outcome, Charge charge = Charge::told);

 private:
  void settle(Charge charge);
  std::unique_ptr<Facts> facts_;  // none: closed, or moved away
  breaker::Permit permit_;
  Capacity::Place place_;
  budget::Reservation reservation_;
  SteadyTime began_;
  std::optional<SteadyTime> head_at_;
  std::optional<SteadyTime> output_at_;
  std::optional<chat::TokenUsage> usage_;
  bool is_sent_ = false;
};

}  // namespace swarm::gateway
