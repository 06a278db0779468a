#include "platform/storage/postgres/stop_signal.hpp"

#include <cerrno>
#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/invariant.hpp"

namespace swarm::storage {

StopSignal::StopSignal() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  SWARM_INVARIANT(descriptor_ >= 0, "the limit of open files leaves room to start");
}

StopSignal::~StopSignal() {
  close(descriptor_);
}

void StopSignal::raise() {
  const std::uint64_t one = 1;
  const auto written = write(descriptor_, &one, sizeof one);
  SWARM_INVARIANT(written == sizeof one, "an event counter takes what is far from its end");
}

bool StopSignal::wait_for(std::chrono::milliseconds at_most) const {
  pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
  while (true) {
    const int ready = poll(&waiting, 1, static_cast<int>(at_most.count()));
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

}  // namespace swarm::storage
