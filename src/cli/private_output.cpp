#include "cli/private_output.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace swarm::cli {

Outcome<PrivateOutput> PrivateOutput::create(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor >= 0) return PrivateOutput(path, descriptor);
  const ErrorCode code = errno == EEXIST ? ErrorCode::conflict : ErrorCode::invalid_input;
  Trouble trouble(code, fmt::format("cannot make {}: {}", path, std::strerror(errno)));
  if (code == ErrorCode::conflict) trouble.next = "name a new file; an existing one is not overwritten";
  return std::unexpected(std::move(trouble));
}

PrivateOutput::PrivateOutput(PrivateOutput&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

PrivateOutput::~PrivateOutput() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Outcome<Done> PrivateOutput::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0)
      return trouble(ErrorCode::storage_full, fmt::format("cannot write {}: {}", path_, std::strerror(errno)));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(descriptor_) == 0 || errno == EINVAL || errno == EROFS) return Done{};  // a pipe has nothing to sync
  return trouble(ErrorCode::storage_full, fmt::format("cannot write {}: {}", path_, std::strerror(errno)));
}

void PrivateOutput::discard() {
  ::unlink(path_.c_str());
}

}  // namespace swarm::cli
