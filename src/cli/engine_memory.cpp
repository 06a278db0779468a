#include "cli/engine_memory.hpp"

#include <fmt/format.h>

#include "cli/human_text.hpp"
#include "cli/json_view.hpp"

namespace swarm::cli {

MemoryVerdict judged_memory(const json::Value& device) {
  const auto bytes = [&](std::string_view name) { return whole_number(device, name).value_or(0); };
  const std::int64_t held =
      bytes("weights_bytes") + bytes("kv_bytes") + bytes("adapters_bytes") + bytes("compute_bytes");
  const std::int64_t used = bytes("used_bytes"), limit = bytes("limit_bytes");
  const bool is_processor = raw_text(device, "device") == "cpu";
  const std::string allowed =
      limit > 0 ? fmt::format("{} are allowed", human_bytes(limit)) : std::string("any amount is allowed");
  return {.is_over = limit > 0 && (is_processor ? held : used) > limit,
          .words = fmt::format("{}: the engine holds {}, all programs use {} of {}; {} {}", shown(device, "device"),
                               human_bytes(held), human_bytes(used), human_bytes(bytes("total_bytes")), allowed,
                               is_processor ? "to the engine" : "to all together")};
}

}  // namespace swarm::cli
