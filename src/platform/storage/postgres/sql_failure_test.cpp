#include "platform/storage/postgres/sql_failure.hpp"

#include <gmock/gmock.h>

namespace swarm::storage {
namespace {

using Kind = SqlFailure::Kind;

ErrorCode code_of(const std::string& state) {
  return error_of({Kind::refused, state, "text"}, "what").code;
}

TEST(SqlFailure, BecomesTheErrorThatTheServersCodeMeans) {
  EXPECT_EQ(code_of("23505"), ErrorCode::conflict);
  EXPECT_EQ(code_of("23503"), ErrorCode::conflict);
  EXPECT_EQ(code_of("22021"), ErrorCode::invalid_input);
  EXPECT_EQ(code_of("40001"), ErrorCode::conflict);
  EXPECT_EQ(code_of("53100"), ErrorCode::storage_full);
  EXPECT_EQ(code_of("53300"), ErrorCode::unavailable);
  EXPECT_EQ(code_of("57014"), ErrorCode::timeout);
  EXPECT_EQ(code_of("57P03"), ErrorCode::unavailable);
  EXPECT_EQ(code_of("55P03"), ErrorCode::timeout);
  EXPECT_EQ(code_of("25006"), ErrorCode::unavailable);
  EXPECT_EQ(code_of("54000"), ErrorCode::too_large);
  EXPECT_EQ(code_of("42P01"), ErrorCode::internal);
  EXPECT_EQ(code_of(""), ErrorCode::internal);
}

TEST(SqlFailure, TellsATakenValueFromAnotherConstraint) {
  EXPECT_EQ(error_of({Kind::refused, "23505", ""}, "what").reason, "taken");
  EXPECT_EQ(error_of({Kind::refused, "23503", ""}, "what").reason, "guard");
}

TEST(SqlFailure, NamesTheStatementAndTheCode) {
  EXPECT_EQ(error_of({Kind::refused, "42P01", "no such table"}, "tasks.insert").message,
            "tasks.insert: no such table (SQLSTATE 42P01)");
}

TEST(SqlFailure, IsUnavailableWhenTheConnectionBroke) {
  EXPECT_EQ(error_of({Kind::lost, "", "gone"}, "tasks.insert").code, ErrorCode::unavailable);
}

TEST(SqlFailure, IsWorthRepeatingOnlyWhenOthersWereInTheWay) {
  EXPECT_TRUE(is_worth_repeating({Kind::refused, "40001", ""}));
  EXPECT_TRUE(is_worth_repeating({Kind::refused, "40P01", ""}));
  EXPECT_FALSE(is_worth_repeating({Kind::refused, "23505", ""}));
  EXPECT_FALSE(is_worth_repeating({Kind::lost, "", ""}));
}

}  // namespace
}  // namespace swarm::storage
