#include "engine/server/schema_size.hpp"

#include <fmt/format.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/server/schema_check.hpp"

namespace swarm::engine_server {
namespace {

using testing::HasSubstr;

std::string complaint_about(std::string_view schema) {
  const Result<json::Value> parsed = json::parse(schema, 64);
  EXPECT_TRUE(parsed) << schema;
  json::Faults faults;
  check_schema_size(*parsed, faults);
  const std::vector<Fault> all = faults.take();
  return all.empty() ? "" : all.front().message;
}

// {"$ref": "#/$defs/d0", "$defs": {"d0": …, "d1": …, … "dN": {}}}, each made of the next one's name.
std::string chain_of(int length, std::string (*link)(std::string next)) {
  std::string schema = R"({"$ref":"#/$defs/d0","$defs":{)";
  for (int i = 0; i < length; ++i)
    schema += fmt::format(R"("d{}":{},)", i, link(fmt::format(R"({{"$ref":"#/$defs/d{}"}})", i + 1)));
  return schema + fmt::format(R"("d{}":{{"properties":{{}}}}}}}})", length);
}

TEST(SchemaSize, WhatDoublesWithEveryReferenceIsRefused) {
  const auto twice = [](std::string next) { return fmt::format(R"({{"anyOf":[{},{}]}})", next, next); };
  EXPECT_THAT(complaint_about(chain_of(40, twice)), HasSubstr("unfold to more than 10000"));
  EXPECT_EQ(complaint_about(chain_of(5, twice)), "");
}

TEST(SchemaSize, WhatDoublesInTheConversionIsRefused) {
  const auto members = [](std::string next) {
    return fmt::format(R"({{"properties":{{"a":{{"allOf":[{}]}},"b":{{"allOf":[{}]}}}}}})", next, next);
  };
  EXPECT_THAT(complaint_about(chain_of(40, members)), HasSubstr("at most 4000 are taken"));
  EXPECT_EQ(complaint_about(chain_of(5, members)), "");
  std::string types = "{}";
  for (int i = 0; i < 20; ++i)
    types = fmt::format(R"({{"type":["object","object"],"properties":{{"a":{}}}}})", types);
  EXPECT_THAT(complaint_about(types), HasSubstr("at most 4000 are taken"));
}

TEST(SchemaSize, AnObjectThatTakesItselfInIsRefusedAndOneThatRefersToItselfIsNot) {
  EXPECT_THAT(
      complaint_about(R"({"$ref":"#/$defs/a","$defs":{"a":{"properties":{"x":{"allOf":[{"$ref":"#/$defs/a"}]}}}}})"),
      HasSubstr("endlessly many"));
  EXPECT_EQ(complaint_about(R"({"properties":{"next":{"$ref":"#/$defs/a"}},
                               "$defs":{"a":{"properties":{"next":{"$ref":"#/$defs/a"}}}}})"),
            "");
}

TEST(SchemaSize, ManyOptionalMembersArePaidForByTheirSquare) {
  const auto with_members = [](int count, bool are_required) {
    std::string properties, names;
    for (int i = 0; i < count; ++i) {
      properties += fmt::format(R"({}"m{}":{{}})", i > 0 ? "," : "", i);
      names += fmt::format(R"({}"m{}")", i > 0 ? "," : "", i);
    }
    return fmt::format(R"({{"properties":{{{}}},"required":[{}]}})", properties, are_required ? names : "");
  };
  EXPECT_EQ(complaint_about(with_members(1'000, true)), "");
  EXPECT_EQ(complaint_about(with_members(200, false)), "");
  EXPECT_THAT(complaint_about(with_members(1'000, false)), HasSubstr("at most 4000 are taken"));
}

TEST(SchemaSize, LongNamesAndManyTypesAreRefused) {
  EXPECT_THAT(complaint_about(fmt::format(R"({{"properties":{{"{}":{{}}}}}})", std::string(101, '_'))),
              HasSubstr("has 101 bytes"));
  EXPECT_THAT(complaint_about(R"({"type":["a","a","a","a","a","a","a","a"]})"), HasSubstr("more than 7"));
}

TEST(SchemaSize, WhatAReferenceLeadsToIsCheckedWhereverItStands) {
  json::Faults faults;
  check_schema(*json::parse(R"({"$ref":"#/hidden/x","hidden":{"x":{"not":{}}}})", 64), faults);
  const std::vector<Fault> all = faults.take();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_THAT(all[0].path, HasSubstr("not"));
}

}  // namespace
}  // namespace swarm::engine_server
