#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "base/result.hpp"
#include "platform/storage/postgres/connection_settings.hpp"
#include "platform/storage/postgres/postgres_config.hpp"
#include "platform/storage/postgres/sql_failure.hpp"
#include "platform/storage/statement.hpp"

struct pg_conn;
struct pg_result;

namespace swarm::storage {

// What came back for one statement.
struct Answer {
  Rows rows{};
  std::int64_t changed = 0;  // rows changed, or returned by a statement that only reads
  std::string tag{};         // "INSERT 0 1", "COMMIT"
};
using Reply = std::expected<Answer, SqlFailure>;

// One connection in libpq's pipeline mode. Statements are sent without waiting, and their replies received in the same
// order. Everything between two end_flight() calls is a flight: after a refused statement the rest of it is skipped.
// Waiting reads and writes at once, so that neither side blocks the other, and is bounded by silence_max(). For one
// thread.
class PostgresConnection {
 public:
  // `unavailable`: nobody there, or refused; `invalid_input`: an unusable URL or server. Never shows a password.
  static Result<std::unique_ptr<PostgresConnection>> open(const PostgresConfig& config, Role role);
  ~PostgresConnection();
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  // Prepares `what` first, where this connection has not yet.
  void send(const NamedStatement& what, const Parameters& parameters);
  void request_replies();  // the server shall not hold back the replies to what was sent
  void end_flight();
  Reply receive();                                // the reply to the next statement that was sent
  std::expected<void, SqlFailure> receive_end();  // the server has come to end_flight()

  // Prepares statements without running them; the first that the server refuses.
  struct Unprepared {
    const NamedStatement* what;
    SqlFailure failure;
  };
  std::optional<Unprepared> prepare(std::span<const NamedStatement* const> statements);

  // One statement as a flight of its own.
  Reply run(const NamedStatement& what, const Parameters& parameters);
  // Statements without parameters and without answers, from our own text; outside of a flight.
  std::expected<void, SqlFailure> run_script(const std::string& sql);

  // The sender's process number of the next notification's, with its text; nothing when none is left.
  struct Notification {
    int sender;
    std::string text;
  };
  std::expected<std::deque<Notification>, SqlFailure> take_notifications();
  int descriptor() const;

  bool is_lost() const { return !lost_.empty(); }
  const std::string& why_lost() const { return lost_; }
  void abandon(std::string why) { lose(std::move(why)); }  // it stands, but is of no use any more
  int server_process() const { return server_process_; }   // also when the connection is lost
  std::string version() const;                             // "PostgreSQL 15.4"
  std::string location() const;                            // "host:port/name"

 private:
  struct Pending {
    const NamedStatement* what;
    bool is_prepare;
  };
  struct CloseConnection {
    void operator()(pg_conn* connection) const;
  };
  bool send_prepare(const NamedStatement& what);

  explicit PostgresConnection(std::chrono::milliseconds silence_max) : silence_max_(silence_max) {}

  Result<Done> connect(const PostgresConfig& config);
  Result<Done> check_server() const;
  bool wait_for_result();
  Reply receive_one();
  Reply read(const pg_result* result);
  SqlFailure failure_of(const pg_result* result);
  SqlFailure lose(std::string why);
  void require(int sent);
  std::string last_message() const;

  const std::chrono::milliseconds silence_max_;
  std::unique_ptr<pg_conn, CloseConnection> connection_;
  std::unordered_map<const NamedStatement*, std::string> prepared_;  // as many as the program has statements
  std::size_t names_given_ = 0;
  int server_process_ = 0;
  std::deque<Pending> pending_;
  std::string lost_;  // why; empty while it stands
};

}  // namespace swarm::storage
