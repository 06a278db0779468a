#pragma once

#include "learning/misses/miss_lessons.hpp"
#include "learning/misses/miss_metrics.hpp"
#include "swarm/agents/completion_listener.hpp"

namespace swarm::misses {

// Looks at every task that ends with an answer, and adds the miss that it shows to what is stored. Thread-safe.
class MissRecorder final : public agents::CompletionListener {
 public:
  struct Deps {
    const MissLessons& lessons;
    IdSource& ids;
    const MissMetrics& metrics;
  };
  explicit MissRecorder(Deps deps) : deps_(deps) {}

  Async<Addition> on_completion(tasks::Assignment assignment, answering::Answered answered) override;

 private:
  const Deps deps_;
};

}  // namespace swarm::misses
