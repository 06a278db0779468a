#pragma once

#include <chrono>

namespace swarm::storage {

// Tells threads that pause that the end has come. Safe to use from any thread.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  void raise();
  bool raised() const { return wait_for(std::chrono::milliseconds{0}); }
  bool wait_for(std::chrono::milliseconds at_most) const;  // true once raised, which ends the wait
  int descriptor() const { return descriptor_; }           // readable once raised

 private:
  const int descriptor_;
};

}  // namespace swarm::storage
