#include "engine/model_files/float_formats.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "engine/model_files/element_types.hpp"
#include "engine/model_files/refusal.hpp"

namespace swarm::model_files {

namespace {

constexpr std::size_t kBlock = 32;  // numbers of a Q8_0 block: a factor in F16, then one signed byte each
constexpr std::size_t kBlockBytes = 2 + kBlock;

template <class T>
T read(std::span<const std::byte> bytes, std::size_t index) {
  T value;
  std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

void quantise(std::span<const float> values, std::byte* out) {
  float largest = 0;
  for (const float value : values)
    largest = std::max(largest, std::abs(value));
  const float step = largest / 127.0F;
  const std::uint16_t factor = to_f16(step);
  std::memcpy(out, &factor, sizeof(factor));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float scaled = step == 0 ? 0 : std::round(values[i] / step);
    out[2 + i] = static_cast<std::byte>(static_cast<std::int8_t>(scaled));
  }
}

std::vector<float> of_blocks(std::span<const std::byte> bytes) {
  std::vector<float> values;
  values.reserve(bytes.size() / kBlockBytes * kBlock);
  for (; bytes.size() >= kBlockBytes; bytes = bytes.subspan(kBlockBytes)) {
    const float factor = of_f16(read<std::uint16_t>(bytes, 0));
    for (const std::byte number : bytes.subspan(2, kBlock))
      values.push_back(factor * static_cast<float>(static_cast<std::int8_t>(number)));
  }
  return values;
}

template <float (*convert)(std::uint16_t)>
std::vector<float> of_halves(std::span<const std::byte> bytes) {
  std::vector<float> values(bytes.size() / 2);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = convert(read<std::uint16_t>(bytes, i));
  return values;
}

template <std::uint16_t (*convert)(float)>
std::vector<std::byte> to_halves(std::span<const float> values) {
  std::vector<std::byte> bytes(values.size() * 2);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint16_t half = convert(values[i]);
    std::memcpy(bytes.data() + i * 2, &half, sizeof(half));
  }
  return bytes;
}

}  // namespace

float of_f16(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000U) << 16, exponent = (bits >> 10) & 0x1FU, fraction = bits & 0x3FFU;
  if (exponent == 0) {  // zero or subnormal: a multiple of 2^-24, exact in F32
    const float magnitude = static_cast<float>(fraction) * 0x1p-24F;
    return sign == 0 ? magnitude : -magnitude;
  }
  const std::uint32_t widened = exponent == 0x1F ? 0xFFU : exponent + 112;  // 127 - 15
  return std::bit_cast<float>(sign | (widened << 23) | (fraction << 13));
}

std::uint16_t to_f16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000U);
  const std::uint32_t magnitude = bits & 0x7FFF'FFFFU;
  if (magnitude > 0x7F80'0000U) return sign | 0x7E00U;   // no number
  if (magnitude >= 0x477F'F000U) return sign | 0x7C00U;  // rounds to more than 65504
  if (magnitude < 0x3880'0000U) {                        // below 2^-14: a multiple of 2^-24
    const float scaled = std::bit_cast<float>(magnitude) * 0x1p24F;
    return sign | static_cast<std::uint16_t>(std::nearbyint(scaled));
  }
  const std::uint32_t odd = (magnitude >> 13) & 1U;
  return sign | static_cast<std::uint16_t>((magnitude - 0x3800'0000U + 0xFFFU + odd) >> 13);
}

float of_bf16(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

std::uint16_t to_bf16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7FFF'FFFFU) > 0x7F80'0000U) return static_cast<std::uint16_t>((bits >> 16) | 0x40U);  // no number
  return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

Result<std::vector<float>> to_floats(std::uint32_t type, std::span<const std::byte> bytes) {
  switch (type) {
    case kF32: {
      std::vector<float> values(bytes.size() / sizeof(float));
      if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
      return values;
    }
    case kF16:
      return of_halves<of_f16>(bytes);
    case kBF16:
      return of_halves<of_bf16>(bytes);
    case kQ8_0:
      return of_blocks(bytes);
    default:
      return refuse("the element type {} is not turned into F32 here; F32, F16, BF16 and Q8_0 are", type);
  }
}

Result<std::vector<std::byte>> of_floats(std::uint32_t type, std::span<const float> values) {
  switch (type) {
    case kF32: {
      const std::span<const std::byte> bytes = std::as_bytes(values);
      return std::vector<std::byte>(bytes.begin(), bytes.end());
    }
    case kF16:
      return to_halves<to_f16>(values);
    case kBF16:
      return to_halves<to_bf16>(values);
    case kQ8_0: {
      if (values.size() % kBlock != 0) return refuse("{} numbers are no whole blocks of {}", values.size(), kBlock);
      std::vector<std::byte> bytes(values.size() / kBlock * kBlockBytes);
      for (std::size_t i = 0; i < values.size() / kBlock; ++i)
        quantise(values.subspan(i * kBlock, kBlock), bytes.data() + i * kBlockBytes);
      return bytes;
    }
    default:
      return refuse("the element type {} is not written here; F32, F16, BF16 and Q8_0 are", type);
  }
}

}  // namespace swarm::model_files
