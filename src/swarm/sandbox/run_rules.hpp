#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "swarm/sandbox/control_group.hpp"
#include "swarm/sandbox/run_types.hpp"

namespace swarm::sandbox {

// How one step of a run ended, as the first process saw it.
struct StepReport {
  int index = 0;
  bool exited = false;
  int number = 0;  // exit status or signal
  std::int64_t cpu_us = 0;
  std::int64_t wall_us = 0;
  std::int64_t memory_kib = 0;
};

// What the first process has said so far.
struct InitReport {
  bool ready = false;
  bool input_read = false;
  std::string violation;
  std::string failure;
  std::vector<std::string> paths;
  std::vector<StepReport> steps;
};

// Takes one line; one that is not understood is ignored.
void add_line(InitReport& report, std::string_view line);

// Why the server ended a run before it ended by itself.
enum class EndedFor { nothing, time, output, stop };

struct RunFacts {
  const RunRequest& request;
  InitReport init;
  EndedFor ended_for = EndedFor::nothing;
  std::optional<GroupUsage> group;  // where there was one
  std::string jail_said;            // on its standard error, before the first process was ready
};

// Pure: what came of a run. The texts of `report` are there already.
void conclude(const RunFacts& facts, RunReport& report);

}  // namespace swarm::sandbox
