#pragma once

#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "base/mutex.hpp"
#include "platform/telemetry/metrics.hpp"
#include "swarm/sandbox/jail_runner.hpp"

namespace swarm::tests {

// Keeps what was logged.
class KeptLog final : public telemetry::LogSink {
 public:
  bool wants(telemetry::Level) const override { return true; }
  void write(telemetry::Level level, std::string_view, std::string_view event, telemetry::Fields fields) override {
    MutexLock lock(mutex_);
    text_ += fmt::format("{} {}", json::name_of(level), event);
    for (const telemetry::Field& field : fields) {
      if (const auto* value = std::get_if<std::string>(&field.value))
        text_ += fmt::format(" {}={}", field.name, *value);
    }
    text_ += '\n';
  }
  std::string text() const {
    MutexLock lock(mutex_);
    return text_;
  }

 private:
  mutable Mutex mutex_;
  std::string text_ SWARM_GUARDED_BY(mutex_);
};

// A runner on this machine, with small limits, whose jail is SWARM_SANDBOX_BACKEND (bubblewrap).
class RunnerUnderTest {
 public:
  // A time that no program of a test needs, however busy the machine is.
  static sandbox::SandboxConfig small_limits(std::chrono::milliseconds time_max = std::chrono::seconds{120}) {
    sandbox::SandboxConfig config;
    const char* backend = std::getenv("SWARM_SANDBOX_BACKEND");
    if (backend != nullptr) config.backend = *json::enum_named<sandbox::Backend>(backend);
    const char* user = std::getenv("SWARM_SANDBOX_USER");
    if (user != nullptr) config.user = user;
    config.time_max = time_max;
    config.compile_time_max = std::chrono::seconds{120};
    config.memory_max = Bytes{256 * MiB};
    config.disk_max = Bytes{16 * MiB};
    return config;
  }
  explicit RunnerUnderTest(sandbox::SandboxConfig config = small_limits())
      : runner(std::move(config), {.clock = clock, .metrics = sandbox_metrics, .log = log}) {}

  sandbox::RunReport python(std::string program) { return one(python_request(std::move(program))); }
  sandbox::RunReport one(sandbox::RunRequest request) {
    auto reports = runner.run({std::move(request)}, {});
    EXPECT_TRUE(reports) << reports.error().message;
    return reports ? std::move(reports->front()) : sandbox::RunReport{};
  }
  static sandbox::RunRequest python_request(std::string program) {
    return {.files = {{"main.py", std::move(program)}}, .program = {"/usr/bin/python3", {"-I", "-S", "-B", "main.py"}}};
  }

  SystemClock clock;
  telemetry::Metrics metrics;
  sandbox::SandboxMetrics sandbox_metrics{metrics};
  KeptLog kept;
  telemetry::Log log{kept, "sandbox"};
  sandbox::JailRunner runner;
};

}  // namespace swarm::tests
