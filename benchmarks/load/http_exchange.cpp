#include "http_exchange.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace swarm::load {

namespace {

constexpr std::size_t kHeadBytesMax = 64 * 1024;
constexpr std::size_t kBodyBytesMax = 64 * 1024 * 1024;

// Of a head that ends within `input`; 0 while it does not.
std::size_t head_size(std::string_view input) {
  const std::size_t end = input.find("\r\n\r\n");
  if (end == std::string_view::npos && input.size() > kHeadBytesMax) give_up("a response's head is too long");
  return end == std::string_view::npos ? 0 : end + 4;
}

std::size_t body_size(std::string_view head) {
  constexpr std::string_view kName = "\r\ncontent-length:";
  const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
  const auto found = std::search(head.begin(), head.end(), kName.begin(), kName.end(), same);
  if (found == head.end()) give_up("a response without Content-Length");
  std::string_view text(found + kName.size(), head.end());
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  std::size_t size = 0;
  std::from_chars(text.data(), text.data() + text.size(), size);
  if (size > kBodyBytesMax) give_up("a response's body is too long");
  return size;
}

}  // namespace

void give_up(const std::string& why) {
  std::fprintf(stderr, "%s: %s\n", program_invocation_short_name, why.c_str());
  std::exit(1);
}

int connect_to(std::uint16_t port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (descriptor < 0 || connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
    give_up(fmt::format("cannot connect to 127.0.0.1:{}: {}", port, std::strerror(errno)));
  const int on = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  return descriptor;
}

Connection::Connection(std::uint16_t port, std::string key) : descriptor_(connect_to(port)), key_(std::move(key)) {}

Connection::~Connection() {
  close(descriptor_);
}

void Connection::send(std::string_view method, std::string_view path, std::string_view body) {
  output_ = fmt::format(
      "{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n"
      "Content-Length: {}\r\n\r\n{}",
      method, path, key_, body.size(), body);
  sent_ = 0;
  sent_at = std::chrono::steady_clock::now();
  write_some();
}

void Connection::write_some() {
  while (wants_to_write()) {
    const ssize_t count =
        ::send(descriptor_, output_.data() + sent_, output_.size() - sent_, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) give_up(fmt::format("sending failed: {}", std::strerror(errno)));
    sent_ += static_cast<std::size_t>(count);
  }
}

void Connection::fill_input() {
  char buffer[128 * 1024];
  while (true) {
    const ssize_t count = recv(descriptor_, buffer, sizeof(buffer), MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) give_up("the server closed a connection");
    input_.append(buffer, static_cast<std::size_t>(count));
    if (static_cast<std::size_t>(count) < sizeof(buffer)) return;
  }
}

std::optional<Response> Connection::read_some() {
  fill_input();
  const std::size_t head = head_size(input_);
  if (head == 0) return std::nullopt;
  const std::size_t body = body_size(std::string_view(input_).substr(0, head));
  if (input_.size() < head + body) return std::nullopt;
  Response response{.status = std::atoi(input_.c_str() + std::strlen("HTTP/1.1 ")), .body = input_.substr(head, body)};
  input_.erase(0, head + body);
  return response;
}

Response Connection::exchange(std::string_view method, std::string_view path, std::string_view body) {
  send(method, path, body);
  const Instant until = sent_at + std::chrono::seconds{10};
  while (std::chrono::steady_clock::now() < until) {
    pollfd waiting{descriptor_, static_cast<short>(wants_to_write() ? POLLIN | POLLOUT : POLLIN), 0};
    poll(&waiting, 1, 100);
    write_some();
    if (std::optional<Response> response = read_some()) return std::move(*response);
  }
  give_up(fmt::format("no response to {} {} within ten seconds", method, path));
}

std::string Connection::take_bytes() {
  fill_input();
  return std::exchange(input_, {});
}

void wait_until_readable(const Connection& one, const Connection& other, std::chrono::milliseconds at_most) {
  pollfd waiting[] = {{one.descriptor(), POLLIN, 0}, {other.descriptor(), POLLIN, 0}};
  poll(waiting, 2, static_cast<int>(at_most.count()));
}

}  // namespace swarm::load
