#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <sys/types.h>

#include "base/clock.hpp"
#include "base/sizes.hpp"

namespace swarm::telemetry {

// swarmd.log in a folder, with its predecessors swarmd.1.log (the youngest) and so on: together never more than
// files_max × bytes_max. Makes the folder when it is missing, also later; a file that was moved, removed or cut from
// outside is followed by a new one. Not thread-safe; never throws.
class LogFile {
 public:
  static constexpr std::chrono::seconds kRetryAfter{1};  // a full disk is tried again, but not for every line

  LogFile(std::filesystem::path folder, Bytes bytes_max, std::size_t files_max);
  ~LogFile();
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  // Writes whole lines, each with its end, and returns how many could not be written. No line is left half written.
  std::size_t append(std::span<const std::string_view> lines, SteadyTime now);

 private:
  std::filesystem::path path_of(std::size_t number) const;  // 0 is the file that grows
  bool ensure_open();
  bool open_new();
  bool end_torn_line();
  void close_file();
  bool rotate();
  void remove_surplus() const;
  std::size_t gather(std::span<const std::string_view> lines);
  std::size_t write_gathered();

  const std::filesystem::path folder_;
  const std::uint64_t bytes_max_;
  const std::size_t files_max_;
  int file_ = -1;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  std::uint64_t size_ = 0;
  std::string gathered_;
  SteadyTime retry_at_{};
};

}  // namespace swarm::telemetry
