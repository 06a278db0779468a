#include "platform/websocket/utf8_stream.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "support/seeded_random.hpp"

namespace swarm::websocket {
namespace {

bool is_whole_utf8(std::string_view text, std::size_t step) {
  Utf8Stream stream;
  for (std::size_t at = 0; at < text.size(); at += step) {
    if (!stream.take(text.substr(at, step))) return false;
  }
  return stream.is_whole();
}

TEST(Utf8Stream, TakesTheEdgesOfEveryLength) {
  for (const std::string_view text : {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                                      "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
                                      "Hello-\xc2\xb5@\xc3\x9f\xc3\xb6\xc3\xa4\xc3\xbc\xc3\xa0\xc3\xa1-UTF-8!!"}) {
    for (const std::size_t step : {1U, 2U, 3U, 100U})
      EXPECT_TRUE(is_whole_utf8(text, step)) << testing::PrintToString(text);
  }
}

TEST(Utf8Stream, RefusesAtTheFirstByteThatCannotStand) {
  struct Case {
    std::string_view text;
    std::size_t good;  // bytes before it
  };
  for (const Case& one : {Case{"\x80", 0}, Case{"\xc0\x80", 0}, Case{"\xc1\xbf", 0}, Case{"\xe0\x9f\xbf", 1},
                          Case{"\xed\xa0\x80", 1}, Case{"\xf0\x8f\xbf\xbf", 1}, Case{"\xf4\x90\x80\x80", 1},
                          Case{"\xf5\x80\x80\x80", 0}, Case{"\xff", 0}, Case{"ab\xc3(", 3}, Case{"\xe2\x82(", 2}}) {
    Utf8Stream stream;
    EXPECT_TRUE(stream.take(one.text.substr(0, one.good)));
    EXPECT_FALSE(stream.take(one.text.substr(one.good, 1))) << testing::PrintToString(one.text);
    EXPECT_FALSE(stream.take("a")) << "a broken text stays broken";
    EXPECT_FALSE(stream.is_whole());
  }
}

TEST(Utf8Stream, IsNotWholeInTheMiddleOfACharacter) {
  Utf8Stream stream;
  EXPECT_TRUE(stream.take("\xf0\x9f\x98"));
  EXPECT_FALSE(stream.is_whole());
  EXPECT_TRUE(stream.take("\x80"));
  EXPECT_TRUE(stream.is_whole());
}

TEST(Utf8Stream, AgreesWithTheCheckOfAWholeTextHoweverItIsCut) {
  tests::SeededRandom random(11);
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    const std::uint64_t size = random.next() % 24;
    const bool is_wild = random.next() % 4 == 0;
    constexpr std::string_view kParts[] = {"abcdefgh",     "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
                                           "\xed\xa0\x80", "\xc3",     "\x80"};
    while (text.size() < size)
      text += is_wild ? std::string(1, static_cast<char>(random.next())) : std::string(kParts[random.next() % 7]);
    EXPECT_EQ(is_whole_utf8(text, 1 + random.next() % 9), is_utf8(text)) << testing::PrintToString(text);
  }
}

}  // namespace
}  // namespace swarm::websocket
