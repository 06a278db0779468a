#pragma once

#include <expected>
#include <string>

#include "base/json.hpp"
#include "base/result.hpp"
#include "cli/console.hpp"

namespace swarm::cli {

struct ApiReply;

// Why a command failed: an Error, and what only a command line knows about it.
struct Trouble {
  Trouble(Error happened) : error(std::move(happened)) {}  // what base reports is trouble as it is
  Trouble(ErrorCode code, std::string message) : error{.code = code, .message = std::move(message)} {}

  Error error;
  std::string next{};        // what to do now, one sentence; empty: there is a standard one for some codes
  std::string request_id{};  // to find it in the server's log; empty: no server was reached
  json::Value document{};    // the server's problem document, when it sent one
  bool is_unsure = false;    // the request may have been carried out: the connection was lost before the answer came
};

template <class T>
using Outcome = std::expected<T, Trouble>;

template <class... Said>
std::unexpected<Trouble> trouble(Said&&... said) {
  return std::unexpected<Trouble>(Trouble(std::forward<Said>(said)...));
}

// The problem document (RFC 9457) of an answer of 400 and above, or what can be said about an answer that has none.
Trouble trouble_of(const ApiReply& reply);

// For people: what failed, every fault with its path, what to do next, the request id. Harmless on a terminal.
std::string trouble_text(const Trouble& trouble, const Console& console);
// For programs: the server's document as it came, or one of the same shape.
json::Value trouble_document(const Trouble& trouble);

}  // namespace swarm::cli
