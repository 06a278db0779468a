#pragma once

#include <string>

#include "base/json.hpp"

namespace swarm::cli {

struct MemoryVerdict {
  bool is_over = false;
  std::string words;  // both figures, for people
};

// One device of GET /api/v1/engine against its limit. On the processor the limit is of what the engine holds itself:
// the rest of the machine's memory is other programs' business. On a GPU it is of all that is used on the card, since
// what others take there is missing to the engine.
MemoryVerdict judged_memory(const json::Value& device);

}  // namespace swarm::cli
