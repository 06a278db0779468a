#pragma once

#include <chrono>

#include "base/json.hpp"

namespace swarm::tasks {

struct TaskConfig {
  Bytes prompt_bytes_max{256 * KiB};
  std::int64_t batch_tasks_max = 1'000;
  std::int64_t queued_max = 100'000;
  std::int64_t dependencies_max = 100;
  std::int64_t attempts_max = 3;
  std::chrono::milliseconds deadline_default{600'000};
  std::chrono::milliseconds wait_max{60'000};
  std::chrono::hours idempotency_kept{24};
  static constexpr auto schema = json::object(
      "TaskConfig",
      json::field("prompt_bytes_max", &TaskConfig::prompt_bytes_max, "Longer prompts are refused.",
                  json::between{1, static_cast<std::int64_t>(16 * MiB)}, json::live),
      json::field("batch_tasks_max", &TaskConfig::batch_tasks_max, "Tasks in one batch.", json::between{1, 10'000},
                  json::live),
      json::field(
          "queued_max", &TaskConfig::queued_max,
          "Waiting tasks, for a worker or for others; before it is reached the lowest priorities are refused with 429.",
          json::between{1, 100'000'000}, json::live),
      json::field("dependencies_max", &TaskConfig::dependencies_max, "Tasks that one task may depend on.",
                  json::between{1, 1'000}, json::live),
      json::field("attempts_max", &TaskConfig::attempts_max, "Attempts before a task goes to the dead letters.",
                  json::between{1, 20}, json::live),
      json::field("deadline_default_ms", &TaskConfig::deadline_default, "For tasks that name no deadline_ms.",
                  json::between{1, 86'400'000}, json::live),
      json::field("wait_max_ms", &TaskConfig::wait_max, "The longest wait_ms.", json::between{0, 600'000}, json::live),
      json::field("idempotency_kept_hours", &TaskConfig::idempotency_kept, "How long an Idempotency-Key is remembered.",
                  json::between{1, 720}));
};

}  // namespace swarm::tasks
