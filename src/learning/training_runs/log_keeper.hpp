#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/sizes.hpp"

namespace swarm::training_runs {

// Writes what a trainer says on standard error into a file of bounded size: when half of `bytes_max` is full, the file
// is renamed to FILE.1 and begun anew, so that the newest always stays. Keeps the end in memory. One thread.
class LogKeeper {
 public:
  // `tail` and `bytes`: what an earlier attempt said; this one goes on behind it.
  static Result<LogKeeper> open(std::filesystem::path file, Bytes bytes_max, std::string tail = "",
                                std::int64_t bytes = 0);

  // A file that cannot be written (a full disk) loses text, never the run.
  void add(std::string_view bytes);
  std::string tail() const;  // at most kLogTailMax, well-formed UTF-8, without U+0000
  std::int64_t bytes() const { return total_; }

 private:
  LogKeeper(std::filesystem::path file, Bytes bytes_max, std::string tail, std::int64_t bytes)
      : file_(std::move(file)), bytes_max_(bytes_max), total_(bytes), tail_(std::move(tail)) {}
  void begin_anew();

  std::filesystem::path file_;
  Bytes bytes_max_;
  std::ofstream stream_;
  std::uint64_t in_file_ = 0;
  std::int64_t total_;
  std::string tail_;
};

// Bytes of anybody as a text that a row and an answer may hold: what is no UTF-8 becomes U+FFFD, U+0000 a blank.
std::string clean_text(std::string_view bytes);

// The last `bytes_max` of FILE.1 and FILE together; empty when there are none.
std::string end_of_log(const std::filesystem::path& file, std::size_t bytes_max);

}  // namespace swarm::training_runs
