#include <fmt/format.h>
#include <fstream>
#include <sstream>

#include "base/id.hpp"
#include "cli/commands.hpp"
#include "cli/event_follower.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/paging.hpp"
#include "cli/safe_text.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"
#include "cli/workflow_view.hpp"

namespace swarm::cli {

namespace {

constexpr std::string_view kPath = "/api/v1/workflows";

std::string path_of(const std::string& id) {
  return fmt::format("{}/{}", kPath, path_segment(id));
}

Outcome<Document> fetch(Session& session, const std::string& id) {
  return call(session.api, {.path = path_of(id)});
}

// --- show -----------------------------------------------------------------------------------------------------------

struct ShowOptions {
  std::string id;
  bool all = false;
};

Outcome<int> show(Session& session, const ShowOptions& options) {
  const Document workflow = TRY(fetch(session, options.id));
  if (session.json) return print_document(session, workflow);
  print_workflow(session, workflow.value, options.all);
  return 0;
}

Argument id_argument(std::string& id) {
  return {.name = "ID", .target = &id, .help = "The workflow's id.", .is_required = true};
}

Command show_command() {
  auto options = std::make_shared<ShowOptions>();
  Command command{.name = "show",
                  .help = "Draw a workflow: every step, what it needs, how it stands and its value.",
                  .details =
                      "Lines lead down from a step to those that need it. ✔ has an answer, ✘ failed, ? does not know, "
                      "⊘ cancelled or skipped, ● running, ↻ tried again, ○ queued, ◌ waits for others. More than 40 "
                      "steps are folded: branches that are alike stand in one line (×COUNT), the inner part of a long "
                      "row in another (⋮); what went wrong always has its own line. With more lines side by side than "
                      "fit, every step names what it needs (←)."};
  command.arguments = {id_argument(options->id),
                       {.name = "--all", .target = &options->all, .help = "Fold nothing: a line for every step."}};
  command.run = [options](Session& session) { return show(session, *options); };
  return command;
}

// --- follow ---------------------------------------------------------------------------------------------------------

std::string words_of(const json::Value& step) {
  const std::string verdict = shown(step, "verdict");
  return fmt::format("{} {}", shown(step, "name"), verdict.empty() ? shown(step, "state") : verdict);
}

void print_event(Session& session, const SseEvent& event) {
  const Result<json::Value> body = json::parse(event.data, 64);
  if (!body) return session.console.remark_line("an event that is no JSON: " + safe_line(event.data).substr(0, 200));
  if (session.json) {
    print_document(session, {*body, event.data});
    return;
  }
  const json::Value& workflow = member(*body, "workflow");
  const auto at = time_at(*body, "at");
  std::string type = shown(*body, "type");
  if (type.starts_with("workflow.")) type.erase(0, 9);
  std::string steps;
  for (const json::Value& step : list_at(workflow, "steps"))
    steps += (steps.empty() ? "" : ", ") + words_of(step);
  const json::Value& progress = member(workflow, "progress");
  const std::int64_t total = whole_number(progress, "total").value_or(0);
  const std::int64_t ended =
      total - whole_number(progress, "waiting").value_or(0) - whole_number(progress, "running").value_or(0);
  const std::string failure = shown(workflow, "failure");
  std::string line = fmt::format("{}  {:<11} {:>5} of {}  {}{}{}", at ? human_time(*at, session.clock.now()) : "", type,
                                 human_count(ended), human_count(total), failure, failure.empty() ? "" : "  ", steps);
  if (const auto width = session.console.out_width()) line = cut_to_width(line, *width);
  session.console.print_line(session.console.styled(line, style_of_workflow(workflow)));
}

// Until it has ended. A stream that ends before is followed again: the server was stopped and started meanwhile.
Outcome<Document> follow_to_end(Session& session, const std::string& id, std::optional<SteadyTime> until,
                                const std::function<void(const SseEvent&)>& tell) {
  EventFollower follower(session.api, session.clock,
                         {.path = path_of(id) + "/events", .after = "oldest", .until = until});
  while (true) {
    TRY(follower.follow(
        [&tell](const SseEvent& event) {
          tell(event);
          return true;
        },
        true));
    Document workflow = TRY(fetch(session, id));
    if (raw_text(workflow.value, "state") != "running") return workflow;
    if (!session.api.pause(std::chrono::milliseconds{500})) return trouble(ErrorCode::cancelled, "stopped by Ctrl-C");
  }
}

Outcome<int> follow(Session& session, const std::string& id) {
  const Document workflow =
      TRY(follow_to_end(session, id, {}, [&session](const SseEvent& event) { print_event(session, event); }));
  return exit_code_of_workflow(workflow.value);
}

// --- submit ---------------------------------------------------------------------------------------------------------

struct SubmitOptions {
  std::string file;
  std::optional<std::string> key;
  std::optional<std::chrono::milliseconds> wait;
};

Outcome<std::string> text_of(Session& session, const std::string& file) {
  if (file == "-") return session.standard_input();
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (!stream || !(text << stream.rdbuf()))
    return trouble(ErrorCode::invalid_input, fmt::format("cannot read {}", file));
  return text.str();
}

Outcome<int> submit(Session& session, const SubmitOptions& options) {
  const std::string body = TRY(text_of(session, options.file));
  IdSource ids(session.clock, session.random);
  Document workflow = TRY(call(session.api, {.method = "POST",
                                             .path = std::string(kPath),
                                             .body = body,
                                             .idempotency_key = options.key.value_or("swarmctl-" + ids.next())}));
  const std::string id = raw_text(workflow.value, "id");
  if (!options.wait) {
    if (session.json) return print_document(session, workflow);
    session.console.print_line(shown(workflow.value, "id"));
    return 0;
  }
  Outcome<Document> ended =
      follow_to_end(session, id, session.clock.steady_now() + *options.wait, [](const SseEvent&) {});
  if (!ended) {
    ended.error().next = fmt::format("the workflow goes on: swarmctl workflows follow {}", id);
    return std::unexpected(std::move(ended).error());
  }
  if (session.json)
    print_document(session, *ended);
  else
    print_workflow(session, ended->value, false);
  return exit_code_of_workflow(ended->value);
}

Command submit_command() {
  auto options = std::make_shared<SubmitOptions>();
  Command command{.name = "submit",
                  .help = "Submit a workflow and print its id.",
                  .details =
                      "FILE holds JSON as POST /api/v1/workflows takes it:\n"
                      "  {\"name\": \"rent\", \"steps\": [\n"
                      "    {\"name\": \"month\", \"prompt\": \"what is 850 + 120?\"},\n"
                      "    {\"name\": \"year\", \"prompt\": \"what is ${steps.month.value} * 12?\"}]}\n"
                      "A reference to a step makes it wait for that one; depends_on names further ones."};
  command.arguments = {
      {.name = "FILE",
       .target = &options->file,
       .help = "The workflow; '-' is standard input.",
       .is_required = true,
       .completes = Completes::files},
      {.name = "--wait",
       .target = &options->wait,
       .help = "Wait for the end, no longer than this (then exit code 13), and draw it.",
       .value = "DURATION"},
      {.name = "--key",
       .target = &options->key,
       .help = "The Idempotency-Key: the same one does not submit it twice.",
       .value = "TEXT"},
  };
  command.run = [options](Session& session) { return submit(session, *options); };
  return command;
}

// --- list, cancel, retry --------------------------------------------------------------------------------------------

struct ListOptions {
  std::optional<std::string> state;
  std::optional<std::string> cursor;
  std::optional<std::int64_t> limit;
};

void print_list(Session& session, const json::Value& page) {
  Table table({{"id"}, {"state"}, {"name", Align::left, true}, {"progress"}, {"submitted"}});
  for (const json::Value& workflow : list_at(page, "workflows")) {
    const json::Value& progress = member(workflow, "progress");
    const std::int64_t total = whole_number(progress, "total").value_or(0);
    const std::int64_t open =
        whole_number(progress, "waiting").value_or(0) + whole_number(progress, "running").value_or(0);
    const auto created = time_at(workflow, "created_at");
    table.add({shown(workflow, "id"), Cell(shown(workflow, "state"), style_of_workflow(workflow)),
               shown(workflow, "name"), fmt::format("{} of {}", human_count(total - open), human_count(total)),
               created ? human_time(*created, session.clock.now()) : ""});
  }
  if (table.empty()) return session.console.print_line("no workflows");
  table.print(session.console);
  print_more(session, page);
}

Outcome<int> list(Session& session, const ListOptions& options) {
  PagedList wanted{
      .path = std::string(kPath), .member = "workflows", .page_max = 500, .limit = options.limit.value_or(20)};
  if (options.state) wanted.query.emplace_back("state", *options.state);
  if (options.cursor) wanted.cursor = *options.cursor;
  const json::Value page = TRY(fetch_list(session, std::move(wanted)));
  if (session.json) return print_json(session, page);
  print_list(session, page);
  return 0;
}

Command list_command() {
  auto options = std::make_shared<ListOptions>();
  Command command{.name = "list", .help = "List workflows, newest first."};
  command.arguments = {
      {.name = "--state",
       .target = &options->state,
       .help = "Only workflows in this state.",
       .value = "STATE",
       .choices = workflow_state_names()},
      cursor_option(options->cursor),
      limit_option(options->limit, 20),
  };
  command.run = [options](Session& session) { return list(session, *options); };
  return command;
}

Outcome<int> post_verb(Session& session, const std::string& id, std::string_view verb) {
  const Document workflow = TRY(call(session.api, {.method = "POST", .path = fmt::format("{}/{}", path_of(id), verb)}));
  if (session.json) return print_document(session, workflow);
  return say(session, fmt::format("{}  {}", shown(workflow.value, "id"), shown(workflow.value, "state")));
}

Command with_id(std::string name, std::string help, std::function<Outcome<int>(Session&, const std::string&)> run) {
  auto id = std::make_shared<std::string>();
  Command command{.name = std::move(name), .help = std::move(help)};
  command.arguments = {id_argument(*id)};
  command.run = [id, run = std::move(run)](Session& session) { return run(session, *id); };
  return command;
}

}  // namespace

Command workflows_command() {
  Command workflows{.name = "workflows", .help = "Steps that use each other's results: submit, draw and steer them."};
  const auto verb = [](const char* name) {
    return [name](Session& session, const std::string& id) { return post_verb(session, id, name); };
  };
  workflows.commands = {submit_command(),
                        list_command(),
                        show_command(),
                        with_id("follow", "Follow a workflow until it has ended; its end is the exit code.", &follow),
                        with_id("cancel", "Cancel every step that has not ended.", verb("cancel")),
                        with_id("retry", "Begin every step without an answer anew.", verb("retry"))};
  return workflows;
}

}  // namespace swarm::cli
