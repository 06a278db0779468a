#include "platform/audit/audit_store.hpp"

#include <gmock/gmock.h>

#include "platform/audit/audit_rules.hpp"
#include "support/slice_databases.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::audit {
namespace {

class AuditStoreTest : public tests::SliceTest {
 protected:
  AuditStoreTest() : SliceTest({schema()}) {}
  void SetUp() override {
    SliceTest::SetUp();
    if (database_) store_ = std::make_unique<AuditStore>(*database_);
  }

  Result<storage::WriteOutcome> write(storage::WriteUnit unit) { return run(database_->write(std::move(unit))); }

  // Adds an entry to the chain of `replica`, at the clock's time.
  SealedEntry append(const std::string& replica, const AuditEntry& entry) {
    const SealedEntry sealed = seal(entry, replica, run(store_->head(replica)).value(), clock_.now());
    storage::WriteUnit unit;
    AuditStore::add_entry(unit, sealed);
    EXPECT_TRUE(write(std::move(unit)));
    return sealed;
  }
  void sign(const std::string& replica) {
    storage::WriteUnit unit;
    AuditStore::add_checkpoint(unit, sign_checkpoint(replica, run(store_->head(replica)).value(), clock_.now(), key_));
    EXPECT_TRUE(write(std::move(unit)));
  }
  std::vector<std::string> listed(AuditFilter filter) {
    std::vector<std::string> subjects;
    for (const SealedEntry& entry : run(store_->list(std::move(filter))).value())
      subjects.push_back(entry.subject);
    return subjects;
  }

  tests::TemporaryFolder folder_;
  crypto::SigningKey key_ = crypto::SigningKey::load_or_make(folder_.path() / "audit.key").value();
  std::unique_ptr<AuditStore> store_;
};

using testing::ElementsAre;

TEST_P(AuditStoreTest, BeginsAChainAtNumberZero) {
  const ChainHead head = run(store_->head("one")).value();
  EXPECT_EQ(head.number, 0);
  EXPECT_EQ(head.hash, first_hash());
  EXPECT_TRUE(run(store_->replicas())->empty());
}

TEST_P(AuditStoreTest, GivesEntriesBackAsTheyWere) {
  const SealedEntry first = append("one", {.actor_key_id = "k",
                                           .actor_name = "änn",
                                           .action = "a",
                                           .subject = "s",
                                           .client_address = "::1",
                                           .request_id = "r",
                                           .details = {{"x", 1}}});
  const SealedEntry second = append("one", {.action = "b", .outcome = Outcome::refused});
  EXPECT_THAT(run(store_->chain("one", 0, 10)).value(), ElementsAre(first, second));
  EXPECT_THAT(run(store_->chain("one", 1, 10)).value(), ElementsAre(second));
  EXPECT_EQ(run(store_->head("one"))->hash, second.hash);
}

TEST_P(AuditStoreTest, RefusesATakenNumber) {
  const SealedEntry first = append("one", {.action = "a"});
  storage::WriteUnit unit;
  AuditStore::add_entry(unit, first);
  EXPECT_EQ(write(std::move(unit)).error().reason, "taken");
}

TEST_P(AuditStoreTest, KeepsChainsApart) {
  append("one", {.subject = "1"});
  append("two", {.subject = "2"});
  append("one", {.subject = "3"});
  EXPECT_THAT(run(store_->replicas()).value(), ElementsAre("one", "two"));
  EXPECT_EQ(run(store_->head("one"))->number, 2);
  EXPECT_EQ(run(store_->head("two"))->number, 1);
  std::vector<std::string> followed;
  for (const SealedEntry& entry : run(store_->follow("", 0, 10)).value())
    followed.push_back(entry.subject);
  EXPECT_THAT(followed, ElementsAre("1", "3", "2"));
  EXPECT_EQ(run(store_->follow("one", 2, 10))->at(0).subject, "2");
}

TEST_P(AuditStoreTest, ListsWhatIsAskedForNewestFirst) {
  const Time start = clock_.now();
  append("one", {.actor_key_id = "ann", .action = "keys.create", .subject = "1"});
  clock_.advance(std::chrono::seconds(1));
  append("one", {.actor_key_id = "bob", .action = "keys.revoke", .subject = "2"});
  clock_.advance(std::chrono::seconds(1));
  append("two", {.actor_key_id = "ann", .action = "key_ring.open", .subject = "3"});
  EXPECT_THAT(listed({}), ElementsAre("3", "2", "1"));
  EXPECT_THAT(listed({.actor_key_id = "ann"}), ElementsAre("3", "1"));
  EXPECT_THAT(listed({.action_prefix = "keys."}), ElementsAre("2", "1"));
  EXPECT_THAT(listed({.action_prefix = "key%"}), ElementsAre());
  EXPECT_THAT(listed({.subject = "2"}), ElementsAre("2"));
  EXPECT_THAT(listed({.project = "nowhere"}), ElementsAre());
  EXPECT_THAT(listed({.since = start + std::chrono::seconds(1)}), ElementsAre("3", "2"));
  EXPECT_THAT(listed({.until = start + std::chrono::seconds(1)}), ElementsAre("1"));
}

TEST_P(AuditStoreTest, ListsInPagesAlsoWithinOneMillisecond) {
  for (int i = 0; i < 5; ++i)
    append(i % 2 == 0 ? "one" : "two", {.subject = std::to_string(i)});
  std::vector<std::string> seen;
  AuditFilter filter{.limit = 2};
  for (int page = 0; page < 4; ++page) {
    for (const SealedEntry& entry : run(store_->list(filter)).value()) {
      seen.push_back(entry.subject);
      filter.before = {.at_ms = to_milliseconds(entry.at), .replica = entry.replica, .number = entry.number};
    }
  }
  EXPECT_THAT(seen, testing::UnorderedElementsAre("0", "1", "2", "3", "4"));
}

TEST_P(AuditStoreTest, KeepsCheckpoints) {
  append("one", {.subject = "1"});
  sign("one");
  append("one", {.subject = "2"});
  const auto found = run(store_->checkpoints("one", 1, 2)).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(has_valid_signature(found[0]));
  EXPECT_EQ(run(store_->newest_checkpoint("one")), 1);
  EXPECT_EQ(run(store_->newest_checkpoint("two")), 0);
  const ChainHead head = run(store_->head("one")).value();
  EXPECT_EQ(head.number, 2);
  EXPECT_EQ(head.checkpoint_number, 1);
}

TEST_P(AuditStoreTest, RetiresUpToAnOldCheckpointAndKeepsThatOne) {
  for (int i = 1; i <= 6; ++i) {
    append("one", {.subject = std::to_string(i)});
    if (i % 2 == 0) sign("one");
    clock_.advance(std::chrono::hours(1));
  }
  const Time start = clock_.now() - std::chrono::hours(6);
  const auto retirable = [&](int hours, std::int64_t entries_max) {
    return run(store_->retirable("one", start + std::chrono::hours(hours), entries_max)).value();
  };
  EXPECT_EQ(retirable(1, 100), std::nullopt);
  EXPECT_EQ(retirable(2, 100), 2);
  EXPECT_EQ(retirable(6, 100), 6);
  EXPECT_EQ(retirable(6, 5), 4) << "at most five entries";
  storage::WriteUnit unit;
  AuditStore::retire(unit, "one", 4);
  ASSERT_TRUE(write(std::move(unit)));
  EXPECT_EQ(run(store_->chain("one", 0, 10))->front().number, 5);
  EXPECT_EQ(run(store_->checkpoints("one", 0, 100))->front().number, 4);
  EXPECT_EQ(retirable(4, 100), std::nullopt) << "the kept checkpoint is not cut again";
}

INSTANTIATE_TEST_SUITE_P(Databases, AuditStoreTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::audit
