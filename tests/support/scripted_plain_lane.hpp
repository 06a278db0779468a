#pragma once

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/mutex.hpp"
#include "platform/runtime/timers.hpp"
#include "providers/gateway/plain_lane.hpp"

namespace swarm::tests {

// A plain lane that answers as a test says, {} until then. Its catalogue: stub/tiny, and stub/org/embedder.
// Thread-safe.
class ScriptedPlainLane final : public gateway::PlainLane {
 public:
  struct Reply {
    int status = 200;
    std::string content_type = "application/json";
    std::vector<http_client::Header> headers{};
    std::string body = "{}";
  };
  void answers(Reply reply) { set({.reply = std::move(reply)}); }
  void fails(Error error) { set({.error = std::move(error)}); }
  // Frame by frame; `hangs`: and then nothing more, without end.
  void streams(std::vector<std::string> frames, bool hangs) { set({.frames = std::move(frames), .hangs = hangs}); }

  gateway::PlainCall last() const {
    MutexLock lock(mutex_);
    return calls_.back();
  }
  std::size_t calls() const {
    MutexLock lock(mutex_);
    return calls_.size();
  }
  int open_streams() const { return *open_streams_; }

  Async<Result<gateway::PlainReply>> forward(gateway::PlainCall call) override {
    const Script script = take(std::move(call));
    if (script.error) co_return std::unexpected(*script.error);
    gateway::PlainReply reply{.status = script.reply.status,
                              .content_type = script.reply.content_type,
                              .headers = script.reply.headers,
                              .body = script.frames.empty() ? script.reply.body : std::string()};
    if (!script.frames.empty()) {
      reply.content_type = "text/event-stream";
      reply.frames = std::make_unique<Frames>(script.frames, script.hangs, open_streams_);
    }
    co_return reply;
  }
  const chat::Catalogue& catalogue() const override { return catalogue_; }

 private:
  struct Script {
    Reply reply{};
    std::optional<Error> error{};
    std::vector<std::string> frames{};
    bool hangs = false;
  };

  class Frames final : public gateway::FrameSource {
   public:
    Frames(std::vector<std::string> frames, bool hangs, std::shared_ptr<std::atomic<int>> open)
        : frames_(std::move(frames)), hangs_(hangs), open_(std::move(open)) {
      ++*open_;
    }
    ~Frames() override { --*open_; }
    Async<std::optional<std::string>> next(std::chrono::milliseconds at_most) override {
      if (next_ < frames_.size()) co_return frames_[next_++];
      if (!hangs_) co_return std::nullopt;
      co_await runtime::pause(at_most);
      co_return std::string();
    }

   private:
    const std::vector<std::string> frames_;
    const bool hangs_;
    const std::shared_ptr<std::atomic<int>> open_;
    std::size_t next_ = 0;
  };

  void set(Script script) {
    MutexLock lock(mutex_);
    script_ = std::move(script);
  }
  Script take(gateway::PlainCall call) {
    MutexLock lock(mutex_);
    calls_.push_back(std::move(call));
    return script_;
  }
  static chat::Catalogue two_models() {
    chat::ProviderConfig stub{.name = "stub", .base_url = "http://127.0.0.1:9/v1"};
    stub.models = {{.name = "tiny"}, {.name = "org/embedder", .kind = chat::ModelKind::embedding}};
    auto checked = chat::Catalogue::check({std::move(stub)});
    if (!checked) throw std::runtime_error(checked.error().message);
    return std::move(*checked);
  }

  mutable Mutex mutex_;
  Script script_ SWARM_GUARDED_BY(mutex_);
  std::vector<gateway::PlainCall> calls_ SWARM_GUARDED_BY(mutex_);
  const std::shared_ptr<std::atomic<int>> open_streams_ = std::make_shared<std::atomic<int>>(0);
  const chat::Catalogue catalogue_ = two_models();
};

}  // namespace swarm::tests
