#pragma once

#include <string>

#include "swarm/sandbox/run_types.hpp"
#include "swarm/sandbox/sandbox_config.hpp"

namespace swarm::sandbox {

struct Filters {
  std::string strict;  // for the program
  std::string tools;
};

// The order for the first process of a sandbox (init/init_protocol.hpp). `clock_library`: preloaded under the other
// circumstances. `limits_processes`: whether the limit of processes must be kept here, because no control group does.
std::string order_of(const RunRequest& request, const SandboxConfig& config, const Filters& filters,
                     std::string_view clock_library);

// Where a run works.
std::string work_folder(Circumstances circumstances);

}  // namespace swarm::sandbox
