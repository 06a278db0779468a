#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/money.hpp"
#include "platform/storage/scope.hpp"

namespace swarm::usage {

enum class Lane { plain, swarm };
constexpr std::array<json::EnumName<Lane>, 2> enum_names(Lane) {
  return {{{Lane::plain, "plain"}, {Lane::swarm, "swarm"}}};
}

enum class CallResult { answered, refused, failed, aborted };
constexpr std::array<json::EnumName<CallResult>, 4> enum_names(CallResult) {
  return {{{CallResult::answered, "answered"},  // 2xx, to its end
           {CallResult::refused, "refused"},    // the provider said 4xx
           {CallResult::failed, "failed"},      // no answer, 5xx, or one that broke off
           {CallResult::aborted, "aborted"}}};  // the client left
}

// One call to a provider, successful or not: who pays and what it took. Never a prompt or an answer.
struct UsageRecord {
  Time at;  // when it ended
  ProjectId project;
  std::string key_id;
  std::string provider;
  std::string model;      // "provider/model", as clients say it
  std::string operation;  // "chat", "embeddings", …
  std::string head;       // of a task; empty in the plain lane
  Lane lane = Lane::plain;
  CallResult result = CallResult::answered;
  int status = 0;  // the provider's, 0 when there was none
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  bool is_estimated = false;  // the provider told no figures: tokens are unknown and the cost is the worst case
  Money cost{};
  std::chrono::microseconds duration{0};
  std::optional<std::chrono::microseconds> first_frame{};  // of a stream
  std::string request_id;
};

// Takes records; they are stored in batches. Thread-safe; never waits. At its bound records are dropped and counted:
// accounts of money are the ledger's, which loses nothing.
class UsageSink {
 public:
  virtual ~UsageSink() = default;
  virtual void record(UsageRecord record) = 0;
};

}  // namespace swarm::usage
