#include <fmt/format.h>

#include "base/json.hpp"
#include "providers/chat/dialect.hpp"
#include "providers/chat/provider_error.hpp"

namespace swarm::chat {

namespace {

class SameStream final : public StreamTranslator {
 public:
  Result<std::string> translate(std::string_view frame) override { return std::string(frame); }
  std::string finish() override { return {}; }
};

class OpenaiDialect final : public Dialect {
 public:
  bool takes(Operation) const override { return true; }
  std::string_view path(Operation operation) const override { return path_of(operation); }
  std::vector<http_client::Header> headers(std::string_view key) const override {
    if (key.empty()) return {};
    return {{"authorization", fmt::format("Bearer {}", key)}};
  }
  bool is_openai() const override { return true; }
  Result<std::string> request_body(Operation, std::string_view body) const override { return std::string(body); }
  Result<std::string> reply_body(Operation, std::string_view body) const override { return std::string(body); }

  std::string error_body(int status, std::string_view body) const override {
    const Result<json::Value> value = json::parse(body);
    const bool has_form = value && value->is_object() && value->get_object().contains("error");
    return has_form ? std::string(body) : error_of_status(status);
  }

  std::unique_ptr<StreamTranslator> translate_stream(Operation, std::string_view, bool) const override {
    return std::make_unique<SameStream>();
  }
};

}  // namespace

const Dialect& openai_dialect() {
  static const OpenaiDialect dialect;
  return dialect;
}

std::string openai_error(std::string_view message, std::string_view type, std::optional<std::string_view> param,
                         std::optional<std::string_view> code) {
  const auto text_or_null = [](const std::optional<std::string_view>& text) {
    return text ? json::Value(boost::json::string(*text)) : json::Value(nullptr);
  };
  return json::to_text(json::Object{
      {"error",
       json::Object{
           {"message", message}, {"type", type}, {"param", text_or_null(param)}, {"code", text_or_null(code)}}}});
}

std::string error_of_status(int status) {
  return openai_error(fmt::format("the provider answered with status {} and without an error of its own form", status),
                      error_type_of(status), std::nullopt, std::nullopt);
}

std::string_view error_type_of(int status) {
  switch (status) {
    case 401:
      return "authentication_error";
    case 402:
      return "insufficient_quota";
    case 403:
      return "permission_error";
    case 404:
      return "not_found_error";
    case 429:
      return "rate_limit_error";
    default:
      return status >= 400 && status < 500 ? "invalid_request_error" : "server_error";
  }
}

}  // namespace swarm::chat
