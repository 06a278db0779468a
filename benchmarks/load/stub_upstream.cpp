// An OpenAI-compatible upstream that costs next to nothing, for measuring what stands before it. One thread, loopback
// only. Says {"port":N} and serves until its standard input ends; then says how many requests it answered.
//   POST anything               one chat completion, always the same, with its usage
//   … with "stream":true        frames of one word, the first with the head, the others paced, then usage and [DONE]
//   GET anything                an empty list, for who looks whether it is there
// In the first 4 KiB of a body "stub-do: frames=32 interval_us=20000 status=200" sets another pace or status.
// A frame's text is "#<its number>@<when it was sent, CLOCK_MONOTONIC, in nanoseconds>".
#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <queue>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <vector>

#include "http_exchange.hpp"
#include "stub_reply.hpp"

namespace swarm::load {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kRequestBytesMax = 8 * 1024 * 1024;
constexpr std::size_t kUnsentBytesMax = 64 * 1024 * 1024;  // to a client that reads nothing
constexpr std::size_t kLookedThrough = 4 * 1024;           // of a body, for what is to be done

Instant now() {
  return std::chrono::steady_clock::now();
}

std::string whole_response(int status, std::string_view body) {
  return fmt::format("HTTP/1.1 {} {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", status,
                     status == 200 ? "OK" : "Refused", body.size(), body);
}

std::string chunk(std::string_view frame) {
  return fmt::format("{:x}\r\n{}\r\n", frame.size(), frame);
}

std::string frame_chunk(std::size_t number) {
  return chunk(fmt::format(
      R"(data: {{"id":"chatcmpl-stub","object":"chat.completion.chunk","created":1700000000,"model":"tiny",)"
      R"("choices":[{{"index":0,"delta":{{"content":"#{}@{}"}},"finish_reason":null}}]}})"
      "\n\n",
      number, now().time_since_epoch().count()));
}

std::string last_chunks(bool with_usage) {
  constexpr std::string_view kUsage =
      R"(data: {"id":"chatcmpl-stub","object":"chat.completion.chunk","created":1700000000,"model":"tiny",)"
      R"("choices":[],"usage":{"prompt_tokens":256,"completion_tokens":32,"total_tokens":288}})"
      "\n\n";
  return (with_usage ? chunk(kUsage) : "") + chunk("data: [DONE]\n\n") + "0\r\n\r\n";
}

std::size_t value_behind(std::string_view text, std::string_view name, std::size_t otherwise) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return otherwise;
  std::from_chars(text.data() + at + name.size(), text.data() + text.size(), otherwise);
  return otherwise;
}

bool holds(std::string_view text, std::string_view part) {
  return ::memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

struct Stream {
  std::size_t frames = 0;
  std::size_t sent = 0;
  std::chrono::microseconds interval{};
  bool with_usage = false;
  Instant began;
};

struct Client {
  int descriptor = -1;
  std::uint64_t number = 0;
  std::string input{};
  std::string output{};
  Stream stream{};
  bool waits_to_send = false;
};

struct Due {
  Instant at;
  int descriptor;
  std::uint64_t number;  // of the connection: its descriptor may belong to another by now
  bool operator>(const Due& other) const { return at > other.at; }
};

class Stub {
 public:
  explicit Stub(std::uint16_t port)
      : poller_(::epoll_create1(EPOLL_CLOEXEC)), timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)) {
    listen_at(port);
    watch(listener_, EPOLLIN);
    watch(timer_, EPOLLIN);
    watch(STDIN_FILENO, EPOLLIN);
  }

  std::uint16_t port() const { return port_; }
  std::uint64_t answered() const { return answered_; }

  void serve() {
    while (!is_over_) {
      epoll_event ready[256];
      const int count = ::epoll_wait(poller_, ready, 256, -1);
      for (int i = 0; i < count; ++i)
        handle(ready[i].data.fd, ready[i].events);
      send_due_frames();
    }
  }

 private:
  void listen_at(std::uint16_t port) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 4096) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      give_up(fmt::format("cannot listen on 127.0.0.1:{}: {}", port, std::strerror(errno)));
    port_ = ntohs(address.sin_port);
  }

  void watch(int descriptor, std::uint32_t events) {
    epoll_event event{.events = events, .data = {.fd = descriptor}};
    // A standard input that is a file or /dev/null cannot be watched; then only a signal ends the stub.
    if (::epoll_ctl(poller_, EPOLL_CTL_ADD, descriptor, &event) != 0 && descriptor != STDIN_FILENO)
      give_up(fmt::format("epoll: {}", std::strerror(errno)));
  }

  void handle(int descriptor, std::uint32_t events) {
    if (descriptor == listener_) return accept_all();
    if (descriptor == timer_) return drain_timer();
    if (descriptor == STDIN_FILENO) {
      char byte = 0;
      is_over_ = ::read(STDIN_FILENO, &byte, 1) <= 0;
      return;
    }
    Client* client = clients_[static_cast<std::size_t>(descriptor)].get();
    if (client == nullptr) return;
    if ((events & EPOLLOUT) != 0 && !flush(*client)) return drop(descriptor);
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && !receive(*client)) drop(descriptor);
  }

  void accept_all() {
    while (true) {
      const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (descriptor < 0) return;
      const int on = 1;
      ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      if (clients_.size() <= static_cast<std::size_t>(descriptor))
        clients_.resize(static_cast<std::size_t>(descriptor) + 1);
      clients_[static_cast<std::size_t>(descriptor)] =
          std::make_unique<Client>(Client{.descriptor = descriptor, .number = ++accepted_});
      watch(descriptor, EPOLLIN);
    }
  }

  void drop(int descriptor) {
    clients_[static_cast<std::size_t>(descriptor)].reset();
    ::close(descriptor);
  }

  // False when the client is gone, or sends what is no request.
  bool receive(Client& client) {
    char buffer[64 * 1024];
    while (true) {
      const ssize_t count = ::recv(client.descriptor, buffer, sizeof buffer, 0);
      if (count < 0 && (errno == EAGAIN || errno == EINTR)) break;
      if (count <= 0) return false;
      client.input.append(buffer, static_cast<std::size_t>(count));
      if (static_cast<std::size_t>(count) < sizeof buffer) break;
    }
    if (client.input.size() > kRequestBytesMax) return false;
    if (client.stream.frames == 0) answer_next(client);
    return flush(client);
  }

  void answer_next(Client& client) {
    while (client.stream.frames == 0) {
      const std::string_view input = client.input;
      const std::size_t end = input.find("\r\n\r\n");
      if (end == std::string_view::npos) return;
      const std::size_t size = end + 4 + length_of(input.substr(0, end));
      if (input.size() < size) return;
      answer(client, input.substr(0, 4) == "GET ", input.substr(end + 4, size - end - 4));
      client.input.erase(0, size);
    }
  }

  static std::size_t length_of(std::string_view head) {
    constexpr std::string_view kName = "\r\ncontent-length:";
    const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
    const auto found = std::search(head.begin(), head.end(), kName.begin(), kName.end(), same);
    if (found == head.end()) return 0;
    std::string_view text(found + kName.size(), head.end());
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return value_behind(text, "", 0);
  }

  void answer(Client& client, bool is_get, std::string_view body) {
    static const std::string kReply = whole_response(200, kStubReply);
    static const std::string kNothing = whole_response(200, R"({"object":"list","data":[]})");
    ++answered_;
    const std::string_view front = body.substr(0, kLookedThrough);
    const std::size_t at = front.find("stub-do:");
    const std::string_view order = at == std::string_view::npos ? "" : front.substr(at);
    if (is_get)
      client.output += kNothing;
    else if (const std::size_t status = value_behind(order, " status=", 200); status != 200)
      client.output +=
          whole_response(static_cast<int>(status),
                         R"({"error":{"message":"as ordered","type":"stub","param":null,"code":"ordered"}})");
    else if (holds(front, R"("stream":true)"))
      begin_stream(client, order, holds(body, R"("include_usage":true)"));
    else
      client.output += kReply;
  }

  void begin_stream(Client& client, std::string_view order, bool with_usage) {
    client.stream = {.frames = std::max<std::size_t>(value_behind(order, " frames=", 32), 1),
                     .sent = 0,
                     .interval = std::chrono::microseconds(value_behind(order, " interval_us=", 20'000)),
                     .with_usage = with_usage,
                     .began = now()};
    client.output += "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    send_frame(client);
  }

  void send_frame(Client& client) {
    Stream& stream = client.stream;
    client.output += frame_chunk(stream.sent++);
    if (stream.sent < stream.frames) {
      due_.push({stream.began + stream.interval * stream.sent, client.descriptor, client.number});
      set_timer();
      return;
    }
    client.output += last_chunks(stream.with_usage);
    stream = {};
  }

  void send_due_frames() {
    while (!due_.empty() && due_.top().at <= now()) {
      const Due due = due_.top();
      due_.pop();
      Client* client = clients_[static_cast<std::size_t>(due.descriptor)].get();
      if (client == nullptr || client->number != due.number) continue;
      send_frame(*client);
      answer_next(*client);
      if (!flush(*client)) drop(due.descriptor);
    }
    set_timer();
  }

  void set_timer() const {
    if (due_.empty()) return;
    const auto at = std::max<std::int64_t>(nanoseconds(due_.top().at.time_since_epoch()).count(), 1);
    const itimerspec when{.it_interval = {}, .it_value = {.tv_sec = at / 1'000'000'000, .tv_nsec = at % 1'000'000'000}};
    ::timerfd_settime(timer_, TFD_TIMER_ABSTIME, &when, nullptr);
  }

  void drain_timer() const {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t read = ::read(timer_, &count, sizeof count);
  }

  // False when the client takes nothing more.
  bool flush(Client& client) {
    std::size_t sent = 0;
    bool must_wait = false;
    while (sent < client.output.size() && !must_wait) {
      const ssize_t count =
          ::send(client.descriptor, client.output.data() + sent, client.output.size() - sent, MSG_NOSIGNAL);
      if (count < 0 && errno != EAGAIN && errno != EINTR) return false;
      must_wait = count < 0 && errno == EAGAIN;
      sent += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    }
    client.output.erase(0, sent);
    if (must_wait || sent > 0) watch_output(client, must_wait);
    return client.output.size() <= kUnsentBytesMax;
  }

  void watch_output(Client& client, bool wanted) {
    if (wanted == client.waits_to_send) return;
    client.waits_to_send = wanted;
    epoll_event event{.events = EPOLLIN | (wanted ? EPOLLOUT : 0U), .data = {.fd = client.descriptor}};
    ::epoll_ctl(poller_, EPOLL_CTL_MOD, client.descriptor, &event);
  }

  const int poller_, timer_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::vector<std::unique_ptr<Client>> clients_;  // by descriptor
  std::uint64_t accepted_ = 0;
  std::uint64_t answered_ = 0;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  bool is_over_ = false;
};

void raise_descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace
}  // namespace swarm::load

int main(int count, char** arguments) {
  const int port = count == 3 && std::string_view(arguments[1]) == "--port" ? std::atoi(arguments[2]) : 0;
  swarm::load::raise_descriptor_limit();
  swarm::load::Stub stub(static_cast<std::uint16_t>(port));
  fmt::print("{{\"port\":{}}}\n", stub.port());
  std::fflush(stdout);
  stub.serve();
  fmt::print("{{\"answered\":{}}}\n", stub.answered());
}
