#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "base/clock.hpp"
#include "platform/runtime/thread.hpp"
#include "trainer/program/command_line.hpp"
#include "trainer/program/printable.hpp"

namespace swarm::program {
namespace {

// SIGTERM and SIGINT: the first one asks for an orderly end, the next one ends the process at once. A thread of their
// own takes them, and everybody else has them blocked: oneDNN's kernels keep their stack pointer inside of the heap,
// and a handler's frame written there destroys it (oneDNN issue 4845).
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&signals_);
    for (const int signal : {SIGTERM, SIGINT})
      sigaddset(&signals_, signal);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);  // threads that begin later inherit it
    thread_ = runtime::NamedThread("signals", [this] { wait(); });
  }
  ~StopSignals() {
    is_over_ = true;
    ::kill(::getpid(), SIGTERM);  // wakes the thread, which alone can take it
  }

  const std::atomic<bool>& asked() const { return asked_; }

 private:
  void wait() {
    int signal = 0;
    while (sigwait(&signals_, &signal) == 0) {
      if (is_over_) return;
      if (asked_.exchange(true)) std::_Exit(128 + signal);
    }
  }

  sigset_t signals_{};
  std::atomic<bool> asked_ = false, is_over_ = false;
  runtime::NamedThread thread_;  // joined first
};

int complain(const Error& error) {
  std::fprintf(stderr, "swarm-trainer: %s\n", printable(error.message).c_str());
  if (error.faults.size() > 1) {
    for (const Fault& fault : error.faults)
      std::fprintf(stderr, "  %s: %s\n", printable(fault.path).c_str(), printable(fault.message).c_str());
  }
  return facts_of(error.code).exit_code;
}

Result<Done> perform(const PretrainOptions& options, Surroundings& surroundings) {
  return pretrain(options, surroundings);
}
Result<Done> perform(const LoraOptions& options, Surroundings& surroundings) {
  return train_adapter(options, surroundings);
}
Result<Done> perform(const ScoreOptions& options, Surroundings& surroundings) {
  return score(options, surroundings);
}

// What a limit counts before is refused in words; the rest, as a step on a GPU that others fill meanwhile, ends here.
Result<Done> perform(const CommandLine& line, Surroundings& surroundings) {
  try {
    return std::visit([&](const auto& options) { return perform(options, surroundings); }, line.command);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::unavailable,
                "out of memory: the last checkpoint is kept (--resume); a lower --memory-limit "
                "refuses before it begins");
  }
}

int run(const CommandLine& line) {
  const StopSignals stop;
  ::signal(SIGPIPE, SIG_IGN);  // a reader that goes away does not end the work
  SystemClock clock;
  RunLog log(clock);
  Surroundings surroundings{.clock = clock, .log_sink = log, .stop = stop.asked(), .as_json = line.as_json};
  const Result<Done> done = perform(line, surroundings);
  if (done) return EXIT_SUCCESS;
  log.failed(done.error().message);
  return complain(done.error());
}

}  // namespace
}  // namespace swarm::program

int main(int count, char** arguments) {
  const auto parsed = swarm::program::parse_command_line(count, arguments);
  if (const int* status = std::get_if<int>(&parsed)) return *status;
  return swarm::program::run(std::get<swarm::program::CommandLine>(parsed));
}
