// Opens WebSockets to a running swarmd and measures. One thread, loopback only; bounded in connections and in time.
// Prints lines of JSON; a connection that is refused or lost ends it with status 1.
//   idle    `clients` connections follow the project's feed, in which nothing happens; says {"event":"open"} and holds
//   them until
//           its input ends, answering pings
//   fanout  `clients` connections follow the project's feed from now on, says {"event":"open"}, and counts until each
//           has got `events` events: per second, from the first one to the last
#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <netinet/in.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include <CLI/CLI.hpp>

namespace swarm::load {
namespace {

using Instant = std::chrono::steady_clock::time_point;

struct Options {
  std::string mode = "idle";
  std::uint16_t port = 0;
  std::string key_file;
  std::size_t clients = 100;
  std::size_t events = 20'000;
  std::size_t seconds_max = 300;
};

[[noreturn]] void give_up(const std::string& why) {
  fmt::print(stderr, "websocket_load: {}\n", why);
  std::_Exit(1);
}

void send_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) give_up(fmt::format("cannot send: {}", std::strerror(errno)));
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// Masked with zeros, so that the payload stands as it is.
std::string client_frame(int opcode, std::string_view payload) {
  std::string frame{static_cast<char>(0x80 | opcode), static_cast<char>(0x80 | payload.size()), 0, 0, 0, 0};
  return frame += payload;
}

int connect_to(std::uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (descriptor < 0 || ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    give_up(fmt::format("cannot connect: {}", std::strerror(errno)));
  return descriptor;
}

// A connection after its handshake. Counts the events that come, and keeps no more than an unfinished frame's header.
class Client {
 public:
  Client(std::uint16_t port, const std::string& key) : descriptor_(connect_to(port)) {
    send_all(descriptor_,
             fmt::format("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                         "X-API-Key: {}\r\n\r\n",
                         key));
    std::string head;
    char byte = 0;
    while (!head.ends_with("\r\n\r\n")) {
      if (::recv(descriptor_, &byte, 1, 0) != 1) give_up("a handshake was not answered");
      head += byte;
    }
    if (!head.starts_with("HTTP/1.1 101 ")) give_up("a handshake was refused: " + head.substr(0, head.find('\r')));
    ::fcntl(descriptor_, F_SETFL, O_NONBLOCK);
  }
  ~Client() { ::close(descriptor_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  int descriptor() const { return descriptor_; }
  void say(std::string_view text) { send_all(descriptor_, client_frame(1, text)); }
  std::size_t texts() const { return texts_; }

  // Takes what has come, at most one buffer of it.
  void read_some(std::vector<char>& buffer) {
    const ssize_t got = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) give_up(fmt::format("a connection was lost after {} messages", texts_));
    take({buffer.data(), static_cast<std::size_t>(got)});
  }

 private:
  void take(std::string_view bytes) {
    while (!bytes.empty()) {
      if (left_ > 0) {
        const std::size_t count = std::min<std::size_t>(left_, bytes.size());
        bytes.remove_prefix(count);
        left_ -= count;
        continue;
      }
      header_ += bytes.front();
      bytes.remove_prefix(1);
      begin_frame();
    }
  }
  void begin_frame() {
    if (header_.size() < 2) return;
    const auto length = static_cast<std::uint8_t>(header_[1]);
    const std::size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (header_.size() < 2 + more) return;
    left_ = more == 0 ? length : 0;
    for (std::size_t i = 0; i < more; ++i)
      left_ = left_ << 8U | static_cast<std::uint8_t>(header_[2 + i]);
    const int opcode = header_[0] & 0x0F;
    if (opcode == 1) ++texts_;
    if (opcode == 9) send_all(descriptor_, client_frame(10, ""));
    if (opcode == 8) give_up(fmt::format("a connection was closed after {} messages", texts_));
    header_.clear();
  }

  const int descriptor_;
  std::string header_;
  std::uint64_t left_ = 0;
  std::size_t texts_ = 0;
};

class Crowd {
 public:
  Crowd(const Options& options, const std::string& key) : poller_(::epoll_create1(EPOLL_CLOEXEC)), buffer_(1 << 20) {
    for (std::size_t i = 0; i < options.clients; ++i) {
      clients_.push_back(std::make_unique<Client>(options.port, key));
      epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
      ::epoll_ctl(poller_, EPOLL_CTL_ADD, clients_.back()->descriptor(), &event);
    }
  }
  ~Crowd() { ::close(poller_); }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  void say(std::string_view text) {
    for (const auto& client : clients_)
      client->say(text);
  }
  void read_some() {
    epoll_event ready[256];
    const int count = ::epoll_wait(poller_, ready, 256, 50);
    for (int i = 0; i < count; ++i)
      clients_[ready[i].data.u64]->read_some(buffer_);
  }
  std::size_t fewest() const {
    return (*std::ranges::min_element(clients_, {}, [](const auto& client) { return client->texts(); }))->texts();
  }
  std::size_t most() const {
    return (*std::ranges::max_element(clients_, {}, [](const auto& client) { return client->texts(); }))->texts();
  }

 private:
  const int poller_;
  std::vector<char> buffer_;
  std::vector<std::unique_ptr<Client>> clients_;
};

void say_open() {
  fmt::print("{{\"event\":\"open\"}}\n");
  std::fflush(stdout);
}

constexpr std::string_view kFollow = R"({"type":"subscribe","id":"f","feed":true,"after":"now"})";

void follow(Crowd& crowd) {
  crowd.say(kFollow);
  while (crowd.fewest() < 1)
    crowd.read_some();
  say_open();
}

void hold(Crowd& crowd) {
  ::fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
  char ignored = 0;
  while (::read(STDIN_FILENO, &ignored, 1) != 0)
    crowd.read_some();
}

void measure_fanout(Crowd& crowd, const Options& options) {
  const Instant until = std::chrono::steady_clock::now() + std::chrono::seconds{options.seconds_max};
  while (crowd.most() < 2)
    crowd.read_some();
  const Instant begun = std::chrono::steady_clock::now();
  while (crowd.fewest() < options.events + 1) {
    crowd.read_some();
    if (std::chrono::steady_clock::now() > until)
      give_up(fmt::format("only {} events came in time", crowd.fewest() - 1));
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  fmt::print(R"({{"clients":{},"events":{},"seconds":{:.3f},"events_per_second":{:.0f},"frames_per_second":{:.0f}}})"
             "\n",
             options.clients, options.events, seconds, static_cast<double>(options.events) / seconds,
             static_cast<double>(options.events * options.clients) / seconds);
}

}  // namespace
}  // namespace swarm::load

int main(int count, char** arguments) {
  swarm::load::Options options;
  CLI::App parser("Opens WebSockets to a running swarmd and measures.");
  parser.add_option("--mode", options.mode)->check(CLI::IsMember({"idle", "fanout"}));
  parser.add_option("--port", options.port)->required();
  parser.add_option("--key-file", options.key_file)->required();
  parser.add_option("--clients", options.clients)->check(CLI::Range(1, 100'000));
  parser.add_option("--events", options.events)->check(CLI::Range(1, 10'000'000));
  parser.add_option("--seconds-max", options.seconds_max)->check(CLI::Range(1, 3'600));
  CLI11_PARSE(parser, count, arguments);
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  std::string key;
  std::getline(std::ifstream(options.key_file) >> std::ws, key);
  swarm::load::Crowd crowd(options, key);
  swarm::load::follow(crowd);
  if (options.mode == "fanout")
    swarm::load::measure_fanout(crowd, options);
  else
    swarm::load::hold(crowd);
}
