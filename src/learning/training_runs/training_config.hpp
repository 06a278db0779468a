#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace swarm::training_runs {

inline constexpr std::int64_t kThreadsMax = 256;  // that swarm-trainer takes

struct TrainingConfig {
  std::vector<std::string> command{};
  std::vector<std::string> environment{};
  std::string base = "tiny";
  std::int64_t seconds_max = 7'200;
  std::chrono::milliseconds overrun{60'000};
  std::chrono::milliseconds stop_grace{10'000};
  Bytes memory_limit{4 * GiB};
  std::int64_t threads = 0;
  std::int64_t nice = 10;
  double dollars_per_hour = 0.03;
  Bytes output_bytes_max{64 * MiB};
  Bytes adapter_bytes_max{2 * GiB};
  Bytes dataset_bytes_max{256 * MiB};
  std::int64_t lessons_max = 1'000'000;
  Bytes disk_reserve{512 * MiB};
  std::int64_t queued_max = 20;
  std::int64_t kept_runs_max = 50;
  static constexpr auto schema = json::object(
      "TrainingConfig",
      json::field("command", &TrainingConfig::command,
                  "Another trainer: its absolute path and first arguments; it is called with the arguments of "
                  "swarm-trainer lora behind them. Empty: swarm-trainer beside swarmd.",
                  json::items{0, 64}),
      json::field("environment", &TrainingConfig::environment,
                  "Names of variables of swarmd's environment that a trainer gets; otherwise it gets none of them.",
                  json::items{0, 64}),
      json::field("base", &TrainingConfig::base, "The model that is trained when a run names none.",
                  json::length{1, 64}),
      json::field("seconds_max", &TrainingConfig::seconds_max, "The longest training that may be asked for.",
                  json::between{1, 604'800}),
      json::field("overrun_ms", &TrainingConfig::overrun,
                  "For loading and saving, beyond the time of training; then a trainer is stopped.",
                  json::between{1'000, 3'600'000}),
      json::field("stop_grace_ms", &TrainingConfig::stop_grace,
                  "How long a trainer that was told to stop may take for its checkpoint; then it is killed.",
                  json::between{100, 600'000}),
      json::field("memory_limit", &TrainingConfig::memory_limit,
                  "Memory of its own that a trainer may have, all of its processes together; 0: no limit.",
                  json::between{0, static_cast<std::int64_t>(1'024 * GiB)}),
      json::field("threads", &TrainingConfig::threads, "Of a trainer; 0: half of the cores that the server may use.",
                  json::between{0, kThreadsMax}),
      json::field("nice", &TrainingConfig::nice, "How far a trainer stands back behind the server, 0 to 19.",
                  json::between{0, 19}),
      json::field("dollars_per_hour", &TrainingConfig::dollars_per_hour,
                  "What this machine costs while it trains; 0.03: 100 W at 30 cents a kilowatt-hour.",
                  json::fraction{0, 10'000}),
      json::field("output_bytes_max", &TrainingConfig::output_bytes_max,
                  "What a trainer may print; more progress than this ends it, of its log the newest stays.",
                  json::between{static_cast<std::int64_t>(64 * KiB), static_cast<std::int64_t>(GiB)}),
      json::field("adapter_bytes_max", &TrainingConfig::adapter_bytes_max, "A larger adapter is no good result.",
                  json::between{static_cast<std::int64_t>(MiB), static_cast<std::int64_t>(1'024 * GiB)}),
      json::field("dataset_bytes_max", &TrainingConfig::dataset_bytes_max, "The largest file of lessons.",
                  json::between{1, static_cast<std::int64_t>(64 * GiB)}),
      json::field("lessons_max", &TrainingConfig::lessons_max, "The most lessons in one file.",
                  json::between{1, 100'000'000}),
      json::field("disk_reserve", &TrainingConfig::disk_reserve,
                  "Room that must be left on the disk for a run to be taken or started.",
                  json::between{0, static_cast<std::int64_t>(1'024 * GiB)}),
      json::field("queued_max", &TrainingConfig::queued_max, "Runs of this server that wait.",
                  json::between{1, 10'000}),
      json::field("kept_runs_max", &TrainingConfig::kept_runs_max,
                  "Ended runs of this server that are kept, with their folders; the oldest go.",
                  json::between{1, 100'000}));
};

}  // namespace swarm::training_runs
