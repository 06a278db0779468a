#include "platform/storage/postgres/merged_statements.hpp"

#include <gmock/gmock.h>

#include "support/postgres_fixture.hpp"

namespace swarm::storage {
namespace {

constexpr NamedStatement kNameMany{"test.name_many", "",
                                   "INSERT INTO things (id, version, label) SELECT r.id, 0, r.label FROM "
                                   "unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS r(id, label, place) "
                                   "ORDER BY r.place RETURNING label"};
constexpr NamedStatement kName{"test.name",
                               "INSERT INTO things (id, version, label) VALUES ($1, 0, $2) RETURNING label", kNameMany};
constexpr NamedStatement kBumpMany{"test.bump_many", "",
                                   "UPDATE things SET version = things.version + 1 FROM unnest($1::bigint[]) AS r(id) "
                                   "WHERE things.id = r.id"};
constexpr NamedStatement kBump{"test.bump", "UPDATE things SET version = version + 1 WHERE id = $1", kBumpMany};
constexpr NamedStatement kOther{"test.other", "SELECT 1"};

PostgresWrite naming(std::int64_t id, SqlValue label) {
  PostgresWrite write;
  write.unit.add(kName, {sql(id), std::move(label)}, Expect::exactly(1));
  return write;
}

TEST(MergedStatements, GatherEqualOnesInArraysAndLeaveTheOthersInOrder) {
  std::vector<PostgresWrite> group;
  group.push_back(naming(1, sql("a \"b\" \\ c")));
  group.back().unit.add(kOther, {});
  group.push_back(naming(-2, SqlValue{}));
  group.back().unit.add(kOther, {});
  ASSERT_TRUE(is_worth_merging(group));
  const std::vector<MergedStatement> all = merged(group);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].statement.what, &kNameMany);
  EXPECT_EQ(all[0].statement.parameters, (Parameters{sql("{1,-2}"), sql(R"({"a \"b\" \\ c",NULL})")}));
  EXPECT_EQ(all[1].statement.what, &kOther);
  EXPECT_EQ(all[2].places.front().unit, 1u);
}

TEST(MergedStatements, LeaveAloneWhatIsAloneOrHoldsBytes) {
  std::vector<PostgresWrite> group;
  group.push_back(naming(1, sql("x")));
  EXPECT_FALSE(is_worth_merging(group));
  EXPECT_EQ(merged(group).front().statement.what, &kName);
  group.push_back(naming(2, SqlValue(Blob{std::byte{1}})));
  group.push_back(naming(3, SqlValue(Blob{std::byte{1}})));
  EXPECT_FALSE(is_worth_merging(group));
  EXPECT_EQ(merged(group).size(), 3u);
}

TEST(MergedStatements, HoldNoMoreRowsThanTheyMay) {
  std::vector<PostgresWrite> group;
  for (std::size_t i = 0; i <= kMergedMax; ++i)
    group.push_back(naming(static_cast<std::int64_t>(i), sql("x")));
  const std::vector<MergedStatement> all = merged(group);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].places.size(), kMergedMax);
  EXPECT_EQ(all[1].statement.what, &kName);
}

class MergedWrites : public tests::PostgresFixture {
 protected:
  void SetUp() override {
    tests::PostgresFixture::SetUp();
    if (IsSkipped()) return;
    open();
    query("ALTER TABLE things ADD COLUMN label TEXT");
  }
  PostgresDatabase& database() { return *opened_.front(); }
};

TEST_F(MergedWrites, StoreEveryTextAsItIsAndReturnEachUnitItsOwnRow) {
  const std::vector<std::string> labels{"", "NULL", "{}", "a,b", R"("\)", "tab\tline\n", "ünïcödé", "  blanks  "};
  WriteUnit unit;
  for (std::size_t i = 0; i < labels.size(); ++i)
    unit.add(kName, {sql(i), sql(labels[i])}, Expect::exactly(1));
  unit.add(kName, {sql(labels.size()), SqlValue{}}, Expect::exactly(1));
  const Written written = write(database(), std::move(unit));
  ASSERT_TRUE(written) << written.error().message;
  for (std::size_t i = 0; i < labels.size(); ++i)
    EXPECT_EQ(written->rows.at(i).at(0).text(0), labels[i]);
  EXPECT_TRUE(written->rows.at(labels.size()).at(0).is_null(0));
  EXPECT_EQ(written->changed, std::vector<std::int64_t>(labels.size() + 1, 1));
  EXPECT_EQ(query("SELECT label FROM things WHERE id = 4"), R"("\)");
}

TEST_F(MergedWrites, AreUndoneAndDoneOneByOneWhenOneOfThemDoesNotFit) {
  ASSERT_TRUE(write(database(), WriteUnit{}.add(kName, {sql(1), sql("taken")})));
  WriteUnit missing;
  missing.add(kBump, {sql(1)}, Expect::exactly(1)).add(kBump, {sql(404)}, Expect::exactly(1));
  EXPECT_EQ(write(database(), missing).error().reason, "guard");
  EXPECT_EQ(query("SELECT version FROM things WHERE id = 1"), "0");
  WriteUnit taken;
  taken.add(kName, {sql(2), sql("new")}).add(kName, {sql(1), sql("again")});
  EXPECT_EQ(write(database(), taken).error().reason, "taken");
  EXPECT_EQ(query("SELECT count(*) FROM things"), "1");
}

TEST_F(MergedWrites, AllowTheSameRowTwiceInOneUnit) {
  ASSERT_TRUE(write(database(), WriteUnit{}.add(kName, {sql(1), sql("x")})));
  ASSERT_TRUE(
      write(database(), WriteUnit{}.add(kBump, {sql(1)}, Expect::exactly(1)).add(kBump, {sql(1)}, Expect::exactly(1))));
  EXPECT_EQ(query("SELECT version FROM things WHERE id = 1"), "2");
}

}  // namespace
}  // namespace swarm::storage
