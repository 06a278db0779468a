#pragma once

#include <string>
#include <string_view>

namespace swarm::chat {

// The first CR or LF at or behind `from`; the text's size when there is none.
std::size_t line_end_of(std::string_view text, std::size_t from);

// What one frame of a stream of Server-Sent Events says: the values of its lines `event:` and `data:`. The frame must
// outlive it.
class EventFrame {
 public:
  explicit EventFrame(std::string_view frame);
  std::string_view event() const { return event_; }
  // Several lines are joined by LF.
  std::string_view data() const { return data_lines_ > 1 ? std::string_view(joined_) : data_; }

 private:
  void take_line(std::string_view line);
  std::string_view event_;
  std::string_view data_;
  std::string joined_;
  int data_lines_ = 0;
};

}  // namespace swarm::chat
