#include "swarm/heads/code/code_reader.hpp"

#include <gtest/gtest.h>

#include "swarm/heads/code/definiteness.hpp"
#include "swarm/heads/code/language_signs.hpp"
#include "swarm/heads/code/snippets.hpp"

namespace swarm::code {
namespace {

CodeQuestion first(std::string_view prompt) {
  const std::vector<CodeQuestion> questions = read_questions(prompt);
  EXPECT_FALSE(questions.empty()) << prompt;
  return questions.empty() ? CodeQuestion{} : questions.front();
}

TEST(ReadQuestions, TakesAProgramBetweenFencesAsItIs) {
  const CodeQuestion question = first("What does this print?\n```python\n  x = 1\n  if x:\n    print(x)\n```\n");
  EXPECT_EQ(question.program, "x = 1\nif x:\n  print(x)\n");
  EXPECT_EQ(question.language, Language::python);
  EXPECT_EQ(question.ask, Ask::output);
  EXPECT_TRUE(question.language_is_named);
}

TEST(ReadQuestions, TakesAnExpressionFromTheMiddleOfASentence) {
  const CodeQuestion question = first("what is sorted('cab') in python 3?");
  EXPECT_EQ(question.program, "sorted('cab')\n");
  EXPECT_EQ(question.ask, Ask::value);
}

TEST(ReadQuestions, TakesABareProgramBetweenLinesOfWords) {
  const CodeQuestion question =
      first("please run this:\nfor (let i = 0; i < 2; i++) console.log(i);\nwhat is the output?");
  EXPECT_EQ(question.program, "for (let i = 0; i < 2; i++) console.log(i);\n");
  EXPECT_EQ(question.language, Language::javascript);
}

TEST(ReadQuestions, TakesAnExpressionBesideAProgram) {
  const CodeQuestion question = first("```python\ndef f(x): return x + 1\n```\nwhat does `f(2)` return?");
  EXPECT_EQ(question.expression, "f(2)");
  EXPECT_EQ(question.ask, Ask::value);
}

TEST(ReadQuestions, RefusesWhateverElseIsAsked) {
  for (const char* prompt :
       {"explain this:\n```python\nprint(1)\n```", "fix it\n```python\nprint(1)\n```",
        "```java\nint x = 1;\n```\nwhat is printed?", "is this pythonic?\n```python\nprint(1)\n```",
        "what does this not print?\n```python\nprint(1)\n```",
        "how many lines does this print?\n```python\nprint(1)\n```",
        "what does this code do?\n```python\nprint(1)\n```",
        "Suppose n is 5. What does this print?\n```python\nn = 3\nprint(n)\n```",
        "what does this print in python 2?\n```python\nprint(1)\n```", "show me a python program", "what is max(3, 7)",
        "does this work?\n```js\nconsole.log(1)\n```", "what is 2 + 2", "```python\nprint(1)", "", "``````",
        "give me a program that outputs this\n```python\nprint(1)\n```"})
    EXPECT_TRUE(read_questions(prompt).empty()) << prompt;
}

TEST(FindSnippets, LooksAtAFewDivisionsOnly) {
  std::string words = "what does this print:";
  for (int i = 0; i < 100; ++i)
    words += "\nrun this:";
  EXPECT_LE(find_snippets(words + "\nprint(1)").size(), kSnippetsMax);
}

TEST(LanguageOf, NamesOnlyWhatIsClear) {
  EXPECT_EQ(language_of("for x in y:\n    print(x)\n"), Language::python);
  EXPECT_EQ(language_of("const a = 1;\n"), Language::javascript);
  EXPECT_EQ(language_of("std::cout << 1;\n"), Language::cpp);
  for (const char* program :
       {"7 // 2", "let x: Int = 5\nprint(x)\n", "fn main() { println!(\"a\"); }", "SELECT 1 FROM t", "fmt.Println(1)",
        "echo hi", "System.out.println(1);", "$ python3 x.py"})
    EXPECT_EQ(language_of(program), std::nullopt) << program;
}

TEST(MayHoldProgram, SaysNoToWhatIsForOtherHeads) {
  for (const char* prompt :
       {"what is 17 * 23?", "15% of 80", "All cats are mammals. Tom is a cat. Is Tom a mammal?", ""})
    EXPECT_FALSE(may_hold_program(prompt)) << prompt;
  for (const char* prompt :
       {"print(1)", "`1`", "2**3 in PYTHON", "[1] == [1] js?", "std::size_t x", "for i in x: y", "a !== b"})
    EXPECT_TRUE(may_hold_program(prompt)) << prompt;
}

TEST(RestsOn, NamesWhatTwoRunsMightAgreeOn) {
  const auto rests = [](Language language, std::string program) {
    return rests_on({.language = language, .program = std::move(program), .expression = {}}).has_value();
  };
  EXPECT_TRUE(rests(Language::python, "import random\nprint(random.randint(1, 2))"));
  EXPECT_FALSE(rests(Language::python, "import random\nrandom.seed(1)\nprint(random.random())"));
  EXPECT_TRUE(rests(Language::javascript, "console.log(Math.random() > 2)"));
  EXPECT_TRUE(rests(Language::cpp, "std::cout << rand() % 2;"));
  EXPECT_FALSE(rests(Language::cpp, "int operand(int); std::cout << operand(2);"));
}

}  // namespace
}  // namespace swarm::code
