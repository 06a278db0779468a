#include "platform/storage/sqlite/database_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <string>
#include <unistd.h>

namespace swarm::storage {
namespace {

constexpr std::string_view kMagic{"SQLite format 3\0", 16};
constexpr ::mode_t kOwnerOnly = 0600;

std::string why() {
  return std::strerror(errno);
}

std::string read_start(int descriptor, std::size_t length) {
  std::string text(length, '\0');
  const ssize_t count = pread(descriptor, text.data(), length, 0);
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text;
}

}  // namespace

Result<Done> create_or_check(const std::filesystem::path& file) {
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly);
  if (descriptor < 0) {
    return fail(ErrorCode::unavailable, fmt::format("cannot open the database file {}: {}", file.string(), why()));
  }
  const std::string start = read_start(descriptor, kMagic.size());
  close(descriptor);
  if (start.empty() || start == kMagic) return Done{};
  return fail(
      ErrorCode::invalid_input, "not_a_database",
      fmt::format("{} is not a SQLite database, or its beginning is damaged; restore a backup, or move the file away "
                  "to start empty",
                  file.string()));
}

}  // namespace swarm::storage
