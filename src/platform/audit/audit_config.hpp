#pragma once

#include <chrono>
#include <cstdint>

#include "platform/audit/audit_types.hpp"

namespace swarm::audit {

struct AuditConfig {
  Level level = Level::security;
  std::int64_t queue_max = 4096;
  std::int64_t checkpoint_entries = 256;
  std::chrono::minutes checkpoint_interval{60};
  static constexpr auto schema = json::object(
      "AuditConfig",
      json::field("level", &AuditConfig::level,
                  "off, admin (administrative changes) or security (also events at the door).", json::live),
      json::field("queue_max", &AuditConfig::queue_max,
                  "Security events that may wait to be written; more are dropped and counted.",
                  json::between{1, 1'000'000}),
      json::field("checkpoint_entries", &AuditConfig::checkpoint_entries,
                  "A signed checkpoint after this many entries.", json::between{1, 100'000}),
      json::field("checkpoint_interval_min", &AuditConfig::checkpoint_interval,
                  "A signed checkpoint at least this often when there is something new.", json::between{1, 1440}));
};

}  // namespace swarm::audit
