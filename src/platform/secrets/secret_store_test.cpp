#include "platform/secrets/secret_store.hpp"

#include <gmock/gmock.h>

#include "support/slice_databases.hpp"

namespace swarm::secrets {
namespace {

using testing::ElementsAre;
using testing::Field;

// kSecretsMax secrets in one statement.
const storage::NamedStatement& fill() {
  static const std::string kText = [] {
    std::string text =
        "INSERT INTO secrets (name, value, key_id, version, created_at_ms, updated_at_ms, updated_by) VALUES ";
    for (std::int64_t i = 0; i < kSecretsMax; ++i)
      text += fmt::format("{}('N{:04}','v','k',1,0,0,'')", i == 0 ? "" : ",", i);
    return text;
  }();
  static const storage::NamedStatement kFill("test.fill_secrets", kText);
  return kFill;
}

std::vector<storage::Schema> with_fill() {
  static const storage::NamedStatement* const kStatements[] = {&fill()};
  return {schema(), {{}, kStatements}};
}

class SecretStoreTest : public tests::SliceTest {
 protected:
  SecretStoreTest() : SliceTest(with_fill()) {}
  void SetUp() override {
    SliceTest::SetUp();
    if (database_) store_ = std::make_unique<SecretStore>(*database_);
  }

  Result<storage::WriteOutcome> write(storage::WriteUnit unit) { return run(database_->write(std::move(unit))); }
  Result<storage::WriteOutcome> put(std::string name, std::string sealed = "sealed", std::string key_id = "one") {
    return write(SecretStore::put(
        {.name = std::move(name), .sealed = std::move(sealed), .key_id = std::move(key_id), .updated_by = "k"}));
  }
  std::int64_t number() { return run(store_->state())->change_number; }

  std::unique_ptr<SecretStore> store_;
};

TEST_P(SecretStoreTest, MakesAndReplacesSecretsAndCountsEveryChange) {
  const Time before = clock_.now();
  EXPECT_EQ(SecretStore::version_in(put("A").value()), 1);
  advance(std::chrono::hours(1));
  EXPECT_EQ(SecretStore::version_in(put("A", "second").value()), 2);
  const StoredSecret third{.name = "A", .sealed = "third", .key_id = "one", .updated_by = "k"};
  EXPECT_EQ(SecretStore::version_in(write(SecretStore::replace(third)).value()), 3);
  EXPECT_EQ(number(), 3);
  const std::vector<StoredSecret> all = run(store_->all()).value();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].sealed, "third");
  EXPECT_EQ(all[0].version, 3);
  EXPECT_EQ(all[0].updated_by, "k");
  EXPECT_GE(all[0].updated_at - all[0].created_at, std::chrono::minutes(59));
  EXPECT_LT(all[0].created_at - before, std::chrono::minutes(1));
  ASSERT_TRUE(write(SecretStore::remove("A")));
  EXPECT_EQ(number(), 4);
}

TEST_P(SecretStoreTest, RefusesToReplaceOrRemoveWhatIsNotThere) {
  EXPECT_EQ(write(SecretStore::replace({.name = "A", .key_id = "one"})).error().code, ErrorCode::conflict);
  EXPECT_EQ(write(SecretStore::remove("A")).error().code, ErrorCode::conflict);
  EXPECT_EQ(number(), 0) << "a refusal is no change";
}

TEST_P(SecretStoreTest, TakesOnlyWhatTheInstallationsMasterKeySealed) {
  EXPECT_EQ(run(store_->state())->master_key_id, "");
  ASSERT_TRUE(put("A", "x", "one"));
  EXPECT_EQ(run(store_->state())->master_key_id, "one");
  EXPECT_EQ(put("B", "x", "two").error().code, ErrorCode::conflict);
  EXPECT_TRUE(run(store_->check_master_key("one")));
  EXPECT_EQ(run(store_->check_master_key("two")).error().reason, "other_master_key");

  EXPECT_EQ(write(SecretStore::switch_key("three", "two")).error().code, ErrorCode::conflict);
  ASSERT_TRUE(write(SecretStore::switch_key("one", "two")));
  ASSERT_TRUE(write(SecretStore::switch_key("one", "two"))) << "again has no effect";
  EXPECT_EQ(put("B", "x", "one").error().code, ErrorCode::conflict);
  EXPECT_TRUE(put("B", "x", "two"));
  ASSERT_TRUE(write(SecretStore::adopt_key("four")));
  EXPECT_TRUE(run(store_->check_master_key("four")));
}

TEST_P(SecretStoreTest, SealsAnewWhatWasNotChangedMeanwhile) {
  for (const char* name : {"A", "B", "C"})
    ASSERT_TRUE(put(name, std::string("old ") + name));
  const std::vector<StoredSecret> read = run(store_->sealed_with("one", "", 10)).value();
  ASSERT_EQ(read.size(), 3U);
  ASSERT_TRUE(write(SecretStore::switch_key("one", "two")));
  ASSERT_TRUE(put("B", "newer", "two"));
  storage::WriteUnit unit;
  require_master_key(unit, "two");
  for (const StoredSecret& secret : read)
    SecretStore::reseal(unit, secret, "new " + secret.name, "two");
  EXPECT_THAT(write(std::move(unit))->changed, ElementsAre(1, 1, 0, 1));
  EXPECT_THAT(run(store_->all()).value(),
              ElementsAre(Field(&StoredSecret::sealed, "new A"), Field(&StoredSecret::sealed, "newer"),
                          Field(&StoredSecret::sealed, "new C")));
  EXPECT_TRUE(run(store_->sealed_with("one", "", 10))->empty());
  EXPECT_THAT(run(store_->sealed_with("two", "A", 1)).value(), ElementsAre(Field(&StoredSecret::name, "B")));
}

TEST_P(SecretStoreTest, KeepsAtMostItsMaximum) {
  storage::WriteUnit unit;
  unit.add(fill(), {});
  ASSERT_TRUE(write(std::move(unit)));
  EXPECT_EQ(put("ONE_MORE").error().code, ErrorCode::conflict);
  EXPECT_TRUE(put("N0007")) << "replacing is no more";
  EXPECT_EQ(std::ssize(*run(store_->all())), kSecretsMax);
}

INSTANTIATE_TEST_SUITE_P(Databases, SecretStoreTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::secrets
