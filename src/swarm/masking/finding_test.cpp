#include "swarm/masking/finding.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarm::masking {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "KIND:what" of everything that is found.
std::vector<std::string> found_in(std::string_view text, MaskingOptions options = {}) {
  std::vector<std::string> shown;
  for (const Finding& finding : find_private(text, options))
    shown.push_back(std::string(name_of(finding.kind)) + ":" +
                    std::string(text.substr(finding.begin, finding.end - finding.begin)));
  return shown;
}

TEST(FindPrivate, FindsSeveralThingsInOrder) {
  EXPECT_THAT(found_in("Bob <bob@example.com>, +49 151 12345678, card 4111 1111 1111 1111."),
              ElementsAre("EMAIL:bob@example.com", "PHONE:+49 151 12345678", "CARD:4111 1111 1111 1111"));
}

TEST(FindPrivate, MakesOneOfWhatOverlaps) {
  EXPECT_THAT(found_in("postgres://swarm:hunter2@db.example.com/x"),
              ElementsAre("SECRET:swarm:hunter2@db.example.com"));
  EXPECT_THAT(found_in("password=bob@example.com"), ElementsAre("SECRET:bob@example.com"));
}

TEST(FindPrivate, TakesACardOutOfALongerRowOfNumbers) {
  EXPECT_THAT(found_in("5555 5555 5555 4444 12/27"), ElementsAre("CARD:5555 5555 5555 4444"));
  EXPECT_THAT(found_in("no 17, 5555-5555-5555-4444"), ElementsAre("CARD:5555-5555-5555-4444"));
  EXPECT_THAT(found_in("0.4111111111111111"), IsEmpty()) << "a decimal";
  EXPECT_THAT(found_in("4111111111111112"), IsEmpty()) << "a wrong check digit";
}

TEST(FindPrivate, FindsAddressesOfMachinesWhenAsked) {
  constexpr std::string_view kText = "from 192.0.2.17 or 2001:db8::1, not 1.2.3 or 12:30:45 or 999.1.1.1";
  EXPECT_THAT(found_in(kText), IsEmpty());
  EXPECT_THAT(found_in(kText, {.ip_addresses = true}), ElementsAre("IP:192.0.2.17", "IP:2001:db8::1"));
}

TEST(FindPrivate, FindsWhatLooksLikeOneOfOurPlaceholders) {
  EXPECT_THAT(found_in("[EMAIL_1] and [email 2] and \\[Phone\\_3\\] but [EMAIL] [NOTE_1] EMAIL_1 [EMAIL_01]"),
              ElementsAre("TEXT:[EMAIL_1]", "TEXT:[email 2]", "TEXT:\\[Phone\\_3\\]"));
}

constexpr std::array<std::string_view, 74> kHostile{{"a",
                                                     "@",
                                                     "a@",
                                                     "a@b.",
                                                     "a.b@",
                                                     "4",
                                                     "4 ",
                                                     "41 ",
                                                     "4-",
                                                     "41-",
                                                     "0151 ",
                                                     "+49",
                                                     "+4 9",
                                                     "(0",
                                                     "sk-",
                                                     "sk-a1-",
                                                     "eyJ",
                                                     "eyJhbGci.",
                                                     "AKIA",
                                                     "[",
                                                     "\\[",
                                                     "[EMAIL_",
                                                     "-----BEGIN PRIVATE KEY",
                                                     "-----BEGIN PRIVATE KEY-----",
                                                     "-----BEGIN ",
                                                     "password",
                                                     "password=",
                                                     "password:",
                                                     "password is ",
                                                     "password='",
                                                     "password=\"",
                                                     "token token ",
                                                     "token=a1 ",
                                                     "secret\"",
                                                     "secret=secret",
                                                     "api key ",
                                                     "authorization: ",
                                                     "authorization: bearer ",
                                                     "://",
                                                     "a://b:",
                                                     "a://b:@",
                                                     "DE",
                                                     "DE89",
                                                     "DE89 ",
                                                     "AA11",
                                                     "A 1 ",
                                                     "AB12",
                                                     "AB 12 34 56",
                                                     "passport ",
                                                     "passport A1",
                                                     "phone ",
                                                     "phone 1",
                                                     "tel 123456 ",
                                                     "1.2.3.",
                                                     "::",
                                                     "1:",
                                                     "\xC2\xA0",
                                                     "1\xC2\xA0",
                                                     "\"@",
                                                     "\"a\"@",
                                                     "x=",
                                                     "hf_",
                                                     "npm_a",
                                                     "SG.",
                                                     "ya29.",
                                                     "hvs.a",
                                                     "card 4",
                                                     "1 x ",
                                                     "what is 1 ",
                                                     "é",
                                                     "ñ=",
                                                     " ",
                                                     "\n",
                                                     "- 1"}};

// Nothing that a person sends may hold up the server: a finder that looked back over what it has seen would take
// minutes over these, and the test's time would be up.
TEST(FindPrivate, TakesTimeThatGrowsWithTheLengthOnly) {
  constexpr std::size_t kLength = 256 * 1'024;
  double slowest = 0;
  for (const std::string_view piece : kHostile) {
    std::string text;
    while (text.size() < kLength)
      text += piece;
    const auto begun = std::chrono::steady_clock::now();
    const auto found = find_private(text, {.ip_addresses = true});
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
    if (took.count() > slowest)
      std::printf("[ figure   ] %.1f ms for '%s' again and again\n", took.count(), piece.data());
    slowest = std::max(slowest, took.count());
    EXPECT_TRUE(std::ranges::all_of(found, [&](const Finding& one) { return one.end <= text.size(); })) << piece;
  }
  std::printf("[ figure   ] slowest of the hostile texts of 256 KiB: %.1f ms\n", slowest);
}

}  // namespace
}  // namespace swarm::masking
