#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "base/mutex.hpp"
#include "engine/batching/inference.hpp"

namespace swarm::tests {

// Keeps what a generation says. Safe to call from any thread.
class CollectingListener final : public batching::GenerationListener {
 public:
  void generated(std::vector<batching::GeneratedToken> tokens) override {
    MutexLock lock(mutex_);
    for (batching::GeneratedToken& token : tokens)
      tokens_.push_back(std::move(token));
    changed_.notify_all();
  }
  void ended(Result<batching::GenerationEnd> end) override {
    MutexLock lock(mutex_);
    static std::atomic<int> all_ends = 0;
    ended_as_ = ++all_ends;
    ++ends_;
    end_ = std::move(end);
    changed_.notify_all();
  }

  Result<batching::GenerationEnd> wait() {
    MutexLock lock(mutex_);
    while (!end_)
      changed_.wait(mutex_);
    return *end_;
  }
  void wait_for_tokens(std::size_t count) {
    MutexLock lock(mutex_);
    while (tokens_.size() < count && !end_)
      changed_.wait(mutex_);
  }
  std::vector<batching::GeneratedToken> tokens() const {
    MutexLock lock(mutex_);
    return tokens_;
  }
  std::vector<llama::Token> token_ids() const {
    std::vector<llama::Token> ids;
    for (const batching::GeneratedToken& token : tokens())
      ids.push_back(token.token);
    return ids;
  }
  std::string text() const {
    std::string text;
    for (const batching::GeneratedToken& token : tokens())
      text += token.bytes;
    return text;
  }
  int ends() const {
    MutexLock lock(mutex_);
    return ends_;
  }

  int ended_as() const {  // among all of them: a lower number ended earlier
    MutexLock lock(mutex_);
    return ended_as_;
  }

  batching::Inference::Ticket ticket = 0;  // for whoever submitted it

 private:
  mutable Mutex mutex_;
  Condition changed_;
  std::vector<batching::GeneratedToken> tokens_ SWARM_GUARDED_BY(mutex_);
  std::optional<Result<batching::GenerationEnd>> end_ SWARM_GUARDED_BY(mutex_);
  int ends_ SWARM_GUARDED_BY(mutex_) = 0;
  int ended_as_ SWARM_GUARDED_BY(mutex_) = 0;
};

}  // namespace swarm::tests
