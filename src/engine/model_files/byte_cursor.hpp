#pragma once

#include <cstring>
#include <fmt/format.h>
#include <string>
#include <type_traits>
#include <vector>

#include "engine/model_files/file_access.hpp"

namespace swarm::model_files {

// Walks forward through a file, little-endian, and never past its end or `bytes_max`. Memory is taken only for what the
// file really has.
class ByteCursor {
 public:
  ByteCursor(const ReadableFile& file, std::uint64_t bytes_max) : file_(file), bytes_max_(bytes_max) {}

  std::uint64_t position() const { return window_begin_ + next_; }
  std::uint64_t left() const { return file_.size() - position(); }

  // The next bytes; they stay until the next call. `invalid_input` says how many are missing.
  Result<std::span<const std::byte>> take(std::uint64_t count);

  template <class T>
  Result<T> number() {
    static_assert(std::is_arithmetic_v<T>);
    const std::span<const std::byte> bytes = TRY(take(sizeof(T)));
    T value;
    std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
  }

 private:
  Result<Done> fill(std::uint64_t count);

  const ReadableFile& file_;
  std::uint64_t bytes_max_;
  std::uint64_t window_begin_ = 0;  // where the window stands in the file
  std::size_t next_ = 0;            // in the window
  std::vector<std::byte> window_;
};

}  // namespace swarm::model_files
