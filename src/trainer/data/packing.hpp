#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace swarm::data {

using Row = std::vector<std::uint32_t>;  // places in what was packed

// Puts pieces of these lengths into rows of `columns`, the longest first, each into the first row that has room (first
// fit decreasing: never more than 11/9 of the best plus one). No length may pass `columns`, and none may be 0.
std::vector<Row> pack(std::span<const std::uint32_t> lengths, std::uint32_t columns);

// How much of the rows is filled, 0 to 1.
double fill_ratio(std::span<const std::uint32_t> lengths, std::size_t rows, std::uint32_t columns);

// The shortest row that holds `longest` positions and in which these lengths fill 95 %, else the one that they fill
// best; a multiple of 16, at most `columns_max` (but never too short for the longest).
std::uint32_t choose_columns(std::span<const std::uint32_t> lengths, std::uint32_t longest, std::uint32_t columns_max);

}  // namespace swarm::data
