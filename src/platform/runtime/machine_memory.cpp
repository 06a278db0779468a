#include "platform/runtime/machine_memory.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace swarm::runtime {

namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// The number that a text begins with; nothing for "max".
std::optional<std::uint64_t> number_in(std::string_view text) {
  text = trim(text);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} ? std::optional(number) : std::nullopt;
}

// Behind the name in a text of lines "NAME NUMBER"; 0 where there is none.
std::uint64_t number_behind(std::string_view text, std::string_view name) {
  for (const std::string_view line : split(text, '\n')) {
    if (line.starts_with(name)) return number_in(line.substr(name.size())).value_or(0);
  }
  return 0;
}

// Where the memory of control groups is counted: version 1 and version 2 name the same things differently.
struct Hierarchy {
  fs::path folder;  // where it is mounted
  fs::path own;     // our group, relative to it
  std::vector<const char*> limits;
  const char* usage = nullptr;
  const char* reclaimable = nullptr;  // of memory.stat: file pages that the kernel drops first
};

bool lists_memory(std::string_view controllers) {
  const auto names = split(controllers, ',');
  return std::ranges::find(names, "memory") != names.end();
}

// "0::/a/b" of version 2, "7:memory:/a/b" of version 1.
fs::path own_group(std::string_view groups, bool is_version_2) {
  for (const std::string_view line : split(groups, '\n')) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    const bool is_ours = is_version_2 ? controllers.empty() : lists_memory(controllers);
    if (is_ours) return fs::path(line.substr(second + 1)).relative_path();
  }
  return {};
}

std::optional<Hierarchy> hierarchy_in(std::string_view mount, std::string_view groups, const fs::path& root) {
  const auto words = split(mount, ' ');
  if (words.size() < 4) return std::nullopt;
  const fs::path folder = root / fs::path(words[1]).relative_path();
  if (words[2] == "cgroup2")
    return Hierarchy{
        folder, own_group(groups, true), {"memory.max", "memory.high"}, "memory.current", "inactive_file "};
  if (words[2] == "cgroup" && lists_memory(words[3]))
    return Hierarchy{
        folder, own_group(groups, false), {"memory.limit_in_bytes"}, "memory.usage_in_bytes", "total_inactive_file "};
  return std::nullopt;
}

// A group without a limit has the number "max", or one that no machine has.
void narrow(MachineMemory& memory, const Hierarchy& hierarchy, const fs::path& group) {
  for (const char* name : hierarchy.limits) {
    const auto limit = number_in(text_of(group / name));
    if (!limit) continue;
    const std::uint64_t used = number_in(text_of(group / hierarchy.usage)).value_or(0);
    const std::uint64_t dropped = number_behind(text_of(group / "memory.stat"), hierarchy.reclaimable);
    const std::uint64_t kept = used - std::min(used, dropped);
    memory.total = std::min(memory.total, Bytes{*limit});
    memory.available = std::min(memory.available, Bytes{*limit - std::min(*limit, kept)});
  }
}

}  // namespace

MachineMemory machine_memory(const fs::path& root) {
  const std::string facts = text_of(root / "proc/meminfo");
  MachineMemory memory{Bytes{number_behind(facts, "MemTotal:") * KiB},
                       Bytes{number_behind(facts, "MemAvailable:") * KiB}};
  const std::string groups = text_of(root / "proc/self/cgroup");
  const std::string mounts = text_of(root / "proc/self/mounts");
  for (const std::string_view mount : split(mounts, '\n')) {
    const auto hierarchy = hierarchy_in(mount, groups, root);
    if (!hierarchy) continue;
    // Inside of a container our group may be named as it is seen from outside: what is not there is passed over.
    fs::path group = hierarchy->folder;
    narrow(memory, *hierarchy, group);
    for (const fs::path& part : hierarchy->own)
      narrow(memory, *hierarchy, group /= part);
  }
  return memory;
}

}  // namespace swarm::runtime
