#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

// A JSON text taken apart without decoding it as a whole, so that what is not changed keeps every byte: numbers of any
// length, the order of members, blanks.
namespace swarm::masking {

// What stands at one place of a JSON text.
struct JsonPiece {
  std::string_view name{};  // of the member that it is the value of; empty in a list and for names themselves
  std::string_view text{};  // of a string what it says, of a number as it is written
  bool is_string = true;
};

// What a piece becomes; nothing: it stays as it is. A number that changes becomes a string.
using ChangePiece = std::function<std::optional<std::string>(const JsonPiece&)>;

// Whether it is an object, a list or a string.
bool is_json(std::string_view text);
// Calls `change` for every string (names of members as well) and every number of a text that is JSON.
std::string change_json(std::string_view json_text, const ChangePiece& change);

// The text inside of a JSON string, without its quotes.
std::string escaped(std::string_view text);

}  // namespace swarm::masking
