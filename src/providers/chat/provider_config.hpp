#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace swarm::chat {

enum class ProviderClass { local, cloud };
constexpr std::array<json::EnumName<ProviderClass>, 2> enum_names(ProviderClass) {
  return {{{ProviderClass::local, "local"}, {ProviderClass::cloud, "cloud"}}};
}

enum class DialectName { openai, anthropic };
constexpr std::array<json::EnumName<DialectName>, 2> enum_names(DialectName) {
  return {{{DialectName::openai, "openai"}, {DialectName::anthropic, "anthropic"}}};
}

enum class ModelKind { chat, embedding };
constexpr std::array<json::EnumName<ModelKind>, 2> enum_names(ModelKind) {
  return {{{ModelKind::chat, "chat"}, {ModelKind::embedding, "embedding"}}};
}

// How a model is told what is wanted of it.
enum class Instructions {
  words,  // in plain words, as any chat model
  head,   // by the head's name alone, as the models are that swarm-trainer makes from the recipe of models/tiny
};
constexpr std::array<json::EnumName<Instructions>, 2> enum_names(Instructions) {
  return {{{Instructions::words, "words"}, {Instructions::head, "head"}}};
}

inline constexpr std::size_t kProvidersMax = 64;
inline constexpr std::size_t kModelsOfProviderMax = 500;

struct ModelConfig {
  std::string name{};
  std::string upstream_name{};
  ModelKind kind = ModelKind::chat;
  std::int64_t context_tokens = 8'192;
  std::int64_t output_tokens_max = 4'096;
  std::optional<double> dollars_per_million_input_tokens{};
  std::optional<double> dollars_per_million_output_tokens{};
  std::string prices_version{};
  std::string prices_date{};
  std::vector<std::string> fallbacks{};
  Instructions instructions = Instructions::words;
  static constexpr auto schema = json::object(
      "ModelConfig",
      json::field("name", &ModelConfig::name, "As clients say it behind PROVIDER/.", json::required,
                  json::length{1, 200}),
      json::field("upstream_name", &ModelConfig::upstream_name, "As the provider says it; empty: the same.",
                  json::length{0, 200}),
      json::field("kind", &ModelConfig::kind, "chat, or embedding: which is not asked for answers."),
      json::field("context_tokens", &ModelConfig::context_tokens, "How much it reads and writes at once.",
                  json::between{1, 100'000'000}),
      json::field("output_tokens_max", &ModelConfig::output_tokens_max, "How much it writes at most.",
                  json::between{1, 100'000'000}),
      json::field("dollars_per_million_input_tokens", &ModelConfig::dollars_per_million_input_tokens,
                  "Needed for class cloud; 0 when it is free.", json::fraction{0, 1'000'000}),
      json::field("dollars_per_million_output_tokens", &ModelConfig::dollars_per_million_output_tokens,
                  "Needed for class cloud but for embeddings; 0 when it is free.", json::fraction{0, 1'000'000}),
      json::field("prices_version", &ModelConfig::prices_version, "Of the price list, for whoever checks it later.",
                  json::length{0, 100}),
      json::field("prices_date", &ModelConfig::prices_date, "When the prices were looked up.", json::length{0, 100}),
      json::field(
          "fallbacks", &ModelConfig::fallbacks,
          "PROVIDER/MODEL of those that are asked in its place, in this order, while nothing has been answered.",
          json::items{0, 8}),
      json::field("instructions", &ModelConfig::instructions,
                  "How it is told what is wanted: in words, or by the head's name alone, as the built-in model."));
};

struct ProviderConfig {
  std::string name{};
  ProviderClass provider_class = ProviderClass::local;
  DialectName dialect = DialectName::openai;
  std::string base_url{};
  std::string key_secret{};
  std::vector<ModelConfig> models{};
  std::int64_t output_tokens_default = 1'024;
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds first_byte_timeout{120'000};
  std::chrono::milliseconds pause_timeout{60'000};
  std::chrono::milliseconds total_timeout{600'000};
  std::int64_t concurrency_max = 256;
  std::int64_t waiting_max = 256;
  std::chrono::milliseconds waiting_timeout{10'000};
  std::int64_t requests_per_minute = 0;
  std::int64_t tokens_per_minute = 0;
  std::int64_t attempts_max = 3;
  std::optional<bool> mask{};
  bool stream_usage = true;
  std::string health_path{};
  std::filesystem::path ca_file{};
  static constexpr auto schema = json::object(
      "ProviderConfig",
      json::field("name", &ProviderConfig::name,
                  "Lower-case letters, digits and hyphens; clients say NAME/MODEL. Not swarm.", json::required,
                  json::length{1, 40}),
      json::field("class", &ProviderConfig::provider_class, "local: yours; cloud: somebody else's, asked last."),
      json::field("dialect", &ProviderConfig::dialect, "How it is spoken to."),
      json::field("base_url", &ProviderConfig::base_url, "Up to and with /v1, as its documents say.", json::required,
                  json::length{1, 2'048}),
      json::field(
          "key_secret", &ProviderConfig::key_secret,
          "The name of the secret that holds its key: swarmctl secrets set NAME, else SWARM_SECRET_NAME. Empty: "
          "no key is sent.",
          json::length{0, 100}),
      json::field("models", &ProviderConfig::models, "What it offers.", json::items{1, kModelsOfProviderMax}),
      json::field("output_tokens_default", &ProviderConfig::output_tokens_default,
                  "Set as the limit where a client sets none.", json::between{1, 10'000'000}),
      json::field("connect_timeout_ms", &ProviderConfig::connect_timeout, "Look-up, connection and TLS together.",
                  json::between{1, 600'000}),
      json::field("first_byte_timeout_ms", &ProviderConfig::first_byte_timeout,
                  "From the end of the request to the head of the answer.", json::between{1, 3'600'000}),
      json::field("pause_timeout_ms", &ProviderConfig::pause_timeout, "Between two pieces of an answer.",
                  json::between{1, 3'600'000}),
      json::field("total_timeout_ms", &ProviderConfig::total_timeout, "Of a whole call, its retries too.",
                  json::between{1, 86'400'000}),
      json::field("concurrency_max", &ProviderConfig::concurrency_max, "Calls at once.", json::between{1, 100'000}),
      json::field("waiting_max", &ProviderConfig::waiting_max, "Calls that may wait for their turn.",
                  json::between{0, 100'000}),
      json::field("waiting_timeout_ms", &ProviderConfig::waiting_timeout, "How long a call waits for its turn.",
                  json::between{0, 600'000}),
      json::field("requests_per_minute", &ProviderConfig::requests_per_minute, "As the provider allows; 0: no limit.",
                  json::between{0, 10'000'000}),
      json::field("tokens_per_minute", &ProviderConfig::tokens_per_minute,
                  "As the provider allows, the worst case of a call counts; 0: no limit.",
                  json::between{0, 1'000'000'000'000}),
      json::field("attempts_max", &ProviderConfig::attempts_max, "Of one call, where trying again is safe.",
                  json::between{1, 10}),
      json::field("mask", &ProviderConfig::mask,
                  "Mask secrets and personal data in tasks before they go there; without a word: for class cloud."),
      json::field("stream_usage", &ProviderConfig::stream_usage,
                  "It understands stream_options.include_usage, so that streams can be accounted exactly."),
      json::field(
          "health_path", &ProviderConfig::health_path,
          "A free path of its server, such as /health, that is asked while there is no traffic; empty: its list "
          "of models.",
          json::length{0, 200}),
      json::field("ca_file", &ProviderConfig::ca_file,
                  "PEM file with the authorities to trust instead of the system's."));
};

}  // namespace swarm::chat
