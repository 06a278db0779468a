#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/mutex.hpp"
#include "platform/runtime/one_shot.hpp"
#include "platform/runtime/timers.hpp"
#include "swarm/answering/cascade.hpp"

namespace swarm::tests {

// Answers as a test wrote it down, prompt by prompt; what nothing was written for is answered with "4". Thread-safe.
class ScriptedAnswerer final : public answering::Answerer {
 public:
  enum class Act {
    fail,           // with the code
    throw_up,       // a bug: an exception
    hang,           // until its stop token is requested
    hold,           // until release(), whatever the stop token says; then it answers
    freeze,         // the whole Loop, as a process that is stopped, until release(); then it answers
    until_deadline  // and then fails with `timeout`
  };
  struct Step {
    Act act = Act::fail;
    ErrorCode code = ErrorCode::unavailable;
  };

  // What the next attempts for this prompt do; afterwards they answer.
  void script(const std::string& prompt, std::vector<Step> steps) {
    MutexLock lock(mutex_);
    scripts_[prompt].assign(steps.begin(), steps.end());
  }
  void release() {
    std::vector<runtime::OneShot<Done>> held;
    {
      MutexLock lock(mutex_);
      released_ = true;
      held.swap(held_);
    }
    changed_.notify_all();
    for (const auto& waiter : held)
      waiter.deliver(Done{});
  }

  std::vector<std::string> started() {
    MutexLock lock(mutex_);
    return started_;
  }
  int stops_seen() {
    MutexLock lock(mutex_);
    return stops_seen_;
  }
  std::size_t most_at_once() {
    MutexLock lock(mutex_);
    return most_at_once_;
  }
  void wait_for_starts(std::size_t count) {
    MutexLock lock(mutex_);
    while (started_.size() < count)
      changed_.wait(mutex_);
  }

  // What was asked last.
  std::optional<answering::Question> last_question() {
    MutexLock lock(mutex_);
    return last_question_;
  }

  Async<std::expected<answering::Answered, answering::AnswerFailure>> answer(answering::Question question) override {
    const std::optional<Step> step = begin(question);
    if (question.on_text) question.on_text("4");
    auto answered = co_await act(step, std::move(question));
    end();
    co_return answered;
  }

 private:
  using Outcome = std::expected<answering::Answered, answering::AnswerFailure>;

  std::optional<Step> begin(const answering::Question& question) {
    MutexLock lock(mutex_);
    last_question_ = question;
    const std::string& prompt = question.prompt;
    started_.push_back(prompt);
    most_at_once_ = std::max(most_at_once_, ++at_once_);
    changed_.notify_all();
    std::deque<Step>& script = scripts_[prompt];
    if (script.empty()) return std::nullopt;
    const Step step = script.front();
    script.pop_front();
    return step;
  }
  void end() {
    MutexLock lock(mutex_);
    --at_once_;
  }
  static Outcome four() {
    answering::Answered answered;
    answered.answer = answering::StageAnswer{.head = answers::Head::math,
                                             .verdict = answers::Verdict::verified,
                                             .answer = "4",
                                             .value = "4",
                                             .evidence = {.method = "as scripted", .steps = {}, .check = {}}};
    return answered;
  }
  static Outcome failed(ErrorCode code) {
    return std::unexpected(answering::AnswerFailure{{.code = code, .message = "as scripted"}, {}});
  }

  Async<Outcome> act(std::optional<Step> step, answering::Question question) {
    if (!step) co_return four();
    switch (step->act) {
      case Act::fail:
        co_return failed(step->code);
      case Act::throw_up:
        end();
        throw std::runtime_error("a bug");
      case Act::hang:
        co_await until_stopped(question.stop);
        co_return failed(ErrorCode::cancelled);
      case Act::hold:
        co_await until_released();
        co_return four();
      case Act::freeze:
        freeze();
        co_return four();
      case Act::until_deadline: {
        const auto left = question.deadline - std::chrono::steady_clock::now();
        co_await runtime::pause(std::chrono::ceil<std::chrono::milliseconds>(left));
        co_return failed(ErrorCode::timeout);
      }
    }
    co_return four();
  }
  Async<void> until_stopped(std::stop_token stop) {
    const runtime::OneShot<Done> stopped;
    const std::stop_callback on_stop(stop, [stopped] { stopped.deliver(Done{}); });
    co_await stopped.receive();
    MutexLock lock(mutex_);
    ++stops_seen_;
  }
  Async<void> until_released() {
    const runtime::OneShot<Done> released;
    if (hold(released)) co_await released.receive();
  }
  bool hold(const runtime::OneShot<Done>& until) {
    MutexLock lock(mutex_);
    if (released_) return false;
    held_.push_back(until);
    return true;
  }
  void freeze() {
    MutexLock lock(mutex_);
    while (!released_)
      changed_.wait(mutex_);
  }

  Mutex mutex_;
  Condition changed_;
  std::map<std::string, std::deque<Step>> scripts_ SWARM_GUARDED_BY(mutex_);
  std::vector<std::string> started_ SWARM_GUARDED_BY(mutex_);
  std::optional<answering::Question> last_question_ SWARM_GUARDED_BY(mutex_);
  std::vector<runtime::OneShot<Done>> held_ SWARM_GUARDED_BY(mutex_);
  bool released_ SWARM_GUARDED_BY(mutex_) = false;
  int stops_seen_ SWARM_GUARDED_BY(mutex_) = 0;
  std::size_t at_once_ SWARM_GUARDED_BY(mutex_) = 0;
  std::size_t most_at_once_ SWARM_GUARDED_BY(mutex_) = 0;
};

}  // namespace swarm::tests
