#include "swarm/masking/masker.hpp"

#include <fmt/format.h>

#include <gtest/gtest.h>

namespace swarm::masking {
namespace {

json::Array messages(std::string_view text) {
  return json::parse(text)->as_array();
}

TEST(Masker, GivesTheSameValueTheSamePlaceholder) {
  Masker masker;
  EXPECT_EQ(masker.mask("bob@example.com and amy@example.com"), "[EMAIL_1] and [EMAIL_2]");
  EXPECT_EQ(masker.mask("again bob@example.com, IBAN DE89 3704 0044 0532 0130 00"), "again [EMAIL_1], IBAN [IBAN_1]");
  EXPECT_EQ(masker.count(), 3U);
}

TEST(Masker, LeavesAloneWhatIsNotPrivate) {
  Masker masker;
  constexpr std::string_view kText = "what is 1234567 * 7654321?";
  EXPECT_EQ(masker.mask(kText), kText);
  EXPECT_EQ(masker.count(), 0U);
}

TEST(Masker, CannotBeFooledByAPlaceholderThatTheUserWrote) {
  Masker masker;
  const std::string masked = masker.mask("write [EMAIL_1] to bob@example.com");
  EXPECT_EQ(masked, "write [TEXT_1] to [EMAIL_1]");
  EXPECT_EQ(masker.unmasker().restore(masked), "write [EMAIL_1] to bob@example.com");
  EXPECT_EQ(masker.unmasker().restore("[EMAIL_2] [TEXT_2]"), "[EMAIL_2] [TEXT_2]") << "none of ours";
}

TEST(Masker, MasksInsideOfJson) {
  Masker masker;
  EXPECT_EQ(masker.mask_json(R"({"to": "a\nbob@example.com", "n": 1e400, "id": 12345678901234567890, "to": "x"})"),
            R"({"to": "a\n[EMAIL_1]", "n": 1e400, "id": 12345678901234567890, "to": "x"})")
      << "every other byte as it was";
  EXPECT_EQ(masker.mask_json(R"({"card": 4111111111111111})"), R"({"card": "[CARD_1]"})");
  EXPECT_EQ(masker.mask_json(R"({"db_password": "open", "password": null, "key": {"token": "ab12cd34ef"}})"),
            R"({"db_password": "[SECRET_1]", "password": null, "key": {"token": "[SECRET_2]"}})");
  EXPECT_EQ(masker.mask_json("[1] bob@example.com [2]"), "[1] [EMAIL_1] [2]") << "no JSON";
  EXPECT_EQ(masker.mask_json(R"({"bob@example.com": 1})"), R"({"[EMAIL_1]": 1})");
}

TEST(Masker, MasksEveryTextOfMessages) {
  Masker masker;
  const json::Array masked = masker.mask_messages(messages(R"([
      {"role": "system", "content": "You help bob@example.com."},
      {"role": "user", "name": "u4111111111111111", "content": [
          {"type": "text", "text": "I am bob@example.com"},
          {"type": "image_url", "image_url": {"url": "https://bob:secret@example.com/x.png"}}]},
      {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function",
          "function": {"name": "send", "arguments": "{\"to\":\"bob@example.com\",\"text\":\"a\\nb\"}"}}]},
      {"role": "tool", "tool_call_id": "call_1", "content": "{\"phone\": \"+49 151 12345678\"}"},
      "no message", {"role": 1, "content": 5}])"));
  EXPECT_EQ(json::Value(masked), *json::parse(R"([
      {"role": "system", "content": "You help [EMAIL_1]."},
      {"role": "user", "name": "u4111111111111111", "content": [
          {"type": "text", "text": "I am [EMAIL_1]"},
          {"type": "image_url", "image_url": {"url": "https://bob:secret@example.com/x.png"}}]},
      {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function",
          "function": {"name": "send", "arguments": "{\"to\":\"[EMAIL_1]\",\"text\":\"a\\nb\"}"}}]},
      {"role": "tool", "tool_call_id": "call_1", "content": "{\"phone\": \"[PHONE_1]\"}"},
      "no message", {"role": 1, "content": 5}])"));
}

TEST(Masker, GivesSpeakersNamesThatProvidersTake) {
  Masker masker;
  const json::Array masked = masker.mask_messages(messages(R"([{"role": "user", "name": "4111-1111-1111-1111"}])"));
  EXPECT_EQ(masked.at(0).at("name").as_string(), "CARD_1");
}

TEST(Masker, HidesForGoodWhatIsBeyondItsMaximum) {
  Masker masker;
  std::string text;
  for (std::size_t i = 0; i <= kValuesMax; ++i)
    text += fmt::format("u{}@ex.org ", i);
  const std::string masked = masker.mask(text);
  EXPECT_EQ(masker.count(), kValuesMax);
  EXPECT_TRUE(masked.ends_with("[EMAIL_100000] [EMAIL] "));
  EXPECT_FALSE(masked.contains('@'));
}

}  // namespace
}  // namespace swarm::masking
