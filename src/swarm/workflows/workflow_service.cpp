#include "swarm/workflows/workflow_service.hpp"

#include <algorithm>

#include "base/invariant.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/runtime/timers.hpp"
#include "swarm/tasks/task_content.hpp"

namespace swarm::workflows {

struct WorkflowService::Prepared {
  Workflow workflow;
  std::string plan;
  std::vector<tasks::Task> steps;
};

namespace {

constexpr std::size_t kMetadataBytesMax = 16 * KiB;
constexpr int kTriesMax = 5;  // each lost guard means that somebody else moved the workflow forward

std::vector<StepDefinition> definitions_of(const CreateWorkflow& request) {
  std::vector<StepDefinition> definitions;
  for (const CreateStep& step : request.steps) {
    definitions.push_back({.name = step.name,
                           .prompt = step.prompt,
                           .messages = step.messages,
                           .depends_on = step.depends_on.value_or(std::vector<std::string>{}),
                           .on_failure = step.on_failure.value_or(request.on_failure),
                           .priority = step.priority});
  }
  return definitions;
}

tasks::CreateTask task_of(const CreateStep& step) {
  tasks::CreateTask task;
  task.prompt = step.prompt;
  task.messages = step.messages;
  task.head = step.head;
  task.strategy = step.strategy;
  task.verify = step.verify;
  task.options = step.options;
  task.priority = step.priority;
  task.deadline = step.deadline;
  task.attempts_max = step.attempts_max;
  task.metadata = step.metadata;
  return task;
}

std::string fingerprint_of(const CreateWorkflow& request) {
  CreateWorkflow without_wait = request;  // how long one waits does not change what is asked for
  without_wait.wait = {};
  json::Value encoded = json::encode(without_wait);
  for (json::Value& step : encoded.at("steps").as_array())
    tasks::drop_defaults_of_answering(step.as_object());
  return crypto::sha256_hex("workflow " + json::canonical_text(encoded));
}

std::unexpected<Error> wrong_state(const Workflow& workflow, std::string_view words) {
  return fail(ErrorCode::conflict, "wrong_state",
              fmt::format("workflow {} is {}: {}", workflow.id.text(), json::name_of(workflow.state), words));
}

}  // namespace

std::vector<tasks::TaskInput> WorkflowService::checked_steps(const CreateWorkflow& request,
                                                             const tasks::Submission& submission,
                                                             std::vector<Fault>& faults) const {
  std::vector<tasks::TaskInput> inputs;
  for (std::size_t place = 0; place < request.steps.size(); ++place) {
    Result<tasks::TaskInput> input =
        deps_.tasks.check(task_of(request.steps[place]), fmt::format("$.steps[{}]", place), submission);
    if (input)
      inputs.push_back(std::move(*input));
    else
      std::ranges::move(input.error().faults, std::back_inserter(faults));
  }
  return inputs;
}

Result<Done> WorkflowService::check_room(const std::vector<tasks::TaskInput>& inputs) const {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (Result<Done> room = deps_.tasks.check_room(inputs[i].priority, i); !room) {
      deps_.task_metrics.shed.add(static_cast<double>(inputs.size()));
      return room;
    }
  }
  return Done{};
}

Result<WorkflowService::Prepared> WorkflowService::prepare(const Scope& scope, const CreateWorkflow& request,
                                                           const tasks::Submission& submission) {
  const std::shared_ptr<const WorkflowConfig> config = config_.get();
  const std::vector<StepDefinition> definitions = definitions_of(request);
  std::vector<Fault> faults;
  Result<WorkflowPlan> plan = make_plan(definitions, *config);
  if (!plan) faults = std::move(plan).error().faults;
  std::vector<tasks::TaskInput> inputs = checked_steps(request, submission, faults);
  if (request.metadata && json::to_text(*request.metadata).size() > kMetadataBytesMax)
    faults.push_back({"$.metadata", fmt::format("at most {} bytes of JSON expected", kMetadataBytesMax)});
  if (!faults.empty()) {
    faults.resize(std::min(faults.size(), json::Faults::kFaultsMax));
    return std::unexpected(json::error_of(std::move(faults)));
  }
  TRY(check_room(inputs));
  Prepared prepared{{.id = WorkflowId::generate(deps_.ids), .project = scope.project}, plan_text(definitions), {}};
  for (tasks::TaskInput& input : inputs)
    prepared.steps.push_back(
        {.id = tasks::TaskId::generate(deps_.ids), .project = scope.project, .input = std::move(input)});
  Workflow& workflow = prepared.workflow;
  for (std::size_t place = 0; place < prepared.steps.size(); ++place) {
    tasks::Task& task = prepared.steps[place];
    const PlannedStep& step = plan->steps[place];
    task.input.step = tasks::StepOf{workflow.id.text(), step.name, static_cast<std::int64_t>(place)};
    task.open_dependencies = static_cast<std::int64_t>(step.depends_on.size());
    for (const std::size_t dependency : step.depends_on)
      task.input.depends_on.push_back(prepared.steps[dependency].id);
    if (!step.depends_on.empty()) continue;
    auto rendered = render_step(step, {}, std::string::npos);
    SWARM_INVARIANT(rendered.has_value(), "a step that depends on nothing refers to nothing");
    task.input.prompt = std::move(rendered->prompt);
    task.input.messages = std::move(rendered->messages);
  }
  workflow.name = request.name;
  workflow.metadata = request.metadata;
  workflow.deadline = request.deadline.value_or(config->deadline_default);
  workflow.progress.total = static_cast<std::int64_t>(prepared.steps.size());
  workflow.progress.waiting =
      std::ranges::count_if(prepared.steps, [](const tasks::Task& task) { return task.open_dependencies > 0; });
  workflow.progress.running = workflow.progress.total - workflow.progress.waiting;
  workflow.created_by = submission.key_id;
  workflow.request_id = submission.request_id;
  workflow.trace_id = submission.trace_id;
  return prepared;
}

Async<Result<WorkflowView>> WorkflowService::replay(Scope scope, tasks::IdempotentUse use,
                                                    tasks::IdempotentRecord record) {
  if (record.fingerprint != use.fingerprint) {
    co_return fail(
        ErrorCode::conflict, "idempotency_key_reused",
        fmt::format("Idempotency-Key '{}' came with another body before; use a new key for a new request", use.key));
  }
  const WorkflowId id = CO_TRY(WorkflowId::parse(record.tasks.front().text()));
  Result<WorkflowView> found = co_await find(scope, id);
  if (found || found.error().code != ErrorCode::not_found) co_return found;
  co_return fail(ErrorCode::expired, "idempotent_result_expired",
                 "what this Idempotency-Key submitted was accepted, and has been forgotten since: it is not done a "
                 "second time; use a new key to ask for it again");
}

Async<Result<WorkflowView>> WorkflowService::submit(Scope scope, CreateWorkflow request, tasks::Submission submission) {
  std::optional<tasks::IdempotentUse> use;
  if (submission.idempotency_key) {
    use = tasks::IdempotentUse{*submission.idempotency_key, fingerprint_of(request)};
    auto known = CO_TRY(co_await deps_.task_store.find_idempotent(scope, use->key));
    if (known) co_return co_await replay(scope, *use, std::move(*known));
  }
  Prepared prepared = CO_TRY(prepare(scope, request, submission));
  const WorkflowId id = prepared.workflow.id;
  const auto count = static_cast<std::int64_t>(prepared.steps.size());
  deps_.gauge.begin();
  const Result<Done> stored = co_await deps_.store.insert(std::move(prepared.workflow), std::move(prepared.plan),
                                                          std::move(prepared.steps), use);
  deps_.gauge.end(stored ? count : 0);
  if (!stored && use && stored.error().code == ErrorCode::conflict) {
    auto known = CO_TRY(co_await deps_.task_store.find_idempotent(scope, use->key));
    if (known) co_return co_await replay(scope, *use, std::move(*known));  // another was faster
  }
  CO_TRY(stored);
  deps_.metrics.submitted.add();
  deps_.task_metrics.submitted.add(static_cast<double>(count));
  co_return co_await find(std::move(scope), id);
}

Async<Result<WorkflowView>> WorkflowService::find(Scope scope, WorkflowId id) {
  const StoredWorkflow stored = CO_TRY(co_await deps_.store.find(scope, id));
  std::vector<tasks::StepReading> steps = CO_TRY(co_await deps_.steps.read(ref_of(stored.workflow), kStepTextMax));
  co_return view_of(stored.workflow, *stored_plan(stored.plan), std::move(steps));
}

Async<Result<WorkflowView>> WorkflowService::wait(Scope scope, WorkflowId id, std::chrono::milliseconds at_most) {
  constexpr std::chrono::milliseconds kLookAgain{500};  // a wake-up from another server may be lost
  const runtime::Wakeup ended(co_await runtime::asio::this_coro::executor);
  const storage::Database::Subscription subscription =
      deps_.database.subscribe(ended_topic(id), [ended] { ended.notify(); });
  runtime::Wakeup waiter = ended;
  std::chrono::milliseconds left = at_most;
  while (true) {
    const Workflow workflow = CO_TRY(co_await deps_.store.look_at(scope, id));
    if (workflow.state != WorkflowState::running || left.count() <= 0) co_return co_await find(scope, id);
    const auto before = std::chrono::steady_clock::now();
    co_await waiter.wait_for(std::min(left, kLookAgain));
    left -= std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - before);
  }
}

Async<Result<WorkflowView>> WorkflowService::cancel(Scope scope, WorkflowId id) {
  constexpr std::chrono::seconds kUntilEnded{5};  // the end is one step forward away
  for (int tries = 1;; ++tries) {
    const Workflow workflow = CO_TRY(co_await deps_.store.look_at(scope, id));
    if (workflow.state != WorkflowState::running || workflow.stopping)
      co_return wrong_state(workflow, "only one that runs can be cancelled");
    const Result<std::int64_t> stopped = co_await deps_.store.stop(workflow, deps_.ids.next());
    if (stopped) {
      for (std::int64_t i = 0; i < *stopped; ++i)
        deps_.task_metrics.finished(std::nullopt, "cancelled");
      co_return co_await wait(scope, id, kUntilEnded);
    }
    if (stopped.error().code != ErrorCode::conflict || tries == kTriesMax) co_return std::unexpected(stopped.error());
  }
}

Async<Result<WorkflowView>> WorkflowService::retry(Scope scope, WorkflowId id) {
  for (int tries = 1;; ++tries) {
    const Workflow workflow = CO_TRY(co_await deps_.store.look_at(scope, id));
    if (workflow.state == WorkflowState::running)
      co_return wrong_state(workflow, "only one that has ended can be retried");
    if (workflow.progress.failed + workflow.progress.cancelled == 0)
      co_return wrong_state(workflow, "all of its steps have answers");
    const Result<Done> restarted = co_await deps_.store.restart(workflow, deps_.ids.next());
    if (restarted) co_return co_await find(scope, id);
    if (restarted.error().code != ErrorCode::conflict || tries == kTriesMax)
      co_return std::unexpected(restarted.error());
  }
}

}  // namespace swarm::workflows
