#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "swarm/openai/swarm_request.hpp"

// What the three forms of requests have in common.
namespace swarm::openai {

inline constexpr std::int64_t kOutputTokensMax = 10'000'000;
inline constexpr std::size_t kToolsMax = 128;
inline constexpr std::size_t kStopsMax = 4;
// What is stored of a request stands at most two levels deeper than in it, and is read again with the usual limit.
inline constexpr std::size_t kDepthMax = 30;

// Our own members, beside OpenAI's.
struct Extensions {
  std::optional<answers::Strategy> strategy{};
  std::optional<answers::Verify> verify{};
  std::optional<tasks::Priority> priority{};
  std::optional<std::chrono::milliseconds> deadline{};
  static constexpr auto schema = json::object(
      "Extensions", json::field("strategy", &Extensions::strategy, "Which stages may answer."),
      json::field("verify", &Extensions::verify, "off: the first model's answer, as it is written."),
      json::field("priority", &Extensions::priority, "Who goes first."),
      json::field("deadline_ms", &Extensions::deadline, "Give up after this long.", json::between{1, 86'400'000}));
};

struct StreamOptions {
  std::optional<bool> include_usage{};
  std::optional<bool> include_status{};
  static constexpr auto schema = json::object(
      "StreamOptions", json::field("include_usage", &StreamOptions::include_usage, "A last frame with the usage."),
      json::field("include_status", &StreamOptions::include_status, "Events that say what the task does."));
};

// The members of every form that say how, to whom and how long.
struct Common {
  std::string model{};
  std::optional<bool> stream{};
  std::optional<bool> store{};
  std::optional<std::string> user{};
  std::optional<json::Object> metadata{};
  std::optional<json::Object> stream_options{};
  static constexpr auto schema = json::object(
      "Common", json::field("model", &Common::model, "swarm, or swarm/HEAD.", json::required, json::length{1, 200}),
      json::field("stream", &Common::stream, "Answer in events."),
      json::field("store", &Common::store, "true: the task goes on when the client leaves."),
      json::field("user", &Common::user, "On whose behalf.", json::length{0, 1'024}),
      json::field("metadata", &Common::metadata, "Kept with the task.", json::items{0, 50}),
      json::field("stream_options", &Common::stream_options, "What a stream says beside the answer."));
};

// Reads both into the request; the faults stand at the request.
void read_common(const json::Object& body, SwarmRequest& request, json::Faults& faults);

// Members that are handed to models: these names, unless they are null.
void hand_on(const json::Object& body, std::span<const std::string_view> names, json::Object& options);
// A fault for each of these members that says something else than its default.
void refuse(const json::Object& body, std::string_view name, std::string_view why, json::Faults& faults);
void check_stop(const json::Object& body, json::Faults& faults);
bool is_given(const json::Object& body, std::string_view name);

// The readers of each form, behind read_request.
void read_chat(const json::Object& body, SwarmRequest& request, json::Faults& faults);
void read_completion(const json::Object& body, SwarmRequest& request, json::Faults& faults);
void read_response(const json::Object& body, SwarmRequest& request, json::Faults& faults);

// What chat completions and responses share: tools in the form of chat completions, and which are to be called.
void check_tools(const json::Object& body, json::Faults& faults);

}  // namespace swarm::openai
