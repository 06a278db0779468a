#include "learning/training_runs/trainer_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "learning/training_runs/marked_processes.hpp"

namespace swarm::training_runs {

namespace {

constexpr std::chrono::milliseconds kLookInterval{50};        // at the clock
constexpr std::chrono::milliseconds kMeasureInterval{1'000};  // of memory
constexpr std::chrono::milliseconds kFirstMeasure{100};
constexpr std::size_t kPiece = 64 * KiB;
constexpr int kOomScore = 500;     // of 1000
constexpr int kPiecesAtOnce = 16;  // from one pipe, so that limits are looked at also while it never falls silent

// What is there now; false when nobody can write any more.
template <class Take>
bool read_now(process::Descriptor& from, const Take& take) {
  std::array<char, kPiece> piece;
  for (int i = 0; i < kPiecesAtOnce && from.is_open(); ++i) {
    const ssize_t size = ::read(from.number(), piece.data(), piece.size());
    if (size > 0) take(std::string_view(piece.data(), static_cast<std::size_t>(size)));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) return true;
    if (size <= 0) {
      from.close();
      return false;
    }
  }
  return true;
}

std::vector<process::ResourceLimit> resource_limits(const TrainerLimits& limits) {
  constexpr std::uint64_t kGrace = 10;  // SIGXCPU says why, SIGKILL does not
  const auto seconds = static_cast<std::uint64_t>(limits.processor_time.count());
  std::vector<process::ResourceLimit> set{{RLIMIT_CORE, 0}, {RLIMIT_CPU, seconds, seconds + kGrace}};
  // Private memory that may be written. Not the address space: a model that is mapped, and the reserve of a GPU's
  // driver, are no memory of its own.
  if (limits.memory.count > 0) set.push_back({RLIMIT_DATA, limits.memory.count});
  return set;
}

}  // namespace

struct TrainerProcess::Watch {
  process::ChildProcess child;
  process::Descriptor out;
  process::Descriptor error_out;
  SteadyTime started;
  SteadyTime next_measure;
  std::optional<EndCause> cause{};      // why it was asked to end
  std::optional<SteadyTime> kill_at{};  // once it was asked
  std::optional<process::ProcessEnd> end{};
  Bytes memory_peak{};
  bool is_killed = false;
};

TrainerProcess::TrainerProcess(TrainerOrder order, Deps deps)
    : order_(std::move(order)), deps_(std::move(deps)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
TrainerProcess::~TrainerProcess() = default;

void TrainerProcess::tell_to_stop() {
  told_ = true;
  ::eventfd_write(wake_.number(), 1);
}

Result<TrainerProcess::Watch> TrainerProcess::start() {
  process::Pipe out = TRY(process::make_pipe());
  process::Pipe error_out = TRY(process::make_pipe());
  const process::Descriptor null = TRY(process::open_null());
  for (const process::Pipe* pipe : {&out, &error_out})
    ::fcntl(pipe->read_end.number(), F_SETFL, O_NONBLOCK);
  process::SpawnRequest request{
      .program = order_.command.front(),
      .arguments = order_.command,
      .environment = order_.environment,
      .descriptors = {{null.number(), 0}, {out.write_end.number(), 1}, {error_out.write_end.number(), 2}},
      .limits = resource_limits(order_.limits),
      .niceness = order_.limits.niceness};
  process::ChildProcess child = TRY(deps_.launcher.start(std::move(request)));
  // Where the machine runs out of memory, it goes before the server does.
  std::ofstream(fmt::format("/proc/{}/oom_score_adj", child.id())) << kOomScore;
  const SteadyTime now = deps_.clock.steady_now();
  return Watch{.child = std::move(child),
               .out = std::move(out.read_end),
               .error_out = std::move(error_out.read_end),
               .started = now,
               .next_measure = now + kFirstMeasure};
}

TrainerEnd TrainerProcess::supervise() {
  if (told_) return {.cause = EndCause::told_to_stop};
  Result<Watch> started = start();
  if (!started) return {.cause = EndCause::not_started, .trouble = started.error().message};
  Watch& watch = *started;
  while (!watch.end) {
    std::array<pollfd, 4> waiting{{{watch.out.number(), POLLIN, 0},
                                   {watch.error_out.number(), POLLIN, 0},
                                   {watch.child.handle(), POLLIN, 0},
                                   {told_ ? -1 : wake_.number(), POLLIN, 0}}};
    ::poll(waiting.data(), waiting.size(), static_cast<int>(kLookInterval.count()));
    look_at(watch);
  }
  return conclude(watch);
}

void TrainerProcess::look_at(Watch& watch) {
  read_from(watch);
  const SteadyTime now = deps_.clock.steady_now();
  if (deps_.progress.bytes() > order_.limits.output.count) kill(watch, EndCause::output);
  if (now >= watch.next_measure) measure(watch);
  if (told_) ask(watch, EndCause::told_to_stop);
  if (now - watch.started >= order_.limits.time) ask(watch, EndCause::overran);
  if (watch.kill_at && now >= *watch.kill_at) kill(watch, *watch.cause);
  watch.end = watch.child.wait_for(std::chrono::milliseconds{0});
}

void TrainerProcess::read_from(Watch& watch) {
  bool has_said = false;
  read_now(watch.out, [&](std::string_view bytes) {
    deps_.progress.feed(bytes);
    has_said = true;
  });
  read_now(watch.error_out, [&](std::string_view bytes) {
    deps_.log.add(bytes);
    has_said = true;
  });
  if (has_said) deps_.on_output();
}

void TrainerProcess::measure(Watch& watch) {
  watch.next_measure = deps_.clock.steady_now() + kMeasureInterval;
  const Bytes used = own_memory(marked_processes(order_.mark));
  watch.memory_peak = std::max(watch.memory_peak, used);
  if (order_.limits.memory.count > 0 && used > order_.limits.memory) kill(watch, EndCause::memory);
}

// Politely: it writes its checkpoint. Its children get the signal too, because it leads a session of its own.
void TrainerProcess::ask(Watch& watch, EndCause cause) {
  if (watch.cause) return;
  watch.cause = cause;
  watch.kill_at = deps_.clock.steady_now() + order_.limits.stop_grace;
  ::kill(-watch.child.id(), SIGTERM);  // not reaped yet, so the number is its own
}

void TrainerProcess::kill(Watch& watch, EndCause cause) {
  if (std::exchange(watch.is_killed, true)) return;
  if (!watch.cause) watch.cause = cause;
  watch.child.signal(SIGKILL);
}

TrainerEnd TrainerProcess::conclude(Watch& watch) {
  kill_marked(order_.mark);  // what it left behind
  read_from(watch);          // what it said last
  const SteadyTime now = deps_.clock.steady_now();
  return {.cause = watch.cause.value_or(EndCause::by_itself),
          .process = *watch.end,
          .time = std::chrono::duration_cast<std::chrono::milliseconds>(now - watch.started),
          .memory_peak = watch.memory_peak};
}

}  // namespace swarm::training_runs
