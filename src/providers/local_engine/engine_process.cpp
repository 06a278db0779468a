#include "providers/local_engine/engine_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace swarm::local_engine {

namespace {

// A process that falls to memory shortage should be this one, not the server, which can start it again.
void be_the_first_to_go(pid_t id) {
  const std::string file = "/proc/" + std::to_string(id) + "/oom_score_adj";
  const process::Descriptor score(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  constexpr std::string_view kEarlier = "500";
  if (score.is_open() && ::write(score.number(), kEarlier.data(), kEarlier.size()) < 0) return;  // it is only a wish
}

}  // namespace

Result<std::unique_ptr<EngineProcess>> EngineProcess::start(process::Launcher& launcher, Command command,
                                                            Listener listener) {
  process::Pipe out = TRY(process::make_pipe());
  process::Pipe err = TRY(process::make_pipe());
  const process::Descriptor null = TRY(process::open_null());
  process::SpawnRequest request{
      .program = command.program,
      .arguments = {command.program},
      .environment = std::move(command.environment),
      .descriptors = {{null.number(), 0}, {out.write_end.number(), 1}, {err.write_end.number(), 2}},
      .limits = std::move(command.limits)};
  request.arguments.insert(request.arguments.end(), command.arguments.begin(), command.arguments.end());
  process::ChildProcess child = TRY(launcher.start(std::move(request)));
  be_the_first_to_go(child.id());
  return std::unique_ptr<EngineProcess>(
      new EngineProcess(std::move(child), std::move(out.read_end), std::move(err.read_end), std::move(listener)));
}

EngineProcess::EngineProcess(process::ChildProcess child, process::Descriptor out, process::Descriptor err,
                             Listener listener)
    : id_(child.id()),
      child_(std::move(child)),
      handle_(child_.handle()),
      out_{.from = std::move(out), .tell = std::move(listener.said)},
      err_{.from = std::move(err), .tell = std::move(listener.logged)},
      ended_(std::move(listener.ended)),
      thread_("engine-output", [this] { read_until_end(); }) {}

EngineProcess::~EngineProcess() {
  signal(SIGKILL);
  thread_.join();
}

void EngineProcess::signal(int number) {
  MutexLock lock(mutex_);
  child_.signal(number);
}

bool EngineProcess::Lines::take() {
  std::array<char, 16 * KiB> buffer;
  const ssize_t size = ::read(from.number(), buffer.data(), buffer.size());
  if (size < 0 && errno == EINTR) return true;
  if (size <= 0) {
    flush();
    from.close();
    return false;
  }
  for (const char c : std::string_view(buffer.data(), static_cast<std::size_t>(size))) {
    if (c == '\n')
      flush();
    else if (line.size() < kLineBytesMax)
      line += c;
  }
  return true;
}

void EngineProcess::Lines::flush() {
  if (!line.empty()) tell(std::exchange(line, {}));
}

// What it said stays in the pipes when it ends, so the end is told behind the last line; a grandchild that holds a pipe
// open keeps nobody waiting.
void EngineProcess::read_until_end() {
  constexpr int kAfterItsEnd = 100;  // milliseconds without another word
  std::optional<process::ProcessEnd> end;
  while (true) {
    // A closed descriptor is -1, which poll() passes over.
    std::array<pollfd, 3> waiting{
        {{out_.from.number(), POLLIN, 0}, {err_.from.number(), POLLIN, 0}, {end ? -1 : handle_, POLLIN, 0}}};
    const bool is_silent = !out_.from.is_open() && !err_.from.is_open();
    if (end && is_silent) break;
    const int ready = ::poll(waiting.data(), waiting.size(), end ? kAfterItsEnd : -1);
    if (ready == 0) break;
    if (waiting[0].revents != 0) out_.take();
    if (waiting[1].revents != 0) err_.take();
    if (waiting[2].revents == 0) continue;
    MutexLock lock(mutex_);
    end = child_.wait_for(std::chrono::milliseconds{0});
  }
  out_.flush();
  err_.flush();
  ended_(*end);
}

}  // namespace swarm::local_engine
