#include "platform/audit/security_events.hpp"

#include <fmt/format.h>

namespace swarm::audit {

namespace {

using http::SecurityEvent;

telemetry::Counter counter_of(telemetry::Metrics& metrics, SecurityEvent event) {
  return metrics.counter("swarm_security_events_total", "What was refused at the door.", {{"kind", name_of(event)}});
}

AuditEntry entry_of(SecurityEvent event, const http::Request& request, const http::Principal* principal) {
  AuditEntry entry{.action = fmt::format("security.{}", name_of(event)),
                   .subject = request.path,
                   .outcome = Outcome::refused,
                   .client_address = request.client_address,
                   .request_id = request.request_id,
                   .details = {{"method", http::name_of(request.method)}}};
  if (request.peer_address != request.client_address) entry.details["peer_address"] = request.peer_address;
  if (principal != nullptr) {
    entry.actor_key_id = principal->key_id;
    entry.actor_name = principal->name;
    entry.project = principal->project;
  }
  return entry;
}

}  // namespace

std::string_view name_of(SecurityEvent event) {
  switch (event) {
    case SecurityEvent::authentication_failed:
      return "authentication_failed";
    case SecurityEvent::permission_denied:
      return "permission_denied";
    case SecurityEvent::address_blocked:
      return "address_blocked";
    case SecurityEvent::rate_limited:
      return "rate_limited";
    case SecurityEvent::framing_refused:
      return "framing_refused";
  }
  return "?";
}

SecurityEvents::SecurityEvents(AuditWriter& audit, const Clock& clock, telemetry::Metrics& metrics)
    : audit_(audit),
      clock_(clock),
      counters_{counter_of(metrics, SecurityEvent::authentication_failed),
                counter_of(metrics, SecurityEvent::permission_denied),
                counter_of(metrics, SecurityEvent::address_blocked), counter_of(metrics, SecurityEvent::rate_limited),
                counter_of(metrics, SecurityEvent::framing_refused)},
      not_noted_(metrics.counter("swarm_security_events_not_noted_total",
                                 "Security events beyond the rate at which they are written to the audit log.")) {}

void SecurityEvents::happened(SecurityEvent event, const http::Request& request, const http::Principal* principal) {
  counters_[static_cast<std::size_t>(event)].add();
  const Decision decision = decide(event, request.client_address);
  if (!decision.note) {
    not_noted_.add();
    return;
  }
  AuditEntry entry = entry_of(event, request, principal);
  if (decision.repeated > 0) entry.details["repeated_before"] = decision.repeated;
  audit_.note(std::move(entry));
}

SecurityEvents::Decision SecurityEvents::decide(SecurityEvent event, const std::string& address) {
  const SteadyTime now = clock_.steady_now();
  const std::string name = fmt::format("{} {}", name_of(event), address);
  MutexLock lock(mutex_);
  const auto found = repeats_.find(name);
  if (found != repeats_.end() && now - found->second.noted < kRepeatInterval) {
    ++found->second.since;
    return {};
  }
  if (!within_rate(now)) return {};
  const std::int64_t repeated = found == repeats_.end() ? 0 : found->second.since;
  // Forgetting all at the maximum only means that some events are noted a second time.
  if (repeats_.size() >= kAddressesRememberedMax) repeats_.clear();
  repeats_.insert_or_assign(name, Repeats{.noted = now});
  return {.note = true, .repeated = repeated};
}

std::size_t SecurityEvents::remembered() const {
  MutexLock lock(mutex_);
  return repeats_.size();
}

bool SecurityEvents::within_rate(SteadyTime now) {
  if (now - minute_began_ >= std::chrono::minutes{1}) {
    minute_began_ = now;
    noted_this_minute_ = 0;
  }
  return ++noted_this_minute_ <= kNotesPerMinuteMax;
}

}  // namespace swarm::audit
