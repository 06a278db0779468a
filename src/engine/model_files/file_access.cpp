#include "engine/model_files/file_access.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"
#include "platform/crypto/hash.hpp"

namespace swarm::model_files {

namespace {

std::unexpected<Error> trouble(std::string_view what, const std::filesystem::path& path, int number) {
  const ErrorCode code = number == ENOENT || number == ENOTDIR                     ? ErrorCode::not_found
                         : number == EACCES || number == EPERM || number == EROFS  ? ErrorCode::forbidden
                         : number == ENOSPC || number == EDQUOT || number == EFBIG ? ErrorCode::storage_full
                                                                                   : ErrorCode::unavailable;
  return fail(code, fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(number)));
}

std::string_view kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

// 0, or why not.
int write_all(int descriptor, std::span<const std::byte> bytes) {
  constexpr std::size_t kPiece = 64 * MiB;  // one call takes at most 2 GiB
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), std::min(bytes.size(), kPiece));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return 0;
}

int flush_folder(const std::filesystem::path& folder) {
  const process::Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open()) return errno;
  return ::fsync(opened.number()) == 0 ? 0 : errno;
}

int write_flushed(int descriptor, std::span<const std::span<const std::byte>> parts) {
  for (const std::span<const std::byte> part : parts) {
    if (const int failed = write_all(descriptor, part); failed != 0) return failed;
  }
  constexpr mode_t kReadableByAll = 0644;
  if (::fchmod(descriptor, kReadableByAll) != 0) return errno;
  return ::fsync(descriptor) == 0 ? 0 : errno;
}

}  // namespace

Result<ReadableFile> ReadableFile::open(const std::filesystem::path& path) {
  ReadableFile file;
  file.descriptor_ = process::Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.descriptor_.is_open() && errno == ENXIO) return fail(ErrorCode::invalid_input, "this is a socket, no file");
  if (!file.descriptor_.is_open()) return trouble("open", path, errno);
  struct stat facts{};
  if (::fstat(file.descriptor_.number(), &facts) != 0) return trouble("look at", path, errno);
  if (!S_ISREG(facts.st_mode))
    return fail(ErrorCode::invalid_input, fmt::format("this is {}, a file is expected", kind_of(facts.st_mode)));
  file.size_ = static_cast<std::uint64_t>(facts.st_size);
  return file;
}

Result<Done> ReadableFile::read(std::uint64_t offset, std::span<std::byte> out) const {
  while (!out.empty()) {
    const ssize_t count = ::pread(descriptor_.number(), out.data(), out.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(ErrorCode::unavailable, fmt::format("cannot read it: {}", std::strerror(errno)));
    if (count == 0) return fail(ErrorCode::invalid_input, "the file became shorter while it was read");
    offset += static_cast<std::uint64_t>(count);
    out = out.subspan(static_cast<std::size_t>(count));
  }
  return Done{};
}

Result<FileContent> ReadableFile::content() const {
  struct stat facts{};
  if (::fstat(descriptor_.number(), &facts) != 0 || static_cast<std::uint64_t>(facts.st_size) != size_)
    return fail(ErrorCode::invalid_input, "the file's size changed while it was read");
  if (size_ <= kCopiedBytesMax) {
    auto copy = std::make_shared<std::vector<std::byte>>(size_);
    TRY(read(0, *copy));
    return FileContent{*copy, copy};
  }
  void* const address = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, descriptor_.number(), 0);
  if (address == MAP_FAILED)
    return fail(ErrorCode::unavailable, fmt::format("cannot map {} bytes: {}", size_, std::strerror(errno)));
  std::shared_ptr<const void> owner(address,
                                    [size = size_](const void* mapped) { ::munmap(const_cast<void*>(mapped), size); });
  return FileContent{{static_cast<const std::byte*>(address), size_}, std::move(owner)};
}

Result<std::string> read_text(const std::filesystem::path& path, std::uint64_t bytes_max) {
  const ReadableFile file = TRY(ReadableFile::open(path));
  if (file.size() > bytes_max)
    return fail(ErrorCode::too_large, fmt::format("it has {} bytes, at most {} are read", file.size(), bytes_max));
  std::string text(file.size(), '\0');
  TRY(file.read(0, std::as_writable_bytes(std::span(text))));
  return text;
}

Result<Done> write_durably(const std::filesystem::path& path, std::span<const std::span<const std::byte>> parts) {
  std::string beside = path.string() + ".XXXXXX";
  const process::Descriptor file(::mkostemp(beside.data(), O_CLOEXEC));
  if (!file.is_open()) return trouble("create", path, errno);
  if (const int failed = write_flushed(file.number(), parts); failed != 0) {
    ::unlink(beside.c_str());
    return trouble("write", path, failed);
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) {
    const int failed = errno;
    ::unlink(beside.c_str());
    return trouble("put in place", path, failed);
  }
  const int failed = flush_folder(path.has_parent_path() ? path.parent_path() : ".");
  if (failed != 0) return trouble("flush the folder of", path, failed);
  return Done{};
}

Result<Done> check_not_stopped(const std::atomic<bool>* stop) {
  if (stop == nullptr || !stop->load(std::memory_order_relaxed)) return Done{};
  return fail(ErrorCode::cancelled, "stopped while a file was read");
}

Result<std::string> sha256_of_file(const std::filesystem::path& path, const std::atomic<bool>* stop) {
  const ReadableFile file = TRY(ReadableFile::open(path));
  crypto::Sha256 hash;
  std::vector<std::byte> piece(std::min<std::uint64_t>(file.size(), MiB));
  for (std::uint64_t done = 0; done < file.size(); done += piece.size()) {
    piece.resize(std::min<std::uint64_t>(piece.size(), file.size() - done));
    TRY(check_not_stopped(stop));
    TRY(file.read(done, piece));
    hash.add(piece);
  }
  return to_hex(hash.finish());
}

}  // namespace swarm::model_files
