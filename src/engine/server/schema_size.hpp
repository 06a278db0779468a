#pragma once

#include "base/json.hpp"

namespace swarm::engine_server {

// How much a JSON schema unfolds to, which may be exponential in its length: where a reference, alternatives or types
// are written once, the conversion may visit them again and again. Adds a
// fault when that is more than an answer is worth, or without end.
void check_schema_size(const json::Value& root, json::Faults& faults);

}  // namespace swarm::engine_server
