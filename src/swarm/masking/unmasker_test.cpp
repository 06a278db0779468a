#include <cstdint>
#include <random>

#include <gtest/gtest.h>

#include "swarm/masking/masker.hpp"

namespace swarm::masking {
namespace {

class UnmaskerTest : public testing::Test {
 protected:
  UnmaskerTest() { masker_.mask("bob@example.com, +49 151 12345678"); }
  std::string restored(std::string_view text) { return masker_.unmasker().restore(text); }
  std::string streamed(std::string_view text, std::size_t step, Form form = Form::text) {
    Unmasker unmasker = masker_.unmasker(form);
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += step) {
      out += unmasker.feed(text.substr(at, step));
      EXPECT_LT(unmasker.held_back(), kPlaceholderBytesMax);
    }
    return out + unmasker.finish();
  }
  Masker masker_;
};

TEST_F(UnmaskerTest, TakesPlaceholdersAsModelsWriteThem) {
  for (const char* written :
       {"[EMAIL_1]", "[email_1]", "[Email_1]", "[EMAIL 1]", "[Email 1]", "[EMAIL-1]", "[EMAIL1]", "[ EMAIL_1 ]",
        "[**EMAIL_1**]", "[`EMAIL_1`]", "\\[EMAIL\\_1\\]", "[EMAIL\\_1]", "[EMAIL #1]"})
    EXPECT_EQ(restored(std::string("write ") + written + "!"), "write bob@example.com!") << written;
  EXPECT_EQ(restored("**[EMAIL_1]**"), "**bob@example.com**");
  EXPECT_EQ(restored("[[EMAIL_1]](mailto:[EMAIL_1])"), "[bob@example.com](mailto:bob@example.com)");
}

TEST_F(UnmaskerTest, NeverRestoresWhatIsNotOurs) {
  for (const char* written : {"[EMAIL_2]", "[PHONE_01]", "[EMAIL]", "[EMAIL_]", "EMAIL_1", "(EMAIL_1)", "[EMAILS_1]",
                              "[MAIL_1]", "[EMAIL_1", "[EMAIL_1 and]", "[EMAIL_1234567]", "[EMAIL__ __ 1]", "[CARD_1]"})
    EXPECT_EQ(restored(written), written);
}

TEST_F(UnmaskerTest, RestoresAStreamCutAnywhere) {
  constexpr std::string_view kText = "x [ [EMAIL_1], [email 1][[PHONE_1]] [EMAIL_9] [EM] \\ \\[EMAIL\\_1\\] \\[ [";
  constexpr std::string_view kRestored =
      "x [ bob@example.com, bob@example.com[+49 151 12345678] [EMAIL_9] [EM] \\ bob@example.com \\[ [";
  EXPECT_EQ(restored(kText), kRestored);
  for (std::size_t step = 1; step <= kText.size(); ++step)
    EXPECT_EQ(streamed(kText, step), kRestored) << step;
}

TEST_F(UnmaskerTest, HoldsBackOnlyWhatMayBecomeAPlaceholder) {
  Unmasker unmasker = masker_.unmasker();
  EXPECT_EQ(unmasker.feed("see [1] and [note"), "see [1] and [note") << "no kind begins so";
  EXPECT_EQ(unmasker.feed(" [EMA"), " ");
  EXPECT_EQ(unmasker.held_back(), 4U);
  EXPECT_EQ(unmasker.feed("NATE]"), "[EMANATE]");
  EXPECT_EQ(unmasker.feed("[EMAIL_1"), "");
  EXPECT_EQ(unmasker.feed("]"), "bob@example.com");
  EXPECT_EQ(unmasker.feed("[EMAIL_1"), "");
  EXPECT_EQ(unmasker.finish(), "[EMAIL_1") << "cut off: as it came";
}

TEST_F(UnmaskerTest, EscapesInsideOfJson) {
  Masker masker;
  const std::string masked = masker.mask_json(R"({"password": "a\"b\\c\nd", "to": "[TEXT]"})");
  EXPECT_EQ(masked, R"({"password": "[SECRET_1]", "to": "[TEXT]"})");
  EXPECT_EQ(masker.unmasker().restore_in_json(masked), R"({"password": "a\"b\\c\nd", "to": "[TEXT]"})");
  Unmasker stream = masker.unmasker(Form::json);
  EXPECT_EQ(stream.feed(R"({"x": "[SEC)"), R"({"x": ")");
  EXPECT_EQ(stream.feed(R"(RET_1]"})"), R"(a\"b\\c\nd"})");
}

TEST_F(UnmaskerTest, RestoresAMessageWithItsToolCalls) {
  const json::Object message = json::parse(R"({"role": "assistant", "content": "to [EMAIL_1]", "tool_calls": [
      {"id": "1", "type": "function", "function": {"name": "send", "arguments": "{\"to\": \"[EMAIL_1]\"}"}}]})")
                                   ->as_object();
  const json::Value restored = masker_.unmasker().restore_message(message);
  EXPECT_EQ(restored.at("content").as_string(), "to bob@example.com");
  EXPECT_EQ(restored.at("tool_calls").at(0).at("function").at("arguments").as_string(), R"({"to": "bob@example.com"})");
}

TEST_F(UnmaskerTest, KeepsWhatWasMaskedWhenItWasMade) {
  const Unmasker early = masker_.unmasker();
  masker_.mask("amy@example.com");
  EXPECT_EQ(early.restore("[EMAIL_2]"), "[EMAIL_2]");
  EXPECT_EQ(masker_.unmasker().restore("[EMAIL_2]"), "amy@example.com");
}

// --- Round trips of texts by chance, from pieces that matter --------------------------------------------------------

std::string a_text(std::mt19937_64& chance) {
  static const std::vector<std::string> kPieces{"bob@example.com",
                                                "4111 1111 1111 1111",
                                                "+49 151 12345678",
                                                "DE89370400440532013000",
                                                "password=",
                                                "hunter2",
                                                "\"",
                                                "[",
                                                "]",
                                                "\\",
                                                "[EMAIL_1]",
                                                "[EMAIL_",
                                                "[email 1]",
                                                "\\[PHONE\\_1\\]",
                                                "EMAIL_1",
                                                "1",
                                                " ",
                                                "\n",
                                                "_",
                                                "*",
                                                "{",
                                                "}",
                                                ":",
                                                ",",
                                                "a",
                                                "é",
                                                "sk-abcdefghij1234567890",
                                                "219-09-9999",
                                                "Authorization: Bearer ",
                                                "://u:p@",
                                                "@",
                                                ".",
                                                "-",
                                                "[TEXT_1]",
                                                "-----BEGIN PRIVATE KEY-----",
                                                "-----END PRIVATE KEY-----",
                                                "tel ",
                                                "0151 12345678",
                                                "x"};
  std::string text;
  for (std::size_t count = chance() % 14; count > 0; --count)
    text += kPieces[chance() % kPieces.size()];
  return text;
}

TEST(RoundTrip, GivesBackEveryTextAndStreamsItTheSame) {
  constexpr int kRounds = 20'000;
  for (std::uint64_t seed = 1; seed <= kRounds; ++seed) {
    std::mt19937_64 chance(seed);
    Masker masker;
    const std::string first = a_text(chance), second = a_text(chance);
    const std::string masked_first = masker.mask(first), masked_second = masker.mask(second);
    const Unmasker unmasker = masker.unmasker();
    ASSERT_EQ(unmasker.restore(masked_first), first) << "seed " << seed << ": " << masked_first;
    ASSERT_EQ(unmasker.restore(masked_second), second) << "seed " << seed << ": " << masked_second;
    Unmasker stream = masker.unmasker();
    std::string streamed;
    for (std::size_t at = 0; at < masked_second.size();) {
      const std::size_t step = 1 + chance() % 7;
      streamed += stream.feed(std::string_view(masked_second).substr(at, step));
      ASSERT_LT(stream.held_back(), kPlaceholderBytesMax);
      at += step;
    }
    streamed += stream.finish();
    ASSERT_EQ(streamed, second) << "seed " << seed;
  }
}

TEST(RoundTrip, GivesBackWhatJsonSays) {
  constexpr int kRounds = 5'000;
  for (std::uint64_t seed = 1; seed <= kRounds; ++seed) {
    std::mt19937_64 chance(seed);
    const json::Value value = json::Object{
        {a_text(chance) + "k", a_text(chance)},
        {"password", a_text(chance)},
        {"list", json::Array{json::Value(boost::json::string(a_text(chance))), json::Value(17), json::Value(true)}}};
    Masker masker;
    const std::string masked = masker.mask_json(json::to_text(value));
    ASSERT_TRUE(json::parse(masked)) << "seed " << seed << ": " << masked;
    const Result<json::Value> restored = json::parse(masker.unmasker().restore_in_json(masked));
    ASSERT_TRUE(restored) << "seed " << seed << ": " << masked;
    ASSERT_EQ(*restored, value) << "seed " << seed << ": " << masked;
  }
}

}  // namespace
}  // namespace swarm::masking
