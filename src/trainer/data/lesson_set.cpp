#include "trainer/data/lesson_set.hpp"

#include <numeric>

namespace swarm::data {

std::uint32_t LessonSet::add(const EncodedLesson& lesson, const std::string& family, double weight) {
  const auto [known, is_new] = family_numbers_.try_emplace(family, static_cast<std::uint32_t>(family_numbers_.size()));
  if (is_new) families_.push_back(family);
  entries_.push_back({.first = tokens_.size(),
                      .length = static_cast<std::uint32_t>(lesson.tokens.size()),
                      .learnt_from = lesson.learnt_from,
                      .family = known->second,
                      .weight = static_cast<float>(weight),
                      .has_head_token = lesson.has_head_token});
  tokens_.insert(tokens_.end(), lesson.tokens.begin(), lesson.tokens.end());
  return static_cast<std::uint32_t>(entries_.size() - 1);
}

std::uint64_t LessonSet::positions(std::span<const std::uint32_t> lessons) const {
  return std::accumulate(lessons.begin(), lessons.end(), std::uint64_t{0},
                         [&](std::uint64_t sum, std::uint32_t one) { return sum + entries_[one].positions(true); });
}

}  // namespace swarm::data
