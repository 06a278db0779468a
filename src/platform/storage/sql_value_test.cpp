#include "platform/storage/sql_value.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace swarm::storage {
namespace {

TEST(SqlValue, KeepsTheKindOfWhatItIsMadeFrom) {
  EXPECT_EQ(sql(7), SqlValue(std::int64_t{7}));
  EXPECT_EQ(sql(std::size_t{7}), SqlValue(std::int64_t{7}));
  EXPECT_EQ(sql(true), SqlValue(std::int64_t{1}));
  EXPECT_EQ(sql(1.5), SqlValue(1.5));
  EXPECT_EQ(sql("text"), SqlValue(std::string("text")));
  EXPECT_EQ(sql(from_milliseconds(12)), SqlValue(std::int64_t{12}));
  EXPECT_EQ(sql(Blob{std::byte{1}}), SqlValue(Blob{std::byte{1}}));
}

TEST(SqlValue, MakesNullOfNothing) {
  EXPECT_EQ(sql(std::optional<std::int64_t>{}), SqlValue());
  EXPECT_EQ(sql(std::optional<std::string>{"x"}), SqlValue(std::string("x")));
}

TEST(Row, GivesItsColumnsBack) {
  Row row({sql(std::numeric_limits<std::int64_t>::min()), sql(2.5), sql("name"), sql(Blob{std::byte{0}}), SqlValue()});
  EXPECT_EQ(row.size(), 5u);
  EXPECT_EQ(row.integer(0), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(row.real(1), 2.5);
  EXPECT_EQ(row.blob(3).size(), 1u);
  EXPECT_TRUE(row.is_null(4));
  EXPECT_EQ(row.optional_integer(4), std::nullopt);
  EXPECT_EQ(row.optional_text(4), std::nullopt);
  EXPECT_EQ(row.optional_time(4), std::nullopt);
  EXPECT_EQ(row.optional_text(2), "name");
  EXPECT_EQ(row.take_text(2), "name");
}

TEST(Row, ReadsAnIntegerAsARealNumber) {
  EXPECT_EQ(Row({sql(3)}).real(0), 3.0);
}

TEST(RowDeathTest, EndsTheProcessWhenAColumnIsNotWhatItIsReadAs) {
  EXPECT_DEATH(Row({sql("text")}).integer(0), "read as an integer");
  EXPECT_DEATH(Row({sql(1)}).text(0), "read as a text");
  EXPECT_DEATH(Row({sql(1)}).integer(1), "as many columns");
}

}  // namespace
}  // namespace swarm::storage
