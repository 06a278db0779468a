#pragma once

#include <chrono>
#include <map>
#include <optional>

#include "base/mutex.hpp"
#include "providers/chat/chat_model.hpp"
#include "swarm/answering/answer_checks.hpp"
#include "swarm/answering/chat_requests.hpp"

namespace swarm::answering {

enum class SampleKind {
  usable,  // an answer that no check refuted
  unreadable,
  refuted,
  failed  // the call itself
};

// What one call to a model brought.
struct Sample {
  SampleKind kind = SampleKind::failed;
  std::optional<StageAnswer> answer{};  // when usable: verified, when a check passed, or unverified
  std::optional<StageAnswer> words{};   // when unreadable: what it said instead, if that is worth a person's reading
  std::optional<Error> error{};         // when failed
  bool was_told = false;                // somebody has read some of its text already
  CallTrace call{};
};

// Asks a model once, reads its answer and checks it. Thread-safe; each call stays on the Loop of its caller.
class ModelSampler {
 public:
  struct Deps {
    const AnswerChecks& checks;
    const Clock& clock;
  };
  explicit ModelSampler(Deps deps) : deps_(deps) {}

  struct Job {
    chat::ChatModel* model;
    const HeadPlan* plan;
    answers::Head head;
    CallWishes wishes{};
  };
  // The question's stop token ends the call at once; the sample has then failed with `cancelled`.
  Async<Sample> take(Question question, Job job);

  // About how long a call to the model takes, by the last ones; nothing before the first has ended.
  std::optional<std::chrono::nanoseconds> expected(const chat::ChatModel* model) const;

 private:
  Async<void> read(Question question, Job job, chat::ChatReply reply, Sample* sample) const;
  void remember(const chat::ChatModel* model, std::chrono::nanoseconds duration);

  Deps deps_;
  mutable Mutex mutex_;
  std::map<const chat::ChatModel*, std::chrono::nanoseconds> durations_ SWARM_GUARDED_BY(mutex_);
};

}  // namespace swarm::answering
