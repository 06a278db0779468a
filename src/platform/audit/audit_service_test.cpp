#include "platform/audit/audit_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/audit/audit_rules.hpp"
#include "support/audited_world.hpp"

namespace swarm::audit {
namespace {

using testing::ElementsAre;
using Trouble = tests::TroubledDatabase::Trouble;
using Written = Result<storage::WriteOutcome>;

constexpr storage::NamedStatement kInsert{"things.insert", "INSERT INTO things (id) VALUES ($1) RETURNING id"};
constexpr storage::NamedStatement kCount{"things.count", "SELECT COUNT(*) FROM things"};
constexpr storage::NamedStatement kForge{"things.forge",
                                         "UPDATE audit_entries SET action = 'forged' WHERE number = $1"};
constexpr storage::NamedStatement kWipe{"things.wipe", "DELETE FROM audit_entries WHERE number > $1"};
constexpr const storage::NamedStatement* kStatements[] = {&kInsert, &kCount, &kForge, &kWipe};
constexpr storage::Migration kMigrations[] = {
    {"things", 1, "things", "CREATE TABLE things (id BIGINT NOT NULL PRIMARY KEY)"}};

class AuditServiceTest : public testing::Test {
 protected:
  explicit AuditServiceTest(AuditConfig config = {.queue_max = 5, .checkpoint_entries = 4})
      : world_({{kMigrations, kStatements}}, config) {}

  static storage::WriteUnit insert(std::int64_t id) {
    storage::WriteUnit unit;
    unit.add(kInsert, {storage::sql(id)}, storage::Expect::exactly(1));
    return unit;
  }
  Written write(std::int64_t id) {
    return world_.run(world_.audit.write(insert(id), {.action = "things.add", .subject = std::to_string(id)}));
  }
  std::int64_t things() { return world_.run(world_.database->read(&kCount, {}))->at(0).integer(0); }
  ChainReport verified() { return world_.run(world_.audit.verify()).value().at(0); }
  // Three more entries. A checkpoint that was due before the last of them was made is then written.
  void settle() {
    for (int i = 0; i < 3; ++i)
      world_.run(world_.audit.write({}, {.action = "settle"}));
  }
  void execute(const storage::NamedStatement& what, std::int64_t parameter) {
    storage::WriteUnit unit;
    unit.add(what, {storage::sql(parameter)});
    ASSERT_TRUE(world_.run(world_.database->write(std::move(unit))));
  }

  tests::AuditedWorld world_;
};

TEST_F(AuditServiceTest, StoresAChangeWithItsEntryAndGivesBackTheChangesRowsOnly) {
  const Written written = write(7);
  ASSERT_TRUE(written) << written.error().message;
  ASSERT_EQ(written->rows.size(), 1U);
  EXPECT_EQ(written->rows[0].at(0).integer(0), 7);
  EXPECT_THAT(written->changed, ElementsAre(1));
  EXPECT_THAT(world_.audited(), ElementsAre("things.add 7"));
  EXPECT_EQ(world_.metric("swarm_audit_entries_total{kind=\"administrative\"}"), 1);
}

TEST_F(AuditServiceTest, StoresNoEntryOfAChangeThatIsRefused) {
  ASSERT_TRUE(write(1));
  const Written again = write(1);
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  EXPECT_EQ(again.error().reason, "taken");
  ASSERT_TRUE(write(2));
  EXPECT_THAT(world_.audited(), ElementsAre("things.add 1", "things.add 2"));
  EXPECT_TRUE(verified().valid);
}

Async<void> write_into(AuditService* audit, storage::WriteUnit unit, std::int64_t id, std::promise<Written>* done) {
  done->set_value(co_await audit->write(std::move(unit), {.action = "things.add", .subject = std::to_string(id)}));
}

TEST_F(AuditServiceTest, ChainsChangesThatAreMadeAtTheSameTime) {
  constexpr std::int64_t kChanges = 200;  // below kChangesWaitingMax
  std::vector<std::promise<Written>> done(kChanges);
  tests::TestLoop other_loop;
  for (std::int64_t i = 0; i < kChanges; ++i) {
    runtime::Loop& loop = i % 2 == 0 ? world_.loop.loop() : other_loop.loop();
    loop.spawn(write_into(&world_.audit, insert(i / 2), i, &done[static_cast<std::size_t>(i)]));  // each id twice
  }
  std::int64_t stored = 0;
  for (auto& one : done)
    stored += one.get_future().get() ? 1 : 0;
  EXPECT_EQ(stored, kChanges / 2);
  EXPECT_EQ(things(), kChanges / 2);
  const ChainReport report = verified();
  EXPECT_TRUE(report.valid) << report.trouble;
  EXPECT_EQ(report.entries, kChanges / 2);
}

TEST_F(AuditServiceTest, GoesOnAfterAWriteOfWhichNobodyKnowsWhetherItHappened) {
  ASSERT_TRUE(write(1));
  world_.database->trouble_next_write(Trouble::written_but_unknown);
  EXPECT_EQ(write(2).error().code, ErrorCode::unavailable);
  world_.database->trouble_next_write(Trouble::not_written);
  EXPECT_EQ(write(3).error().code, ErrorCode::unavailable);
  ASSERT_TRUE(write(4));
  EXPECT_THAT(world_.audited(), ElementsAre("things.add 1", "things.add 2", "things.add 4"));
  EXPECT_TRUE(verified().valid);
}

TEST_F(AuditServiceTest, RefusesWhileTheDatabaseCannotBeAskedAndRecovers) {
  world_.database->trouble_next_write(Trouble::not_written);
  EXPECT_FALSE(write(1));
  world_.database->refuse_reads(true);
  EXPECT_EQ(write(2).error().code, ErrorCode::unavailable);
  world_.database->refuse_reads(false);
  EXPECT_TRUE(write(3));
}

TEST_F(AuditServiceTest, KeepsOneChainWhenAnotherProcessHasTheSameName) {
  AuditService other({}, {.database = *world_.database,
                          .loop = world_.loop.loop(),
                          .clock = world_.clock,
                          .metrics = world_.audit_metrics,
                          .log = world_.log,
                          .key = crypto::SigningKey::load_or_make(world_.folder.path() / "audit.key").value(),
                          .replica = "one"});
  ASSERT_TRUE(world_.run(other.start()));
  for (std::int64_t i = 0; i < 6; ++i) {
    AuditService& writer = i % 2 == 0 ? world_.audit : other;
    EXPECT_TRUE(world_.run(writer.write(insert(i), {.action = "things.add"}))) << i;
  }
  world_.run(other.stop());
  EXPECT_FALSE(world_.logs.lines_with("audit_chain_moved").empty());
  EXPECT_EQ(world_.run(world_.audit.follow("", 0, 100))->size(), 6U);
}

TEST_F(AuditServiceTest, WritesNotesInTheBackground) {
  world_.audit.note({.action = "security.x", .subject = "1"});
  world_.audit.note({.action = "security.x", .subject = "2"});
  world_.run(world_.audit.stop());
  EXPECT_THAT(world_.audited(), ElementsAre("security.x 1", "security.x 2"));
  EXPECT_EQ(world_.metric("swarm_audit_entries_total{kind=\"security\"}"), 2);
}

Async<void> note_many(AuditService* audit, int count, std::promise<void>* done) {
  for (int i = 0; i < count; ++i)
    audit->note({.action = "security.x", .subject = std::to_string(i)});
  done->set_value();
  co_return;
}

TEST_F(AuditServiceTest, DropsAndCountsNotesBeyondItsMaximum) {
  std::promise<void> done;
  world_.loop.loop().spawn(
      note_many(&world_.audit, 8, &done));  // on the writer's own Loop, which cannot write meanwhile
  done.get_future().get();
  world_.run(world_.audit.stop());
  EXPECT_EQ(world_.audited().size(), 5U);
  EXPECT_EQ(world_.metric("swarm_audit_entries_dropped_total"), 3);
}

TEST_F(AuditServiceTest, CountsNotesThatCouldNotBeWritten) {
  world_.database->trouble_next_write(Trouble::not_written);
  world_.audit.note({.action = "security.x"});
  world_.run(world_.audit.stop());
  EXPECT_EQ(world_.metric("swarm_audit_entries_dropped_total"), 1);
  EXPECT_EQ(world_.logs.lines_with("audit_entries_lost").size(), 1U);
}

// Starts `done.size()` changes one after the other without letting the writer, which is on this Loop, run in between.
Async<void> crowd(AuditService* audit, runtime::Loop* loop, std::vector<std::promise<Written>>* done) {
  for (std::promise<Written>& one : *done)
    loop->spawn(write_into(audit, {}, 0, &one));
  co_return;
}

TEST_F(AuditServiceTest, RefusesChangesBeyondItsMaximum) {
  std::vector<std::promise<Written>> done(kChangesWaitingMax + 20);
  world_.loop.loop().spawn(crowd(&world_.audit, &world_.loop.loop(), &done));
  std::size_t refused = 0;
  for (auto& one : done) {
    const Written written = one.get_future().get();
    if (!written) EXPECT_EQ(written.error().code, ErrorCode::limit_exceeded);
    refused += written ? 0 : 1;
  }
  EXPECT_GE(refused, 19U);  // the writer may have taken one
  EXPECT_LE(refused, 20U);
}

TEST_F(AuditServiceTest, WritesByLevel) {
  world_.audit.set_level(Level::admin);
  world_.audit.note({.action = "security.x"});
  ASSERT_TRUE(write(1));
  world_.audit.set_level(Level::off);
  ASSERT_TRUE(write(2));
  world_.run(world_.audit.stop());
  EXPECT_EQ(things(), 2);
  EXPECT_THAT(world_.audited(), testing::UnorderedElementsAre("audit.level ", "things.add 1", "audit.level "));
}

TEST_F(AuditServiceTest, SignsAfterSoManyEntriesAfterSoLongAndAtTheEnd) {
  for (std::int64_t i = 1; i <= 4; ++i)
    ASSERT_TRUE(write(i));
  settle();  // entries 5 to 7
  EXPECT_EQ(verified().signed_through, 4);
  world_.clock.advance(std::chrono::hours(1));
  ASSERT_TRUE(write(5));
  ASSERT_TRUE(write(6));
  EXPECT_EQ(verified().signed_through, 7) << "signed when the next change woke the writer";
  world_.run(world_.audit.stop());
  const ChainReport report = verified();
  EXPECT_EQ(report.signed_through, 9);
  EXPECT_EQ(report.checkpoints, 3);
  EXPECT_TRUE(report.valid) << report.trouble;
}

TEST_F(AuditServiceTest, RefusesChangesBeforeItStartsAndAfterItStopped) {
  world_.run(world_.audit.stop());
  EXPECT_EQ(write(1).error().code, ErrorCode::unavailable);
  EXPECT_EQ(things(), 0);
}

TEST_F(AuditServiceTest, SaysWhichEntryWasForged) {
  for (std::int64_t i = 1; i <= 6; ++i)
    ASSERT_TRUE(write(i));
  EXPECT_EQ(world_.metric("swarm_audit_chain_valid"), -1);
  EXPECT_TRUE(verified().valid);
  EXPECT_EQ(world_.metric("swarm_audit_chain_valid"), 1);
  execute(kForge, 3);
  const ChainReport report = verified();
  EXPECT_FALSE(report.valid);
  EXPECT_EQ(report.broken_number, 3);
  EXPECT_EQ(world_.metric("swarm_audit_chain_valid"), 0);
  EXPECT_EQ(world_.logs.lines_with("audit_chain_broken").size(), 1U);
}

TEST_F(AuditServiceTest, SaysThatItsOwnEntriesAreMissing) {
  for (std::int64_t i = 1; i <= 3; ++i)
    ASSERT_TRUE(write(i));
  execute(kWipe, 2);
  EXPECT_EQ(verified().broken_number, 3);
  execute(kWipe, 0);
  EXPECT_FALSE(verified().valid);
}

TEST_F(AuditServiceTest, RetiresAtACheckpointAndStaysWhole) {
  for (std::int64_t i = 1; i <= 10; ++i)
    ASSERT_TRUE(write(i));
  world_.clock.advance(std::chrono::days(1));
  EXPECT_EQ(world_.run(world_.audit.retire(world_.clock.now())), true);
  ChainReport report = verified();
  EXPECT_TRUE(report.valid) << report.trouble;
  EXPECT_EQ(report.first_number, 9);
  EXPECT_EQ(world_.audited().back(), "audit.retire one");
  while (world_.run(world_.audit.retire(world_.clock.now())).value()) {
  }
  report = verified();
  EXPECT_TRUE(report.valid) << report.trouble;
  ASSERT_TRUE(write(11));
  EXPECT_TRUE(verified().valid);
}

TEST_F(AuditServiceTest, GoesOnWhereAnEarlierProcessEnded) {
  ASSERT_TRUE(write(1));
  world_.run(world_.audit.stop());
  AuditService next({}, {.database = *world_.database,
                         .loop = world_.loop.loop(),
                         .clock = world_.clock,
                         .metrics = world_.audit_metrics,
                         .log = world_.log,
                         .key = crypto::SigningKey::load_or_make(world_.folder.path() / "audit.key").value(),
                         .replica = "one"});
  ASSERT_TRUE(world_.run(next.start()));
  ASSERT_TRUE(world_.run(next.write(insert(2), {.action = "things.add", .subject = "2"})));
  const ChainReport report = world_.run(next.verify()).value().at(0);
  world_.run(next.stop());
  EXPECT_TRUE(report.valid) << report.trouble;
  EXPECT_EQ(report.entries, 2);
}

}  // namespace
}  // namespace swarm::audit
