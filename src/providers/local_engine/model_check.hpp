#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "base/json.hpp"
#include "base/result.hpp"
#include "platform/process/launcher.hpp"

namespace swarm::local_engine {

// What `swarm-engine --check FILE` (a GGUF file, or with a base a PEFT folder) says in a child of its own with limits
// of time and memory: some damaged files make llama.cpp abort. Blocks: for the blocking pool.
class ModelCheck {
 public:
  static constexpr std::chrono::seconds kTimeMax{300};
  static constexpr std::size_t kOutputBytesMax = 1 * MiB;

  explicit ModelCheck(process::Launcher& launcher) : launcher_(launcher) {}

  // The facts of a good file, one JSON object. `invalid_input` (reason "model_refused") with the reason of a refusal,
  // or the last words of a child that fell; `timeout`; `unavailable` when the program cannot be started, or cannot try
  // the file; `cancelled` once `is_stopping` says so.
  Result<json::Object> check(const std::filesystem::path& program, const std::filesystem::path& file,
                             const std::filesystem::path& base = {}, const std::function<bool()>& is_stopping = {});

 private:
  process::Launcher& launcher_;
};

}  // namespace swarm::local_engine
