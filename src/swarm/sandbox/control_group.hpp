#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/process/descriptor.hpp"
#include "swarm/sandbox/sandbox_config.hpp"

namespace swarm::sandbox {

// Where control groups of runs are made, one folder for each controller that may be written (version 1), or one for all
// (version 2). Empty where there is none.
struct GroupPlaces {
  std::optional<std::filesystem::path> memory;
  std::optional<std::filesystem::path> processes;
  std::optional<std::filesystem::path> cpu;
  bool version_2 = false;

  bool empty() const { return !memory && !processes && !cpu; }
};

// Looks at what is mounted (`mounts`: the text of /proc/self/mounts) and at our own groups (`own`: of
// /proc/self/cgroup). `wanted`: a group instead of our own. Version 2 only where its controllers are passed on to
// children: a group with processes in it may not do that, so a service needs a prepared one.
GroupPlaces find_group_places(const std::string& mounts, const std::string& own, const std::string& wanted);

// What a group counted.
struct GroupUsage {
  bool out_of_memory = false;
  bool out_of_processes = false;
  std::optional<std::int64_t> memory_peak_bytes;
  std::optional<std::int64_t> cpu_us;
};

// The group of one run, with its limits; removed at its end, when everything in it has ended.
class ControlGroup {
 public:
  // Nothing when no folder could be made: the run then has limits for each process only.
  static std::unique_ptr<ControlGroup> make(const GroupPlaces& places, const SandboxConfig& limits);
  ~ControlGroup();
  ControlGroup(const ControlGroup&) = delete;
  ControlGroup& operator=(const ControlGroup&) = delete;

  std::vector<int> entrances() const;  // for process::SpawnRequest::control_groups
  GroupUsage usage() const;
  void kill_all() const;
  bool limits_memory() const { return limits_memory_; }
  bool limits_processes() const { return limits_processes_; }

 private:
  ControlGroup() = default;
  void add(const std::optional<std::filesystem::path>& place, std::optional<std::filesystem::path>& folder,
           const std::string& name);
  void set_limits(const SandboxConfig& limits);

  std::optional<std::filesystem::path> memory_, processes_, cpu_;
  std::vector<process::Descriptor> entrances_;
  bool version_2_ = false;
  bool limits_memory_ = false;
  bool limits_processes_ = false;
};

// Removes the empty groups that a server left which was killed.
void remove_stale_groups(const GroupPlaces& places);

}  // namespace swarm::sandbox
