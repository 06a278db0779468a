#include "cli/program.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fmt/format.h>
#include <unistd.h>

#include "base/text.hpp"
#include "cli/command_parser.hpp"
#include "cli/commands.hpp"
#include "cli/help_text.hpp"
#include "cli/http_api.hpp"
#include "cli/key_discovery.hpp"
#include "cli/safe_text.hpp"
#include "cli/session.hpp"

namespace swarm::cli {

namespace {

constexpr std::string_view kUrlDefault = "http://127.0.0.1:3000";
constexpr std::chrono::milliseconds kTimeoutDefault{30'000};

std::optional<std::string> from_environment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

// All that goes into a header or a URL must be harmless there.
Outcome<std::string> checked_url(std::string url) {
  const bool has_scheme = url.starts_with("http://") || url.starts_with("https://");
  const bool is_plain = !has_control_character(url) && url.find_first_of(" @?#\\") == std::string::npos;
  if (has_scheme && is_plain) return url;
  return trouble(ErrorCode::invalid_input,
                 fmt::format("--url: an address such as {} expected, got '{}'", kUrlDefault, url));
}

Outcome<Done> check_options(const GlobalOptions& options) {
  if (options.project && (options.project->empty() || has_control_character(*options.project)))
    return trouble(ErrorCode::invalid_input, "--project: the id of a project expected");
  if (options.timeout && options.timeout->count() < 1)
    return trouble(ErrorCode::invalid_input, "--timeout: more than 0 expected");
  return Done{};
}

Outcome<std::string> loaded_key(const GlobalOptions& options, const std::string& url, Console& console) {
  const bool is_local = is_local_url(url);
  const FoundKey key = TRY(find_key({.key_file = options.key_file,
                                     .environment = from_environment("SWARM_KEY"),
                                     .data_folder = options.data,
                                     .server_is_local = is_local}));
  const auto warn = [&console](std::string_view what) {
    console.remark_line(console.styled_remark("warning: ", Style::warning) + safe_line(what));
  };
  if (key.warning) warn(*key.warning);
  if (!is_local && url.starts_with("http://")) warn("the API key travels unencrypted to " + url + "; use https");
  return key.text;
}

Outcome<std::string> read_standard_input(const std::function<int()>& interrupts) {
  std::string input;
  std::array<char, 65'536> buffer{};
  while (true) {
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count == 0) return input;
    if (count < 0 && (errno != EINTR || interrupts() > 0))
      return trouble(errno == EINTR ? ErrorCode::cancelled : ErrorCode::invalid_input,
                     "standard input could not be read to its end");
    if (count < 0) continue;
    if (input.size() + static_cast<std::size_t>(count) > kInputBytesMax)
      return trouble(ErrorCode::too_large,
                     fmt::format("standard input holds more than {}", to_text(Bytes{kInputBytesMax})));
    input.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

int tell(const Trouble& trouble, Console& console, bool as_json) {
  if (as_json)
    console.remark_line(json::to_text(trouble_document(trouble)));
  else
    console.remark(trouble_text(trouble, console));
  return facts_of(trouble.error.code).exit_code;
}

Outcome<int> run_command(const Command& command, const Command& root, const GlobalOptions& options, Console& console,
                         const Surroundings& surroundings) {
  TRY(check_options(options));
  const std::string url =
      TRY(checked_url(options.url.value_or(from_environment("SWARM_URL").value_or(std::string(kUrlDefault)))));
  HttpApi api({.url = url,
               .project = options.project,
               .ca_file = options.ca_file ? options.ca_file : from_environment("SWARM_CA_FILE"),
               .timeout = options.timeout.value_or(kTimeoutDefault),
               .agent = "swarmctl/" + surroundings.version,
               .key = [&] { return loaded_key(options, url, console); },
               .interrupts = surroundings.interrupts});
  const SystemClock clock;
  SystemRandom random;
  Session session{.api = api,
                  .console = console,
                  .clock = clock,
                  .random = random,
                  .root = root,
                  .json = options.json,
                  .interrupts = surroundings.interrupts,
                  .standard_input = [&] { return read_standard_input(surroundings.interrupts); },
                  .program_folder = surroundings.program_folder};
  return command.run(session);
}

// What is not a command: help and the version. A group without a verb is wrong use.
int show_words(const Command& root, const ParsedLine& line, const Surroundings& surroundings, Console& console) {
  if (std::holds_alternative<WantsVersion>(line)) {
    console.print_line("swarmctl " + surroundings.version);
    return 0;
  }
  if (std::holds_alternative<WantsWholeHelp>(line)) {
    console.print(whole_help_text(root));
    return 0;
  }
  const auto& help = std::get<WantsHelp>(line);
  if (help.was_asked) {
    console.print(help_text(root, help.path));
    return 0;
  }
  console.remark(help_text(root, help.path));
  return facts_of(ErrorCode::invalid_input).exit_code;
}

}  // namespace

int run_program(const Surroundings& surroundings) {
  GlobalOptions options;
  const Command root = root_command(options);
  const Outcome<ParsedLine> line = parse_command_line(root, surroundings.arguments);
  Console console = Console::on_standard_streams(!options.no_colour && !from_environment("NO_COLOR"));
  if (!line) return tell(line.error(), console, options.json);
  const auto* parsed = std::get_if<Parsed>(&*line);
  if (parsed == nullptr) return show_words(root, *line, surroundings, console);
  const Outcome<int> exit_code = run_command(*parsed->command, root, options, console, surroundings);
  return exit_code ? *exit_code : tell(exit_code.error(), console, options.json);
}

}  // namespace swarm::cli
