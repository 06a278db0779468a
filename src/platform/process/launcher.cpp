#include "platform/process/launcher.hpp"

#include <csignal>

namespace swarm::process {

namespace {

// The end of a child signals the thread that started it. Blocked there, the signal would wait for the whole process and
// interrupt a call of some other thread; not blocked, it is dropped, because nobody handles it.
void let_ends_be_ignored() {
  sigset_t child_ended;
  sigemptyset(&child_ended);
  sigaddset(&child_ended, SIGCHLD);
  ::pthread_sigmask(SIG_UNBLOCK, &child_ended, nullptr);
}

}  // namespace

Launcher::Launcher() : thread_("launcher", [this] { start_until_closed(); }) {}

Launcher::~Launcher() {
  queue_.close();
}

Result<ChildProcess> Launcher::start(SpawnRequest request) {
  Job job{std::move(request), {}};
  std::future<Result<ChildProcess>> started = job.started.get_future();
  if (!queue_.try_push(job)) return fail(ErrorCode::limit_exceeded, "too many programs are being started");
  return started.get();
}

void Launcher::start_until_closed() {
  let_ends_be_ignored();
  while (std::optional<Job> job = queue_.pop())
    job->started.set_value(spawn(job->request));
}

}  // namespace swarm::process
