#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http_client/client_transport.hpp"
#include "platform/http_client/client_types.hpp"
#include "platform/http_client/response_framing.hpp"
#include "platform/http_server/chunked.hpp"
#include "platform/http_server/input_buffer.hpp"
#include "platform/http_server/watchdog.hpp"

namespace swarm::http_client {

inline constexpr int kInterimAnswersMax = 16;  // 100 Continue and the like before the answer itself

// How long something may still take: its own limit, or what is left of the whole.
class TimeBudget {
 public:
  explicit TimeBudget(const Timeouts& timeouts)
      : timeouts_(timeouts),
        end_(timeouts.total ? Moment::clock::now() + *timeouts.total : Moment::max()),
        connect_end_(Moment::clock::now() + timeouts.connect) {}

  const Timeouts& limits() const { return timeouts_; }
  std::chrono::milliseconds left_of(std::chrono::milliseconds own) const { return std::min(own, until(end_)); }
  std::chrono::milliseconds left_to_connect() const { return left_of(until(connect_end_)); }
  void begin_to_connect() { connect_end_ = Moment::clock::now() + timeouts_.connect; }

 private:
  using Moment = std::chrono::steady_clock::time_point;
  static std::chrono::milliseconds until(Moment moment) {
    if (moment == Moment::max()) return std::chrono::milliseconds::max();
    return std::chrono::ceil<std::chrono::milliseconds>(moment - Moment::clock::now());
  }
  Timeouts timeouts_;
  Moment end_;
  Moment connect_end_;
};

// One connection to one origin, from connecting to closing: one request at a time, its answer read in pieces. On one
// Loop. After an error it is good for nothing. Errors: `timeout` (reasons "connect", "first_byte", "body"),
// `unavailable` (reasons "connect", "tls", "lost", "protocol"), `too_large` (reason "head").
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(runtime::Executor executor, std::size_t head_bytes_max)
      : transport_(executor), watchdog_(executor), head_bytes_max_(head_bytes_max) {}
  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void begin();  // once, when a shared_ptr holds it
  // Tries the addresses in order until one answers.
  Async<Result<Done>> open(Url url, std::vector<Address> addresses, TlsContext* tls, TimeBudget budget);
  Async<Result<ResponseHead>> exchange(Request request, TimeBudget budget);
  // The next bytes of the body as they came; empty at its end.
  Async<Result<std::string>> read(TimeBudget budget);

  bool body_has_ended() const { return body_ == BodyEnd::none; }
  // After the body has ended: nothing is left over on it, and the other end keeps it.
  bool may_be_kept() const { return keep_alive_ && body_has_ended() && input_.empty(); }
  bool is_quiet() { return transport_.is_quiet(); }
  // Of the last exchange, for whoever thinks of sending it again.
  bool has_sent_any() const { return sent_any_; }
  bool has_got_any() const { return got_any_; }

  // While idle: calls `on_expired` after this long.
  void expire_after(std::chrono::milliseconds idle, std::function<void()> on_expired);
  void stop_expiring();
  void close();

 private:
  Async<Result<Done>> connect_to(Address address, Url url, TlsContext* tls, TimeBudget budget);
  Async<Result<Done>> send(std::string head, std::string body, TimeBudget budget);
  Async<Result<ParsedHead>> read_head(bool is_answer_to_head, std::chrono::milliseconds at_most);
  Async<Result<ParsedHead>> read_one_head(bool is_answer_to_head);
  Async<Result<Done>> fill(std::string_view reason);
  Result<std::string> take_of_body();
  Result<std::string> take_chunks();
  std::unexpected<Error> lost(std::string_view what, const boost::system::error_code& error) const;
  std::unexpected<Error> late(std::string_view reason, std::string_view what) const;

  Transport transport_;
  http::Watchdog watchdog_;
  const std::size_t head_bytes_max_;
  std::function<void()> on_idle_expired_;
  http::InputBuffer input_;
  std::optional<http::ChunkDecoder> chunks_;
  BodyEnd body_ = BodyEnd::none;
  std::uint64_t body_left_ = 0;
  bool keep_alive_ = false;
  bool sent_any_ = false;
  bool got_any_ = false;
  bool has_peer_ended_ = false;
};

}  // namespace swarm::http_client
