#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "learning/training_runs/log_keeper.hpp"
#include "learning/training_runs/progress_reader.hpp"
#include "platform/process/launcher.hpp"

namespace swarm::training_runs {

struct TrainerLimits {
  std::chrono::milliseconds time{};        // then it is told to stop
  std::chrono::milliseconds stop_grace{};  // then it is killed
  Bytes memory;                            // of all its processes together; 0: no limit
  std::chrono::seconds processor_time{};   // of each of its processes
  Bytes output;                            // on standard output
  int niceness = 0;
};

struct TrainerOrder {
  std::vector<std::string> command;  // the absolute path first
  std::vector<std::string> environment;
  std::string mark;  // that its processes are found by (marked_processes.hpp); part of the environment
  TrainerLimits limits;
};

// What ended a trainer.
enum class EndCause {
  by_itself,
  told_to_stop,  // tell_to_stop(): a person, or the server's end
  overran,
  memory,
  output,
  not_started,
};

struct TrainerEnd {
  EndCause cause = EndCause::by_itself;
  process::ProcessEnd process{};
  std::chrono::milliseconds time{0};
  Bytes memory_peak;
  std::string trouble{};  // why it was not started
};

// One trainer, from its start until nothing of it is left. supervise() blocks its caller's thread; the others may be
// called from any thread meanwhile.
class TrainerProcess {
 public:
  struct Deps {
    process::Launcher& launcher;
    const Clock& clock;
    LogKeeper& log;                   // standard error
    ProgressReader& progress;         // standard output
    std::function<void()> on_output;  // something was said; on the supervising thread
  };
  TrainerProcess(TrainerOrder order, Deps deps);
  ~TrainerProcess();

  TrainerEnd supervise();
  void tell_to_stop();  // also before supervise(), which then starts nothing
  bool was_told_to_stop() const { return told_; }

 private:
  struct Watch;
  Result<Watch> start();
  void look_at(Watch& watch);
  void read_from(Watch& watch);
  void measure(Watch& watch);
  void ask(Watch& watch, EndCause cause);
  void kill(Watch& watch, EndCause cause);
  TrainerEnd conclude(Watch& watch);

  const TrainerOrder order_;
  Deps deps_;
  process::Descriptor wake_;
  std::atomic<bool> told_ = false;
};

}  // namespace swarm::training_runs
