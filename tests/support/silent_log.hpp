#pragma once

#include "platform/telemetry/log.hpp"

namespace swarm::tests {

// For those who must log somewhere and are not asked what.
class SilentLog final : public telemetry::LogSink {
 public:
  bool wants(telemetry::Level) const override { return false; }
  void write(telemetry::Level, std::string_view, std::string_view, telemetry::Fields) override {}
};

}  // namespace swarm::tests
