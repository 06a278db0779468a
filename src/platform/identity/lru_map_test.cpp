#include "platform/identity/lru_map.hpp"

#include <string>

#include <gtest/gtest.h>

namespace swarm::identity {
namespace {

TEST(LruMap, ForgetsWhatWasUsedLongestAgoAtItsMaximum) {
  LruMap<std::string, int> map(3);
  map.put("a", 1);
  map.put("b", 2);
  map.put("c", 3);
  ASSERT_NE(map.find("a"), nullptr);  // used again
  map.put("d", 4);
  EXPECT_EQ(map.size(), 3U);
  EXPECT_EQ(map.find("b"), nullptr);
  EXPECT_EQ(*map.find("a"), 1);
  EXPECT_EQ(*map.find("d"), 4);
}

TEST(LruMap, ReplacesAndErases) {
  LruMap<std::string, int> map(2);
  map.put("a", 1);
  EXPECT_EQ(map.put("a", 2), 2);
  EXPECT_EQ(map.size(), 1U);
  map.erase("a");
  map.erase("a");
  EXPECT_EQ(map.find("a"), nullptr);
  map.put("b", 1);
  map.clear();
  EXPECT_EQ(map.size(), 0U);
}

}  // namespace
}  // namespace swarm::identity
