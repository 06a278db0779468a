#include "platform/storage/file_lock.hpp"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <string>
#include <sys/file.h>
#include <unistd.h>

namespace swarm::storage {
namespace {

constexpr ::mode_t kOwnerOnly = 0600;

std::string why() {
  return std::strerror(errno);
}

Result<Done> write_process_id(int descriptor, const std::filesystem::path& path) {
  const std::string text = fmt::format("{}\n", getpid());
  if (ftruncate(descriptor, 0) == 0 &&
      pwrite(descriptor, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size())) {
    return Done{};
  }
  if (errno == ENOSPC || errno == EDQUOT) return Done{};  // the lock holds without its text
  return fail(ErrorCode::unavailable, fmt::format("cannot write {}: {}", path.string(), why()));
}

std::string holder_of(int descriptor) {
  std::string holder(20, '\0');
  const ssize_t count = pread(descriptor, holder.data(), holder.size(), 0);
  holder.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  while (!holder.empty() && holder.back() == '\n')
    holder.pop_back();
  return holder;
}

bool is_gone(const std::string& process_id) {
  pid_t id = 0;
  const auto [end, error] = std::from_chars(process_id.data(), process_id.data() + process_id.size(), id);
  return error == std::errc{} && id > 0 && kill(id, 0) != 0 && errno == ESRCH;
}

// A child that a killed server was just starting still has its descriptors, for as long as it takes to become another
// program: what a dead process seems to hold is soon free.
bool lock_soon(int descriptor) {
  constexpr int kLooksMax = 100;
  constexpr int kBetweenLooksMs = 20;
  for (int look = 0; look < kLooksMax; ++look) {
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return true;
    if (!is_gone(holder_of(descriptor))) return false;
    poll(nullptr, 0, kBetweenLooksMs);
  }
  return false;
}

std::unexpected<Error> in_use(int descriptor, const std::filesystem::path& guarded) {
  const std::string holder = holder_of(descriptor);
  return fail(ErrorCode::conflict, "in_use",
              fmt::format("{} is used by the process {}; stop it first, or start this one on another folder",
                          guarded.string(), holder.empty() ? "that holds its .lock file" : holder));
}

}  // namespace

Result<FileLock> FileLock::take(const std::filesystem::path& path, const std::filesystem::path& guarded) {
  FileLock lock(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly));
  if (lock.descriptor_ < 0) {
    return fail(ErrorCode::unavailable,
                fmt::format("cannot open {}: {}; does the folder exist, and may it be written?", path.string(), why()));
  }
  if (!lock_soon(lock.descriptor_)) return in_use(lock.descriptor_, guarded);
  TRY(write_process_id(lock.descriptor_, path));
  return lock;
}

FileLock::~FileLock() {
  if (descriptor_ < 0) return;
  [[maybe_unused]] const int emptied = ftruncate(descriptor_, 0);  // only a help for people
  close(descriptor_);
}

}  // namespace swarm::storage
