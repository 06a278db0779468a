#pragma once

#include <atomic>
#include <memory>
#include <utility>

namespace swarm {

// A configuration that may change while the program runs. Whoever decides takes one get() and decides by that.
// Safe to call from any thread.
template <class T>
class Live {
 public:
  explicit Live(T value) : value_(std::make_shared<const T>(std::move(value))) {}

  std::shared_ptr<const T> get() const { return value_.load(); }
  void set(T value) { value_.store(std::make_shared<const T>(std::move(value))); }

 private:
  std::atomic<std::shared_ptr<const T>> value_;
};

}  // namespace swarm
