#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.hpp"
#include "cli/json_view.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace swarm::cli {

namespace {

struct ShowOptions {
  std::optional<std::string> key;
};

Outcome<int> show(Session& session, const ShowOptions& options) {
  const Document config = TRY(call(session.api, {.path = "/api/v1/config"}));
  json::Array settings;
  for (const json::Value& setting : list_at(config.value, "settings")) {
    if (raw_text(setting, "key").starts_with(options.key.value_or(""))) settings.push_back(setting);
  }
  if (settings.empty() && options.key)
    return trouble(ErrorCode::not_found, fmt::format("no setting begins with '{}'", *options.key));
  if (session.json) return print_json(session, json::Object{{"settings", std::move(settings)}});
  Table table({{"key"}, {"value", Align::left, true}, {"from", Align::left, true}, {"live"}});
  for (const json::Value& setting : settings) {
    const bool is_default = raw_text(setting, "source") == "default";
    table.add({shown(setting, "key"), Cell(shown(setting, "value"), is_default ? Style::plain : Style::bold),
               Cell(shown(setting, "source"), is_default ? Style::faint : Style::plain),
               is_true(setting, "live") ? "live" : ""});
  }
  table.print(session.console);
  return 0;
}

Command show_command() {
  auto options = std::make_shared<ShowOptions>();
  Command command{.name = "show",
                  .help = "Show every setting of the running server, and where it comes from; secrets are masked."};
  command.arguments = {{.name = "--key",
                        .target = &options->key,
                        .help = "Only settings that begin like this, such as http.",
                        .value = "PREFIX"}};
  command.run = [options](Session& session) { return show(session, *options); };
  return command;
}

// Becomes swarmd: its output and exit code are this command's.
Outcome<int> check(Session& session, const std::string& file) {
  std::string beside = (std::filesystem::path(session.program_folder) / "swarmd").string();
  std::string verb = "--check-config";
  std::string option = "--config";
  std::string path = file;
  std::string name = "swarmd";
  const std::array<char*, 5> arguments{name.data(), verb.data(), option.data(), path.data(), nullptr};
  ::execv(beside.c_str(), arguments.data());
  if (errno == ENOENT) ::execvp(name.c_str(), arguments.data());
  return trouble(ErrorCode::not_found,
                 fmt::format("cannot start swarmd, which checks configurations: neither {} nor one in PATH ({})",
                             beside, std::strerror(errno)));
}

Command check_command() {
  auto file = std::make_shared<std::string>();
  Command command{.name = "check",
                  .help = "Check a configuration file with the swarmd beside this program; no server is needed."};
  command.arguments = {{.name = "FILE",
                        .target = file.get(),
                        .help = "Such as swarm.yaml.",
                        .is_required = true,
                        .completes = Completes::files}};
  command.run = [file](Session& session) { return check(session, *file); };
  return command;
}

std::string change_words(const json::Value& change) {
  if (!change.is_object()) return shown_value(change);
  std::string words = shown(change, "key");
  if (!member(change, "before").is_null() || !member(change, "after").is_null())
    words += fmt::format(": {} → {}", shown(change, "before"), shown(change, "after"));
  if (member(change, "applied").is_bool() && !is_true(change, "applied")) words += " (at the next restart)";
  return words.empty() ? shown_value(change) : words;
}

Outcome<int> reload(Session& session) {
  const Document answer = TRY(call(session.api, {.method = "POST", .path = "/api/v1/admin/reload"}));
  if (session.json) return print_document(session, answer);
  const json::Array& changes = list_at(answer.value, "changes");
  if (changes.empty()) session.console.print_line("read again: nothing differs from the last time");
  for (const json::Value& change : changes)
    session.console.print_line(change_words(change));
  for (const json::Value& key : list_at(answer.value, "needs_restart"))
    session.console.print_line(fmt::format("a restart is needed for {}", shown_value(key)));
  return 0;
}

}  // namespace

Command config_command() {
  Command again{.name = "reload", .help = "Let the server read its configuration again; shows what changed."};
  again.run = &reload;
  return {.name = "config",
          .help = "The configuration of the server.",
          .commands = {show_command(), check_command(), std::move(again)}};
}

}  // namespace swarm::cli
