#include "swarm/sandbox/jail_runner.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <grp.h>
#include <pwd.h>
#include <sstream>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/text.hpp"
#include "swarm/sandbox/backends.hpp"
#include "swarm/sandbox/embedded_programs.hpp"
#include "swarm/sandbox/init/init_protocol.hpp"
#include "swarm/sandbox/seccomp_filter.hpp"

namespace swarm::sandbox {

namespace {

std::string text_of(const char* file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// Whom a jail runs as. Root drops to an ordinary account first; everybody else stays who he is.
Result<std::optional<process::Identity>> identity_of(const SandboxConfig& config) {
  if (::geteuid() != 0) return std::optional<process::Identity>{};
  std::array<char, 4096> buffer;
  passwd entry{};
  passwd* found = nullptr;
  ::getpwnam_r(config.user.c_str(), &entry, buffer.data(), buffer.size(), &found);
  if (found == nullptr || found->pw_uid == 0) {
    return fail(ErrorCode::unavailable,
                fmt::format("'{}' is no ordinary account of this machine; name one as sandbox.user", config.user));
  }
  return process::Identity{found->pw_uid, found->pw_gid};
}

// In the text of /proc/net/dev, an interface stands before a colon at the begin of its line.
bool sees_only_loopback(std::string_view text) {
  const std::size_t table = text.find("Inter-|");
  if (table == std::string_view::npos) return false;
  const std::vector<std::string_view> lines = split(text.substr(table), '\n');
  return std::ranges::all_of(
      lines, [](std::string_view line) { return !line.contains(':') || trim(line).starts_with("lo:"); });
}

Stream stream_from(process::Descriptor from, std::size_t size_max) {
  return {.from = std::move(from), .size_max = size_max};
}

}  // namespace

struct JailRunner::Prepared {
  std::optional<process::Identity> identity;
  Filters filters;
  process::Descriptor init;
  process::Descriptor null;
  GroupPlaces groups;
  std::string backend;
};

class JailRunner::Places {
 public:
  Places(std::size_t free, std::size_t waiting_max) : free_(free), waiting_max_(waiting_max) {}

  Result<Done> take(std::size_t count, const std::stop_token& stop) {
    MutexLock lock(mutex_);
    if (waiting_ >= waiting_max_ && free_ < count)
      return fail(ErrorCode::limit_exceeded, fmt::format("{} runs wait for the sandbox already", waiting_));
    ++waiting_;
    while (free_ < count && !stop.stop_requested())
      changed_.wait(mutex_);
    --waiting_;
    if (free_ < count) return fail(ErrorCode::cancelled, "stopped before the sandbox had a place");
    free_ -= count;
    return Done{};
  }
  void give_back(std::size_t count) {
    MutexLock lock(mutex_);
    free_ += count;
    changed_.notify_all();
  }
  void look_again() {
    MutexLock lock(mutex_);
    changed_.notify_all();
  }

 private:
  Mutex mutex_;
  Condition changed_;
  std::size_t free_ SWARM_GUARDED_BY(mutex_);
  std::size_t waiting_ SWARM_GUARDED_BY(mutex_) = 0;
  const std::size_t waiting_max_;
};

JailRunner::JailRunner(SandboxConfig config, Deps deps)
    : config_(std::move(config)),
      deps_(std::move(deps)),
      places_(std::make_unique<Places>(config_.runs_max, config_.waiting_max)) {}
JailRunner::~JailRunner() = default;

Result<std::vector<RunReport>> JailRunner::run(std::vector<RunRequest> requests, std::stop_token stop) {
  const Prepared* with = TRY(prepared());
  if (requests.size() > config_.runs_max)
    return fail(ErrorCode::limit_exceeded, fmt::format("at most {} programs run at the same time", config_.runs_max));
  const process::Descriptor wake(::eventfd(0, EFD_CLOEXEC));
  const std::stop_callback on_stop(stop, [&] {
    ::eventfd_write(wake.number(), 1);
    places_->look_again();
  });
  if (auto taken = places_->take(requests.size(), stop); !taken) {
    if (taken.error().code == ErrorCode::limit_exceeded) deps_.metrics.refused.add();
    return std::unexpected(std::move(taken).error());
  }
  const double count = static_cast<double>(requests.size());
  deps_.metrics.running.add(count);
  Result<std::vector<RunReport>> reports = run_now(requests, *with, wake.number());
  deps_.metrics.running.add(-count);
  places_->give_back(requests.size());
  return reports;
}

Result<std::vector<RunReport>> JailRunner::run_now(const std::vector<RunRequest>& requests, const Prepared& with,
                                                   int wake) {
  std::vector<RunningJail> jails;
  jails.reserve(requests.size());
  for (const RunRequest& request : requests)
    jails.push_back(TRY(start(request, with)));
  watch_until_ended(jails, wake, deps_.clock);
  std::vector<RunReport> reports;
  for (RunningJail& jail : jails) {
    RunReport report = jail.conclude_at(deps_.clock.steady_now());
    report.backend = with.backend;
    deps_.metrics.ran(report);
    const std::string account = json::to_text(json::encode(report));
    if (report.outcome == RunOutcome::violation || report.outcome == RunOutcome::sandbox_failed)
      deps_.log.warn("sandbox_run", {{"report", account}});
    else
      deps_.log.debug("sandbox_run", {{"report", account}});
    reports.push_back(std::move(report));
  }
  return reports;
}

Result<RunningJail> JailRunner::start(const RunRequest& request, const Prepared& with) {
  const std::string_view clock_library(reinterpret_cast<const char*>(kClockLibrary.data()), kClockLibrary.size());
  const std::string text = order_of(request, config_, with.filters, clock_library);
  const process::Descriptor order = TRY(process::sealed_file("order", std::as_bytes(std::span(text))));
  process::Pipe out = TRY(process::make_pipe())
  , error_out = TRY(process::make_pipe())
  , tool_out = TRY(process::make_pipe())
  , report = TRY(process::make_pipe())
  , lifeline = TRY(process::make_pipe());
  std::unique_ptr<ControlGroup> group = ControlGroup::make(with.groups, config_);
  Jail jail = jail_of(config_, request.circumstances);
  process::SpawnRequest spawned{.program = std::move(jail.program),
                                .arguments = std::move(jail.arguments),
                                .environment = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8"},
                                .descriptors = {{with.null.number(), 0},
                                                {out.write_end.number(), 1},
                                                {error_out.write_end.number(), 2},
                                                {order.number(), init::kOrder},
                                                {report.write_end.number(), init::kReport},
                                                {lifeline.read_end.number(), init::kLifeline},
                                                {tool_out.write_end.number(), init::kToolOutput},
                                                {with.init.number(), init::kInit}},
                                .identity = with.identity,
                                .limits = {},
                                .control_groups = group ? group->entrances() : std::vector<int>{}};
  process::ChildProcess child = TRY(launcher_.start(std::move(spawned)));
  const std::size_t output_max = config_.output_max.count;
  return RunningJail(request, config_,
                     {.jail = std::move(child),
                      .lifeline = std::move(lifeline.write_end),
                      .out = stream_from(std::move(out.read_end), output_max),
                      .error_out = stream_from(std::move(error_out.read_end), output_max),
                      .tool_out = stream_from(std::move(tool_out.read_end), output_max),
                      .report = stream_from(std::move(report.read_end), 64 * KiB),
                      .group = std::move(group)},
                     deps_.clock.steady_now());
}

SandboxFacts JailRunner::facts() {
  const std::string backend(json::name_of(config_.backend));
  const auto ready = known();
  if (!ready) return {.ready = false, .is_known = false, .backend = backend, .detail = "being tried out"};
  if (!*ready) return {.ready = false, .is_known = true, .backend = backend, .detail = ready->error().message};
  const GroupPlaces& groups = (**ready)->groups;
  const std::string detail = groups.memory
                                 ? fmt::format("control groups version {} limit memory for the whole tree of a run",
                                               groups.version_2 ? "2" : "1")
                                 : "no control group may be written: memory is limited for each process of a run";
  return {.ready = true, .is_known = true, .backend = (**ready)->backend, .detail = detail};
}

void JailRunner::try_out_early() {
  trial_thread_ = runtime::NamedThread("sandbox-trial", [this] { prepared(); });
}

SandboxFacts JailRunner::tried_out() {
  prepared();
  return facts();
}

std::optional<Result<const JailRunner::Prepared*>> JailRunner::known() {
  MutexLock lock(mutex_);
  if (prepared_) return prepared_.get();
  if (trouble_) return Result<const Prepared*>(std::unexpected(*trouble_));
  return std::nullopt;
}

Result<const JailRunner::Prepared*> JailRunner::prepared() {
  if (const auto said = known()) return *said;
  MutexLock one_at_a_time(trial_);
  if (const auto said = known()) return *said;
  Result<std::unique_ptr<Prepared>> made = prepare();
  MutexLock lock(mutex_);
  if (!made) {
    trouble_ = std::move(made).error();
    if (config_.backend != Backend::off) deps_.log.warn("sandbox_refuses", {{"reason", trouble_->message}});
    return std::unexpected(*trouble_);
  }
  prepared_ = std::move(*made);
  return prepared_.get();
}

Result<std::unique_ptr<JailRunner::Prepared>> JailRunner::prepare() {
  if (config_.backend == Backend::off) return fail(ErrorCode::unavailable, "no code is run: sandbox.backend is off");
  auto made = std::make_unique<Prepared>();
  made->backend = fmt::format("{} {}", json::name_of(config_.backend), TRY(version_of_jail()));
  made->identity = TRY(identity_of(config_));
  made->filters = { TRY(seccomp_filter(true)), TRY(seccomp_filter(false)) };
  made->init = TRY(process::sealed_file("sandbox-init", std::as_bytes(std::span(kInitProgram))));
  made->null = TRY(process::open_null());
  made->groups = find_group_places(text_of("/proc/self/mounts"), text_of("/proc/self/cgroup"), config_.control_group);
  remove_stale_groups(made->groups);
  TRY(try_out(*made));
  return made;
}

// What the jail is for is looked at from inside, once: without it no program of anybody is run.
Result<Done> JailRunner::try_out(const Prepared& made) {
  RunRequest request{.program = {"/usr/bin/cat", {"/proc/self/status", "/proc/net/dev"}}};
  const process::Descriptor never(::eventfd(0, EFD_CLOEXEC));
  const std::vector<RunReport> reports = TRY(run_now({request}, made, never.number()));
  const RunReport& report = reports.front();
  const auto refuse = [&](std::string_view what) {
    return fail(
        ErrorCode::unavailable,
        fmt::format("no code is run, because the jail does not hold here: {}. {} needs user namespaces (sysctl "
                    "kernel.unprivileged_userns_clone=1, user.max_user_namespaces>0; many containers forbid them)",
                    what, made.backend));
  };
  if (report.outcome != RunOutcome::completed)
    return refuse(report.trouble.empty() ? json::name_of(report.outcome) : std::string_view(report.trouble));
  if (!report.out.contains("NoNewPrivs:\t1")) return refuse("programs could gain privileges");
  if (!report.out.contains("CapBnd:\t0000000000000000")) return refuse("programs keep capabilities");
  if (!report.out.contains("Seccomp:\t2")) return refuse("calls are not filtered");
  if (!sees_only_loopback(report.out)) return refuse("programs see the network");
  return Done{};
}

Result<std::string> JailRunner::version_of_jail() {
  const Jail jail = jail_of(config_, Circumstances::usual);
  process::Pipe pipe = TRY(process::make_pipe());
  const process::Descriptor null = TRY(process::open_null());
  auto child = launcher_.start({.program = jail.program,
                                .arguments = {jail.arguments.front(), "--version"},
                                .environment = {},
                                .descriptors = {{null.number(), 0}, {pipe.write_end.number(), 1}, {null.number(), 2}}});
  if (!child) {
    return fail(ErrorCode::unavailable, fmt::format("no code is run: {}; install the package {}", child.error().message,
                                                    package_of(config_.backend)));
  }
  pipe.write_end.close();
  Stream said = stream_from(std::move(pipe.read_end), 16 * KiB);
  said.read_some();
  return version_in(said.text);
}

}  // namespace swarm::sandbox
