#include "platform/events/event_store.hpp"

#include "support/slice_databases.hpp"

namespace swarm::events {
namespace {

using namespace std::chrono_literals;

class EventStoreTest : public tests::SliceTest {
 protected:
  EventStoreTest() : SliceTest({schema()}) {}

  void add(const ProjectId& project, std::int64_t number) {
    storage::WriteUnit unit;
    add_event(unit, {project, "subject", number, "thing.happened", "{}"});
    ASSERT_TRUE(run(database_->write(std::move(unit))).has_value());
  }
  EventStore store() { return EventStore(*database_); }

  ProjectId project_ = ProjectId::generate(ids_);
  ProjectId other_ = ProjectId::generate(ids_);
};

TEST_P(EventStoreTest, TheNewestCursorRisesWithEveryEventOfTheProject) {
  EventStore events = store();
  EXPECT_EQ(run(events.newest({project_})).value(), Cursor::oldest());
  add(project_, 1);
  const Cursor first = run(events.newest({project_})).value();
  EXPECT_GT(first, Cursor::oldest());
  add(project_, 2);
  EXPECT_GT(run(events.newest({project_})).value(), first);
  EXPECT_EQ(run(events.newest({other_})).value(), Cursor::oldest());
}

TEST_P(EventStoreTest, RefusesTheSameNumberTwice) {
  add(project_, 1);
  storage::WriteUnit unit;
  add_event(unit, {project_, "subject", 1, "thing.happened", "{}"});
  EXPECT_EQ(run(database_->write(std::move(unit))).error().code, ErrorCode::conflict);
}

TEST_P(EventStoreTest, ForgetsWhatIsTooOldAndSaysSoToAnOldCursor) {
  EventStore events = store();
  add(project_, 1);
  const Cursor first = run(events.newest({project_})).value();
  add(project_, 2);
  const Cursor second = run(events.newest({project_})).value();
  advance(2h);
  add(project_, 3);
  EXPECT_EQ(run(events.forget({1h, 1'000'000}, 100)).value(), 2);
  EXPECT_EQ(run(events.forget({1h, 1'000'000}, 100)).value(), 0);
  EXPECT_EQ(run(events.check_kept({project_}, first)).error().code, ErrorCode::expired);
  EXPECT_TRUE(run(events.check_kept({project_}, second)).has_value());
  EXPECT_TRUE(run(events.check_kept({project_}, Cursor::oldest())).has_value());
  EXPECT_TRUE(run(events.check_kept({other_}, first)).has_value());
}

TEST_P(EventStoreTest, ForgetsWhatIsTooManyInSmallSteps) {
  EventStore events = store();
  for (int number = 1; number <= 10; ++number)
    add(project_, number);
  EXPECT_EQ(run(events.forget({24h, 4}, 5)).value(), 5);
  EXPECT_EQ(run(events.forget({24h, 4}, 5)).value(), 1);
  EXPECT_EQ(run(events.forget({24h, 4}, 5)).value(), 0);
}

TEST_P(EventStoreTest, KeepsTheNewestCursorWhenEverythingIsForgotten) {
  EventStore events = store();
  add(project_, 1);
  const Cursor last = run(events.newest({project_})).value();
  advance(2h);
  ASSERT_EQ(run(events.forget({1h, 100}, 100)).value(), 1);
  EXPECT_EQ(run(events.newest({project_})).value(), last);
}

INSTANTIATE_TEST_SUITE_P(Databases, EventStoreTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::events
