#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace swarm::model_files {

// How ggml stores numbers of one type: in blocks of `block_elements` that take `block_bytes`.
// The numbers and sizes are those of the llama.cpp that is built in; a test of engine/llama compares them.
struct ElementType {
  std::uint32_t number;
  std::string_view name;
  std::uint64_t block_elements;
  std::uint64_t block_bytes;
};

inline constexpr std::uint32_t kF32 = 0;
inline constexpr std::uint32_t kF16 = 1;
inline constexpr std::uint32_t kQ8_0 = 8;
inline constexpr std::uint32_t kBF16 = 30;

// All that a file may have, by number; retired numbers are absent.
std::span<const ElementType> element_types();
// Nothing for a number that is unknown or retired.
const ElementType* find_element_type(std::uint32_t number);

// The product of the lengths; nothing when it passes 2^63 - 1, or when a length is zero.
std::optional<std::uint64_t> element_count(std::span<const std::uint64_t> shape);

// What a tensor takes; nothing for an unknown type, a row that is no whole number of blocks, or an overflow.
std::optional<std::uint64_t> byte_count(std::uint32_t type, std::span<const std::uint64_t> shape);

}  // namespace swarm::model_files
