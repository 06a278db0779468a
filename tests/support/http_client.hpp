#pragma once

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fmt/format.h>
#include <map>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

#include "base/text.hpp"

namespace swarm::tests {

// An answer as it came: names in lower case, the body without its framing.
struct HttpAnswer {
  int status = 0;
  std::map<std::string, std::string> headers{};
  std::string body{};
  bool is_whole = false;  // false: the connection ended before the body did

  std::string header(const std::string& lower_case_name) const {
    const auto found = headers.find(lower_case_name);
    return found == headers.end() ? "" : found->second;
  }
};

// A blocking client that sends exactly the bytes it is given. A read that takes longer than two minutes counts as the
// end, so that no test hangs.
class RawHttpClient {
 public:
  explicit RawHttpClient(std::uint16_t port, int receive_buffer_bytes = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const int on = 1;
    const timeval patience{.tv_sec = 120, .tv_usec = 0};
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (receive_buffer_bytes > 0)
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      close();  // there will be no destructor
      throw std::runtime_error("connect failed");
    }
  }
  ~RawHttpClient() { close(); }
  RawHttpClient(const RawHttpClient&) = delete;
  RawHttpClient& operator=(const RawHttpClient&) = delete;

  // False when the other end does not take the bytes any more.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void finish_sending() { ::shutdown(socket_, SHUT_WR); }
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  // Ends with a reset, as a process that dies does.
  void abort() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
  }

  // True when the server ends the connection without another byte.
  bool is_ended() { return input_.empty() && !receive(); }
  bool wait_for_bytes_within(std::chrono::milliseconds at_most) {
    pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
    return !input_.empty() || ::poll(&waiting, 1, static_cast<int>(at_most.count())) > 0;
  }
  bool wait_for_bytes() { return !input_.empty() || receive(); }

  // The next bytes up to and with `mark`; less when the connection ends before.
  std::string read_until(std::string_view mark) {
    std::size_t at = 0;
    while ((at = input_.find(mark)) == std::string::npos) {
      if (!receive()) return std::exchange(input_, "");
    }
    return take(at + mark.size());
  }
  std::string read_bytes(std::size_t count) {
    while (input_.size() < count && receive()) {
    }
    return take(std::min(count, input_.size()));
  }
  std::string read_to_end() {
    while (receive()) {
    }
    return std::exchange(input_, "");
  }

  HttpAnswer read_head() {
    HttpAnswer answer;
    const std::string head = read_until("\r\n\r\n");
    if (head.size() < 12 || !head.starts_with("HTTP/1.1 ")) return answer;
    answer.status = std::stoi(head.substr(9));
    for (const std::string_view line : split(std::string_view(head).substr(head.find("\r\n") + 2), '\n')) {
      const std::size_t colon = line.find(':');
      if (colon == std::string_view::npos) continue;
      std::string& value = answer.headers[to_lower(line.substr(0, colon))];
      if (!value.empty()) value += ", ";
      value += trim(line.substr(colon + 1, line.size() - colon - 2));
    }
    return answer;
  }
  HttpAnswer read_answer(bool is_head_request = false) {
    HttpAnswer answer = read_head();
    if (answer.status == 0) return answer;
    answer.is_whole = true;
    if (is_head_request || answer.status == 204 || answer.status < 200) return answer;
    if (answer.header("transfer-encoding") == "chunked") {
      read_chunks(answer);
    } else if (answer.headers.contains("content-length")) {
      const auto length = static_cast<std::size_t>(std::stoll(answer.header("content-length")));
      answer.body = read_bytes(length);
      answer.is_whole = answer.body.size() == length;
    } else {
      answer.body = read_to_end();
    }
    return answer;
  }
  // One chunk of a chunked body; empty at its end, nothing when the connection ended.
  std::optional<std::string> read_chunk() {
    const std::string size = read_until("\r\n");
    if (!size.ends_with("\r\n")) return std::nullopt;
    const std::size_t length = std::strtoull(size.c_str(), nullptr, 16);
    std::string chunk = read_bytes(length + 2);
    if (chunk.size() != length + 2) return std::nullopt;
    chunk.resize(length);
    return chunk;
  }

  HttpAnswer ask(std::string_view request) {
    send(request);
    return read_answer(request.starts_with("HEAD "));
  }

 private:
  bool receive() {
    std::array<char, 65536> bytes;
    const ssize_t got = socket_ < 0 ? -1 : ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (got <= 0) return false;
    input_.append(bytes.data(), static_cast<std::size_t>(got));
    return true;
  }
  std::string take(std::size_t count) {
    std::string taken = input_.substr(0, count);
    input_.erase(0, count);
    return taken;
  }
  void read_chunks(HttpAnswer& answer) {
    while (true) {
      const std::optional<std::string> chunk = read_chunk();
      answer.is_whole = chunk.has_value();
      if (!chunk || chunk->empty()) return;
      answer.body += *chunk;
    }
  }

  int socket_;
  std::string input_;
};

// The text of a request. `headers`: whole lines with CR LF.
inline std::string http_request(std::string_view method, std::string_view target, std::string_view headers = "",
                                std::string_view body = "") {
  const std::string length = body.empty() ? "" : fmt::format("Content-Length: {}\r\n", body.size());
  return fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\n{}{}\r\n{}", method, target, headers, length, body);
}

}  // namespace swarm::tests
