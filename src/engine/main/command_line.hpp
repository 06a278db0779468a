#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/sizes.hpp"
#include "engine/llama/context.hpp"
#include "platform/telemetry/log.hpp"

namespace swarm::engine_main {

enum class Verb { serve, check, print_profile };

struct NamedPath {
  std::string name;
  std::filesystem::path path;
  std::optional<std::string> sha256{};  // that it must have
};

// What was asked for. What was not said follows from the machine's profile and from the model.
struct CommandLine {
  Verb verb = Verb::serve;
  std::filesystem::path model{};
  std::string name{};  // empty: the file's
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  bool insecure = false;
  std::vector<NamedPath> adapters{};
  std::optional<std::int64_t> context_tokens{}, slots{}, threads{}, batch{}, gpu_layers{}, contexts{};
  std::optional<llama::KvType> kv_type{};
  std::optional<llama::FlashAttention> flash_attention{};
  std::optional<Bytes> memory_limit{};
  std::vector<std::string> devices{};  // that compute; empty: all
  std::vector<double> gpu_split{};
  std::int64_t queue_max = 1'024;
  std::int64_t adapters_max = 64;
  std::chrono::milliseconds answer_timeout{600'000};
  std::chrono::milliseconds stall_timeout{120'000};
  std::chrono::milliseconds drain_timeout{10'000};
  telemetry::Level log_level = telemetry::Level::info;
  std::filesystem::path checked{};              // --check
  std::optional<std::filesystem::path> base{};  // --base
};

// The flags of swarm-engine. The exit status where everything has been said already: --help, --version, a mistake.
std::variant<CommandLine, int> parse_command_line(int count, char** arguments);

// The same without printing. `invalid_input` says which flag and what is expected.
Result<CommandLine> read_flags(const std::vector<std::string>& arguments);

std::string usage();

}  // namespace swarm::engine_main
