#include <fmt/format.h>

#include "app/limits_table.hpp"
#include "swarm/heads/computing_head.hpp"
#include "swarm/heads/logic/outcome.hpp"
#include "swarm/tasks/task_rules.hpp"

namespace swarm::app {

namespace {

constexpr char kByStatus[] = "swarm_http_requests_total";

std::string number(auto value) {
  return fmt::format("{}", value);
}

MaximaOfPart sqlite() {
  return {"SQLite",
          {
              {.what = "Room that is left on the disk",
               .setting = "database.sqlite.disk_reserve",
               .behaviour = "new work gets 507; running work and reads go on",
               .counter = "swarm_database_units_refused_total",
               .test = "FullDisk.BelowTheReserveNewWorkIsRefusedAndReadsAreServed"},
              {.what = "Writes that wait",
               .setting = "database.sqlite.write_queue_max",
               .behaviour = "503",
               .counter = "swarm_database_units_refused_total",
               .test = "SqliteDatabaseTest.RefusesAWriteWhenItsQueueIsFull"},
              {.what = "Reads that wait",
               .setting = "database.sqlite.read_queue_max",
               .behaviour = "503",
               .counter = kByStatus,
               .test = "SqliteDatabaseTest.RefusesAReadWhenItsQueueIsFull"},
              {.what = "Writes that share a commit",
               .setting = "database.sqlite.units_per_commit_max",
               .behaviour = "the next commit takes the others",
               .counter = "swarm_database_units_committed_total",
               .test = "SqliteDatabaseTest.PutsNoMoreUnitsIntoACommitThanItMay"},
              {.what = "Statements of one write",
               .setting = "database.sqlite.statements_per_unit_max",
               .behaviour = "refused",
               .counter = "swarm_database_units_refused_total",
               .test = "SqliteDatabaseTest.RefusesMoreStatementsAndMoreRowsThanItMay"},
              {.what = "Time of a read",
               .setting = "database.sqlite.read_timeout_ms",
               .behaviour = "ended with 504",
               .counter = kByStatus,
               .test = "SqliteDatabaseTest.EndsAReadThatTakesTooLong"},
              {.what = "File that is read through at start",
               .setting = "database.sqlite.quick_check_max",
               .behaviour = "a larger one is opened unread",
               .test = "SqliteDatabaseTest.RefusesADamagedFileUnlessItIsTooLargeToCheck"},
              {.what = "Write-ahead log",
               .setting = "database.sqlite.wal_max",
               .behaviour = "cut back as soon as no reader holds it",
               .test = "SqliteDatabaseTest.KeepsTheWriteAheadLogShort"},
          }};
}

MaximaOfPart postgres() {
  return {"PostgreSQL",
          {
              {.what = "Writes that wait",
               .setting = "database.postgres.write_queue_max",
               .behaviour = "503",
               .counter = "swarm_database_units_refused_total",
               .test = "PostgresDatabaseTest.RefusesWritesWhenTheirQueueIsFull"},
              {.what = "Reads that wait",
               .setting = "database.postgres.read_queue_max",
               .behaviour = "503",
               .counter = kByStatus,
               .test = "PostgresDatabaseTest.RefusesReadsWhenTheirQueueIsFull"},
              {.what = "Writes that share a commit",
               .setting = "database.postgres.units_per_commit_max",
               .behaviour = "the next commit takes the others",
               .counter = "swarm_database_units_committed_total",
               .test = "PostgresDatabaseTest.SharesACommitAmongUnitsThatWait"},
              {.what = "Statements of one write",
               .setting = "database.postgres.statements_per_unit_max",
               .behaviour = "refused",
               .counter = "swarm_database_units_refused_total",
               .test = "PostgresDatabaseTest.RefusesAUnitOfTooManyStatements"},
              {.what = "Time of a statement",
               .setting = "database.postgres.statement_timeout_ms",
               .behaviour = "ended by the server with 504",
               .counter = kByStatus,
               .test = "PostgresDatabaseTest.EndsAStatementThatTakesTooLong"},
              {.what = "Time for another's row",
               .setting = "database.postgres.lock_timeout_ms",
               .behaviour = "repeated a few times, then 503",
               .counter = "swarm_database_units_refused_total",
               .test = "PostgresDatabaseTest.WaitsForARowOnlyAsLongAsItMay"},
              {.what = "Time that requests wait for a lost server",
               .setting = "database.postgres.unavailable_after_ms",
               .behaviour = "503; health says so",
               .counter = "swarm_database_healthy",
               .test = "PostgresRecoveryTest.RefusesAtOnceWhenTheServerIsGoneForLongAndHealsLater"},
          }};
}

MaximaOfPart tasks() {
  return {"Tasks",
          {
              {.what = "Prompt, or the content of all messages",
               .setting = "tasks.prompt_bytes_max",
               .behaviour = "400 with the path",
               .counter = kByStatus,
               .test = "Operations.ReloadsWhatIsLiveAndNamesWhatIsNot"},
              {.what = "Metadata",
               .fixed = "16KiB, 50 members",
               .behaviour = "400 with the path",
               .counter = kByStatus,
               .test = "BadInput.TheFaultIsNamedByItsPath"},
              {.what = "Tasks of a batch",
               .setting = "tasks.batch_tasks_max",
               .behaviour = "400 with the path",
               .counter = kByStatus,
               .test = "TaskLimits.ABatchBeyondItsMaximumIsRefusedWhole"},
              {.what = "Waiting tasks",
               .setting = "tasks.queued_max",
               .behaviour = "429 with Retry-After: low from 70 %, normal from 85 %, high from 95 %, critical at 100 %",
               .counter = "swarm_tasks_shed_total",
               .test = "IdleQueue.RefusesLowPrioritiesFirstWhenTheQueueIsFull"},
              {.what = "Attempts",
               .setting = "tasks.attempts_max",
               .behaviour = "the task goes to the dead letters",
               .counter = "swarm_tasks_finished_total",
               .test = "AfterFailure.TriesAgainOnlyWhatMayPass"},
              {.what = "Lost leases of a task",
               .fixed = number(tasks::kLostLeasesMax),
               .behaviour = "the task goes to the dead letters",
               .counter = "swarm_task_leases_reclaimed_total",
               .test = "TaskWorkTest.TheTenthLostLeaseEndsInTheDeadLetters"},
              {.what = "Time of a task that names no deadline_ms",
               .setting = "tasks.deadline_default_ms",
               .behaviour = "it ends as failed with `deadline_exceeded`",
               .counter = "swarm_tasks_finished_total",
               .test = "TaskLimits.ATaskThatWaitsBeyondItsDeadlineFails"},
              {.what = "Time that a caller waits for the end",
               .setting = "tasks.wait_max_ms",
               .behaviour = "201 with the task as it is",
               .test = "TaskLimits.WaitingIsCutAtItsMaximum"},
              {.what = "Time that an Idempotency-Key is remembered",
               .setting = "tasks.idempotency_kept_hours",
               .behaviour = "forgotten; the same key then makes a new task",
               .counter = "swarm_retention_rows_deleted_total",
               .test = "TaskStoreTest.ForgetsTracesAndIdempotencyKeysInSmallSteps"},
              {.what = "Tasks that are worked on at the same time",
               .setting = "agents.workers",
               .behaviour = "the others wait",
               .counter = "swarm_agents",
               .test = "TaskWorkTest.HandsOutTheHighestPriorityFirstAndNeverMoreThanAsked"},
              {.what = "Silence of a server",
               .setting = "agents.lease_ms",
               .behaviour = "its tasks are taken up by another one",
               .counter = "swarm_task_leases_reclaimed_total",
               .test = "TaskWorkTest.ADeadWorkersHeartbeatIsAConflict"},
          }};
}

MaximaOfPart math() {
  return {"The math head",
          {
              {.what = "Prompt",
               .setting = "math.prompt_bytes_max",
               .behaviour = "not computed: the answer abstains",
               .counter = "swarm_tasks_finished_total",
               .test = "TaskLimits.TheMathHeadAbstainsBeyondItsLimits"},
              {.what = "Digits of any number on the way",
               .setting = "math.digits_max",
               .behaviour = "not computed: the answer abstains",
               .counter = "swarm_tasks_finished_total",
               .test = "TaskLimits.TheMathHeadAbstainsBeyondItsLimits"},
              {.what = "Time for one prompt",
               .setting = "math.time_max_ms",
               .behaviour = "ended: the answer abstains",
               .counter = "swarm_tasks_finished_total",
               .test = "HostilePrompts.AbstainFromATowerOfPowersAndFromTenThousandParentheses"},
              {.what = "Nesting",
               .fixed = number(heads::ComputeLimits{}.depth_max),
               .behaviour = "not computed: the answer abstains",
               .counter = "swarm_tasks_finished_total",
               .test = "HostilePrompts.AbstainFromATowerOfPowersAndFromTenThousandParentheses"},
          }};
}

MaximaOfPart logic() {
  constexpr char kAbstains[] = "not computed: the answer abstains";
  constexpr char kCounter[] = "swarm_tasks_finished_total";
  return {"The logic head (prompt, time and nesting: as the math head)",
          {
              {.what = "Words and signs of a prompt",
               .fixed = number(logic::kTokensMax),
               .behaviour = kAbstains,
               .counter = kCounter,
               .test = "LogicHead.CountsWordsSentencesAndAtoms"},
              {.what = "Sentences of a prompt",
               .fixed = number(logic::kSentencesMax),
               .behaviour = kAbstains,
               .counter = kCounter,
               .test = "LogicHead.CountsWordsSentencesAndAtoms"},
              {.what = "True-or-false unknowns",
               .fixed = number(logic::kAtomsMax),
               .behaviour = kAbstains,
               .counter = kCounter,
               .test = "LogicHead.CountsWordsSentencesAndAtoms"},
              {.what = "Persons and things that are ordered or placed",
               .fixed = number(logic::kPlacesMax),
               .behaviour = kAbstains,
               .counter = kCounter,
               .test = "LogicHead.CountsWhoIsCompared"},
              {.what = "Tests of one statement in the second path",
               .fixed = number(logic::kSearchStepsMax),
               .behaviour = kAbstains,
               .counter = kCounter,
               .test = "Reasoner.IsUncheckedWhenTheSecondPathHasTooManyCases"},
          }};
}

MaximaOfPart retention() {
  constexpr char kDeleted[] = "swarm_retention_rows_deleted_total";
  return {"What is kept",
          {
              {.what = "Ended tasks",
               .setting = "retention.tasks_hours",
               .behaviour = "deleted in small steps",
               .counter = kDeleted,
               .test = "TaskStoreTest.ForgetsWhatEndedLongAgoInSmallSteps"},
              {.what = "Traces",
               .setting = "retention.traces_hours",
               .behaviour = "deleted in small steps",
               .counter = kDeleted,
               .test = "TaskStoreTest.ForgetsTracesAndIdempotencyKeysInSmallSteps"},
              {.what = "Events, by age",
               .setting = "retention.events_hours",
               .behaviour = "deleted; an older cursor gets 410",
               .counter = kDeleted,
               .test = "EventStoreTest.ForgetsWhatIsTooOldAndSaysSoToAnOldCursor"},
              {.what = "Events, by number",
               .setting = "retention.events_max",
               .behaviour = "deleted; an older cursor gets 410",
               .counter = kDeleted,
               .test = "TaskLimits.AnOldCursorIsGoneOnceItsEventsAreForgotten"},
              {.what = "The audit log",
               .setting = "retention.audit_hours",
               .behaviour = "cut at a signed checkpoint",
               .test = "AuditServiceTest.RetiresAtACheckpointAndStaysWhole"},
              {.what = "The database",
               .setting = "retention.database_bytes_max",
               .behaviour = "the oldest traces, events and ended tasks go early",
               .counter = kDeleted,
               .test = "RetentionTest.ADatabaseBeyondItsSizeForgetsEarlyButNotWhatHasJustEnded"},
          }};
}

}  // namespace

std::vector<MaximaOfPart> limits_of_the_work() {
  return {sqlite(), postgres(), tasks(), math(), logic(), retention()};
}

}  // namespace swarm::app
