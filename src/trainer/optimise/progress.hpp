#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/json.hpp"

namespace swarm::optimise {

// Where a run stands: what it prints at every interval.
struct Progress {
  std::int64_t step = 0;
  std::int64_t steps_total = 0;  // expected, when time is what ends it
  double seconds = 0;
  double loss = 0;  // mean over the steps since the last line
  std::optional<double> validation_loss{};
  double learning_rate = 0;
  double positions_per_second = 0;
  double real_token_ratio = 0;
  double epoch = 0;

  static constexpr auto schema = json::object(
      "Progress", json::field("step", &Progress::step, "Steps done."),
      json::field("steps_total", &Progress::steps_total, "Steps expected in all."),
      json::field("seconds", &Progress::seconds, "Since the run began, pauses not counted."),
      json::field("loss", &Progress::loss, "Mean since the last line."),
      json::field("validation_loss", &Progress::validation_loss, "Of what is held out, when last looked."),
      json::field("learning_rate", &Progress::learning_rate, "Of the last step."),
      json::field("positions_per_second", &Progress::positions_per_second, "Since the last line, padding counted."),
      json::field("real_token_ratio", &Progress::real_token_ratio, "How much of the positions is no padding."),
      json::field("epoch", &Progress::epoch, "How often the lessons were seen."));
};

enum class EndReason { completed, early_stop, time_limit, stopped };
constexpr std::array<json::EnumName<EndReason>, 4> enum_names(EndReason) {
  return {{{EndReason::completed, "completed"},
           {EndReason::early_stop, "early_stop"},
           {EndReason::time_limit, "time_limit"},
           {EndReason::stopped, "stopped"}}};
}

struct Ended {
  EndReason reason = EndReason::completed;
  std::int64_t steps = 0;
  double seconds = 0;
  double loss = 0;                                // mean over the last steps
  std::optional<double> validation_loss{};        // of what is kept
  std::optional<double> first_validation_loss{};  // before the first step

  static constexpr auto schema = json::object(
      "Ended", json::field("reason", &Ended::reason, "Why it ended."),
      json::field("steps", &Ended::steps, "Steps done."), json::field("seconds", &Ended::seconds, "That they took."),
      json::field("loss", &Ended::loss, "Mean of the last steps."),
      json::field("validation_loss", &Ended::validation_loss, "Of what is kept."),
      json::field("first_validation_loss", &Ended::first_validation_loss, "Before the first step."));
};

// Hears of a run as it goes. Calls come from the run's own thread.
class ProgressListener {
 public:
  virtual ~ProgressListener() = default;
  virtual void on_progress(const Progress& progress) = 0;
};

}  // namespace swarm::optimise
