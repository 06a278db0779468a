#include "platform/storage/postgres/postgres_connection.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <poll.h>

#include <libpq-fe.h>

#include "base/invariant.hpp"
#include "platform/storage/postgres/wire_values.hpp"
#include "platform/storage/statement_check.hpp"

namespace swarm::storage {

namespace {

constexpr int kOldestServer = 130'000;  // pg_current_xact_id() came with 13
constexpr int kBinary = 1;
constexpr std::string_view kTooManyRows = "54000";  // program_limit_exceeded, here ours

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, ClearResult>;

// False when nothing happened for `at_most`.
bool poll_for(int descriptor, short events, std::chrono::milliseconds at_most) {
  pollfd waiting{.fd = descriptor, .events = events, .revents = 0};
  while (true) {
    const int ready = poll(&waiting, 1, static_cast<int>(at_most.count()));
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

// libpq's messages go on with advice for people at a terminal.
std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

std::int64_t count_in(const PGresult* result) {
  const std::string_view text = PQcmdTuples(const_cast<PGresult*>(result));
  std::int64_t count = PQntuples(result);
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count;
}

SqlFailure unreadable(std::string why) {
  return {.message = std::move(why)};
}

std::expected<Rows, SqlFailure> rows_in(const PGresult* result) {
  Rows rows;
  const int columns = PQnfields(result);
  const auto count = static_cast<std::size_t>(PQntuples(result));
  if (count > kRowsPerStatementMax) {
    return std::unexpected(
        SqlFailure{.state = std::string(kTooManyRows), .message = fmt::format("{} rows are too many", count)});
  }
  rows.reserve(count);
  for (int row = 0; row < PQntuples(result); ++row) {
    std::vector<SqlValue> values(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) {
      if (PQgetisnull(result, row, column) != 0) continue;
      const std::string_view bytes(PQgetvalue(result, row, column),
                                   static_cast<std::size_t>(PQgetlength(result, row, column)));
      auto value = decode_column(PQftype(result, column), bytes);
      if (!value) return std::unexpected(unreadable(fmt::format("column {} has {}", column + 1, value.error())));
      values[static_cast<std::size_t>(column)] = std::move(*value);
    }
    rows.emplace_back(std::move(values));
  }
  return rows;
}

}  // namespace

void PostgresConnection::CloseConnection::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

PostgresConnection::~PostgresConnection() = default;

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(const PostgresConfig& config, Role role) {
  TRY(check_url(config.url));
  std::unique_ptr<PostgresConnection> opened(new PostgresConnection(silence_max(role, config)));
  TRY(opened->connect(config));
  TRY(opened->check_server());
  PQsetnonblocking(opened->connection_.get(), 1);
  if (const auto set = opened->run_script(settings_for(role, config)); !set) {
    return std::unexpected(error_of(set.error(), "preparing a database connection"));
  }
  return opened;
}

Result<Done> PostgresConnection::connect(const PostgresConfig& config) {
  // The address's own settings count, except for the name by which an operator finds us and the encoding.
  const std::array keywords{
      "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
      "dbname",          "application_name",    "client_encoding",  static_cast<const char*>(nullptr)};
  const std::array values{
      "30", "10", "3", "30000", config.url.c_str(), "swarmd", "UTF8", static_cast<const char*>(nullptr)};
  connection_.reset(PQconnectStartParams(keywords.data(), values.data(), 1));
  SWARM_INVARIANT(connection_ != nullptr, "libpq gives a connection unless memory is exhausted");
  PQsetNoticeReceiver(connection_.get(), [](void*, const PGresult*) {}, nullptr);  // libpq would print them
  PostgresPollingStatusType step = PGRES_POLLING_WRITING;
  while (PQstatus(connection_.get()) != CONNECTION_BAD && step != PGRES_POLLING_OK && step != PGRES_POLLING_FAILED) {
    const short events = step == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (!poll_for(PQsocket(connection_.get()), events, config.connect_timeout)) {
      return fail(ErrorCode::unavailable, fmt::format("connecting to the database at {} took longer than {} ms",
                                                      location(), config.connect_timeout.count()));
    }
    step = PQconnectPoll(connection_.get());
  }
  server_process_ = PQbackendPID(connection_.get());
  if (step == PGRES_POLLING_OK) return Done{};
  return fail(ErrorCode::unavailable, last_message());
}

Result<Done> PostgresConnection::check_server() const {
  if (PQserverVersion(connection_.get()) < kOldestServer) {
    return fail(ErrorCode::invalid_input,
                fmt::format("{} at {} is too old; 13 or newer is needed", version(), location()));
  }
  const char* encoding = PQparameterStatus(connection_.get(), "server_encoding");
  if (encoding != nullptr && std::string_view(encoding) == "UTF8") return Done{};
  return fail(ErrorCode::invalid_input,
              fmt::format("the database at {} has the encoding {}; create it with ENCODING 'UTF8'", location(),
                          encoding == nullptr ? "unknown" : encoding));
}

// False when it is known already.
bool PostgresConnection::send_prepare(const NamedStatement& what) {
  auto [known, is_new] = prepared_.try_emplace(&what);
  if (!is_new) return false;
  known->second = fmt::format("s{}", ++names_given_);
  // The comment is how `swarmctl database activity` and the server's own log know the statement.
  const std::string sql = fmt::format("/* {} */ {}", what.name, what.postgres);
  require(PQsendPrepare(connection_.get(), known->second.c_str(), sql.c_str(), 0, nullptr));
  return true;
}

void PostgresConnection::send(const NamedStatement& what, const Parameters& parameters) {
  if (send_prepare(what)) pending_.push_back({&what, true});
  const WireParameters wire(parameters);
  require(PQsendQueryPrepared(connection_.get(), prepared_.at(&what).c_str(), wire.count(), wire.values(),
                              wire.lengths(), wire.formats(), kBinary));
  pending_.push_back({&what, false});
}

std::optional<PostgresConnection::Unprepared> PostgresConnection::prepare(
    std::span<const NamedStatement* const> statements) {
  std::vector<const NamedStatement*> sent;
  for (const NamedStatement* what : statements) {
    if (send_prepare(*what)) sent.push_back(what);
    if (what->many != nullptr && send_prepare(*what->many)) sent.push_back(what->many);
  }
  end_flight();
  std::optional<Unprepared> first;
  for (const NamedStatement* what : sent) {
    const Reply reply = receive_one();
    if (reply) continue;
    prepared_.erase(what);
    if (!first) first = Unprepared{what, reply.error()};
  }
  static_cast<void>(receive_end());
  return first;
}

void PostgresConnection::request_replies() {
  require(PQsendFlushRequest(connection_.get()));
}

void PostgresConnection::end_flight() {
  require(PQpipelineSync(connection_.get()));
}

Reply PostgresConnection::receive() {
  std::optional<SqlFailure> not_prepared;
  while (true) {
    SWARM_INVARIANT(!pending_.empty(), "as many receive() as send()");
    const Pending next = pending_.front();
    pending_.pop_front();
    Reply reply = receive_one();
    if (!next.is_prepare) {
      if (not_prepared && !reply && reply.error().kind == SqlFailure::Kind::skipped)
        return std::unexpected(*not_prepared);
      return reply;
    }
    if (!reply) {
      prepared_.erase(next.what);
      not_prepared = std::move(reply).error();
    }
  }
}

std::expected<void, SqlFailure> PostgresConnection::receive_end() {
  if (!wait_for_result()) return std::unexpected(lose(last_message()));
  const ResultPtr result(PQgetResult(connection_.get()));
  if (result && PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) return {};
  return std::unexpected(lose(last_message()));
}

Reply PostgresConnection::run(const NamedStatement& what, const Parameters& parameters) {
  send(what, parameters);
  end_flight();
  Reply reply = receive();
  if (const auto ended = receive_end(); !ended) return std::unexpected(ended.error());
  return reply;
}

std::expected<void, SqlFailure> PostgresConnection::run_script(const std::string& sql) {
  PQexitPipelineMode(connection_.get());
  require(PQsendQuery(connection_.get(), sql.c_str()));
  std::expected<void, SqlFailure> ended;
  while (true) {
    if (!wait_for_result()) return std::unexpected(lose(last_message()));
    const ResultPtr result(PQgetResult(connection_.get()));
    if (!result) break;
    if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR) ended = std::unexpected(failure_of(result.get()));
  }
  require(PQenterPipelineMode(connection_.get()));
  return is_lost() ? std::unexpected(lose(lost_)) : ended;
}

std::expected<std::deque<PostgresConnection::Notification>, SqlFailure> PostgresConnection::take_notifications() {
  if (PQconsumeInput(connection_.get()) == 0) return std::unexpected(lose(last_message()));
  std::deque<Notification> taken;
  while (PGnotify* notification = PQnotifies(connection_.get())) {
    taken.push_back({notification->be_pid, notification->extra});
    PQfreemem(notification);
  }
  return taken;
}

int PostgresConnection::descriptor() const {
  return PQsocket(connection_.get());
}

std::string PostgresConnection::version() const {
  const char* text = PQparameterStatus(connection_.get(), "server_version");
  return fmt::format("PostgreSQL {}", text == nullptr ? "of unknown version" : text);
}

std::string PostgresConnection::location() const {
  const auto known = [](const char* text) { return std::string_view(text == nullptr ? "" : text); };
  return fmt::format("{}:{}/{}", known(PQhost(connection_.get())), known(PQport(connection_.get())),
                     known(PQdb(connection_.get())));
}

// False when the connection broke or nothing came for too long.
bool PostgresConnection::wait_for_result() {
  while (!is_lost() && PQisBusy(connection_.get()) != 0) {
    const int left = PQflush(connection_.get());
    if (left < 0) return false;
    const auto events = static_cast<short>(left == 1 ? POLLIN | POLLOUT : POLLIN);
    if (!poll_for(PQsocket(connection_.get()), events, silence_max_)) {
      lose(fmt::format("nothing came for {} ms", silence_max_.count()));
      return false;
    }
    if (PQconsumeInput(connection_.get()) == 0) return false;
  }
  return !is_lost();
}

// A command's result and the null that ends it.
Reply PostgresConnection::receive_one() {
  if (!wait_for_result()) return std::unexpected(lose(last_message()));
  const ResultPtr result(PQgetResult(connection_.get()));
  if (!result) return std::unexpected(lose("a reply is missing"));
  Reply reply = read(result.get());
  if (is_lost()) return reply;
  if (!wait_for_result()) return std::unexpected(lose(last_message()));
  const ResultPtr end(PQgetResult(connection_.get()));
  if (end) return std::unexpected(lose("a statement gave more than one answer"));
  return reply;
}

Reply PostgresConnection::read(const pg_result* result) {
  switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
    case PGRES_TUPLES_OK: {
      auto rows = rows_in(result);
      if (!rows) return std::unexpected(std::move(rows).error());
      return Answer{std::move(*rows), count_in(result), PQcmdStatus(const_cast<PGresult*>(result))};
    }
    case PGRES_PIPELINE_ABORTED:
      return std::unexpected(SqlFailure{.kind = SqlFailure::Kind::skipped, .message = "skipped"});
    case PGRES_FATAL_ERROR:
      return std::unexpected(failure_of(result));
    default:
      return std::unexpected(unreadable("an answer of a kind that is not ours, such as COPY"));
  }
}

SqlFailure PostgresConnection::failure_of(const pg_result* result) {
  const auto field = [result](int code) {
    const char* text = PQresultErrorField(result, code);
    return std::string(text == nullptr ? "" : text);
  };
  const std::string severity = field(PG_DIAG_SEVERITY_NONLOCALIZED);
  const std::string message = field(PG_DIAG_MESSAGE_PRIMARY);
  if (severity == "FATAL" || severity == "PANIC" || PQstatus(connection_.get()) == CONNECTION_BAD) {
    return lose(message.empty() ? first_line(PQresultErrorMessage(result)) : message);
  }
  return {.state = field(PG_DIAG_SQLSTATE), .message = message};
}

// The first reason stays.
SqlFailure PostgresConnection::lose(std::string why) {
  if (lost_.empty()) lost_ = why.empty() ? "it was closed" : std::move(why);
  return {.kind = SqlFailure::Kind::lost, .message = lost_};
}

void PostgresConnection::require(int sent) {
  if (sent == 0) lose(last_message());
}

std::string PostgresConnection::last_message() const {
  return first_line(PQerrorMessage(connection_.get()));
}

}  // namespace swarm::storage
