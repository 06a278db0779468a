#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "platform/audit/audit_writer.hpp"
#include "platform/http_server/gatekeepers.hpp"
#include "platform/telemetry/metrics.hpp"

namespace swarm::audit {

std::string_view name_of(http::SecurityEvent event);

inline constexpr std::int64_t kNotesPerMinuteMax = 600;  // of all events together
inline constexpr std::size_t kAddressesRememberedMax = 4'096;
inline constexpr std::chrono::milliseconds kRepeatInterval{60'000};

// Counts what happens at the door and notes it in the audit log. A flood must not fill the log: the same event from the
// same address is noted once a minute, with how often it was repeated, and all addresses together have a maximum.
// Thread-safe.
class SecurityEvents final : public http::SecurityObserver {
 public:
  SecurityEvents(AuditWriter& audit, const Clock& clock, telemetry::Metrics& metrics);
  void happened(http::SecurityEvent event, const http::Request& request, const http::Principal* principal) override;
  std::size_t remembered() const;

 private:
  struct Repeats {
    SteadyTime noted;
    std::int64_t since = 0;
  };
  struct Decision {
    bool note = false;
    std::int64_t repeated = 0;
  };
  Decision decide(http::SecurityEvent event, const std::string& address);
  bool within_rate(SteadyTime now) SWARM_REQUIRES(mutex_);

  AuditWriter& audit_;
  const Clock& clock_;
  std::array<telemetry::Counter, 5> counters_;  // in the order of the enum
  telemetry::Counter not_noted_;
  mutable Mutex mutex_;
  std::unordered_map<std::string, Repeats> repeats_ SWARM_GUARDED_BY(mutex_);
  SteadyTime minute_began_ SWARM_GUARDED_BY(mutex_){};
  std::int64_t noted_this_minute_ SWARM_GUARDED_BY(mutex_) = 0;
};

}  // namespace swarm::audit
