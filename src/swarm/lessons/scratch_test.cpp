#include "swarm/lessons/scratch.hpp"

#include <gtest/gtest.h>

namespace swarm::lessons {
namespace {

Problem calculation(std::int64_t a, char sign, std::int64_t b) {
  return Calculations{{{a, sign, b}}, false};
}

std::string thinking_of(const Problem& problem) {
  const auto solution = worked(problem);
  return solution ? solution->thinking + " -> " + solution->answer : solution.error().message;
}

TEST(Scratch, CarriesAndBorrowsDigitByDigit) {
  EXPECT_EQ(thinking_of(calculation(345, '+', 12)), "345+12:5+2=7,4+1=5,3+0=3 -> 357");
  EXPECT_EQ(thinking_of(calculation(999, '+', 1)), "999+1:9+1=10,9+0+1=10,9+0+1=10 -> 1000");
  EXPECT_EQ(thinking_of(calculation(812, '-', 467)), "812-467:2-7=b5,1-6-1=b4,8-4-1=3 -> 345");
  EXPECT_EQ(thinking_of(calculation(800, '-', 1)), "800-1:0-1=b9,0-0-1=b9,8-0-1=7 -> 799");
  EXPECT_EQ(thinking_of(calculation(12, '-', 45)), "12-45:neg,45-12:5-2=3,4-1=3 -> -33");
  EXPECT_EQ(thinking_of(calculation(4, '*', 67)), "67*4:4*7=28,4*6=24+2=26 -> 268");
}

TEST(Scratch, WritesStoriesAsTheirCalculations) {
  const Calculations story{{{12, '+', 7}, {19, '-', 5}}, true};
  EXPECT_EQ(thinking_of(story), "12+7:2+7=9,1+0=1;19-5:9-5=4,1-0=1 -> 14");
  EXPECT_EQ(family_of(story), Family::stories);
}

TEST(Scratch, EvaluatesNegatedLeavesAtOnceAndThenOneByOne) {
  const Expression no{'!', {Expression{'T'}}};
  const Expression inner{'|', {Expression{'F'}, no}};
  EXPECT_EQ(thinking_of(Expression{'&', {inner, Expression{'T'}}}), "(F|!T)&T=(F|F)&T=F&T=F -> false");
  EXPECT_EQ(thinking_of(Expression{'!', {inner}}), "!(F|!T)=!(F|F)=!F=T -> true");
}

TEST(Scratch, PutsFactsIntoOneOrder) {
  Ranking ranking{{"Cid", "Ann", "Bob"}, {{1, 2}, {0, 1}}, Ranking::Asked::least, {}};
  EXPECT_EQ(thinking_of(ranking), "Ann>Bob,Cid>Ann:Cid>Ann>Bob;3 -> Bob");
  ranking.asked = Ranking::Asked::beyond;
  ranking.pair = {2, 0};
  EXPECT_EQ(thinking_of(ranking), "Ann>Bob,Cid>Ann:Cid>Ann>Bob;Bob>Cid -> no");
  ranking.asked = Ranking::Asked::order_rising;
  EXPECT_EQ(worked(ranking)->answer, "Bob, Ann, Cid");
}

TEST(Scratch, WritesFactsDownBeforeItDeclinesAnOrder) {
  EXPECT_EQ(undecided(Ranking{{"Ann", "Bob", "Cid"}, {{0, 1}, {2, 1}}, Ranking::Asked::most, {}}), "Ann>Bob,Cid>Bob:?");
}

TEST(Scratch, WorksThroughLists) {
  using Operation = ListTask::Operation;
  EXPECT_EQ(thinking_of(ListTask{Operation::largest, {3, 9, 2}}), "max 3 9 2:3,9,9 -> 9");
  EXPECT_EQ(thinking_of(ListTask{Operation::sorted, {3, 9, 2}}), "sort 3 9 2:3,3 9,2 3 9 -> [2, 3, 9]");
  EXPECT_EQ(thinking_of(ListTask{Operation::descending, {3, 9, 2}}), "descend 3 9 2:3,9 3,9 3 2 -> [9, 3, 2]");
  EXPECT_EQ(thinking_of(ListTask{Operation::reversed, {3, 9, 2}}),
            "reverse 3 9 2:1=3,2=9,3=2,3=2,2=9,1=3 -> [2, 9, 3]");
  EXPECT_EQ(thinking_of(ListTask{Operation::index, {3, 9, 2}, 1}), "at 1 3 9 2:0=3,1=9,2=2 -> 9");
  EXPECT_EQ(thinking_of(ListTask{Operation::place, {3, 9, 2}, 1}), "place 1 3 9 2:1=3,2=9,3=2 -> 3");
  EXPECT_EQ(thinking_of(ListTask{Operation::length, {3, 9, 2}}), "len 3 9 2:1=3,2=9,3=2 -> 3");
}

// What is learnt in one of the two families must not be held out in the other.
TEST(Scratch, AddsAListAsTheSumsThatItTakes) {
  const ListTask list{ListTask::Operation::sum, {10, 20, 35}};
  const Calculations sums{{{10, '+', 20}, {30, '+', 35}}, false};
  EXPECT_EQ(thinking_of(list), "10+20:0+0=0,1+2=3;30+35:0+5=5,3+3=6 -> 65");
  EXPECT_EQ(thinking_of(list), thinking_of(sums));
  EXPECT_EQ(content_of(list), content_of(sums));
  EXPECT_EQ(family_of(list), Family::lists);
  EXPECT_TRUE(always_taught(ListTask{ListTask::Operation::sum, {7, 12}}));
  EXPECT_FALSE(always_taught(list));
  EXPECT_FALSE(worked(ListTask{ListTask::Operation::sum, {1, 2, 3, 4, 5, 6}}));
}

TEST(Scratch, RefusesWhatTheFormatIsNotMadeFor) {
  for (const Problem& problem :
       {calculation(1000, '+', 1), calculation(-1, '+', 1), calculation(23, '*', 45), Problem(Calculations{}),
        Problem(ListTask{ListTask::Operation::largest, {1}}), Problem(ListTask{ListTask::Operation::largest, {1, 100}}),
        Problem(ListTask{ListTask::Operation::index, {1, 2}, 2}),
        Problem(ListTask{ListTask::Operation::place, {1, 2}, 0}),
        Problem(ListTask{ListTask::Operation::place, {1, 2}, 3}), Problem(Ranking{{"Ann"}, {}, {}, {}}),
        Problem(Ranking{{"Ann", "Bob"}, {{0, 1}}, Ranking::Asked::middle, {}})}) {
    const auto solution = worked(problem);
    ASSERT_FALSE(solution);
    EXPECT_EQ(solution.error().code, ErrorCode::too_large);
  }
}

TEST(Scratch, TellsBorrowingInThreeDigitsFromOtherSubtractions) {
  EXPECT_EQ(family_of(calculation(812, '-', 467)), Family::borrow);
  EXPECT_EQ(family_of(calculation(467, '-', 812)), Family::borrow);
  EXPECT_EQ(family_of(calculation(800, '-', 30)), Family::borrow);
  EXPECT_EQ(family_of(calculation(867, '-', 412)), Family::sums);
  EXPECT_EQ(family_of(calculation(42, '-', 17)), Family::sums);
}

TEST(Scratch, HasOneContentForTurnedOperands) {
  EXPECT_EQ(content_of(calculation(7, '+', 812)), content_of(calculation(812, '+', 7)));
  EXPECT_EQ(content_of(calculation(7, '*', 812)), content_of(calculation(812, '*', 7)));
  EXPECT_NE(content_of(calculation(7, '-', 812)), content_of(calculation(812, '-', 7)));
  EXPECT_TRUE(always_taught(calculation(7, '+', 12)));
  EXPECT_FALSE(always_taught(calculation(17, '+', 12)));
}

}  // namespace
}  // namespace swarm::lessons
