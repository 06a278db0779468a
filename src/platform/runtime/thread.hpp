#pragma once

#include <functional>
#include <string>
#include <thread>

namespace swarm::runtime {

// A thread with a name that `top -H` shows (15 characters). Joins when destroyed: whoever owns it must have told its
// work to end. Signals stay with the main thread.
class NamedThread {
 public:
  NamedThread() = default;
  NamedThread(std::string name, std::function<void()> work);
  ~NamedThread();
  NamedThread(NamedThread&&) = default;
  NamedThread& operator=(NamedThread&& other) noexcept;

  void join();

 private:
  std::thread thread_;
};

// On how many cores the calling thread and those that it starts may run (taskset, a container's set): at least one, and
// not always all that the machine has.
int usable_cores();

}  // namespace swarm::runtime
