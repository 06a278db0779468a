#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/sizes.hpp"
#include "platform/runtime/machine_memory.hpp"

namespace swarm::llama {

enum class LogLevel { debug, info, warn, error };
using LogLine = std::function<void(LogLevel level, std::string_view line)>;

// Where the lines of llama.cpp and ggml go, for the whole process; without it they are dropped. The sink is called from
// every thread that works in llama.cpp, and must be thread-safe. Set it before the first model is loaded.
void set_log(LogLine sink);

// Initialises llama.cpp once. Its backends are linked in: nothing is searched for, neither in the current directory
// nor where an environment variable says (a test looks).
void start_backend();

// What llama.cpp said at level "error" on this thread since the last call; it returns null and logs the reason.
std::string take_last_error();

struct DeviceFacts {
  std::string name;         // "cpu", "cuda0", "vulkan0"
  std::string description;  // as the driver has it
  bool is_gpu = false;
  Bytes total{};
  Bytes free{};
};

// The processor first, then every GPU. A GPU that does not say how much memory it has is listed with 0. `memory` is
// what the processor has: in a container or a unit with a limit that is less than the machine's.
std::vector<DeviceFacts> devices(const runtime::MachineMemory& memory = runtime::machine_memory());

// What all processes (of the processor: those under the same limit) use of a device together: NVML for an NVIDIA card,
// else total less free as the backend says.
Bytes used_by_all(const DeviceFacts& device);

}  // namespace swarm::llama
