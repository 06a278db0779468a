#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"

namespace swarm::engine_server {

// What a JSON schema says that the grammar made of it would not keep to. llama.cpp leaves such keywords out without a
// word, and an answer that breaks the schema is worse than a refusal. Nor does it take one that unfolds to more than
// the conversion is worth (schema_size.hpp). Faults stand below the path that `faults` has. `patterns`: every
// "pattern", which only the conversion itself can judge. Annotations and unknown keywords are none of its business;
// oneOf is kept to as anyOf.
void check_schema(const json::Value& schema, std::vector<std::string>& patterns, json::Faults& faults);

}  // namespace swarm::engine_server
