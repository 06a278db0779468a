#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "platform/secrets/secret_source.hpp"
#include "platform/telemetry/log.hpp"
#include "providers/breaker/breaker_gate.hpp"
#include "providers/budget/budget_gate.hpp"
#include "providers/gateway/call_account.hpp"
#include "providers/gateway/plain_lane.hpp"
#include "providers/gateway/provider_state.hpp"
#include "providers/usage/usage_record.hpp"

namespace swarm::gateway {

// One call of a client or a stage, whatever attempts it takes. Shared by its attempts; on one Loop.
struct Job {
  chat::Operation operation;
  std::string body;  // OpenAI's form, as it came
  chat::RequestFacts facts;
  budget::Payer payer;
  usage::Lane lane;
  std::string request_id;
  std::string trace_id;
  SteadyTime deadline;
  std::shared_ptr<CallTotal> total = std::make_shared<CallTotal>();
  std::vector<std::string> notes{};  // for a trace: what was tried and what came of it
  std::int64_t attempts = 0;
  chat::Target answered_by{};
};

// How an attempt ended: with something for the client, or with our own error; and whether trying again is allowed.
struct AttemptEnd {
  Result<PlainReply> reply;
  Ending ending;
  std::optional<std::chrono::milliseconds> retry_after{};
};

struct GovernanceDeps {
  const chat::Catalogue& catalogue;
  std::vector<std::unique_ptr<ProviderState>>& states;  // in the order of the catalogue
  breaker::BreakerGate& breaker;
  budget::BudgetGate& budget;
  usage::UsageSink& usage;
  const secrets::SecretSource& secrets;
  const Clock& clock;
  Random& random;
  telemetry::Log log;
};

// Makes calls within their limits: breaker, places, budget, then the provider; tries again where that is safe, and
// elsewhere where a fallback is configured. Thread-safe; a call stays on its Loop.
class GovernedCalls {
 public:
  GovernedCalls(GatewayConfig config, GovernanceDeps deps) : config_(config), deps_(std::move(deps)) {}

  // Errors as PlainLane::forward. Cancelling it ends the call upstream and settles it.
  Async<Result<PlainReply>> run(std::shared_ptr<Job> job, chat::Target target);

 private:
  Async<AttemptEnd> try_provider(std::shared_ptr<Job> job, chat::Target target, bool has_fallback);
  std::optional<std::chrono::milliseconds> pause_before_retry(const AttemptEnd& end, const Job& job,
                                                              ProviderState& state, std::int64_t number,
                                                              bool has_fallback);
  Async<AttemptEnd> attempt(std::shared_ptr<Job> job, chat::Target target);
  Async<AttemptEnd> ask(std::shared_ptr<Job> job, chat::Target target, CallAccount account, std::string body);
  Async<AttemptEnd> answer_of(std::shared_ptr<Job> job, chat::Target target, CallAccount account,
                              http_client::Response response);
  Async<AttemptEnd> stream_of(std::shared_ptr<Job> job, chat::Target target, CallAccount account,
                              http_client::Response response);
  Async<AttemptEnd> refusal_of(std::shared_ptr<Job> job, chat::Target target, CallAccount account,
                               http_client::Response response);

  AttemptEnd broken(const Job& job, chat::Target target, const Error& error, Ending ending) const;
  std::string error_body(chat::Target target, int status, std::string body) const;
  Result<std::string> body_for(const Job& job, chat::Target target) const;
  http_client::Request request_for(const Job& job, chat::Target target, std::string body) const;
  chat::TokenUsage worst_tokens(const Job& job, const chat::Provider& provider, const chat::Model& model) const;
  CallAccount::Facts account_facts(const Job& job, chat::Target target) const;
  PlainReply reply_for(const Job& job, chat::Target target, const http_client::ResponseHead& head) const;

  const GatewayConfig config_;
  GovernanceDeps deps_;
};

}  // namespace swarm::gateway
