// The HTTP and WebSocket stack of swarmd as a server of its own, for conformance suites: every method on every path is
// answered with the request's body, every WebSocket message comes back.
//
//   echo_server [--http 127.0.0.1:0] [--websocket 127.0.0.1:0]
//
// Prints one line when it serves: {"event":"ready","http":"127.0.0.1:PORT","websocket":"127.0.0.1:PORT"}.
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <pthread.h>
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "support/echo_service.hpp"

namespace swarm::tests {
namespace {

constexpr std::chrono::seconds kDrainTime{5};

// "127.0.0.1:3000", "[::1]:0".
bool read_address(std::string_view text, http::ServerConfig& config) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string_view port = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), config.port);
  config.address = host;
  config.insecure = true;  // a suite may run in another container
  return error == std::errc{} && end == port.data() + port.size();
}

bool read_arguments(int count, char** arguments, http::ServerConfig& http, http::ServerConfig& websocket) {
  for (int i = 1; i < count; i += 2) {
    const std::string_view name = arguments[i];
    if (i + 1 == count || (name != "--http" && name != "--websocket")) return false;
    if (!read_address(arguments[i + 1], name == "--http" ? http : websocket)) return false;
  }
  return true;
}

std::string address_text(const http::ServerConfig& config, std::uint16_t port) {
  const bool is_six = config.address.find(':') != std::string::npos;
  return is_six ? fmt::format("[{}]:{}", config.address, port) : fmt::format("{}:{}", config.address, port);
}

void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int serve(const http::ServerConfig& http, const http::ServerConfig& websocket) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  raise_file_limit();
  EchoService service(http, websocket, EchoService::generous_limits());
  if (const Result<Done> started = service.start(); !started) {
    std::fprintf(stderr, "echo_server: %s\n", started.error().message.c_str());
    std::_Exit(EXIT_FAILURE);
  }
  const json::Object line{{"event", "ready"},
                          {"http", address_text(http, service.http_port())},
                          {"websocket", address_text(websocket, service.websocket_port())}};
  std::printf("%s\n", json::to_text(line).c_str());
  std::fflush(stdout);
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
  boost::asio::co_spawn(service.loop().executor(), service.drain(kDrainTime), boost::asio::use_future).wait();
  service.stop_loops();
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace swarm::tests

int main(int count, char** arguments) {
  using swarm::tests::EchoService;
  swarm::http::ServerConfig http = EchoService::generous(), websocket = EchoService::generous();
  if (swarm::tests::read_arguments(count, arguments, http, websocket)) return swarm::tests::serve(http, websocket);
  std::fprintf(stderr, "usage: echo_server [--http ADDRESS:PORT] [--websocket ADDRESS:PORT]\n");
  return 2;
}
