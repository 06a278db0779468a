#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model_files/gguf_file.hpp"

namespace swarm::model_files {

// Reads metadata as strictly as llama.cpp does: a value of another type or width is `invalid_input`, not a guess.
class MetadataView {
 public:
  explicit MetadataView(const GgufFile& file) : file_(file) {}

  bool has(std::string_view key) const { return file_.metadata().contains(key); }
  Result<std::string> required_text(std::string_view key) const;
  Result<std::uint64_t> required_number(std::string_view key) const;  // UINT32
  Result<std::optional<std::string>> text(std::string_view key) const;
  Result<std::optional<std::uint64_t>> number(std::string_view key) const;  // UINT32
  Result<std::optional<double>> real(std::string_view key) const;           // FLOAT32, finite
  Result<std::optional<bool>> truth(std::string_view key) const;
  // Nothing when the key is absent.
  Result<const std::vector<std::string>*> texts(std::string_view key) const;
  // A UINT32 for all layers, or a list of UINT32 or INT32 with one for each; `otherwise` when the key is absent.
  Result<std::vector<std::uint64_t>> per_layer(std::string_view key, std::uint64_t layers,
                                               std::uint64_t otherwise) const;

 private:
  Result<bool> has_form(std::string_view key, GgufForm expected) const;

  const GgufFile& file_;
};

}  // namespace swarm::model_files
