#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/paging.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace swarm::cli {

namespace {

constexpr std::int64_t kProjectPageMax = 100;

std::string project_path(std::string_view id) {
  return "/api/v1/projects/" + path_segment(id);
}

std::string state_of(Session& session, const json::Value& project) {
  const auto archived = time_at(project, "archived_at");
  return archived ? "archived " + human_age(*archived, session.clock.now()) : "in use";
}

struct ListOptions {
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
};

Outcome<int> list(Session& session, const ListOptions& options) {
  const json::Value projects = TRY(fetch_list(session, {.path = "/api/v1/projects",
                                                        .member = "projects",
                                                        .page_max = kProjectPageMax,
                                                        .limit = options.limit.value_or(kProjectPageMax),
                                                        .cursor = options.cursor.value_or("")}));
  if (session.json) return print_json(session, projects);
  Table table({{"id"}, {"name", Align::left, true}, {"state"}, {"made"}});
  for (const json::Value& project : list_at(projects, "projects")) {
    const auto created = time_at(project, "created_at");
    table.add({shown(project, "id"), shown(project, "name"), state_of(session, project),
               created ? human_time(*created, session.clock.now()) : ""});
  }
  table.print(session.console);
  print_more(session, projects);
  return 0;
}

Command list_command() {
  auto options = std::make_shared<ListOptions>();
  Command command{.name = "list", .help = "List the projects that the key sees."};
  command.arguments = {
      limit_option(options->limit, 100),
      cursor_option(options->cursor),
  };
  command.run = [options](Session& session) { return list(session, *options); };
  return command;
}

void print_project(Session& session, const json::Value& project) {
  session.console.print_line(fmt::format("project {}  {}  {}",
                                         session.console.styled(shown(project, "id"), Style::bold),
                                         shown(project, "name"), state_of(session, project)));
  if (const auto created = time_at(project, "created_at"))
    session.console.print_line("  made " + human_time_in_full(*created));
}

Outcome<int> show_answer(Session& session, const ApiRequest& request) {
  const Document project = TRY(call(session.api, request));
  if (session.json)
    print_document(session, project);
  else
    print_project(session, project.value);
  return 0;
}

Outcome<int> create(Session& session, const std::string& name) {
  const std::string body = json::to_text(json::Object{{"name", name}});
  return show_answer(session, {.method = "POST", .path = "/api/v1/projects", .body = body});
}

Outcome<int> show(Session& session, const std::string& id) {
  return show_answer(session, {.path = project_path(id)});
}

Outcome<int> archive(Session& session, const std::string& id) {
  TRY(send_expecting_success(session.api, {.method = "DELETE", .path = project_path(id)}));
  if (session.json)
    print_json(session, json::Object{{"archived", id}});
  else
    session.console.print_line("archived: its keys are refused from now on; its data stays");
  return 0;
}

Command with_one(std::string name, std::string help, std::pair<std::string, std::string> argument,
                 Outcome<int> (*run)(Session&, const std::string&)) {
  auto given = std::make_shared<std::string>();
  Command command{.name = std::move(name), .help = std::move(help)};
  command.arguments = {{.name = std::move(argument.first),
                        .target = given.get(),
                        .help = std::move(argument.second),
                        .is_required = true}};
  command.run = [given, run](Session& session) { return run(session, *given); };
  return command;
}

}  // namespace

Command projects_command() {
  const std::pair<std::string, std::string> id{"ID", "The project's id."};
  return {
      .name = "projects",
      .help = "Projects: what keys, tasks and limits belong to.",
      .commands = {list_command(),
                   with_one("create", "Make a project.",
                            {"NAME", "1 to 63 of a-z, 0-9, '-' and '_', beginning with a letter; unique."}, &create),
                   with_one("show", "Show one project.", id, &show),
                   with_one("archive", "Archive a project: its keys are refused, its data stays.", id, &archive)}};
}

}  // namespace swarm::cli
