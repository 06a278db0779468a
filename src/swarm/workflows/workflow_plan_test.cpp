#include "swarm/workflows/workflow_plan.hpp"

#include <gmock/gmock.h>

namespace swarm::workflows {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

StepDefinition step(std::string name, std::vector<std::string> depends_on = {}, std::string prompt = "1+1") {
  return {.name = std::move(name), .prompt = std::move(prompt), .messages = {}, .depends_on = std::move(depends_on)};
}

// "path: message" of every fault.
std::vector<std::string> faults_of(const std::vector<StepDefinition>& steps, const WorkflowConfig& limits = {}) {
  const Result<WorkflowPlan> plan = make_plan(steps, limits);
  std::vector<std::string> faults;
  if (plan) return faults;
  EXPECT_EQ(plan.error().code, ErrorCode::invalid_input);
  for (const Fault& fault : plan.error().faults)
    faults.push_back(fault.path + ": " + fault.message);
  return faults;
}

TEST(WorkflowPlan, ConnectsWhatIsNamedAndWhatIsReferredTo) {
  const WorkflowPlan plan = make_plan({step("a"), step("b", {}, "${steps.a.value}+${steps.a.value}"),
                                       step("c", {"a", "b"}, "${steps.b.value}")},
                                      {})
                                .value();
  EXPECT_THAT(plan.steps[0].depends_on, ElementsAre());
  EXPECT_THAT(plan.steps[1].depends_on, ElementsAre(0));
  EXPECT_THAT(plan.steps[2].depends_on, ElementsAre(0, 1));
  EXPECT_THAT(plan.steps[0].dependents, ElementsAre(1, 2));
  EXPECT_THAT(referred_to(plan.steps[1]), ElementsAre(0));
}

TEST(WorkflowPlan, NamesEveryFaultByItsPath) {
  EXPECT_THAT(faults_of({step("a"), step("a"), step("no good"), step("d", {"lost"}), step("e", {"e"}),
                         step("f", {"a", "a"}), step("g", {}, "${steps.lost.value}"), step("h", {}, "${what}")}),
              ElementsAre(HasSubstr("$.steps[1].name: 'a' is already the name of steps[0]"),
                          HasSubstr("$.steps[2].name: 1 to 64 letters"),
                          HasSubstr("$.steps[3].depends_on[0]: there is no step 'lost'"),
                          HasSubstr("$.steps[4].depends_on[0]: the step 'e' cannot depend on itself"),
                          HasSubstr("$.steps[5].depends_on[1]: 'a' is named twice"),
                          HasSubstr("$.steps[6].prompt: there is no step 'lost'"),
                          HasSubstr("$.steps[7].prompt: '${what}' refers to nothing")));
}

TEST(WorkflowPlan, SuggestsTheNameThatWasMeant) {
  EXPECT_THAT(faults_of({step("download"), step("b", {"downlod"})}),
              ElementsAre(HasSubstr("did you mean 'download'?")));
}

TEST(WorkflowPlan, FindsReferencesInMessages) {
  StepDefinition talk = step("talk");
  talk.prompt.reset();
  talk.messages = {{"system", "be short"}, {"user", "${steps.a.value}"}};
  EXPECT_THAT(make_plan({step("a"), talk}, {}).value().steps[1].depends_on, ElementsAre(0));
  talk.messages = {{"system", "${steps.b.value}"}, {"user", "hm"}};
  EXPECT_THAT(faults_of({step("a"), talk}), ElementsAre(HasSubstr("$.steps[1].messages[0].content: there is no step")));
}

TEST(WorkflowPlan, NamesACycleInFull) {
  EXPECT_THAT(faults_of({step("a", {"c"}), step("b", {"a"}), step("c", {"b"}), step("d", {"c"})}),
              ElementsAre("$.steps[1].depends_on[0]: a cycle: a needs c needs b needs a"));
  EXPECT_THAT(faults_of({step("a", {}, "${steps.b.value}"), step("b", {}, "${steps.a.value}")}),
              ElementsAre("$.steps[1].prompt: a cycle: a needs b needs a"));
}

TEST(WorkflowPlan, NamesEachOfSeveralCycles) {
  EXPECT_THAT(faults_of({step("a", {"b"}), step("b", {"a"}), step("c", {"d"}), step("d", {"c"})}),
              ElementsAre(HasSubstr("a cycle: a needs b needs a"), HasSubstr("a cycle: c needs d needs c")));
}

TEST(WorkflowPlan, ACycleOfAThousandIsNamedInShort) {
  std::vector<StepDefinition> steps;
  for (int i = 0; i < 1'000; ++i)
    steps.push_back(step(fmt::format("s{}", i), {fmt::format("s{}", (i + 1) % 1'000)}));
  EXPECT_THAT(faults_of(steps), ElementsAre(HasSubstr("… (990 more) … needs s0")));
}

TEST(WorkflowPlan, KeepsItsMaximaAndRefusesOneMore) {
  const WorkflowConfig limits{
      .steps_max = 4, .dependencies_per_step_max = 2, .dependencies_max = 4, .references_per_step_max = 2};
  const std::vector<StepDefinition> most{step("a"), step("b"), step("c", {"a", "b"}),
                                         step("d", {}, "${steps.a.value}${steps.b.value}")};
  EXPECT_TRUE(make_plan(most, limits).has_value());
  auto more = most;
  more.push_back(step("e"));
  EXPECT_THAT(faults_of(more, limits),
              ElementsAre(HasSubstr("$.steps: at most 4 steps expected (workflows.steps_max)")));
  more = most;
  more[3] = step("d", {"a", "b", "c"}, "1");
  EXPECT_THAT(faults_of(more, limits), ElementsAre(HasSubstr("$.steps[3]: at most 2 dependencies expected"),
                                                   HasSubstr("$.steps: at most 4 dependencies in all expected")));
  more[3] = step("d", {}, "${steps.a.value}${steps.a.value}${steps.a.value}");
  EXPECT_THAT(faults_of(more, limits), ElementsAre(HasSubstr("$.steps[3]: at most 2 references expected")));
}

TEST(WorkflowPlan, ReportsAtMostAsManyFaultsAsAnyInput) {
  std::vector<StepDefinition> steps;
  for (int i = 0; i < 100; ++i)
    steps.push_back(step(fmt::format("s{}", i), {"lost"}));
  EXPECT_EQ(faults_of(steps).size(), json::Faults::kFaultsMax);
}

TEST(WorkflowPlan, IsTheSameWhenItIsReadAgain) {
  std::vector<StepDefinition> steps{step("a"), step("b", {"a"}, "${steps.a.value} $${x}")};
  steps[1].on_failure = OnFailure::fail_fast;
  steps[1].priority = tasks::Priority::high;
  const auto plan = stored_plan(plan_text(steps));
  ASSERT_EQ(plan->steps.size(), 2U);
  EXPECT_EQ(plan->steps[1].on_failure, OnFailure::fail_fast);
  EXPECT_EQ(plan->steps[1].priority, tasks::Priority::high);
  EXPECT_THAT(plan->steps[1].depends_on, ElementsAre(0));
}

}  // namespace
}  // namespace swarm::workflows
