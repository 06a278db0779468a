#include "swarm/heads/logic/language/pattern.hpp"

#include <random>

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace swarm::logic {
namespace {

Tokens tokens_of(std::string_view text) {
  Tokens tokens;
  for (const std::string_view word : split(text, ' ')) {
    if (!word.empty()) tokens.push_back({TokenKind::word, std::string(word), std::string(word)});
  }
  return tokens;
}

constexpr std::string_view kTexts[] = {
    "does it [logically|necessarily] follow [from (this / that / the premises)] [that] <s>",
    "is <s> a [logical|valid] (consequence / conclusion) of|from <p>",
    "[please] tell me (if / whether / ) <s>",
    "<s> [going] [only] (from|by / with the) (this / what is given) [alone]",
    "<s> ( yes or no )",
    "<x> and <y> are [both] [of] [the] <w> [type|kind]",
    "yes or no",
    "we [<q>]",
    "(<q> of (us / <n> / ) / they) [all [of [them]]] lie",
    "just (yes , or no / the answer)",
};

// The words of all texts, their signs left out.
std::vector<std::string> vocabulary() {
  std::vector<std::string> words{","};
  for (const std::string_view text : kTexts) {
    std::string plain(text);
    std::ranges::replace_if(plain, [](char c) { return std::string_view("[]()/|<>").contains(c); }, ' ');
    for (const std::string_view word : split(plain, ' ')) {
      if (!word.empty()) words.emplace_back(word);
    }
  }
  return words;
}

// A sentence that the text of a pattern describes, written without the compiler of patterns: chance takes one
// alternative of each group and perhaps leaves out what may be left out.
class Writer {
 public:
  Writer(std::string_view text, std::mt19937& chance) : text_(text), chance_(chance) {}

  std::string sequence() {
    std::string sentence;
    while (at_ < text_.size() && !std::string_view("])/").contains(text_[at_])) {
      const char c = text_[at_];
      if (c == ' ')
        ++at_;
      else if (c == '[' || c == '(')
        sentence += group(c == '[');
      else
        sentence += word() + " ";
    }
    return sentence;
  }

 private:
  std::string group(bool optional) {
    std::vector<std::string> alternatives;
    do {
      ++at_;
      alternatives.push_back(sequence());
    } while (text_[at_] == '/');
    ++at_;
    if (optional && chance_() % 2 == 0) return "";
    return alternatives[chance_() % alternatives.size()];
  }
  std::string word() {
    const std::size_t end = std::min(text_.find_first_of(" ])/", at_), text_.size());
    const std::string_view text = text_.substr(at_, end - at_);
    at_ = end;
    if (text.starts_with('<')) return "something else";
    const std::vector<std::string_view> words = split(text, '|');
    return std::string(words[chance_() % words.size()]);
  }

  std::string_view text_;
  std::mt19937& chance_;
  std::size_t at_ = 0;
};

TEST(Pattern, FitsWhatItsTextDescribes) {
  std::mt19937 chance(1);  // fixed: the same sentences every time
  for (const std::string_view text : kTexts) {
    const Pattern pattern(text);
    for (int i = 0; i < 200; ++i) {
      const std::string sentence = Writer(text, chance).sequence();
      const Tokens tokens = tokens_of(sentence);
      EXPECT_TRUE(pattern.fits(tokens)) << text << ": " << sentence;
      EXPECT_TRUE(pattern.may_fit(Pattern::places_of(tokens))) << text << ": " << sentence;
    }
  }
}

TEST(Pattern, NeverSkipsASentenceThatFits) {
  std::mt19937 chance(2);
  const std::vector<std::string> words = vocabulary();
  std::size_t fitting = 0, skipped = 0;
  for (const std::string_view text : kTexts) {
    const Pattern pattern(text);
    const Patterns patterns{text};
    for (int i = 0; i < 2'000; ++i) {
      Tokens tokens = tokens_of(Writer(text, chance).sequence());
      for (unsigned changes = chance() % 4; changes > 0 && !tokens.empty(); --changes)
        tokens[chance() % tokens.size()].text = words[chance() % words.size()];
      const bool fits = pattern.fits(tokens);
      EXPECT_EQ(patterns.fit(tokens), fits) << text << ": " << words_of(tokens);
      fitting += fits ? 1 : 0;
      skipped += pattern.may_fit(Pattern::places_of(tokens)) ? 0 : 1;
    }
  }
  EXPECT_GT(fitting, 5'000U);
  EXPECT_GT(skipped, 5'000U);
}

TEST(Pattern, SkipsWhatLacksAWordThatCannotBeLeftOut) {
  const Pattern pattern("does it [logically] follow [from this] (that / if) <s>");
  const auto may_fit = [&](std::string_view text) { return pattern.may_fit(Pattern::places_of(tokens_of(text))); };
  EXPECT_TRUE(may_fit("does it follow if they lie"));
  EXPECT_FALSE(may_fit("what is 17 23"));
  EXPECT_FALSE(may_fit("does follow that they lie"));
}

}  // namespace
}  // namespace swarm::logic
