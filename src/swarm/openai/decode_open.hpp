#pragma once

#include <tuple>

#include "base/json.hpp"

namespace swarm::openai {

// Decodes the listed members and leaves the others out: clients of OpenAI's API send members that we do not know.
template <json::Described T>
bool decode_open(const json::Object& members, T& out, json::Faults& faults) {
  json::Object known;
  const auto keep = [&](std::string_view name) {
    if (const json::Value* member = members.if_contains(name)) known.emplace(name, *member);
  };
  std::apply([&](const auto&... listed) { (keep(listed.name), ...); }, T::schema.fields);
  return json::decode_members(json::Value(std::move(known)), out, faults);
}

}  // namespace swarm::openai
