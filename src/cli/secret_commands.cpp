#include <fmt/format.h>
#include <memory>

#include "cli/commands.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/secret_input.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace swarm::cli {

namespace {

std::string secret_path(std::string_view name, std::string_view rest = "") {
  return fmt::format("/api/v1/secrets/{}{}", path_segment(name), rest);
}

Argument name_argument(std::string& name) {
  return {.name = "NAME", .target = &name, .help = "Of A-Z, 0-9 and _, such as OPENAI_KEY.", .is_required = true};
}

struct SetOptions {
  std::string name;
  std::optional<std::string> file;
};

Outcome<int> send_value(Session& session, const SetOptions& options, const std::string& method,
                        const std::string& path) {
  const std::string value = TRY(read_secret(session, options.file, fmt::format("value of {}: ", options.name)));
  const Document secret =
      TRY(call(session.api, {.method = method, .path = path, .body = json::to_text(json::Object{{"value", value}})}));
  if (session.json) return print_document(session, secret);
  return say(session, fmt::format("{} is set, version {}; it acts at once, on every server",
                                  shown(secret.value, "name"), shown(secret.value, "version")));
}

Outcome<int> set(Session& session, const SetOptions& options) {
  return send_value(session, options, "PUT", secret_path(options.name));
}
Outcome<int> rotate(Session& session, const SetOptions& options) {
  return send_value(session, options, "POST", secret_path(options.name, "/rotate"));
}

Command with_value(std::string name, std::string help, Outcome<int> (*run)(Session&, const SetOptions&)) {
  auto options = std::make_shared<SetOptions>();
  Command command{.name = std::move(name),
                  .help = std::move(help),
                  .details =
                      "The value is never an argument, which other users of the machine could see: it is read "
                      "from --file, or typed unseen on a terminal, or read from standard input. One line end "
                      "behind it is left out."};
  command.arguments = {name_argument(options->name),
                       {.name = "--file",
                        .target = &options->file,
                        .help = "Read the value from this file.",
                        .value = "FILE",
                        .completes = Completes::files}};
  command.run = [options, run](Session& session) { return run(session, *options); };
  return command;
}

std::string age_of(Session& session, const json::Value& secret, std::string_view name) {
  const auto time = time_at(secret, name);
  return time ? human_age(*time, session.clock.now()) : std::string();
}

Cell state_of(const json::Value& secret) {
  if (raw_text(secret, "origin") == "environment") return Cell("environment");
  return is_true(secret, "readable") ? Cell("stored", Style::good) : Cell("other master key", Style::bad);
}

Outcome<int> list(Session& session) {
  const Document secrets = TRY(call(session.api, {.path = "/api/v1/secrets"}));
  if (session.json) return print_document(session, secrets);
  Table table({{"name"}, {"state"}, {"version", Align::right}, {"set"}, {"first set"}, {"by", Align::left, true}});
  for (const json::Value& secret : list_at(secrets.value, "secrets")) {
    const std::string version = shown(secret, "version");
    table.add({shown(secret, "name"), state_of(secret), version == "0" ? "" : version,
               age_of(session, secret, "updated_at"), age_of(session, secret, "created_at"),
               shown(secret, "updated_by")});
  }
  if (table.empty())
    say(session, "no secrets");
  else
    table.print(session.console);
  const json::Value& key = member(secrets.value, "master_key");
  session.console.remark_line(fmt::format(
      "master key {}{}", shown(key, "id"),
      is_true(key, "rotation_unfinished") ? ": its rotation has not ended, the previous key is still kept" : ""));
  return 0;
}

Command remove_command() {
  auto name = std::make_shared<std::string>();
  Command command{.name = "remove", .help = "Remove a secret, at once."};
  command.arguments = {name_argument(*name)};
  command.run = [name](Session& session) -> Outcome<int> {
    TRY(send_expecting_success(session.api, {.method = "DELETE", .path = secret_path(*name)}));
    if (session.json) return print_json(session, json::Object{{"removed", *name}});
    return say(session, "removed, at once");
  };
  return command;
}

Outcome<int> rotate_master_key(Session& session, bool abandon_unreadable) {
  constexpr std::chrono::milliseconds kSealing{60'000};
  const json::Object body{{"abandon_unreadable", abandon_unreadable}};
  const Document rotated = TRY(call(session.api, {.method = "POST",
                                                  .path = "/api/v1/admin/secrets/rotate-master-key",
                                                  .body = json::to_text(body),
                                                  .extra_time = kSealing}));
  if (session.json) return print_document(session, rotated);
  session.console.print_line(fmt::format("the master key is {} now, {} secrets were sealed anew",
                                         shown(rotated.value, "key_id"), shown(rotated.value, "resealed")));
  if (is_true(rotated.value, "finished"))
    session.console.remark_line("servers that do not share its file need a copy; keep one away from the backups");
  else
    session.console.remark_line("not everything is sealed anew yet: the server goes on, and keeps the previous key");
  return 0;
}

Command rotate_master_key_command() {
  auto abandon = std::make_shared<bool>(false);
  Command command{.name = "rotate-master-key",
                  .help = "Make a new master key and seal everything that is stored with it.",
                  .details =
                      "Servers on one database must share the key's file (secrets.master_key_file), or be given "
                      "a copy: each reads it again by itself."};
  command.arguments = {{.name = "--abandon-unreadable",
                        .target = abandon.get(),
                        .help = "The old master key is lost: what it sealed must be set again."}};
  command.run = [abandon](Session& session) { return rotate_master_key(session, *abandon); };
  return command;
}

}  // namespace

Command secrets_command() {
  Command list_secrets{.name = "list", .help = "List secrets, without their values."};
  list_secrets.run = &list;
  return {.name = "secrets",
          .help = "Keys of providers and other secrets, kept sealed.",
          .commands = {with_value("set", "Set a secret, new or not, at once.", &set),
                       with_value("rotate", "Replace a secret that is stored, at once.", &rotate),
                       std::move(list_secrets), remove_command(), rotate_master_key_command()}};
}

}  // namespace swarm::cli
