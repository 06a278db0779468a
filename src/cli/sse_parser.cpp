#include "cli/sse_parser.hpp"

#include <charconv>
#include <fmt/format.h>

namespace swarm::cli {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::chrono::milliseconds kRetryMax{60'000};

std::optional<std::chrono::milliseconds> retry_of(std::string_view value) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), count);
  if (error != std::errc{} || end != value.data() + value.size() || count < 0) return std::nullopt;
  return std::min(std::chrono::milliseconds{count}, kRetryMax);
}

}  // namespace

Result<Done> SseParser::feed(std::string_view bytes, const std::function<bool(const SseEvent&)>& take) {
  for (const char c : bytes) {
    const bool is_rest_of_line_end = skips_line_feed_ && c == '\n';
    skips_line_feed_ = c == '\r';
    if (is_rest_of_line_end) continue;
    if (c == '\n' || c == '\r') {
      if (!end_line(take)) return Done{};
      continue;
    }
    if (line_.size() + data_.size() >= kEventBytesMax) {
      return fail(ErrorCode::too_large, fmt::format("an event is larger than {}", to_text(Bytes{kEventBytesMax})));
    }
    line_ += c;
  }
  return Done{};
}

void SseParser::reconnect() {
  line_.clear();
  type_.clear();
  data_.clear();
  id_ = last_id_;
  has_data_ = false;
  is_first_line_ = true;
  skips_line_feed_ = false;
}

bool SseParser::end_line(const std::function<bool(const SseEvent&)>& take) {
  std::string line = std::exchange(line_, {});
  if (std::exchange(is_first_line_, false) && line.starts_with(kByteOrderMark)) line.erase(0, kByteOrderMark.size());
  if (!line.empty()) {
    const std::size_t colon = line.find(':');
    if (colon == 0) return true;  // a comment: keep-alive
    std::string_view value = colon == std::string::npos ? std::string_view() : std::string_view(line).substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    take_field(std::string_view(line).substr(0, colon), value);
    return true;
  }
  SseEvent event{id_, type_.empty() ? "message" : std::exchange(type_, {}), std::exchange(data_, {})};
  last_id_ = id_;
  type_.clear();
  if (!std::exchange(has_data_, false)) return true;
  event.data.pop_back();  // the line end after the last line of data
  return take(event);
}

void SseParser::take_field(std::string_view name, std::string_view value) {
  if (name == "event") {
    type_ = value;
  } else if (name == "data") {
    data_.append(value) += '\n';
    has_data_ = true;
  } else if (name == "id" && !value.contains('\0')) {
    id_ = value;
  } else if (name == "retry") {
    if (const auto retry = retry_of(value)) retry_ = retry;
  }
}

}  // namespace swarm::cli
