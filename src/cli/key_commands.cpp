#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/time_text.hpp"
#include "cli/commands.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/paging.hpp"
#include "cli/private_output.hpp"
#include "cli/role_names.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace swarm::cli {

namespace {

constexpr std::int64_t kKeyPageMax = 100;

std::string key_path(std::string_view id) {
  return "/api/v1/keys/" + path_segment(id);
}

std::string scopes_of(const json::Value& key) {
  std::vector<std::string> scopes;
  for (const json::Value& scope : list_at(key, "scopes"))
    scopes.push_back(shown_value(scope));
  return scopes.empty() ? "all of the role" : fmt::format("{}", fmt::join(scopes, ", "));
}

std::string time_or(Session& session, const json::Value& key, std::string_view name, std::string_view otherwise) {
  const auto time = time_at(key, name);
  return time ? human_age(*time, session.clock.now()) : std::string(otherwise);
}

Style style_of_key(const json::Value& key) {
  return raw_text(key, "state") == "active" ? Style::good : Style::warning;
}

void print_key(Session& session, const json::Value& key) {
  Console& console = session.console;
  console.print_line(fmt::format("key {}  {}  {}", console.styled(shown(key, "id"), Style::bold), shown(key, "name"),
                                 console.styled(shown(key, "state"), style_of_key(key))));
  console.print_line("  project    " + shown(key, "project"));
  console.print_line("  role       " + shown(key, "role"));
  console.print_line("  scopes     " + scopes_of(key));
  console.print_line(
      fmt::format("  made       {} by {}", time_or(session, key, "created_at", "?"), shown(key, "created_by")));
  console.print_line("  last used  " + time_or(session, key, "last_used_at", "never"));
  console.print_line("  expires    " + time_or(session, key, "expires_at", "never"));
  if (time_at(key, "revoked_at")) console.print_line("  revoked    " + time_or(session, key, "revoked_at", ""));
}

// --- list, show, self, revoke ---------------------------------------------------------------------------------------

struct ListOptions {
  bool all_projects = false;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
};

Outcome<int> list(Session& session, const ListOptions& options) {
  PagedList wanted{.path = "/api/v1/keys",
                   .member = "keys",
                   .page_max = kKeyPageMax,
                   .limit = options.limit.value_or(kKeyPageMax),
                   .cursor = options.cursor.value_or("")};
  if (options.all_projects) wanted.query.emplace_back("all_projects", "true");
  const json::Value keys = TRY(fetch_list(session, std::move(wanted)));
  if (session.json) return print_json(session, keys);
  Table table({{"id"},
               {"name", Align::left, true},
               {"role"},
               {"state"},
               {"project", Align::left, true},
               {"last used"},
               {"expires"}});
  for (const json::Value& key : list_at(keys, "keys")) {
    table.add({shown(key, "id"), shown(key, "name"), shown(key, "role"), Cell(shown(key, "state"), style_of_key(key)),
               shown(key, "project"), time_or(session, key, "last_used_at", "never"),
               time_or(session, key, "expires_at", "never")});
  }
  table.print(session.console);
  print_more(session, keys);
  return 0;
}

Command list_command() {
  auto options = std::make_shared<ListOptions>();
  Command command{.name = "list", .help = "List the API keys of the project, without their texts."};
  command.arguments = {
      {.name = "--all-projects", .target = &options->all_projects, .help = "Of every project; for admins."},
      limit_option(options->limit, 100),
      cursor_option(options->cursor),
  };
  command.run = [options](Session& session) { return list(session, *options); };
  return command;
}

Command with_id(std::string name, std::string help, Outcome<int> (*run)(Session&, const std::string&)) {
  auto id = std::make_shared<std::string>();
  Command command{.name = std::move(name), .help = std::move(help)};
  command.arguments = {
      {.name = "ID", .target = id.get(), .help = "The key's id: what follows swk_ in its text.", .is_required = true}};
  command.run = [id, run](Session& session) { return run(session, *id); };
  return command;
}

Outcome<int> show(Session& session, const std::string& id) {
  const Document key = TRY(call(session.api, {.path = key_path(id)}));
  if (session.json)
    print_document(session, key);
  else
    print_key(session, key.value);
  return 0;
}

Outcome<int> revoke(Session& session, const std::string& id) {
  TRY(send_expecting_success(session.api, {.method = "DELETE", .path = key_path(id)}));
  if (session.json)
    print_json(session, json::Object{{"revoked", id}});
  else
    session.console.print_line(fmt::format("revoked {}: it is refused from now on", path_segment(id)));
  return 0;
}

Outcome<int> show_self(Session& session) {
  const Document self = TRY(call(session.api, {.path = "/api/v1/self"}));
  if (session.json) return print_document(session, self);
  std::vector<std::string> permissions;
  for (const json::Value& permission : list_at(self.value, "permissions"))
    permissions.push_back(shown_value(permission));
  Console& console = session.console;
  console.print_line(
      fmt::format("key {}  {}", console.styled(shown(self.value, "key_id"), Style::bold), shown(self.value, "name")));
  console.print_line("  role     " + shown(self.value, "role"));
  console.print_line(
      fmt::format("  project  {} ({})", shown(self.value, "project_name"), shown(self.value, "project")));
  console.print_line(fmt::format("  may      {}", fmt::join(permissions, ", ")));
  return 0;
}

// --- create, rotate: the only two that show a secret
// ------------------------------------------------------------------

Outcome<int> issue(Session& session, const ApiRequest& request, const std::optional<std::string>& save) {
  std::optional<PrivateOutput> file;
  if (save) file.emplace(TRY(PrivateOutput::create(*save)));  // before the key is made: its text is never shown again
  Outcome<Document> issued = call(session.api, request);
  if (!issued) {
    if (file) file->discard();
    return std::unexpected(std::move(issued).error());
  }
  const std::string text = raw_text(issued->value, "key");
  const json::Value& details = member(issued->value, "details");
  if (file) {
    TRY(file->write(text + "\n"));
    if (session.json) return print_json(session, json::Object{{"saved_in", *save}, {"details", details}});
    session.console.print_line(fmt::format("saved in {} (readable by you only)", *save));
  } else if (session.json) {
    return print_document(session, *issued);
  } else {
    session.console.print_line(shown(issued->value, "key"));
    session.console.remark_line("this is shown only now: the server keeps nothing from which it could be told again");
  }
  session.console.remark_line(fmt::format("key {}, {}, role {}, expires {}", shown(details, "id"),
                                          shown(details, "name"), shown(details, "role"),
                                          time_or(session, details, "expires_at", "never")));
  return 0;
}

struct CreateOptions {
  std::string name;
  std::string role;
  std::vector<std::string> scopes;
  std::optional<std::chrono::milliseconds> expires_in;
  std::optional<std::string> for_project;
  std::optional<std::string> save;
};

Outcome<int> create(Session& session, const CreateOptions& options) {
  json::Array scopes;
  for (const std::string& scope : options.scopes)
    scopes.push_back(json::Value(boost::json::string(scope)));
  json::Object body{{"name", options.name}, {"role", options.role}, {"scopes", std::move(scopes)}};
  if (options.expires_in) body.emplace("expires_at", to_text(session.clock.now() + *options.expires_in));
  if (options.for_project) body.emplace("project", *options.for_project);
  return issue(session, {.method = "POST", .path = "/api/v1/keys", .body = json::to_text(body)}, options.save);
}

Argument save_argument(std::optional<std::string>& save) {
  return {.name = "--save",
          .target = &save,
          .help = "Write the key into this new file (0600) instead of showing it.",
          .value = "FILE",
          .completes = Completes::files};
}

Command create_command() {
  auto options = std::make_shared<CreateOptions>();
  Command command{.name = "create", .help = "Make an API key; its text is shown this once, on standard output."};
  command.arguments = {
      {.name = "NAME", .target = &options->name, .help = "Who or what uses it, for people.", .is_required = true},
      {.name = "--role",
       .target = &options->role,
       .help = "What it may do.",
       .value = "ROLE",
       .choices = role_names(),
       .is_required = true},
      {.name = "--scope",
       .target = &options->scopes,
       .help = "Narrow the role to this permission.",
       .value = "PERMISSION",
       .choices = permission_names()},
      {.name = "--expires-in",
       .target = &options->expires_in,
       .help = "Refused after this long, such as 90d (default: never).",
       .value = "DURATION"},
      {.name = "--for-project",
       .target = &options->for_project,
       .help = "The id of its project (default: yours).",
       .value = "ID"},
      save_argument(options->save),
  };
  command.run = [options](Session& session) { return create(session, *options); };
  return command;
}

struct RotateOptions {
  std::string id;
  std::optional<std::chrono::milliseconds> overlap;
  std::optional<std::string> save;
};

Command rotate_command() {
  auto options = std::make_shared<RotateOptions>();
  Command command{.name = "rotate", .help = "Replace an API key by a new one, which is shown this once."};
  command.arguments = {
      {.name = "ID", .target = &options->id, .help = "The key's id.", .is_required = true},
      {.name = "--overlap",
       .target = &options->overlap,
       .help = "How long the old key still works beside it (default: it ends at once).",
       .value = "DURATION"},
      save_argument(options->save),
  };
  command.run = [options](Session& session) {
    const json::Object body{{"overlap_ms", options->overlap.value_or(std::chrono::milliseconds{0}).count()}};
    return issue(session, {.method = "POST", .path = key_path(options->id) + "/rotate", .body = json::to_text(body)},
                 options->save);
  };
  return command;
}

}  // namespace

Command keys_command() {
  Command self{.name = "self", .help = "Show whose key is used here and what it may do."};
  self.run = &show_self;
  return {.name = "keys",
          .help = "API keys: who may do what.",
          .commands = {list_command(), create_command(), with_id("show", "Show one API key, without its text.", &show),
                       with_id("revoke", "Revoke an API key at once.", &revoke), rotate_command(), std::move(self)}};
}

}  // namespace swarm::cli
