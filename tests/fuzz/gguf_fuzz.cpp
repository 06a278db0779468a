// Files that call themselves GGUF: any bytes are a file whose numbers hold, or refused with what is wrong; and what is
// no model or no adapter is refused by the checks instead of by an assertion of llama.cpp's.
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/invariant.hpp"
#include "engine/model_files/element_types.hpp"
#include "engine/model_files/gguf_file.hpp"
#include "engine/model_files/model_check.hpp"

namespace {

using namespace swarm;
using namespace swarm::model_files;

void expect_reason(const Error& error) {
  SWARM_INVARIANT(error.code == ErrorCode::invalid_input || error.code == ErrorCode::too_large, "no file is our fault");
  SWARM_INVARIANT(!error.message.empty(), "a refusal says why");
}

void read_all(const GgufFile& file) {
  unsigned sum = 0;
  for (const Tensor& tensor : file.tensors()) {
    SWARM_INVARIANT(byte_count(tensor.type, tensor.shape) == tensor.bytes.size(), "bytes fit the shape");
    SWARM_INVARIANT(file.find(tensor.name) == &tensor, "each tensor is found by its name");
    for (const std::byte byte : tensor.bytes)
      sum += static_cast<unsigned>(byte);
  }
  SWARM_INVARIANT(sum + 1 != 0 || !file.tensors().empty(), "the sum is used, so that the bytes are read");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int memory = ::memfd_create("fuzzed", MFD_CLOEXEC);
  SWARM_INVARIANT(memory >= 0 && ::write(memory, data, size) == static_cast<ssize_t>(size), "memory takes the bytes");
  const Result<GgufFile> file = GgufFile::open(fmt::format("/proc/self/fd/{}", memory));
  ::close(memory);
  if (!file) {
    expect_reason(file.error());
    return 0;
  }
  read_all(*file);
  if (const Result<FileFacts> facts = check_model(*file); !facts) expect_reason(facts.error());
  if (const Result<FileFacts> facts = check_adapter(*file); !facts) expect_reason(facts.error());
  if (const Result<FileFacts> facts = check_adapter(*file, *file); !facts) expect_reason(facts.error());
  return 0;
}
