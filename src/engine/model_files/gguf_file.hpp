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

// A value of GGUF's metadata. Integers of every width are told as 64 bits; a float keeps its width's value. A list of
// truth values is told as numbers 0 and 1.
using GgufValue = std::variant<std::uint64_t, std::int64_t, double, bool, std::string, std::vector<std::string>,
                               std::vector<std::int64_t>, std::vector<double>>;
using GgufMetadata = std::map<std::string, GgufValue, std::less<>>;

// The types that a file can say, with their numbers in it.
enum class GgufType : std::uint32_t {
  uint8,
  int8,
  uint16,
  int16,
  uint32,
  int32,
  float32,
  boolean,
  string,
  array,
  uint64,
  int64,
  float64,  // clang-format off
};  // clang-format on
std::string_view name_of(GgufType type);

// How a value stands in the file: llama.cpp takes some keys in one width only.
struct GgufForm {
  GgufType type = GgufType::uint32;  // of the elements where it is a list; never `array`
  bool is_list = false;
  bool operator==(const GgufForm&) const = default;
};

// A GGUF file (version 2 or 3, little endian), checked before anybody relies on a number in it: counts and lengths
// against the file's size, sums against overflow, types, alignment, overlapping or missing tensors.
// Immutable and thread-safe; the spans of tensors live as long as it does.
//
// The header is read once and kept. Tensors of a file up to kCopiedBytesMax are copied; those of a larger one are
// mapped, so whoever makes such a file shorter while it is in use kills its readers (SIGBUS): replace files by
// renaming.
class GgufFile {
 public:
  // `invalid_input` says what is wrong and at which byte; `not_found`, `forbidden` when it cannot be read;
  // `too_large` when a bound of ours is passed (docs/reference/limits.md). Never blocks on a pipe or a device.
  static Result<GgufFile> open(const std::filesystem::path& path);

  const GgufMetadata& metadata() const { return metadata_; }
  const std::vector<Tensor>& tensors() const { return tensors_; }
  const Tensor* find(std::string_view tensor) const;
  std::optional<std::uint64_t> number(std::string_view key) const;  // an integer that is not negative
  std::optional<double> real(std::string_view key) const;
  std::optional<std::string_view> text(std::string_view key) const;
  std::optional<GgufForm> form(std::string_view key) const;
  std::uint64_t file_bytes() const { return file_bytes_; }

 private:
  GgufMetadata metadata_;
  std::map<std::string, GgufForm, std::less<>> forms_;
  std::vector<Tensor> tensors_;
  std::map<std::string, std::size_t, std::less<>> places_;  // of tensors, by name
  std::uint64_t file_bytes_ = 0;
  std::shared_ptr<const void> content_;
};

// Writes a GGUF file (version 3, 32-byte alignment): beside its place first, then renamed, durable when it returns.
// Integers become UINT32 where they fit and are not negative, else INT64 (UINT64 beyond that); reals FLOAT32; lists of
// integers INT32, of reals FLOAT32. `invalid_input` for what no reader would take: names, shapes, sizes, numbers that
// do not fit; `storage_full`, `forbidden`, `unavailable` when it cannot be written.
Result<Done> write_gguf(const std::filesystem::path& path, const GgufMetadata& metadata,
                        const std::vector<Tensor>& tensors);

}  // namespace swarm::model_files
