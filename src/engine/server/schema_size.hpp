#pragma once

#include "base/json.hpp"

namespace swarm::engine_server {

// How much a JSON schema unfolds to, which may be exponential in its length: where a reference, alternatives or types
// are written once, llama.cpp's conversion or its search for left recursion may visit them again and again. Adds a
// fault when that is more than an answer is worth, or without end.
void check_schema_size(const json::Value& root, json::Faults& faults);

// What "$ref": "#/a/0" refers to, found as llama.cpp finds it: the names as they stand. Null: nothing, or elsewhere.
const json::Value* target_of_reference(const json::Value& root, const json::Value& reference);

}  // namespace swarm::engine_server
