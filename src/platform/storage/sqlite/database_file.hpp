#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace swarm::storage {

// Holds "<file>.lock" so that one process alone uses a database file; the kernel lets go of it when the process ends,
// however it ends. The file stays, with nothing in it.
class FileLock {
 public:
  // `conflict` "in_use" when another holds it, with its process id; `unavailable` when the file cannot be made.
  static Result<FileLock> take(const std::filesystem::path& file);
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

// Makes the file when there is none, readable by its owner only (it holds hashes of keys), and refuses one that is no
// SQLite database: `invalid_input` "not_a_database". Before SQLite opens it: closing any descriptor of a file drops the
// locks that this process holds on it.
Result<Done> create_or_check(const std::filesystem::path& file);

}  // namespace swarm::storage
