#include "providers/chat/anthropic_wire.hpp"
#include "providers/chat/dialect.hpp"

namespace swarm::chat {

namespace {

class AnthropicDialect final : public Dialect {
 public:
  bool takes(Operation operation) const override { return operation == Operation::chat; }
  std::string_view path(Operation) const override { return "/messages"; }
  std::vector<http_client::Header> headers(std::string_view key) const override {
    std::vector<http_client::Header> headers{{"anthropic-version", "2023-06-01"}};
    if (!key.empty()) headers.push_back({"x-api-key", std::string(key)});
    return headers;
  }
  bool is_openai() const override { return false; }
  Result<std::string> request_body(Operation, std::string_view body) const override {
    return anthropic::request_of(body);
  }
  Result<std::string> reply_body(Operation, std::string_view body) const override {
    return anthropic::reply_of(body, clock_.now());
  }
  std::string error_body(int status, std::string_view body) const override { return anthropic::error_of(status, body); }
  std::unique_ptr<StreamTranslator> translate_stream(Operation, std::string_view model,
                                                     bool usage_wanted) const override {
    return anthropic::stream_translator(model, usage_wanted, clock_.now());
  }

 private:
  const SystemClock clock_{};  // for `created`, which the provider does not tell
};

}  // namespace

const Dialect& anthropic_dialect() {
  static const AnthropicDialect dialect;
  return dialect;
}

}  // namespace swarm::chat
