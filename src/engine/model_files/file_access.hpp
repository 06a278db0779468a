#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/sizes.hpp"
#include "platform/process/descriptor.hpp"

namespace swarm::model_files {

inline constexpr std::uint64_t kCopiedBytesMax = 16 * MiB;

// All bytes of a file, and what keeps them.
struct FileContent {
  std::span<const std::byte> bytes{};
  std::shared_ptr<const void> owner{};
};

// A regular file, opened once: what is read comes from it even when its name moves on. Messages name the file.
class ReadableFile {
 public:
  // `not_found`, `forbidden`, `invalid_input` (no regular file). Does not block on a pipe.
  static Result<ReadableFile> open(const std::filesystem::path& path);

  std::uint64_t size() const { return size_; }  // when it was opened
  // `invalid_input` when the file has become shorter meanwhile.
  Result<Done> read(std::uint64_t offset, std::span<std::byte> out) const;
  // Copied up to kCopiedBytesMax, else mapped. `invalid_input` when its size has changed since it was opened.
  Result<FileContent> content() const;

 private:
  process::Descriptor descriptor_;
  std::uint64_t size_ = 0;
};

// The same with a bound, as text: for small files such as adapter_config.json. `too_large` beyond it.
Result<std::string> read_text(const std::filesystem::path& path, std::uint64_t bytes_max);

// Writes the parts one after the other to a new file beside `path`, flushes it, renames it and flushes the folder.
// `storage_full`, `forbidden`, `not_found` (no such folder), `unavailable`.
Result<Done> write_durably(const std::filesystem::path& path, std::span<const std::span<const std::byte>> parts);

// The file's bytes as lower-case SHA-256, read in pieces. Any size. `cancelled` when `stop` becomes true.
Result<std::string> sha256_of_file(const std::filesystem::path& path, const std::atomic<bool>* stop = nullptr);
// `cancelled` when there is a `stop` and it is true.
Result<Done> check_not_stopped(const std::atomic<bool>* stop);

}  // namespace swarm::model_files
