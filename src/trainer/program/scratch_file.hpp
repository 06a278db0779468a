#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace swarm::program {

// A place for one file in a folder of its own that nobody else may look into; both go away with the object.
class ScratchFile {
 public:
  static Result<ScratchFile> make();
  ~ScratchFile();
  ScratchFile(ScratchFile&& other) noexcept : folder_(std::exchange(other.folder_, {})) {}
  ScratchFile& operator=(ScratchFile&&) = delete;

  std::filesystem::path path() const { return folder_ / "file"; }

 private:
  explicit ScratchFile(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace swarm::program
