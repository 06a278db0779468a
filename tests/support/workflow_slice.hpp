#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/slice_world.hpp"
#include "support/task_slice.hpp"
#include "swarm/workflows/workflow_engine.hpp"
#include "swarm/workflows/workflow_service.hpp"

namespace swarm::tests {

// What the tests of the workflow slice stand on: both databases, an engine, and a worker that does what prompts say:
// sums are added; "abstain", "fail" and "flaky" are not answered; "long" and "huge" have long answers.
class WorkflowSliceTest : public TaskSliceTest {
 protected:
  void SetUp() override {
    schemas_.push_back(workflows::schema());
    TaskSliceTest::SetUp();
    if (!database_) return;
    workflows_ = std::make_unique<workflows::WorkflowStore>(*database_);
    steps_ = std::make_unique<tasks::TaskSteps>(*database_);
    dependencies_ = std::make_unique<tasks::TaskDependencies>(*database_, ids_);
    tasks_ = std::make_unique<tasks::TaskService>(
        task_config_, tasks::TaskService::Deps{
                          .store = *store_, .database = *database_, .gauge = gauge_, .ids = ids_, .metrics = metrics_});
    service_ = std::make_unique<workflows::WorkflowService>(
        config_, workflows::WorkflowService::Deps{.store = *workflows_,
                                                  .steps = *steps_,
                                                  .tasks = *tasks_,
                                                  .task_store = *store_,
                                                  .gauge = gauge_,
                                                  .database = *database_,
                                                  .ids = ids_,
                                                  .task_metrics = metrics_,
                                                  .metrics = workflow_metrics_});
    engine_ = another_engine();
  }
  void TearDown() override {
    if (engine_) run(engine_->stop());
    engine_.reset();
    TaskSliceTest::TearDown();
  }

  std::unique_ptr<workflows::WorkflowEngine> another_engine() {
    return std::make_unique<workflows::WorkflowEngine>(workflows::WorkflowEngine::Deps{.database = *database_,
                                                                                       .store = *workflows_,
                                                                                       .steps = *steps_,
                                                                                       .dependencies = *dependencies_,
                                                                                       .task_config = task_config_,
                                                                                       .loop = loop_.loop(),
                                                                                       .ids = ids_,
                                                                                       .task_metrics = metrics_,
                                                                                       .metrics = workflow_metrics_,
                                                                                       .log = {logs_, "test"}});
  }

  static workflows::CreateStep step(std::string name, std::string prompt, std::vector<std::string> depends_on = {}) {
    workflows::CreateStep made;
    made.name = std::move(name);
    made.prompt = std::move(prompt);
    if (!depends_on.empty()) made.depends_on = std::move(depends_on);
    return made;
  }
  static workflows::CreateWorkflow workflow(std::vector<workflows::CreateStep> steps) {
    workflows::CreateWorkflow made;
    made.steps = std::move(steps);
    return made;
  }
  workflows::WorkflowView submit(workflows::CreateWorkflow request) {
    Result<workflows::WorkflowView> submitted = run(service_->submit(scope_, std::move(request), {.key_id = "key"}));
    if (!submitted) throw std::runtime_error(submitted.error().message);
    return std::move(*submitted);
  }
  workflows::WorkflowView submit(std::vector<workflows::CreateStep> steps) {
    return submit(workflow(std::move(steps)));
  }

  static workflows::WorkflowId id_of(const workflows::WorkflowView& view) {
    return workflows::WorkflowId::parse(view.id).value();
  }
  workflows::WorkflowView find(const std::string& id) {
    return run(service_->find(scope_, workflows::WorkflowId::parse(id).value())).value();
  }
  using TaskSliceTest::find;
  static const workflows::StepView& step_of(const workflows::WorkflowView& view, std::string_view name) {
    return *std::ranges::find(*view.steps, name, &workflows::StepView::name);
  }
  tasks::Task task_of(const workflows::WorkflowView& view, std::string_view name) {
    return find(tasks::TaskId::parse(step_of(view, name).task).value());
  }
  static std::vector<std::string> values_of(const workflows::WorkflowView& view) {
    std::vector<std::string> values;
    for (const workflows::StepView& each : *view.steps)
      values.push_back(each.value.value_or(""));
    return values;
  }
  std::vector<std::string> events_of_workflow(const std::string& id) {
    std::vector<std::string> types;
    const auto found = run(
        workflows_->events_after(scope_, workflows::WorkflowId::parse(id).value(), events::Cursor::oldest(), 1'000));
    for (const events::StoredEvent& event : found.value()) {
      types.push_back(event.type);
      EXPECT_EQ(event.number, static_cast<std::int64_t>(types.size()));
    }
    return types;
  }

  void answer(const tasks::Assignment& assignment) {
    const std::string& prompt = assignment.input.prompt;
    prompts_.push_back(prompt);
    if (prompt == "fail") {
      EXPECT_TRUE(give_up(worker_, assignment, tasks::TaskState::failed).has_value());
      return;
    }
    EXPECT_TRUE(run(work_->complete(worker_, assignment, result_for(prompt), "{}")).has_value()) << prompt;
  }
  // Claims what is queued and answers it; how many.
  std::size_t work_once() {
    enlist(worker_);
    const std::vector<tasks::Assignment> claimed = claim(worker_, 1'000);
    for (const tasks::Assignment& assignment : claimed)
      answer(assignment);
    return claimed.size();
  }
  void run_engine() {
    const Result<std::int64_t> taken = run(engine_->run_once());
    ASSERT_TRUE(taken.has_value()) << taken.error().message;
  }
  // Worker and engine in turn until there is nothing left to work on.
  void run_to_the_end() {
    do
      run_engine();
    while (work_once() > 0);
  }

  static std::vector<std::string> words_of(const std::string& text) {
    std::istringstream stream(text);
    return {std::istream_iterator<std::string>(stream), {}};
  }
  tasks::TaskResult result_for(const std::string& prompt) const {
    const std::vector<std::string> words = words_of(prompt);
    if (words.front() == "abstain" || (words.front() == "flaky" && is_flaky_))
      return {.verdict = answers::Verdict::abstained, .reason = "outside_competence"};
    if (prompt == "long") return {.verdict = answers::Verdict::verified, .answer = std::string(31, 'x')};
    if (prompt == "huge") return {.verdict = answers::Verdict::verified, .answer = std::string(200'000, 'x')};
    std::int64_t sum = 0;
    for (const std::string& word : words)
      sum += std::atoll(word.c_str());
    return {.verdict = answers::Verdict::verified, .answer = std::to_string(sum), .value = std::to_string(sum)};
  }

  bool is_flaky_ = true;
  std::vector<std::string> prompts_;  // in the order in which they were answered
  RecordedLog logs_;
  telemetry::Metrics registry_;
  tasks::TaskMetrics metrics_{registry_};
  workflows::WorkflowMetrics workflow_metrics_{registry_};
  tasks::QueueGauge gauge_;
  Live<tasks::TaskConfig> task_config_{tasks::TaskConfig{}};
  Live<workflows::WorkflowConfig> config_{workflows::WorkflowConfig{}};
  std::unique_ptr<workflows::WorkflowStore> workflows_;
  std::unique_ptr<tasks::TaskSteps> steps_;
  std::unique_ptr<tasks::TaskDependencies> dependencies_;
  std::unique_ptr<tasks::TaskService> tasks_;
  std::unique_ptr<workflows::WorkflowService> service_;
  std::unique_ptr<workflows::WorkflowEngine> engine_;
};

}  // namespace swarm::tests
