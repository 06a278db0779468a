#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace swarm {

inline constexpr std::uint64_t KiB = 1024;
inline constexpr std::uint64_t MiB = 1024 * KiB;
inline constexpr std::uint64_t GiB = 1024 * MiB;

// An amount of memory or disk.
struct Bytes {
  std::uint64_t count = 0;
  auto operator<=>(const Bytes&) const = default;
};

// "4 GiB", "512MiB", "1000" (bytes). Powers of 1024 only: KiB, MiB, GiB, TiB.
Result<Bytes> parse_bytes(std::string_view text);
std::string to_text(Bytes bytes);

// "30s", "250ms", "10 min", "7d". Units: ms, s, min, h, d.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);
std::string to_text(std::chrono::milliseconds duration);

}  // namespace swarm
