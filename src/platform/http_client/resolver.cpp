#include "platform/http_client/resolver.hpp"

#include <atomic>
#include <fmt/format.h>
#include <memory>
#include <netdb.h>
#include <optional>
#include <sys/socket.h>

#include <boost/asio/ip/tcp.hpp>

#include "base/mutex.hpp"
#include "platform/runtime/timers.hpp"

namespace swarm::http_client {

namespace {

using Addresses = std::vector<Address>;

std::unexpected<Error> trouble(ErrorCode code, std::string_view host, std::string_view why) {
  return fail(code, "resolve", fmt::format("the host name {} could not be looked up: {}", host, why));
}

Address address_of(const addrinfo& entry) {
  boost::asio::ip::tcp::endpoint endpoint;
  endpoint.resize(entry.ai_addrlen);
  std::copy_n(reinterpret_cast<const char*>(entry.ai_addr), entry.ai_addrlen, reinterpret_cast<char*>(endpoint.data()));
  return http::plain_address(endpoint.address());
}

Result<Addresses> ask_the_system(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int failed = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
  if (failed != 0) return trouble(ErrorCode::unavailable, host, ::gai_strerror(failed));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
  Addresses found;
  for (const addrinfo* entry = list; entry != nullptr && found.size() < kAddressesMax; entry = entry->ai_next) {
    if (entry->ai_family == AF_INET || entry->ai_family == AF_INET6) found.push_back(address_of(*entry));
  }
  if (found.empty()) return trouble(ErrorCode::unavailable, host, "it has no address");
  return found;
}

}  // namespace

struct SystemResolver::Lookup {
  Lookup(std::string name, runtime::Executor executor) : host(std::move(name)), wakeup(executor) {}

  void answer(Result<Addresses> found) {
    {
      MutexLock lock(mutex);
      answered.emplace(std::move(found));
    }
    wakeup.notify();
  }
  std::optional<Result<Addresses>> take() {
    MutexLock lock(mutex);
    return std::exchange(answered, std::nullopt);
  }

  const std::string host;
  runtime::Wakeup wakeup;
  std::atomic<bool> is_abandoned = false;
  Mutex mutex;
  std::optional<Result<Addresses>> answered SWARM_GUARDED_BY(mutex);
};

SystemResolver::SystemResolver(std::size_t threads, std::size_t waiting_max) : queue_(waiting_max) {
  for (std::size_t i = 0; i < threads; ++i)
    threads_.emplace_back(fmt::format("resolver-{}", i), [this] { work_until_closed(); });
}

SystemResolver::~SystemResolver() {
  queue_.close();
}

void SystemResolver::work_until_closed() {
  while (auto lookup = queue_.pop()) {
    if (!(*lookup)->is_abandoned) (*lookup)->answer(ask_the_system((*lookup)->host));
  }
}

namespace {

// Nobody waits any more once the coroutine has gone, however it went.
struct Abandons {
  std::atomic<bool>& is_abandoned;
  ~Abandons() { is_abandoned = true; }
};

}  // namespace

Async<Result<Addresses>> SystemResolver::resolve(std::string host, std::chrono::milliseconds at_most) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  const auto lookup = std::make_shared<Lookup>(host, co_await runtime::asio::this_coro::executor);
  const Abandons abandons{lookup->is_abandoned};
  std::shared_ptr<Lookup> queued = lookup;
  if (!queue_.try_push(queued))
    co_return trouble(ErrorCode::limit_exceeded, host, fmt::format("{} look-ups wait already", queue_.size_max()));
  while (true) {
    if (std::optional<Result<Addresses>> answered = lookup->take()) co_return std::move(*answered);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) co_return trouble(ErrorCode::timeout, host, "no name server answered in time");
    co_await lookup->wakeup.wait_for(left);
  }
}

}  // namespace swarm::http_client
