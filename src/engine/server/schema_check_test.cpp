#include "engine/server/schema_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarm::engine_server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> places(std::string_view schema) {
  std::vector<std::string> all;
  json::Faults faults;
  check_schema(*json::parse(schema, 64), faults);
  for (const Fault& fault : faults.take())
    all.push_back(fault.path);
  return all;
}

TEST(SchemaCheck, TakesWhatAGrammarKeepsTo) {
  for (const std::string_view schema :
       {R"({})", R"({"type":"object"})", R"({"type":"string","enum":["a"],"description":"d","default":"a"})",
        R"({"type":"object","properties":{"a":{"type":"integer","minimum":1,"maximum":5},"b":{"const":1}},
            "required":["a"],"additionalProperties":false,"title":"t","$schema":"s"})",
        R"({"anyOf":[{"type":"integer","exclusiveMinimum":0},{"type":"null"}],"default":null})",
        R"({"type":"object","oneOf":[{"type":"object","properties":{}}]})",
        R"({"type":["integer","null"],"minimum":0})", R"({"type":"string","minLength":1,"maxLength":3})",
        R"({"type":"string","format":"date"})", R"({"type":"integer","format":"int32"})",
        R"({"type":"string","format":"ipv6"})", R"({"properties":{"next":{"$ref":"#"}}})",
        R"({"type":"array","items":{"type":"number"},"minItems":1})",
        R"({"$defs":{"x":{"properties":{}}},"allOf":[{"$ref":"#/$defs/x"},{"properties":{}}]})",
        R"({"type":"array","uniqueItems":false})", R"({"$ref":"#/$defs/x","description":"d","$defs":{"x":{}}})"})
    EXPECT_THAT(places(schema), IsEmpty()) << schema;
}

TEST(SchemaCheck, RefusesWhatWouldBeLeftOutWithoutAWord) {
  EXPECT_THAT(places(R"({"type":"integer","multipleOf":3})"), ElementsAre("$.multipleOf"));
  EXPECT_THAT(places(R"({"not":{"type":"string"}})"), ElementsAre("$.not"));
  EXPECT_THAT(places(R"({"type":"array","uniqueItems":true})"), ElementsAre("$.uniqueItems"));
  EXPECT_THAT(places(R"({"type":"number","minimum":0})"), ElementsAre("$.minimum"));
  EXPECT_THAT(places(R"({"minimum":0})"), ElementsAre("$.minimum"));
  EXPECT_THAT(places(R"({"type":["number","null"],"maximum":0})"), ElementsAre("$.maximum"));
  EXPECT_THAT(places(R"({"type":"integer","minimum":1,"exclusiveMinimum":0})"), ElementsAre("$.exclusiveMinimum"));
  EXPECT_THAT(places(R"({"type":"string","pattern":"^a$","maxLength":3})"), ElementsAre("$.maxLength"));
  EXPECT_THAT(places(R"({"type":"string","format":"date","minLength":3})"), ElementsAre("$.minLength"));
  EXPECT_THAT(places(R"({"type":"object","required":["a"]})"), ElementsAre("$.required"));
  EXPECT_THAT(places(R"({"anyOf":[{"type":"string"}],"maxLength":3})"), ElementsAre("$.maxLength"));
  EXPECT_THAT(places(R"({"type":"string","anyOf":[{"maxLength":3}]})"), ElementsAre("$.type"));
  EXPECT_THAT(places(R"({"enum":["a"],"maxLength":3})"), ElementsAre("$.maxLength"));
  EXPECT_THAT(places(R"({"$ref":"#/$defs/x","minLength":1,"$defs":{"x":{}}})"), ElementsAre("$.minLength"));
  EXPECT_THAT(places(R"({"allOf":[{"type":"string","minLength":1}]})"), ElementsAre("$.allOf"));
  EXPECT_THAT(places(R"({"properties":{"a":{}},"allOf":[{"properties":{}}]})"), ElementsAre("$.properties"));
  EXPECT_THAT(places(R"({"type":"array","prefixItems":[{}],"minItems":3})"), ElementsAre("$.minItems"));
  EXPECT_THAT(places(R"({"properties":{"a":true}})"), ElementsAre("$.properties.a"));
  EXPECT_THAT(places(R"({"type":"string","format":"email"})"), ElementsAre("$.format"));
  EXPECT_THAT(places(R"({"format":"uri"})"), ElementsAre("$.format"));
  EXPECT_THAT(places(R"({"$ref":"#","minLength":1})"), ElementsAre("$.minLength"));
}

TEST(SchemaCheck, LooksIntoEverySchemaBelow) {
  EXPECT_THAT(places(R"({"properties":{"a":{"items":{"anyOf":[{"multipleOf":2}]}}},"$defs":{"d":{"not":{}}}})"),
              ElementsAre("$.properties.a.items.anyOf[0].multipleOf", "$.$defs.d.not"));
  EXPECT_THAT(places(R"({"properties":{"not":{"type":"string"},"minimum":{}}})"), IsEmpty());
}

}  // namespace
}  // namespace swarm::engine_server
