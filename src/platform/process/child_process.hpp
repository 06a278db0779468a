#pragma once

#include <chrono>
#include <optional>
#include <sys/types.h>

#include "platform/process/descriptor.hpp"

namespace swarm::process {

// How a process ended: by itself, or by a signal.
struct ProcessEnd {
  std::optional<int> exit_status;
  std::optional<int> signal;
  bool operator==(const ProcessEnd&) const = default;
};

// A running child. Its end is killing and reaping, unless it has been waited for. One thread at a time.
class ChildProcess {
 public:
  ChildProcess(pid_t id, Descriptor handle) : id_(id), handle_(std::move(handle)) {}
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept
      : id_(std::exchange(other.id_, -1)), handle_(std::move(other.handle_)), ended_(other.ended_) {}
  ChildProcess& operator=(ChildProcess&&) = delete;

  pid_t id() const { return id_; }
  int handle() const { return handle_.number(); }  // a pidfd, readable once the process has ended
  void signal(int number) const;
  // The end, or nothing when it runs on after that time. Again and again the same once it has ended.
  std::optional<ProcessEnd> wait_for(std::chrono::milliseconds at_most);

 private:
  pid_t id_;
  Descriptor handle_;
  std::optional<ProcessEnd> ended_{};
};

}  // namespace swarm::process
