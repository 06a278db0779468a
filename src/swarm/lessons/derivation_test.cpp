#include "swarm/lessons/derivation.hpp"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

#include "swarm/heads/logic/logic_head.hpp"
#include "swarm/heads/math/math_head.hpp"
#include "swarm/lessons/lesson_maker.hpp"
#include "swarm/lessons/readings.hpp"

namespace swarm::lessons {
namespace {

// Reads one prompt and finds one value, as the code head does by running programs.
class HeadThatKnows final : public heads::ComputingHead {
 public:
  HeadThatKnows(answers::Head name, std::string prompt, std::string value)
      : name_(name), prompt_(std::move(prompt)), value_(std::move(value)) {}
  answers::Head name() const override { return name_; }
  std::expected<heads::Computed, heads::Refusal> compute(std::string_view prompt, const heads::ComputeLimits&,
                                                         std::stop_token) const override {
    if (prompt != prompt_) return std::unexpected(heads::Refusal{});
    return heads::Computed{value_, value_, {}};
  }

 private:
  answers::Head name_;
  std::string prompt_, value_;
};

const Derivations& derivations() {
  static const math::MathHead math;
  static const logic::LogicHead logic;
  static const Derivations both({&math, &logic});
  return both;
}

std::string thinking_of(std::string_view prompt) {
  const auto lesson = derivations().lesson_of(prompt);
  return lesson ? *lesson->thinking + " -> " + lesson->answer : "none";
}

std::string thinking_of(std::string_view prompt, std::string_view answer) {
  const auto lesson = derivations().lesson_of(prompt, answer);
  return lesson ? *lesson->thinking + " -> " + lesson->answer : "none";
}

TEST(Derivations, MakeLessonsOutOfPromptsThatPeopleType) {
  EXPECT_EQ(thinking_of("what is 812 minus 467?"), "812-467:2-7=b5,1-6-1=b4,8-4-1=3 -> 345");
  EXPECT_EQ(thinking_of("take 467 away from 812"), "812-467:2-7=b5,1-6-1=b4,8-4-1=3 -> 345");
  EXPECT_EQ(thinking_of("seven plus eight"), "7+8:7+8=15 -> 15");
  EXPECT_EQ(thinking_of("Tom has 12 apples. He buys 7 more and then eats 5. How many apples are left?"),
            "12+7:2+7=9,1+0=1;19-5:9-5=4,1-0=1 -> 14");
  EXPECT_EQ(thinking_of("Ann is taller than Bob. Cid is taller than Ann. Who is the shortest?"),
            "Ann>Bob,Cid>Ann:Cid>Ann>Bob;3 -> Bob");
  EXPECT_EQ(thinking_of("Tom finished before Lou. Max finished after Lou. Who came first?"),
            "Tom>Lou,Lou>Max:Tom>Lou>Max;1 -> Tom");
  EXPECT_EQ(thinking_of("Ann is taller than Bob. Cid is taller than Ann. Is Bob taller than Cid?"),
            "Ann>Bob,Cid>Ann:Cid>Ann>Bob;Bob>Cid -> no");
  EXPECT_EQ(thinking_of("what is the largest of 3 9 2"), "max 3 9 2:3,9,9 -> 9");
  EXPECT_EQ(thinking_of("sort 3, 9, 2 in descending order"), "descend 3 9 2:3,9 3,9 3 2 -> [9, 3, 2]");
}

TEST(Derivations, GiveLessonsTheirFamilyAndContent) {
  const auto borrow = derivations().lesson_of("what is 812 minus 467?");
  ASSERT_TRUE(borrow);
  EXPECT_EQ(borrow->family, Family::borrow);
  EXPECT_EQ(borrow->head, answers::Head::math);
  EXPECT_EQ(borrow->content, "calculate 812-467");
  const auto story = derivations().lesson_of("Tom has 12 apples and buys 7 more. How many does he have now?");
  ASSERT_TRUE(story);
  EXPECT_EQ(story->family, Family::stories);
}

TEST(Derivations, MakeNothingOfWhatIsOutside) {
  for (const std::string_view prompt :
       {"", "hi", "what is 15% of 80?", "what is 84 divided by 4?", "23 * 45", "4567 + 12", "x + 3 = 7", "2.5 + 1",
        "Who was Napoleon?", "Ann is taller than Bob. Cid is taller than Bob. Who is the tallest?"})
    EXPECT_EQ(thinking_of(prompt), "none") << prompt;
}

TEST(Derivations, FindTheWayToAKnownAnswer) {
  // No head reads these: "812-467" may be a range, and the story has words that the grammar does not know.
  EXPECT_EQ(thinking_of("812-467", "345"), "812-467:2-7=b5,1-6-1=b4,8-4-1=3 -> 345");
  EXPECT_EQ(thinking_of("A squirrel hid 31 acorns and forgot 12 of those. How many does it remember?", "19"),
            "31-12:1-2=b9,3-1-1=1 -> 19");
  EXPECT_EQ(thinking_of("length of [4, 5, 6]", "3"), "len 4 5 6:1=4,2=5,3=6 -> 3");
  EXPECT_EQ(thinking_of("(True or False) and not True", "False"), "(T|F)&!T=(T|F)&F=T&F=F -> false");
}

TEST(Derivations, AddAListWhoseSumIsKnown) {
  EXPECT_EQ(thinking_of("My list is 5, 7, 8, 10, what would its total be?", "30"),
            "5+7:5+7=12;12+8:2+8=10,1+0+1=2;20+10:0+0=0,2+1=3 -> 30");
  EXPECT_EQ(thinking_of("My list is 5, 7, 8, 10, what would its total be?", "31"), "none");
}

TEST(Derivations, TakeTheWordsOfAHeadForTheSameAnswer) {
  const Lesson follows{Family::order, answers::Head::logic, "Does it follow?", "", "no", ""};
  const HeadThatKnows contradiction(answers::Head::logic, follows.prompt, "contradiction");
  const HeadThatKnows entailed(answers::Head::logic, follows.prompt, "entailed");
  EXPECT_EQ(Derivations({&contradiction}).confirms(follows), true);
  EXPECT_EQ(Derivations({&entailed}).confirms(follows), false);
  const Lesson uncle{Family::order, answers::Head::logic, "Who is first?", "", "Rob, Ann", ""};
  const HeadThatKnows right(answers::Head::logic, uncle.prompt, "My uncle Rob;Ann");
  const HeadThatKnows wrong(answers::Head::logic, uncle.prompt, "Ann;My uncle Rob");
  EXPECT_EQ(Derivations({&right}).confirms(uncle), true);
  EXPECT_EQ(Derivations({&wrong}).confirms(uncle), false);
}

TEST(Derivations, RefuseAnAnswerThatDoesNotFollowOrFollowsTwice) {
  EXPECT_EQ(thinking_of("what is 812 minus 467?", "355"), "none");
  EXPECT_EQ(thinking_of("Something with 2 and 2", "4"), "none");  // 2+2 or 2*2
  EXPECT_EQ(thinking_of("A squirrel hid 31 acorns and forgot 12.", "18"), "none");
}

TEST(Derivations, ReadPythonThatTheCodeHeadRan) {
  const HeadThatKnows list(answers::Head::code, "what does print(sorted([3, 9, 2])) print?", "[2, 3, 9]");
  EXPECT_EQ(Derivations({&list}).lesson_of("what does print(sorted([3, 9, 2])) print?")->thinking,
            "sort 3 9 2:3,3 9,2 3 9");
  const HeadThatKnows truth(answers::Head::code, "not True or (False and True)", "False");
  EXPECT_EQ(Derivations({&truth}).lesson_of("not True or (False and True)")->thinking, "!T|(F&T)=F|(F&T)=F|F=F");
  const HeadThatKnows other(answers::Head::code, "max([3, 9])", "3");
  EXPECT_FALSE(Derivations({&other}).lesson_of("max([3, 9])")) << "our way ends elsewhere than the head's";
}

TEST(Readings, TakePythonApart) {
  using Operation = ListTask::Operation;
  EXPECT_EQ(read_list_expression("[3,9,2][::-1]"), (ListTask{Operation::reversed, {3, 9, 2}}));
  EXPECT_EQ(read_list_expression("print([3, 9, 2][1])"), (ListTask{Operation::index, {3, 9, 2}, 1}));
  EXPECT_EQ(read_list_expression("[3, 9, 2][0]"), (ListTask{Operation::index, {3, 9, 2}, 0}));
  EXPECT_EQ(read_list_expression("print(sum([3, 9, 2]))"), (ListTask{Operation::sum, {3, 9, 2}}));
  EXPECT_EQ(read_list_expression("list(reversed([3, 9]))"), (ListTask{Operation::reversed, {3, 9}}));
  EXPECT_EQ(read_list_expression("sorted([3, 9], reverse=True)"), (ListTask{Operation::descending, {3, 9}}));
  EXPECT_FALSE(read_list_expression("[3, 9, 2][7]"));
  EXPECT_FALSE(read_list_expression("[3, 9"));
  EXPECT_FALSE(read_list_expression("sorted([3, 9], key=abs)"));
  EXPECT_FALSE(read_list_expression("max([x, 9])"));
}

TEST(Readings, BindNotBeforeAndBeforeOr) {
  EXPECT_EQ(text_of(*read_truth_expression("True or False and not True")), "(T|(F&!T))");
  EXPECT_EQ(text_of(*read_truth_expression("is (T ∨ F) ∧ ¬F true?")), "((T|F)&!F)");
  EXPECT_FALSE(read_truth_expression("is it true?"));
  EXPECT_FALSE(read_truth_expression("("));
  EXPECT_FALSE(read_truth_expression(std::string(1000, '(') + "T & F"));
}

TEST(Readings, TakeOnlyNumbersThatAreSurelyThose) {
  EXPECT_EQ(numbers_in("Tom has 12 apples and seven pears"), (std::vector<std::int64_t>{12, 7}));
  for (const std::string_view prompt : {"2.5 and 3", "1/2", "5% of 10", "1234", "the 3rd", "at 10:30"})
    EXPECT_FALSE(numbers_in(prompt)) << prompt;
}

TEST(Derivations, NeverDecideAnOrderThatIsTaughtAsUndecided) {
  Dice dice(19);
  const logic::LogicHead head;
  std::size_t read = 0;
  for (int i = 0; i < 30'000; ++i) {
    const Lesson lesson = make_lesson(Family::unrelated, Side::train, dice);
    if (!lesson.thinking) continue;
    const auto computed = head.compute(lesson.prompt, {}, {});
    if (!computed) continue;
    EXPECT_EQ(computed->value, "undetermined") << lesson.prompt;
    ++read;
  }
  EXPECT_GT(read, 100u);
}

TEST(Derivations, AgreeWithThousandsOfGeneratedLessons) {
  Dice dice(7);
  std::size_t read = 0;
  for (int i = 0; i < 8'000; ++i) {
    const Family family = dice.pick(all_families());
    const Lesson lesson = make_lesson(family, dice.chance(50) ? Side::train : Side::held_out, dice);
    const auto confirmed = derivations().confirms(lesson);
    EXPECT_TRUE(confirmed.value_or(true)) << json_line(lesson);
    read += confirmed ? 1 : 0;
    // What is read from the prompt is the same problem in the same scratch text.
    const auto derived = confirmed ? derivations().lesson_of(lesson.prompt, lesson.answer) : std::nullopt;
    if (derived && derived->content == lesson.content) EXPECT_EQ(derived->answer, lesson.answer) << lesson.prompt;
  }
  EXPECT_GT(read, 2'000u);  // most wordings are none that a head reads
}

}  // namespace
}  // namespace swarm::lessons
