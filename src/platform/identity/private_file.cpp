#include "platform/identity/private_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace swarm::identity {

namespace {

std::unexpected<Error> trouble(std::string_view what, const std::filesystem::path& file, int reason) {
  return fail(ErrorCode::unavailable, fmt::format("cannot {} {}: {}", what, file.string(), std::strerror(reason)));
}

// 0, or why not.
int write_and_flush(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno != EINTR) return errno;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  return fsync(descriptor) == 0 ? 0 : errno;
}

int flush_folder(const std::filesystem::path& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int failed = fsync(descriptor) == 0 ? 0 : errno;
  close(descriptor);
  return failed;
}

}  // namespace

PrivateFile::PrivateFile(std::filesystem::path file) : file_(std::move(file)), prepared_(file_.string() + ".new") {}

Result<Done> PrivateFile::prepare(std::string_view text) const {
  discard_prepared();
  const int descriptor = open(prepared_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0) return trouble("create", prepared_, errno);
  const int failed = write_and_flush(descriptor, text);
  close(descriptor);
  if (failed == 0) return Done{};
  discard_prepared();
  return trouble("write", prepared_, failed);
}

std::optional<std::string> PrivateFile::prepared() const {
  std::ifstream file(prepared_);
  if (!file) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

Result<Done> PrivateFile::put_in_place() const {
  if (rename(prepared_.c_str(), file_.c_str()) != 0) return trouble("put in place", file_, errno);
  if (const int failed = flush_folder(file_.has_parent_path() ? file_.parent_path() : "."); failed != 0) {
    return trouble("flush the folder of", file_, failed);
  }
  return Done{};
}

void PrivateFile::discard_prepared() const {
  unlink(prepared_.c_str());
}

}  // namespace swarm::identity
