#pragma once

#include <filesystem>
#include <utility>

#include "base/result.hpp"

namespace swarm::storage {

// Holds a file so that one process alone uses what it guards, a database or a folder; the kernel lets go of it when the
// process ends, however it ends. The file stays, with nothing in it.
class FileLock {
 public:
  // `conflict` "in_use" when another holds it, with its process id; `unavailable` when the file cannot be made.
  static Result<FileLock> take(const std::filesystem::path& path, const std::filesystem::path& guarded);
  FileLock() = default;  // holds nothing
  ~FileLock();
  FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock& operator=(FileLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace swarm::storage
