#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/sizes.hpp"

namespace swarm::cli {

struct SseEvent {
  std::string id;    // of the last event that had one
  std::string type;  // "message" when the stream names none
  std::string data;
};

// Server-Sent Events (WHATWG HTML, section 9.2) from bytes that come in pieces of any size. One thread.
class SseParser {
 public:
  static constexpr std::size_t kEventBytesMax = 16 * MiB;

  // Calls `take` for every event that the bytes complete; stops when it returns false. `too_large` when a single event
  // grows beyond kEventBytesMax.
  Result<Done> feed(std::string_view bytes, const std::function<bool(const SseEvent&)>& take);

  // A new connection: what was half read is forgotten, the last id is kept.
  void reconnect();
  const std::string& last_id() const { return last_id_; }
  std::optional<std::chrono::milliseconds> retry() const { return retry_; }

 private:
  bool end_line(const std::function<bool(const SseEvent&)>& take);
  void take_field(std::string_view name, std::string_view value);

  std::string line_;
  std::string type_;
  std::string data_;
  std::string id_;       // of the event that is being read, and of those after it
  std::string last_id_;  // of the last event that was handed over
  std::optional<std::chrono::milliseconds> retry_;
  bool has_data_ = false;
  bool is_first_line_ = true;
  bool skips_line_feed_ = false;
};

}  // namespace swarm::cli
