#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace swarm::model_files {

// A tensor as a file describes it, checked: its bytes lie inside the file and fit its shape.
struct Tensor {
  std::string name{};
  std::uint32_t type = 0;              // ggml's number of the element type: 0 F32, 1 F16, 30 BF16, 8 Q8_0, …
  std::vector<std::uint64_t> shape{};  // as ggml has it: the length of a row first; 1 to 4 dimensions
  std::span<const std::byte> bytes{};  // in the mapped file, or of whoever writes it
};

}  // namespace swarm::model_files
