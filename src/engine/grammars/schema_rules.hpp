#pragma once

#include <memory>

#include "base/json.hpp"
#include "engine/grammars/rules.hpp"

namespace swarm::grammars {

// The texts of the values that a JSON schema admits. `invalid_input` names the place in the schema and what is no
// schema or has no rule. Keywords that are not known are left out, which is the caller's to refuse.
// Members come as the schema lists them, those that are required first.
Result<std::shared_ptr<const Rules>> rules_of_schema(const json::Value& schema);

// What "$ref": "#/a/0" refers to: the names as they stand. "#" is all of it. Null: nothing, or elsewhere.
const json::Value* target_of_reference(const json::Value& root, const json::Value& reference);

// Whether a value has one of the types: a name, or a list of names. Every value has a type that is none.
bool has_type(const json::Value& value, const json::Value* type);

}  // namespace swarm::grammars
