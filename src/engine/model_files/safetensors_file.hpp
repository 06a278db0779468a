#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/sizes.hpp"

namespace swarm::model_files {

inline constexpr std::uint64_t kSafetensorsHeaderBytesMax = 16 * MiB;
inline constexpr std::uint64_t kSafetensorsNameBytesMax = 512;

struct SafeTensor {
  std::string name{};
  std::string type{};                  // "F32", "F16", "BF16", …
  std::vector<std::uint64_t> shape{};  // as numpy has it: the length of a row last; none for a single number
  std::span<const std::byte> bytes{};
};
using SafetensorsMetadata = std::map<std::string, std::string>;

// The width of a number of that type; nothing for a type that is not known here.
std::optional<std::uint64_t> safetensors_width(std::string_view type);

// A safetensors file, checked as the format says and no laxer: the header's length, one object without repeated names,
// offsets inside the data, no overlap, no hole, sizes that follow from type and shape.
// Immutable and thread-safe; spans live as long as it does (GgufFile says what happens to a file that shrinks).
class SafetensorsFile {
 public:
  // `invalid_input`, `not_found`, `forbidden`, `too_large`.
  static Result<SafetensorsFile> open(const std::filesystem::path& path);

  const SafetensorsMetadata& metadata() const { return metadata_; }
  const std::vector<SafeTensor>& tensors() const { return tensors_; }  // in the order of their data
  const SafeTensor* find(std::string_view name) const;
  std::uint64_t file_bytes() const { return file_bytes_; }

 private:
  SafetensorsMetadata metadata_;
  std::vector<SafeTensor> tensors_;
  std::uint64_t file_bytes_ = 0;
  std::shared_ptr<const void> content_;
};

// Writes one, durably: wider types first, then by name; the data begins at a multiple of 8.
Result<Done> write_safetensors(const std::filesystem::path& path, const SafetensorsMetadata& metadata,
                               std::vector<SafeTensor> tensors);

}  // namespace swarm::model_files
