#include "engine/model_files/byte_cursor.hpp"

#include <algorithm>
#include <bit>

namespace swarm::model_files {

static_assert(std::endian::native == std::endian::little, "the files are little-endian, and so are our machines");

Result<std::span<const std::byte>> ByteCursor::take(std::uint64_t count) {
  if (count > left()) {
    return fail(ErrorCode::invalid_input,
                fmt::format("the file is cut off: {} bytes are expected at byte {}, {} are missing", count, position(),
                            count - left()));
  }
  if (count > bytes_max_ - std::min(bytes_max_, position()))
    return fail(ErrorCode::too_large, fmt::format("its header is longer than {} bytes", bytes_max_));
  if (count > window_.size() - next_) TRY(fill(count));
  const std::span<const std::byte> taken = std::span<const std::byte>(window_).subspan(next_, count);
  next_ += count;
  return taken;
}

Result<Done> ByteCursor::fill(std::uint64_t count) {
  constexpr std::uint64_t kWindow = 256 * KiB;
  const std::uint64_t begin = position();
  window_.resize(std::min(std::max(count, kWindow), file_.size() - begin));
  window_begin_ = begin;
  next_ = 0;
  return file_.read(begin, window_);
}

}  // namespace swarm::model_files
