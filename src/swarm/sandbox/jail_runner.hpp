#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "platform/process/launcher.hpp"
#include "platform/telemetry/log.hpp"
#include "swarm/sandbox/control_group.hpp"
#include "swarm/sandbox/order_text.hpp"
#include "swarm/sandbox/runner.hpp"
#include "swarm/sandbox/sandbox_metrics.hpp"
#include "swarm/sandbox/supervision.hpp"

namespace swarm::sandbox {

// Runs programs under bubblewrap or firejail. Before the first of them it tries the jail out; where it does not hold,
// nothing is ever run. Owned by the program; safe to call from any thread.
class JailRunner final : public Runner {
 public:
  struct Deps {
    const Clock& clock;
    const SandboxMetrics& metrics;
    telemetry::Log log;
  };
  JailRunner(SandboxConfig config, Deps deps);
  ~JailRunner() override;

  Result<std::vector<RunReport>> run(std::vector<RunRequest> requests, std::stop_token stop) override;
  SandboxFacts facts() override;

  // Begins the trial on a thread of its own, so that nobody waits for it later.
  void try_out_early();
  // Waits for the trial. The same as facts() afterwards.
  SandboxFacts tried_out();

 private:
  struct Prepared;  // what every run needs and is made once
  // Places for runs; a caller takes all that it needs at once, so that no two wait for each other.
  class Places;

  Result<const Prepared*> prepared();
  std::optional<Result<const Prepared*>> known() SWARM_EXCLUDES(mutex_);
  Result<std::unique_ptr<Prepared>> prepare();
  Result<Done> try_out(const Prepared& made);
  Result<std::string> version_of_jail();
  Result<std::vector<RunReport>> run_now(const std::vector<RunRequest>& requests, const Prepared& with, int wake);
  Result<RunningJail> start(const RunRequest& request, const Prepared& with);

  const SandboxConfig config_;
  Deps deps_;
  process::Launcher launcher_;
  std::unique_ptr<Places> places_;
  Mutex trial_;  // held while the jail is tried out, by one
  Mutex mutex_;
  std::unique_ptr<Prepared> prepared_ SWARM_GUARDED_BY(mutex_);
  std::optional<Error> trouble_ SWARM_GUARDED_BY(mutex_);
  runtime::NamedThread trial_thread_;  // last member, ended first
};

}  // namespace swarm::sandbox
