#include "engine/grammars/schema_rules.hpp"

#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/grammars/formats.hpp"
#include "engine/grammars/walk_test.hpp"

namespace swarm::grammars {
namespace {

using testing::HasSubstr;

using Texts = std::initializer_list<std::string_view>;

void expect(std::string_view schema, Texts fitting, Texts others) {
  Walk texts = walk(schema);
  for (const std::string_view text : fitting)
    EXPECT_TRUE(texts.fits(text)) << schema << " takes " << text;
  for (const std::string_view text : others)
    EXPECT_FALSE(texts.fits(text)) << schema << " does not take " << text;
}

void expect_pattern(std::string_view pattern, Texts fitting, Texts others) {
  expect(json::to_text(json::Object{{"type", "string"}, {"pattern", pattern}}), fitting, others);
}

TEST(SchemaRules, ObjectsHaveTheirMembers) {
  expect(
      R"({"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"boolean"},"c":{"type":"null"}},"required":["b"]})",
      {R"({"b":true})", R"({"b": false, "a": 3})", R"({"b":true,"a":-3,"c":null})", R"({"b":true,"c":null})",
       "{\n  \"b\": true}"},
      {"{}", R"({"a":3})", R"({"b":true,})", R"({"b":true,"c":null,"a":3})", R"({"b":true,"d":1})",
       R"({"b":true "a":3})"});
  expect(R"({"properties":{"a":{"type":"null"},"b":{"type":"null"}}})",
         {"{}", R"({"a":null})", R"({"b":null})", R"({"a":null,"b":null})"},
         {R"({"b":null,"a":null})", R"({,"b":null})"});
  expect(R"({"type":"object"})", {"{}", R"({"x":[1,{"y":"z"}],"":null})"}, {"[]", R"({"x"})", R"({1:2})"});
  expect(R"({"type":"object","properties":{}})", {"{}"}, {R"({"a":1})"});
}

TEST(SchemaRules, FurtherMembersHaveOtherNames) {
  expect(
      R"({"properties":{"ab":{"type":"null"},"ac":{"type":"null"}},"additionalProperties":{"type":"integer"},"required":["ab"]})",
      {R"({"ab":null})", R"({"ab":null,"a":1,"abc":2,"é":3,"":4})", R"({"ab":null,"ac":null,"x":1})"},
      {R"({"ab":null,"ab":1})", R"({"ab":null,"ac":1})", R"({"ab":null,"x":null})", R"({"ab":null,"\u0061b":1})"});
  expect(R"({"additionalProperties":{"type":"integer"}})", {"{}", R"({"a\n":1,"b":2})"}, {R"({"a":"b"})"});
  expect(R"({"properties":{"":{"type":"null"}},"additionalProperties":true})", {"{}", R"({"":null,"x":[1]})"},
         {R"({"":1})"});
}

TEST(SchemaRules, AMemberWithoutANameIsOneLikeOthers) {
  expect(R"({"type":"object","properties":{"":{"type":"boolean"},"a":{"type":"integer"}},"required":["","a"]})",
         {R"({"":true,"a":1})"}, {"false", R"({"a":1})", R"({"":1,"a":1})"});
  expect(
      R"({"properties":{"root":{"type":"null"},"char":{"const":1},"a b":{"const":2},"a-b":{"const":3},"q\"\\":{"const":4}},
             "required":["root","char","a b","a-b","q\"\\"]})",
      {R"({"root":null,"char":1,"a b":2,"a-b":3,"q\"\\":4})"}, {R"({"root":null,"char":1,"a b":3,"a-b":2,"q\"\\":4})"});
}

TEST(SchemaRules, ListsHaveTheirLengths) {
  expect(R"({"type":"array","items":{"type":"integer"},"minItems":2,"maxItems":3})", {"[1,2]", "[1, 2, 3]"},
         {"[]", "[1]", "[1,2,3,4]", "[1 2]"});
  expect(R"({"type":"array","items":{"type":"integer"},"maxItems":1})", {"[]", "[7]"}, {"[7,8]"});
  expect(R"({"type":"array","maxItems":0})", {"[]"}, {"[1]"});
  expect(R"({"type":"array","prefixItems":[{"type":"null"},{"type":"boolean"}]})", {"[null,true]"},
         {"[null]", "[true,null]"});
  expect(R"({"type":"string","minLength":2,"maxLength":3})", {R"("ab")", R"("é\n你")"}, {R"("a")", R"("abcd")"});
  EXPECT_THAT(refusal(R"({"type":"array","minItems":3,"maxItems":2})"), HasSubstr("is never"));
  EXPECT_THAT(refusal(R"({"type":"string","maxLength":50001})"), HasSubstr("all repetitions together"));
}

TEST(SchemaRules, WhatIsRepeatedInManyPlacesIsWrittenOnce) {
  std::string pattern = "^";
  for (int i = 0; i < 2'000; ++i)
    pattern += "a{40000}|";
  EXPECT_TRUE(rules_of_schema(json::Object{{"type", "string"}, {"pattern", pattern + "b$"}}));
}

TEST(SchemaRules, OnlyValuesOfTheTypeAreLeft) {
  expect(R"({"type":"string","enum":["a",1,"b"]})", {R"("a")", R"("b")"}, {"1"});
  expect(R"({"type":["integer","null"],"enum":["a",1,1.5,null,2.0]})", {"1", "null", "2"}, {R"("a")", "1.5"});
  expect(R"({"enum":[{"a":[1.5,"x\"y"]},[]]})", {R"({"a": [1.5, "x\"y"]})", "[]"}, {"1"});
  EXPECT_THAT(refusal(R"({"type":"string","const":1})"), HasSubstr("no value that is listed has the type"));
  EXPECT_THAT(refusal(R"({"properties":{"a":{"type":["null"],"enum":[1,"b"]}}})"), HasSubstr("properties.a: no value"));
}

TEST(SchemaRules, ReferencesLeadIntoTheSchemaAlsoToAllOfIt) {
  expect(R"({"properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["next"]})",
         {R"({"next":null})", R"({"next":{"next":{"next":null}}})"}, {R"({"next":{}})"});
  expect(R"({"type":"array","items":{"$ref":"#/$defs/a b"},"$defs":{"a b":{"const":1},"a-b":{"const":2}}})", {"[1,1]"},
         {"[2]"});
  for (const std::string_view nowhere : {R"({"$ref":"#/nowhere"})", R"({"$ref":"other.json"})", R"({"$ref":1})"})
    EXPECT_THAT(refusal(nowhere), HasSubstr("leads nowhere; '#' and '#/$defs/name'")) << nowhere;
}

TEST(SchemaRules, AChainOfReferencesMayBeLong) {
  json::Object definitions{{"d1000", json::Object{{"type", "null"}}}};
  for (int i = 0; i < 1'000; ++i)
    definitions.emplace(fmt::format("d{}", i), json::Object{{"$ref", fmt::format("#/$defs/d{}", i + 1)}});
  expect(json::to_text(json::Object{{"$ref", "#/$defs/d0"}, {"$defs", definitions}}), {"null"}, {"1"});
}

TEST(SchemaRules, TargetsAreFoundByTheirNamesAsTheyStand) {
  const json::Value root = *json::parse(R"({"$defs":{"a~1b":{"enum":[{"c":5}]}}})", 64);
  const auto at = [&](std::string_view reference) { return target_of_reference(root, json::Value(reference)); };
  ASSERT_NE(at("#/$defs/a~1b/enum/0/c"), nullptr);
  EXPECT_EQ(*at("#/$defs/a~1b/enum/0/c"), 5);
  EXPECT_EQ(at("#"), &root);
  for (const std::string_view nowhere : {"#/$defs/a", "#/$defs/a~1b/enum/1", "#/$defs/a~1b/enum/x", "other"})
    EXPECT_EQ(at(nowhere), nullptr) << nowhere;
}

TEST(SchemaRules, AllOfJoinsMembers) {
  expect(
      R"({"allOf":[{"$ref":"#/$defs/x"},{"properties":{"b":{"const":2}}}],"$defs":{"x":{"properties":{"a":{"const":1}},"required":["a"]}}})",
      {R"({"a":1})", R"({"a":1,"b":2})"}, {"{}", R"({"b":2})"});
  EXPECT_THAT(refusal(R"({"allOf":[{"properties":{"a":{}}},{"properties":{"a":{}}}]})"), HasSubstr("said twice"));
}

TEST(SchemaRules, WhatIsNoSchemaIsRefused) {
  for (const std::string_view bad :
       {R"({"type":"nonsense"})", R"({"anyOf":[]})", R"({"items":3})", R"({"type":[]})", R"({"enum":[]})",
        R"({"type":"string","minLength":-1})", R"({"type":"string","pattern":3})"})
    EXPECT_NE(refusal(bad), "") << bad;
}

// --- Integers --------------------------------------------------------------------------------------------------------

TEST(SchemaRules, IntegersKeepToOneBound) {
  expect(R"({"type":"integer","minimum":100})", {"100", "101", "999", "1000", "9999999999999999"},
         {"13", "99", "-100", "0100", "10"});
  expect(R"({"type":"integer","exclusiveMinimum":99})", {"100", "250"}, {"99", "13"});
  expect(R"({"type":"integer","minimum":10000})", {"10000", "10001", "20000"}, {"9999", "13"});
  expect(R"({"type":"integer","minimum":1000000000000000})", {"1000000000000000", "1000000000000001"},
         {"999999999999999", "13"});
  expect(R"({"type":"integer","maximum":-100})", {"-100", "-101", "-5000"}, {"-12", "-99", "0", "100"});
  expect(R"({"type":"integer","maximum":5})", {"5", "0", "-1", "-123456"}, {"6", "10", "-0"});
  expect(R"({"type":"integer","minimum":-5})", {"-5", "-1", "0", "77"}, {"-6", "-50", "-0"});
}

TEST(SchemaRules, LargeAndFractionalBoundsAreKept) {
  expect(R"({"type":"integer","minimum":100000000000000000})", {"100000000000000000", "999999999999999999"},
         {"99999999999999999", "1"});
  expect(R"({"type":"integer","minimum":9007199254740993})", {"9007199254740993", "9007199254740994"},
         {"9007199254740992"});
  expect(R"({"type":"integer","minimum":9223372036854775808})", {"9223372036854775808"}, {"9223372036854775807", "1"});
  expect(R"({"type":"integer","minimum":1.5,"exclusiveMaximum":4.5})", {"2", "3", "4"}, {"1", "5"});
  expect(R"({"type":"integer","exclusiveMinimum":1,"exclusiveMaximum":3})", {"2"}, {"1", "3"});
  EXPECT_THAT(refusal(R"({"type":"integer","minimum":1e30})"), HasSubstr("more than 30 digits"));
  EXPECT_THAT(refusal(R"({"type":"integer","minimum":3,"maximum":2})"), HasSubstr("no integer is within"));
}

TEST(SchemaRules, IntegersWithinBoundsAreExact) {
  std::mt19937_64 chance(11);
  for (int i = 0; i < 60; ++i) {
    const auto limit = static_cast<std::int64_t>(chance() % 3'000) + 5;
    const auto low = static_cast<std::int64_t>(chance() % static_cast<std::uint64_t>(2 * limit)) - limit;
    const auto high = low + static_cast<std::int64_t>(chance() % static_cast<std::uint64_t>(limit));
    Walk texts = walk(fmt::format(R"({{"type":"integer","minimum":{},"maximum":{}}})", low, high));
    for (std::int64_t number = low - 30; number <= high + 30; number += 1 + static_cast<std::int64_t>(chance() % 7))
      EXPECT_EQ(texts.fits(fmt::format("{}", number)), low <= number && number <= high)
          << low << ' ' << number << ' ' << high;
    for (const std::int64_t number : {low, high})
      EXPECT_TRUE(texts.fits(fmt::format("{}", number)));
  }
}

// --- Patterns --------------------------------------------------------------------------------------------------------

TEST(SchemaRules, WhatAPatternMeansIsEscapedAsJsonWantsIt) {
  expect_pattern(R"(^"$)", {R"("\"")"}, {R"(""")"});
  expect_pattern(R"(^a"b$)", {R"("a\"b")"}, {R"("a"b")"});
  expect_pattern(R"(^\\$)", {R"("\\")"}, {R"("\")"});
  expect_pattern(R"(^[\\]$)", {R"("\\")"}, {R"("\")"});
  expect_pattern(R"(^\t$)", {R"("\t")"}, {"\"\t\""});
  expect_pattern("^a\nb$", {R"("a\nb")"}, {"\"a\nb\""});
  expect_pattern(R"(^[!-#]{3}$)", {R"("!\"#")"}, {R"("!"#")"});
  expect_pattern(R"(^a\\b$)", {R"("a\\b")"}, {R"("a\b")"});
  expect_pattern(R"(^[^a-z]{2}$)", {R"("A\"")", R"("\\é")", R"("\n ")"}, {R"("az")", "\"\n \"", R"("A"")"});
}

TEST(SchemaRules, PatternsAreThoseOfEcma) {
  expect_pattern(R"(^é{2}$)", {R"("éé")"}, {R"("é")"});
  expect_pattern(R"(^\d{2}\/\w+\s?$)", {R"("12/a_9")", R"("12/x ")"}, {R"("1a/x")", R"("12/")"});
  expect_pattern(R"(^[\d.-]+$)", {R"("1-2.5")"}, {R"("a")"});
  expect_pattern(R"(^\D\W\S$)", {R"("a-b")"}, {R"("1-b")", R"("aab")"});
  expect_pattern(R"(^(?:a|b(c|))+?$)", {R"("abc")", R"("bb")"}, {R"("c")", R"("")"});
  expect_pattern(R"(^\u00e9\x41\u{1F600}\ud83d\ude00$)", {R"("éA😀😀")"}, {R"("eA")"});
  expect_pattern("^a.c$", {R"("abc")", R"("a😀c")", R"("a\"c")"}, {R"("a\nc")", R"("ac")"});
  expect_pattern("^a{2}b{1,}c{0,2}$", {R"("aab")", R"("aabbcc")"}, {R"("ab")", R"("aabccc")"});
  expect_pattern("^a|b$", {R"("axx")", R"("xxb")"}, {R"("xax")"});
  expect_pattern("b", {R"("abc")", R"("b")"}, {R"("ac")"});
  expect_pattern("^((a?){1,3}b?){1,3}$", {R"("")", R"("aaabab")"}, {R"("c")"});
  for (const std::string_view bad :
       {"^(?=a)$", "^(?<n>a)$", "^(a)\\1$", "^a\\b$", "^(a$", "^a)$", "^[a$", "^*$", "^a**$", "^a{2,1}$", "^a{x}$",
        "^[]$", "^[b-a]$", "^\\p{L}$", "^a^b$", "^(^a)$", "^\\ud800$", "^\\xZZ$", "^a\\"})
    EXPECT_THAT(refusal(json::to_text(json::Object{{"type", "string"}, {"pattern", bad}})),
                HasSubstr("cannot be kept to: at byte"))
        << bad;
  EXPECT_THAT(refusal(json::to_text(json::Object{{"pattern", std::string(200, '(')}})),
              HasSubstr("more than 100 parentheses"));
}

std::string pattern_by_chance(std::mt19937_64& chance, int depth) {
  constexpr std::array<std::string_view, 14> kAtoms{
      "a", "[a-c]", "[^a-z]", ".", "\"", "\\\\", "[!-#]", "\\d", "\\w", "\\s", "\\t", "[^0-9A-Za-z ]", "\\/", "\\."};
  constexpr std::array<std::string_view, 7> kRepeats{"", "", "?", "*", "+", "{2}", "{0,2}"};
  std::string out;
  for (std::uint64_t i = 0; i < 1 + chance() % 4; ++i) {
    if (depth > 0 && chance() % 4 == 0)
      out += "(" + pattern_by_chance(chance, depth - 1) + "|" + pattern_by_chance(chance, depth - 1) + ")";
    else
      out += kAtoms[chance() % kAtoms.size()];
    out += kRepeats[chance() % kRepeats.size()];
  }
  return out;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// The library's own patterns have the last word; they know bytes only, so only plain texts are compared.
TEST(SchemaRules, TextsByChanceAreJsonAndFitTheirPattern) {
  std::mt19937_64 chance(5);
  int compared = 0;
  for (int i = 0; i < 300; ++i) {
    const std::string pattern = "^" + pattern_by_chance(chance, 2) + "$";
    Walk texts = walk(json::to_text(json::Object{{"type", "string"}, {"pattern", pattern}}));
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      const std::string text = texts.text(seed, 300);
      if (text.empty()) continue;
      const auto value = json::parse(text);
      ASSERT_TRUE(value && value->is_string()) << pattern << " gives " << text;
      const std::string meant(value->get_string());
      if (!is_ascii(meant)) continue;
      ++compared;
      EXPECT_TRUE(std::regex_match(meant, std::regex(pattern))) << pattern << " gives " << text;
    }
  }
  EXPECT_GT(compared, 200);
}

TEST(SchemaRules, FormatsAreKept) {
  const auto format = [](std::string_view name) {
    return json::to_text(json::Object{{"type", "string"}, {"format", name}});
  };
  expect(format("date"), {R"("2024-02-29")", R"("2000-02-29")", R"("2023-12-31")"},
         {R"("2023-02-29")", R"("1900-02-29")", R"("2023-02-30")", R"("2023-04-31")", R"("2023-13-01")",
          R"("2023-00-10")"});
  expect(format("time"), {R"("23:59:59Z")", R"("00:00:00.123456+05:30")"}, {R"("24:00:00Z")", R"("12:00:00")"});
  expect(format("date-time"), {R"("2024-02-29T10:00:00Z")"}, {R"("2024-02-29")"});
  expect(format("uuid"), {R"("123e4567-e89b-12d3-a456-426614174000")"}, {R"("123e4567")"});
  expect(format("ipv4"), {R"("0.0.0.0")", R"("255.249.199.10")"}, {R"("256.0.0.1")", R"("1.2.3")", R"("01.2.3.4")"});
  expect(format("ipv6"),
         {R"("::")", R"("::1")", R"("1::")", R"("fe80::1:2")", R"("1:2:3:4:5:6:7:8")", R"("1:2:3:4:5:6:7::")",
          R"("1::3:4:5:6:7:8")"},
         {R"(":")", R"("1:2")", R"("1::2::3")", R"("1:2:3:4:5:6:7:8:9")", R"("12345::")", R"("1:2:3:4:5:6:7:8::")"});
  for (const std::string_view other : {"email", "uri", "hostname", "regex"})
    EXPECT_THAT(refusal(format(other)), HasSubstr("format: cannot be kept to; these can: date, time")) << other;
}

// --- All together ----------------------------------------------------------------------------------------------------

json::Value schema_by_chance(std::mt19937_64& chance, int depth) {
  switch (chance() % (depth > 0 ? 10 : 6)) {
    case 0:
      return json::Object{{"type", "integer"}, {"minimum", static_cast<std::int64_t>(chance() % 5'000) - 2'500}};
    case 1:
      return json::Object{{"type", "string"}, {"pattern", "^" + pattern_by_chance(chance, 1) + "$"}};
    case 2:
      return json::Object{
          {"type", "string"}, {"minLength", 1}, {"maxLength", static_cast<std::int64_t>(1 + chance() % 6)}};
    case 3:
      return json::Object{{"type", json::Array{"number", "null", "boolean"}}};
    case 4:
      return json::Object{{"type", "string"}, {"enum", json::Array{"a\"", 1, "\\", "é"}}};
    case 5:
      return json::Object{{"type", "string"}, {"format", "date-time"}};
    case 6:
      return json::Object{{"type", "array"},
                          {"items", schema_by_chance(chance, depth - 1)},
                          {"maxItems", static_cast<std::int64_t>(chance() % 4)}};
    case 7:
      return json::Object{
          {"anyOf", json::Array{schema_by_chance(chance, depth - 1), schema_by_chance(chance, depth - 1)}}};
    default:
      break;
  }
  json::Object properties;
  json::Array required;
  for (const std::string_view name : {"", "a", "ab", "q\"\n", "root"}) {
    if (chance() % 2 == 0) continue;
    properties.emplace(name, schema_by_chance(chance, depth - 1));
    if (chance() % 2 == 0) required.emplace_back(name);
  }
  json::Object out{{"type", "object"}, {"properties", properties}, {"required", required}};
  if (chance() % 3 == 0) out.emplace("additionalProperties", json::Object{{"type", "integer"}});
  return out;
}

bool holds(const json::Value& value, const json::Object& schema);

bool holds_object(const json::Value& value, const json::Object& schema) {
  if (!value.is_object()) return false;
  const json::Object& properties = schema.at("properties").get_object();
  for (const json::Value& name : schema.at("required").get_array())
    if (!value.get_object().contains(name.get_string())) return false;
  return std::ranges::all_of(value.get_object(), [&](const auto& member) {
    const json::Value* known = properties.if_contains(member.key());
    if (known != nullptr) return holds(member.value(), known->get_object());
    return schema.contains("additionalProperties") && (member.value().is_int64() || member.value().is_uint64());
  });
}

// What a schema by chance says, said once more.
bool holds(const json::Value& value, const json::Object& schema) {
  if (const json::Value* ways = schema.if_contains("anyOf"))
    return std::ranges::any_of(ways->get_array(),
                               [&](const json::Value& way) { return holds(value, way.get_object()); });
  const json::Value& type = schema.at("type");
  if (!has_type(value, &type)) return false;
  if (const json::Value* among = schema.if_contains("enum")) return std::ranges::count(among->get_array(), value) > 0;
  if (type == "object") return holds_object(value, schema);
  if (type == "integer") return value.to_number<double>() >= schema.at("minimum").to_number<double>();
  if (type == "array") {
    return static_cast<std::int64_t>(value.get_array().size()) <= schema.at("maxItems").get_int64() &&
           std::ranges::all_of(value.get_array(),
                               [&](const json::Value& each) { return holds(each, schema.at("items").get_object()); });
  }
  if (type != "string") return true;
  const std::string text(value.get_string());
  if (const json::Value* most = schema.if_contains("maxLength")) {
    const auto characters =
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return characters >= 1 && characters <= most->get_int64();
  }
  if (const json::Value* pattern = schema.if_contains("pattern"))
    return !is_ascii(text) || std::regex_match(text, std::regex(std::string(pattern->get_string())));
  return schema.contains("format");
}

TEST(SchemaRules, TextsByChanceHoldTheirSchema) {
  std::mt19937_64 chance(23);
  int checked = 0;
  for (int i = 0; i < 300; ++i) {
    const json::Value schema = schema_by_chance(chance, 3);
    Walk texts = walk(json::to_text(schema));
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
      const std::string text = texts.text(seed);
      if (text.empty()) continue;
      ++checked;
      // Names that the schema does not list may come twice, which is the one thing that rules cannot say.
      const auto value = json::parse(text, 64);
      if (!value && value.error().message.contains("twice")) continue;
      ASSERT_TRUE(value) << json::to_text(schema) << " gives " << text << ": " << value.error().message;
      EXPECT_TRUE(holds(*value, schema.get_object())) << json::to_text(schema) << " gives " << text;
    }
  }
  EXPECT_GT(checked, 600);
}

}  // namespace
}  // namespace swarm::grammars
