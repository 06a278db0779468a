#include "providers/gateway/call_account.hpp"

namespace swarm::gateway {

namespace {

double seconds(SteadyTime::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

std::chrono::microseconds microseconds(SteadyTime::duration duration) {
  return std::chrono::duration_cast<std::chrono::microseconds>(duration);
}

}  // namespace

CallAccount::CallAccount(Facts facts, breaker::Permit permit, Capacity::Place place, budget::Reservation reservation)
    : facts_(std::make_unique<Facts>(std::move(facts))),
      permit_(std::move(permit)),
      place_(std::move(place)),
      reservation_(std::move(reservation)),
      began_(facts_->clock.steady_now()) {}

CallAccount::~CallAccount() {
  close(usage::CallResult::aborted, breaker::CallOutcome::abandoned);
}

void CallAccount::sent() {
  is_sent_ = true;
}

void CallAccount::head_came(int status) {
  facts_->record.status = status;
  head_at_ = facts_->clock.steady_now();
}

void CallAccount::output_came() {
  if (output_at_) return;
  output_at_ = facts_->clock.steady_now();
  facts_->state.metrics().first_frame.observe(seconds(*output_at_ - began_));
}

// Without a figure of the provider's the worst case counts: what was spent must never be more than what is counted.
void CallAccount::settle(Charge charge) {
  usage::UsageRecord& record = facts_->record;
  Money cost{};
  if (charge == Charge::told && is_sent_) {
    record.is_estimated = !usage_;
    cost = usage_ ? facts_->model.cost_of(*usage_) : reservation_.worst_case();
  }
  if (usage_ && charge == Charge::told) {
    record.input_tokens = usage_->input;
    record.output_tokens = usage_->output;
    facts_->state.metrics().input_tokens.add(static_cast<double>(usage_->input));
    facts_->state.metrics().output_tokens.add(static_cast<double>(usage_->output));
    facts_->total->usage.input += usage_->input;
    facts_->total->usage.output += usage_->output;
  }
  record.cost = cost;
  facts_->total->cost += cost;
  if (cost > Money{}) facts_->state.metrics().dollars.add(in_dollars(cost));
  reservation_.settle(cost);
}

void CallAccount::close(usage::CallResult result, breaker::CallOutcome outcome, Charge charge) {
  if (!facts_) return;
  const SteadyTime now = facts_->clock.steady_now();
  // Whoever runs the server itself sees it fall and starts it again: a breaker would only keep it away for longer.
  if (facts_->visit && outcome == breaker::CallOutcome::failed) outcome = breaker::CallOutcome::abandoned;
  permit_.ended(outcome, head_at_.value_or(now) - began_);
  place_ = {};
  settle(charge);
  facts_->state.metrics().ended(result);
  facts_->state.metrics().duration.observe(seconds(now - began_));
  if (outcome == breaker::CallOutcome::failed)
    facts_->state.saw(Condition::down, "the last call failed");
  else if (outcome != breaker::CallOutcome::abandoned)
    facts_->state.answers(now);
  usage::UsageRecord& record = facts_->record;
  record.at = facts_->clock.now();
  record.result = result;
  record.duration = microseconds(now - began_);
  if (output_at_) record.first_frame = microseconds(*output_at_ - began_);
  facts_->usage.record(std::move(record));
  facts_.reset();
}

}  // namespace swarm::gateway
