#include "learning/misses/miss_recorder.hpp"

#include "learning/misses/miss_rules.hpp"
#include "learning/misses/miss_store.hpp"

namespace swarm::misses {

Async<agents::CompletionListener::Addition> MissRecorder::on_completion(tasks::Assignment assignment,
                                                                        answering::Answered answered) {
  std::optional<Miss> miss = miss_of(deps_.ids, assignment, answered);
  if (!miss) co_return Addition{};
  std::optional<MissLesson> lesson = co_await deps_.lessons.lesson_for(miss->prompt, miss->right_answer);
  if (!lesson) co_return Addition{};
  miss->lesson = std::move(*lesson);
  Addition addition;
  MissStore::add_record(addition.unit, *miss);
  addition.on_stored = [&metrics = deps_.metrics, head = miss->head, source = miss->source] {
    metrics.recorded(head, source);
  };
  co_return addition;
}

}  // namespace swarm::misses
