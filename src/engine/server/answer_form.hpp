#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "engine/server/choice_text.hpp"

namespace swarm::engine_server {

struct AnswerFacts {
  std::string id;            // "chatcmpl-…"
  std::int64_t created = 0;  // in seconds
  std::string model;         // as the client named it
  bool usage_wanted = false;
  bool log_probabilities = false;
};

struct TokenUsage {
  std::int64_t prompt = 0, cached = 0, output = 0, reasoning = 0;
};

struct WholeChoice {
  Piece text{};
  batching::FinishReason reason = batching::FinishReason::stop;
};

// How answers are written in one of OpenAI's forms. Frames of a stream are spliced by hand from parts made once: there
// are thousands of them in a second. On one Loop.
class AnswerForm {
 public:
  virtual ~AnswerForm() = default;
  virtual void append_begin(std::string& out, std::size_t choice) = 0;
  virtual void append_piece(std::string& out, std::size_t choice, const Piece& piece) = 0;
  virtual void append_end(std::string& out, std::size_t choice, batching::FinishReason reason) = 0;
  // The last frames of a stream: usage where it was wanted, and the mark of the end.
  virtual void append_close(std::string& out, const TokenUsage& usage) = 0;
  // An answer that is not streamed.
  virtual std::string whole(std::span<const WholeChoice> choices, const TokenUsage& usage) = 0;
};

std::unique_ptr<AnswerForm> make_chat_form(const AnswerFacts& facts);
std::unique_ptr<AnswerForm> make_completion_form(const AnswerFacts& facts);

// --- What the forms are made of
// ---------------------------------------------------------------------------------------

// The frames of both forms differ inside of a choice only.
class FrameParts {
 public:
  FrameParts(const AnswerFacts& facts, std::string_view object);
  void append_open(std::string& out, std::size_t choice) const;  // … "choices":[{"index":N,
  void append_shut(std::string& out) const { out += shut_; }     // }] …
  void append_close(std::string& out, const TokenUsage& usage) const;

 private:
  std::string head_;  // data: {"id":…,"model":…,"choices":[
  std::string shut_;
  bool usage_wanted_;
};

std::string answer_head(const AnswerFacts& facts, std::string_view object);  // {"id":…,"choices":[
void append_usage(std::string& out, const TokenUsage& usage);                // {"prompt_tokens":…}
std::string_view name_of(batching::FinishReason reason);

// A token as a text: bytes that are no UTF-8 as OpenAI writes them, "bytes:\xe4\xb8".
std::string token_text(std::string_view bytes);
void append_log_probability(std::string& out, double value);  // finite, whatever it was

}  // namespace swarm::engine_server
