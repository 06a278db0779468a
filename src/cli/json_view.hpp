#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"

// Reading an answer without demanding its exact shape: a newer server may send more members, an older one fewer.
namespace swarm::cli {

// The member of that name; null when there is none, also when `value` is no object.
const json::Value& member(const json::Value& value, std::string_view name);

// A text as it is: for ids that are sent back, never for a terminal. Empty when it is not there.
std::string raw_text(const json::Value& value, std::string_view name);
// A text, number or word of one line, safe to show; "" when it is not there or null.
std::string shown(const json::Value& value, std::string_view name);
std::string shown_block(const json::Value& value, std::string_view name);  // keeps line ends
std::string shown_value(const json::Value& value);

std::optional<std::int64_t> whole_number(const json::Value& value, std::string_view name);
std::optional<double> number(const json::Value& value, std::string_view name);
bool is_true(const json::Value& value, std::string_view name);
std::optional<Time> time_at(const json::Value& value, std::string_view name);
// The list of that name; an empty one when there is none.
const json::Array& list_at(const json::Value& value, std::string_view name);

// Indented by two, with every character that a terminal might obey written as \uXXXX: still the same JSON.
std::string readable_json(const json::Value& value);

}  // namespace swarm::cli
