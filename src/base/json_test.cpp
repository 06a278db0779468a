#include "base/json.hpp"

#include <gtest/gtest.h>

#include "base/json_schema.hpp"

namespace swarm {
namespace {

enum class Colour { red, green };
constexpr std::array<json::EnumName<Colour>, 2> enum_names(Colour) {
  return {{{Colour::red, "red"}, {Colour::green, "green"}}};
}

struct Inner {
  std::int64_t count = 1;
  static constexpr auto schema =
      json::object("Inner", json::field("count", &Inner::count, "How many.", json::between{1, 10}));
  bool operator==(const Inner&) const = default;
};

struct Outer {
  std::string name;
  std::chrono::milliseconds deadline{30'000};
  std::optional<Colour> colour;
  std::vector<Inner> parts;
  Bytes size{5};
  double share = 0.5;
  static constexpr auto schema =
      json::object("Outer", json::field("name", &Outer::name, "What it is called.", json::required, json::length{1, 5}),
                   json::field("deadline_ms", &Outer::deadline, "Give up after this long.", json::between{1, 600'000}),
                   json::field("colour", &Outer::colour, "Its colour."),
                   json::field("parts", &Outer::parts, "What it is made of.", json::items{0, 2}),
                   json::field("size", &Outer::size, "How large."),
                   json::field("share", &Outer::share, "Of the whole.", json::fraction{0, 1}));
  bool operator==(const Outer&) const = default;
};

std::string fault_of(std::string_view text) {
  const Result<Outer> decoded = json::parse_as<Outer>(text);
  if (decoded) return "decoded";
  EXPECT_EQ(decoded.error().code, ErrorCode::invalid_input);
  return decoded.error().message;
}

TEST(Json, DecodesWhatIsThereAndKeepsDefaults) {
  const Result<Outer> decoded =
      json::parse_as<Outer>(R"({"name":"a","colour":"green","parts":[{"count":3}],"size":"2 KiB"})");
  ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
  EXPECT_EQ(*decoded, (Outer{.name = "a", .colour = Colour::green, .parts = {{3}}, .size = Bytes{2048}}));
}

TEST(Json, EncodesWhatItDecodes) {
  const Outer value{.name = "a", .colour = Colour::red, .parts = {{2}, {3}}};
  EXPECT_EQ(json::parse_as<Outer>(json::to_text(json::encode(value))).value(), value);
}

TEST(Json, NamesThePathOfEveryFault) {
  EXPECT_EQ(fault_of("{}"), "$.name: required, but missing");
  EXPECT_EQ(fault_of(R"({"name":"a","deadline_ms":0})"), "$.deadline_ms: 1 to 600000 expected, got 0");
  EXPECT_EQ(fault_of(R"({"name":"a","deadline_ms":1e3})"), "$.deadline_ms: 1 to 600000 expected, got 1E3");
  EXPECT_EQ(fault_of(R"({"name":"a","parts":[{"count":1},{"count":11}]})"),
            "$.parts[1].count: 1 to 10 expected, got 11");
  EXPECT_EQ(fault_of(R"({"name":"a","parts":[{},{},{}]})"), "$.parts: 0 to 2 entries expected, got 3");
  EXPECT_EQ(fault_of(R"({"name":"abcdef"})"), "$.name: 1 to 5 bytes expected, got 6");
  EXPECT_EQ(fault_of(R"({"name":7})"), "$.name: a text expected, got 7");
  EXPECT_EQ(fault_of(R"({"name":"a\u0000"})"), "$.name: U+0000 cannot be stored in a text");
  EXPECT_EQ(fault_of(R"({"name":"a","colour":"blue"})"), "$.colour: one of red, green expected");
  EXPECT_EQ(fault_of(R"({"name":"a","color":"red"})"), "$.color: unknown; did you mean 'colour'?");
  EXPECT_EQ(fault_of(R"({"name":"a","share":2})"), "$.share: 0 to 1 expected, got 2");
  EXPECT_EQ(fault_of(R"({"name":"","share":2})"), "$.name: 1 to 5 bytes expected, got 0 (and 1 more)");
  EXPECT_EQ(fault_of("[]"), "$: an object expected");
}

TEST(Json, RefusesWhatIsNoStrictJson) {
  for (const std::string_view text : {"", "{", "{\"name\":\"a\"} x", "{'name':1}", "{\"name\":\"\xff\"}", "nul",
                                      "{\"name\":01}", "{\"name\":\"a\",}"}) {
    EXPECT_NE(fault_of(text).find("no JSON at byte"), std::string::npos) << text;
  }
  EXPECT_EQ(fault_of(std::string(100, '[')), "$: nested deeper than 32 levels");
  EXPECT_NE(fault_of(R"({"name":"a","share":1e999})"), "decoded");
  EXPECT_EQ(fault_of(R"({"name":"a","name":"b"})"), "$: a member is written twice in one object");
  EXPECT_EQ(fault_of(R"({"name":"a","any":[{"b":-1e999}]})"), "$: a number is too large");
  EXPECT_EQ(fault_of(R"({"name":"a:\"b"})"), "decoded");
}

TEST(Json, TakesTheLowestAndHighestWholeNumbers) {
  EXPECT_EQ(json::decode<std::int64_t>(json::parse("-9223372036854775808").value()).value(),
            std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(json::decode<std::uint64_t>(json::parse("18446744073709551615").value()).value(),
            std::numeric_limits<std::uint64_t>::max());
  EXPECT_FALSE(json::decode<std::int64_t>(json::parse("9223372036854775808").value()).has_value());
}

TEST(Json, WritesWholeRealsWithoutAnExponent) {
  EXPECT_EQ(json::to_text(json::encode(1.0)), "1");
  EXPECT_EQ(json::to_text(json::encode(0.5)), "5E-1");
}

TEST(Json, CanonicalTextSortsMembers) {
  EXPECT_EQ(json::canonical_text(json::parse(R"({"b":1,"a":{"d":[2,{"z":1,"y":2}],"c":3}})").value()),
            R"({"a":{"c":3,"d":[2,{"y":2,"z":1}]},"b":1})");
}

TEST(Json, DescribesItself) {
  json::SchemaBook book;
  const json::Value schema = book.describe<Outer>();
  EXPECT_EQ(json::to_text(schema), R"({"$ref":"#/components/schemas/Outer"})");
  EXPECT_TRUE(book.types().contains("Inner"));
  EXPECT_EQ(json::to_text(book.types().at("Outer").at("required")), R"(["name"])");
}

}  // namespace
}  // namespace swarm
