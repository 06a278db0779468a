#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/sizes.hpp"
#include "engine/model_files/file_access.hpp"
#include "engine/model_files/gguf_file.hpp"

namespace swarm::model_files {

// Bounds of what is read from a stranger. They leave room for vocabularies of a million tokens with their merges.
inline constexpr std::uint64_t kMetadataMax = 4096;           // keys
inline constexpr std::uint64_t kTensorsMax = 16'384;          // more than twice of what any known model has
inline constexpr std::uint64_t kKeyBytesMax = 256;            // of a metadata key
inline constexpr std::uint64_t kTensorNameBytesMax = 63;      // ggml's own
inline constexpr std::uint64_t kTextBytesMax = 32 * MiB;      // of one text
inline constexpr std::uint64_t kListElementsMax = 4'194'304;  // of all lists together
inline constexpr std::uint64_t kHeaderBytesMax = 256 * MiB;   // up to the first tensor
inline constexpr std::uint64_t kAlignmentMax = 1 * MiB;

struct TensorPlace {
  std::string name{};
  std::uint32_t type = 0;
  std::vector<std::uint64_t> shape{};
  std::uint64_t begin = 0;  // in the file
  std::uint64_t bytes = 0;
};

// Everything in front of the tensors' data, checked; every place lies inside the file and none touches another.
struct GgufHeader {
  GgufMetadata metadata{};
  std::map<std::string, GgufForm, std::less<>> forms{};
  std::vector<TensorPlace> tensors{};
};

Result<GgufHeader> read_gguf_header(const ReadableFile& file);

}  // namespace swarm::model_files
