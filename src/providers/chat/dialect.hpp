#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "platform/http_client/client_types.hpp"
#include "providers/chat/operation.hpp"

namespace swarm::chat {

// Turns a provider's stream into frames of OpenAI's form. For one stream.
class StreamTranslator {
 public:
  virtual ~StreamTranslator() = default;
  // One whole frame of the provider; what the client is to see of it, possibly nothing or several frames. The end is
  // told as "data: [DONE]", an error of the provider as a frame that holds OpenAI's error object. `unavailable` (reason
  // "protocol"): no event of this dialect.
  virtual Result<std::string> translate(std::string_view frame) = 0;
  // The provider has ended; what is still to be said. A stream that lacks its end gets an error's frame and no
  // "data: [DONE]".
  virtual std::string finish() = 0;
};

// How a provider is spoken to. Everything inside of Swarmkeeper has OpenAI's form; a dialect translates at the very
// edge. Immutable, thread-safe.
class Dialect {
 public:
  virtual ~Dialect() = default;
  virtual bool takes(Operation operation) const = 0;
  // Behind the provider's base URL: "/chat/completions".
  virtual std::string_view path(Operation operation) const = 0;
  // What proves who calls, and what the dialect needs beside it. `key` may be empty: nothing is sent.
  virtual std::vector<http_client::Header> headers(std::string_view key) const = 0;
  // Whether bodies and streams pass as they are; the four functions below are then not called.
  virtual bool is_openai() const = 0;
  // `body`: OpenAI's form, already with the provider's model and a token limit. `invalid_input`: something in it has no
  // counterpart, with its path.
  virtual Result<std::string> request_body(Operation operation, std::string_view body) const = 0;
  // `status` 200. `unavailable` (reason "protocol"): no reply of this dialect.
  virtual Result<std::string> reply_body(Operation operation, std::string_view body) const = 0;
  // OpenAI's error object for the provider's; any text, also HTML.
  virtual std::string error_body(int status, std::string_view body) const = 0;
  virtual std::unique_ptr<StreamTranslator> translate_stream(Operation operation, std::string_view model,
                                                             bool usage_wanted) const = 0;
};

const Dialect& openai_dialect();
const Dialect& anthropic_dialect();

// OpenAI's error object: {"error": {"message", "type", "param", "code"}}.
std::string openai_error(std::string_view message, std::string_view type, std::optional<std::string_view> param,
                         std::optional<std::string_view> code);

}  // namespace swarm::chat
