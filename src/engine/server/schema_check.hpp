#pragma once

#include "base/json.hpp"

namespace swarm::engine_server {

// What a JSON schema says that the rules made of it (engine/grammars) leave out: an answer that breaks the schema is
// worse than a refusal. Nor does it take one that unfolds to more than an answer is worth (schema_size.hpp). Faults
// stand below the path that `faults` has. Annotations and unknown keywords are none of its business; oneOf is kept to
// as anyOf.
void check_schema(const json::Value& schema, json::Faults& faults);

}  // namespace swarm::engine_server
