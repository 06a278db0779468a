#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "base/result.hpp"
#include "platform/process/child_process.hpp"

namespace swarm::process {

// Whom the child becomes, without supplementary groups. Only root may.
struct Identity {
  uid_t user;
  gid_t group;
};

struct ResourceLimit {
  int resource;  // RLIMIT_…
  std::uint64_t value;
  std::optional<std::uint64_t> hard{};  // nothing: the same
};

// A descriptor of ours and the number under which the child has it.
struct HandedDescriptor {
  int ours;
  int childs;
};

inline constexpr std::size_t kHandedDescriptorsMax = 16;

struct SpawnRequest {
  std::string program;                        // absolute; never searched for
  std::vector<std::string> arguments;         // from argv[0] on
  std::vector<std::string> environment;       // NAME=value; nothing is inherited
  std::vector<HandedDescriptor> descriptors;  // 0, 1 and 2 among them; everything else is closed
  std::optional<Identity> identity{};
  std::vector<ResourceLimit> limits{};
  std::vector<int> control_groups{};  // open cgroup.procs files that the child enters before it becomes `identity`
  int niceness = 0;                   // added to ours: 0 to 19
  bool dies_with_parent = true;       // killed when the thread that started it ends
};

// Starts the program; returns once it has been executed. The address space is not copied. The child leads an own
// session and has default signals. Errors: `unavailable` with what failed, also for a program that is not there;
// `invalid_input` for more than kHandedDescriptorsMax descriptors.
Result<ChildProcess> spawn(const SpawnRequest& request);

}  // namespace swarm::process
