#pragma once

#include "base/json.hpp"
#include "base/sizes.hpp"

// A configuration with every kind of value, for the tests and the fuzzer of this folder.
namespace swarm::config::example {

enum class Mode { builtin, external, off };
constexpr std::array<json::EnumName<Mode>, 3> enum_names(Mode) {
  return {{{Mode::builtin, "builtin"}, {Mode::external, "external"}, {Mode::off, "off"}}};
}

struct Http {
  std::string address = "127.0.0.1";
  std::uint16_t port = 3000;
  Bytes body_bytes_max{1 * MiB};
  std::chrono::seconds idle{60};
  static constexpr auto schema = json::object(
      "Http", json::field("address", &Http::address, "Where to listen.", json::length{1, 100}),
      json::field("port", &Http::port, "The port.", json::between{1, 65535}),
      json::field("body_bytes_max", &Http::body_bytes_max, "Larger bodies are refused.", json::between{1024, 1 * GiB},
                  json::live),
      json::field("idle_seconds", &Http::idle, "Close idle connections.", json::between{1, 3600}, json::live));
};

struct Tls {
  std::filesystem::path key_file;
  static constexpr auto schema =
      json::object("Tls", json::field("key_file", &Tls::key_file, "The private key.", json::required));
};

struct Model {
  std::string name;
  std::int64_t context_tokens = 4096;
  static constexpr auto schema =
      json::object("Model", json::field("name", &Model::name, "Its name.", json::required, json::length{1, 100}),
                   json::field("context_tokens", &Model::context_tokens, "What fits.", json::between{1, 1'000'000}));
};

struct Provider {
  std::string name;
  std::string base_url;
  std::optional<std::string> api_key;
  std::vector<Model> models;
  static constexpr auto schema =
      json::object("Provider", json::field("name", &Provider::name, "Its name.", json::required, json::length{1, 100}),
                   json::field("base_url", &Provider::base_url, "Where it is.", json::required),
                   json::field("api_key", &Provider::api_key, "Its key.", json::live),
                   json::field("models", &Provider::models, "What it serves.", json::items{1, 100}));
};

struct Limit {
  double rate = 10;
  static constexpr auto schema = json::object(
      "Limit", json::field("rate", &Limit::rate, "Requests per second.", json::fraction{0, 1000}, json::live));
};

struct Config {
  Mode mode = Mode::builtin;
  bool insecure = false;
  std::string database_url = "postgres://swarm:hunter2@db/swarm";
  std::vector<std::string> trusted_proxies;
  std::optional<std::filesystem::path> folder;
  Http http;
  std::optional<Tls> tls;
  std::vector<Provider> providers;
  std::map<std::string, Limit> limits;
  std::map<std::string, std::string> labels;
  static constexpr auto schema = json::object(
      "Config", json::field("mode", &Config::mode, "Who runs models."),
      json::field("insecure", &Config::insecure, "No TLS | no questions."),
      json::field("database_url", &Config::database_url, "Where the data is."),
      json::field("trusted_proxies", &Config::trusted_proxies, "Whose word counts.", json::items{0, 3},
                  json::length{1, 50}),
      json::field("folder", &Config::folder, "Where files go."), json::field("http", &Config::http, "The HTTP server."),
      json::field("tls", &Config::tls, "Encryption."), json::field("providers", &Config::providers, "Model providers."),
      json::field("limits", &Config::limits, "By name."), json::field("labels", &Config::labels, "Free texts."));
};

}  // namespace swarm::config::example
