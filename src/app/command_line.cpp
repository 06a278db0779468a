#include "app/command_line.hpp"

#include <CLI/CLI.hpp>

#include "base/text.hpp"

namespace swarm::app {

namespace {

struct Flags {
  std::string data, config, http, websocket, reference;
  std::vector<std::string> set;
  bool check_config = false;
};

// "127.0.0.1:3000" and "[::1]:3000".
Result<Done> add_address(config::NamedTexts& flags, std::string_view section, const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) {
    return fail(ErrorCode::invalid_input,
                fmt::format("--{}: ADDRESS:PORT expected, such as 127.0.0.1:3000, got '{}'", section, text));
  }
  std::string address = text.substr(0, colon);
  if (address.size() > 2 && address.front() == '[' && address.back() == ']')
    address = address.substr(1, address.size() - 2);
  flags.emplace_back(fmt::format("{}.address", section), address);
  flags.emplace_back(fmt::format("{}.port", section), text.substr(colon + 1));
  return Done{};
}

Result<config::NamedTexts> settings_of(const Flags& flags) {
  config::NamedTexts settings;
  if (!flags.data.empty()) settings.emplace_back("data", flags.data);
  if (!flags.http.empty()) TRY(add_address(settings, "http", flags.http));
  if (!flags.websocket.empty()) TRY(add_address(settings, "websocket", flags.websocket));
  for (const std::string& assignment : flags.set) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos)
      return fail(ErrorCode::invalid_input, fmt::format("--set: KEY=VALUE expected, got '{}'", assignment));
    settings.emplace_back(assignment.substr(0, equals), assignment.substr(equals + 1));
  }
  return settings;
}

void declare(CLI::App& parser, Flags& flags) {
  parser.set_version_flag("--version", "swarmd " SWARM_VERSION);
  parser.add_option("--data", flags.data, "The data folder: database, keys, logs (default: var)");
  parser.add_option("--config", flags.config, "Settings, a YAML file (docs/reference/configuration.md)");
  parser.add_option("--http", flags.http, "ADDRESS:PORT of the API; port 0 takes a free one (default: 127.0.0.1:3000)");
  parser.add_option("--websocket", flags.websocket, "ADDRESS:PORT for WebSockets (default: 127.0.0.1:3001)");
  parser.add_option("--set", flags.set, "KEY=VALUE of any setting; may be repeated")->allow_extra_args(false);
  parser.add_flag("--check-config", flags.check_config, "Check the settings, say what is wrong, and end");
  parser
      .add_option("--print-reference", flags.reference,
                  "Print a reference page: configuration, metrics, openapi, limits or websocket")
      ->check(CLI::IsMember({"configuration", "metrics", "openapi", "limits", "websocket", "genai"}));
  parser.fallthrough();  // options may stand behind the verb; verbs take this over when they are added
  parser.add_subcommand("verify", "Check the database of a stopped server");
  parser.add_subcommand("audit-verify", "Check the audit log of a stopped server");
  parser.add_subcommand("new-admin-key", "Write one more admin key to DATA/admin.key, the server being stopped");
  parser.require_subcommand(0, 1);
}

Verb verb_of(const CLI::App& parser, const Flags& flags) {
  if (!flags.reference.empty()) return Verb::print_reference;
  if (flags.check_config) return Verb::check_config;
  if (parser.got_subcommand("verify")) return Verb::verify;
  if (parser.got_subcommand("audit-verify")) return Verb::audit_verify;
  if (parser.got_subcommand("new-admin-key")) return Verb::new_admin_key;
  return Verb::serve;
}

}  // namespace

std::variant<CommandLine, int> parse_command_line(int count, const char* const* arguments) {
  CLI::App parser("Swarmkeeper's server: runs a swarm of agents and answers through them.", "swarmd");
  Flags flags;
  declare(parser, flags);
  try {
    parser.parse(count, arguments);
  } catch (const CLI::ParseError& end) {  // also help and version
    return parser.exit(end) == 0 ? 0 : facts_of(ErrorCode::invalid_input).exit_code;
  }
  CommandLine line{.verb = verb_of(parser, flags), .reference = flags.reference, .sources = {}};
  Result<config::NamedTexts> settings = settings_of(flags);
  if (!settings) {
    std::fprintf(stderr, "swarmd: %s\n", settings.error().message.c_str());
    return facts_of(settings.error().code).exit_code;
  }
  line.sources.flags = std::move(*settings);
  line.sources.environment = config::process_environment();
  if (!flags.config.empty()) line.sources.file = flags.config;
  return line;
}

}  // namespace swarm::app
