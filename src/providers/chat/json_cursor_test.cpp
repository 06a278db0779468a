#include "providers/chat/json_cursor.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"

namespace swarm::chat {
namespace {

bool is_json(std::string_view text) {
  JsonCursor cursor(text);
  return cursor.skip() && cursor.finish();
}

TEST(JsonCursor, TakesWhatIsJson) {
  for (const std::string_view text :
       {"null", " true ", "false", "0", "-0", "1.5e-7", "1E+2", "1e400", "123456789012345678901234567890", "\"\"",
        R"("\"\\\/\b\f\n\r\t\u00e9")", R"("\ud83d\ude00")",
        "\"gr\xC3\xBC\xC3\x9F \xE4\xBD\xA0\xE5\xA5\xBD \xF0\x9F\x98\x80\"", "[]", "{}", "[1,[2],{\"a\":3}]",
        "\t{ \"a\" : 1 ,\r\n\"b\" : [ ] }\n", "\"\x7F\"", "\"\xEF\xBF\xBF\""})
    EXPECT_TRUE(is_json(text)) << text;
}

TEST(JsonCursor, RefusesWhatIsNot) {
  using namespace std::string_view_literals;
  for (const std::string_view text : {""sv,
                                      " "sv,
                                      "nul"sv,
                                      "truE"sv,
                                      "01"sv,
                                      "-"sv,
                                      "1."sv,
                                      ".5"sv,
                                      "+1"sv,
                                      "1e"sv,
                                      "1e+"sv,
                                      "0x1"sv,
                                      "NaN"sv,
                                      "Infinity"sv,
                                      "'a'"sv,
                                      "\""sv,
                                      "\"a"sv,
                                      "\"\\\""sv,
                                      "\"\\x\""sv,
                                      "\"\\u12\""sv,
                                      "\"\\u12g4\""sv,
                                      "\"\\"sv,
                                      "\"\n\""sv,
                                      "\"\x1F\""sv,
                                      "\"a\0b\""sv,
                                      "\"\\\0\""sv,
                                      "["sv,
                                      "[1"sv,
                                      "[1,"sv,
                                      "[1,]"sv,
                                      "[,1]"sv,
                                      "[1 2]"sv,
                                      "{"sv,
                                      "{\"a\"}"sv,
                                      "{\"a\":}"sv,
                                      "{\"a\":1,}"sv,
                                      "{a:1}"sv,
                                      "{\"a\":1 \"b\":2}"sv,
                                      "[}"sv,
                                      "{]"sv,
                                      "1 2"sv,
                                      "{}x"sv,
                                      "// c\n1"sv,
                                      "/**/1"sv,
                                      "[1]\0"sv,
                                      "\xEF\xBB\xBF{}"sv,
                                      "\xC2\xA0{}"sv})
    EXPECT_FALSE(is_json(text)) << text;
}

TEST(JsonCursor, RefusesHalvesOfSurrogatePairs) {
  for (const std::string_view text : {R"("\ud800")", R"("\udc00")", R"("\ud800\ud800")", R"("\ud800\n")",
                                      R"("\ud800x")", R"("\uDBFF\uE000")", R"("\ud83d\u")", R"("\ude00\ud83d")"})
    EXPECT_FALSE(is_json(text)) << text;
}

TEST(JsonCursor, RefusesWhatIsNoUtf8WhereverItStands) {
  for (const std::string_view bytes :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC3", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xE4\xBD", "\xED\xA0\x80",
        "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
        "\xFF", "\xC3\x28"}) {
    for (std::size_t before = 0; before < 40; ++before) {
      const std::string text = "\"" + std::string(before, 'a') + std::string(bytes) + "bcdefghijklmnopqrstuvw\"";
      EXPECT_FALSE(is_json(text)) << before;
    }
    EXPECT_FALSE(is_json("\"" + std::string(bytes)));
  }
}

TEST(JsonCursor, FindsAQuoteWhereverItStands) {
  for (std::size_t before = 0; before < 70; ++before) {
    const std::string text = "[\"" + std::string(before, 'a') + "\",7]";
    JsonCursor cursor(text);
    std::string_view read, number;
    int count = 0;
    EXPECT_TRUE(cursor.items([&] { return count++ == 0 ? cursor.read_text(read) : cursor.read_number(number); }));
    EXPECT_EQ(read, std::string(before, 'a'));
    EXPECT_EQ(number, "7");
  }
}

TEST(JsonCursor, ResolvesEscapes) {
  JsonCursor cursor(R"("mod\u0065l \"\\\/\b\f\n\r\t\u00E9\u4f60\ud83d\ude00")");
  std::string_view text;
  ASSERT_TRUE(cursor.read_text(text));
  EXPECT_EQ(text, "model \"\\/\b\f\n\r\t\xC3\xA9\xE4\xBD\xA0\xF0\x9F\x98\x80");
}

TEST(JsonCursor, GoesAsDeepAsItMayAndNoDeeper) {
  const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  EXPECT_TRUE(is_json(nested(JsonCursor::kDepthMax)));
  EXPECT_FALSE(is_json(nested(JsonCursor::kDepthMax + 1)));
  const std::string deep = nested(1'000'000);
  JsonCursor cursor(deep);
  EXPECT_FALSE(cursor.skip());
  EXPECT_STREQ(cursor.fault(), "nested deeper than 128 levels");
  std::string wide = "[";  // levels that were left do not count
  for (int i = 0; i < 1'000; ++i)
    wide += "[{}],";
  EXPECT_TRUE(is_json(wide + "0]"));
}

TEST(JsonCursor, EveryBeginningOfADocumentIsRefused) {
  const std::string_view whole = R"({"a":[1,-2.5e3,"x\u00e9\ud83d\ude00",true,null,{"b":false}],"c":"ü你😀"})";
  ASSERT_TRUE(is_json(whole));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(is_json(whole.substr(0, size))) << size;
}

}  // namespace
}  // namespace swarm::chat
