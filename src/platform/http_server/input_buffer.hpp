#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include <boost/asio/buffer.hpp>

namespace swarm::http {

// The bytes that came in and are not used yet. Grows by doubling; the reader bounds what it lets stand here.
class InputBuffer {
 public:
  static constexpr std::size_t kSizeMin = 4096;   // also of an idle connection
  static constexpr std::size_t kReadMax = 65536;  // for one read

  std::string_view view() const { return {bytes_.data() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }

  void consume(std::size_t count) {
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
  }

  // Room for the next read, at least half the buffer.
  boost::asio::mutable_buffer prepare() {
    if (begin_ > 0) {
      std::copy(bytes_.begin() + static_cast<std::ptrdiff_t>(begin_),
                bytes_.begin() + static_cast<std::ptrdiff_t>(end_), bytes_.begin());
      end_ -= begin_;
      begin_ = 0;
    }
    if (bytes_.size() - end_ < bytes_.size() / 2 || bytes_.empty())
      bytes_.resize(std::max(kSizeMin, bytes_.size() * 2));
    return boost::asio::buffer(bytes_.data() + end_, std::min(bytes_.size() - end_, kReadMax));
  }
  void commit(std::size_t count) { end_ += count; }

  // Room for longer reads after one that took all there was.
  void grow_if_full() {
    if (end_ == bytes_.size() && bytes_.size() < kReadMax) bytes_.resize(std::min(bytes_.size() * 4, kReadMax));
  }

  // Gives back what a long request needed.
  void shrink_when_empty() {
    if (!empty() || bytes_.size() <= kSizeMin) return;
    bytes_.resize(kSizeMin);
    bytes_.shrink_to_fit();
  }

 private:
  std::vector<char> bytes_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace swarm::http
