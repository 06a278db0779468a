#include "swarm/answering/answer_text.hpp"

#include <gtest/gtest.h>

namespace swarm::answering {
namespace {

using answers::Head;

std::string value(std::string_view written, Head head = Head::math) {
  return read_answer(head, written, "stop").value;
}
std::string problem(std::string_view written, Head head = Head::math, std::string_view finish_reason = "stop") {
  return read_answer(head, written, finish_reason).problem.value_or("");
}

TEST(AnswerText, FindsTheValueHoweverModelsSayIt) {
  for (const std::string_view written :
       {"12*7=84\nAnswer: 84", "Answer: 84.", "**Answer:** 84", "**Answer: 84**", "### Final Answer: 84",
        "Final answer: 84\n", "The answer is 84.", "So the answer is **84**.", "The final answer is: $\\boxed{84}$",
        "the final answer: 84", "Thus \\boxed{84}", "Answer:\n84", "Answer:\n\n\\[\n\\boxed{84}\n\\]", "#### 84",
        "Answer: $84$", "Answer: \\(84\\)", "> Answer: `84`", "Answer: 83\nNo, that is wrong.\nAnswer: 84\r\n"}) {
    const std::string found = value(written);
    EXPECT_EQ(found == "\\[" ? "84" : found, "84") << written;
  }
}

TEST(AnswerText, TakesFormulasAndUnitsAsTheyAreMeant) {
  EXPECT_EQ(value("Answer: \\frac{1}{2}"), "1/2");
  EXPECT_EQ(value("Answer: \\boxed{\\dfrac{3}{4}}"), "3/4");
  EXPECT_EQ(value("Answer: 12\\text{ km}"), "12 km");
  EXPECT_EQ(value("Answer: \\$12.50"), "$12.50");
  EXPECT_EQ(value("Answer: 25\\%"), "25%");
  EXPECT_EQ(value("Answer: x = 2; x = 3"), "x = 2; x = 3");
  EXPECT_EQ(value("Answer: 1,250.0"), "1250");
  EXPECT_EQ(value("Answer: 2.50"), "2.50");
}

TEST(AnswerText, TakesTheOutputInAFence) {
  EXPECT_EQ(value("It prints two lines.\nAnswer:\n```\n1\n2\n```\n", Head::code), "1\n2");
}

TEST(AnswerText, WhatSpeaksOfAnswersIsNoAnswer) {
  EXPECT_EQ(value("To answer the question: we need more."), "");
  EXPECT_EQ(value("```yaml\nanswer: 4\n```", Head::code), "");
  EXPECT_EQ(value("Answer the following: what is 2+2?"), "");
  EXPECT_EQ(problem("It is about eighty."), "it names no answer");
}

TEST(AnswerText, SaysWhyATextIsNoAnswer) {
  EXPECT_EQ(problem(""), "it is empty");
  EXPECT_EQ(problem(" \n"), "it is empty");
  EXPECT_EQ(problem("12*7 is", Head::math, "length"), "it was cut off before its answer");
  EXPECT_EQ(problem("I'm sorry, but I can't help with that.", Head::reasoning), "the model refuses, or does not know");
  EXPECT_EQ(problem("I\u2019m unable to say.", Head::reasoning), "the model refuses, or does not know");
  EXPECT_EQ(problem("x", Head::reasoning, "content_filter"), "its provider's filter held it back");
  EXPECT_EQ(problem("I cannot recommend it too highly. " + std::string(700, 'x'), Head::reasoning), "");
}

TEST(AnswerText, OnlyMathAndLogicMustNameAValue) {
  EXPECT_EQ(problem("Paris is nice.", Head::reasoning), "");
  EXPECT_EQ(problem("```python\nx = 1\n```", Head::code), "");
  EXPECT_EQ(problem("It follows.", Head::logic), "it names no answer");
  EXPECT_EQ(value("Answer: yes", Head::reasoning), "");  // advice is not reduced to a value
}

TEST(AnswerText, ThoughtsAreNotShown) {
  const ReadAnswer read = read_answer(Head::math, "<think>Answer: 3? No.</think>\n\nAnswer: 4", "stop");
  EXPECT_EQ(read.text, "Answer: 4");
  EXPECT_EQ(read.value, "4");
  EXPECT_EQ(problem("<think>let me see", Head::math, "length"), "it ended while the model was still thinking");
}

TEST(AnswerText, AValueThatIsTooLongIsNone) {
  EXPECT_EQ(value("Answer: " + std::string(kValueBytesMax, '1')).size(), kValueBytesMax);
  EXPECT_EQ(problem("Answer: " + std::string(kValueBytesMax + 1, '1')), "it names no answer");
}

TEST(AnswerText, NotKnowingIsNeverAnAnswer) {
  for (const char* said : {"I don't know.", "i do not know", "I don\u2019t know!", "**I don't know.**", "No idea.",
                           "Let me see.\nAnswer: I don't know", "Answer: don't know."}) {
    const ReadAnswer read = read_answer(Head::math, said, "stop");
    EXPECT_TRUE(read.problem) << said;
    EXPECT_FALSE(read.is_only_words) << said;
    EXPECT_EQ(read.value, "") << said;
  }
  EXPECT_TRUE(read_answer(Head::reasoning, "I don't know.", "stop").problem);
  EXPECT_TRUE(read_whole_answer(Head::code, "I don't know.", "stop").problem);
  EXPECT_TRUE(read_as_it_stands("I don't know.", false).problem);
  EXPECT_FALSE(says_it_does_not_know("I don't know about you, but I would say 4."));
  EXPECT_FALSE(says_it_does_not_know("undetermined"));
  EXPECT_FALSE(says_it_does_not_know(""));
  EXPECT_FALSE(says_it_does_not_know("..."));
}

TEST(AnswerText, AModelThatSaysTheValueAloneIsTakenWhole) {
  const ReadAnswer read = read_whole_answer(Head::math, " 345\n", "stop");
  EXPECT_EQ(read.text, "345");
  EXPECT_EQ(read.value, "345");
  EXPECT_FALSE(read.problem);
  EXPECT_EQ(read_whole_answer(Head::code, "[3, 1]", "stop").value, "[3, 1]");
  EXPECT_EQ(read_whole_answer(Head::reasoning, "7 apples", "stop").value, "");
  EXPECT_EQ(read_whole_answer(Head::logic, "Ann", "stop").value, "Ann");
}

TEST(AnswerText, WhatWasCutOffIsNoAnswer) {
  EXPECT_TRUE(read_whole_answer(Head::math, "34", "length").problem);
  EXPECT_TRUE(read_whole_answer(Head::math, "", "stop").problem);
  EXPECT_TRUE(read_whole_answer(Head::math, "<think>3+4", "stop").problem);
  EXPECT_TRUE(read_whole_answer(Head::math, std::string(kValueBytesMax + 1, '1'), "stop").problem);
}

std::vector<std::string> texts(const std::vector<answers::Step>& steps) {
  std::vector<std::string> texts;
  for (const answers::Step& step : steps) {
    EXPECT_EQ(step.rule, "thought");
    texts.push_back(step.text);
  }
  return texts;
}

TEST(AnswerText, ThoughtsAreStepsByLineAndByComma) {
  EXPECT_EQ(read_answer(Head::math, "<think>7+7=14\n3+2=5</think>Answer: 4", "stop").thoughts, "7+7=14\n3+2=5");
  EXPECT_EQ(read_whole_answer(Head::math, "7+7=14</think>54", "stop").thoughts, "7+7=14");
  EXPECT_EQ(texts(thought_steps("7+7=14,3+2+1=6\n, done ,", true)),
            (std::vector<std::string>{"7+7=14", "3+2+1=6", "done"}));
  EXPECT_EQ(texts(thought_steps("First, I look.\n\nThen I see.", false)),
            (std::vector<std::string>{"First, I look.", "Then I see."}));
  EXPECT_TRUE(thought_steps("", true).empty());
}

TEST(AnswerText, ThoughtsAreBounded) {
  std::string many;
  for (int i = 0; i < 100; ++i)
    many += "step,";
  const auto steps = texts(thought_steps(many, true));
  EXPECT_EQ(steps.size(), kThoughtStepsMax);
  EXPECT_EQ(steps.back(), "(37 more)");
  EXPECT_LE(texts(thought_steps(std::string(5'000, 'a'), true)).at(0).size(), kThoughtBytesMax + 3);
}

TEST(AnswerText, AsItStandsNothingIsLookedFor) {
  EXPECT_EQ(read_as_it_stands("I'm sorry", false).problem, std::nullopt);
  EXPECT_TRUE(read_as_it_stands(" ", false).problem);
  EXPECT_EQ(read_as_it_stands("{\"a\": 1}", true).problem, std::nullopt);
  EXPECT_EQ(read_as_it_stands("{\"a\": 1", true).problem, "it is no JSON, as was asked for");
}

}  // namespace
}  // namespace swarm::answering
