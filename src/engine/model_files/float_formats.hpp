#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.hpp"

namespace swarm::model_files {

// IEEE 754 binary16 and bfloat16, rounded to nearest, ties to even; what is too large becomes infinite.
float of_f16(std::uint16_t bits);
std::uint16_t to_f16(float value);
float of_bf16(std::uint16_t bits);
std::uint16_t to_bf16(float value);

// Numbers of a tensor of type F32, F16, BF16 or Q8_0. `invalid_input` for other types.
Result<std::vector<float>> to_floats(std::uint32_t type, std::span<const std::byte> bytes);
// The other way; a Q8_0 tensor has a multiple of 32 numbers.
Result<std::vector<std::byte>> of_floats(std::uint32_t type, std::span<const float> values);

}  // namespace swarm::model_files
