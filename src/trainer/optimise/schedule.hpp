#pragma once

#include <cstdint>
#include <optional>

namespace swarm::optimise {

// How far a run may go. At least one of both.
struct RunLimits {
  std::optional<std::int64_t> steps{};
  std::optional<double> seconds{};
};

struct ScheduleSettings {
  double learning_rate = 3e-3;     // the highest
  std::int64_t warm_up_steps = 0;  // up from near nothing, in equal parts
  double warm_up_share_max = 1;    // of the run: then it is over, however few steps that were
  double floor_ratio = 0.02;       // of the highest, where the cosine ends
};

// How much of the run is over, 0 to 1: by steps or by time, whichever is further. With a time limit the cosine so
// stretches over exactly what the limit allows, however fast the machine is.
double completed_part(const RunLimits& limits, std::int64_t steps, double seconds);

// The rate of step `step`, the first being 0.
double learning_rate_at(const ScheduleSettings& settings, std::int64_t step, double completed);

// How many steps the run will have taken at its end, by the speed so far. `steps` at least 1.
std::int64_t expected_steps(const RunLimits& limits, std::int64_t steps, double seconds);

// Whether one more piece of work, that may take `needed` seconds, still ends within the limits.
bool has_room(const RunLimits& limits, std::int64_t steps, double seconds, double needed);

}  // namespace swarm::optimise
