#include <fmt/format.h>

#include "providers/chat/event_frame.hpp"
#include "providers/chat/reply_scan.hpp"

namespace swarm::chat {

Result<std::string> FrameCutter::feed(std::string_view piece) {
  rest_.append(piece);
  ends_.clear();
  std::size_t frame_at = 0;
  while (const std::size_t line_end = find_line_end()) {
    const bool is_empty = searched_ == line_at_;
    searched_ = line_at_ = line_end;
    if (!is_empty) continue;
    if (line_end - frame_at > frame_bytes_max_) return too_large();
    ends_.push_back(line_end);
    frame_at = line_end;
  }
  if (rest_.size() - frame_at > frame_bytes_max_) return too_large();
  if (frame_at == 0) return std::string();
  std::string frames = rest_.substr(frame_at);
  frames.swap(rest_);
  frames.resize(frame_at);
  searched_ -= frame_at;
  line_at_ -= frame_at;
  return frames;
}

// Moves `searched_` to the next end of a line and tells where it is over; 0: there is none yet. Whether a CR that came
// last is all of it, only the next byte will tell.
std::size_t FrameCutter::find_line_end() {
  searched_ = line_end_of(rest_, searched_);
  if (searched_ == rest_.size()) return 0;
  if (rest_[searched_] == '\n') return searched_ + 1;
  if (searched_ + 1 == rest_.size()) return 0;
  return searched_ + (rest_[searched_ + 1] == '\n' ? 2 : 1);
}

std::unexpected<Error> FrameCutter::too_large() const {
  return fail(ErrorCode::too_large, "frame",
              fmt::format("a frame of the provider's stream is longer than {} bytes", frame_bytes_max_));
}

}  // namespace swarm::chat
