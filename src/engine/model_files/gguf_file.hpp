#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "engine/model_files/tensor.hpp"

namespace swarm::model_files {

// A value of GGUF's metadata. Integers of every width are told as 64 bits; a float keeps its width's value.
using GgufValue = std::variant<std::uint64_t, std::int64_t, double, bool, std::string, std::vector<std::string>,
                               std::vector<std::int64_t>, std::vector<double>>;
using GgufMetadata = std::map<std::string, GgufValue, std::less<>>;

// A GGUF file (version 2 or 3, little endian), mapped and checked before anybody relies on a number in it: counts and
// lengths against the file's size, sums against overflow, types, alignment, overlapping or missing tensors.
// Immutable and thread-safe; the spans of tensors live as long as it does.
class GgufFile {
 public:
  // `invalid_input` says what is wrong and at which byte; `not_found`, `forbidden` when it cannot be read;
  // `too_large` when a bound of ours is passed (docs/reference/limits.md).
  static Result<GgufFile> open(const std::filesystem::path& path);

  const GgufMetadata& metadata() const { return metadata_; }
  const std::vector<Tensor>& tensors() const { return tensors_; }
  const Tensor* find(std::string_view tensor) const;
  std::optional<std::uint64_t> number(std::string_view key) const;  // an integer that is not negative
  std::optional<double> real(std::string_view key) const;
  std::optional<std::string_view> text(std::string_view key) const;
  std::uint64_t file_bytes() const { return file_bytes_; }

 private:
  GgufMetadata metadata_;
  std::vector<Tensor> tensors_;
  std::uint64_t file_bytes_ = 0;
  std::shared_ptr<const void> mapping_;
};

// Writes a GGUF file (version 3, 32-byte alignment): beside its place first, then renamed, durable when it returns.
// Integers become UINT32 where they fit and are not negative, else INT64; reals FLOAT32; arrays of integers INT32.
Result<Done> write_gguf(const std::filesystem::path& path, const GgufMetadata& metadata,
                        const std::vector<Tensor>& tensors);

}  // namespace swarm::model_files
