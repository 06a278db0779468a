#include <fmt/format.h>

#include "app/limits_table.hpp"
#include "providers/breaker/breaker_types.hpp"
#include "providers/budget/budget_service.hpp"
#include "providers/chat/provider_config.hpp"
#include "providers/chat/request_scan.hpp"
#include "providers/local_engine/engine_supervisor.hpp"
#include "providers/local_engine/model_store.hpp"
#include "providers/usage/usage_query.hpp"
#include "providers/usage/usage_writer.hpp"
#include "swarm/openai/conversation.hpp"
#include "swarm/openai/request_options.hpp"
#include "swarm/openai/text_hub.hpp"

namespace swarm::app {

namespace {

constexpr char kCalls[] = "swarm_provider_requests_total";
constexpr char kByStatus[] = "swarm_http_requests_total";

std::string number(auto value) {
  return fmt::format("{}", value);
}

MaximaOfPart gateway() {
  return {"Providers of language models",
          {
              {.what = "Providers",
               .fixed = std::to_string(chat::kProvidersMax),
               .behaviour = "more are refused at start",
               .test = "Catalogue.NamesEveryMistakeWithItsPlace"},
              {.what = "A request under /v1",
               .setting = "gateway.body_bytes_max",
               .behaviour = "413",
               .counter = "swarm_http_requests_total",
               .test = "ServerOpenAi.ARawHandlerSeesTheHeadersAndHasALimitOfItsOwn"},
              {.what = "A provider's answer",
               .setting = "gateway.reply_bytes_max",
               .behaviour = "502 reply_too_large; counts in full",
               .counter = kCalls,
               .test = "GatewayLimits.AReplyBeyondItsSizeIsGivenUpAndCountsInFull"},
              {.what = "A frame of a provider's stream",
               .setting = "gateway.frame_bytes_max",
               .behaviour = "the stream ends with an error",
               .counter = kCalls,
               .test = "GatewayLimits.AFrameBeyondItsSizeEndsTheStream"},
              {.what = "Connections to a provider, of each event loop",
               .setting = "gateway.connections_max",
               .behaviour = "429",
               .counter = kCalls,
               .test = "GatewayLimits.ConnectionsToAProviderAreBounded"},
              {.what = "Connections to a provider that are kept, of each event loop",
               .setting = "gateway.idle_connections_max",
               .behaviour = "the others close after their answer",
               .test = "GatewayLimits.NoMoreConnectionsAreKeptThanMay"},
          }};
}

MaximaOfPart provider_calls() {
  return {"Calls of providers",
          {
              {.what = "Calls of a provider that run",
               .setting = "providers[].concurrency_max",
               .behaviour = "the others wait for their turn",
               .counter = "swarm_provider_calls_running",
               .test = "GatewayTest.CallsWaitForTheirTurnAndAreRefusedWhenTooManyWait"},
              {.what = "Calls of a provider that wait",
               .setting = "providers[].waiting_max",
               .behaviour = "429 provider_busy",
               .counter = "swarm_provider_calls_waiting",
               .test = "GatewayTest.CallsWaitForTheirTurnAndAreRefusedWhenTooManyWait"},
              {.what = "Tokens that a model writes where a client sets no limit",
               .setting = "providers[].models[].output_tokens_max",
               .behaviour = "the provider is told so, at most output_tokens_default",
               .test = "GatewayTest.SetsTheProvidersLimitWhereTheClientSetNone"},
              {.what = "Requests to a provider in a minute",
               .setting = "providers[].requests_per_minute",
               .behaviour = "wait, then 429 provider_busy",
               .counter = kCalls,
               .test = "GatewayTest.RequestsPerMinuteAreKept"},
              {.what = "Tokens of a provider in a minute",
               .setting = "providers[].tokens_per_minute",
               .behaviour = "wait, then 429 provider_busy",
               .counter = kCalls,
               .test = "GatewayLimits.TokensPerMinuteCountTheWorstCase"},
              {.what = "Attempts of a call",
               .setting = "providers[].attempts_max",
               .behaviour = "the last answer stands",
               .counter = "swarm_provider_retries_total",
               .test = "GatewayTest.GivesUpAfterItsAttemptsWithTheProvidersOwnWords"},
              {.what = "Retries of a provider that no call has earned",
               .setting = "gateway.retries_min",
               .behaviour = "the last answer stands",
               .counter = "swarm_provider_retries_total",
               .test = "RetryRules.RetriesHaveToBeEarned"},
              {.what = "Patience that a provider asks for",
               .setting = "gateway.retry_after_max_ms",
               .behaviour = "its refusal stands",
               .counter = kCalls,
               .test = "RetryRules.BackOffDoublesWithJitterUpToItsLimit"},
              {.what = "Time to the head of an answer",
               .setting = "providers[].first_byte_timeout_ms",
               .behaviour = "504; counts in full",
               .counter = kCalls,
               .test = "GatewayLimits.NoAnswerInTimeIsATimeoutAndCountsInFull"},
              {.what = "Time of a call",
               .setting = "providers[].total_timeout_ms",
               .behaviour = "504, or the stream ends with an error",
               .counter = kCalls,
               .test = "GatewayLimits.AStreamThatNeverEndsIsEndedWithAnError"},
          }};
}

MaximaOfPart openai() {
  constexpr char kNamed[] = "400 that names the place";
  return {"The model swarm under /v1",
          {
              {.what = "Everything that is said in a request",
               .setting = "tasks.prompt_bytes_max",
               .behaviour = "400 context_length_exceeded",
               .counter = kByStatus,
               .test = "OpenAiEndpointsTest.MoreThanATaskTakesIsAContextThatIsTooLong"},
              {.what = "Messages of a request",
               .fixed = number(openai::Conversation::kMessagesMax),
               .behaviour = kNamed,
               .counter = kByStatus,
               .test = "ReadRequest.TakesAThousandMessagesAndNoMore"},
              {.what = "Tools of a request",
               .fixed = number(openai::kToolsMax),
               .behaviour = kNamed,
               .counter = kByStatus,
               .test = "ReadRequest.TakesAHundredAndTwentyEightToolsAndNoMore"},
              {.what = "Texts that stop an answer",
               .fixed = number(openai::kStopsMax),
               .behaviour = kNamed,
               .counter = kByStatus,
               .test = "ReadRequest.NamesThePlaceOfWhatIsWrong"},
              {.what = "Levels of a request",
               .fixed = number(openai::kDepthMax),
               .behaviour = "400",
               .counter = kByStatus,
               .test = "ReadRequest.TakesThirtyLevelsAndNoMore"},
              {.what = "Early text that a client has not taken, bytes",
               .fixed = number(openai::TextHub::kTextBytesMax),
               .behaviour = "the rest comes with the end of the task",
               .counter = "swarm_openai_early_text_cut_total",
               .test = "TextHubTest.KeepsNoMoreThanAMebibyteForASlowReader"},
              {.what = "Stages of a task that its client was not told yet",
               .fixed = number(openai::TextHub::kStagesMax),
               .behaviour = "later ones are not told",
               .test = "TextHubTest.KeepsNoMoreThanAHundredStages"},
          }};
}

MaximaOfPart plain_lane_requests() {
  constexpr char kNamed[] = "400 that names the place";
  return {"Requests of the plain gateway lane",
          {
              {.what = "Levels of a body",
               .fixed = number(chat::kRequestDepthMax),
               .behaviour = kNamed,
               .counter = kByStatus,
               .test = "RequestScan.NestsAsDeepAsItMayAndNoDeeper"},
              {.what = "Choices (`n`, `best_of`) of each prompt",
               .fixed = number(chat::kChoicesMax),
               .behaviour = kNamed,
               .counter = kByStatus,
               .test = "RequestScan.TakesTheNumbersAtTheirBounds"},
              {.what = "Bytes of a model's name",
               .fixed = number(chat::kModelNameBytesMax),
               .behaviour = kNamed,
               .counter = kByStatus,
               .test = "RequestScan.AModelsNameHasABound"},
              {.what = "Tokens that an answer may be limited to",
               .fixed = number(chat::kOutputTokensMax),
               .behaviour = kNamed,
               .counter = kByStatus,
               .test = "RequestScan.TakesTheNumbersAtTheirBounds"},
          }};
}

MaximaOfPart budgets() {
  return {"Budgets",
          {
              {.what = "Dollars of a day, and of a project, key or head (beside it in the configuration)",
               .setting = "budget.dollars_per_day",
               .behaviour = "402 budget_exceeded (429 in OpenAI's form), until the next day",
               .counter = "swarm_budget_refusals_total",
               .test = "BudgetServiceTest.StopsHardAtEveryLimitAndNamesIt"},
              {.what = "Time that a call waits for what others have reserved",
               .setting = "budget.wait_ms",
               .behaviour = "402 budget_exceeded, to be tried again soon",
               .counter = "swarm_budget_refusals_total",
               .test = "BudgetServiceTest.WaitsNoLongerThanItMay"},
              {.what = "Calls that wait so",
               .fixed = number(budget::kWaitingMax),
               .behaviour = "429",
               .counter = kByStatus,
               .test = "BudgetServiceTest.SoManyCallsMayWait"},
              {.what = "What a server holds of a limit",
               .setting = "budget.block_dollars_max",
               .behaviour = "the next block is granted ahead of need",
               .counter = "swarm_budget_blocks_granted_total",
               .test = "BudgetBlock.IsAShareOfTheLimitWithinItsMaximum"},
              {.what = "Ledgers of keys and projects in memory",
               .setting = "budget.ledgers_max",
               .behaviour = "those used longest ago give back what they have; 429 when all of them spend",
               .counter = "swarm_budget_ledgers_evicted_total",
               .test = "BudgetServiceTest.KeepsAtMostSoManyLedgersAndGivesBackTheirBlocksFirst"},
              {.what = "Blocks asked for, and entries, in one write",
               .fixed = number(budget::kAsksPerWriteMax),
               .behaviour = "the next write takes the others",
               .counter = "swarm_budget_blocks_granted_total",
               .test = "LedgerBookTest.AsksForSoManyBlocksAtOnce"},
              {.what = "Questions about figures that wait",
               .fixed = number(budget::kPagesWaitingMax),
               .behaviour = "503",
               .counter = kByStatus,
               .test = "BudgetServiceTest.SoManyMayAskForFigures"},
              {.what = "Keys and projects with a limit of their own",
               .fixed = number(budget::kStoredLimitsMax),
               .behaviour = "429",
               .counter = kByStatus,
               .test = "BudgetStoreTest.HoldsAtMostSoManyLimits"},
          }};
}

MaximaOfPart breakers() {
  return {"Breakers of providers",
          {
              {.what = "Trial calls of a half-open breaker",
               .setting = "breaker.trial_calls",
               .behaviour = "others are refused: 503 breaker_open",
               .counter = "swarm_http_requests_total",
               .test = "CircuitTest.LetsExactlySoManyTrialsThroughUnderSixteenThreads"},
              {.what = "Time that a breaker is open before the next trials",
               .setting = "breaker.open_ms_max",
               .behaviour = "does not double any further",
               .test = "BreakerRulesTest.IsOpenForTwiceAsLongAfterEachFailedRoundUpToItsMaximum"},
              {.what = "Time that a breaker is opened by hand for, in hours",
               .fixed = std::to_string(std::chrono::duration_cast<std::chrono::hours>(breaker::kManualOpenMax).count()),
               .behaviour = "400 with the path; without a time it is open until it is closed by hand",
               .counter = "swarm_http_requests_total",
               .test = "BreakerServiceTest.RefusesADurationOrReasonBeyondItsBounds"},
              {.what = "Bytes of the reason of an order by hand",
               .fixed = std::to_string(breaker::kReasonLengthMax),
               .behaviour = "400 with the path",
               .counter = "swarm_http_requests_total",
               .test = "BreakerServiceTest.RefusesADurationOrReasonBeyondItsBounds"},
          }};
}

MaximaOfPart usage() {
  constexpr char kDeleted[] = "swarm_retention_rows_deleted_total";
  return {"Records of calls to providers",
          {
              {.what = "Records that wait to be stored",
               .setting = "usage.queue_max",
               .behaviour = "dropped; accounts of money are the ledger's",
               .counter = "swarm_usage_records_dropped_total",
               .test = "SmallUsageQueue.DropsAndCountsBeyondItsMaximum"},
              {.what = "Records of one write",
               .fixed = std::to_string(usage::kBatchMax),
               .behaviour = "the others follow in the next",
               .counter = "swarm_usage_records_total",
               .test = "UsageWriterTest.StoresMoreThanABatchInSeveral"},
              {.what = "Sums of one answer",
               .fixed = std::to_string(usage::kSumsMax),
               .behaviour = "400; beyond what was asked for `truncated` is true",
               .counter = "swarm_http_requests_total",
               .test = "UsageEndpointsTest.SayWhenThereAreMoreSumsThanTheLimit"},
              {.what = "Records of one page",
               .fixed = std::to_string(usage::kRecordsPageMax),
               .behaviour = "400; the rest is on the next page",
               .counter = "swarm_http_requests_total",
               .test = "UsageEndpointsTest.HandRecordsOutInPages"},
              {.what = "Records, by age",
               .setting = "retention.usage_hours",
               .behaviour = "deleted in small steps",
               .counter = kDeleted,
               .test = "RetentionOnBoth.ForgetsRecordsOfCallsByAgeAndNumberAndTheirSumsLater"},
              {.what = "Records, by number",
               .setting = "retention.usage_max",
               .behaviour = "deleted in small steps",
               .counter = kDeleted,
               .test = "RetentionOnBoth.ForgetsRecordsOfCallsByAgeAndNumberAndTheirSumsLater"},
              {.what = "Sums by the hour",
               .setting = "retention.usage_sums_hours",
               .behaviour = "deleted in small steps",
               .counter = kDeleted,
               .test = "RetentionOnBoth.ForgetsRecordsOfCallsByAgeAndNumberAndTheirSumsLater"},
          }};
}

MaximaOfPart engine() {
  constexpr char kEngine[] = "swarm_engine_calls_waiting";
  return {"The server's own engine",
          {
              {.what = "Adapters of the engine",
               .fixed = std::to_string(local_engine::kAdaptersMax),
               .behaviour = "more are refused at start",
               .test = "EngineFilesTest.AdaptersAreBounded"},
              {.what = "A start of the engine",
               .setting = "engine.start_timeout_ms",
               .behaviour = "it is given up and tried again",
               .counter = "swarm_engine_failed_starts_total",
               .test = "EngineSupervisorTest.AStartThatTakesTooLongIsGivenUp"},
              {.what = "The pause before a crashed engine is started again",
               .setting = "engine.restart_pause_max_ms",
               .behaviour = "the pause grows no further",
               .counter = "swarm_engine_restarts_total",
               .test = "RestartRules.DoubleThePauseUpToTheLongest"},
              {.what = "Running answers of an engine that is reloaded",
               .setting = "engine.drain_timeout_ms",
               .behaviour = "cut off: whole ones are asked again, streams end with an error",
               .counter = kEngine,
               .test = "EngineSupervisorTest.ADrainHasAnEnd"},
              {.what = "Silence of an engine at its health, three times in a row",
               .setting = "engine.health_timeout_ms",
               .behaviour = "it is killed and started again",
               .counter = "swarm_engine_restarts_total",
               .test = "EngineSupervisorTest.AnEngineThatHangsIsKilledAndStartedAgain"},
              {.what = "An engine that writes answers and does not call its model",
               .setting = "engine.stall_timeout_ms",
               .behaviour = "it is killed and started again",
               .counter = "swarm_engine_restarts_total",
               .test = "EngineSupervisorTest.AnEngineThatStandsStillWithWorkIsKilledAndStartedAgain"},
              {.what = "Reloads of the engine that wait",
               .fixed = number(local_engine::EngineSupervisor::kReloadsWaitingMax),
               .behaviour = "429",
               .counter = kByStatus,
               .test = "EngineSupervisorTest.SeveralReloadsAtOnceAreAllAnsweredUpToANumber"},
              {.what = "Lines of the engine in the log, per second",
               .setting = "engine.log_lines_per_second",
               .behaviour = "further ones are left out",
               .counter = "swarm_engine_log_lines_left_out_total",
               .test = "EngineLogTest.PassesSoManyLinesASecondAndCountsTheOthers"},
              {.what = "A line of the engine",
               .fixed = "64KiB",
               .behaviour = "the rest of it is left out",
               .test = "EngineProcessTest.CutsALineThatIsTooLong"},
              {.what = "Devices of the engine in the metrics",
               .fixed = number(local_engine::DeviceMetrics::kDevicesMax),
               .behaviour = "further ones read `other`",
               .test = "DeviceMetrics.AreBounded"},
              {.what = "Models and adapters that are kept",
               .fixed = number(local_engine::ModelStore::kModelsMax),
               .behaviour = "429",
               .counter = kByStatus,
               .test = "ModelStoreTest.IsBounded"},
              {.what = "Heads of a calibration",
               .fixed = "32",
               .behaviour = "the file is not used",
               .test = "Calibration.HasABoundedNumberOfHeads"},
          }};
}

}  // namespace

std::vector<MaximaOfPart> limits_of_the_providers() {
  return {gateway(), provider_calls(), plain_lane_requests(), openai(), budgets(), breakers(), usage(), engine()};
}

}  // namespace swarm::app
