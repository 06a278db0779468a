#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "providers/chat/provider_config.hpp"

namespace swarm::local_engine {

inline constexpr std::string_view kProviderName = "engine";
inline constexpr std::string_view kBuiltInModel = "tiny";
inline constexpr std::int64_t kBuiltInContextTokens = 512;
inline constexpr std::size_t kAdaptersMax = 64;
inline constexpr std::size_t kArgumentsMax = 64;

enum class Mode { builtin, external, off };
constexpr std::array<json::EnumName<Mode>, 3> enum_names(Mode) {
  return {{{Mode::builtin, "builtin"}, {Mode::external, "external"}, {Mode::off, "off"}}};
}

enum class InstructionStyle { automatic, words, head };
constexpr std::array<json::EnumName<InstructionStyle>, 3> enum_names(InstructionStyle) {
  return {
      {{InstructionStyle::automatic, "auto"}, {InstructionStyle::words, "words"}, {InstructionStyle::head, "head"}}};
}

struct AdapterConfig {
  std::string name{};
  std::filesystem::path path{};
  std::string sha256{};
  static constexpr auto schema = json::object(
      "EngineAdapter",
      json::field("name", &AdapterConfig::name, "As it is asked for behind engine/.", json::required,
                  json::length{1, 64}),
      json::field("path", &AdapterConfig::path, "A PEFT folder or a GGUF adapter.", json::required),
      json::field(
          "sha256", &AdapterConfig::sha256,
          "Of its GGUF file, or of what sha256sum adapter_config.json adapter_model.safetensors prints in its folder; "
          "empty: not checked.",
          json::length{0, 64}));
};

// The language model that this server runs itself, or finds beside it.
struct EngineConfig {
  Mode mode = Mode::builtin;
  std::string model{};
  std::string base_url{};
  std::string key_secret{};
  InstructionStyle instructions = InstructionStyle::automatic;
  std::int64_t context_tokens = 0;
  std::int64_t slots = 0;
  std::int64_t threads = 0;
  std::int64_t gpu_layers = -1;
  Bytes memory_limit{};
  std::vector<AdapterConfig> adapters{};
  std::vector<std::string> arguments{};
  std::filesystem::path program{};
  std::chrono::milliseconds start_timeout{120'000};
  std::chrono::milliseconds drain_timeout{600'000};  // a call's total timeout
  std::chrono::milliseconds restart_pause{200};
  std::chrono::milliseconds restart_pause_max{30'000};
  std::chrono::milliseconds healthy_after{60'000};
  std::chrono::milliseconds look_again{60'000};
  std::chrono::milliseconds health_interval{5'000};
  std::chrono::milliseconds health_timeout{3'000};
  std::chrono::milliseconds stall_timeout{300'000};
  std::int64_t log_lines_per_second = 20;
  static constexpr auto schema = json::object(
      "EngineConfig",
      json::field("mode", &EngineConfig::mode,
                  "builtin: the server starts swarm-engine and watches it; external: base_url names an engine that "
                  "speaks OpenAI's API; off: none."),
      json::field(
          "model", &EngineConfig::model,
          "builtin: a name of swarmctl models list, or a path; empty: the built-in model. external: the model's "
          "name there.",
          json::length{0, 4'096}),
      json::field("base_url", &EngineConfig::base_url, "Of an external engine, up to and with /v1.",
                  json::length{0, 2'048}),
      json::field("key_secret", &EngineConfig::key_secret,
                  "The name of the secret that holds an external engine's key; empty: no key is sent.",
                  json::length{0, 100}),
      json::field(
          "instructions", &EngineConfig::instructions,
          "How the model is told what is wanted: in words, by the head's name alone, or auto: by the head's name "
          "where it is the built-in model."),
      json::field("context_tokens", &EngineConfig::context_tokens,
                  "How much it reads and writes at once; 0: as the model was made for, at most 8192.",
                  json::between{0, 100'000'000}),
      json::field("slots", &EngineConfig::slots, "Answers that it writes at the same time; 0: by the machine.",
                  json::between{0, 256}),
      json::field("threads", &EngineConfig::threads, "That compute; 0: by the machine.", json::between{0, 512}),
      json::field("gpu_layers", &EngineConfig::gpu_layers, "Layers of the model on the GPU; -1: as many as fit.",
                  json::between{-1, 10'000}),
      json::field("memory_limit", &EngineConfig::memory_limit,
                  "Of the engine on its device; 0: 10.5 GB of a GPU, else half of the memory of the machine, or of its "
                  "container or unit.",
                  json::between{0, static_cast<std::int64_t>(65'536 * GiB)}),
      json::field("adapters", &EngineConfig::adapters, "LoRA adapters, each asked for as engine/NAME.",
                  json::items{0, kAdaptersMax}),
      json::field("arguments", &EngineConfig::arguments, "More flags for swarm-engine, as they are.",
                  json::items{0, kArgumentsMax}),
      json::field("program", &EngineConfig::program, "swarm-engine; empty: the one beside swarmd."),
      json::field("start_timeout_ms", &EngineConfig::start_timeout, "From its start until it serves.",
                  json::between{100, 3'600'000}),
      json::field("drain_timeout_ms", &EngineConfig::drain_timeout,
                  "How long a reload waits for running answers to end. Then they are cut off: whole ones are asked "
                  "again, streams end with an error. New calls wait meanwhile, within their own deadlines.",
                  json::between{0, 3'600'000}),
      json::field("restart_pause_ms", &EngineConfig::restart_pause,
                  "Before it is started again after a crash; doubles with each one, with chance in it.",
                  json::between{1, 600'000}),
      json::field("restart_pause_max_ms", &EngineConfig::restart_pause_max, "At most.", json::between{1, 3'600'000}),
      json::field("healthy_after_ms", &EngineConfig::healthy_after,
                  "Having served for so long it counts as healthy, and crashes are counted anew.",
                  json::between{1, 86'400'000}),
      json::field("look_again_ms", &EngineConfig::look_again,
                  "Its program or its model is missing: how soon it is looked for again.",
                  json::between{10, 86'400'000}),
      json::field("health_interval_ms", &EngineConfig::health_interval,
                  "Between two looks at the /health of an engine that serves. Three in a row without an answer, and it "
                  "is killed and started again.",
                  json::between{10, 600'000}),
      json::field("health_timeout_ms", &EngineConfig::health_timeout, "How long it may take to answer one.",
                  json::between{10, 600'000}),
      json::field("stall_timeout_ms", &EngineConfig::stall_timeout,
                  "It is also killed when it writes answers and makes no call of its model for so long (a driver that "
                  "is stuck); longer than its slowest call. 0: never.",
                  json::between{0, 86'400'000}),
      json::field("log_lines_per_second", &EngineConfig::log_lines_per_second,
                  "Lines of its log that go into the server's; further ones are counted and left out.",
                  json::between{0, 10'000}));
};

}  // namespace swarm::local_engine
