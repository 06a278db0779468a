#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

// An HTTP/1.1 upstream on loopback that does exactly what a script says, to the byte: it answers, splits its answer
// anywhere, breaks off, lies about lengths, never ends. Its own sockets, so that it can do what no proper server does.
// tests/support/scripted_upstream.py has the same words for tests of the programs.
namespace swarm::scripted {

// What the upstream does for a request, one after the other.
struct Step {
  enum class Kind {
    send,    // `data`, in one write
    taken,   // waits until the client's program has read what was sent, so that the next piece comes apart
    wait,    // until the test calls release(`data`); a gate that was released stays open
    repeat,  // `data` over and over, as fast as it is taken; `count` times, without it for ever
    close,   // ends the connection
    reset,   // ends it as a process that dies does
    hang,    // nothing more, until the client leaves
    echo,    // an error of OpenAI's form with status `count`, whose message holds the request's head as it came
  };
  Kind kind = Kind::send;
  std::string data{};
  std::optional<std::size_t> count{};
};
// A script that ended no connection keeps it for the next request.
using Script = std::vector<Step>;
using Headers = std::vector<std::pair<std::string, std::string>>;

Step send(std::string data);
Step taken();
Step wait(std::string gate);
Step repeat(std::string data, std::optional<std::size_t> count = std::nullopt);
Step close();
Step reset();
Step hang();
Step echo(int status = 401);

// Whole scripts.
struct ReplyOptions {
  Headers headers{};
  std::optional<std::size_t> length{};  // what Content-Length says, when it is not the truth
  std::string content_type = "application/json";
};
Script reply(int status, std::string_view body, ReplyOptions options = {});
std::string chunk(std::string_view data);
// A stream of Server-Sent Events; each piece is a chunk of its own, in a write of its own. `ends`: with the last chunk.
Script stream(const std::vector<std::string>& pieces, bool ends = true);

// Changed scripts.
std::string flat(const Script& script);                                                      // everything that it sends
Script cut(const Script& script, std::size_t size, Step end = {.kind = Step::Kind::close});  // its first bytes
Script in_pieces(const Script& script, std::size_t size);  // writes of at most `size`, each read before the next
// Two writes, parted at `place`, the first read before the second.
Script split_at(const Script& script, std::size_t place);

// What models say. A usage of {10, 5} tokens where there is one.
std::string chat_reply(std::string_view text = "Good morning.", bool with_usage = true);
std::string chat_frame(std::string_view text, bool is_last = false);
std::string usage_frame();
inline constexpr std::string_view kDoneFrame = "data: [DONE]\n\n";
std::vector<std::string> chat_frames(bool with_usage = true);  // three words, the finish, perhaps usage, [DONE]

using Instant = std::chrono::steady_clock::time_point;

// What was seen of the client.
struct SeenConnection {
  Instant opened_at;
  std::optional<Instant> first_byte_at{};
  std::optional<Instant> left_at{};  // when the client closed it; nothing when the script did
  std::size_t sent_bytes = 0;        // to the client's kernel
};
struct SeenRequest {
  std::size_t connection = 0;  // its place among the connections
  Instant at;
  std::string head{};
  std::string body{};
  std::map<std::string, std::string> headers{};  // names in lower case
};

// Listens on a free port and runs on a thread of its own. Thread-safe. A GET is somebody who looks whether it is there
// (/v1/models, /health): it gets an empty list and the end of the connection, takes no script and is only counted.
class Upstream {
 public:
  // The scripts come first, one for each request, then `otherwise` for every further one.
  explicit Upstream(std::vector<Script> scripts = {}, Script otherwise = {});
  ~Upstream();
  Upstream(const Upstream&) = delete;
  Upstream& operator=(const Upstream&) = delete;

  std::uint16_t port() const { return port_; }
  std::string base_url() const;

  void then(Script script);
  void always(Script script);
  void release(const std::string& gate);

  std::vector<SeenConnection> connections() const;
  std::vector<SeenRequest> requests() const;
  // Whether it came true within twenty seconds.
  bool wait_for_looks(std::size_t count) const;
  bool wait_for_requests(std::size_t count) const;
  bool wait_until_left(std::size_t connection) const;
  bool wait_until_sent(std::size_t connection, std::size_t bytes) const;

 private:
  struct Peer;

  void run();
  void accept_all();
  void handle(Peer& peer, std::uint32_t events);
  void advance_all();
  void advance(Peer& peer);
  bool do_step(Peer& peer);  // false while it is not done
  bool begin_next_request(Peer& peer);
  bool receive(Peer& peer);
  bool flush(Peer& peer);
  void watch_output(Peer& peer, bool wanted) const;
  void end(Peer& peer, bool with_reset);
  void client_left(Peer& peer);
  bool wait_until(const std::function<bool()>& happened) const;

  std::uint16_t port_ = 0;  // set together with the listener, so before it
  int listener_, poller_, wakeup_;
  std::vector<std::unique_ptr<Peer>> peers_;  // only its own thread
  bool must_look_again_ = false;              // only its own thread

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::deque<Script> scripts_;
  Script otherwise_;
  std::set<std::string> open_gates_;
  std::vector<SeenConnection> connections_;
  std::vector<SeenRequest> requests_;
  std::size_t looks_ = 0;
  bool is_ending_ = false;
  std::thread thread_;  // last: everything else is there before it starts
};

}  // namespace swarm::scripted
