#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/json_view.hpp"
#include "cli/paging.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "cli/task_view.hpp"
#include "cli/task_wait.hpp"

namespace swarm::cli {

namespace {

using Ids = std::vector<std::string>;

Argument ids_argument(Ids& ids, bool is_required) {
  return {.name = "ID", .target = &ids, .help = "Ids of tasks.", .is_required = is_required};
}

// Does one thing to every task. Trouble with one does not keep the others from it; the first trouble is the exit code.
Outcome<int> for_each_task(Session& session, const Ids& ids,
                           const std::function<Outcome<Document>(const std::string&)>& act) {
  json::Array done;
  std::optional<Trouble> first;
  for (const std::string& id : ids) {
    Outcome<Document> task = session.is_interrupted() ? trouble(ErrorCode::cancelled, "stopped by Ctrl-C") : act(id);
    if (task) {
      if (!session.json)
        session.console.print_line(fmt::format("{}  {}", shown(task->value, "id"), outcome_of(task->value)));
      done.push_back(std::move(task->value));
      continue;
    }
    if (ids.size() == 1 || task.error().error.code == ErrorCode::cancelled)
      return std::unexpected(std::move(task).error());
    session.console.remark(trouble_text(task.error(), session.console));
    if (!first) first = std::move(task).error();
  }
  if (session.json) print_json(session, json::Object{{"tasks", std::move(done)}});
  return first ? facts_of(first->error.code).exit_code : 0;
}

Outcome<Document> post_verb(Session& session, const std::string& id, std::string_view verb) {
  return call(session.api, {.method = "POST", .path = fmt::format("{}/{}", task_path(id), verb)});
}

Command verb_command(std::string name, std::string help) {
  auto ids = std::make_shared<Ids>();
  Command command{.name = name, .help = std::move(help)};
  command.arguments = {ids_argument(*ids, true)};
  command.run = [ids, name](Session& session) {
    return for_each_task(session, *ids, [&](const std::string& id) { return post_verb(session, id, name); });
  };
  return command;
}

struct WaitOptions {
  Ids ids;
  std::optional<std::chrono::milliseconds> wait;
};

Outcome<int> wait(Session& session, const WaitOptions& options) {
  std::optional<SteadyTime> until;
  if (options.wait) until = session.clock.steady_now() + *options.wait;
  int exit_code = 0;
  json::Array ended;
  for (const std::string& id : options.ids) {
    Document task = TRY(fetch_task(session, id));
    if (!is_final(task.value)) task = TRY(wait_for_end(session, id, until));
    if (exit_code == 0) exit_code = exit_code_of(task.value);
    if (!session.json) print_answer(session, task.value);
    ended.push_back(std::move(task.value));
  }
  if (session.json) print_json(session, json::Object{{"tasks", std::move(ended)}});
  return exit_code;
}

Command wait_command() {
  auto options = std::make_shared<WaitOptions>();
  Command command{.name = "wait",
                  .help = "Wait until tasks have ended, and show their answers.",
                  .details = "The exit code is that of the first task without an answer, as of 'swarmctl ask'."};
  command.arguments = {ids_argument(options->ids, true),
                       {.name = "--wait",
                        .target = &options->wait,
                        .help = "No longer than this; then exit code 13.",
                        .value = "DURATION"}};
  command.run = [options](Session& session) { return wait(session, *options); };
  return command;
}

struct RequeueOptions {
  Ids ids;
  bool all = false;
};

// Ids first, then the work: a dead letter that dies again meanwhile is not taken twice.
Outcome<Ids> dead_letters(Session& session) {
  PagedList wanted{.path = "/api/v1/tasks", .member = "tasks", .page_max = 500, .limit = kListMax};
  wanted.query.emplace_back("state", "dead_letter");
  const json::Value list = TRY(fetch_list(session, std::move(wanted)));
  Ids ids;
  for (const json::Value& task : list_at(list, "tasks"))
    ids.push_back(raw_text(task, "id"));
  return ids;
}

Outcome<int> requeue_all(Session& session) {
  const Ids ids = TRY(dead_letters(session));
  ProgressLine progress(session.console, session.clock, "dead letters", static_cast<std::int64_t>(ids.size()));
  std::int64_t requeued = 0;
  std::int64_t gone = 0;  // requeued or deleted by somebody else meanwhile
  for (const std::string& id : ids) {
    if (session.is_interrupted())
      return trouble(ErrorCode::cancelled, fmt::format("stopped by Ctrl-C after {} dead letters", requeued));
    const Outcome<Document> task = post_verb(session, id, "requeue");
    const bool is_gone =
        !task && (task.error().error.code == ErrorCode::conflict || task.error().error.code == ErrorCode::not_found);
    if (!task && !is_gone) return std::unexpected(task.error());
    ++(is_gone ? gone : requeued);
    progress.advance(1);
  }
  progress.clear();
  if (session.json)
    print_json(session, json::Object{{"requeued", requeued}, {"gone_meanwhile", gone}});
  else if (ids.empty())
    session.console.print_line("no dead letters: nothing to do");
  else
    session.console.print_line(fmt::format("requeued {} dead letters{}", requeued,
                                           gone > 0 ? fmt::format("; {} were gone meanwhile", gone) : ""));
  return 0;
}

Command requeue_command() {
  auto options = std::make_shared<RequeueOptions>();
  Command command{.name = "requeue", .help = "Take tasks out of the dead letters and try them again."};
  command.arguments = {ids_argument(options->ids, false),
                       {.name = "--all-dead-letters", .target = &options->all, .help = "All of the project."}};
  command.run = [options](Session& session) -> Outcome<int> {
    if (options->all == !options->ids.empty())
      return trouble(ErrorCode::invalid_input, "give ids of tasks, or --all-dead-letters");
    if (options->all) return requeue_all(session);
    return for_each_task(session, options->ids,
                         [&](const std::string& id) { return post_verb(session, id, "requeue"); });
  };
  return command;
}

struct FeedbackOptions {
  std::string id;
  bool right = false;
  bool wrong = false;
  std::optional<std::string> right_answer;
  std::optional<std::string> note;
};

Outcome<int> give_feedback(Session& session, const FeedbackOptions& options) {
  if (options.right == options.wrong) return trouble(ErrorCode::invalid_input, "say --right or --wrong");
  if (options.right && options.right_answer)
    return trouble(ErrorCode::invalid_input, "--right-answer goes with --wrong");
  json::Object body{{"correct", options.right}};
  if (options.right_answer) body.emplace("right_answer", *options.right_answer);
  if (options.note) body.emplace("note", *options.note);
  const Document feedback = TRY(
      call(session.api, {.method = "POST", .path = task_path(options.id) + "/feedback", .body = json::to_text(body)}));
  if (session.json)
    print_document(session, feedback);
  else
    session.console.print_line("noted; thank you");
  return 0;
}

Command feedback_command() {
  auto options = std::make_shared<FeedbackOptions>();
  Command command{.name = "feedback",
                  .help = "Say whether an answer is right; what would have been right is told with 'correct'."};
  command.arguments = {
      {.name = "ID", .target = &options->id, .help = "The task's id.", .is_required = true},
      {.name = "--right", .target = &options->right, .help = "The answer is right."},
      {.name = "--wrong", .target = &options->wrong, .help = "The answer is wrong."},
      {.name = "--right-answer",
       .target = &options->right_answer,
       .help = "What would have been right.",
       .value = "TEXT"},
      {.name = "--note", .target = &options->note, .help = "Anything else.", .value = "TEXT"},
  };
  command.run = [options](Session& session) { return give_feedback(session, *options); };
  return command;
}

struct CorrectOptions {
  std::string id;
  std::string answer;
};

Outcome<int> correct(Session& session, const CorrectOptions& options) {
  const Document miss = TRY(call(session.api, {.method = "POST",
                                               .path = task_path(options.id) + "/correction",
                                               .body = json::to_text(json::Object{{"answer", options.answer}})}));
  if (session.json) return print_document(session, miss);
  session.console.print_line(fmt::format("noted as miss {}: a lesson for 'swarmctl training run {} --misses'",
                                         shown(miss.value, "id"), shown(miss.value, "head")));
  return 0;
}

Command correct_command() {
  auto options = std::make_shared<CorrectOptions>();
  Command command{.name = "correct",
                  .help = "Say what would have been right: a lesson for the model.",
                  .details =
                      "The task keeps its answer. Said again, the last answer counts. What a computing head "
                      "proved is not corrected: report it with 'swarmctl tasks feedback ID --wrong'."};
  command.arguments = {
      {.name = "ID", .target = &options->id, .help = "The task's id.", .is_required = true},
      {.name = "ANSWER",
       .target = &options->answer,
       .help = "The right answer: the value alone, where there is one.",
       .is_required = true},
  };
  command.run = [options](Session& session) { return correct(session, *options); };
  return command;
}

}  // namespace

std::vector<Command> task_action_commands() {
  std::vector<Command> commands;
  commands.push_back(wait_command());
  commands.push_back(verb_command("cancel", "Cancel tasks that have not ended."));
  commands.push_back(verb_command("retry", "Begin failed, cancelled or abstained tasks anew."));
  commands.push_back(requeue_command());
  commands.push_back(feedback_command());
  commands.push_back(correct_command());
  return commands;
}

}  // namespace swarm::cli
