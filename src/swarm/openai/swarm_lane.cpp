#include "swarm/openai/swarm_lane.hpp"

#include <algorithm>
#include <utility>

#include "swarm/tasks/task_work.hpp"

namespace swarm::openai {

namespace {

// Something may have happened in another server, which cannot wake us.
constexpr std::chrono::milliseconds kLookAgain{500};

Error too_long(std::string_view member, std::size_t bytes, Bytes most) {
  Error error =
      json::error_of({{fmt::format("$.{}", member),
                       fmt::format("at most {} bytes expected (tasks.prompt_bytes_max), got {}", most.count, bytes)}});
  error.reason = "context_length_exceeded";
  return error;
}

// As tasks count it.
std::size_t bytes_of(const SwarmRequest& request) {
  return request.task.conversation ? json::to_text(*request.task.conversation).size() : request.text_bytes;
}

// A task's own words for what is asked, as the client called it.
Error as_asked(Error error, std::string_view member) {
  for (Fault& fault : error.faults) {
    for (const std::string_view ours : {"$.conversation", "$.messages", "$.prompt"}) {
      if (fault.path.starts_with(ours)) fault.path = fmt::format("$.{}{}", member, fault.path.substr(ours.size()));
    }
  }
  return error;
}

}  // namespace

Async<Result<SwarmLane::Begun>> SwarmLane::begin(Form form, Scope scope, SwarmRequest request,
                                                 tasks::Submission submission) {
  const Bytes most = deps_.config.get()->prompt_bytes_max;
  if (const std::size_t bytes = bytes_of(request); bytes > most.count)
    co_return std::unexpected(too_long(content_member(form), bytes, most));
  const bool outlives_client = request.outlives_client || submission.idempotency_key.has_value();
  const bool hears = request.stream;
  const auto executor = co_await runtime::asio::this_coro::executor;
  const tasks::TaskId id = tasks::TaskId::generate(deps_.ids);
  Watch watch(deps_, scope, id, executor, hears);
  submission.task = id;
  std::vector<tasks::CreateTask> requests;
  requests.push_back(std::move(request.task));
  Result<std::vector<tasks::Task>> stored =
      co_await deps_.service.submit(scope, std::move(requests), std::move(submission));
  if (!stored) co_return std::unexpected(as_asked(std::move(stored).error(), content_member(form)));
  tasks::Task task = std::move(stored->front());
  if (task.id != id) watch = Watch(deps_, scope, task.id, executor, hears);  // the Idempotency-Key's first task
  Hold hold(*this, form, std::move(scope), task.id, outlives_client);
  co_return Begun{std::move(task), std::move(hold), std::move(watch)};
}

Async<Result<tasks::Task>> SwarmLane::wait_for_end(Watch watch) {
  while (true) {
    std::optional<tasks::Task> task = CO_TRY(co_await watch.look());
    if (task && tasks::is_final(task->state)) co_return std::move(*task);
    co_await watch.wait_for(kLookAgain);
  }
}

void SwarmLane::abandon(Form form, Scope scope, tasks::TaskId task, bool outlives_client) {
  deps_.metrics.ended(form, Outcome::abandoned);
  if (!outlives_client) background_.spawn(cancel(std::move(scope), std::move(task)));
}

Async<void> SwarmLane::cancel(Scope scope, tasks::TaskId task) {
  const Result<tasks::Task> cancelled = co_await deps_.service.cancel(scope, task);
  if (!cancelled && cancelled.error().code != ErrorCode::conflict)  // it has ended meanwhile
    deps_.log.warn("abandoned_task_runs_on", {{"task", task.text()}, {"error", cancelled.error().message}});
}

// --- Hold -----------------------------------------------------------------------------------------------------------

SwarmLane::Hold::Hold(Hold&& other) noexcept
    : lane_(std::exchange(other.lane_, nullptr)),
      form_(other.form_),
      scope_(std::move(other.scope_)),
      task_(std::move(other.task_)),
      outlives_client_(other.outlives_client_) {}

SwarmLane::Hold::~Hold() {
  if (lane_ != nullptr) lane_->abandon(form_, std::move(scope_), std::move(task_), outlives_client_);
}

void SwarmLane::Hold::released(Outcome outcome) {
  if (SwarmLane* lane = std::exchange(lane_, nullptr)) lane->deps_.metrics.ended(form_, outcome);
}

// --- Watch ----------------------------------------------------------------------------------------------------------

SwarmLane::Watch::Watch(const Deps& deps, Scope scope, tasks::TaskId task, runtime::Executor executor, bool hears)
    : store_(&deps.store), scope_(std::move(scope)), task_(std::move(task)), wakeup_(executor) {
  const auto look_again = [is_due = is_due_, wakeup = wakeup_] {
    *is_due = true;
    wakeup.notify();
  };
  subscription_ = deps.database.subscribe(tasks::ended_topic(task_), look_again);
  if (hears) ear_ = deps.texts.listen(task_, [wakeup = wakeup_] { wakeup.notify(); });
}

Async<Result<std::optional<tasks::Task>>> SwarmLane::Watch::look() {
  const auto now = std::chrono::steady_clock::now();
  if (!is_due_->exchange(false) && now - looked_ < kLookAgain) co_return std::nullopt;
  looked_ = now;
  co_return CO_TRY(co_await store_->find(scope_, task_));
}

Async<void> SwarmLane::Watch::wait_for(std::chrono::milliseconds at_most) {
  return wakeup_.wait_for(std::min(at_most, kLookAgain));
}

}  // namespace swarm::openai
