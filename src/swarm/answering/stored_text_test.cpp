#include "swarm/answering/stored_text.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace swarm::answering {
namespace {

TEST(StoredText, IsNeverCutInsideOfACharacter) {
  EXPECT_EQ(shortened("short"), "short");
  EXPECT_EQ(shortened("abcdef", 3), "abc\u2026");
  const std::string signs = "a\u20ACb\U0001F411c";
  for (std::size_t bytes = 0; bytes <= signs.size(); ++bytes)
    EXPECT_TRUE(is_utf8(shortened(signs, bytes))) << bytes;
  EXPECT_EQ(shortened(signs, 3), "a\u2026");
  EXPECT_EQ(shortened(signs, 4), "a\u20AC\u2026");
}

TEST(StoredText, HoldsNoNul) {
  EXPECT_EQ(storable(std::string("a\0b\0", 4)), "a\uFFFDb\uFFFD");
  EXPECT_EQ(storable("plain"), "plain");
}

}  // namespace
}  // namespace swarm::answering
