#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace swarm::identity {

// A small file that only its owner may read (0600) and that is replaced as a whole: what is prepared lies beside it,
// flushed to disk, until it is put in its place. Blocks; for start and offline verbs. All calls: `unavailable`.
class PrivateFile {
 public:
  explicit PrivateFile(std::filesystem::path file);

  Result<Done> prepare(std::string_view text) const;
  std::optional<std::string> prepared() const;  // what lies prepared, also from a run that ended half-way
  Result<Done> put_in_place() const;
  void discard_prepared() const;
  const std::filesystem::path& path() const { return file_; }

 private:
  std::filesystem::path file_;
  std::filesystem::path prepared_;
};

}  // namespace swarm::identity
