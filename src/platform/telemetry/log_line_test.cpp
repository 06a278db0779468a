#include "platform/telemetry/log_line.hpp"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.hpp"
#include "base/text.hpp"

namespace swarm::telemetry {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

const Time kAt = from_milliseconds(1'700'000'000'120);

std::string json_of(Fields fields) {
  return json_line({.at = kAt, .level = Level::error, .part = "tasks", .name = "claim_failed", .fields = fields});
}

std::string text_of(Fields fields) {
  return text_line({.at = kAt, .level = Level::warn, .part = "tasks", .name = "claim_failed", .fields = fields}, false);
}

// The line's members; fails the test when the line is not exactly one line of JSON.
json::Object members_of(const std::string& line) {
  EXPECT_THAT(line, EndsWith("\n"));
  EXPECT_EQ(std::ranges::count(line, '\n'), 1);
  EXPECT_LE(line.size(), kLineBytesMax);
  const Result<json::Value> value = json::parse(std::string_view(line).substr(0, line.size() - 1));
  if (!value) {
    ADD_FAILURE() << value.error().message << " in " << line;
    return {};
  }
  return value->as_object();
}

TEST(LogLine, IsOneJsonObjectWithTheLevelInCapitals) {
  EXPECT_EQ(json_of({{"attempt", 2}, {"share", 0.5}, {"final", true}, {"request_id", "r-1"}}),
            R"({"at":"2023-11-14T22:13:20.120Z","level":"ERROR","part":"tasks","event":"claim_failed",)"
            R"("attempt":2,"share":0.5,"final":true,"request_id":"r-1"})"
            "\n");
}

TEST(LogLine, IsReadableAsText) {
  EXPECT_EQ(text_of({{"attempt", 2}, {"name", "stub"}, {"error", "not found: x=1"}, {"nothing", ""}}),
            "2023-11-14T22:13:20.120Z WARN tasks claim_failed attempt=2 name=stub error=\"not found: x=1\" "
            "nothing=\"\"\n");
}

TEST(LogLine, ColoursOnlyTheLevel) {
  const std::string line = text_line({.at = kAt, .level = Level::error, .part = "p", .name = "e", .fields = {}}, true);
  EXPECT_EQ(line, "2023-11-14T22:13:20.120Z \x1b[31mERROR\x1b[0m p e\n");
}

TEST(LogLine, CannotBeForgedByAValue) {
  const std::string hostile = "x\"}\n{\"level\":\"ERROR\",\"event\":\"forged\"\r\n\\";
  EXPECT_EQ(members_of(json_of({{"name", hostile}})).at("name"), json::Value(hostile.c_str()));
  const std::string text = text_of({{"name", hostile}});
  EXPECT_EQ(std::ranges::count(text, '\n'), 1);
  EXPECT_THAT(text, Not(HasSubstr("\r")));
}

TEST(LogLine, IsNotObeyedByATerminal) {
  const std::string hostile("\x1b[2J\x07\x00\x7f \xc2\x9b[1m \xe2\x80\xae", 17);
  for (const std::string& line : {json_of({{"name", hostile}}), text_of({{"name", hostile}})}) {
    EXPECT_THAT(line, HasSubstr(R"(\u001b[2J\u0007\u0000\u007f \u009b[1m \u202e)"));
    EXPECT_FALSE(has_control_character(line.substr(0, line.size() - 1)));
  }
}

TEST(LogLine, ReplacesWhatIsNoUtf8) {
  for (const std::string bad : {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x28\xa1"}) {
    const std::string line = json_of({{"name", "a" + bad + "z"}});
    EXPECT_TRUE(is_utf8(line)) << line;
    EXPECT_THAT(line, HasSubstr("a\\ufffd"));
    EXPECT_THAT(line, HasSubstr("z\"}"));
  }
  EXPECT_THAT(json_of({{"name", "größe 蜂 🐝"}}), HasSubstr("größe 蜂 🐝"));
}

TEST(LogLine, WritesNumbersThatJsonDoesNotKnowAsTexts) {
  EXPECT_EQ(members_of(json_of({{"a", std::numeric_limits<double>::infinity()}})).at("a"), "inf");
  EXPECT_EQ(members_of(json_of({{"a", std::numeric_limits<std::int64_t>::min()}})).at("a"),
            std::numeric_limits<std::int64_t>::min());
}

TEST(LogLine, KeepsItsOwnMembersFromFieldsOfTheSameName) {
  const json::Object members = members_of(json_of({{"event", "other"}, {"level", "low"}}));
  EXPECT_EQ(members.at("event"), "claim_failed");
  EXPECT_EQ(members.at("field_event"), "other");
  EXPECT_EQ(members.at("field_level"), "low");
}

TEST(LogLine, IsCutAtItsBoundAndSaysSo) {
  const std::string longest(kLineBytesMax, 'x');
  const json::Object members = members_of(json_of({{"big", longest}, {"small", 1}}));
  EXPECT_EQ(members.at("cut"), true);
  EXPECT_GT(members.at("big").as_string().size(), kLineBytesMax - 200);
  const std::string text = text_of({{"big", longest}});
  EXPECT_LE(text.size(), kLineBytesMax);
  EXPECT_THAT(text, EndsWith(" [cut]\n"));
}

TEST(LogLine, StaysValidWhereverItIsCut) {
  for (std::size_t length = kLineBytesMax - 160; length < kLineBytesMax; ++length) {
    const std::string first(length, 'x');
    const std::string line = json_of({{"big", first}, {"other", "ab\n🐝"}, {"number", 123456789}});
    const json::Object members = members_of(line);
    EXPECT_TRUE(members.contains("cut") || members.contains("number"));
    EXPECT_TRUE(is_utf8(line));
  }
}

TEST(LogLine, OfTheLongestUncutLengthIsNotMarked) {
  const std::string small = json_of({{"big", "x"}});
  const std::string fitting(kLineBytesMax - small.size() - 16, 'x');
  EXPECT_FALSE(members_of(json_of({{"big", fitting}})).contains("cut"));
}

}  // namespace
}  // namespace swarm::telemetry
