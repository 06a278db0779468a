#include "trainer/data/packing.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "trainer/data/seeded_bits.hpp"

namespace swarm::data {
namespace {

std::vector<std::uint32_t> random_lengths(std::size_t count, std::uint32_t low, std::uint32_t high) {
  SeededBits bits(7);
  std::vector<std::uint32_t> lengths(count);
  for (std::uint32_t& length : lengths)
    length = low + static_cast<std::uint32_t>(bits.below(high - low + 1));
  return lengths;
}

TEST(Packing, PutsEveryPieceIntoExactlyOneRowThatHoldsIt) {
  const std::vector<std::uint32_t> lengths = random_lengths(3000, 5, 256);
  std::multiset<std::uint32_t> seen;
  for (const Row& row : pack(lengths, 256)) {
    std::uint32_t used = 0;
    for (const std::uint32_t piece : row) {
      seen.insert(piece);
      used += lengths[piece];
    }
    EXPECT_GT(used, 0u);
    EXPECT_LE(used, 256u);
  }
  ASSERT_EQ(seen.size(), lengths.size());
  EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), lengths.size());
}

TEST(Packing, FillsRowsOfOrdinaryLessonsTo95Percent) {
  const std::vector<std::uint32_t> lengths = random_lengths(600, 20, 90);
  EXPECT_GE(fill_ratio(lengths, pack(lengths, 256).size(), 256), 0.95);
}

TEST(Packing, HoldsAPieceOfExactlyTheRowsLength) {
  const std::vector<std::uint32_t> lengths{64, 1, 64};
  EXPECT_EQ(pack(lengths, 64).size(), 3u);
}

TEST(Packing, OfNothingIsNothing) {
  EXPECT_TRUE(pack({}, 64).empty());
  EXPECT_EQ(fill_ratio({}, 0, 64), 0);
}

TEST(ChooseColumns, TakesTheShortestRowThatIsWellFilled) {
  const std::vector<std::uint32_t> thirds(300, 33);
  const std::uint32_t columns = choose_columns(thirds, 33, 512);
  EXPECT_EQ(columns % 16, 0u);
  EXPECT_GE(fill_ratio(thirds, pack(thirds, columns).size(), columns), 0.95);
  EXPECT_EQ(choose_columns(std::vector<std::uint32_t>(10, 96), 96, 512), 96u);
}

TEST(ChooseColumns, HoldsTheLongestPieceEvenBeyondTheBound) {
  EXPECT_EQ(choose_columns(std::vector<std::uint32_t>{30, 3}, 500, 100), 512u);
}

}  // namespace
}  // namespace swarm::data
