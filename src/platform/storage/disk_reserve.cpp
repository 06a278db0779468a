#include "platform/storage/disk_reserve.hpp"

#include <fmt/format.h>
#include <limits>
#include <sys/statvfs.h>

namespace swarm::storage {

Bytes free_space_at(const std::filesystem::path& folder) {
  struct statvfs facts{};
  if (statvfs(folder.c_str(), &facts) != 0) return {std::numeric_limits<std::uint64_t>::max()};
  return {static_cast<std::uint64_t>(facts.f_bavail) * facts.f_frsize};
}

DiskReserve::DiskReserve(Bytes reserve, FreeSpace measure, const Clock& clock)
    : reserve_(reserve), measure_(std::move(measure)), clock_(clock) {}

Result<Done> DiskReserve::admit_new_work() {
  const Bytes left = free();
  if (left >= reserve_) return Done{};
  return fail(
      ErrorCode::storage_full,
      fmt::format("{} are free on the disk of the database, below the reserve of {} for work that is under way; "
                  "free some space, or lower database.sqlite.disk_reserve",
                  to_text(left), to_text(reserve_)));
}

Bytes DiskReserve::free() {
  const SteadyTime now = clock_.steady_now();
  SteadyTime due = next_look_.load();
  // One thread measures; the others take what was measured last.
  if (now >= due && next_look_.compare_exchange_strong(due, now + kLookInterval)) free_ = measure_().count;
  return {free_.load()};
}

}  // namespace swarm::storage
