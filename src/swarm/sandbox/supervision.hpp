#pragma once

#include <memory>
#include <optional>
#include <poll.h>
#include <vector>

#include "base/clock.hpp"
#include "platform/process/child_process.hpp"
#include "platform/process/descriptor.hpp"
#include "swarm/sandbox/control_group.hpp"
#include "swarm/sandbox/run_rules.hpp"
#include "swarm/sandbox/sandbox_config.hpp"

namespace swarm::sandbox {

// Text that comes through a pipe, up to a maximum.
struct Stream {
  process::Descriptor from{};
  std::size_t size_max = 0;
  std::string text{};
  bool cut = false;

  void read_some();  // what is there now; closes at the end of the stream
};

// A jail with a program in it, from its start to its end. One thread at a time.
class RunningJail {
 public:
  struct Parts {
    process::ChildProcess jail;
    process::Descriptor lifeline;  // its end ends the run
    Stream out, error_out, tool_out, report;
    std::unique_ptr<ControlGroup> group;
  };
  RunningJail(const RunRequest& request, const SandboxConfig& config, Parts parts, SteadyTime now);

  bool has_ended() const { return ended_; }
  void add_to(std::vector<pollfd>& waiting) const;
  // Reads what is there and ends what must end. After the end of the jail, has_ended().
  void look(SteadyTime now);
  void stop();  // cancelled
  SteadyTime next_look() const { return deadline_; }
  RunReport conclude_at(SteadyTime now);

 private:
  void take_report_lines(SteadyTime now);
  void begin_to_end(EndedFor reason, SteadyTime now);

  const RunRequest& request_;
  const SandboxConfig& config_;
  Parts parts_;
  InitReport init_;
  const SteadyTime began_;
  SteadyTime deadline_;
  EndedFor ended_for_ = EndedFor::nothing;
  bool ending_ = false;
  bool ended_ = false;
};

// Watches all until every one has ended. `wake` is readable from the moment on when all must stop.
void watch_until_ended(std::vector<RunningJail>& jails, int wake, const Clock& clock);

}  // namespace swarm::sandbox
