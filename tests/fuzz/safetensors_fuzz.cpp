// Files that call themselves safetensors: every tensor lies inside, none touches another, or the file is refused.
#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/invariant.hpp"
#include "engine/model_files/safetensors_file.hpp"

namespace {

using namespace swarm;
using namespace swarm::model_files;

void read_all(const SafetensorsFile& file, std::size_t size) {
  std::size_t bytes = 0;
  const std::byte* end = nullptr;
  for (const SafeTensor& tensor : file.tensors()) {
    SWARM_INVARIANT(end == nullptr || tensor.bytes.data() == end, "one behind the other");
    end = tensor.bytes.data() + tensor.bytes.size();
    bytes += tensor.bytes.size();
    std::uint64_t expected = safetensors_width(tensor.type).value();
    for (const std::uint64_t length : tensor.shape)
      expected *= length;
    SWARM_INVARIANT(expected == tensor.bytes.size(), "bytes fit the shape");
    SWARM_INVARIANT(tensor.bytes.empty() || tensor.bytes.front() == tensor.bytes.front(), "the first can be read");
    SWARM_INVARIANT(tensor.bytes.empty() || tensor.bytes.back() == tensor.bytes.back(), "the last can be read");
  }
  SWARM_INVARIANT(bytes <= size, "there are not more bytes than in the file");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int memory = ::memfd_create("fuzzed", MFD_CLOEXEC);
  SWARM_INVARIANT(memory >= 0 && ::write(memory, data, size) == static_cast<ssize_t>(size), "memory takes the bytes");
  const Result<SafetensorsFile> file = SafetensorsFile::open(fmt::format("/proc/self/fd/{}", memory));
  ::close(memory);
  if (file) {
    read_all(*file, size);
    return 0;
  }
  SWARM_INVARIANT(file.error().code == ErrorCode::invalid_input || file.error().code == ErrorCode::too_large,
                  "no file is our fault");
  return 0;
}
