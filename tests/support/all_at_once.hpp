#pragma once

#include <future>
#include <memory>
#include <utility>
#include <vector>

#include "support/run.hpp"

namespace swarm::tests {

// Runs many coroutines at once on one Loop and gives their values in order.
template <class T>
class AllAtOnce {
 public:
  explicit AllAtOnce(TestLoop& loop) : loop_(loop) {}
  void start(Async<T> work) {
    slots_.push_back(std::make_unique<std::promise<T>>());
    loop_.loop().spawn(carry(std::move(work), *slots_.back()));
  }
  std::vector<T> wait() {
    std::vector<T> values;
    for (const auto& slot : slots_)
      values.push_back(slot->get_future().get());
    slots_.clear();
    return values;
  }

 private:
  static Async<void> carry(Async<T> work, std::promise<T>& slot) {
    try {
      slot.set_value(co_await std::move(work));
    } catch (...) {
      slot.set_exception(std::current_exception());
    }
  }
  TestLoop& loop_;
  std::vector<std::unique_ptr<std::promise<T>>> slots_;
};

}  // namespace swarm::tests
