#include "base/id.hpp"

#include <set>

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "support/seeded_random.hpp"

namespace swarm {
namespace {

struct ThingTag {
  static constexpr std::string_view name = "thing";
};
using ThingId = Id<ThingTag>;

TEST(Id, RisesWithinOneMillisecondAndAcrossThem) {
  tests::FakeClock clock;
  tests::SeededRandom random(7);
  IdSource source(clock, random);
  std::string last;
  for (int i = 0; i < 1000; ++i) {
    if (i % 10 == 0) clock.advance(std::chrono::milliseconds{1});
    const std::string next = ThingId::generate(source).text();
    EXPECT_EQ(next.size(), kIdLength);
    EXPECT_LT(last, next);
    last = next;
  }
}

TEST(Id, StaysInOrderWhenTheClockStepsBack) {
  tests::FakeClock clock;
  tests::SeededRandom random(7);
  IdSource source(clock, random);
  const std::string before = source.next();
  clock.advance(-std::chrono::hours{1});
  EXPECT_LT(before, source.next());
}

TEST(Id, ParsesWhatItMadeAndUpperCase) {
  tests::FakeClock clock;
  tests::SeededRandom random(7);
  IdSource source(clock, random);
  const ThingId id = ThingId::generate(source);
  EXPECT_EQ(ThingId::parse(id.text()).value(), id);
  std::string upper = id.text();
  for (char& c : upper)
    c = static_cast<char>(std::toupper(c));
  EXPECT_EQ(ThingId::parse(upper).value(), id);
}

TEST(Id, RefusesWhatIsNoId) {
  for (const std::string_view text :
       {"", "short", "0123456789abcdefghijklmnop", "zzzzzzzzzzzzzzzzzzzzzzzzzz", "0123456789abcdefghjkmnpq.s"}) {
    const Result<ThingId> parsed = ThingId::parse(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_EQ(parsed.error().code, ErrorCode::invalid_input);
    EXPECT_NE(parsed.error().message.find("no thing id"), std::string::npos);
  }
}

}  // namespace
}  // namespace swarm
