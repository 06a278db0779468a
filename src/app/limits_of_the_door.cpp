#include <fmt/format.h>

#include "app/limits_table.hpp"
#include "platform/audit/audit_service.hpp"
#include "platform/audit/security_events.hpp"
#include "platform/http_server/chunked.hpp"
#include "platform/http_server/framing.hpp"
#include "platform/http_server/parameters.hpp"
#include "platform/identity/key_authenticator.hpp"
#include "platform/identity/key_cache.hpp"
#include "platform/limits/ip_rule_types.hpp"
#include "platform/limits/request_admission.hpp"
#include "platform/telemetry/log_line.hpp"
#include "platform/telemetry/log_writer.hpp"
#include "swarm/live/feed_hub.hpp"
#include "swarm/live/live_api_types.hpp"

namespace swarm::app {

namespace {

constexpr char kByStatus[] = "swarm_http_requests_total";

std::string number(auto value) {
  return fmt::format("{}", value);
}

MaximaOfPart process() {
  return {"The process",
          {
              {.what = "Resident memory",
               .setting = "runtime.memory_limit",
               .behaviour = "from 90 % on new work gets 503 with Retry-After; health and metrics stay",
               .counter = "swarm_http_requests_shed_total",
               .test = "Faults.NearItsMemoryLimitItRefusesNewWorkAndRecovers"},
              {.what = "Work that waits for a thread",
               .setting = "runtime.blocking_queue_max",
               .behaviour = "`limit_exceeded`; a task is tried again",
               .counter = "swarm_tasks_finished_total",
               .test = "BlockingPool.RefusesWhenTheQueueIsFull"},
              {.what = "Time to stop",
               .setting = "runtime.drain_timeout_ms",
               .behaviour = "what still runs is cut off; its tasks are taken up again",
               .counter = "swarm_log_events_total",
               .test = "Faults.SigtermEndsEverythingWithinTheLimitAndWithStatusZero"},
              {.what = "Size of a log file",
               .setting = "log.file_bytes_max",
               .behaviour = "the next file is begun",
               .test = "Faults.LogFilesAreRotatedAndBounded"},
              {.what = "Log files",
               .setting = "log.files_max",
               .behaviour = "the oldest is removed",
               .test = "LogFileTest.KeepsTheYoungestFilesOnly"},
              {.what = "Log lines that wait to be written",
               .fixed = number(telemetry::LogWriter::kQueueLinesMax),
               .behaviour = "the line is dropped",
               .counter = "swarm_log_lines_dropped_total",
               .test = "LogWriterTest.CountsLinesThatAFullQueueRefusesInsteadOfWaiting"},
              {.what = "Length of a log line",
               .fixed = to_text(Bytes{telemetry::kLineBytesMax}),
               .behaviour = "it is cut and says so",
               .test = "LogLine.IsCutAtItsBoundAndSaysSo"},
          }};
}

MaximaOfPart connections() {
  return {"Connections",
          {
              {.what = "Connections",
               .setting = "http.connections_max",
               .behaviour = "503 and closed",
               .counter = "swarm_http_connections_refused_total",
               .test = "ServerLimits.TurnsAwayWhoComesWhenItIsFull"},
              {.what = "Connections from one address",
               .setting = "http.connections_per_address_max",
               .behaviour = "503 and closed; a trusted proxy is not counted",
               .counter = "swarm_http_connections_refused_total",
               .test = "ServerLimits.LimitsConnectionsFromOneAddress"},
              {.what = "Connections that are told 503 at the same time",
               .fixed = "64",
               .behaviour = "more are just closed",
               .counter = "swarm_http_connections_refused_total",
               .test = "ServerLimits.TellsSixtyFourAtATimeThatItIsFullAndJustClosesTheOthers"},
              {.what = "Time for a request header",
               .setting = "http.header_timeout_ms",
               .behaviour = "408 and closed",
               .counter = "swarm_http_timeouts_total",
               .test = "ServerLimits.GivesUpOnASlowHeader"},
              {.what = "Time for a request body",
               .setting = "http.body_timeout_ms",
               .behaviour = "408 and closed",
               .counter = "swarm_http_timeouts_total",
               .test = "ServerLimits.GivesUpOnABodyThatStopsHalfWay"},
              {.what = "Silence between requests",
               .setting = "http.idle_timeout_ms",
               .behaviour = "closed",
               .counter = "swarm_http_timeouts_total",
               .test = "ServerLimits.EndsAnIdleConnectionWithoutAWord"},
              {.what = "A reader that takes nothing",
               .setting = "http.write_timeout_ms",
               .behaviour = "cut off; an event stream goes on from its cursor",
               .counter = "swarm_http_timeouts_total",
               .test = "ServerLimits.CutsAReaderThatTakesNothing"},
          }};
}

MaximaOfPart requests() {
  return {"Requests",
          {
              {.what = "Header",
               .setting = "http.header_bytes_max",
               .behaviour = "431, a longer target 414; closed",
               .counter = "swarm_http_framing_refused_total",
               .test = "ServerLimits.RefusesALongHeaderAndALongTarget"},
              {.what = "Header fields",
               .fixed = number(http::kHeaderFieldsMax),
               .behaviour = "431; closed",
               .counter = "swarm_http_framing_refused_total",
               .test = "Framing.IsStrictHoweverTheBytesAreCut"},
              {.what = "Body",
               .setting = "http.body_bytes_max",
               .behaviour = "413",
               .counter = kByStatus,
               .test = "BadInput.APromptOfAMegabyteIsTooLarge"},
              {.what = "Extensions, and trailers, of a chunked body",
               .fixed = to_text(Bytes{http::ChunkDecoder::kTrailerBytesMax}),
               .behaviour = "400; closed",
               .counter = "swarm_http_framing_refused_total",
               .test = "ServerProtocol.ClosesAfterABrokenChunk"},
              {.what = "Segments of a path",
               .fixed = "32",
               .behaviour = "404",
               .counter = kByStatus,
               .test = "RouterTest.BoundsTheNumberOfSegments"},
              {.what = "Query parameters",
               .fixed = number(http::kQueryParametersMax),
               .behaviour = "400",
               .counter = kByStatus,
               .test = "RouterTest.BoundsTheNumberOfQueryParameters"},
              {.what = "Levels of JSON",
               .fixed = "32",
               .behaviour = "400",
               .counter = kByStatus,
               .test = "ServerProtocol.RefusesDeepNestingAndInvalidUtf8"},
              {.what = "Requests of one key",
               .setting = "limits.requests_per_second_per_key",
               .behaviour = "429 with Retry-After",
               .counter = "swarm_rate_limit_refusals_total",
               .test = "RequestAdmissionTest.SaysWhatIsLeftOfAKeysLimit"},
              {.what = "Requests of one key at once",
               .setting = "limits.burst_per_key",
               .behaviour = "429 with Retry-After",
               .counter = "swarm_rate_limit_refusals_total",
               .test = "TokenBucket.NeverHoldsMoreThanABurst"},
              {.what = "Requests of one address",
               .setting = "limits.requests_per_second_per_address",
               .behaviour = "429 with Retry-After",
               .counter = "swarm_rate_limit_refusals_total",
               .test = "RequestAdmissionTest.LimitsAnAddress"},
              {.what = "Requests of one address at once",
               .setting = "limits.burst_per_address",
               .behaviour = "429 with Retry-After",
               .counter = "swarm_rate_limit_refusals_total",
               .test = "TokenBucket.NeverHoldsMoreThanABurst"},
              {.what = "Wrong keys from one address",
               .setting = "limits.failed_authentications_per_minute",
               .behaviour = "the address is refused with 429 for limits.cool_down_ms",
               .counter = "swarm_rate_limit_refusals_total",
               .test = "RequestAdmissionTest.LetsAnAddressCoolDownAfterTooManyWrongKeys"},
              {.what = "Keys and addresses whose rate is remembered",
               .fixed = fmt::format("{} and {}", limits::kLimitedKeysMax, limits::kLimitedAddressesMax),
               .behaviour = "the one used longest ago is forgotten",
               .test = "RateLimiter.StaysWithinItsMaximum"},
              {.what = "Address rules",
               .fixed = number(limits::kIpRulesMax),
               .behaviour = "`limit_exceeded`",
               .counter = "swarm_ip_rules",
               .test = "IpRuleServiceTest.SaysWhenThereAreTooManyRules"},
          }};
}

MaximaOfPart websockets() {
  constexpr char kCloses[] = "swarm_websocket_closes_total";
  return {"WebSockets",
          {
              {.what = "Connections",
               .setting = "websocket.connections_max",
               .behaviour = "503 and closed",
               .counter = "swarm_http_connections_refused_total",
               .test = "ServerLimits.TurnsAwayWhoComesWhenItIsFull"},
              {.what = "Connections from one address",
               .setting = "websocket.connections_per_address_max",
               .behaviour = "503 and closed; a trusted proxy is not counted",
               .counter = "swarm_http_connections_refused_total",
               .test = "ServerLimits.LimitsConnectionsFromOneAddress"},
              {.what = "Connections of one key",
               .setting = "websocket.connections_per_key_max",
               .behaviour = "429, or `limit_exceeded` to a key in a message",
               .counter = "swarm_websocket_refused_total",
               .test = "Live.BoundsTheConnectionsOfAKey"},
              {.what = "Time for the key of a connection that came without one",
               .setting = "websocket.authentication_timeout_ms",
               .behaviour = "closed with 1008",
               .counter = kCloses,
               .test = "Live.GivesUpOnWhoNeverSaysAKey"},
              {.what = "A message",
               .setting = "websocket.message_bytes_max",
               .behaviour = "closed with 1009",
               .counter = kCloses,
               .test = "Live.BoundsMessagesByRateAndLength"},
              {.what = "Messages and pings of one connection; twice that at once",
               .setting = "websocket.messages_per_second",
               .behaviour = "closed with 1008",
               .counter = kCloses,
               .test = "Live.BoundsMessagesByRateAndLength"},
              {.what = "Subscriptions of one connection",
               .setting = "websocket.subscriptions_max",
               .behaviour = "`limit_exceeded`",
               .counter = "swarm_websocket_subscriptions",
               .test = "Live.BoundsSubscriptionsAndRefusesTheSameIdTwice"},
              {.what = "Tasks of one subscription",
               .fixed = number(live::kTasksPerSubscriptionMax),
               .behaviour = "`invalid_input`",
               .test = "Live.BoundsTheTasksOfASubscription"},
              {.what = "Projects that are followed at the same time",
               .fixed = number(live::kFeedsMax),
               .behaviour = "`limit_exceeded`",
               .counter = "swarm_websocket_feeds",
               .test = "FeedHubTest.FollowsUpToItsMaximumOfProjects"},
              {.what = "Recent events of a project that its followers share",
               .setting = "websocket.feed_bytes_max",
               .behaviour = "who is further behind reads by its own cursor",
               .counter = "swarm_websocket_feed_reads_total",
               .test = "SubscriptionTest.MissesNothingWhenItFallsOutOfWhatIsShared"},
              {.what = "What waits in the kernel for a slow reader",
               .setting = "websocket.send_buffer_bytes",
               .behaviour = "nothing more is sent until it reads",
               .test = "Live.CutsASlowReaderOffWithItsCursorAndLosesNothing"},
              {.what = "A reader that takes nothing",
               .setting = "websocket.write_timeout_ms",
               .behaviour = "closed with 1013 and the cursor to go on from",
               .counter = "swarm_websocket_cut_total",
               .test = "Live.CutsASlowReaderOffWithItsCursorAndLosesNothing"},
              {.what = "Time for a sign of life after a ping",
               .setting = "websocket.pong_timeout_ms",
               .behaviour = "closed with 1008",
               .counter = "swarm_websocket_cut_total",
               .test = "Live.GivesUpAClientThatAnswersNoPing"},
              {.what = "Time for the other end's close frame",
               .setting = "websocket.close_timeout_ms",
               .behaviour = "the connection ends without it",
               .counter = kCloses,
               .test = "Live.EndsWithoutTheCloseFrameOfAClientThatSendsNone"},
          }};
}

MaximaOfPart keys() {
  return {"Projects, keys and the audit log",
          {
              {.what = "Projects",
               .fixed = number(identity::kProjectsMax),
               .behaviour = "`limit_exceeded`",
               .counter = kByStatus,
               .test = "ProjectServiceTest.SaysWhenThereAreTooManyProjects"},
              {.what = "Keys of a project",
               .fixed = number(identity::kKeysPerProjectMax),
               .behaviour = "`limit_exceeded`",
               .counter = "swarm_keys",
               .test = "KeyServiceTest.SaysWhenAProjectHasItsMaximumOfKeys"},
              {.what = "Keys that are remembered between requests",
               .fixed = number(identity::kCachedKeysMax),
               .behaviour = "the one used longest ago is looked up again",
               .test = "KeyCacheTest.StaysWithinItsMaximum"},
              {.what = "Security events that wait to be written",
               .setting = "audit.queue_max",
               .behaviour = "they are dropped",
               .counter = "swarm_audit_entries_dropped_total",
               .test = "AuditServiceTest.DropsAndCountsNotesBeyondItsMaximum"},
              {.what = "Administrative changes that wait",
               .fixed = number(audit::kChangesWaitingMax),
               .behaviour = "`limit_exceeded`; nothing is changed",
               .counter = kByStatus,
               .test = "AuditServiceTest.RefusesChangesBeyondItsMaximum"},
              {.what = "Addresses whose security events are noted once a minute",
               .fixed = number(audit::kAddressesRememberedMax),
               .behaviour = "they are counted and not noted",
               .counter = "swarm_security_events_not_noted_total",
               .test = "SecurityEventsTest.OfManyAddressesAreNotedUpToTheirMaximum"},
          }};
}

}  // namespace

std::vector<MaximaOfPart> limits_of_the_door() {
  return {process(), connections(), requests(), websockets(), keys()};
}

}  // namespace swarm::app
