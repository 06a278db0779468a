#include "trainer/program/scratch_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>

namespace swarm::program {

Result<ScratchFile> ScratchFile::make() {
  std::string name = (std::filesystem::temp_directory_path() / "swarm-trainer-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    return fail(ErrorCode::unavailable, fmt::format("{}: {}", name, std::strerror(errno)));
  return ScratchFile(name);
}

ScratchFile::~ScratchFile() {
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

}  // namespace swarm::program
