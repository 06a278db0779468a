#include "platform/process/launcher.hpp"

#include <fmt/format.h>

namespace swarm::process {

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
  while (std::optional<Job> job = queue_.pop())
    job->started.set_value(spawn(job->request));
}

}  // namespace swarm::process
