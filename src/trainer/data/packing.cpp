#include "trainer/data/packing.hpp"

#include <algorithm>
#include <numeric>

#include "base/invariant.hpp"

namespace swarm::data {

namespace {

constexpr std::uint32_t kColumnStep = 16;
constexpr double kGoodFill = 0.95;

}  // namespace

std::vector<Row> pack(std::span<const std::uint32_t> lengths, std::uint32_t columns) {
  std::vector<std::uint32_t> order(lengths.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
    return lengths[a] != lengths[b] ? lengths[a] > lengths[b] : a < b;
  });
  std::vector<Row> rows;
  std::vector<std::uint32_t> room;
  std::size_t first_open = 0;  // rows before it are full to the last column
  for (const std::uint32_t piece : order) {
    const std::uint32_t length = lengths[piece];
    SWARM_INVARIANT(length > 0 && length <= columns, "whoever encodes lessons leaves out those that fit no row");
    std::size_t row = first_open;
    while (row < rows.size() && room[row] < length)
      ++row;
    if (row == rows.size()) {
      rows.emplace_back();
      room.push_back(columns);
    }
    rows[row].push_back(piece);
    room[row] -= length;
    while (first_open < rows.size() && room[first_open] == 0)
      ++first_open;
  }
  return rows;
}

double fill_ratio(std::span<const std::uint32_t> lengths, std::size_t rows, std::uint32_t columns) {
  const std::uint64_t filled = std::accumulate(lengths.begin(), lengths.end(), std::uint64_t{0});
  return rows == 0 ? 0 : static_cast<double>(filled) / static_cast<double>(rows * columns);
}

std::uint32_t choose_columns(std::span<const std::uint32_t> lengths, std::uint32_t longest, std::uint32_t columns_max) {
  const std::uint32_t least = (longest + kColumnStep - 1) / kColumnStep * kColumnStep;
  std::uint32_t best = least;
  double best_ratio = 0;
  for (std::uint32_t columns = least; columns <= std::max(least, columns_max); columns += kColumnStep) {
    const double ratio = fill_ratio(lengths, pack(lengths, columns).size(), columns);
    if (ratio > best_ratio) {
      best = columns;
      best_ratio = ratio;
    }
    if (ratio >= kGoodFill) return columns;
  }
  return best;
}

}  // namespace swarm::data
