#pragma once

#include <filesystem>

#include "base/sizes.hpp"

namespace swarm::runtime {

struct MachineMemory {
  Bytes total{};      // that this process and those beside it in its control groups may have together
  Bytes available{};  // what of it could still be taken without swapping, or being ended for it
};

// Of the machine, or less where a control group of this process (a container, a systemd unit; version 1 or 2) or one
// above it is limited: its memory.max, and its memory.high, beyond which the kernel slows everything in it down. Reads
// /proc and /sys anew at each call. Zeroes where not even /proc/meminfo can be read. `root` is for tests.
MachineMemory machine_memory(const std::filesystem::path& root = "/");

}  // namespace swarm::runtime
