#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace swarm::local_engine {

inline constexpr std::size_t kModelNameBytesMax = 64;

enum class ModelFileKind { model, adapter };
constexpr std::array<json::EnumName<ModelFileKind>, 2> enum_names(ModelFileKind) {
  return {{{ModelFileKind::model, "model"}, {ModelFileKind::adapter, "adapter"}}};
}

// What is known of a file in DATA/models: NAME.json beside NAME.gguf.
struct ModelRecord {
  std::string name;
  ModelFileKind kind = ModelFileKind::model;
  std::string sha256;
  std::int64_t size_bytes = 0;
  Time added_at{};
  std::string added_from;
  json::Object facts;  // as swarm-engine --check told them
  static constexpr auto schema =
      json::object("ModelRecord", json::field("name", &ModelRecord::name, "Its name.", json::required),
                   json::field("kind", &ModelRecord::kind, "model, or adapter."),
                   json::field("sha256", &ModelRecord::sha256, "Of its file.", json::required),
                   json::field("size_bytes", &ModelRecord::size_bytes, "Of its file."),
                   json::field("added_at", &ModelRecord::added_at, "When."),
                   json::field("added_from", &ModelRecord::added_from, "The file that it is a copy of."),
                   json::field("facts", &ModelRecord::facts, "What its header says."));

  bool is_checked() const { return !sha256.empty(); }  // false: there is a file of this name, and no record
  std::int64_t context_tokens() const;                 // that it was made for; 0 when its facts do not say

  // `not_found`, `unavailable` for a record that cannot be read.
  static Result<ModelRecord> read(const std::filesystem::path& folder, std::string_view name);
  // Whole or not at all. `unavailable`.
  Result<Done> write(const std::filesystem::path& folder) const;
};

// Small letters, digits, '.', '_' and '-', the first a letter or digit, at most kModelNameBytesMax: a file's name. Not
// ending in ".calibration", since NAME.calibration.json beside it is the calibration of NAME.
bool is_model_name(std::string_view name);

// Writes and renames, so that a reader sees the old file or the new one. `unavailable`, `storage_full`.
Result<Done> write_whole_file(const std::filesystem::path& file, std::string_view text);
Result<std::string> read_small_file(const std::filesystem::path& file, std::size_t bytes_max);

}  // namespace swarm::local_engine
