#include "learning/training_runs/training_service.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "learning/training_runs/base_models.hpp"

namespace swarm::training_runs {

namespace {

std::unexpected<Error> fault(std::string path, std::string message) {
  std::vector<Fault> faults;
  faults.push_back({std::move(path), std::move(message)});
  return std::unexpected(json::error_of(std::move(faults)));
}

// What is wrong with a file that a request names is a fault of the request.
template <class T>
Result<T> at_path(std::string_view path, Result<T> result) {
  if (result) return result;
  const ErrorCode code = result.error().code;
  if (code != ErrorCode::invalid_input && code != ErrorCode::not_found) return result;
  return fault(std::string(path), result.error().message);
}

json::Object details_of(const TrainingRun& run) {
  return json::Object{{"head", json::name_of(run.head)},
                      {"name", run.name},
                      {"base", run.base},
                      {"lessons_sha256", run.data.lessons.sha256},
                      {"seconds", run.settings.seconds.value_or(kUsualSeconds)}};
}

}  // namespace

TrainingService::TrainingService(TrainingConfig config, Deps deps)
    : config_(std::move(config)), deps_(std::move(deps)), store_(deps_.database) {}

Result<Done> TrainingService::check(const NewRun& wanted) const {
  if (!is_plain_name(wanted.name))
    return fault("$.name", "letters, digits, '-', '_' and '.' expected, at most 64, a letter or digit first");
  const int sources = (wanted.dataset ? 1 : 0) + (wanted.lessons.empty() ? 0 : 1);
  if (sources != 1) return fault("$.dataset", "one of these expected: the name of a dataset, lessons, or misses");
  if (wanted.settings.seconds.value_or(1) > config_.seconds_max) {
    return fault("$.settings.seconds", fmt::format("at most {} expected (training.seconds_max)", config_.seconds_max));
  }
  if (const Bytes free = deps_.free_space(); free < config_.disk_reserve) {
    return fail(ErrorCode::storage_full, fmt::format("{} are free and {} must stay so (training.disk_reserve)",
                                                     to_text(free), to_text(config_.disk_reserve)));
  }
  TRY(at_path("$.base", deps_.find_model(wanted.base)));
  TRY(at_path("$.base", check_base_model(wanted.base, deps_.folders.models(), config_.command.empty())));
  return Done{};
}

Result<RunData> TrainingService::copy_all(const RunId& run, const NewRun& wanted) const {
  const auto copy = [&](std::string_view what, const std::string& name) {
    return at_path(
        fmt::format("$.{}", what == "lessons" ? "dataset" : what),
        copy_lessons(deps_.folders.datasets(), name, {.head = wanted.head, .are_others_taken = what != "lessons"},
                     deps_.folders.input(run, what), config_));
  };
  RunData data;
  if (wanted.dataset)
    data.lessons = TRY(copy("lessons", *wanted.dataset));
  else
    data.lessons = TRY(
        at_path("$.lessons", write_lessons(wanted.lessons, wanted.head, deps_.folders.input(run, "lessons"), config_)));
  if (wanted.misses) data.lessons.name = fmt::format("misses:{}", json::name_of(wanted.head));
  if (wanted.replay) data.replay = TRY(copy("replay", *wanted.replay));
  if (wanted.validation) data.validation = TRY(copy("validation", *wanted.validation));
  return data;
}

Result<RunData> TrainingService::take_lessons(const RunId& run, const NewRun& wanted) const {
  TRY(check(wanted));
  TRY(deps_.folders.make(run));
  Result<RunData> data = copy_all(run, wanted);
  if (!data) deps_.folders.remove(run);
  return data;
}

Async<Result<std::vector<Lesson>>> TrainingService::missed_lessons(Scope scope, answers::Head head) const {
  std::vector<Lesson> lessons;
  if (deps_.missed != nullptr) {
    lessons = CO_TRY(
        co_await deps_.missed->newest_lessons(std::move(scope), head, config_.lessons_max, config_.dataset_bytes_max));
  }
  if (lessons.empty())
    co_return fault("$.misses", fmt::format("the project has no miss of the head {}", json::name_of(head)));
  co_return lessons;
}

Async<Result<TrainingRun>> TrainingService::create(audit::Caller caller, NewRun wanted) {
  if (wanted.misses) {
    if (wanted.dataset || !wanted.lessons.empty())
      co_return fault("$.misses", "one of these expected: the name of a dataset, lessons, or misses");
    wanted.lessons = CO_TRY(co_await missed_lessons(caller.principal.scope(), wanted.head));
  }
  TrainingRun run{.id = RunId::generate(deps_.ids), .project = caller.principal.project};
  if (wanted.base.empty()) wanted.base = config_.base;
  if (!wanted.settings.seconds) wanted.settings.seconds = std::min(kUsualSeconds, config_.seconds_max);
  if (wanted.name.empty()) wanted.name = fmt::format("{}-{}", json::name_of(wanted.head), run.id.text());
  run.data = CO_TRY(co_await deps_.blocking.run([this, id = run.id, wanted] { return take_lessons(id, wanted); }));
  run.head = wanted.head;
  run.name = wanted.name;
  run.base = wanted.base;
  run.settings = wanted.settings;
  run.replica = deps_.replica;
  run.created_by = caller.principal.key_id;
  run.trainer = std::filesystem::path(trainer_command(config_, deps_.program_folder).front()).filename().string();
  audit::AuditEntry entry = audit::entry_of(caller, "training.create", run.id.text(), details_of(run));
  const Result<storage::WriteOutcome> written =
      co_await deps_.audit.write(TrainingStore::insert(run, config_.queued_max), std::move(entry));
  if (!written) {
    // Where the outcome is not known the row may be there; the folder goes when the server begins anew, if it is not.
    if (written.error().code != ErrorCode::unavailable) deps_.folders.remove(run.id);
    if (written.error().code != ErrorCode::conflict) co_return std::unexpected(written.error());
    co_return fail(ErrorCode::limit_exceeded,
                   fmt::format("{} training runs wait already (training.queued_max)", config_.queued_max));
  }
  co_return co_await store_.find({run.project}, run.id);
}

Async<Result<TrainingRun>> TrainingService::cancel(audit::Caller caller, RunId id) {
  const Scope scope = caller.principal.scope();
  constexpr int kAttemptsMax = 3;  // it may begin, or end, just now
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    const TrainingRun run = CO_TRY(co_await store_.find(scope, id));
    if (is_final(run.state)) {
      co_return fail(ErrorCode::conflict, "ended",
                     fmt::format("the training run has ended: {}", json::name_of(run.state)));
    }
    storage::WriteUnit unit = run.state == RunState::queued ? TrainingStore::cancel_queued(scope, id)
                                                            : TrainingStore::request_cancel(scope, id);
    audit::AuditEntry entry = audit::entry_of(caller, "training.cancel", id.text());
    const Result<storage::WriteOutcome> written = co_await deps_.audit.write(std::move(unit), std::move(entry));
    if (written) co_return co_await store_.find(scope, id);
    if (written.error().code != ErrorCode::conflict) co_return std::unexpected(written.error());
  }
  co_return fail(ErrorCode::conflict, "its state changed meanwhile; try again");
}

Async<Result<TrainingRun>> TrainingService::resume(audit::Caller caller, RunId id) {
  const Scope scope = caller.principal.scope();
  const TrainingRun run = CO_TRY(co_await store_.find(scope, id));
  if (run.state != RunState::failed && run.state != RunState::cancelled && run.state != RunState::refused) {
    co_return fail(ErrorCode::conflict, "not_resumable",
                   fmt::format("only a run that failed, was refused or cancelled can go on; this one is {}",
                               json::name_of(run.state)));
  }
  if (run.replica != deps_.replica) {
    co_return fail(ErrorCode::conflict, "another_server",
                   fmt::format("its checkpoint lies on the server '{}'; ask that one", run.replica));
  }
  const bool has_checkpoint = CO_TRY(co_await deps_.blocking.run(
      [folders = deps_.folders, id]() -> Result<bool> { return folders.has_checkpoint(id); }));
  if (!has_checkpoint && !has_never_trained(run))
    co_return fail(ErrorCode::conflict, "no_checkpoint", "it ended before its first checkpoint; make a new run");
  audit::AuditEntry entry = audit::entry_of(caller, "training.resume", id.text());
  const Result<storage::WriteOutcome> written =
      co_await deps_.audit.write(TrainingStore::resume(scope, id, deps_.replica, config_.queued_max), std::move(entry));
  if (!written && written.error().code == ErrorCode::conflict) {
    co_return fail(
        ErrorCode::conflict,
        fmt::format("its state changed meanwhile, or {} runs wait already (training.queued_max)", config_.queued_max));
  }
  CO_TRY(written);
  co_return co_await store_.find(scope, id);
}

Async<Result<std::string>> TrainingService::log(Scope scope, RunId run, std::size_t bytes_max) {
  const RunWords words = CO_TRY(co_await store_.words(scope, run));
  std::string text =
      CO_TRY(co_await deps_.blocking.run([folders = deps_.folders, run, bytes_max]() -> Result<std::string> {
        return end_of_log(folders.log(run), bytes_max);
      }));
  if (!text.empty()) co_return text;
  const std::string_view tail = words.log_tail;
  co_return clean_text(tail.substr(tail.size() - std::min(tail.size(), bytes_max)));
}

}  // namespace swarm::training_runs
