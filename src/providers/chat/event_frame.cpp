#include "providers/chat/event_frame.hpp"

#include <algorithm>
#include <cstring>

namespace swarm::chat {

std::size_t line_end_of(std::string_view text, std::size_t from) {
  // In short windows, so that many lines of one kind of end do not each search the whole text for the other kind.
  constexpr std::size_t kWindow = 256;
  for (; from < text.size(); from += kWindow) {
    const char* const at = text.data() + from;
    const std::size_t size = std::min(kWindow, text.size() - from);
    const auto* const feed = static_cast<const char*>(std::memchr(at, '\n', size));
    const std::size_t before = feed == nullptr ? size : static_cast<std::size_t>(feed - at);
    const auto* const carriage = static_cast<const char*>(std::memchr(at, '\r', before));
    if (carriage != nullptr) return from + static_cast<std::size_t>(carriage - at);
    if (feed != nullptr) return from + before;
  }
  return text.size();
}

EventFrame::EventFrame(std::string_view frame) {
  if (frame.starts_with("\xEF\xBB\xBF")) frame.remove_prefix(3);
  while (!frame.empty()) {
    const std::size_t end = line_end_of(frame, 0);
    take_line(frame.substr(0, end));
    frame.remove_prefix(std::min(end + 1, frame.size()));
  }
}

void EventFrame::take_line(std::string_view line) {
  const std::size_t colon = std::min(line.find(':'), line.size());
  const std::string_view name = line.substr(0, colon);
  std::string_view value = line.substr(std::min(colon + 1, line.size()));
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "event") event_ = value;
  if (name != "data") return;
  ++data_lines_;
  if (data_lines_ == 1) {
    data_ = value;
    return;
  }
  if (data_lines_ == 2) joined_ = data_;
  joined_.append(1, '\n').append(value);
}

}  // namespace swarm::chat
