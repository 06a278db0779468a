#include "swarm/tasks/task_service.hpp"

#include <algorithm>
#include <set>

#include "platform/crypto/hash.hpp"
#include "platform/runtime/timers.hpp"
#include "swarm/tasks/task_content.hpp"
#include "swarm/tasks/task_rules.hpp"
#include "swarm/tasks/task_work.hpp"

namespace swarm::tasks {

namespace {

std::unexpected<Error> fault_at(std::string path, std::string message) {
  return std::unexpected(json::error_of({{std::move(path), std::move(message)}}));
}

std::optional<answers::Head> head_of(HeadChoice choice) {
  return json::enum_named<answers::Head>(json::name_of(choice));
}

constexpr std::size_t kMetadataBytesMax = 16 * KiB;
std::string fingerprint_of(const std::vector<CreateTask>& requests) {
  std::vector<CreateTask> without_wait = requests;  // how long one waits does not change what is asked for
  for (CreateTask& request : without_wait)
    request.wait = {};
  json::Value encoded = json::encode(without_wait);
  for (json::Value& request : encoded.get_array()) {
    json::Object& members = request.get_object();
    if (members.at("depends_on").is_null()) members.erase("depends_on");  // as what follows
    drop_defaults_of_answering(members);
  }
  return crypto::sha256_hex(json::canonical_text(encoded));
}

std::string path_of(bool is_batch, std::size_t place) {
  return is_batch ? fmt::format("$.tasks[{}]", place) : "$";
}

Result<std::vector<TaskId>> distinct(const std::vector<TaskId>& ids, const std::string& path) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto earlier = std::ranges::find(ids, ids[i]);
    if (earlier != ids.begin() + static_cast<std::ptrdiff_t>(i))
      return fault_at(fmt::format("{}.depends_on[{}]", path, i), "named twice");
  }
  return ids;
}

Result<Transition> decide_cancel(const Task& task) {
  TRY(may_cancel(task));
  return Transition{task, TaskState::cancelled, "task.cancelled",
                    std::string(json::name_of(TaskTrouble::cancelled_by_client))};
}

Transition restart(const Task& task) {
  return {.task = task, .to = TaskState::pending, .event_type = "task.retrying", .fresh_start = true};
}

Result<Transition> decide_retry(const Task& task) {
  TRY(may_retry(task));
  return restart(task);
}

Result<Transition> decide_requeue(const Task& task) {
  TRY(may_requeue(task));
  return restart(task);
}

}  // namespace

Result<TaskInput> TaskService::check(const CreateTask& request, const std::string& path,
                                     const Submission& submission) const {
  const std::shared_ptr<const TaskConfig> live = config_.get();
  const TaskConfig& config = *live;
  TaskInput input = TRY(content_of(request, path, config));
  if (request.metadata && json::to_text(*request.metadata).size() > kMetadataBytesMax) {
    return fault_at(path + ".metadata", fmt::format("at most {} bytes of JSON expected", kMetadataBytesMax));
  }
  if (request.depends_on) {
    if (static_cast<std::int64_t>(request.depends_on->size()) > config.dependencies_max) {
      return fault_at(path + ".depends_on", fmt::format("at most {} expected (tasks.dependencies_max), got {}",
                                                        config.dependencies_max, request.depends_on->size()));
    }
    input.depends_on = TRY(distinct(*request.depends_on, path));
  }
  if (request.options) input.options = TRY(checked_options(*request.options, path + ".options"));
  input.strategy = request.strategy;
  input.verify = request.verify;
  input.head_wanted = head_of(request.head);
  input.priority = request.priority;
  input.deadline = request.deadline.value_or(config.deadline_default);
  input.attempts_max = request.attempts_max.value_or(config.attempts_max);
  input.metadata = request.metadata;
  input.created_by = submission.key_id;
  input.request_id = submission.request_id;
  input.trace_id = submission.trace_id;
  return input;
}

Result<Done> TaskService::check_room(Priority priority, std::size_t others) const {
  const std::int64_t queued = deps_.gauge.queued() + static_cast<std::int64_t>(others);
  if (!is_shed(priority, queued, config_.get()->queued_max)) return Done{};
  Error error{.code = ErrorCode::limit_exceeded,
              .message = fmt::format(
                  "{} tasks wait already: {} priority is refused for now; try again later, or raise tasks.queued_max",
                  deps_.gauge.queued(), json::name_of(priority)),
              .reason = "queue_full"};
  error.retry_after = std::chrono::seconds{5};
  return std::unexpected(std::move(error));
}

Result<std::vector<Task>> TaskService::prepare(const Scope& scope, const std::vector<CreateTask>& requests,
                                               const Submission& submission) {
  const std::shared_ptr<const TaskConfig> config = config_.get();
  if (static_cast<std::int64_t>(requests.size()) > config->batch_tasks_max) {
    return fault_at("$.tasks", fmt::format("at most {} tasks expected (tasks.batch_tasks_max), got {}",
                                           config->batch_tasks_max, requests.size()));
  }
  std::vector<Task> tasks;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    TaskInput input = TRY(check(requests[i], path_of(submission.is_batch, i), submission));
    if (Result<Done> room = check_room(input.priority, i); !room) {
      deps_.metrics.shed.add(static_cast<double>(requests.size()));
      return std::unexpected(std::move(room).error());
    }
    TaskId id = submission.task ? *submission.task : TaskId::generate(deps_.ids);
    tasks.push_back({.id = std::move(id), .project = scope.project, .input = std::move(input)});
    tasks.back().open_dependencies = static_cast<std::int64_t>(tasks.back().input.depends_on.size());
  }
  return tasks;
}

// Names every dependency that does not exist, by its path.
Async<Result<Done>> TaskService::check_dependencies(Scope scope, std::vector<Task> tasks, bool is_batch) {
  std::set<TaskId> wanted;
  for (const Task& task : tasks)
    wanted.insert(task.input.depends_on.begin(), task.input.depends_on.end());
  if (wanted.empty()) co_return Done{};
  const auto standing = CO_TRY(co_await deps_.store.standing_of(scope, {wanted.begin(), wanted.end()}));
  std::vector<Fault> faults;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const std::vector<TaskId>& ids = tasks[i].input.depends_on;
    for (std::size_t k = 0; k < ids.size() && faults.size() < json::Faults::kFaultsMax; ++k) {
      if (standing.contains(ids[k].text())) continue;
      faults.push_back({fmt::format("{}.depends_on[{}]", path_of(is_batch, i), k),
                        fmt::format("no task {} in this project", ids[k].text())});
    }
  }
  if (!faults.empty()) co_return std::unexpected(json::error_of(std::move(faults)));
  co_return Done{};
}

// A task begins anew only when all that it depends on has an answer.
Async<Result<Done>> TaskService::check_answered(Scope scope, TaskId id) {
  const Task task = CO_TRY(co_await deps_.store.find(scope, id));
  const auto standing = CO_TRY(co_await deps_.store.standing_of(scope, task.input.depends_on));
  for (const TaskId& dependency : task.input.depends_on) {
    const auto found = standing.find(dependency.text());
    if (found == standing.end() || has_answer(found->second.state, found->second.verdict)) continue;
    co_return fail(
        ErrorCode::conflict, "dependency_failed",
        fmt::format("task {} depends on {}, which has no answer: retry that one first", id.text(), dependency.text()));
  }
  co_return Done{};
}

Async<Result<std::vector<Task>>> TaskService::read_all(Scope scope, std::vector<TaskId> ids) {
  std::vector<Task> tasks;
  for (const TaskId& id : ids) {
    Result<Task> task = co_await deps_.store.find(scope, id);
    if (!task && task.error().code == ErrorCode::not_found) {
      co_return fail(ErrorCode::expired, "idempotent_result_expired",
                     "what this Idempotency-Key submitted was accepted, and has been forgotten since: it is not done a "
                     "second time; use a new key to ask for it again");
    }
    tasks.push_back(CO_TRY(std::move(task)));
  }
  co_return tasks;
}

Async<Result<std::vector<Task>>> TaskService::replay(Scope scope, IdempotentUse use) {
  const std::optional<IdempotentRecord> record = CO_TRY(co_await deps_.store.find_idempotent(scope, use.key));
  if (!record)
    co_return fail(ErrorCode::unavailable, "the Idempotency-Key is being forgotten just now; send the request again");
  if (record->fingerprint != use.fingerprint) {
    co_return fail(
        ErrorCode::conflict, "idempotency_key_reused",
        fmt::format("Idempotency-Key '{}' came with another body before; use a new key for a new request", use.key));
  }
  co_return co_await read_all(scope, record->tasks);
}

Async<Result<std::vector<Task>>> TaskService::submit(Scope scope, std::vector<CreateTask> requests,
                                                     Submission submission) {
  std::optional<IdempotentUse> use;
  if (submission.idempotency_key) {
    use = IdempotentUse{*submission.idempotency_key, fingerprint_of(requests)};
    const std::optional<IdempotentRecord> known = CO_TRY(co_await deps_.store.find_idempotent(scope, use->key));
    if (known) co_return co_await replay(scope, *use);
  }
  std::vector<Task> tasks = CO_TRY(prepare(scope, requests, submission));
  CO_TRY(co_await check_dependencies(scope, tasks, submission.is_batch));
  co_return co_await store(std::move(scope), std::move(tasks), std::move(submission), std::move(use));
}

Async<Result<std::vector<Task>>> TaskService::store(Scope scope, std::vector<Task> tasks, Submission submission,
                                                    std::optional<IdempotentUse> use) {
  const std::size_t count = tasks.size();
  deps_.gauge.begin();
  Result<std::vector<Task>> stored = co_await deps_.store.insert(scope, tasks, use);
  deps_.gauge.end(stored ? static_cast<std::int64_t>(count) : 0);
  if (!stored) {
    if (stored.error().reason == "guard")  // one that it depends on was forgotten meanwhile
      CO_TRY(co_await check_dependencies(scope, std::move(tasks), submission.is_batch));
    else if (use && stored.error().code == ErrorCode::conflict)
      co_return co_await replay(scope, *use);  // another was faster
    co_return std::unexpected(stored.error());
  }
  deps_.metrics.submitted.add(static_cast<double>(count));
  co_return stored;
}

Async<Result<Task>> TaskService::wait(Scope scope, TaskId id, std::chrono::milliseconds at_most) {
  constexpr std::chrono::milliseconds kLookAgain{500};  // a wake-up from another server may be lost
  const runtime::Wakeup ended(co_await runtime::asio::this_coro::executor);
  const storage::Database::Subscription subscription =
      deps_.database.subscribe(ended_topic(id), [ended] { ended.notify(); });
  runtime::Wakeup waiter = ended;
  std::chrono::milliseconds left = std::min(at_most, config_.get()->wait_max);
  while (true) {
    Task task = CO_TRY(co_await deps_.store.find(scope, id));
    if (is_final(task.state) || left.count() <= 0) co_return task;
    const auto pause = std::min(left, kLookAgain);
    const auto before = std::chrono::steady_clock::now();
    co_await waiter.wait_for(pause);
    left -= std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - before);
  }
}

Async<Result<Task>> TaskService::change(Scope scope, TaskId id, Decision decide) {
  constexpr int kTriesMax = 5;  // each lost guard means that somebody else moved the task forward
  for (int tries = 1;; ++tries) {
    const Task task = CO_TRY(co_await deps_.store.find(scope, id));
    Transition transition = CO_TRY(decide(task));
    const Result<Done> applied = co_await deps_.store.apply(std::move(transition));
    if (applied) co_return co_await deps_.store.find(scope, id);
    if (applied.error().code != ErrorCode::conflict || tries == kTriesMax) co_return std::unexpected(applied.error());
  }
}

Async<Result<Task>> TaskService::cancel(Scope scope, TaskId id) {
  Task task = CO_TRY(co_await change(scope, id, decide_cancel));
  deps_.metrics.finished(task.input.head_wanted, "cancelled");
  co_return task;
}

Async<Result<Task>> TaskService::retry(Scope scope, TaskId id) {
  CO_TRY(co_await check_answered(scope, id));
  co_return co_await change(scope, id, decide_retry);
}

Async<Result<Task>> TaskService::requeue(Scope scope, TaskId id) {
  CO_TRY(co_await check_answered(scope, id));
  co_return co_await change(scope, id, decide_requeue);
}

Async<Result<FeedbackView>> TaskService::give_feedback(Scope scope, TaskId id, GiveFeedback given, std::string key_id) {
  const Task task = CO_TRY(co_await deps_.store.find(scope, id));
  CO_TRY(may_give_feedback(task));
  if (given.correct && given.right_answer) co_return fault_at("$.right_answer", "only a wrong answer is corrected");
  Feedback feedback{deps_.ids.next(), id, given.correct, given.right_answer, given.note, std::move(key_id)};
  const FeedbackView view{feedback.id, id.text(), feedback.correct, feedback.right_answer, feedback.note};
  CO_TRY(co_await deps_.store.insert_feedback(scope, std::move(feedback)));
  co_return view;
}

}  // namespace swarm::tasks
