#include "swarm/workflows/workflow_engine.hpp"

#include <algorithm>

#include "swarm/tasks/task_work.hpp"

namespace swarm::workflows {

using tasks::StepFacts;
using tasks::TaskState;
using tasks::TaskTrouble;
using tasks::WorkflowRef;
using Standing = WorkflowProgress::Standing;

// As the database knew it at `workflow.version`, which guards whatever is decided by it.
struct WorkflowEngine::Moving {
  Workflow workflow;
  bool is_overdue;
  bool was_asked;  // by a person, or by the step before: look_again has to be taken back
  std::vector<tasks::StepKey> keys;
  WorkflowProgress progress;
};

struct WorkflowEngine::Forward {
  storage::WriteUnit unit{};  // without the workflow's own row, which comes first
  Advance advance;
  json::Array steps{};  // that ended, for the event
  StepResultsByPlace results{};
  std::size_t bytes = 0;
  std::int64_t failed = 0, skipped = 0;
  std::optional<std::size_t> cancelling{};  // the place of the statement that cancels the rest
};

namespace {

constexpr std::int64_t kEndsAtOnceMax = 1'000;
constexpr std::int64_t kLookedAtMax = 100;
constexpr std::size_t kStepsPerEventMax = 50;
constexpr std::chrono::milliseconds kAfterConflict{10};

Standing end_of(const StepFacts& step) {
  if (tasks::has_answer(step.state, step.verdict)) return Standing::completed;
  return step.state == TaskState::cancelled ? Standing::cancelled : Standing::failed;
}

Standing standing_of(const StepFacts& step) {
  if (step.waits) return Standing::waiting;
  return step.is_noted ? end_of(step) : Standing::released;
}

void add_to_event(json::Array& steps, const std::string& name, TaskState state,
                  std::optional<answers::Verdict> verdict = {}) {
  if (steps.size() >= kStepsPerEventMax) return;
  json::Object step{{"name", name}, {"state", json::name_of(state)}};
  if (verdict) step.emplace("verdict", json::name_of(*verdict));
  steps.push_back(std::move(step));
}

}  // namespace

WorkflowEngine::WorkflowEngine(Deps deps)
    : deps_(std::move(deps)), wakeup_(deps_.loop.executor()), background_(deps_.loop) {}

void WorkflowEngine::start() {
  subscriptions_.push_back(
      deps_.database.subscribe(std::string(tasks::kEndedTopic), [wakeup = wakeup_, awaited = awaited_] {
        if (awaited->load()) wakeup.notify();
      }));
  subscriptions_.push_back(
      deps_.database.subscribe(std::string(tasks::kDependentsTopic), [wakeup = wakeup_, awaited = awaited_] {
        awaited->store(true);
        wakeup.notify();
      }));
  background_.spawn(run_forever());
}

Async<void> WorkflowEngine::stop() {
  subscriptions_.clear();
  co_await background_.stop();
}

// --- What is to be done ---------------------------------------------------------------------------------------------

Async<void> WorkflowEngine::run_forever() {
  while (true) {
    const Result<std::int64_t> taken = co_await run_once();
    if (!taken) deps_.log.warn("workflows_stand_still", {{"error", taken.error().message}});
    co_await wakeup_.wait_for(kPoll);
  }
}

Async<Result<std::int64_t>> WorkflowEngine::run_once() {
  const std::int64_t before = taken_;
  if (!awaited_->load()) CO_TRY(co_await look_whether_awaited());
  while (awaited_->load()) {
    const std::int64_t told = CO_TRY(co_await deps_.dependencies.tell(kEndsAtOnceMax));
    const std::map<WorkflowRef, bool> found = CO_TRY(co_await to_do());
    taken_ += told;
    const std::int64_t taken = taken_;
    for (const auto& [ref, fresh] : found) {
      while (under_way_.size() >= kAtOnceMax)
        co_await wakeup_.wait_for(kPoll);
      under_way_.insert(ref);
      background_.spawn(advance_here(ref, fresh));
    }
    while (!under_way_.empty())
      co_await wakeup_.wait_for(kPoll);
    if (told == 0 && taken_ == taken) break;  // nothing moved: all is done, or trouble that time must mend
  }
  if (taken_ == before) CO_TRY(co_await look_whether_awaited());
  co_return taken_ - before;
}

// In this order, so that what is submitted meanwhile is not forgotten.
Async<Result<Done>> WorkflowEngine::look_whether_awaited() {
  awaited_->store(false);
  if (CO_TRY(co_await deps_.store.any_running()) || CO_TRY(co_await deps_.dependencies.any())) awaited_->store(true);
  co_return Done{};
}

// Each with whether it must be read again whatever is known of it.
Async<Result<std::map<WorkflowRef, bool>>> WorkflowEngine::to_do() {
  std::map<WorkflowRef, bool> found;
  for (const WorkflowRef& ref : CO_TRY(co_await deps_.store.to_look_at(kLookedAtMax)))
    found.emplace(ref, true);
  for (const WorkflowRef& ref : CO_TRY(co_await deps_.steps.workflows_with_ended(kEndsAtOnceMax)))
    found.emplace(ref, false);
  co_return found;
}

Async<void> WorkflowEngine::advance_here(WorkflowRef ref, bool fresh) {
  const Result<bool> taken = co_await advance(ref, fresh);
  if (taken) {
    taken_ += *taken ? 1 : 0;
  } else if (taken.error().code == ErrorCode::conflict) {
    deps_.metrics.conflicts.add();
    co_await runtime::pause(kAfterConflict);  // another one is moving it
    ++taken_;
  } else {
    deps_.log.warn("workflow_stands_still", {{"workflow", ref.id}, {"error", taken.error().message}});
  }
  under_way_.erase(ref);
  wakeup_.notify();
}

// --- One step forward -----------------------------------------------------------------------------------------------

// False: there was nothing to do.
Async<Result<bool>> WorkflowEngine::advance(WorkflowRef ref, bool fresh) {
  Result<Moving> found = co_await moving(ref, fresh);
  if (!found && found.error().code != ErrorCode::not_found) co_return std::unexpected(std::move(found).error());
  const std::vector<StepFacts> ended = CO_TRY(co_await deps_.steps.ended(ref));
  if (!found || found->workflow.state != WorkflowState::running) co_return co_await note_only(ref, ended);
  const auto moving = std::make_shared<Moving>(std::move(*found));
  const auto forward = std::make_shared<Forward>(Forward{.advance = {.before = moving->workflow}});
  forward->advance.stopping = moving->workflow.stopping;
  forward->advance.reason = moving->workflow.reason;
  forward->advance.failure = moving->workflow.failure;
  CO_TRY(take_ends(*moving, *forward, ended));
  stop_when_overdue(*moving, *forward);
  CO_TRY(co_await release_ready(moving, forward));
  take_skipped(*moving, *forward);
  fail_fast(*moving, *forward);
  if (forward->unit.statements.empty() && !moving->was_asked && !moving->progress.has_ended()) {
    keep(moving);
    co_return false;
  }
  co_return co_await store(moving, forward);
}

Async<Result<WorkflowEngine::Moving>> WorkflowEngine::moving(WorkflowRef ref, bool fresh) {
  const auto known = cached_.find(ref);
  if (known == cached_.end()) co_return co_await load(std::move(ref));
  const std::shared_ptr<Moving> moving = known->second;
  cached_.erase(known);
  if (fresh) co_return co_await load(std::move(ref));
  co_return std::move(*moving);
}

// The steps may be newer than the workflow's row; then its guard refuses what is decided.
Async<Result<WorkflowEngine::Moving>> WorkflowEngine::load(WorkflowRef ref) {
  const WorkflowId id = CO_TRY(WorkflowId::parse(ref.id));
  StoredWorkflow stored = CO_TRY(co_await deps_.store.find({ref.project}, id));
  const std::vector<StepFacts> steps = CO_TRY(co_await deps_.steps.all(ref));
  std::shared_ptr<const WorkflowPlan> plan = stored_plan(stored.plan);
  if (steps.size() != plan->steps.size()) co_return fail(ErrorCode::not_found, "its steps are forgotten");
  std::vector<tasks::StepKey> keys;
  std::vector<Standing> standing;
  for (const StepFacts& step : steps) {
    keys.push_back(step.key);
    standing.push_back(standing_of(step));
  }
  WorkflowProgress progress(std::move(plan), std::move(standing));
  if (stored.workflow.stopping) progress.stop();
  const bool was_asked = stored.look_again;
  co_return Moving{std::move(stored.workflow), stored.is_overdue, was_asked, std::move(keys), std::move(progress)};
}

// The steps of a workflow that has ended, or is forgotten: nothing follows any more.
Async<Result<bool>> WorkflowEngine::note_only(WorkflowRef ref, std::vector<StepFacts> ended) {
  if (ended.empty()) co_return false;
  storage::WriteUnit unit;
  for (const StepFacts& step : ended)
    note_step(unit, ref.project, step.key);
  CO_TRY(co_await deps_.database.write(std::move(unit)));
  co_return true;
}

Result<Done> WorkflowEngine::take_ends(Moving& moving, Forward& forward, const std::vector<StepFacts>& ended) {
  for (const StepFacts& step : ended) {
    const auto place = static_cast<std::size_t>(step.place);
    const Standing before = moving.progress.standing(place);
    if (before != Standing::waiting && before != Standing::released)  // retried since we looked
      return fail(ErrorCode::conflict, "guard", "the workflow moved since it was read");
    moving.keys[place] = step.key;
    moving.progress.end(place, end_of(step));
    note_step(forward.unit, moving.workflow.project, step.key);
    add_to_event(forward.steps, moving.progress.plan().steps[place].name, step.state, step.verdict);
  }
  return Done{};
}

void WorkflowEngine::stop_when_overdue(Moving& moving, Forward& forward) {
  if (!moving.is_overdue || forward.advance.stopping || moving.progress.has_ended()) return;
  cancel_rest(moving, forward, WorkflowTrouble::deadline_exceeded,
              "the workflow's time was up; submit it again with a longer deadline_ms, or retry it");
}

Async<Result<Done>> WorkflowEngine::release_ready(std::shared_ptr<Moving> moving, std::shared_ptr<Forward> forward) {
  while (const std::optional<std::size_t> place = moving->progress.next_ready()) {
    if (forward->bytes > kUnitBytesMax) {
      moving->progress.put_back_ready(*place);
      forward->advance.look_again = true;
      break;
    }
    CO_TRY(co_await read_results(moving, *place, forward));
    release_or_fail(*moving, *forward, *place);
  }
  co_return Done{};
}

// What the step refers to and is not at hand yet.
Async<Result<Done>> WorkflowEngine::read_results(std::shared_ptr<Moving> moving, std::size_t place,
                                                 std::shared_ptr<Forward> forward) {
  std::vector<std::size_t> missing;
  for (const std::size_t each : referred_to(moving->progress.plan().steps[place])) {
    if (!forward->results.contains(each)) missing.push_back(each);
  }
  for (std::size_t begin = 0; begin < missing.size(); begin += kResultsAtOnce) {
    const std::size_t end = std::min(begin + kResultsAtOnce, missing.size());
    std::vector<tasks::TaskId> ids;
    for (std::size_t i = begin; i < end; ++i)
      ids.push_back(moving->keys[missing[i]].id);
    auto found = CO_TRY(co_await deps_.steps.results(moving->workflow.project, std::move(ids)));
    for (std::size_t i = begin; i < end; ++i) {
      const auto result = found.find(moving->keys[missing[i]].id.text());
      if (result == found.end()) co_return fail(ErrorCode::conflict, "guard", "a step that was there is gone");
      forward->bytes += result->second.value.value_or("").size() + result->second.answer.value_or("").size();
      forward->results.emplace(missing[i], std::move(result->second));
    }
    // The rest would only make it longer.
    if (known_bytes(moving->progress.plan().steps[place], forward->results) > prompt_bytes_max()) break;
  }
  co_return Done{};
}

void WorkflowEngine::release_or_fail(Moving& moving, Forward& forward, std::size_t place) {
  const PlannedStep& step = moving.progress.plan().steps[place];
  const ProjectId& project = moving.workflow.project;
  auto rendered = render_step(step, forward.results, prompt_bytes_max());
  if (rendered) {
    forward.bytes += 2 * rendered->prompt.size();
    release_step(
        forward.unit, project, moving.keys[place],
        {.prompt = std::move(rendered->prompt), .messages = std::move(rendered->messages), .priority = step.priority});
    moving.progress.release(place);
    return;
  }
  end_step(forward.unit, project, moving.keys[place],
           {TaskState::failed, rendered.error().reason, rendered.error().message});
  moving.progress.end(place, Standing::failed);
  add_to_event(forward.steps, step.name, TaskState::failed);
  ++forward.failed;
}

void WorkflowEngine::take_skipped(Moving& moving, Forward& forward) {
  for (const WorkflowProgress::Skipped& skipped : moving.progress.take_skipped()) {
    const std::vector<PlannedStep>& steps = moving.progress.plan().steps;
    end_step(forward.unit, moving.workflow.project, moving.keys[skipped.place],
             {TaskState::cancelled, TaskTrouble::dependency_failed,
              fmt::format("the step '{}' that it depends on ended without an answer", steps[skipped.because_of].name)});
    add_to_event(forward.steps, steps[skipped.place].name, TaskState::cancelled);
    ++forward.skipped;
  }
}

void WorkflowEngine::fail_fast(Moving& moving, Forward& forward) {
  const std::optional<std::size_t> place = moving.progress.take_fail_fast();
  if (!place || forward.advance.stopping) return;
  cancel_rest(moving, forward, WorkflowTrouble::step_failed,
              fmt::format("the step '{}' ended without an answer", moving.progress.plan().steps[*place].name));
}

// The cancelled ones come back as ended in the next step forward.
void WorkflowEngine::cancel_rest(Moving& moving, Forward& forward, WorkflowTrouble reason, const std::string& failure) {
  moving.progress.stop();
  forward.advance.stopping = WorkflowState::failed;
  forward.advance.reason = json::name_of(reason);
  forward.advance.failure = failure;
  if (moving.progress.has_ended()) return;
  forward.cancelling = forward.unit.statements.size();
  cancel_steps(forward.unit, ref_of(moving.workflow), deps_.ids.next(),
               {TaskState::cancelled, TaskTrouble::workflow_failed, "its workflow failed: " + failure});
}

// How the workflow stands after this step, and what is told of it.
void WorkflowEngine::conclude(Moving& moving, Forward& forward) {
  Advance& advance = forward.advance;
  advance.progress = moving.progress.progress();
  if (moving.progress.has_ended()) {
    const std::optional<std::size_t> failed = moving.progress.first_failed();
    if (advance.stopping && advance.progress.cancelled > 0) {
      advance.state = *advance.stopping;
    } else if (failed) {
      advance.state = WorkflowState::failed;
      advance.reason = json::name_of(WorkflowTrouble::step_failed);
      advance.failure =
          fmt::format("the step '{}' ended without an answer", moving.progress.plan().steps[*failed].name);
    } else {
      advance.state = WorkflowState::completed;  // also when a cancellation came too late for all of them
      advance.reason.reset();
      advance.failure.reset();
    }
    advance.stopping.reset();
    forward.unit.topics.push_back(ended_topic(moving.workflow.id));
  }
  if (forward.steps.empty() && advance.state == WorkflowState::running) return;
  advance.event = json::Object{{"steps", std::move(forward.steps)}};
  advance.event_type = advance.state == WorkflowState::running
                           ? "workflow.progressed"
                           : fmt::format("workflow.{}", json::name_of(advance.state));
}

Async<Result<bool>> WorkflowEngine::store(std::shared_ptr<Moving> moving, std::shared_ptr<Forward> forward) {
  conclude(*moving, *forward);
  storage::WriteUnit unit;
  WorkflowStore::add_advance(unit, forward->advance);
  const std::size_t own = unit.statements.size();
  std::ranges::move(forward->unit.statements, std::back_inserter(unit.statements));
  std::ranges::move(forward->unit.topics, std::back_inserter(unit.topics));
  unit.topics.emplace_back(tasks::kWorkTopic);
  if (forward->cancelling) *forward->cancelling += own;
  const storage::WriteOutcome outcome = CO_TRY(co_await deps_.database.write(std::move(unit)));
  count(*moving, *forward, outcome);
  const Advance& advance = forward->advance;
  if (advance.state != WorkflowState::running) co_return true;
  Workflow& workflow = moving->workflow;
  ++workflow.version;
  workflow.events_count += advance.event ? 1 : 0;
  workflow.stopping = advance.stopping;
  workflow.reason = advance.reason;
  workflow.failure = advance.failure;
  moving->was_asked = advance.look_again;
  keep(moving);
  co_return true;
}

void WorkflowEngine::keep(std::shared_ptr<Moving> moving) {
  if (cached_.size() >= kCachedMax) cached_.clear();  // all can be read again
  WorkflowRef ref = ref_of(moving->workflow);
  cached_.insert_or_assign(std::move(ref), std::move(moving));
}

void WorkflowEngine::count(const Moving& moving, const Forward& forward, const storage::WriteOutcome& outcome) const {
  const auto finished = [this](std::string_view how, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i)
      deps_.task_metrics.finished(std::nullopt, how);
  };
  finished("failed", forward.failed);
  finished("cancelled", forward.skipped + (forward.cancelling ? outcome.changed.at(*forward.cancelling) : 0));
  if (forward.advance.state == WorkflowState::running) return;
  deps_.metrics.finished(forward.advance.state);
  deps_.log.info("workflow_ended", {{"workflow", moving.workflow.id.text()},
                                    {"state", json::name_of(forward.advance.state)},
                                    {"steps", forward.advance.progress.total}});
}

}  // namespace swarm::workflows
