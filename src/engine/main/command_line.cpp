#include "engine/main/command_line.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>

#include "base/json.hpp"
#include "base/text.hpp"
#include "platform/http_server/address.hpp"

namespace swarm::engine_main {

namespace {

Result<std::int64_t> read_number(std::string_view text, std::int64_t low, std::int64_t high) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size() && value >= low && value <= high) return value;
  return fail(ErrorCode::invalid_input, fmt::format("{} to {} expected, got '{}'", low, high, text));
}

template <class Number>
Result<Done> set_number(Number& out, std::string_view text, std::int64_t low, std::int64_t high) {
  out = TRY(read_number(text, low, high));
  return Done{};
}

// "127.0.0.1:3000", "[::1]:0".
Result<Done> set_address(CommandLine& line, std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos)
    return fail(ErrorCode::invalid_input, fmt::format("ADDRESS:PORT expected, got '{}'", text));
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (!http::parse_address(host))
    return fail(ErrorCode::invalid_input, fmt::format("an IP address such as 127.0.0.1 expected, got '{}'", host));
  line.address = host;
  line.port = static_cast<std::uint16_t>(TRY(read_number(text.substr(colon + 1), 0, 65'535)));
  return Done{};
}

Result<Done> add_adapter(CommandLine& line, std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0 || equals + 1 == text.size())
    return fail(ErrorCode::invalid_input, fmt::format("NAME=PATH expected, got '{}'", text));
  line.adapters.push_back({std::string(text.substr(0, equals)), text.substr(equals + 1)});
  return Done{};
}

Result<Done> set_adapter_digest(CommandLine& line, std::string_view text) {
  const std::size_t equals = std::min(text.find('='), text.size());
  const auto adapter = std::ranges::find(line.adapters, text.substr(0, equals), &NamedPath::name);
  if (adapter == line.adapters.end())
    return fail(ErrorCode::invalid_input, "the NAME of an --adapter before it expected");
  const std::string_view digest = text.substr(std::min(equals + 1, text.size()));
  constexpr std::size_t kDigits = 64;
  if (digest.size() != kDigits || digest.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos)
    return fail(ErrorCode::invalid_input, fmt::format("64 hexadecimal digits expected, got '{}'", digest));
  adapter->sha256 = digest;
  return Done{};
}

Result<Done> set_split(CommandLine& line, std::string_view text) {
  for (const std::string_view part : split(text, ',')) {
    double share = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), share);
    if (error != std::errc{} || end != part.data() + part.size() || !std::isfinite(share) || share < 0)
      return fail(ErrorCode::invalid_input, fmt::format("shares such as 3,1 expected, got '{}'", text));
    line.gpu_split.push_back(share);
  }
  return Done{};
}

// "cuda0,cuda1"; which there are, the machine's profile knows.
Result<Done> set_devices(CommandLine& line, std::string_view text) {
  line.devices.clear();
  for (const std::string_view name : split(text, ',')) {
    if (name.empty())
      return fail(ErrorCode::invalid_input, fmt::format("names such as cpu or cuda0,cuda1 expected, got '{}'", text));
    line.devices.emplace_back(name);
  }
  return Done{};
}

Result<Done> set_level(CommandLine& line, std::string_view text) {
  const auto level = json::enum_named<telemetry::Level>(text);
  if (!level) return fail(ErrorCode::invalid_input, "debug, info, warn or error expected");
  line.log_level = *level;
  return Done{};
}

template <class Enum>
Result<Done> set_named(std::optional<Enum>& out, std::string_view text) {
  out = json::enum_named<Enum>(text);
  if (out) return Done{};
  std::string names;
  for (const auto& each : enum_names(Enum{}))
    names += fmt::format("{}{}", names.empty() ? "" : ", ", each.name);
  return fail(ErrorCode::invalid_input, fmt::format("one of {} expected, got '{}'", names, text));
}

struct Flag {
  std::string_view name;
  std::string_view value;  // what stands behind it; empty: nothing
  std::string_view help;
  Result<Done> (*set)(CommandLine& line, std::string_view text);
};

constexpr std::int64_t kMillion = 1'000'000;

constexpr Flag kFlags[] = {
    {"--model", "FILE", "the model, a GGUF file",
     [](CommandLine& line, std::string_view text) -> Result<Done> {
       line.model = text;
       return Done{};
     }},
    {"--name", "NAME", "what requests call it; else the file's name",
     [](CommandLine& line, std::string_view text) -> Result<Done> {
       line.name = text;
       return Done{};
     }},
    {"--http", "ADDRESS:PORT", "where to listen (127.0.0.1:0; port 0 takes a free one)", set_address},
    {"--insecure", "", "allow an address beyond loopback, without TLS",
     [](CommandLine& line, std::string_view) -> Result<Done> {
       line.insecure = true;
       return Done{};
     }},
    {"--adapter", "NAME=PATH", "a LoRA adapter: a PEFT folder or a GGUF file; may be repeated", add_adapter},
    {"--adapter-sha256", "NAME=HEX", "what the adapter NAME must be, byte for byte", set_adapter_digest},
    {"--adapters", "N", "adapters that may be loaded at the same time (64)",
     [](CommandLine& line, std::string_view text) { return set_number(line.adapters_max, text, 1, 10'000); }},
    {"--context", "N", "tokens of prompt and answer together",
     [](CommandLine& line, std::string_view text) { return set_number(line.context_tokens, text, 1, 100 * kMillion); }},
    {"--slots", "N", "answers that are written at the same time",
     [](CommandLine& line, std::string_view text) { return set_number(line.slots, text, 1, 256); }},
    {"--threads", "N", "that compute",
     [](CommandLine& line, std::string_view text) { return set_number(line.threads, text, 1, 512); }},
    {"--batch", "N", "tokens of one decode call",
     [](CommandLine& line, std::string_view text) { return set_number(line.batch, text, 1, kMillion); }},
    {"--contexts", "N", "that are held: of the model and of each adapter in use (4)",
     [](CommandLine& line, std::string_view text) { return set_number(line.contexts, text, 1, 1'000); }},
    {"--kv-type", "TYPE", "of keys and values: f16, f32 or q8_0 (f16)",
     [](CommandLine& line, std::string_view text) { return set_named(line.kv_type, text); }},
    {"--flash-attention", "WHEN", "off, on or auto (auto)",
     [](CommandLine& line, std::string_view text) { return set_named(line.flash_attention, text); }},
    {"--queue", "N", "requests that may wait (1024)",
     [](CommandLine& line, std::string_view text) { return set_number(line.queue_max, text, 1, kMillion); }},
    {"--memory-limit", "BYTES", "weights, contexts and adapters together, such as 8GiB",
     [](CommandLine& line, std::string_view text) -> Result<Done> {
       line.memory_limit = TRY(parse_bytes(text));
       return Done{};
     }},
    {"--devices", "A,B", "that compute, as --print-profile names them: cpu, cuda0, …; else every GPU there is",
     set_devices},
    {"--gpu-layers", "N", "layers on the GPU; else as many as fit",
     [](CommandLine& line, std::string_view text) { return set_number(line.gpu_layers, text, 0, 100'000); }},
    {"--gpu-split", "A,B", "shares of several GPUs; else by their free memory", set_split},
    {"--answer-timeout", "DURATION", "of one request, with its time in the queue (10min)",
     [](CommandLine& line, std::string_view text) -> Result<Done> {
       line.answer_timeout = TRY(parse_duration(text));
       return Done{};
     }},
    {"--stall-timeout", "DURATION", "one decode call longer than this makes /health answer 503 (2min)",
     [](CommandLine& line, std::string_view text) -> Result<Done> {
       line.stall_timeout = TRY(parse_duration(text));
       return Done{};
     }},
    {"--drain-timeout", "DURATION", "for running answers to end after SIGTERM; then they end with an error (10s)",
     [](CommandLine& line, std::string_view text) -> Result<Done> {
       line.drain_timeout = TRY(parse_duration(text));
       return Done{};
     }},
    {"--log-level", "LEVEL", "debug, info, warn or error (info)", set_level},
    {"--check", "PATH", "instead: load a model or adapter on trial, say what it is, and end",
     [](CommandLine& line, std::string_view text) -> Result<Done> {
       line.verb = Verb::check;
       line.checked = text;
       return Done{};
     }},
    {"--base", "FILE", "with --check: the model that an adapter is for",
     [](CommandLine& line, std::string_view text) -> Result<Done> {
       line.base = text;
       return Done{};
     }},
    {"--print-profile", "", "instead: say how this machine would be used, and end",
     [](CommandLine& line, std::string_view) -> Result<Done> {
       line.verb = Verb::print_profile;
       return Done{};
     }},
};

Result<Done> check_whole(const CommandLine& line) {
  if (line.verb == Verb::serve && line.model.empty())
    return fail(ErrorCode::invalid_input, "--model FILE is needed; --help shows all flags");
  if (!http::parse_address(line.address)->is_loopback() && !line.insecure) {
    return fail(ErrorCode::invalid_input,
                fmt::format("--http: {} is not loopback, so keys and answers would cross the network in the clear; "
                            "accept it with --insecure",
                            line.address));
  }
  if (line.verb != Verb::check && line.base) return fail(ErrorCode::invalid_input, "--base goes with --check");
  return Done{};
}

}  // namespace

Result<CommandLine> read_flags(const std::vector<std::string>& arguments) {
  CommandLine line;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    const std::size_t equals = argument.find('=');
    const std::string_view name = argument.substr(0, equals);
    const auto flag = std::ranges::find(kFlags, name, &Flag::name);
    if (flag == std::end(kFlags))
      return fail(ErrorCode::invalid_input, fmt::format("'{}' is no flag; --help shows all", name));
    std::string_view value;
    if (!flag->value.empty() && equals != std::string_view::npos) {
      value = argument.substr(equals + 1);
    } else if (!flag->value.empty()) {
      if (i + 1 == arguments.size())
        return fail(ErrorCode::invalid_input, fmt::format("{} needs {} behind it", name, flag->value));
      value = arguments[++i];
    }
    const Result<Done> set = flag->set(line, value);
    if (!set) return fail(ErrorCode::invalid_input, fmt::format("{}: {}", name, set.error().message));
  }
  TRY(check_whole(line));
  return line;
}

std::string usage() {
  std::string text = "usage: swarm-engine --model FILE [flags]\n\n";
  for (const Flag& flag : kFlags)
    text += fmt::format("  {:<32} {}\n", fmt::format("{} {}", flag.name, flag.value), flag.help);
  text +=
      "\nWith SWARM_ENGINE_TOKEN in the environment every route but /health asks for it as a bearer token.\n"
      "When it serves it prints one line of JSON: {\"event\":\"ready\",\"http\":\"127.0.0.1:PORT\",…}.\n";
  return text;
}

std::variant<CommandLine, int> parse_command_line(int count, char** arguments) {
  const std::vector<std::string> given(arguments + std::min(count, 1), arguments + count);
  if (std::ranges::find(given, "--help") != given.end()) {
    std::fputs(usage().c_str(), stdout);
    return 0;
  }
  if (std::ranges::find(given, "--version") != given.end()) {
    std::printf("swarm-engine %s\n", SWARM_VERSION);
    return 0;
  }
  Result<CommandLine> line = read_flags(given);
  if (line) return std::move(*line);
  std::fprintf(stderr, "swarm-engine: %s\n", line.error().message.c_str());
  return facts_of(line.error().code).exit_code;
}

}  // namespace swarm::engine_main
