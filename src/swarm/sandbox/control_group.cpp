#include "swarm/sandbox/control_group.hpp"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include "base/text.hpp"

namespace swarm::sandbox {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNamePrefix = "swarmkeeper.";

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

bool write_text(const fs::path& file, std::string_view text) {
  const process::Descriptor opened(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  return opened.is_open() && ::write(opened.number(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

std::optional<std::int64_t> number_in(std::string_view text) {
  text = trim(text.substr(0, text.find('\n')));
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc{} ? std::optional(number) : std::nullopt;
}

// The number behind a word: of "oom_kill 3" in a list of lines.
std::int64_t counter_in(const std::string& text, std::string_view name) {
  for (const std::string_view line : split(text, '\n')) {
    if (line.starts_with(name) && line.size() > name.size() && line[name.size()] == ' ')
      return number_in(line.substr(name.size() + 1)).value_or(0);
  }
  return 0;
}

bool has_word(std::string_view list, char separator, std::string_view word) {
  const std::vector<std::string_view> words = split(list, separator);
  return std::ranges::find(words, word) != words.end();
}

bool may_write(const fs::path& folder) {
  return ::access((folder / "cgroup.procs").c_str(), W_OK) == 0 && ::access(folder.c_str(), W_OK) == 0;
}

// Our own group of a controller: the third field of its line, "4:memory:/a/b".
std::string own_group(const std::string& own, std::string_view controller) {
  for (const std::string_view line : split(own, '\n')) {
    const std::vector<std::string_view> fields = split(line, ':');
    if (fields.size() < 3) continue;
    const bool named = controller.empty() ? fields[0] == "0" : has_word(fields[1], ',', controller);
    if (named) return std::string(line.substr(fields[0].size() + fields[1].size() + 2));
  }
  return "/";
}

std::optional<fs::path> place_of(const fs::path& mount, const std::string& group) {
  // In a container the path may be of the host: then the mount's own root is ours.
  for (const fs::path& folder : {fs::path(mount.string() + group), mount}) {
    if (may_write(folder)) return folder;
  }
  return std::nullopt;
}

void look_at_version_1(const std::vector<std::string_view>& mount, const std::string& own, const std::string& wanted,
                       GroupPlaces& places) {
  const auto find = [&](std::string_view controller, std::optional<fs::path>& place) {
    if (place || !has_word(mount[3], ',', controller)) return;
    place = place_of(fs::path(mount[1]), wanted.empty() ? own_group(own, controller) : wanted);
  };
  find("memory", places.memory);
  find("pids", places.processes);
  find("cpuacct", places.cpu);
}

void look_at_version_2(const std::vector<std::string_view>& mount, const std::string& own, const std::string& wanted,
                       GroupPlaces& places) {
  const auto folder = place_of(fs::path(mount[1]), wanted.empty() ? own_group(own, "") : wanted);
  if (!folder || !places.empty()) return;
  write_text(*folder / "cgroup.subtree_control", "+memory +pids +cpu");  // refused where processes are in the group
  const std::string passed_on = text_of(*folder / "cgroup.subtree_control");
  const std::string_view list = trim(std::string_view(passed_on).substr(0, passed_on.find('\n')));
  if (has_word(list, ' ', "memory")) places.memory = folder;
  if (has_word(list, ' ', "pids")) places.processes = folder;
  if (has_word(list, ' ', "cpu")) places.cpu = folder;
  places.version_2 = !places.empty();
}

void remove_folder(const std::optional<fs::path>& folder) {
  if (folder) ::rmdir(folder->c_str());
}

}  // namespace

GroupPlaces find_group_places(const std::string& mounts, const std::string& own, const std::string& wanted) {
  GroupPlaces places;
  for (const std::string_view version : {"cgroup", "cgroup2"}) {
    for (const std::string_view line : split(mounts, '\n')) {
      const std::vector<std::string_view> mount = split(line, ' ');
      if (mount.size() < 4 || mount[2] != version) continue;
      if (version == "cgroup")
        look_at_version_1(mount, own, wanted, places);
      else
        look_at_version_2(mount, own, wanted, places);
    }
  }
  return places;
}

std::unique_ptr<ControlGroup> ControlGroup::make(const GroupPlaces& places, const SandboxConfig& limits) {
  static std::atomic<std::uint64_t> last = 0;
  const std::string name = fmt::format("{}{}.{}", kNamePrefix, ::getpid(), ++last);
  std::unique_ptr<ControlGroup> group(new ControlGroup);
  group->version_2_ = places.version_2;
  group->add(places.memory, group->memory_, name);
  group->add(places.processes, group->processes_, name);
  group->add(places.cpu, group->cpu_, name);
  group->set_limits(limits);
  return group->entrances_.empty() ? nullptr : std::move(group);
}

void ControlGroup::add(const std::optional<fs::path>& place, std::optional<fs::path>& folder, const std::string& name) {
  if (!place) return;
  const fs::path made = *place / name;
  std::error_code error;
  const bool is_new = fs::create_directory(made, error);
  if (error) return;
  folder = made;
  if (!is_new) return;  // version 2: one folder for all controllers
  process::Descriptor entrance(::open((made / "cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC));
  if (entrance.is_open()) entrances_.push_back(std::move(entrance));
}

void ControlGroup::set_limits(const SandboxConfig& limits) {
  const std::string memory = std::to_string(limits.memory_max.count);
  if (memory_) {
    limits_memory_ = write_text(*memory_ / (version_2_ ? "memory.max" : "memory.limit_in_bytes"), memory);
    // Without swap, where that can be said: otherwise the limit would only slow a run down.
    write_text(*memory_ / (version_2_ ? "memory.swap.max" : "memory.memsw.limit_in_bytes"), version_2_ ? "0" : memory);
  }
  if (processes_) limits_processes_ = write_text(*processes_ / "pids.max", std::to_string(limits.processes_max));
}

ControlGroup::~ControlGroup() {
  constexpr int kTriesMax = 100;  // what was killed leaves the group a moment later
  for (int tries = 0; tries < kTriesMax; ++tries) {
    remove_folder(memory_);
    remove_folder(processes_);
    remove_folder(cpu_);
    const auto is_there = [](const std::optional<fs::path>& folder) { return folder && fs::exists(*folder); };
    if (!is_there(memory_) && !is_there(processes_) && !is_there(cpu_)) return;
    kill_all();
  }
}

std::vector<int> ControlGroup::entrances() const {
  std::vector<int> numbers;
  for (const process::Descriptor& entrance : entrances_)
    numbers.push_back(entrance.number());
  return numbers;
}

GroupUsage ControlGroup::usage() const {
  GroupUsage usage;
  if (memory_) {
    const fs::path counters = *memory_ / (version_2_ ? "memory.events" : "memory.oom_control");
    usage.out_of_memory = counter_in(text_of(counters), "oom_kill") > 0;
    usage.memory_peak_bytes = number_in(text_of(*memory_ / (version_2_ ? "memory.peak" : "memory.max_usage_in_bytes")));
  }
  if (processes_) usage.out_of_processes = counter_in(text_of(*processes_ / "pids.events"), "max") > 0;
  if (cpu_ && version_2_) usage.cpu_us = counter_in(text_of(*cpu_ / "cpu.stat"), "usage_usec");
  if (cpu_ && !version_2_) {
    if (const auto nanoseconds = number_in(text_of(*cpu_ / "cpuacct.usage"))) usage.cpu_us = *nanoseconds / 1000;
  }
  return usage;
}

void ControlGroup::kill_all() const {
  for (const auto& folder : {memory_, processes_, cpu_}) {
    if (!folder) continue;
    const std::string processes = text_of(*folder / "cgroup.procs");
    for (const std::string_view line : split(processes, '\n')) {
      if (const auto process = number_in(line); process && *process > 1) ::kill(static_cast<pid_t>(*process), SIGKILL);
    }
  }
}

void remove_stale_groups(const GroupPlaces& places) {
  for (const auto& place : {places.memory, places.processes, places.cpu}) {
    if (!place) continue;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(*place, error)) {
      const std::string name = entry.path().filename();
      if (!name.starts_with(kNamePrefix)) continue;
      const auto owner =
          number_in(std::string_view(name).substr(kNamePrefix.size(), name.rfind('.') - kNamePrefix.size()));
      if (owner && ::kill(static_cast<pid_t>(*owner), 0) != 0 && errno == ESRCH) ::rmdir(entry.path().c_str());
    }
  }
}

}  // namespace swarm::sandbox
