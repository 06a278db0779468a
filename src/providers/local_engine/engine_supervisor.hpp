#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "platform/process/launcher.hpp"
#include "platform/runtime/blocking_pool.hpp"
#include "platform/runtime/one_shot.hpp"
#include "platform/runtime/task_group.hpp"
#include "providers/local_engine/engine_admin.hpp"
#include "providers/local_engine/engine_door.hpp"
#include "providers/local_engine/engine_files.hpp"
#include "providers/local_engine/engine_log.hpp"
#include "providers/local_engine/engine_metrics.hpp"
#include "providers/local_engine/engine_process.hpp"
#include "providers/local_engine/engine_start.hpp"
#include "providers/local_engine/hang_rules.hpp"
#include "providers/local_engine/restart_rules.hpp"

namespace swarm::local_engine {

enum class Condition {
  off,         // engine.mode: off
  external,    // somebody else's
  missing,     // there is nothing to start
  starting,    // started, and not serving yet
  serving,     //
  draining,    // running answers end, then it is stopped
  restarting,  // ended by itself; waits before the next start
  stopped,     // for good
};
constexpr std::array<json::EnumName<Condition>, 8> enum_names(Condition) {
  return {{{Condition::off, "off"},
           {Condition::external, "external"},
           {Condition::missing, "missing"},
           {Condition::starting, "starting"},
           {Condition::serving, "serving"},
           {Condition::draining, "draining"},
           {Condition::restarting, "restarting"},
           {Condition::stopped, "stopped"}}};
}

// How the engine is, at one moment.
struct Facts {
  Condition condition = Condition::off;
  std::string trouble{};  // why it does not serve; empty while it does
  std::string model{};    // its name behind "engine/"
  std::filesystem::path model_file{};
  std::optional<pid_t> process{};
  std::optional<Time> serving_since{};
  std::optional<std::string> base_url{};
  std::optional<std::chrono::milliseconds> start_took{};
  std::int64_t starts = 0, restarts = 0, failed_starts = 0;
  std::string last_error{};                      // of its last end that nobody wanted
  std::vector<std::string> adapters_left_out{};  // why, a sentence each; it serves without them
  std::size_t calls_inside = 0, calls_waiting = 0;
};

// Starts swarm-engine, watches it, starts it again after it has ended, and lets calls in while it serves. The engine
// dies with this program, however that ends. Owned by the program; safe to call from any thread, but for start() and
// stop(); coroutines of callers stay on their Loops.
class EngineSupervisor final : public chat::HostedProvider {
 public:
  static constexpr std::size_t kReloadsWaitingMax = 16;

  struct Deps {
    runtime::Loop& loop;
    runtime::BlockingPool& blocking;
    http_client::Resolver& resolver;
    const Clock& clock;
    Random& random;
    telemetry::Metrics& metrics;
    telemetry::Log log;
    std::filesystem::path program_folder;  // of swarmd
    std::filesystem::path models_folder;   // DATA/models
  };
  EngineSupervisor(EngineConfig config, Deps deps);
  ~EngineSupervisor() override;

  void start();                                         // returns at once
  Async<void> stop(std::chrono::milliseconds at_most);  // in order, then not

  Async<Result<Visit>> enter(SteadyTime deadline) override { return door_.enter(deadline); }
  bool is_set_up() const override;
  std::optional<std::string> base_url() const override;
  std::string condition() const override;
  std::shared_ptr<const chat::Calibration> calibration(std::string_view model) const override;
  Calibrations calibrations() const;

  const EngineConfig& config() const { return config_; }
  Facts facts() const;
  process::Launcher& launcher() { return launcher_; }  // for whoever starts its program for something else

  // New calls wait, running ones end, then it is started anew. Returns when it serves again. Errors: `unavailable` (why
  // it does not; reason "reload_refused" when what it needs is missing, and it goes on as it is), `conflict` (this
  // server runs no engine), `limit_exceeded` (kReloadsWaitingMax wait already).
  Async<Result<Done>> reload();
  // What the engine answers to a request of an administrator, "GET" or "POST"; `unavailable` while it does not serve,
  // `conflict` when this server runs none.
  Async<Result<json::Value>> ask(std::string method, std::string target);

 private:
  struct Watch;  // what the thread that reads its output has found
  enum class Ended { by_itself, never_served, wanted };

  Async<void> run();
  Async<Ended> run_once(StartPlan plan, std::string token);
  Async<bool> wait_until_ready(std::shared_ptr<Watch> watch);
  Async<std::string> serve(std::shared_ptr<Watch> watch);
  Async<Ended> end_by_force(std::shared_ptr<Watch> watch, std::string why);
  Async<void> end_in_order(std::shared_ptr<Watch> watch);
  Async<bool> drain(std::shared_ptr<Watch> watch);
  Async<void> look_at_health(std::shared_ptr<Watch> watch, HangRules* hang);
  Async<void> wait_for_end(std::shared_ptr<Watch> watch, std::chrono::milliseconds at_most);
  Async<void> wait_until(SteadyTime time);  // or until there is an order
  Async<Result<StartPlan>> plan(std::string token);
  Async<void> miss(Error why);
  Async<bool> may_reload();
  Async<void> pause_before_restart();
  Async<Result<Done>> launch(EngineProcess::Command command, std::shared_ptr<Watch> watch);
  Async<void> look_at_figures(HangRules* hang);

  void opened(const Watch& watch, std::string token, Calibrations calibrations);
  void fell(const std::string& why, Ended ended);
  void set_condition(Condition condition, std::string trouble = "");
  // Both at once: whoever reads the condition is not let in any more, and who is refused reads why.
  void shut(Condition condition, std::string why, EngineDoor::Waiting waiting);
  void answer_reloads(const Result<Done>& outcome);
  Result<Done> check_that_it_is_ours() const;
  bool is_stopping() const;
  bool is_ordered() const;                                        // to stop, or to be reloaded
  std::chrono::milliseconds time_to_end(SteadyTime began) const;  // since then

  const EngineConfig config_;
  Deps deps_;
  EngineMetrics metrics_;
  DeviceMetrics devices_;
  EngineLog log_;
  EngineDoor door_;
  EngineAdmin admin_;
  RestartRules rules_;  // the Loop's
  process::Launcher launcher_;
  std::unique_ptr<EngineProcess> process_;  // the Loop's

  mutable Mutex mutex_;
  Facts facts_ SWARM_GUARDED_BY(mutex_);
  Calibrations calibrations_ SWARM_GUARDED_BY(mutex_);
  std::vector<runtime::OneShot<Result<Done>>> reloads_ SWARM_GUARDED_BY(mutex_);
  bool reload_wanted_ SWARM_GUARDED_BY(mutex_) = false;
  std::optional<SteadyTime> stop_until_ SWARM_GUARDED_BY(mutex_);  // set: it is to stop

  runtime::Wakeup changed_;
  runtime::OneShot<Done> finished_;
  bool is_started_ = false;
  SteadyTime began_{};                 // the Loop's: the start that runs
  std::chrono::milliseconds pause_{};  // the Loop's: before the next one, decided when the last one fell
  RefusedAdapters refused_;            // the Loop's: by an engine that did not serve because of them
  std::vector<LeftOut> left_out_;      // the Loop's: of the start that serves
  runtime::TaskGroup background_;
};

}  // namespace swarm::local_engine
