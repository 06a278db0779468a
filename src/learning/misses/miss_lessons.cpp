#include "learning/misses/miss_lessons.hpp"

#include <algorithm>

#include "swarm/answering/stored_text.hpp"
#include "swarm/answers/normal_form.hpp"

namespace swarm::misses {

namespace {

constexpr std::size_t kContentBytesMax = 4'000;  // a lesson's content has 4 KiB at most

}  // namespace

MissLesson plain_lesson(std::string_view prompt, std::string right_answer) {
  return {.answer = std::move(right_answer), .content = answering::shortened(prompt, kContentBytesMax)};
}

bool MissLessons::is_disproved(std::string_view prompt, std::string_view right_answer) const {
  return std::ranges::any_of(heads_, [&](const heads::ComputingHead* head) {
    const auto computed = head->compute(prompt, {.time = kTimeMax}, {});
    return computed && !answers::same_meaning(computed->value, right_answer) &&
           !lessons::same_answer(computed->value, right_answer);
  });
}

std::optional<MissLesson> MissLessons::lesson_here(const std::string& prompt, const std::string& right_answer) const {
  if (is_disproved(prompt, right_answer)) return std::nullopt;
  std::optional<lessons::Lesson> worked = derivations_.lesson_of(prompt, right_answer);
  if (!worked) return plain_lesson(prompt, right_answer);
  return MissLesson{.family = std::string(json::name_of(worked->family)),
                    .thinking = std::move(worked->thinking),
                    .answer = std::move(worked->answer),
                    .content = answering::shortened(worked->content, kContentBytesMax)};
}

Async<std::optional<MissLesson>> MissLessons::lesson_for(std::string prompt, std::string right_answer) const {
  Result<std::optional<MissLesson>> lesson =
      co_await pool_.run([this, prompt, right_answer]() -> Result<std::optional<MissLesson>> {
        return lesson_here(prompt, right_answer);
      });
  if (!lesson) co_return plain_lesson(prompt, std::move(right_answer));
  co_return std::move(*lesson);
}

}  // namespace swarm::misses
