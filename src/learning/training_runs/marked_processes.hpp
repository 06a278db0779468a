#pragma once

#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "base/sizes.hpp"

// The processes of a run, found by the mark in their environment (SWARM_TRAINING_RUN=ID), which every process hands on
// to those that it starts, also when they leave the group and the session. So a trainer of any language, and what it
// started, can be measured and ended as a whole, and after a crash of the server found again.
namespace swarm::training_runs {

std::string mark_of(std::string_view run);

// Of this account only; those that end meanwhile are not among them.
std::vector<pid_t> marked_processes(std::string_view mark);

// Memory of their own: not the files that they have mapped.
Bytes own_memory(const std::vector<pid_t>& processes);

// SIGKILL to all of them, again and again until none is left or `kRoundsMax` is reached; how many were killed. Waits
// for their ends.
inline constexpr int kRoundsMax = 50;
int kill_marked(std::string_view mark);

}  // namespace swarm::training_runs
