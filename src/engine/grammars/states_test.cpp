#include "engine/grammars/states.hpp"

#include <gtest/gtest.h>

namespace swarm::grammars {
namespace {

constexpr std::int64_t kMuch = 1'000'000;

std::shared_ptr<const Rules> rules(RuleBook& book, const Sequence& whole) {
  return std::make_shared<const Rules>(book.take(whole));
}

bool fits(States& states, std::string_view text) {
  States::State state = states.begin();
  for (const char byte : text)
    state = states.after(state, static_cast<unsigned char>(byte));
  return states.is_complete(state);
}

TEST(States, FollowRepetitionsAndAlternatives) {
  RuleBook book;
  const Sequence either{book.either({book.text("ab"), book.text("a")})};
  States states(rules(book, joined({book.repeat(either, 1, 3), book.text("c")})));
  states.allow(kMuch, kMuch);
  for (const std::string_view text : {"ac", "abc", "aabc", "abaac"})
    EXPECT_TRUE(fits(states, text)) << text;
  for (const std::string_view text : {"", "c", "a", "abab", "aaaac", "abbc", "acc"})
    EXPECT_FALSE(fits(states, text)) << text;
}

TEST(States, RulesMayReferToThemselves) {
  RuleBook book;
  const Symbol nested = book.reserve();
  book.define(nested, {joined({book.text("("), {nested}, book.text(")")}), {}});
  States states(rules(book, {nested}));
  states.allow(kMuch, kMuch);
  EXPECT_TRUE(fits(states, std::string(500, '(') + std::string(500, ')')));
  EXPECT_FALSE(fits(states, "(()"));
}

TEST(States, ARuleThatBeginsWithItselfComesToAnEnd) {
  RuleBook book;
  const Symbol left = book.reserve();
  book.define(left, {joined({{left}, book.text("a")}), book.text("a")});
  States grows(rules(book, {left}));
  grows.allow(kMuch, kMuch);
  grows.begin();
  EXPECT_TRUE(grows.is_exhausted());

  RuleBook other;
  const Sequence stars = other.repeat(other.repeat(other.text("a"), 0, std::nullopt), 0, std::nullopt);
  States circles(rules(other, stars));
  circles.allow(kMuch, kMuch);
  EXPECT_TRUE(fits(circles, "aaa"));
  EXPECT_FALSE(circles.is_exhausted());
}

TEST(States, NothingIsDoneBeyondTheWorkThatWasAllowed) {
  RuleBook book;
  const Sequence inner = book.repeat(book.optional(book.text("a")), 1, 200);
  const Sequence outer = book.repeat(joined({inner, book.optional(book.text("b"))}), 1, 200);
  States states(rules(book, outer));
  states.allow(kMuch, kMuch);
  States::State state = states.begin();
  for (int i = 0; i < 100; ++i)
    state = states.after(state, 'a');
  EXPECT_TRUE(states.is_exhausted());
  states.allow(1, kMuch);
  EXPECT_TRUE(states.is_exhausted());  // by more than that
}

TEST(States, CharactersAreWellFormed) {
  RuleBook book;
  States states(rules(book, book.one_of(CodePoints::all())));
  states.allow(kMuch, kMuch);
  for (const std::string_view text :
       {"a", "é", "你", "\xF0\x9F\x98\x80", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF"})
    EXPECT_TRUE(fits(states, text)) << text;
  for (const std::string_view text :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF8\xAE\x80\x97", "\xF8\x88\x80\x80\x80", "\xFF", "\xE4\xBD", "é\x80"})
    EXPECT_FALSE(fits(states, text)) << text;
}

// Every character at the ends of ranges, against what the range says.
TEST(States, RangesOfCharactersAreKept) {
  for (const CodePoints::Range range : {CodePoints::Range{0x7E, 0x81},
                                        {0x7FE, 0x1003},
                                        {0xFFFE, 0x10002},
                                        {0x3F, 0x10FFFF},
                                        {0x4E2D, 0x4E2D},
                                        {0xD000, 0xE001},
                                        {0x10FFF, 0x41000}}) {
    RuleBook book;
    States states(rules(book, book.one_of({range})));
    states.allow(kMuch, kMuch);
    for (const char32_t end : {range.low, range.high}) {
      for (char32_t c = end - 3; c <= end + 3 && c <= 0x10FFFF; ++c) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        RuleBook single;
        const Rules spelled = single.take(single.one_of({{c, c}}));
        std::string text;  // its bytes, out of the sets of one
        for (const Symbol& symbol : spelled.symbols) {
          if (symbol.kind == Symbol::Kind::bytes) text += static_cast<char>(spelled.sets[symbol.index]._Find_first());
        }
        EXPECT_EQ(fits(states, text), range.low <= c && c <= range.high) << std::hex << static_cast<unsigned>(c);
      }
    }
  }
}

TEST(States, WhatIsKeptAloneGoesOnAsBefore) {
  RuleBook book;
  const Symbol nested = book.reserve();
  const Sequence digits = book.repeat(book.one_of({{'0', '9'}}), 1, 3'000);
  book.define(nested, {joined({book.text("["), {nested}, book.text("]")}), digits});
  States states(rules(book, {nested}));
  states.allow(1'000'000'000, 1'000'000'000);
  States::State state = states.begin();
  for (int i = 0; i < 40'000; ++i)
    state = states.keep_only(states.after(state, '['));
  state = states.after(state, '7');
  for (int i = 0; i < 40'000; ++i)
    state = states.keep_only(states.after(state, ']'));
  EXPECT_TRUE(states.is_complete(state));
  EXPECT_EQ(states.after(state, ']'), States::kDead);
}

}  // namespace
}  // namespace swarm::grammars
