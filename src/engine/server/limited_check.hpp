#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/sizes.hpp"
#include "platform/process/launcher.hpp"

namespace swarm::engine_server {

// The status with which `--check` ends when it could not be tried, for want of memory or a folder: the file may be
// good.
inline constexpr int kCheckUnavailable = 75;

struct CheckLimits {
  std::chrono::seconds processor_time{300};
  std::chrono::milliseconds wall_time{600'000};
  Bytes address_space{};  // zero: none. A GPU's driver maps more than any machine has, so the child sees no GPU
};

// Loads a file in a child of its own before it reaches a live engine: `PROGRAM --check FILE [--base MODEL]`, without a
// core file, without our environment, within limits. llama.cpp aborts on some files; then that child has died, and its
// last words are the reason. Thread-safe; blocks.
class LimitedCheck {
 public:
  LimitedCheck(std::filesystem::path program, CheckLimits limits, process::Launcher& launcher)
      : program_(std::move(program)), limits_(limits), launcher_(launcher) {}

  // What the child says of the file, one line of JSON. `invalid_input` with its reason, or with how it died;
  // `unavailable` when it could not be started, or could not try.
  Result<std::string> check(const std::filesystem::path& file, const std::optional<std::filesystem::path>& base) const;
  // Checks that run and those that come end as `unavailable`, soon. From any thread.
  void stop() { is_stopping_ = true; }

 private:
  process::SpawnRequest request_for(const std::filesystem::path& file,
                                    const std::optional<std::filesystem::path>& base) const;

  const std::filesystem::path program_;
  const CheckLimits limits_;
  process::Launcher& launcher_;
  std::atomic<bool> is_stopping_ = false;
};

}  // namespace swarm::engine_server
