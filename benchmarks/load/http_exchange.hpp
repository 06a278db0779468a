#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The little of HTTP/1.1 that the load generator speaks: keep-alive, one request at a time, to the loopback only.
namespace swarm::load {

using Instant = std::chrono::steady_clock::time_point;

// Wrong use or a server that is not there ends the program: a figure of a broken run is worth nothing.
[[noreturn]] void give_up(const std::string& why);

// A socket to 127.0.0.1 with TCP_NODELAY.
int connect_to(std::uint16_t port);

struct Response {
  int status = 0;
  std::string body;
};

// A connection that never blocks when it sends or receives; whoever owns it waits for readiness.
class Connection {
 public:
  Connection(std::uint16_t port, std::string key);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int descriptor() const { return descriptor_; }
  void send(std::string_view method, std::string_view path, std::string_view body);
  bool wants_to_write() const { return sent_ < output_.size(); }
  void write_some();
  // The response, once it is complete.
  std::optional<Response> read_some();
  // Waits for it, for at most ten seconds.
  Response exchange(std::string_view method, std::string_view path, std::string_view body);
  // The bytes of an endless response that have come since the last call; never blocks.
  std::string take_bytes();

  Instant sent_at;  // when the last request was handed over

 private:
  void fill_input();

  int descriptor_;
  std::string key_;
  std::string output_;
  std::size_t sent_ = 0;
  std::string input_;
};

// Waits until one of the connections can be read, for at most `at_most`.
void wait_until_readable(const Connection& one, const Connection& other, std::chrono::milliseconds at_most);

}  // namespace swarm::load
