// From a submission to its stored miss, with scripted models: worker pool, cascade, recorder, store.
#include "learning/misses/miss_recorder.hpp"

#include <future>

#include <gmock/gmock.h>

#include "learning/misses/miss_store.hpp"
#include "platform/events/event_store.hpp"
#include "support/answering_swarm.hpp"
#include "support/scripted_models.hpp"
#include "support/slice_world.hpp"
#include "support/task_slice.hpp"
#include "swarm/heads/logic/logic_head.hpp"
#include "swarm/heads/math/math_head.hpp"

namespace swarm::misses {
namespace {

using namespace std::chrono_literals;
using chat::ProviderClass;
using Say = tests::ScriptedModel::Say;

constexpr char kStory[] = "A squirrel hid 31 acorns and forgot 12 of those. How many does it remember?";

// A server that keeps misses, with the models that a test gives it.
struct Swarm {
  Swarm(storage::Database& database, const Clock& clock, Random& random, IdSource& ids,
        std::vector<chat::ChatModel*> models)
      : recorder({.lessons = lessons, .ids = ids, .metrics = metrics}),
        answering(database, clock, random, ids,
                  {.models = std::move(models), .heads = {&math, &logic}, .listener = &recorder}) {}

  const math::MathHead math;
  const logic::LogicHead logic;
  runtime::BlockingPool pool{"lessons", 2, 100};
  telemetry::Metrics registry;
  MissMetrics metrics{registry};
  MissLessons lessons{{&math, &logic}, pool};
  MissRecorder recorder;
  tests::AnsweringSwarm answering;
};

class MissRecorderTest : public tests::TaskSliceTest {
 protected:
  MissRecorderTest() { schemas_.push_back(schema()); }

  tasks::Task asked(Swarm& swarm, std::string prompt) {
    tasks::CreateTask request;
    request.prompt = std::move(prompt);
    request.head = tasks::HeadChoice::math;
    const auto stored = run(swarm.answering.service.submit(scope_, {std::move(request)}, {.key_id = "key"}));
    EXPECT_TRUE(stored) << stored.error().message;
    return run(swarm.answering.service.wait(scope_, stored->front().id, 60s)).value();
  }
  std::vector<Miss> misses() { return run(MissStore(*database_).list(scope_, {})).value(); }
  // What the recorder adds to the end of a task that the cloud answered after the local model declined.
  agents::CompletionListener::Addition addition(MissRecorder& recorder, const tasks::Assignment& assignment,
                                                std::string value) {
    answering::Answered answered;
    answered.trace.stages.push_back({.stage = "local", .calls = {{.model = "near/small", .outcome = "unreadable"}}});
    answered.trace.stages.push_back({.stage = "cloud", .outcome = answering::StageOutcome::answered});
    answered.answer = answering::StageAnswer{.head = answers::Head::math,
                                             .verdict = answers::Verdict::unverified,
                                             .answer = value,
                                             .value = value,
                                             .evidence = {}};
    return run(recorder.on_completion(assignment, answered));
  }
};

TEST_P(MissRecorderTest, WritesWithTheTaskWhatTheLocalModelDeclinedAndTheCloudKnew) {
  tests::ScriptedModel near("near/small", ProviderClass::local, {{.text = "I don't know."}});
  tests::ScriptedModel far("far/large", ProviderClass::cloud, {{.text = "Answer: 19"}});
  Swarm swarm(*database_, clock_, random_, ids_, {&near, &far});
  const tasks::Task task = asked(swarm, kStory);
  ASSERT_EQ(task.result->value, "19");
  const std::vector<Miss> kept = misses();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].prompt, kStory);
  EXPECT_EQ(kept[0].task, task.id);
  EXPECT_EQ(kept[0].head, answers::Head::math);
  EXPECT_EQ(kept[0].shortcoming, Shortcoming::declined);
  EXPECT_EQ(kept[0].model, "near/small");
  EXPECT_EQ(kept[0].model_answer, "I don't know.");
  EXPECT_EQ(kept[0].right_answer, "19");
  EXPECT_EQ(kept[0].source, Source::cloud);
  EXPECT_EQ(kept[0].lesson.thinking, "31-12:1-2=b9,3-1-1=1");
  EXPECT_EQ(kept[0].lesson.answer, "19");
  asked(swarm, std::string(" ") + kStory);
  EXPECT_EQ(misses().size(), 1U);
  EXPECT_EQ(misses().at(0).times, 2);
  swarm.answering.stop();
  EXPECT_THAT(swarm.registry.exposition(),
              testing::HasSubstr(R"(swarm_misses_recorded_total{head="math",source="cloud"} 2)"));
}

TEST_P(MissRecorderTest, WritesNothingForWhatIsComputedOrRightOrUnknown) {
  tests::ScriptedModel near("near/small", ProviderClass::local,
                            {{.text = "Answer: 7", .confidence = 0.99}, {.text = "no"}});
  Swarm swarm(*database_, clock_, random_, ids_, {&near});
  EXPECT_EQ(asked(swarm, "2+2").result->value, "4");
  EXPECT_EQ(asked(swarm, "how many sheep?").result->value, "7");
  EXPECT_EQ(asked(swarm, "how many goats?").result->verdict, answers::Verdict::abstained);
  EXPECT_TRUE(misses().empty());
}

TEST_P(MissRecorderTest, WritesWhatAVoteFoundOtherwise) {
  tests::ScriptedModel near("near/small", ProviderClass::local, {{.text = "Answer: 41"}, {.text = "Answer: 42"}});
  Swarm swarm(*database_, clock_, random_, ids_, {&near});
  ASSERT_EQ(asked(swarm, "how many sheep?").result->value, "42");
  ASSERT_EQ(misses().size(), 1U);
  EXPECT_EQ(misses()[0].source, Source::vote);
  EXPECT_EQ(misses()[0].shortcoming, Shortcoming::wrong);
  EXPECT_EQ(misses()[0].model_answer, "41");
  EXPECT_EQ(misses()[0].lesson.family, "other");
  EXPECT_EQ(misses()[0].lesson.thinking, std::nullopt);
}

TEST_P(MissRecorderTest, WritesNothingWhenTheCompletionIsRefused) {
  telemetry::Metrics registry;
  const MissMetrics metrics(registry);
  runtime::BlockingPool pool("test", 1, 10);
  const MissLessons lessons({}, pool);
  MissRecorder recorder({.lessons = lessons, .ids = ids_, .metrics = metrics});
  submitted(kStory);
  enlist(worker_);
  const tasks::Assignment assignment = claim_one(worker_);
  ASSERT_TRUE(run(store_->apply({find(assignment.id), tasks::TaskState::cancelled, "task.cancelled"})));
  const auto late = addition(recorder, assignment, "19");
  ASSERT_EQ(late.unit.statements.size(), 1U);
  EXPECT_EQ(run(work_->complete(worker_, assignment, four(), "{}", {}, late.unit)).error().code, ErrorCode::conflict);
  EXPECT_TRUE(misses().empty());
}

TEST_P(MissRecorderTest, LearnsNothingThatAHeadDisproves) {
  telemetry::Metrics registry;
  const MissMetrics metrics(registry);
  runtime::BlockingPool pool("test", 1, 10);
  const math::MathHead math;
  const MissLessons lessons({&math}, pool);
  MissRecorder recorder({.lessons = lessons, .ids = ids_, .metrics = metrics});
  submitted("what is 812 minus 467?");
  enlist(worker_);
  const tasks::Assignment assignment = claim_one(worker_);
  EXPECT_TRUE(addition(recorder, assignment, "355").unit.statements.empty());
  EXPECT_FALSE(addition(recorder, assignment, "345").unit.statements.empty());
}

TEST_P(MissRecorderTest, RecordsWithoutWorkedStepsWhenThePoolIsFull) {
  telemetry::Metrics registry;
  const MissMetrics metrics(registry);
  std::promise<void> go_on;
  std::promise<void> began;
  runtime::BlockingPool pool("test", 1, 1);
  tests::TestLoop other;
  const auto block = [&]() -> Result<Done> {
    began.set_value();
    go_on.get_future().wait();
    return Done{};
  };
  const auto wait = []() -> Result<Done> { return Done{}; };
  auto blocked = std::async(std::launch::async, [&] { return other.run(pool.run(block)); });
  began.get_future().wait();
  tests::TestLoop third;
  auto queued = std::async(std::launch::async, [&] { return third.run(pool.run(wait)); });
  while (pool.waiting() == 0)
    std::this_thread::yield();
  const MissLessons lessons({}, pool);
  const MissLesson lesson = run(lessons.lesson_for(kStory, "19")).value();
  EXPECT_EQ(lesson.family, "other");
  EXPECT_EQ(lesson.thinking, std::nullopt);
  EXPECT_EQ(lesson.answer, "19");
  EXPECT_EQ(lesson.content, kStory);
  go_on.set_value();
  EXPECT_TRUE(blocked.get());
  EXPECT_TRUE(queued.get());
}

INSTANTIATE_TEST_SUITE_P(Databases, MissRecorderTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::misses
