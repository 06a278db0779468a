#include "engine/grammars/code_points.hpp"

#include <algorithm>

namespace swarm::grammars {
namespace {

constexpr char32_t kLast = 0x10FFFF;
constexpr CodePoints::Range kSurrogates{0xD800, 0xDFFF};

}  // namespace

CodePoints::CodePoints(std::initializer_list<Range> ranges) : ranges_(ranges) {
  tidy();
}

CodePoints::CodePoints(std::vector<Range> ranges) : ranges_(std::move(ranges)) {
  tidy();
}

CodePoints CodePoints::all() {
  return {{0, kLast}};
}

void CodePoints::add(char32_t low, char32_t high) {
  ranges_.push_back({low, high});
  tidy();
}

void CodePoints::add(const CodePoints& others) {
  ranges_.insert(ranges_.end(), others.ranges_.begin(), others.ranges_.end());
  tidy();
}

CodePoints CodePoints::without(const CodePoints& others) const {
  CodePoints joined = complement();
  joined.add(others);
  return joined.complement();
}

CodePoints CodePoints::complement() const {
  CodePoints out;
  char32_t next = 0;
  for (const Range& range : ranges_) {
    if (range.low > next) out.ranges_.push_back({next, range.low - 1});
    next = range.high + 1;
  }
  if (next <= kLast) out.ranges_.push_back({next, kLast});
  out.tidy();
  return out;
}

bool CodePoints::contains(char32_t character) const {
  return std::ranges::any_of(ranges_,
                             [=](const Range& range) { return range.low <= character && character <= range.high; });
}

void CodePoints::tidy() {
  std::vector<Range> parts;
  for (const Range& range : ranges_) {
    const char32_t high = std::min(range.high, kLast);
    if (range.low < kSurrogates.low) parts.push_back({range.low, std::min<char32_t>(high, kSurrogates.low - 1)});
    if (high > kSurrogates.high) parts.push_back({std::max<char32_t>(range.low, kSurrogates.high + 1), high});
  }
  std::ranges::sort(parts);
  ranges_.clear();
  for (const Range& part : parts) {
    if (part.low > part.high) continue;
    if (!ranges_.empty() && part.low <= ranges_.back().high + 1)
      ranges_.back().high = std::max(ranges_.back().high, part.high);
    else
      ranges_.push_back(part);
  }
}

}  // namespace swarm::grammars
