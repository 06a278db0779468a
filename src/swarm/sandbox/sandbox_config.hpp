#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "base/json.hpp"

namespace swarm::sandbox {

enum class Backend { bubblewrap, firejail, off };
constexpr std::array<json::EnumName<Backend>, 3> enum_names(Backend) {
  return {{{Backend::bubblewrap, "bubblewrap"}, {Backend::firejail, "firejail"}, {Backend::off, "off"}}};
}

struct SandboxConfig {
  Backend backend = Backend::bubblewrap;
  std::string user = "nobody";
  std::string control_group{};
  std::size_t runs_max = 8;
  std::size_t waiting_max = 64;
  Bytes memory_max{512 * MiB};
  std::size_t processes_max = 64;
  std::size_t open_files_max = 256;
  Bytes disk_max{64 * MiB};
  Bytes output_max{64 * KiB};
  std::chrono::milliseconds time_max{5'000};
  std::chrono::milliseconds compile_time_max{20'000};
  static constexpr auto schema = json::object(
      "SandboxConfig",
      json::field("backend", &SandboxConfig::backend,
                  "What jails code: bubblewrap, firejail, or off: then no code is run."),
      json::field("user", &SandboxConfig::user,
                  "Whom code runs as when the server is root; firejail wants an ordinary account.",
                  json::length{1, 64}),
      json::field("control_group", &SandboxConfig::control_group,
                  "A control group below which runs get theirs; empty: the server's own, where it may write there.",
                  json::length{0, 4096}),
      json::field("runs_max", &SandboxConfig::runs_max, "Programs that run at the same time.", json::between{2, 256}),
      json::field("waiting_max", &SandboxConfig::waiting_max, "Runs that wait; further ones are refused.",
                  json::between{0, 10'000}),
      json::field("memory_max", &SandboxConfig::memory_max, "Memory of one run.",
                  json::between{static_cast<std::int64_t>(64 * MiB), static_cast<std::int64_t>(64 * GiB)}),
      json::field("processes_max", &SandboxConfig::processes_max, "Processes and threads of one run.",
                  json::between{16, 4'096}),
      json::field("open_files_max", &SandboxConfig::open_files_max, "Files that a process has open.",
                  json::between{32, 65'536}),
      json::field("disk_max", &SandboxConfig::disk_max, "What a run may write to its scratch folder, held in memory.",
                  json::between{static_cast<std::int64_t>(1 * MiB), static_cast<std::int64_t>(4 * GiB)}),
      json::field("output_max", &SandboxConfig::output_max, "What a run may print; beyond, it is ended.",
                  json::between{static_cast<std::int64_t>(1 * KiB), static_cast<std::int64_t>(16 * MiB)}),
      json::field("time_max_ms", &SandboxConfig::time_max, "Of a program, by the clock on the wall.",
                  json::between{100, 600'000}),
      json::field("compile_time_max_ms", &SandboxConfig::compile_time_max, "Of a compiler, beside the program's.",
                  json::between{100, 600'000}));
};

}  // namespace swarm::sandbox
