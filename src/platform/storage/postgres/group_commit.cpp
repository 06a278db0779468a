#include "platform/storage/postgres/group_commit.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "platform/storage/statement_check.hpp"

namespace swarm::storage {

namespace {

using Verdict = Attempt::Verdict;

constexpr NamedStatement kBegin{"storage.begin", "BEGIN"};
constexpr NamedStatement kCommit{"storage.commit", "COMMIT"};
constexpr NamedStatement kRollback{"storage.rollback", "ROLLBACK"};
constexpr NamedStatement kBePatient{"storage.be_patient", "", "SELECT set_config('lock_timeout', $1, true)"};
constexpr NamedStatement kNotify{"storage.notify", "",
                                 "SELECT pg_notify('swarm', topic) FROM unnest(string_to_array($1, chr(31))) AS topic"};

std::size_t statements_in(std::span<const PostgresWrite> group) {
  std::size_t count = 0;
  for (const PostgresWrite& request : group)
    count += request.unit.statements.size();
  return count;
}

bool have_all_passed(const std::vector<Attempt::Unit>& units) {
  return std::ranges::all_of(units, [](const Attempt::Unit& unit) { return unit.verdict == Verdict::passed; });
}

bool is_lost(const Reply& reply) {
  return !reply && reply.error().kind == SqlFailure::Kind::lost;
}

}  // namespace

std::string joined_topics(std::span<const PostgresWrite> group, std::span<const Attempt::Unit> units) {
  std::set<std::string> topics;
  for (std::size_t i = 0; i < group.size(); ++i) {
    for (std::string& topic : topics_of(group[i].unit, units[i].outcome)) {
      // One topic per task would be one notification per task, and those are serialised on the whole server.
      if (!topic.starts_with('.')) topics.insert(std::move(topic));
    }
  }
  std::string joined;
  for (const std::string& topic : topics) {
    if (!joined.empty()) joined += kTopicSeparator;
    joined += topic;
  }
  return joined;
}

Attempt GroupCommit::run(std::span<const PostgresWrite> group) {
  attempt_.units.resize(group.size());
  FlightTimer timer(parts_.clock, parts_.accounts, statements_in(group));
  send(group, timer);
  const bool stands = receive(group, timer);
  timer.end();
  if (!stands) return std::move(attempt_);
  if (have_all_passed(attempt_.units))
    commit(group);
  else
    roll_back();
  return std::move(attempt_);
}

Attempt GroupCommit::run_merged(std::span<const PostgresWrite> group) {
  attempt_.units.resize(group.size());
  const std::vector<MergedStatement> statements = merged(group);
  FlightTimer timer(parts_.clock, parts_.accounts, statements.size());
  connection_.send(kBegin, {});
  for (const MergedStatement& each : statements) {
    connection_.send(*each.statement.what, each.statement.parameters);
    if (timer.is_exact()) connection_.request_replies();
  }
  connection_.request_replies();
  const bool stands = receive_opening() && receive_merged(group, statements, timer);
  timer.end();
  if (!stands) return std::move(attempt_);
  if (have_all_passed(attempt_.units))
    commit(group);
  else
    roll_back();
  return std::move(attempt_);
}

// False: lost.
bool GroupCommit::receive_merged(std::span<const PostgresWrite> group, const std::vector<MergedStatement>& statements,
                                 FlightTimer& timer) {
  std::vector<WriteOutcome> outcomes;
  for (const PostgresWrite& request : group) {
    const std::size_t count = request.unit.statements.size();
    outcomes.push_back({std::vector<Rows>(count), std::vector<std::int64_t>(count)});
  }
  bool fits = true;
  for (const MergedStatement& each : statements) {
    Reply reply = connection_.receive();
    if (is_lost(reply)) {
      attempt_.failure = std::move(reply).error();
      return false;
    }
    timer.ran(*each.statement.what);
    fits = reply && distribute(each, std::move(*reply), group, outcomes) && fits;
  }
  for (std::size_t i = 0; fits && i < group.size(); ++i) {
    if (attempt_.units[i].verdict == Verdict::untested) attempt_.units[i] = {Verdict::passed, std::move(outcomes[i])};
  }
  return true;
}

void GroupCommit::send(std::span<const PostgresWrite> group, const FlightTimer& timer) {
  connection_.send(kBegin, {});
  if (patient_) connection_.send(kBePatient, {sql(std::to_string(parts_.config.lock_timeout.count()))});
  for (const PostgresWrite& request : group) {
    for (const Statement& statement : request.unit.statements) {
      connection_.send(*statement.what, statement.parameters);
      if (timer.is_exact()) connection_.request_replies();
    }
  }
  connection_.request_replies();
}

bool GroupCommit::receive(std::span<const PostgresWrite> group, FlightTimer& timer) {
  if (!receive_opening()) return false;
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (!receive_unit(group[i].unit, attempt_.units[i], timer)) return false;
  }
  return true;
}

// Were these two refused, no unit would be to blame and the group could be split forever.
bool GroupCommit::receive_opening() {
  for (int left = patient_ ? 2 : 1; left > 0; --left) {
    const Reply reply = connection_.receive();
    if (reply) continue;
    if (is_lost(reply)) {
      attempt_.failure = reply.error();
      return false;
    }
    if (reply.error().kind == SqlFailure::Kind::refused) refuse_all(reply.error());
  }
  return true;
}

bool GroupCommit::receive_unit(const WriteUnit& unit, Attempt::Unit& result, FlightTimer& timer) {
  if (result.verdict == Verdict::untested) result.verdict = Verdict::passed;
  for (const Statement& statement : unit.statements) {
    Reply reply = connection_.receive();
    if (is_lost(reply)) {
      attempt_.failure = std::move(reply).error();
      return false;
    }
    if (reply) {
      timer.ran(*statement.what);
      if (const auto checked = check_expectation(statement, reply->changed);
          !checked && result.verdict == Verdict::passed) {
        result.verdict = Verdict::refused;
        result.error = checked.error();
      }
      result.outcome.rows.push_back(std::move(reply->rows));
      result.outcome.changed.push_back(reply->changed);
    } else if (reply.error().kind == SqlFailure::Kind::refused) {
      timer.ran(*statement.what);
      result = {Verdict::refused, {}, error_of(reply.error(), statement.what->name), reply.error()};
    } else if (result.verdict == Verdict::passed) {
      result.verdict = Verdict::untested;
    }
  }
  return true;
}

void GroupCommit::refuse_all(const SqlFailure& failure) {
  for (Attempt::Unit& unit : attempt_.units)
    unit = {Verdict::refused, {}, error_of(failure, kBegin.name), failure};
}

void GroupCommit::commit(std::span<const PostgresWrite> group) {
  const SteadyTime asked = parts_.clock.steady_now();
  const std::string topics = joined_topics(group, attempt_.units);
  connection_.send(kCommit, {});
  if (!topics.empty()) connection_.send(kNotify, {sql(topics)});
  connection_.end_flight();
  const Reply committed = connection_.receive();
  if (is_lost(committed)) {
    attempt_.ending = Attempt::Ending::unknown;
    attempt_.failure = committed.error();
    return;
  }
  // From here on the transaction has ended, so a connection that breaks now changes nothing. A lost notification is
  // allowed: whoever waits also polls.
  if (!topics.empty()) static_cast<void>(connection_.receive());
  static_cast<void>(connection_.receive_end());
  if (committed && committed->tag == "COMMIT") {
    attempt_.ending = Attempt::Ending::committed;
    parts_.metrics.committed(group.size(), parts_.clock.steady_now() - asked);
    return;
  }
  attempt_.ending = Attempt::Ending::rolled_back;
  attempt_.failure = committed ? SqlFailure{.message = "the server rolled back instead"} : committed.error();
}

void GroupCommit::roll_back() {
  attempt_.ending = Attempt::Ending::rolled_back;
  connection_.end_flight();  // behind it the server listens again
  connection_.send(kRollback, {});
  connection_.end_flight();
  if (!connection_.receive_end()) return;
  static_cast<void>(connection_.receive());
  static_cast<void>(connection_.receive_end());
}

}  // namespace swarm::storage
