#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.hpp"
#include "base/sizes.hpp"
#include "platform/process/launcher.hpp"
#include "platform/runtime/thread.hpp"

namespace swarm::local_engine {

inline constexpr std::size_t kLineBytesMax = 64 * KiB;  // of the engine's output; the rest of a longer one is left out

// A started engine and the thread that reads what it says until it has ended. Destroying it kills the engine, waits for
// its end and for the last call of the listener. Owned by one thread.
class EngineProcess {
 public:
  // Called on the reading thread, in this order of time; `ended` is the last. They must not destroy the process.
  struct Listener {
    std::function<void(std::string line)> said;    // on its standard output
    std::function<void(std::string line)> logged;  // on its standard error
    std::function<void(process::ProcessEnd)> ended;
  };
  struct Command {
    std::string program;
    std::vector<std::string> arguments;    // behind argv[0]
    std::vector<std::string> environment;  // all of it
    std::vector<process::ResourceLimit> limits{};
  };

  // What the launcher says: `unavailable`, `limit_exceeded`. It dies with this program, however that ends.
  static Result<std::unique_ptr<EngineProcess>> start(process::Launcher& launcher, Command command, Listener listener);
  ~EngineProcess();
  EngineProcess(const EngineProcess&) = delete;
  EngineProcess& operator=(const EngineProcess&) = delete;

  pid_t id() const { return id_; }
  void signal(int number);  // nothing happens once it has ended

 private:
  EngineProcess(process::ChildProcess child, process::Descriptor out, process::Descriptor err, Listener listener);
  void read_until_end();

  // Makes lines of pieces.
  struct Lines {
    process::Descriptor from;
    std::function<void(std::string)> tell;
    std::string line{};
    bool take();  // what is there; false at the end
    void flush();
  };

  const pid_t id_;
  Mutex mutex_;
  process::ChildProcess child_ SWARM_GUARDED_BY(mutex_);
  const int handle_;
  Lines out_, err_;
  std::function<void(process::ProcessEnd)> ended_;
  runtime::NamedThread thread_;  // last member, ended first
};

}  // namespace swarm::local_engine
