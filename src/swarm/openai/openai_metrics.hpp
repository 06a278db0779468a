#pragma once

#include <array>
#include <map>
#include <utility>

#include "platform/telemetry/metrics.hpp"
#include "swarm/openai/swarm_request.hpp"

namespace swarm::openai {

// How a request to the swarm ended, as its client saw it.
enum class Outcome {
  answered,
  abstained,
  failed,     // the task did, or we
  abandoned,  // the client left before the end
};
constexpr std::array<json::EnumName<Outcome>, 4> enum_names(Outcome) {
  return {{{Outcome::answered, "answered"},
           {Outcome::abstained, "abstained"},
           {Outcome::failed, "failed"},
           {Outcome::abandoned, "abandoned"}}};
}

struct OpenAiMetrics {
  explicit OpenAiMetrics(telemetry::Metrics& metrics)
      : streams(metrics.gauge("swarm_openai_streams", "Streams of answers of the swarm that are open.")),
        early_text_cut(metrics.counter("swarm_openai_early_text_cut_total",
                                       "Answers whose client read too slowly to see all of it being written.")) {
    for (const auto& form : enum_names(Form{})) {
      for (const auto& outcome : enum_names(Outcome{})) {
        ended_.emplace(std::pair(form.value, outcome.value),
                       metrics.counter("swarm_openai_answers_total", "Requests to the model swarm, by how they ended.",
                                       {{"form", form.name}, {"outcome", outcome.name}}));
      }
    }
  }
  void ended(Form form, Outcome outcome) const { ended_.at({form, outcome}).add(); }

  telemetry::Gauge streams;
  telemetry::Counter early_text_cut;

 private:
  std::map<std::pair<Form, Outcome>, telemetry::Counter> ended_;
};

}  // namespace swarm::openai
