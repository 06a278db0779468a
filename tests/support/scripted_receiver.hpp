#pragma once

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <fmt/format.h>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <netinet/in.h>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "base/text.hpp"

namespace swarm::tests {

// A request as a receiver saw it: header names in lower case.
struct ReceivedRequest {
  std::string line{};
  std::map<std::string, std::string> headers{};
  std::string body{};
  int connection = 0;  // 1, 2, … in the order in which they were accepted
  std::string header(const std::string& lower_case_name) const {
    const auto found = headers.find(lower_case_name);
    return found == headers.end() ? "" : found->second;
  }
};

// The receiver's side of one connection.
class ReceiverPeer {
 public:
  explicit ReceiverPeer(int socket) : socket_(socket) {}

  // False once the other end takes nothing more.
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void hang() const {  // until the other end closes, or the receiver ends
    std::array<char, 1024> dropped;
    while (::recv(socket_, dropped.data(), dropped.size(), 0) > 0) {
    }
  }
  void close() {
    ::shutdown(socket_, SHUT_RDWR);
    is_closed_ = true;
  }
  void reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    is_closed_ = true;
  }
  bool is_closed() const { return is_closed_; }
  std::optional<ReceivedRequest> read_request(bool with_body) {
    const std::optional<std::size_t> end = find_in_input("\r\n\r\n");
    if (!end) return std::nullopt;
    ReceivedRequest request;
    for (const std::string_view line : split(std::string_view(input_).substr(0, *end), '\n'))
      add_line(request, line.substr(0, line.find('\r')));
    input_.erase(0, *end + 4);
    const auto length = static_cast<std::size_t>(std::atoll(request.header("content-length").c_str()));
    while (with_body && input_.size() < length) {
      if (!receive()) return std::nullopt;
    }
    request.body = input_.substr(0, length);
    input_.erase(0, length);
    return request;
  }

 private:
  static void add_line(ReceivedRequest& request, std::string_view line) {
    if (request.line.empty()) {
      request.line = line;
      return;
    }
    const std::size_t colon = std::min(line.find(':'), line.size() - 1);
    request.headers.emplace(to_lower(line.substr(0, colon)), trim(line.substr(colon + 1)));
  }
  std::optional<std::size_t> find_in_input(std::string_view mark) {
    while (true) {
      if (const std::size_t at = input_.find(mark); at != std::string::npos) return at;
      if (!receive()) return std::nullopt;
    }
  }
  bool receive() {
    std::array<char, 65536> bytes;
    const ssize_t got = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (got > 0) input_.append(bytes.data(), static_cast<std::size_t>(got));
    return got > 0;
  }

  int socket_;
  std::string input_;
  bool is_closed_ = false;
};

// A server on loopback whose every answer the test decides: it fails, hangs, redirects, drips, never ends. The script
// is called on a thread per connection, once per request.
class ScriptedReceiver {
 public:
  using Script = std::function<void(ReceiverPeer&, const ReceivedRequest&)>;

  explicit ScriptedReceiver(Script script) : script_(std::move(script)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 128) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("no receiver");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_forever(); });
  }
  ~ScriptedReceiver() {
    {
      const std::lock_guard lock(mutex_);
      is_ending_ = true;
      for (const int socket : sockets_)
        ::shutdown(socket, SHUT_RDWR);
    }
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (std::thread& thread : threads_)
      thread.join();
    ::close(listener_);
  }
  ScriptedReceiver(const ScriptedReceiver&) = delete;
  ScriptedReceiver& operator=(const ScriptedReceiver&) = delete;

  // Calls the script as soon as a request's head is there.
  void answer_at_the_head() { reads_bodies_ = false; }

  std::uint16_t port() const { return port_; }
  std::string url(std::string_view path = "/hook") const { return fmt::format("http://127.0.0.1:{}{}", port_, path); }

  std::vector<ReceivedRequest> received() const {
    const std::lock_guard lock(mutex_);
    return received_;
  }
  std::size_t count() const { return received().size(); }
  int connections() const {
    const std::lock_guard lock(mutex_);
    return connections_;
  }
  // Whether so many requests came. It is given up when none came for a minute.
  bool wait_for(std::size_t count) const {
    std::unique_lock lock(mutex_);
    std::size_t before = 0;
    const auto one_more = [&] { return received_.size() > before; };
    do
      before = received_.size();
    while (before < count && changed_.wait_for(lock, std::chrono::minutes{1}, one_more));
    return before >= count;
  }

 private:
  void accept_forever() {
    while (true) {
      const int socket = ::accept(listener_, nullptr, nullptr);
      const std::lock_guard lock(mutex_);
      if (socket < 0 || is_ending_) {
        if (socket >= 0) ::close(socket);
        if (is_ending_) return;
        continue;
      }
      sockets_.push_back(socket);
      threads_.emplace_back([this, socket, number = ++connections_] { serve(socket, number); });
    }
  }
  void serve(int socket, int number) {
    ReceiverPeer peer(socket);
    while (!peer.is_closed()) {
      std::optional<ReceivedRequest> request = peer.read_request(reads_bodies_);
      if (!request) break;
      request->connection = number;
      {
        const std::lock_guard lock(mutex_);
        received_.push_back(*request);
        changed_.notify_all();
      }
      script_(peer, *request);
    }
    const std::lock_guard lock(mutex_);
    std::erase(sockets_, socket);
    ::close(socket);
  }

  const Script script_;
  int listener_;
  std::atomic<bool> reads_bodies_ = true;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<ReceivedRequest> received_;
  std::vector<int> sockets_;
  int connections_ = 0;
  bool is_ending_ = false;
  std::list<std::thread> threads_;
  std::thread acceptor_;
};

// An address at which nobody listens, and which nobody else can be given meanwhile.
class SilentPort {
 public:
  SilentPort() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("no port");
    port_ = ntohs(address.sin_port);
  }
  ~SilentPort() { ::close(socket_); }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;
  std::uint16_t port() const { return port_; }

 private:
  int socket_;
  std::uint16_t port_ = 0;
};

// The text of an answer.
inline std::string answer_text(int status, std::string_view body = "", std::string_view headers = "") {
  return fmt::format("HTTP/1.1 {} Whatever\r\nContent-Length: {}\r\n{}\r\n{}", status, body.size(), headers, body);
}
inline ScriptedReceiver::Script answers(std::string text) {
  return [text = std::move(text)](ReceiverPeer& peer, const ReceivedRequest&) { peer.send(text); };
}
inline ScriptedReceiver::Script answers(int status, std::string_view body = "", std::string_view headers = "") {
  return answers(answer_text(status, body, headers));
}
inline ScriptedReceiver::Script hangs() {
  return [](ReceiverPeer& peer, const ReceivedRequest&) {
    peer.hang();
    peer.close();
  };
}
inline ScriptedReceiver::Script closes_early() {
  return [](ReceiverPeer& peer, const ReceivedRequest&) { peer.close(); };
}
// A body without an end, as fast as it is taken.
inline ScriptedReceiver::Script never_ends(int status) {
  return [status](ReceiverPeer& peer, const ReceivedRequest&) {
    if (peer.send(fmt::format("HTTP/1.1 {} Whatever\r\nTransfer-Encoding: chunked\r\n\r\n", status))) {
      const std::string chunk = "1000\r\n" + std::string(0x1000, 'x') + "\r\n";
      while (peer.send(chunk)) {
      }
    }
    peer.close();
  };
}
// A head, and then nothing more.
inline ScriptedReceiver::Script hangs_in_body(int status) {
  return [status](ReceiverPeer& peer, const ReceivedRequest&) {
    peer.send(fmt::format("HTTP/1.1 {} Whatever\r\nContent-Length: 100\r\n\r\nsome", status));
    peer.hang();
    peer.close();
  };
}

}  // namespace swarm::tests
