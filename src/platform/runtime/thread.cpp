#include "platform/runtime/thread.hpp"

#include <algorithm>
#include <pthread.h>
#include <sched.h>
#include <signal.h>

namespace swarm::runtime {

NamedThread::NamedThread(std::string name, std::function<void()> work) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);  // inherited by the new thread
  thread_ = std::thread([name = name.substr(0, 15), work = std::move(work)] {
    pthread_setname_np(pthread_self(), name.c_str());
    work();
  });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

NamedThread::~NamedThread() {
  join();
}

NamedThread& NamedThread::operator=(NamedThread&& other) noexcept {
  join();
  thread_ = std::move(other.thread_);
  return *this;
}

void NamedThread::join() {
  if (thread_.joinable()) thread_.join();
}

int usable_cores() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  const bool is_known = sched_getaffinity(0, sizeof(allowed), &allowed) == 0;
  return std::max(is_known ? CPU_COUNT(&allowed) : static_cast<int>(std::thread::hardware_concurrency()), 1);
}

}  // namespace swarm::runtime
