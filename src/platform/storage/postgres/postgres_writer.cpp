#include "platform/storage/postgres/postgres_writer.hpp"

#include <fmt/format.h>
#include <iterator>

namespace swarm::storage {

void PostgresWriter::work() {
  const Portion portion{parts_.config.units_per_commit_max, kGroupBytesMax, 1};
  serve(parts_, keeper_, queue_, portion,
        [this](PostgresConnection& connection, Group requests) { return run(connection, std::move(requests)); });
}

std::vector<PostgresWrite> PostgresWriter::run(PostgresConnection& connection, Group requests) {
  const bool merges = is_worth_merging(requests);
  steps_.push_back({std::move(requests), false, merges});
  while (!steps_.empty()) {
    Step step = std::move(steps_.front());
    steps_.pop_front();
    if (connection.is_lost()) {
      std::ranges::move(step.group, std::back_inserter(elsewhere_));  // was not begun: it costs them nothing
      continue;
    }
    GroupCommit group_commit(connection, parts_, step.alone);
    Attempt attempt = step.merges ? group_commit.run_merged(step.group) : group_commit.run(step.group);
    settle(std::move(step), std::move(attempt), connection);
  }
  return std::exchange(elsewhere_, {});
}

void PostgresWriter::settle(Step step, Attempt attempt, PostgresConnection& connection) {
  switch (attempt.ending) {
    case Attempt::Ending::committed:
      return acknowledge(step.group, attempt.units);
    case Attempt::Ending::lost:
      return run_elsewhere(std::move(step.group), attempt.failure);
    case Attempt::Ending::unknown:
      return leave_unknown(step.group, attempt.failure);
    case Attempt::Ending::rolled_back:
      for (const Attempt::Unit& unit : attempt.units) {
        // After a failover this one is a standby: connecting again may find the new primary.
        if (unit.failure.state == "25006") connection.abandon("the server became read-only");
      }
      if (step.merges) return steps_.push_front({std::move(step.group), false});  // who is to blame shows one by one
      if (step.group.size() == 1) return decide(std::move(step.group.front()), step.alone, attempt);
      return take_apart(std::move(step.group), attempt);
  }
}

void PostgresWriter::acknowledge(const Group& group, std::vector<Attempt::Unit>& units) {
  std::vector<std::string> topics;
  for (std::size_t i = 0; i < group.size(); ++i)
    std::ranges::move(topics_of(group[i].unit, units[i].outcome), std::back_inserter(topics));
  parts_.topics.tell(std::move(topics));  // in this process without the way through the server
  for (std::size_t i = 0; i < group.size(); ++i)
    group[i].answer(std::move(units[i].outcome));
}

void PostgresWriter::take_apart(Group group, const Attempt& attempt) {
  const bool is_refused_at_commit =
      attempt.failure.kind == SqlFailure::Kind::refused && !attempt.failure.message.empty();
  Group passed, untested;
  std::vector<Step> alone;
  for (std::size_t i = 0; i < group.size(); ++i) {
    const Attempt::Verdict verdict = attempt.units[i].verdict;
    if (is_refused_at_commit || verdict == Attempt::Verdict::refused) {
      alone.push_back({});
      alone.back().group.push_back(std::move(group[i]));
      alone.back().alone = true;
    } else {
      (verdict == Attempt::Verdict::passed ? passed : untested).push_back(std::move(group[i]));
    }
  }
  // Those to blame last: they may wait for locks.
  if (!passed.empty()) steps_.push_back({std::move(passed), false});
  if (!untested.empty()) steps_.push_back({std::move(untested), false});
  std::ranges::move(alone, std::back_inserter(steps_));
}

// The fate of a unit that had a transaction of its own.
void PostgresWriter::decide(PostgresWrite request, bool alone, const Attempt& attempt) {
  const Attempt::Unit& unit = attempt.units.front();
  const bool is_refused_at_commit = unit.verdict == Attempt::Verdict::passed;
  const SqlFailure& failure = is_refused_at_commit ? attempt.failure : unit.failure;
  const bool lacked_patience = is_locked_out(failure) && !alone;
  if (is_worth_repeating(failure) && request.repeats + 1 < kRepeatsMax) {
    parts_.stop.wait_for(kRepeatPause * (1 << request.repeats));
    ++request.repeats;
  } else if (!lacked_patience) {
    return refuse(request, is_refused_at_commit ? error_of(failure, "commit") : unit.error);
  }
  Step again{.group = {}, .alone = true};
  again.group.push_back(std::move(request));
  steps_.push_back(std::move(again));
}

void PostgresWriter::run_elsewhere(Group group, const SqlFailure& failure) {
  for (PostgresWrite& request : group) {
    if (++request.connections < kConnectionsPerRequestMax)
      elsewhere_.push_back(std::move(request));
    else
      refuse(request, error_of(failure, "write"));
  }
}

// Running it again could do it twice.
void PostgresWriter::leave_unknown(const Group& group, const SqlFailure& failure) {
  for (const PostgresWrite& request : group) {
    refuse(request, {.code = ErrorCode::unavailable,
                     .message = fmt::format("the connection to the database broke during the commit ({}): whether the "
                                            "write is stored is not known; look before trying again",
                                            failure.message),
                     .reason = "outcome_unknown"});
  }
}

void PostgresWriter::refuse(const PostgresWrite& request, Error error) {
  parts_.metrics.unit_refused(name_of(error.code));
  request.answer(std::unexpected(std::move(error)));
}

}  // namespace swarm::storage
