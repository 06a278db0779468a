#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/event_follower.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/lesson_lines.hpp"
#include "cli/paging.hpp"
#include "cli/safe_text.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"
#include "cli/training_view.hpp"

namespace swarm::cli {

namespace {

constexpr std::string_view kRuns = "/api/v1/training-runs";
constexpr std::int64_t kRunPageMax = 200;

const std::vector<std::string> kHeads{"math", "logic", "code", "reasoning"};

std::string run_path(std::string_view id, std::string_view rest = "") {
  return fmt::format("{}/{}{}", kRuns, path_segment(id), rest);
}

Argument id_argument(std::string& id) {
  return {.name = "ID", .target = &id, .help = "The run's id.", .is_required = true};
}

int exit_code_of_run(const json::Value& run) {
  const std::string state = raw_text(run, "state");
  if (state == "completed") return 0;
  if (state == "cancelled") return facts_of(ErrorCode::cancelled).exit_code;
  return state == "refused" ? facts_of(ErrorCode::budget_exceeded).exit_code : kExitFailed;
}

// --- Following ------------------------------------------------------------------------------------------------------

// What one event of a run does to the screen; the run as it was last told stays in `run`.
class RunFollower {
 public:
  explicit RunFollower(Session& session, bool with_log)
      : session_(session), with_log_(with_log), picture_(session.console, session.clock) {}

  bool take(const SseEvent& event) {
    const Result<json::Value> data = json::parse(event.data, 64);
    if (!data) return true;
    if (session_.json) {
      print_json(session_, json::Object{{"event", event.type}, {"data", *data}});
      if (event.type == "run") run_ = *data;
      return true;
    }
    if (event.type == "run") take_run(*data);
    if (event.type == "progress") picture_.show(*data, run_);
    if (event.type == "log" && with_log_) take_log(*data);
    return true;
  }
  void clear() { picture_.clear(); }
  const json::Value& run() const { return run_; }

 private:
  void take_run(const json::Value& run) {
    run_ = run;
    if (!has_ended(run)) picture_.say(fmt::format("training run {} is {}", shown(run, "id"), shown(run, "state")));
  }
  void take_log(const json::Value& log) {
    picture_.clear();
    if (const auto skipped = whole_number(log, "skipped"); skipped && *skipped > 0)
      session_.console.remark_line(fmt::format("[{} of the log passed by]", human_bytes(*skipped)));
    session_.console.print(safe_block(raw_text(log, "text")));
  }

  Session& session_;
  const bool with_log_;
  json::Value run_;
  TrainingPicture picture_;
};

Outcome<json::Value> follow_run(Session& session, const std::string& id, bool with_log) {
  RunFollower follower(session, with_log);
  EventFollower events(session.api, session.clock, {.path = run_path(id, "/events")});
  const Outcome<Done> followed = events.follow([&](const SseEvent& event) { return follower.take(event); }, true);
  follower.clear();
  if (followed) return follower.run();
  Trouble trouble = followed.error();
  trouble.next = fmt::format(
      "the run goes on: 'swarmctl training logs --follow {0}' follows it, 'swarmctl training "
      "cancel {0}' stops it",
      safe_line(id));
  return std::unexpected(std::move(trouble));
}

Outcome<int> follow_to_end(Session& session, const std::string& id) {
  const json::Value run = TRY(follow_run(session, id, false));
  if (!session.json) print_training_run(session, run);
  return exit_code_of_run(run);
}

// --- run ------------------------------------------------------------------------------------------------------------

struct RunOptions {
  std::string head;
  std::optional<std::string> name, base, dataset, lessons, replay, validation;
  std::optional<std::string> alpha, learning_rate, replay_share;
  std::optional<std::int64_t> rank, epochs, seed;
  std::optional<std::chrono::milliseconds> time;
  bool misses = false;
  bool detach = false;
};

Outcome<double> real_of(std::string_view option, const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size() && std::isfinite(value)) return value;
  return trouble(ErrorCode::invalid_input, fmt::format("{}: '{}' is no number", option, safe_line(text)));
}

Outcome<std::string> text_of(Session& session, const std::string& file) {
  if (file == "-") return session.standard_input();
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  const bool has_content = stream && stream.peek() != std::ifstream::traits_type::eof();  // what is empty is none
  if (!stream.is_open() || stream.bad() || (has_content && !(text << stream.rdbuf())))
    return trouble(ErrorCode::invalid_input, fmt::format("cannot read {}", file));
  return text.str();
}

template <class T>
void put(json::Object& object, std::string_view name, const std::optional<T>& value) {
  if (value) object[name] = *value;
}

Outcome<json::Object> settings_of(const RunOptions& options) {
  json::Object settings;
  put(settings, "rank", options.rank);
  put(settings, "epochs", options.epochs);
  put(settings, "seed", options.seed);
  if (options.time) settings["seconds"] = std::chrono::ceil<std::chrono::seconds>(*options.time).count();
  if (options.alpha) settings["alpha"] = TRY(real_of("--alpha", *options.alpha));
  if (options.learning_rate) settings["learning_rate"] = TRY(real_of("--learning-rate", *options.learning_rate));
  if (options.replay_share) settings["replay_share"] = TRY(real_of("--replay-share", *options.replay_share));
  return settings;
}

Outcome<int> start_run(Session& session, const RunOptions& options) {
  json::Object body{{"head", options.head}};
  put(body, "name", options.name);
  put(body, "base", options.base);
  put(body, "dataset", options.dataset);
  put(body, "replay", options.replay);
  put(body, "validation", options.validation);
  if (options.misses) body["misses"] = true;
  if (options.lessons) {
    const std::string file = *options.lessons == "-" ? "standard input" : *options.lessons;
    const std::string text = TRY(text_of(session, *options.lessons));
    body["lessons"] = TRY(lessons_of(text, file, options.head));
  }
  body["settings"] = TRY(settings_of(options));
  const Document made =
      TRY(call(session.api, {.method = "POST", .path = std::string(kRuns), .body = json::to_text(body)}));
  if (!options.detach) return follow_to_end(session, raw_text(made.value, "id"));
  if (session.json) return print_document(session, made);
  return say(session, shown(made.value, "id"));
}

std::vector<Argument> run_arguments(RunOptions& options) {
  return {
      {.name = "HEAD",
       .target = &options.head,
       .help = "Which head the adapter is for.",
       .choices = kHeads,
       .is_required = true},
      {.name = "--dataset",
       .target = &options.dataset,
       .help = "Learn DATA/datasets/NAME.jsonl of the server.",
       .value = "NAME"},
      {.name = "--lessons",
       .target = &options.lessons,
       .help =
           "Or learn the lessons in this file, one JSON object a line (- is standard input); at most 1 MiB. Lessons "
           "of another head are refused; those that name none are of the run's.",
       .value = "FILE",
       .completes = Completes::files},
      {.name = "--misses",
       .target = &options.misses,
       .help = "Or learn what the head's model got wrong in this project (see 'swarmctl misses')."},
      {.name = "--replay", .target = &options.replay, .help = "A dataset that must not be forgotten.", .value = "NAME"},
      {.name = "--validation",
       .target = &options.validation,
       .help = "A dataset to measure the loss on; training stops early when it rises.",
       .value = "NAME"},
      {.name = "--name", .target = &options.name, .help = "The adapter's name.", .value = "NAME"},
      {.name = "--base",
       .target = &options.base,
       .help = "The model that is trained (default: training.base of the server).",
       .value = "MODEL"},
      {.name = "--time",
       .target = &options.time,
       .help = "Train at most this long (default 10 min).",
       .value = "DURATION"},
      {.name = "--epochs",
       .target = &options.epochs,
       .help = "At most so often through the lessons.",
       .value = "COUNT"},
      {.name = "--rank", .target = &options.rank, .help = "Of the adapter (default 16).", .value = "COUNT"},
      {.name = "--alpha",
       .target = &options.alpha,
       .help = "The adapter counts alpha / rank times (default 32).",
       .value = "NUMBER"},
      {.name = "--learning-rate",
       .target = &options.learning_rate,
       .help = "At its height (default 0.003).",
       .value = "NUMBER"},
      {.name = "--replay-share",
       .target = &options.replay_share,
       .help = "Share that comes from the replay set (default 0.5).",
       .value = "NUMBER"},
      {.name = "--seed", .target = &options.seed, .help = "Of all chance.", .value = "NUMBER"},
      {.name = "--detach", .target = &options.detach, .help = "Print the run's id and do not follow it."},
  };
}

Command run_command() {
  auto options = std::make_shared<RunOptions>();
  Command command{.name = "run",
                  .help = "Train an adapter, and watch its loss until it is done.",
                  .details =
                      "Ctrl-C ends the watching, not the run. Exit codes: 0 completed; 4 refused; 11 cancelled; "
                      "21 failed. With --json one document per event."};
  command.arguments = run_arguments(*options);
  command.run = [options](Session& session) -> Outcome<int> {
    if (int{options->dataset.has_value()} + int{options->lessons.has_value()} + int{options->misses} != 1)
      return trouble(ErrorCode::invalid_input, "one of --dataset, --lessons and --misses expected");
    return start_run(session, *options);
  };
  return command;
}

// --- list, show, logs, cancel, resume -------------------------------------------------------------------------------

struct ListOptions {
  std::optional<std::string> state, head, cursor;
  std::optional<std::int64_t> limit;
};

std::string loss_text(const json::Value& run) {
  const json::Value& result = member(run, "result");
  const auto before = number(result, "loss_before"), after = number(result, "loss_after");
  if (before && after) return fmt::format("{:.3f} → {:.3f}", *before, *after);
  const auto now = number(member(run, "progress"), "loss");
  return now ? fmt::format("{:.3f}", *now) : "";
}

Outcome<int> list_runs(Session& session, const ListOptions& options) {
  PagedList wanted{.path = std::string(kRuns),
                   .member = "runs",
                   .page_max = kRunPageMax,
                   .limit = options.limit.value_or(50),
                   .cursor = options.cursor.value_or("")};
  if (options.state) wanted.query.emplace_back("state", *options.state);
  if (options.head) wanted.query.emplace_back("head", *options.head);
  const json::Value page = TRY(fetch_list(session, std::move(wanted)));
  if (session.json) return print_json(session, page);
  Table table({{"id"},
               {"state"},
               {"head"},
               {"adapter", Align::left, true},
               {"base"},
               {"loss"},
               {"made"},
               {"why", Align::left, true}});
  for (const json::Value& run : list_at(page, "runs")) {
    const auto made = time_at(run, "created_at");
    table.add({shown(run, "id"),
               {shown(run, "state"), style_of_training(run)},
               shown(run, "head"),
               shown(run, "name"),
               shown(run, "base"),
               loss_text(run),
               made ? human_age(*made, session.clock.now()) : "",
               shown(run, "reason")});
  }
  if (table.empty()) return say(session, "no training runs");
  table.print(session.console);
  print_more(session, page);
  return 0;
}

Command list_command() {
  auto options = std::make_shared<ListOptions>();
  Command command{.name = "list", .help = "List the training runs of the project, newest first."};
  command.arguments = {
      {.name = "--state",
       .target = &options->state,
       .help = "Only these.",
       .value = "STATE",
       .choices = {"queued", "running", "completed", "failed", "cancelled", "refused"}},
      {.name = "--head", .target = &options->head, .help = "Only of this head.", .value = "HEAD", .choices = kHeads},
      limit_option(options->limit, 50),
      cursor_option(options->cursor),
  };
  command.run = [options](Session& session) { return list_runs(session, *options); };
  return command;
}

Outcome<int> show_run(Session& session, const std::string& id) {
  const Document run = TRY(call(session.api, {.path = run_path(id)}));
  if (session.json) return print_document(session, run);
  print_training_run(session, run.value);
  const Document curve = TRY(call(session.api, {.path = run_path(id, "/progress")}));
  std::vector<double> losses;
  for (const json::Value& point : list_at(curve.value, "points"))
    losses.push_back(number(point, "loss").value_or(0));
  constexpr std::size_t kWidth = 60, kRows = 6;
  if (losses.size() < 2) return 0;
  session.console.print_line("");
  for (const std::string& line : curve_lines(losses, kWidth, kRows))
    session.console.print_line(line);
  return 0;
}

struct LogOptions {
  std::string id;
  std::optional<std::int64_t> bytes;
  bool follow = false;
};

Outcome<int> show_log(Session& session, const LogOptions& options) {
  if (options.follow) return exit_code_of_run(TRY(follow_run(session, options.id, true)));
  ApiRequest request{.path = run_path(options.id, "/log")};
  if (options.bytes) request.query.emplace_back("bytes", std::to_string(*options.bytes));
  const Document log = TRY(call(session.api, request));
  if (session.json) return print_document(session, log);
  session.console.print(safe_block(raw_text(log.value, "text")));
  return 0;
}

Command logs_command() {
  auto options = std::make_shared<LogOptions>();
  Command command{.name = "logs", .help = "Show what the trainer of a run said."};
  command.arguments = {
      id_argument(options->id),
      {.name = "--follow", .target = &options->follow, .help = "Go on until the run has ended, with its progress."},
      {.name = "--bytes",
       .target = &options->bytes,
       .help = "The last so many (default 16384, at most 1048576).",
       .value = "COUNT"},
  };
  command.run = [options](Session& session) { return show_log(session, *options); };
  return command;
}

Command with_id(std::string name, std::string help,
                const std::function<Outcome<int>(Session&, const std::string&)>& run) {
  auto id = std::make_shared<std::string>();
  Command command{.name = std::move(name), .help = std::move(help)};
  command.arguments = {id_argument(*id)};
  command.run = [id, run](Session& session) { return run(session, *id); };
  return command;
}

Outcome<int> change(Session& session, const std::string& id, std::string_view what) {
  const Document run = TRY(call(session.api, {.method = "POST", .path = run_path(id, what)}));
  if (session.json) return print_document(session, run);
  const bool is_told = raw_text(run.value, "state") == "running";
  return say(session, is_told ? "told to stop; its checkpoint is kept" : shown(run.value, "state"));
}

}  // namespace

Command training_command() {
  return {
      .name = "training",
      .help = "Train adapters of language models on this server.",
      .commands = {run_command(), list_command(), with_id("show", "Show a training run and its loss.", &show_run),
                   logs_command(),
                   with_id("cancel", "Stop a training run; one that waits ends at once.",
                           [](Session& session, const std::string& id) { return change(session, id, "/cancel"); }),
                   with_id("resume", "Go on with a run that failed or was cancelled, from its checkpoint.",
                           [](Session& session, const std::string& id) { return change(session, id, "/resume"); })}};
}

}  // namespace swarm::cli
