#include "engine/server/answer_form.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "base/text.hpp"

namespace swarm::engine_server {

std::string answer_head(const AnswerFacts& facts, std::string_view object) {
  std::string head = R"({"id":")";
  append_json_text(head, facts.id);
  fmt::format_to(std::back_inserter(head), R"(","object":"{}","created":{},"model":")", object, facts.created);
  append_json_text(head, facts.model);
  return head += R"(","choices":[)";
}

FrameParts::FrameParts(const AnswerFacts& facts, std::string_view object)
    : head_("data: " + answer_head(facts, object)),
      shut_(facts.usage_wanted ? "}],\"usage\":null}\n\n" : "}]}\n\n"),
      usage_wanted_(facts.usage_wanted) {}

void FrameParts::append_open(std::string& out, std::size_t choice) const {
  constexpr std::size_t kUsualFrame = 128;
  out.reserve(out.size() + head_.size() + kUsualFrame);
  out += head_;
  fmt::format_to(std::back_inserter(out), R"({{"index":{},)", choice);
}

void FrameParts::append_close(std::string& out, const TokenUsage& usage) const {
  if (usage_wanted_) {
    (out += head_) += "],\"usage\":";
    append_usage(out, usage);
    out += "}\n\n";
  }
  out += "data: [DONE]\n\n";
}

void append_usage(std::string& out, const TokenUsage& usage) {
  fmt::format_to(std::back_inserter(out),
                 R"({{"prompt_tokens":{},"completion_tokens":{},"total_tokens":{},)"
                 R"("prompt_tokens_details":{{"cached_tokens":{}}},)"
                 R"("completion_tokens_details":{{"reasoning_tokens":{}}}}})",
                 usage.prompt, usage.output, usage.prompt + usage.output, usage.cached, usage.reasoning);
}

std::string_view name_of(batching::FinishReason reason) {
  return reason == batching::FinishReason::stop ? "stop" : "length";
}

std::string token_text(std::string_view bytes) {
  if (is_utf8(bytes)) return std::string(bytes);
  std::string text = "bytes:";
  for (const char c : bytes)
    fmt::format_to(std::back_inserter(text), "\\x{:02x}", static_cast<unsigned char>(c));
  return text;
}

void append_log_probability(std::string& out, double value) {
  constexpr double kLowest = -9999;  // as others write what cannot be chosen
  const double finite = std::isfinite(value) ? std::max(value, kLowest) : kLowest;
  fmt::format_to(std::back_inserter(out), "{:.7g}", finite);
}

}  // namespace swarm::engine_server
