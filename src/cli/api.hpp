#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "cli/trouble.hpp"

namespace swarm::cli {

struct ApiRequest {
  std::string method = "GET";
  std::string path;                                          // "/api/v1/tasks", encoded
  std::vector<std::pair<std::string, std::string>> query{};  // not encoded
  std::optional<std::string> body{};                         // JSON
  std::optional<std::string> idempotency_key{};
  std::optional<std::string> last_event_id{};
  bool is_open = false;          // needs no key: sent without one
  bool outlives_ctrl_c = false;  // one Ctrl-C does not end it: its answer says what to undo; a second one does
  std::chrono::milliseconds extra_time{0};                 // beyond --timeout, for a request that waits by design
  std::optional<std::chrono::milliseconds> stream_time{};  // an event stream ends as `unavailable` after it
};

struct ApiReply {
  int status = 0;
  std::string request_id;
  std::optional<std::chrono::milliseconds> retry_after;
  std::string body;
};

// The server, as commands see it. One thread.
class Api {
 public:
  virtual ~Api() = default;

  // Any answer of the server, whatever its status. Trouble: `unavailable` (nobody answers), `timeout`, `cancelled`
  // (Ctrl-C), `unauthenticated` (no key was found), `too_large` (an answer beyond kReplyBytesMax).
  virtual Outcome<ApiReply> send(const ApiRequest& request) = 0;

  // Hands over the bytes of an event stream as they come, until the server ends it or `take` returns false. An answer
  // that is no 200 is trouble. `unavailable` when the connection is lost.
  virtual Outcome<Done> stream(const ApiRequest& request, const std::function<bool(std::string_view)>& take) = 0;

  // Waits before trying again; false when Ctrl-C came meanwhile.
  virtual bool pause(std::chrono::milliseconds duration) = 0;
};

inline constexpr std::size_t kReplyBytesMax = 64 * MiB;

// A JSON answer, and the text that it came as.
struct Document {
  json::Value value;
  std::string text;
};

// send(), with answers of 400 and above turned into trouble, and the body read as JSON (null for an empty body).
Outcome<Document> call(Api& api, const ApiRequest& request);
Outcome<ApiReply> send_expecting_success(Api& api, const ApiRequest& request);
Outcome<Document> document_of(ApiReply reply);

// One segment of a path, percent-encoded, so that no argument leads to another route.
std::string path_segment(std::string_view text);
std::string encoded_query(const std::vector<std::pair<std::string, std::string>>& query);  // "?a=b", or empty

}  // namespace swarm::cli
