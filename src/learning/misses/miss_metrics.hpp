#pragma once

#include <map>
#include <utility>

#include "learning/misses/miss_types.hpp"
#include "platform/telemetry/metrics.hpp"

namespace swarm::misses {

struct MissMetrics {
  explicit MissMetrics(telemetry::Metrics& metrics);

  void recorded(answers::Head head, Source source) const;
  void kept(const std::map<answers::Head, std::int64_t>& counts) const;

 private:
  std::map<std::pair<answers::Head, Source>, telemetry::Counter> recorded_;
  std::map<answers::Head, telemetry::Gauge> kept_;
};

}  // namespace swarm::misses
