// Any bytes to the logic head: it ends within its limits, and what it computes is complete.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "swarm/heads/logic/logic_head.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const swarm::logic::LogicHead head;
  const swarm::heads::ComputeLimits limits{
      .time = std::chrono::milliseconds(200), .prompt_bytes_max = 1'024, .digits_max = 500, .depth_max = 32};
  const auto computed = head.compute(std::string_view(reinterpret_cast<const char*>(data), size), limits, {});
  if (!computed) return 0;
  const bool complete = !computed->value.empty() && !computed->answer.empty() && !computed->evidence.steps.empty() &&
                        computed->evidence.check && !computed->evidence.check->empty();
  if (!complete) std::abort();
  return 0;
}
