#include "platform/storage/statement_check.hpp"

#include <limits>

#include <gmock/gmock.h>

namespace swarm::storage {
namespace {

constexpr NamedStatement kInsert{"test.insert", "INSERT"};

TEST(StatementCheck, RefusesZeroCharactersInTexts) {
  const Result<Done> checked = check_parameters(kInsert, {sql(1), sql(std::string_view("a\0b", 3))});
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ErrorCode::invalid_input);
  EXPECT_THAT(checked.error().message, testing::HasSubstr("test.insert: value $2 has U+0000"));
}

TEST(StatementCheck, RefusesWhatIsNotANumber) {
  EXPECT_EQ(check_parameters(kInsert, {sql(std::numeric_limits<double>::quiet_NaN())}).error().code,
            ErrorCode::invalid_input);
  EXPECT_TRUE(check_parameters(kInsert, {sql(std::numeric_limits<double>::infinity())}));
}

TEST(StatementCheck, AllowsAUnitAtItsLimitAndRefusesOneAboveIt) {
  WriteUnit unit;
  unit.add(kInsert, {}).add(kInsert, {});
  EXPECT_TRUE(check_unit(unit, 2));
  EXPECT_EQ(check_unit(unit, 1).error().code, ErrorCode::too_large);
}

TEST(StatementCheck, ChecksEveryStatementOfAUnit) {
  WriteUnit unit;
  unit.add(kInsert, {sql("good")}).add(kInsert, {sql(std::string_view("\0", 1))});
  EXPECT_EQ(check_unit(unit, 2).error().code, ErrorCode::invalid_input);
}

TEST(StatementCheck, TellsALostGuardWithTheStatementAndTheNumbers) {
  const Statement exact{&kInsert, {}, Expect::exactly(1)};
  EXPECT_TRUE(check_expectation(exact, 1));
  const Result<Done> lost = check_expectation(exact, 0);
  EXPECT_EQ(lost.error().code, ErrorCode::conflict);
  EXPECT_EQ(lost.error().reason, "guard");
  EXPECT_THAT(lost.error().message, testing::StartsWith("test.insert touched 0 rows where exactly 1 were expected"));
  EXPECT_TRUE(check_expectation({&kInsert, {}, Expect::at_most(2)}, 2));
  EXPECT_FALSE(check_expectation({&kInsert, {}, Expect::at_most(2)}, 3));
}

}  // namespace
}  // namespace swarm::storage
