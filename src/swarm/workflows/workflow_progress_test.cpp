#include "swarm/workflows/workflow_progress.hpp"

#include <algorithm>
#include <random>
#include <set>

#include <gmock/gmock.h>

namespace swarm::workflows {
namespace {

using Standing = WorkflowProgress::Standing;
using testing::ElementsAre;

// Each step by what it depends on.
std::shared_ptr<const WorkflowPlan> plan_of(const std::vector<std::vector<std::size_t>>& needs,
                                            OnFailure on_failure = OnFailure::skip_dependents) {
  auto plan = std::make_shared<WorkflowPlan>();
  for (std::size_t place = 0; place < needs.size(); ++place) {
    PlannedStep step{.name = fmt::format("s{}", place),
                     .on_failure = on_failure,
                     .priority = tasks::Priority::normal,
                     .prompt = {},
                     .messages = {},
                     .depends_on = needs[place],
                     .dependents = {}};
    plan->steps.push_back(std::move(step));
  }
  for (std::size_t place = 0; place < needs.size(); ++place) {
    for (const std::size_t dependency : needs[place])
      plan->steps[dependency].dependents.push_back(place);
  }
  return plan;
}

std::vector<std::size_t> release_all(WorkflowProgress& progress) {
  std::vector<std::size_t> released;
  while (const auto place = progress.next_ready()) {
    progress.release(*place);
    released.push_back(*place);
  }
  return released;
}

std::vector<std::size_t> skipped(WorkflowProgress& progress) {
  std::vector<std::size_t> places;
  for (const auto& each : progress.take_skipped())
    places.push_back(each.place);
  std::ranges::sort(places);
  return places;
}

TEST(WorkflowProgress, ReleasesAStepWhenAllThatItNeedsHasEnded) {
  WorkflowProgress diamond(plan_of({{}, {0}, {0}, {1, 2}}));
  EXPECT_THAT(release_all(diamond), ElementsAre(0));
  diamond.end(0, Standing::completed);
  EXPECT_THAT(release_all(diamond), ElementsAre(1, 2));
  diamond.end(2, Standing::completed);
  EXPECT_THAT(release_all(diamond), ElementsAre());
  diamond.end(1, Standing::completed);
  EXPECT_THAT(release_all(diamond), ElementsAre(3));
  EXPECT_FALSE(diamond.has_ended());
  diamond.end(3, Standing::completed);
  EXPECT_TRUE(diamond.has_ended());
  EXPECT_EQ(diamond.first_failed(), std::nullopt);
  EXPECT_EQ(diamond.progress(), (Progress{.total = 4, .completed = 4}));
}

TEST(WorkflowProgress, SkipsWhatStandsOnAFailureAndNothingElse) {
  WorkflowProgress progress(plan_of({{}, {0}, {1}, {}, {3, 2}}));
  release_all(progress);
  progress.end(0, Standing::failed);
  EXPECT_THAT(skipped(progress), ElementsAre(1, 2, 4));
  EXPECT_FALSE(progress.has_ended());
  progress.end(3, Standing::completed);
  EXPECT_TRUE(progress.has_ended());
  EXPECT_EQ(progress.first_failed(), 0U);
  EXPECT_EQ(progress.progress(), (Progress{.total = 5, .completed = 1, .failed = 1, .cancelled = 3}));
}

TEST(WorkflowProgress, ContinuesBehindAFailureThatIsAllowed) {
  WorkflowProgress progress(plan_of({{}, {0}}, OnFailure::continue_));
  release_all(progress);
  progress.end(0, Standing::failed);
  EXPECT_THAT(release_all(progress), ElementsAre(1));
  progress.end(1, Standing::completed);
  EXPECT_TRUE(progress.has_ended());
  EXPECT_EQ(progress.first_failed(), std::nullopt);
}

TEST(WorkflowProgress, ASkippedStepFollowsItsOwnPolicy) {
  auto plan = std::make_shared<WorkflowPlan>(*plan_of({{}, {0}, {1}}));
  plan->steps[1].on_failure = OnFailure::continue_;
  WorkflowProgress progress(plan);
  release_all(progress);
  progress.end(0, Standing::failed);
  EXPECT_THAT(skipped(progress), ElementsAre(1));
  EXPECT_THAT(release_all(progress), ElementsAre(2));
}

TEST(WorkflowProgress, FailsFastOnceAndReleasesNothingMore) {
  WorkflowProgress progress(plan_of({{}, {}, {1}}, OnFailure::fail_fast));
  release_all(progress);
  progress.end(1, Standing::completed);
  progress.end(0, Standing::failed);
  EXPECT_EQ(progress.next_ready(), std::nullopt);
  EXPECT_EQ(progress.take_fail_fast(), 0U);
  EXPECT_EQ(progress.take_fail_fast(), std::nullopt);
  EXPECT_EQ(progress.next_ready(), std::nullopt);
  progress.end(2, Standing::cancelled);
  EXPECT_TRUE(progress.has_ended());
}

TEST(WorkflowProgress, AChainOfAThousandIsSkippedAtOnce) {
  std::vector<std::vector<std::size_t>> needs(1'000);
  for (std::size_t place = 1; place < needs.size(); ++place)
    needs[place] = {place - 1};
  WorkflowProgress progress(plan_of(needs));
  release_all(progress);
  progress.end(0, Standing::cancelled);
  EXPECT_EQ(skipped(progress).size(), 999U);
  EXPECT_TRUE(progress.has_ended());
}

TEST(WorkflowProgress, AFanOutOfAThousandIsReleasedAtOnce) {
  std::vector<std::vector<std::size_t>> needs(1'000, {0});
  needs[0] = {};
  WorkflowProgress progress(plan_of(needs));
  release_all(progress);
  progress.end(0, Standing::completed);
  EXPECT_EQ(release_all(progress).size(), 999U);
}

// A graph by chance, played with ends in an order by chance, and read again from what is "stored" at every step: both
// go the same way, every step ends once, and none begins before what it needs.
void play(unsigned seed) {
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937 chance(seed);
  const std::size_t count = 1 + chance() % 40;
  std::vector<std::vector<std::size_t>> needs(count);
  for (std::size_t place = 1; place < count; ++place) {
    std::set<std::size_t> some;
    for (unsigned i = chance() % 4; i > 0; --i)
      some.insert(chance() % place);
    needs[place].assign(some.begin(), some.end());
  }
  auto plan = std::make_shared<WorkflowPlan>(*plan_of(needs));
  for (PlannedStep& step : plan->steps)
    step.on_failure = chance() % 3 == 0 ? OnFailure::continue_ : OnFailure::skip_dependents;
  WorkflowProgress progress(plan);
  std::vector<std::size_t> running = release_all(progress);
  std::size_t ended = 0;
  while (!running.empty()) {
    std::swap(running[chance() % running.size()], running.back());
    const std::size_t place = running.back();
    running.pop_back();
    std::vector<Standing> stored;
    for (std::size_t i = 0; i < count; ++i)
      stored.push_back(progress.standing(i));
    WorkflowProgress again(plan, stored);
    const Standing how = chance() % 4 == 0 ? Standing::failed : Standing::completed;
    progress.end(place, how);
    again.end(place, how);
    const std::vector<std::size_t> released = release_all(progress), skips = skipped(progress);
    EXPECT_EQ(release_all(again), released);
    EXPECT_EQ(skipped(again), skips);
    ended += 1 + skips.size();
    for (const std::size_t each : released) {
      for (const std::size_t dependency : needs[each]) {
        EXPECT_NE(progress.standing(dependency), Standing::waiting);
        EXPECT_NE(progress.standing(dependency), Standing::released);
      }
    }
    running.insert(running.end(), released.begin(), released.end());
  }
  EXPECT_TRUE(progress.has_ended());
  EXPECT_EQ(ended, count);
}

TEST(WorkflowProgress, GoesTheSameWayWhenItIsReadAgainAtAnyTime) {
  for (unsigned seed = 1; seed <= 500; ++seed)
    play(seed);
}

}  // namespace
}  // namespace swarm::workflows
