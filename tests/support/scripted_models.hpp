#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/mutex.hpp"
#include "platform/runtime/one_shot.hpp"
#include "platform/runtime/timers.hpp"
#include "providers/chat/chat_model.hpp"

namespace swarm::tests {

// A model that says what a test wrote down, call by call; the last thing again and again. Thread-safe.
class ScriptedModel final : public chat::ChatModel {
 public:
  struct Say {
    std::string text{};
    std::optional<double> confidence{};
    std::optional<Error> error{};
    json::Value message{};
    std::string finish_reason = "stop";
    bool hangs = false;                 // until the call is cancelled
    std::function<void()> meanwhile{};  // lets time pass, say
    std::string thoughts{};
    std::optional<double> margin{};
  };

  ScriptedModel(std::string name, chat::ProviderClass of, std::vector<Say> script = {})
      : name_(std::move(name)), class_(of), script_(script.begin(), script.end()) {}

  std::string_view name() const override { return name_; }
  chat::ProviderClass provider_class() const override { return class_; }
  bool masks() const override { return masks_; }
  std::int64_t context_tokens() const override { return 8'192; }
  Async<Result<chat::ChatReply>> complete(chat::ChatRequest request) override {
    const Say say = next(request);
    if (say.meanwhile) say.meanwhile();
    if (say.hangs) co_await hang();
    if (request.on_text) request.on_text(say.text);
    if (say.error) co_return std::unexpected(*say.error);
    const std::size_t slash = name_.find('/');
    co_return chat::ChatReply{.message = say.message.is_null()
                                             ? json::Value(json::Object{{"role", "assistant"}, {"content", say.text}})
                                             : say.message,
                              .text = say.text,
                              .finish_reason = say.finish_reason,
                              .thoughts = say.thoughts,
                              .confidence = say.confidence,
                              .margin = say.margin,
                              .usage = {.input = 10, .output = 5},
                              .cost = class_ == chat::ProviderClass::cloud ? Money{1'000'000} : Money{},
                              .provider = name_.substr(0, slash),
                              .model = name_.substr(slash + 1)};
  }

  chat::Instructions instructions() const override { return instructions_; }
  bool is_set_up() const override { return is_set_up_; }
  std::shared_ptr<const chat::Calibration> calibration() const override { return calibration_; }

  void mask() { masks_ = true; }
  // As the built-in model; with a calibration in which the chance to be right is the mean probability.
  void make_built_in() {
    instructions_ = chat::Instructions::head;
    chat::Calibration calibration;
    for (const char* head : {"math", "logic", "code", "reasoning"})
      calibration.heads.emplace(head, chat::HeadCalibration{.mean_probability = 1});
    calibration_ = std::make_shared<const chat::Calibration>(std::move(calibration));
  }
  void calibrate(chat::Calibration calibration) {
    calibration_ = std::make_shared<const chat::Calibration>(std::move(calibration));
  }
  void forget_calibration() { calibration_.reset(); }
  void take_away() { is_set_up_ = false; }
  std::vector<chat::ChatRequest> asked() {
    MutexLock lock(mutex_);
    return asked_;
  }
  int calls() { return static_cast<int>(asked().size()); }
  int cancelled() {
    MutexLock lock(mutex_);
    return cancelled_;
  }

 private:
  Say next(const chat::ChatRequest& request) {
    MutexLock lock(mutex_);
    asked_.push_back(request);
    if (script_.empty()) return {.error = Error{.code = ErrorCode::internal, .message = "nothing was scripted"}};
    Say say = script_.front();
    if (script_.size() > 1) script_.pop_front();
    return say;
  }
  Async<void> hang() {
    try {
      while (true)
        co_await runtime::pause(std::chrono::hours{1});
    } catch (...) {
      MutexLock lock(mutex_);
      ++cancelled_;
      throw;
    }
  }

  const std::string name_;
  const chat::ProviderClass class_;
  bool masks_ = false;
  std::atomic<bool> is_set_up_ = true;
  chat::Instructions instructions_ = chat::Instructions::words;
  std::shared_ptr<const chat::Calibration> calibration_{};
  Mutex mutex_;
  std::deque<Say> script_ SWARM_GUARDED_BY(mutex_);
  std::vector<chat::ChatRequest> asked_ SWARM_GUARDED_BY(mutex_);
  int cancelled_ SWARM_GUARDED_BY(mutex_) = 0;
};

}  // namespace swarm::tests
