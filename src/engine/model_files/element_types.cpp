#include "engine/model_files/element_types.hpp"

#include <algorithm>
#include <limits>

namespace swarm::model_files {

namespace {

constexpr ElementType kElementTypes[] = {
    {0, "F32", 1, 4},         {1, "F16", 1, 2},         {2, "Q4_0", 32, 18},      {3, "Q4_1", 32, 20},
    {6, "Q5_0", 32, 22},      {7, "Q5_1", 32, 24},      {8, "Q8_0", 32, 34},      {9, "Q8_1", 32, 36},
    {10, "Q2_K", 256, 84},    {11, "Q3_K", 256, 110},   {12, "Q4_K", 256, 144},   {13, "Q5_K", 256, 176},
    {14, "Q6_K", 256, 210},   {15, "Q8_K", 256, 292},   {16, "IQ2_XXS", 256, 66}, {17, "IQ2_XS", 256, 74},
    {18, "IQ3_XXS", 256, 98}, {19, "IQ1_S", 256, 50},   {20, "IQ4_NL", 32, 18},   {21, "IQ3_S", 256, 110},
    {22, "IQ2_S", 256, 82},   {23, "IQ4_XS", 256, 136}, {24, "I8", 1, 1},         {25, "I16", 1, 2},
    {26, "I32", 1, 4},        {27, "I64", 1, 8},        {28, "F64", 1, 8},        {29, "IQ1_M", 256, 56},
    {30, "BF16", 1, 2},       {34, "TQ1_0", 256, 54},   {35, "TQ2_0", 256, 66},   {39, "MXFP4", 32, 17},
    {40, "NVFP4", 64, 36},    {41, "Q1_0", 128, 18},    {42, "Q2_0", 64, 18},
};

}  // namespace

std::span<const ElementType> element_types() {
  return kElementTypes;
}

const ElementType* find_element_type(std::uint32_t number) {
  const auto* const found = std::ranges::find(kElementTypes, number, &ElementType::number);
  return found == std::end(kElementTypes) ? nullptr : found;
}

std::optional<std::uint64_t> element_count(std::span<const std::uint64_t> shape) {
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  std::uint64_t count = 1;
  for (const std::uint64_t length : shape) {
    if (length == 0 || count > kMax / length) return std::nullopt;
    count *= length;
  }
  return count;
}

std::optional<std::uint64_t> byte_count(std::uint32_t type, std::span<const std::uint64_t> shape) {
  const ElementType* const element = find_element_type(type);
  const std::optional<std::uint64_t> count = element_count(shape);
  if (element == nullptr || !count || shape.empty() || shape[0] % element->block_elements != 0) return std::nullopt;
  const std::uint64_t blocks = *count / element->block_elements;
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (blocks > kMax / element->block_bytes) return std::nullopt;
  return blocks * element->block_bytes;
}

}  // namespace swarm::model_files
