#include "platform/process/descriptor.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MFD_EXEC
  #define MFD_EXEC 0x0010U  // newer than this C library
#endif

namespace swarm::process {

namespace {

int make_memory_file(const char* name) {
  const unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  const int number = ::memfd_create(name, flags | MFD_EXEC);
  return number >= 0 || errno != EINVAL ? number : ::memfd_create(name, flags);  // EINVAL: a kernel before 6.3
}

bool write_all(int number, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(number, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

void Descriptor::close() {
  if (number_ >= 0) ::close(std::exchange(number_, -1));
}

Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return std::unexpected(system_error("cannot make a pipe", errno));
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

Result<Descriptor> open_null() {
  Descriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!null.is_open()) return std::unexpected(system_error("cannot open /dev/null", errno));
  return null;
}

Result<Descriptor> sealed_file(const char* name, std::span<const std::byte> bytes) {
  Descriptor file(make_memory_file(name));
  constexpr int kSeals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
  if (!file.is_open() || !write_all(file.number(), bytes) || ::lseek(file.number(), 0, SEEK_SET) != 0 ||
      ::fcntl(file.number(), F_ADD_SEALS, kSeals) != 0)
    return std::unexpected(system_error(fmt::format("cannot make the file {} in memory", name), errno));
  return file;
}

Error system_error(std::string_view tried, int number) {
  return {.code = ErrorCode::unavailable, .message = fmt::format("{}: {}", tried, std::strerror(number))};
}

}  // namespace swarm::process
