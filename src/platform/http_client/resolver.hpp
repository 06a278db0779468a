#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/result.hpp"
#include "platform/http_server/address.hpp"
#include "platform/runtime/async.hpp"
#include "platform/runtime/thread.hpp"

namespace swarm::http_client {

using http::Address;

inline constexpr std::size_t kAddressesMax = 16;  // of one name; what comes behind them is not tried

// What addresses a host name has. Thread-safe.
class Resolver {
 public:
  virtual ~Resolver() = default;
  // All of them, at least one. `unavailable` (no such name, no answer), `timeout`, `limit_exceeded`; reason "resolve".
  virtual Async<Result<std::vector<Address>>> resolve(std::string host, std::chrono::milliseconds at_most) = 0;
};

// Asks the system (getaddrinfo) on threads of its own, so that a name server that hangs holds up no Loop, and of other
// look-ups only those that find all threads taken. Destroying it waits for look-ups that have begun.
class SystemResolver final : public Resolver {
 public:
  explicit SystemResolver(std::size_t threads = 4, std::size_t waiting_max = 256);
  ~SystemResolver() override;
  Async<Result<std::vector<Address>>> resolve(std::string host, std::chrono::milliseconds at_most) override;

 private:
  struct Lookup;
  void work_until_closed();

  BoundedQueue<std::shared_ptr<Lookup>> queue_;
  std::vector<runtime::NamedThread> threads_;
};

}  // namespace swarm::http_client
