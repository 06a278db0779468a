#include "learning/misses/miss_metrics.hpp"

namespace swarm::misses {

MissMetrics::MissMetrics(telemetry::Metrics& metrics) {
  for (const auto& head : enum_names(answers::Head{})) {
    kept_.emplace(head.value, metrics.gauge("swarm_misses", "Questions that local models got wrong and that are kept.",
                                            {{"head", head.name}}));
    for (const auto& source : enum_names(Source{})) {
      recorded_.emplace(std::pair(head.value, source.value),
                        metrics.counter("swarm_misses_recorded_total",
                                        "Misses that were recorded, by where the right answer came from; the same "
                                        "question again counts again.",
                                        {{"head", head.name}, {"source", source.name}}));
    }
  }
}

void MissMetrics::recorded(answers::Head head, Source source) const {
  recorded_.at({head, source}).add();
}

void MissMetrics::kept(const std::map<answers::Head, std::int64_t>& counts) const {
  for (const auto& [head, gauge] : kept_) {
    const auto found = counts.find(head);
    gauge.set(found == counts.end() ? 0 : static_cast<double>(found->second));
  }
}

}  // namespace swarm::misses
