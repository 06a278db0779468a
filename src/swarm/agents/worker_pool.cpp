#include "swarm/agents/worker_pool.hpp"

#include <algorithm>

#include "swarm/tasks/task_content.hpp"
#include "swarm/tasks/task_rules.hpp"

namespace swarm::agents {

using tasks::Assignment;
using tasks::TaskState;

namespace {

tasks::TaskResult result_of(const answering::Answered& answered) {
  tasks::TaskResult result{.head = answered.trace.route.head};
  if (answered.answer) {
    result.head = answered.answer->head;
    result.verdict = answered.answer->verdict;
    result.answer = answered.answer->answer;
    if (!answered.answer->value.empty()) result.value = answered.answer->value;
    result.evidence = answered.answer->evidence;
    result.confidence = answered.answer->confidence;
    if (!answered.answer->model.empty()) {
      result.provider = answered.answer->provider;
      result.model = answered.answer->model;
      result.message = answered.answer->message;
    }
  } else if (answered.reason) {
    result.reason = std::string(json::name_of(*answered.reason));
  }
  json::Array stages;
  for (const answering::StageTrace& stage : answered.trace.stages) {
    stages.push_back(json::Object{{"stage", stage.stage}, {"outcome", json::name_of(stage.outcome)}});
  }
  result.route = json::Object{{"head", json::name_of(answered.trace.route.head)},
                              {"router", answered.trace.route.router},
                              {"stages", std::move(stages)}};
  return result;
}

std::string trace_text(const answering::AnswerTrace& trace) {
  return json::to_text(json::encode(trace));
}

}  // namespace

AgentMetrics::AgentMetrics(telemetry::Metrics& metrics)
    : busy(metrics.gauge("swarm_agents", "Agents, by role and state.", {{"role", "worker"}, {"state", "busy"}})),
      idle(metrics.gauge("swarm_agents", "Agents, by role and state.", {{"role", "worker"}, {"state", "idle"}})) {}

WorkerPool::WorkerPool(WorkerPoolConfig config, std::string replica, Deps deps)
    : config_(config),
      replica_(std::move(replica)),
      worker_{replica_ + "/" + deps.ids.next()},
      deps_(std::move(deps)),
      work_(deps_.loop.executor()),
      revoked_(deps_.loop.executor()),
      ended_(deps_.loop.executor()),
      attempts_(deps_.loop),
      background_(deps_.loop) {}

void WorkerPool::start() {
  show_usage();
  subscriptions_.push_back(deps_.database.subscribe(std::string(tasks::kWorkTopic), [work = work_] { work.notify(); }));
  subscriptions_.push_back(
      deps_.database.subscribe(std::string(tasks::kRevokedTopic), [revoked = revoked_] { revoked.notify(); }));
  background_.spawn(pull_forever());
  background_.spawn(keep_lease_forever());
  background_.spawn(keep_house_forever());
}

Async<bool> WorkerPool::enlist() {
  const Result<Done> enlisted = co_await deps_.work.enlist(worker_, replica_, config_.lease);
  if (!enlisted)
    deps_.log.warn("worker_cannot_enlist", {{"worker", worker_.text}, {"error", enlisted.error().message}});
  co_return enlisted.has_value();
}

Async<void> WorkerPool::pull_forever() {
  while (!co_await enlist())
    co_await runtime::pause(config_.poll_interval);
  while (!stopping_) {
    co_await release_what_nobody_runs();
    if (free_places() > 0)
      co_await pull_once();
    else
      co_await work_.wait_for(config_.poll_interval);
  }
}

Async<void> WorkerPool::pull_once() {
  constexpr std::int64_t kClaimedAtOnceMax = 128;  // leaves work for other servers, and bounds one transaction
  const std::int64_t wanted = std::min(free_places(), kClaimedAtOnceMax);
  Result<std::vector<Assignment>> claimed = co_await deps_.work.claim(worker_, deps_.ids.next(), wanted);
  if (!claimed) {
    deps_.log.warn("claim_failed", {{"error", claimed.error().message}});
    next_release_ = {};  // it may have been stored all the same
    co_await runtime::pause(config_.poll_interval);
    co_return;
  }
  deps_.gauge.claimed(static_cast<std::int64_t>(claimed->size()));
  for (Assignment& assignment : *claimed) {
    deps_.task_metrics.start_delay.observe(
        std::chrono::duration<double>(assignment.started_at - assignment.created_at).count());
    for (auto& [attempt, earlier] : running_) {
      if (attempt.first == assignment.id.text()) earlier.request_stop();
    }
    std::stop_source& stop = running_[{assignment.id.text(), assignment.fence}];
    attempts_.spawn(work_on(std::move(assignment), stop.get_token()));
  }
  show_usage();
  if (static_cast<std::int64_t>(claimed->size()) < wanted) co_await work_.wait_for(config_.poll_interval);
}

// The answer to a claim may be lost, and the end of an attempt may find no database: while the lease is renewed nobody
// else would take such a task. Runs between two claims, so that what is being claimed is not mistaken for it.
Async<void> WorkerPool::release_what_nobody_runs() {
  if (deps_.clock.steady_now() < next_release_) co_return;
  std::set<std::string> running;
  for (const auto& [attempt, stop] : running_)
    running.insert(attempt.first);
  const Result<std::int64_t> released = co_await deps_.work.release(worker_, std::move(running));
  if (!released) co_return;
  next_release_ = deps_.clock.steady_now() + config_.lease;
  if (*released == 0) co_return;
  deps_.task_metrics.reclaimed.add(static_cast<double>(*released));
  deps_.log.warn("unattended_tasks_released", {{"tasks", *released}});
}

Async<void> WorkerPool::keep_lease_forever() {
  while (true) {
    co_await revoked_.wait_for(config_.lease / 3);
    const Result<Done> renewed = co_await deps_.work.heartbeat(worker_, config_.lease);
    if (!renewed && renewed.error().code == ErrorCode::conflict) {
      deps_.log.warn("lease_lost", {{"worker", worker_.text}, {"running", running_.size()}});
      co_await enlist();
    }
    co_await drop_what_was_revoked();
  }
}

Async<void> WorkerPool::drop_what_was_revoked() {
  std::vector<std::pair<std::string, std::int64_t>> before;  // what is claimed while we read is not revoked
  for (const auto& [attempt, stop] : running_)
    before.push_back(attempt);
  if (before.empty()) co_return;
  const Result<std::set<std::string>> held = co_await deps_.work.still_held(worker_);
  if (!held) co_return;
  for (const auto& attempt : before) {
    const auto found = running_.find(attempt);
    if (found != running_.end() && !held->contains(attempt.first)) found->second.request_stop();
  }
}

Async<void> WorkerPool::keep_house_forever() {
  constexpr std::int64_t kAtOnceMax = 500;
  while (true) {
    const Result<std::int64_t> reclaimed = co_await deps_.work.reclaim(kAtOnceMax);
    if (reclaimed && *reclaimed > 0) {
      deps_.task_metrics.reclaimed.add(static_cast<double>(*reclaimed));
      deps_.log.warn("leases_reclaimed", {{"tasks", *reclaimed}});
    }
    const Result<std::int64_t> due = co_await deps_.work.queue_due(kAtOnceMax);
    if ((reclaimed && *reclaimed > 0) || (due && *due > 0)) work_.notify();
    const Result<std::int64_t> expired = co_await deps_.work.expire(kAtOnceMax);
    for (std::int64_t i = 0; expired && i < *expired; ++i)
      deps_.task_metrics.finished(std::nullopt, "failed");
    co_await refresh_queue_facts();
    const bool more =
        (reclaimed && *reclaimed == kAtOnceMax) || (expired && *expired == kAtOnceMax) || (due && *due == kAtOnceMax);
    if (!more) co_await runtime::pause(next_look_);
  }
}

Async<void> WorkerPool::refresh_queue_facts() {
  constexpr std::chrono::milliseconds kSoonest{10};
  next_look_ = config_.poll_interval;
  const tasks::QueueGauge::Mark before = deps_.gauge.mark();
  const Result<tasks::QueueFacts> facts = co_await deps_.store.queue_facts();
  if (!facts) co_return;
  std::int64_t queued = facts->dependent;
  for (const auto& [priority, count] : facts->queued)
    queued += count;
  deps_.gauge.reset(queued, before);
  const auto oldest = facts->oldest_ready_at ? facts->now - *facts->oldest_ready_at : std::chrono::milliseconds{0};
  deps_.task_metrics.queue_is(facts->queued, facts->retrying, facts->dependent, oldest);
  if (facts->next_ready_at)
    next_look_ = std::clamp<std::chrono::milliseconds>(*facts->next_ready_at - facts->now, kSoonest, next_look_);
}

Async<std::expected<answering::Answered, answering::AnswerFailure>> WorkerPool::ask(answering::Question question) {
  std::exception_ptr thrown;
  try {
    co_return co_await deps_.answerer.answer(std::move(question));
  } catch (...) {
    thrown = std::current_exception();
  }
  if (runtime::is_cancellation(thrown)) std::rethrow_exception(thrown);
  co_return std::unexpected(
      answering::AnswerFailure{{.code = ErrorCode::internal, .message = runtime::describe(thrown)}, {}});
}

answering::Question WorkerPool::question_of(const Assignment& assignment, std::stop_token stop) const {
  const tasks::TaskInput& input = assignment.input;
  answering::Question question{.prompt = input.prompt,
                               .head_wanted = input.head_wanted,
                               .deadline = deps_.clock.steady_now() + (assignment.deadline_at - assignment.started_at),
                               .stop = std::move(stop),
                               .messages = tasks::messages_for_models(input),
                               .options = input.options,
                               .strategy = input.strategy,
                               .verify = input.verify,
                               .payer = budget::Payer{.project = assignment.project, .key_id = input.created_by},
                               .request_id = input.request_id};
  if (deps_.text_listeners == nullptr) return question;
  question.on_stage = deps_.text_listeners->stage_listener_for(assignment.id);
  if (input.verify == answers::Verify::off)
    question.on_text = deps_.text_listeners->listener_for(assignment.id, assignment.attempt);
  return question;
}

Async<void> WorkerPool::work_on(Assignment assignment, std::stop_token stop) {
  const std::pair<std::string, std::int64_t> attempt(assignment.id.text(), assignment.fence);
  auto outcome = co_await ask(question_of(assignment, stop));
  if (outcome)
    co_await finish(std::move(assignment), std::move(*outcome), stop);
  else
    co_await finish_badly(std::move(assignment), std::move(outcome).error(), stop);
  running_.erase(attempt);
  show_usage();
  work_.notify();
  ended_.notify();
}

Async<void> WorkerPool::finish(Assignment assignment, answering::Answered answered, std::stop_token stop) {
  constexpr int kTriesMax = 5;  // while the database is away; afterwards the task is released, and done again
  const tasks::TaskResult result = result_of(answered);
  const std::string trace = trace_text(answered.trace);
  const answers::Spent spent = spent_of(answered.trace);
  const CompletionListener::Addition addition = co_await addition_to(assignment, std::move(answered));
  std::optional<Result<Done>> stored;
  for (int tries = 1; tries <= kTriesMax && !stop.stop_requested(); ++tries) {
    stored = co_await deps_.work.complete(worker_, assignment, result, trace, spent, addition.unit);
    if (*stored || stored->error().code == ErrorCode::conflict) break;
    co_await runtime::pause(config_.lease / 10);
  }
  if (!stored) co_return deps_.task_metrics.stale.add();
  if (*stored && addition.on_stored) addition.on_stored();
  report_end(assignment, *stored, result.head, json::name_of(result.verdict));
}

// What goes wrong beside the answer does not keep it from being stored.
Async<CompletionListener::Addition> WorkerPool::addition_to(Assignment assignment, answering::Answered answered) {
  if (deps_.completion_listener == nullptr) co_return CompletionListener::Addition{};
  std::exception_ptr thrown;
  try {
    co_return co_await deps_.completion_listener->on_completion(assignment, std::move(answered));
  } catch (...) {
    thrown = std::current_exception();
  }
  if (runtime::is_cancellation(thrown)) std::rethrow_exception(thrown);
  deps_.log.error("completion_listener_failed", {{"task", assignment.id.text()}, {"error", runtime::describe(thrown)}});
  co_return CompletionListener::Addition{};
}

Async<void> WorkerPool::finish_badly(Assignment assignment, answering::AnswerFailure failure, std::stop_token stop) {
  if (stop.stop_requested()) co_return deps_.task_metrics.stale.add();
  const tasks::AfterFailure next =
      tasks::after_failure(failure.error.code, assignment.attempt, assignment.attempts_max, deps_.clock.now(),
                           assignment.deadline_at, deps_.random.fraction());
  deps_.log.warn("attempt_failed", {{"task", assignment.id.text()},
                                    {"attempt", assignment.attempt},
                                    {"next", json::name_of(next.state)},
                                    {"error", failure.error.message},
                                    {"trace_id", assignment.input.trace_id}});
  tasks::TaskWork::GivenUp how{.to = next.state,
                               .trouble = next.trouble,
                               .failure = failure.error.message,
                               .ready_at = next.ready_at,
                               .spent = spent_of(failure.trace)};
  const Result<Done> stored =
      co_await deps_.work.give_up(worker_, assignment, std::move(how), trace_text(failure.trace));
  if (next.state == TaskState::retrying && stored) co_return;
  report_end(assignment, stored, assignment.input.head_wanted, json::name_of(next.state));
}

void WorkerPool::report_end(const Assignment& assignment, const Result<Done>& stored, std::optional<answers::Head> head,
                            std::string_view outcome) {
  if (stored) {
    deps_.task_metrics.finished(head, outcome);
  } else if (stored.error().code == ErrorCode::conflict) {
    deps_.task_metrics.stale.add();
  } else {
    next_release_ = {};
    deps_.log.error("result_not_stored", {{"task", assignment.id.text()}, {"error", stored.error().message}});
  }
}

void WorkerPool::show_usage() const {
  deps_.metrics.busy.set(static_cast<double>(running_.size()));
  deps_.metrics.idle.set(static_cast<double>(free_places()));
}

Async<void> WorkerPool::stop(std::chrono::milliseconds at_most) {
  subscriptions_.clear();
  co_await runtime::run_on(deps_.loop, stop_here(at_most));
  co_await background_.stop();
  co_await attempts_.stop();
  co_await deps_.work.leave(worker_);
}

Async<void> WorkerPool::stop_here(std::chrono::milliseconds at_most) {
  stopping_ = true;
  work_.notify();
  const SteadyTime until = deps_.clock.steady_now() + at_most;
  while (!running_.empty() && deps_.clock.steady_now() < until)
    co_await ended_.wait_for(std::chrono::milliseconds{50});
  for (auto& [id, stop] : running_)
    stop.request_stop();
}

}  // namespace swarm::agents
