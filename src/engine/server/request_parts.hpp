#pragma once

#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/json.hpp"
#include "engine/server/request_types.hpp"

// What the readers of requests share.
namespace swarm::engine_server {

// Decodes the listed members and leaves the others out. A null is a member that was not sent.
template <json::Described T>
bool decode_open(const json::Object& members, T& out, json::Faults& faults) {
  json::Object known;
  const auto keep = [&](std::string_view name) {
    const json::Value* member = members.if_contains(name);
    if (member != nullptr && !member->is_null()) known.emplace(name, *member);
  };
  std::apply([&](const auto&... listed) { (keep(listed.name), ...); }, T::schema.fields);
  return json::decode_members(json::Value(std::move(known)), out, faults);
}

// The member, unless it is missing or null.
const json::Value* given(const json::Object& members, std::string_view name);
// A text that must be there.
std::string required_text(const json::Object& members, std::string_view name, json::Faults& faults);

// A member that this engine cannot do, with the reason. What changes nothing is no fault: nothing, no (or yes, where
// `is_on` says that this is how it is), an empty list or text, the neutral number.
struct Unsupported {
  std::string_view name;
  std::string_view why;
  double neutral = 0;
  bool is_on = false;
};
void refuse(const json::Object& body, std::span<const Unsupported> members, json::Faults& faults);

// Of `stream`, `temperature`, `stop`, `response_format`, … : all but the log probabilities, whose forms differ.
void read_options(const json::Object& body, GenerationOptions& options, json::Faults& faults);

// The value of `member`: a text, tokens, or a list of one of them.
std::vector<PromptInput> read_prompts(const json::Object& body, std::string_view member, std::size_t count_max,
                                      std::int64_t vocabulary, json::Faults& faults);

// Whose turn it is among others: of the project that a server asks for, else of the user, else of the address.
std::string client_of(std::optional<std::string_view> project, const std::string& user, const std::string& address);

// The whole body as an object.
Result<json::Object> read_body(std::string_view body);

}  // namespace swarm::engine_server
