#include "platform/config/yaml_document.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarm::config {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

json::Value value_of(std::string_view text) {
  const Result<YamlDocument> document = parse_yaml(text, "x.yaml");
  if (document) return document->value;
  ADD_FAILURE() << document.error().message;
  return nullptr;
}

std::string refusal_of(std::string_view text) {
  const Result<YamlDocument> document = parse_yaml(text, "x.yaml");
  if (!document) return document.error().message;
  ADD_FAILURE() << "accepted: " << json::to_text(document->value);
  return "";
}

json::Value json_of(std::string_view text) {
  return *json::parse(text);
}

TEST(YamlDocument, TypesPlainScalarsByTheCoreSchema) {
  EXPECT_EQ(value_of("[null, ~, Null, , true, False, TRUE, 1, -2, +3, 0x1F, 0o17, 007, 1.5, -.5e3, 2., 1e3]"),
            json_of("[null,null,null,null,true,false,true,1,-2,3,31,15,7,1.5,-500.0,2.0,1000.0]"));
  EXPECT_EQ(
      value_of("[yes, no, on, 1_000, 1:30, 0x, 0o8, -0x1, ., +, 1.2.3, e3, 10s, 16 MiB, 127.0.0.1]"),
      json_of(R"(["yes","no","on","1_000","1:30","0x","0o8","-0x1",".","+","1.2.3","e3","10s","16 MiB","127.0.0.1"])"));
  EXPECT_TRUE(std::isinf(plain_scalar("-.inf").as_double()));
  EXPECT_TRUE(std::isnan(plain_scalar(".nan").as_double()));
}

TEST(YamlDocument, KeepsLargeNumbersExactAsLongAsTheyFit) {
  EXPECT_EQ(plain_scalar("9223372036854775807").as_int64(), 9223372036854775807);
  EXPECT_EQ(plain_scalar("18446744073709551615").as_uint64(), 18446744073709551615ULL);
  EXPECT_TRUE(plain_scalar("18446744073709551616").is_double());
  EXPECT_TRUE(plain_scalar("-9223372036854775809").is_double());
}

TEST(YamlDocument, TakesQuotedScalarsAsTexts) {
  EXPECT_EQ(value_of("a: \"1\"\nb: 'true'\nc: !!str 5\nd: \"\"\ne: |\n  two\n  lines\n"),
            json_of(R"({"a":"1","b":"true","c":"5","d":"","e":"two\nlines\n"})"));
}

TEST(YamlDocument, TakesAnEmptyTextAsAnEmptyObject) {
  for (const std::string_view text : {"", "\n", "# only a comment\n", "---\n", "---\n...\n"}) {
    EXPECT_EQ(value_of(text), json::Value(json::Object{})) << text;
  }
}

TEST(YamlDocument, KnowsThePlaceOfEverything) {
  const Result<YamlDocument> document = parse_yaml("a:\n  b: 1\nlist:\n  - x: 1\n    y: [5, 6]\n", "x.yaml");
  ASSERT_TRUE(document);
  const auto place = [&](const std::string& key) {
    const Place* found = document->places.find(key);
    return found == nullptr ? "?" : fmt::format("{}:{}", found->text(), found->column);
  };
  EXPECT_EQ(place("a"), "x.yaml:1:1");
  EXPECT_EQ(place("a.b"), "x.yaml:2:3");
  EXPECT_EQ(place("list[0].x"), "x.yaml:4:5");
  EXPECT_EQ(place("list[0].y[1]"), "x.yaml:5:12");
  EXPECT_EQ(place("list[1]"), "?");
}

TEST(YamlDocument, RepeatsWhatAnAliasNames) {
  EXPECT_EQ(value_of("a: &x {k: [1]}\nb: *x\n"), json_of(R"({"a":{"k":[1]},"b":{"k":[1]}})"));
  const Result<YamlDocument> document = parse_yaml("a: &x {k: 1}\nb: *x\n", "x.yaml");
  ASSERT_TRUE(document && document->places.find("b.k"));
  EXPECT_EQ(document->places.find("b.k")->line, 2U);
}

TEST(YamlDocument, RefusesAliasesThatMultiply) {
  std::string laughs = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
  for (char name = 'b'; name <= 'i'; ++name) {
    laughs += fmt::format("{0}: &{0} [*{1},*{1},*{1},*{1},*{1},*{1},*{1},*{1},*{1},*{1}]\n", name,
                          static_cast<char>(name - 1));
  }
  EXPECT_THAT(refusal_of(laughs), HasSubstr("x.yaml:5: more than 20000 values"));
}

TEST(YamlDocument, RefusesAliasesInsideOfThemselvesAndUnknownOnes) {
  EXPECT_THAT(refusal_of("a: &x [1, *x]\n"), HasSubstr("x.yaml:1: an alias stands inside"));
  EXPECT_THAT(refusal_of("a: 1\nb: *nothing\n"), HasSubstr("x.yaml:2: no YAML at column"));
  EXPECT_THAT(refusal_of("a: &x k\n*x : 1\n"), HasSubstr("a key must be a text"));
}

TEST(YamlDocument, NestsUpToItsBound) {
  const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  EXPECT_TRUE(parse_yaml(nested(kYamlDepthMax), "x.yaml"));
  EXPECT_THAT(refusal_of(nested(kYamlDepthMax + 1)), HasSubstr("nested deeper than 32"));
  EXPECT_THAT(refusal_of(nested(100'000)), HasSubstr("nested deeper than 32"));
  EXPECT_THAT(refusal_of("a: &x " + nested(20) + "\nb: " + std::string(20, '[') + "*x" + std::string(20, ']')),
              HasSubstr("nested deeper than 32"));
}

TEST(YamlDocument, HoldsAsManyValuesAsItsBound) {
  std::string list = "[";
  for (std::size_t i = 1; i < kYamlNodesMax; ++i)
    list += "1,";  // the list itself is one
  EXPECT_TRUE(parse_yaml(list + "]", "x.yaml"));
  EXPECT_THAT(refusal_of(list + "1]"), HasSubstr("more than 20000 values"));
}

TEST(YamlDocument, IsNoLongerThanItsBound) {
  const std::string comment = "# " + std::string(kYamlBytesMax - 2, 'x');
  EXPECT_TRUE(parse_yaml(comment, "x.yaml"));
  EXPECT_THAT(refusal_of(comment + "x"), HasSubstr("at most 1 MiB"));
  EXPECT_TRUE(parse_yaml(std::string(kYamlKeyBytesMax, 'k') + ": 1", "x.yaml"));
  EXPECT_THAT(refusal_of(std::string(kYamlKeyBytesMax + 1, 'k') + ": 1"), HasSubstr("at most 100 bytes"));
}

TEST(YamlDocument, RefusesEveryKeyThatIsWrittenTwice) {
  const Result<YamlDocument> document = parse_yaml("a:\n  b: 1\n  b: 2\nc: 1\na: {}\n", "x.yaml");
  ASSERT_FALSE(document);
  const std::vector<Fault> expected{{"x.yaml:3: a.b", "written twice, first in line 2"},
                                    {"x.yaml:5: a", "written twice, first in line 1"}};
  EXPECT_EQ(document.error().faults, expected);
}

TEST(YamlDocument, SaysWhereTheSyntaxIsWrong) {
  EXPECT_THAT(refusal_of("a: 1\nb: {c: 1\n"), StartsWith("x.yaml:3: no YAML at column 1: end of map flow"));
  EXPECT_THAT(refusal_of("a: [1, 2\n"), HasSubstr("end of sequence flow not found"));
  EXPECT_THAT(refusal_of("a:\n\tb: 1\n"), StartsWith("x.yaml:2: a tab cannot indent"));
  EXPECT_THAT(refusal_of("a: 1\n  b: 2\n"), StartsWith("x.yaml:2: no YAML"));
  EXPECT_THAT(refusal_of("a: 1\n---\nb: 2\n"), StartsWith("x.yaml:2: one document expected"));
}

TEST(YamlDocument, RefusesQuotesThatNeverClose) {
  for (const std::string_view open : {"a: \"open", "a: \"open\n\n", "ä: ö\nb: 'open''\n \n", "a: &x \"o\\\"\n\n"}) {
    EXPECT_THAT(refusal_of(open), StartsWith("x.yaml:")) << open;
  }
  for (const std::string_view closed :
       {"\xEF\xBB\xBF"
        "a: \"closed\"\n\n",
        "ä: ö\nb: 'it''s'\n\n", "a: !!str \"o\\\"\"\n\n", "a: |\n  \"block\n\n", "a: o\"pen\n\n"}) {
    EXPECT_TRUE(parse_yaml(closed, "x.yaml")) << closed;
  }
}

TEST(YamlDocument, RefusesKeysThatAreNoTexts) {
  EXPECT_THAT(refusal_of("? [a]\n: 1\n"), HasSubstr("a key must be a text"));
  EXPECT_THAT(refusal_of("? {a: b}\n: 1\n"), HasSubstr("a key must be a text"));
  EXPECT_THAT(refusal_of(": 1\n"), HasSubstr("a key must be a text"));
  EXPECT_THAT(refusal_of("a: {? [b, {c: d}]\n : 1}\n"), HasSubstr("x.yaml:1: a: a key must be a text"));
  EXPECT_EQ(value_of("1: a\ntrue: b\n"), json_of(R"({"1":"a","true":"b"})"));
}

TEST(YamlDocument, RefusesTagsThatItDoesNotKnow) {
  EXPECT_THAT(refusal_of("a: !ruby/object 1\n"), HasSubstr("x.yaml:1: the tag !ruby/object is not supported"));
  EXPECT_THAT(refusal_of("a: !!binary aGk=\n"), HasSubstr("not supported"));
  EXPECT_THAT(refusal_of("a: !x [1]\n"), HasSubstr("not supported"));
}

TEST(YamlDocument, RefusesBytesThatAreNoText) {
  EXPECT_THAT(refusal_of("a: 1\nb: \xff\n"), HasSubstr("x.yaml:2: this line is not UTF-8"));
  EXPECT_THAT(refusal_of(std::string("a: 1\nb: \0\n", 10)), HasSubstr("x.yaml:2: control characters"));
  EXPECT_THAT(refusal_of("a: \x1b[2J\n"), HasSubstr("x.yaml:1: control characters"));
}

}  // namespace
}  // namespace swarm::config
