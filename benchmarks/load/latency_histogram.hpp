#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdint>

namespace swarm::load {

// Durations in buckets that are at most 1.6 % wide, so that any number of them takes the same memory.
class LatencyHistogram {
 public:
  void add(std::chrono::nanoseconds duration) {
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
    ++counts_[place_of(value)];
    ++count_;
    max_ = std::max(max_, value);
  }
  std::uint64_t count() const { return count_; }
  double max_us() const { return static_cast<double>(max_) / 1e3; }
  // The duration that `share` of all are not above.
  double percentile_us(double share) const {
    const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(count_));
    std::uint64_t seen = 0;
    for (std::size_t place = 0; place < counts_.size(); ++place) {
      seen += counts_[place];
      if (seen > wanted) return std::min(static_cast<double>(upper_end(place)) / 1e3, max_us());
    }
    return max_us();
  }

 private:
  static constexpr unsigned kBits = 6;  // 64 buckets for each power of two
  static constexpr std::uint64_t kSteps = 1U << kBits;

  static std::size_t place_of(std::uint64_t value) {
    if (value < kSteps) return value;
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - kBits - 1;
    return (shift + 1) * kSteps + ((value >> shift) - kSteps);
  }
  static std::uint64_t upper_end(std::size_t place) {
    if (place < kSteps) return place;
    const std::size_t shift = place / kSteps - 1;
    return ((place % kSteps + kSteps + 1) << shift) - 1;
  }

  std::array<std::uint64_t, 64 * kSteps> counts_{};
  std::uint64_t count_ = 0;
  std::uint64_t max_ = 0;
};

}  // namespace swarm::load
