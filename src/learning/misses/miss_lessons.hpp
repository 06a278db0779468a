#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "learning/misses/miss_types.hpp"
#include "platform/runtime/blocking_pool.hpp"
#include "swarm/heads/computing_head.hpp"
#include "swarm/lessons/derivation.hpp"

namespace swarm::misses {

// Finds the worked steps of a right answer, where there is one way to it. Thread-safe.
class MissLessons {
 public:
  // Of each head, once to see whether it disproves the answer and once for the steps: a task's end waits for its
  // lesson.
  static constexpr std::chrono::milliseconds kTimeMax{100};

  // The heads outlive it; none that runs programs is among them, which takes too long here.
  MissLessons(std::vector<const heads::ComputingHead*> heads, runtime::BlockingPool& pool)
      : heads_(heads), derivations_(std::move(heads), {.time = kTimeMax}), pool_(pool) {}

  // Without worked steps where none are found, or the pool is full. Nothing where a head proves another answer: then
  // this one is not learned.
  Async<std::optional<MissLesson>> lesson_for(std::string prompt, std::string right_answer) const;

 private:
  bool is_disproved(std::string_view prompt, std::string_view right_answer) const;
  std::optional<MissLesson> lesson_here(const std::string& prompt, const std::string& right_answer) const;

  const std::vector<const heads::ComputingHead*> heads_;
  const lessons::Derivations derivations_;
  runtime::BlockingPool& pool_;
};

// Only prompt and answer.
MissLesson plain_lesson(std::string_view prompt, std::string right_answer);

}  // namespace swarm::misses
