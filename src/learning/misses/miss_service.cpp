#include "learning/misses/miss_service.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "learning/misses/miss_rules.hpp"

namespace swarm::misses {

namespace {

training_runs::Lesson lesson_of(Miss miss) {
  training_runs::Lesson lesson;
  lesson.family = std::move(miss.lesson.family);
  lesson.prompt = std::move(miss.prompt);
  lesson.thinking = std::move(miss.lesson.thinking);
  lesson.answer = std::move(miss.lesson.answer);
  lesson.content = std::move(miss.lesson.content);
  return lesson;
}

std::size_t bytes_of(const training_runs::Lesson& lesson) {
  return lesson.prompt.size() + lesson.answer.size() + lesson.content.size() + lesson.thinking.value_or("").size();
}

}  // namespace

Async<Result<Miss>> MissService::correct(audit::Caller caller, tasks::TaskId id, std::string right_answer) {
  const Scope scope = caller.principal.scope();
  const tasks::Task task = CO_TRY(co_await deps_.tasks.find(scope, id));
  const std::vector<tasks::StoredTrace> traces = CO_TRY(co_await deps_.tasks.traces(scope, id));
  Miss miss = CO_TRY(corrected_miss(deps_.ids, task, traces, std::move(right_answer)));
  std::optional<MissLesson> lesson = co_await deps_.lessons.lesson_for(miss.prompt, miss.right_answer);
  if (!lesson) {
    co_return fail(ErrorCode::conflict, "verified_answer",
                   "a computing head proves another answer to this prompt, and no model is taught otherwise; if you "
                   "hold the proof to be wrong, report that as feedback on the task");
  }
  miss.lesson = std::move(*lesson);
  audit::AuditEntry entry = audit::entry_of(caller, "tasks.correct", id.text(), {{"head", json::name_of(miss.head)}});
  const storage::WriteOutcome written = CO_TRY(co_await deps_.audit.write(MissStore::correct(miss), std::move(entry)));
  deps_.metrics.recorded(miss.head, Source::correction);
  co_return co_await deps_.store.find(scope, CO_TRY(MissId::parse(written.rows.at(0).at(0).text(0))));
}

Async<Result<Done>> MissService::remove(audit::Caller caller, MissId miss) {
  const Scope scope = caller.principal.scope();
  CO_TRY(co_await deps_.store.find(scope, miss));
  audit::AuditEntry entry = audit::entry_of(caller, "misses.remove", miss.text());
  const auto written = co_await deps_.audit.write(MissStore::remove(scope, miss), std::move(entry));
  if (!written && written.error().code == ErrorCode::conflict)  // somebody else was faster
    co_return fail(ErrorCode::not_found, fmt::format("no miss {} in this project", miss.text()));
  CO_TRY(written);
  co_return Done{};
}

Async<Result<std::vector<training_runs::Lesson>>> MissService::newest_lessons(Scope scope, answers::Head head,
                                                                              std::int64_t count_max, Bytes bytes_max) {
  std::vector<training_runs::Lesson> lessons;
  std::uint64_t bytes = 0;
  std::optional<Miss> last;
  while (std::ssize(lessons) < count_max) {
    std::vector<Miss> page = CO_TRY(co_await deps_.store.newest(
        scope, head, last, std::min<std::int64_t>(kPageMax, count_max - std::ssize(lessons))));
    if (page.empty()) break;
    last = page.back();
    for (Miss& miss : page) {
      training_runs::Lesson lesson = lesson_of(std::move(miss));
      bytes += bytes_of(lesson);
      if (bytes > bytes_max.count) co_return lessons;
      lessons.push_back(std::move(lesson));
    }
  }
  co_return lessons;
}

}  // namespace swarm::misses
