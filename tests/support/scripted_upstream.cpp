#include "support/scripted_upstream.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/json.hpp"
#include "base/text.hpp"

namespace swarm::scripted {

namespace {

constexpr std::size_t kRequestBytesMax = 64 * 1024 * 1024;
constexpr std::chrono::seconds kPatience{120};
constexpr int kLookAgainMs = 1;  // whether the client has read what was sent: nothing tells us

int listen_on_loopback(std::uint16_t& port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener, 512) != 0 ||
      ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no upstream");
  port = ntohs(address.sin_port);
  return listener;
}

std::string as_in_proc(const sockaddr_in& address) {
  return fmt::format("{:08X}:{:04X}", address.sin_addr.s_addr, ntohs(address.sin_port));
}

// Bytes that stand unread in the socket at `end`, by netlink (sock_diag(7)). None: the kernel knows no such socket, or
// does not answer such questions.
std::optional<std::uint32_t> receive_queue(const sockaddr_in& end, const sockaddr_in& other) {
  struct {
    nlmsghdr head{};
    inet_diag_req_v2 body{};
  } question;
  question.head = {.nlmsg_len = sizeof question, .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST};
  question.body.sdiag_family = AF_INET;
  question.body.sdiag_protocol = IPPROTO_TCP;
  question.body.idiag_states = ~0U;
  question.body.id.idiag_sport = end.sin_port;
  question.body.id.idiag_dport = other.sin_port;
  question.body.id.idiag_src[0] = end.sin_addr.s_addr;
  question.body.id.idiag_dst[0] = other.sin_addr.s_addr;
  question.body.id.idiag_cookie[0] = question.body.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
  const int kernel = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (kernel < 0) return std::nullopt;
  alignas(nlmsghdr) std::array<char, 4096> answer;
  const bool is_asked = ::send(kernel, &question, sizeof question, 0) == sizeof question;
  const ssize_t size = is_asked ? ::recv(kernel, answer.data(), answer.size(), 0) : -1;
  ::close(kernel);
  const auto* head = reinterpret_cast<const nlmsghdr*>(answer.data());
  if (size < static_cast<ssize_t>(NLMSG_LENGTH(sizeof(inet_diag_msg))) || head->nlmsg_type != SOCK_DIAG_BY_FAMILY)
    return std::nullopt;
  return static_cast<const inet_diag_msg*>(NLMSG_DATA(head))->idiag_rqueue;
}

// The same by the list of all sockets, which is long on a busy machine.
std::uint32_t receive_queue_in_table(const sockaddr_in& end, const sockaddr_in& other) {
  const std::string ends = fmt::format("{} {} ", as_in_proc(end), as_in_proc(other));
  std::ifstream table("/proc/net/tcp");
  for (std::string line; std::getline(table, line);) {
    const std::size_t at = line.find(ends);
    if (at == std::string::npos) continue;
    const std::size_t queue = line.find(':', at + ends.size());  // "01 00000000:0000001A": state, sent, to be read
    return static_cast<std::uint32_t>(std::strtoul(line.c_str() + queue + 1, nullptr, 16));
  }
  return 0;
}

// The other end is on this machine.
bool has_client_unread(int socket) {
  int unsent = 0;
  ::ioctl(socket, SIOCOUTQNSD, &unsent);  // what was sent is there at once; its acknowledgement may come much later
  if (unsent > 0) return true;
  sockaddr_in here{}, there{};
  socklen_t size = sizeof here;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&here), &size);
  ::getpeername(socket, reinterpret_cast<sockaddr*>(&there), &size);
  const std::optional<std::uint32_t> queue = receive_queue(there, here);
  return (queue ? *queue : receive_queue_in_table(there, here)) > 0;
}

std::map<std::string, std::string> headers_in(std::string_view head) {
  std::map<std::string, std::string> headers;
  for (const std::string_view line : split(head, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos)
      headers.emplace(to_lower(line.substr(0, colon)), trim(line.substr(colon + 1, line.find('\r') - colon - 1)));
  }
  return headers;
}

}  // namespace

// --- What tests do ---------------------------------------------------------------------------------------------------

struct Upstream::Peer {
  int socket = -1;
  std::size_t number = 0;
  std::string input{};
  std::string output{};
  Script script{};
  std::size_t step = 0;
  std::size_t repeated = 0;
  std::string request_head{};
  bool waits_to_send = false;
};

Upstream::Upstream(std::vector<Script> scripts, Script otherwise)
    : listener_(listen_on_loopback(port_)),
      poller_(::epoll_create1(EPOLL_CLOEXEC)),
      wakeup_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      scripts_(std::make_move_iterator(scripts.begin()), std::make_move_iterator(scripts.end())),
      otherwise_(otherwise.empty() ? reply(500, R"({"error":{"message":"no script"}})") : std::move(otherwise)) {
  for (const int descriptor : {listener_, wakeup_}) {
    epoll_event event{.events = EPOLLIN, .data = {.ptr = descriptor == listener_ ? &listener_ : nullptr}};
    ::epoll_ctl(poller_, EPOLL_CTL_ADD, descriptor, &event);
  }
  thread_ = std::thread([this] { run(); });
}

Upstream::~Upstream() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  ::eventfd_write(wakeup_, 1);
  thread_.join();
  for (const int descriptor : {listener_, poller_, wakeup_})
    ::close(descriptor);
}

std::string Upstream::base_url() const {
  return fmt::format("http://127.0.0.1:{}/v1", port_);
}

void Upstream::then(Script script) {
  const std::lock_guard lock(mutex_);
  scripts_.push_back(std::move(script));
}

void Upstream::always(Script script) {
  const std::lock_guard lock(mutex_);
  otherwise_ = std::move(script);
}

void Upstream::release(const std::string& gate) {
  {
    const std::lock_guard lock(mutex_);
    open_gates_.insert(gate);
  }
  ::eventfd_write(wakeup_, 1);
}

std::vector<SeenConnection> Upstream::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

std::vector<SeenRequest> Upstream::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

bool Upstream::wait_until(const std::function<bool()>& happened) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, happened);
}
bool Upstream::wait_for_looks(std::size_t count) const {
  return wait_until([&] { return looks_ >= count; });
}
bool Upstream::wait_for_requests(std::size_t count) const {
  return wait_until([&] { return requests_.size() >= count; });
}
bool Upstream::wait_until_left(std::size_t connection) const {
  return wait_until([&] { return connection < connections_.size() && connections_[connection].left_at; });
}
bool Upstream::wait_until_sent(std::size_t connection, std::size_t bytes) const {
  return wait_until([&] { return connection < connections_.size() && connections_[connection].sent_bytes >= bytes; });
}

// --- On its own thread -----------------------------------------------------------------------------------------------

void Upstream::run() {
  while (true) {
    std::array<epoll_event, 64> ready;
    const int count = ::epoll_wait(poller_, ready.data(), ready.size(), must_look_again_ ? kLookAgainMs : -1);
    for (int i = 0; i < count; ++i) {
      if (ready[static_cast<std::size_t>(i)].data.ptr == &listener_)
        accept_all();
      else if (auto* peer = static_cast<Peer*>(ready[static_cast<std::size_t>(i)].data.ptr); peer == nullptr) {
        eventfd_t drained = 0;
        ::eventfd_read(wakeup_, &drained);
      } else {
        handle(*peer, ready[static_cast<std::size_t>(i)].events);
      }
    }
    advance_all();
    const std::lock_guard lock(mutex_);
    if (is_ending_) break;
  }
  for (const auto& peer : peers_)
    end(*peer, true);
}

void Upstream::accept_all() {
  while (true) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket < 0) return;
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::lock_guard lock(mutex_);
    peers_.push_back(std::make_unique<Peer>(Peer{.socket = socket, .number = connections_.size()}));
    connections_.push_back({.opened_at = std::chrono::steady_clock::now()});
    changed_.notify_all();
    epoll_event event{.events = EPOLLIN, .data = {.ptr = peers_.back().get()}};
    ::epoll_ctl(poller_, EPOLL_CTL_ADD, socket, &event);
  }
}

void Upstream::handle(Peer& peer, std::uint32_t events) {
  if ((events & EPOLLOUT) != 0 && peer.socket >= 0 && !flush(peer)) client_left(peer);
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && peer.socket >= 0 && !receive(peer)) client_left(peer);
}

// Also those for which nothing came: a gate may have been opened, or the client may have read.
void Upstream::advance_all() {
  must_look_again_ = false;
  for (const auto& peer : peers_)
    advance(*peer);
  std::erase_if(peers_, [](const auto& peer) { return peer->socket < 0; });
}

void Upstream::advance(Peer& peer) {
  while (peer.socket >= 0) {
    if (!flush(peer)) return client_left(peer);
    if (!peer.output.empty()) return;
    if (peer.step == peer.script.size() ? !begin_next_request(peer) : !do_step(peer)) return;
  }
}

bool Upstream::do_step(Peer& peer) {
  const Step& step = peer.script[peer.step];
  switch (step.kind) {
    case Step::Kind::send:
      peer.output += step.data;
      break;
    case Step::Kind::echo: {
      const std::string message = json::to_text(json::Value("refused: " + peer.request_head));
      peer.output +=
          flat(reply(static_cast<int>(step.count.value_or(401)),
                     fmt::format(R"({{"error":{{"message":{},"type":"invalid_request_error"}}}})", message)));
      break;
    }
    case Step::Kind::taken:
      if (has_client_unread(peer.socket)) {
        must_look_again_ = true;
        return false;
      }
      break;
    case Step::Kind::wait: {
      const std::lock_guard lock(mutex_);
      if (!open_gates_.contains(step.data)) return false;
      break;
    }
    case Step::Kind::repeat:
      peer.output = step.data;
      if (!step.count || ++peer.repeated < *step.count) return true;
      break;
    case Step::Kind::hang:
      return false;
    case Step::Kind::close:
      end(peer, false);
      return false;
    case Step::Kind::reset:
      end(peer, true);
      return false;
  }
  ++peer.step;
  peer.repeated = 0;
  return true;
}

bool Upstream::begin_next_request(Peer& peer) {
  const std::size_t head_end = peer.input.find("\r\n\r\n");
  if (head_end == std::string::npos) return false;
  SeenRequest request{.connection = peer.number, .head = peer.input.substr(0, head_end + 4)};
  request.headers = headers_in(request.head);
  const auto length = static_cast<std::size_t>(std::atoll(request.headers["content-length"].c_str()));
  if (peer.input.size() < head_end + 4 + length) return false;
  request.body = peer.input.substr(head_end + 4, length);
  request.at = std::chrono::steady_clock::now();
  peer.input.erase(0, head_end + 4 + length);
  peer.request_head = request.head;
  peer.step = 0;
  const std::lock_guard lock(mutex_);
  changed_.notify_all();
  if (request.head.starts_with("GET ")) {
    peer.script = reply(200, R"({"object":"list","data":[]})", {.headers = {{"Connection", "close"}}});
    peer.script.push_back(close());
    ++looks_;
    return true;
  }
  peer.script = otherwise_;
  if (!scripts_.empty()) {
    peer.script = std::move(scripts_.front());
    scripts_.pop_front();
  }
  requests_.push_back(std::move(request));
  return true;
}

// False when the client is gone.
bool Upstream::receive(Peer& peer) {
  std::array<char, 65536> bytes;
  while (true) {
    const ssize_t got = ::recv(peer.socket, bytes.data(), bytes.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return true;
    if (got <= 0 || peer.input.size() > kRequestBytesMax) return false;
    peer.input.append(bytes.data(), static_cast<std::size_t>(got));
    const std::lock_guard lock(mutex_);
    SeenConnection& seen = connections_[peer.number];
    if (!seen.first_byte_at) seen.first_byte_at = std::chrono::steady_clock::now();
  }
}

// False when the client takes nothing more.
bool Upstream::flush(Peer& peer) {
  std::size_t sent = 0;
  bool must_wait = false;
  while (sent < peer.output.size() && !must_wait) {
    const ssize_t count = ::send(peer.socket, peer.output.data() + sent, peer.output.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN && errno != EINTR) return false;
    must_wait = count < 0 && errno == EAGAIN;
    sent += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
  }
  peer.output.erase(0, sent);
  watch_output(peer, must_wait);
  if (sent == 0) return true;
  const std::lock_guard lock(mutex_);
  connections_[peer.number].sent_bytes += sent;
  changed_.notify_all();
  return true;
}

void Upstream::watch_output(Peer& peer, bool wanted) const {
  if (std::exchange(peer.waits_to_send, wanted) == wanted) return;
  epoll_event event{.events = EPOLLIN | (wanted ? EPOLLOUT : 0U), .data = {.ptr = &peer}};
  ::epoll_ctl(poller_, EPOLL_CTL_MOD, peer.socket, &event);
}

void Upstream::end(Peer& peer, bool with_reset) {
  if (peer.socket < 0) return;
  // Before it is closed: a child that a test forks at this moment would hold the connection and its events a bit
  // longer.
  ::epoll_ctl(poller_, EPOLL_CTL_DEL, peer.socket, nullptr);
  const sockaddr nowhere{.sa_family = AF_UNSPEC, .sa_data = {}};
  if (with_reset)
    ::connect(peer.socket, &nowhere, sizeof nowhere);
  else
    ::shutdown(peer.socket, SHUT_RDWR);
  ::close(peer.socket);
  peer.socket = -1;
}

void Upstream::client_left(Peer& peer) {
  end(peer, false);
  const std::lock_guard lock(mutex_);
  connections_[peer.number].left_at = std::chrono::steady_clock::now();
  changed_.notify_all();
}

}  // namespace swarm::scripted
