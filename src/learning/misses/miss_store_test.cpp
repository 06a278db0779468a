#include <gmock/gmock.h>

#include "learning/misses/miss_keeper.hpp"
#include "support/slice_databases.hpp"

namespace swarm::misses {
namespace {

using namespace std::chrono_literals;
using answers::Head;
using testing::ElementsAre;

class MissStoreTest : public tests::SliceTest {
 protected:
  MissStoreTest() : SliceTest({schema()}) {}
  void SetUp() override {
    SliceTest::SetUp();
    if (database_) store_ = std::make_unique<MissStore>(*database_);
  }

  Miss a_miss(std::string prompt, Head head = Head::math) {
    Miss miss{.id = MissId::generate(ids_), .project = scope_.project, .task = tasks::TaskId::generate(ids_)};
    miss.head = head;
    miss.prompt = std::move(prompt);
    miss.shortcoming = Shortcoming::wrong;
    miss.model = "engine/tiny";
    miss.model_answer = "20";
    miss.confidence = 0.4;
    miss.right_answer = "19";
    miss.lesson = {
        .family = "borrow", .thinking = "31-12:1-2=b9,3-1-1=1", .answer = "19", .content = "calculate 31-12"};
    return miss;
  }
  void record(const Miss& miss) {
    storage::WriteUnit unit;
    MissStore::add_record(unit, miss);
    const auto written = run(database_->write(std::move(unit)));
    ASSERT_TRUE(written) << written.error().message;
    advance(1s);
  }
  MissId correct(const Miss& miss) {
    const auto written = run(database_->write(MissStore::correct(miss)));
    advance(1s);
    return MissId::parse(written.value().rows.at(0).at(0).text(0)).value();
  }
  std::vector<Miss> list(MissFilter filter = {}) { return run(store_->list(scope_, std::move(filter))).value(); }
  std::vector<std::string> prompts(const std::vector<Miss>& misses) {
    std::vector<std::string> prompts;
    for (const Miss& miss : misses)
      prompts.push_back(miss.prompt);
    return prompts;
  }
  std::vector<std::string> prompts() { return prompts(list()); }
  std::int64_t forget(Kept kept, std::int64_t count = 100) { return run(store_->forget(kept, count)).value(); }

  Scope scope_{ProjectId::generate(ids_)};
  std::unique_ptr<MissStore> store_;
};

TEST_P(MissStoreTest, GivesAMissBackAsItWas) {
  const Miss made = a_miss("how many?");
  record(made);
  const Miss found = run(store_->find(scope_, made.id)).value();
  EXPECT_EQ(found.head, Head::math);
  EXPECT_EQ(found.prompt, "how many?");
  EXPECT_EQ(found.shortcoming, Shortcoming::wrong);
  EXPECT_EQ(found.model, "engine/tiny");
  EXPECT_EQ(found.model_answer, "20");
  EXPECT_EQ(found.confidence, 0.4);
  EXPECT_EQ(found.source, Source::cloud);
  EXPECT_EQ(found.verdict, answers::Verdict::unverified);
  EXPECT_EQ(found.right_answer, "19");
  EXPECT_EQ(found.lesson.family, "borrow");
  EXPECT_EQ(found.lesson.thinking, "31-12:1-2=b9,3-1-1=1");
  EXPECT_EQ(found.lesson.answer, "19");
  EXPECT_EQ(found.lesson.content, "calculate 31-12");
  EXPECT_EQ(found.task, made.task);
  EXPECT_EQ(found.times, 1);
  EXPECT_EQ(found.created_at, found.last_seen_at);
  EXPECT_EQ(run(store_->find({ProjectId::generate(ids_)}, made.id)).error().code, ErrorCode::not_found);
}

TEST_P(MissStoreTest, CountsTheSameQuestionInOneRow) {
  const Miss first = a_miss("How many  sheep?");
  record(first);
  Miss again = a_miss("how many sheep?");
  again.model_answer = "21";
  again.confidence.reset();
  again.right_answer = "18";
  again.lesson = {.answer = "18", .content = "how many sheep?"};
  record(again);
  const std::vector<Miss> kept = list();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].id, first.id);
  EXPECT_EQ(kept[0].times, 2);
  EXPECT_EQ(kept[0].prompt, "how many sheep?");
  EXPECT_EQ(kept[0].right_answer, "18");
  EXPECT_EQ(kept[0].lesson.thinking, std::nullopt);
  EXPECT_EQ(kept[0].model_answer, "21");
  EXPECT_EQ(kept[0].confidence, std::nullopt);
  EXPECT_EQ(kept[0].task, again.task);
  EXPECT_LT(kept[0].created_at, kept[0].last_seen_at);
  record(a_miss("how many sheep?", Head::reasoning));
  EXPECT_EQ(list().size(), 2U) << "another head, another lesson";
}

TEST_P(MissStoreTest, KeepsWhatAPersonSaid) {
  Miss missed = a_miss("how many?");
  record(missed);
  Miss correction = a_miss("how many?");
  correction.task = missed.task;
  correction.source = Source::correction;
  correction.right_answer = "17";
  correction.lesson = {.answer = "17", .content = "how many?"};
  EXPECT_EQ(correct(correction), missed.id);
  EXPECT_EQ(correct(correction), missed.id);
  EXPECT_EQ(list().at(0).times, 1) << "the same task";
  record(a_miss("how many?"));
  Miss kept = list().at(0);
  EXPECT_EQ(kept.right_answer, "17");
  EXPECT_EQ(kept.lesson.answer, "17");
  EXPECT_EQ(kept.source, Source::correction);
  EXPECT_EQ(kept.times, 2);
  correction.right_answer = "16";
  correct(correction);
  EXPECT_EQ(list().at(0).right_answer, "16") << "a second correction takes the place of the first";
}

TEST_P(MissStoreTest, ListsInPagesOfTheProjectNewestFirst) {
  for (const char* prompt : {"a", "b", "c"})
    record(a_miss(prompt));
  Miss corrected = a_miss("d", Head::logic);
  corrected.source = Source::correction;
  correct(corrected);
  Miss foreign = a_miss("e");
  foreign.project = ProjectId::generate(ids_);
  record(foreign);
  EXPECT_THAT(prompts(), ElementsAre("d", "c", "b", "a"));
  EXPECT_THAT(prompts(list({.head = Head::math})), ElementsAre("c", "b", "a"));
  EXPECT_THAT(prompts(list({.source = Source::correction})), ElementsAre("d"));
  const std::vector<Miss> page = list({.count = 2});
  EXPECT_THAT(prompts(list({.before = page.back().id, .count = 2})), ElementsAre("b", "a"));
}

TEST_P(MissStoreTest, GivesLessonsOfAHeadLastSeenFirst) {
  for (const char* prompt : {"a", "b", "c"})
    record(a_miss(prompt));
  record(a_miss("a"));
  record(a_miss("z", Head::code));
  const std::vector<Miss> page = run(store_->newest(scope_, Head::math, std::nullopt, 2)).value();
  EXPECT_THAT(prompts(page), ElementsAre("a", "c"));
  EXPECT_THAT(prompts(run(store_->newest(scope_, Head::math, page.back(), 2)).value()), ElementsAre("b"));
}

TEST_P(MissStoreTest, RemovesOneOfItsProject) {
  const Miss made = a_miss("a");
  record(made);
  const auto remove = [&](const Scope& scope) { return run(database_->write(MissStore::remove(scope, made.id))); };
  EXPECT_EQ(remove({ProjectId::generate(ids_)}).error().code, ErrorCode::conflict);
  EXPECT_TRUE(remove(scope_));
  EXPECT_EQ(remove(scope_).error().code, ErrorCode::conflict);
  EXPECT_TRUE(list().empty());
}

TEST_P(MissStoreTest, ForgetsWhatWasNotSeenForTooLong) {
  record(a_miss("a"));
  record(a_miss("b"));
  advance(1h);
  record(a_miss("a"));
  EXPECT_EQ(forget({.age_max = 2h, .count_max = 10}), 0);
  EXPECT_EQ(forget({.age_max = 30min, .count_max = 10}), 1);
  EXPECT_THAT(prompts(), ElementsAre("a"));
}

TEST_P(MissStoreTest, KeepsSoManyOfEachHeadAndForgetsTheOldest) {
  for (const char* prompt : {"a", "b", "c", "d"})
    record(a_miss(prompt));
  record(a_miss("a"));
  record(a_miss("x", Head::logic));
  EXPECT_EQ(forget({.age_max = 24h, .count_max = 4}), 0);
  EXPECT_EQ(forget({.age_max = 24h, .count_max = 2}, 1), 1) << "in steps";
  EXPECT_EQ(forget({.age_max = 24h, .count_max = 2}), 1);
  EXPECT_EQ(forget({.age_max = 24h, .count_max = 2}), 0);
  EXPECT_THAT(prompts(), ElementsAre("x", "d", "a"));
  EXPECT_EQ(run(store_->count()).value(), (std::map<Head, std::int64_t>{{Head::math, 2}, {Head::logic, 1}}));
}

TEST_P(MissStoreTest, ShowsHowManyThereAre) {
  telemetry::Metrics metrics;
  MissKeeper keeper(*database_, metrics);
  record(a_miss("a"));
  record(a_miss("b"));
  EXPECT_EQ(run(keeper.forget({.age_max = 24h, .count_max = 1}, 100)).value(), 1);
  EXPECT_EQ(run(keeper.forget({.age_max = 24h, .count_max = 1}, 100)).value(), 0);
  EXPECT_THAT(metrics.exposition(), testing::HasSubstr("swarm_misses{head=\"math\"} 1"));
  EXPECT_THAT(metrics.exposition(), testing::HasSubstr("swarm_misses{head=\"code\"} 0"));
}

INSTANTIATE_TEST_SUITE_P(Databases, MissStoreTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::misses
