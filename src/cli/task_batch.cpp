#include <fmt/format.h>
#include <fstream>
#include <sstream>

#include "base/id.hpp"
#include "cli/batch_file.hpp"
#include "cli/commands.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "cli/task_view.hpp"

namespace swarm::cli {

namespace {

constexpr int kRetryMax = 20;  // of one batch
constexpr std::chrono::milliseconds kPauseFirst{250};
constexpr std::chrono::milliseconds kPauseMax{15'000};

struct BatchOptions {
  std::string file;
  std::optional<std::string> format;
  std::optional<std::string> head;
  std::optional<std::string> priority;
  std::optional<std::string> run;
  bool ids = false;
};

struct Sent {
  std::int64_t tasks = 0;
  std::int64_t batches = 0;
  json::Array ids{};
};

bool is_worth_a_retry(const Trouble& trouble) {
  const ErrorCode code = trouble.error.code;
  return trouble.is_unsure || code == ErrorCode::unavailable || code == ErrorCode::timeout ||
         (code == ErrorCode::limit_exceeded && trouble.error.retry_after);
}

std::chrono::milliseconds pause_before(int attempt, const Trouble& trouble) {
  const auto growing = std::min(kPauseMax, std::chrono::milliseconds(kPauseFirst * (1 << std::min(attempt, 10))));
  return std::max(growing, std::min(trouble.error.retry_after.value_or(growing), kPauseMax));
}

// Sends one batch until the server has answered. The same Idempotency-Key each time: what was accepted before the
// connection broke is not accepted again.
class BatchSender {
 public:
  BatchSender(Session& session, ProgressLine& progress) : session_(session), progress_(progress) {}

  Outcome<Document> send(const Batch& batch, const std::string& key) {
    const ApiRequest request{.method = "POST",
                             .path = "/api/v1/tasks/batch",
                             .body = batch.body,
                             .idempotency_key = key,
                             .outlives_ctrl_c = true};
    for (int attempt = 0;; ++attempt) {
      Outcome<Document> reply = call(session_.api, request);
      if (reply || !is_worth_a_retry(reply.error()) || attempt == kRetryMax) return named(std::move(reply), batch);
      const std::chrono::milliseconds pause = pause_before(attempt, reply.error());
      tell(reply.error(), pause);
      if (!session_.api.pause(pause)) return trouble(ErrorCode::cancelled, "stopped by Ctrl-C");
    }
  }

 private:
  static Outcome<Document> named(Outcome<Document> reply, const Batch& batch) {
    if (reply) return reply;
    Error& error = reply.error().error;
    for (Fault& fault : error.faults)
      fault.path = line_of_path(fault.path, batch.lines);
    if (!error.faults.empty())
      error.message = fmt::format("{}: {}", error.faults.front().path, error.faults.front().message);
    return reply;
  }

  void tell(const Trouble& trouble, std::chrono::milliseconds pause) {
    progress_.clear();
    Trouble told = trouble;
    told.next = fmt::format("trying this batch again in {}; nothing is added twice", human_duration(pause));
    told.error.retry_after.reset();
    session_.console.remark(trouble_text(told, session_.console));
  }

  Session& session_;
  ProgressLine& progress_;
};

void note(Sent& sent, const Document& reply, bool wants_ids) {
  const json::Array& tasks = list_at(reply.value, "tasks");
  sent.tasks += static_cast<std::int64_t>(tasks.size());
  ++sent.batches;
  if (!wants_ids) return;
  for (const json::Value& task : tasks)
    sent.ids.push_back(member(task, "id"));
}

Trouble with_way_on(Trouble trouble, const Sent& sent, const BatchOptions& options, const std::string& run) {
  if (options.file == "-" || trouble.error.code == ErrorCode::invalid_input) {
    trouble.next = fmt::format("accepted before: {} tasks", human_count(sent.tasks));
  } else {
    trouble.next = fmt::format(
        "accepted before: {} tasks; to go on without adding one twice: swarmctl tasks batch {} --run {} with the same "
        "options",
        human_count(sent.tasks), options.file, run);
  }
  return trouble;
}

Outcome<Done> send_all(Session& session, BatchFile& file, ProgressLine& progress, const std::string& run,
                       bool wants_ids, Sent& sent) {
  BatchSender sender(session, progress);
  while (true) {
    const std::optional<Batch> batch = TRY(file.next());
    if (!batch) return Done{};
    if (session.is_interrupted()) return trouble(ErrorCode::cancelled, "stopped by Ctrl-C");
    const Document reply = TRY(sender.send(*batch, fmt::format("{}-{}", run, sent.batches + 1)));
    note(sent, reply, wants_ids);
    progress.advance(static_cast<std::int64_t>(batch->lines.size()));
  }
}

void print_result(Session& session, const Sent& sent, const BatchOptions& options, std::string_view run,
                  SteadyTime started) {
  if (session.json) {
    print_json(session,
               json::Object{{"accepted", sent.tasks}, {"batches", sent.batches}, {"run", run}, {"ids", sent.ids}});
    return;
  }
  const std::chrono::duration<double, std::milli> taken = session.clock.steady_now() - started;
  std::string words = fmt::format("accepted {} tasks in {}", human_count(sent.tasks), human_duration(taken));
  if (taken.count() > 0)
    words += fmt::format(" ({}/s)", human_count(std::llround(static_cast<double>(sent.tasks) * 1'000 / taken.count())));
  if (!options.ids) return session.console.print_line(words);
  for (const json::Value& id : sent.ids)
    session.console.print_line(shown_value(id));
  session.console.remark_line(words);
}

Outcome<std::unique_ptr<std::istream>> opened(Session& session, const std::string& file) {
  if (file == "-") return std::make_unique<std::istringstream>(TRY(session.standard_input()));
  auto input = std::make_unique<std::ifstream>(file, std::ios::binary);
  if (!input->is_open() || input->peek() == std::ifstream::traits_type::eof()) {
    if (!input->is_open() || input->bad()) return trouble(ErrorCode::not_found, fmt::format("cannot read {}", file));
    input->clear();
  }
  return input;
}

Outcome<int> submit_batches(Session& session, const BatchOptions& options) {
  const std::unique_ptr<std::istream> input = TRY(opened(session, options.file));
  std::optional<BatchFormat> format;
  if (options.format) format = *options.format == "jsonl" ? BatchFormat::jsonl : BatchFormat::text;
  BatchFile file(*input, options.file == "-" ? "standard input" : options.file, format,
                 {options.head, options.priority});
  const std::int64_t total = TRY(file.check());
  if (total == 0) return trouble(ErrorCode::invalid_input, fmt::format("{} holds no tasks", options.file));
  IdSource ids(session.clock, session.random);
  const std::string run = options.run.value_or("swarmctl-" + ids.next());
  const SteadyTime started = session.clock.steady_now();
  Sent sent;
  ProgressLine progress(session.console, session.clock, "tasks", total);
  Outcome<Done> done = send_all(session, file, progress, run, options.ids || session.json, sent);
  progress.clear();
  if (!done) return std::unexpected(with_way_on(std::move(done).error(), sent, options, run));
  print_result(session, sent, options, run, started);
  return 0;
}

}  // namespace

Command task_batch_command() {
  auto options = std::make_shared<BatchOptions>();
  Command command{.name = "batch",
                  .help = "Submit many tasks from a file, in batches, each of them all or none.",
                  .details =
                      "A line is a prompt, or a JSON object as POST /api/v1/tasks takes it: {\"prompt\": \"…\", "
                      "\"priority\": \"high\"}. "
                      "The whole file is checked before anything is sent. A lost connection and a full queue are "
                      "waited for; every batch "
                      "has an Idempotency-Key, so that no task is added twice, also not by running the same file again "
                      "with the same --run."};
  command.arguments = {
      {.name = "FILE",
       .target = &options->file,
       .help = "One task in each line; '-' is standard input.",
       .is_required = true,
       .completes = Completes::files},
      {.name = "--format",
       .target = &options->format,
       .help = "What a line is (default: by the first line).",
       .value = "FORMAT",
       .choices = {"text", "jsonl"}},
      {.name = "--head",
       .target = &options->head,
       .help = "For lines that name none.",
       .value = "HEAD",
       .choices = head_names()},
      {.name = "--priority",
       .target = &options->priority,
       .help = "For lines that name none.",
       .value = "PRIORITY",
       .choices = priority_names()},
      {.name = "--run",
       .target = &options->run,
       .help = "A name for this submission, to go on with it after trouble (kept for 24 hours).",
       .value = "NAME"},
      {.name = "--ids", .target = &options->ids, .help = "Print the id of every task, in the order of the file."},
  };
  command.run = [options](Session& session) { return submit_batches(session, *options); };
  return command;
}

}  // namespace swarm::cli
