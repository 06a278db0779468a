#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/json.hpp"
#include "base/result.hpp"
#include "base/sizes.hpp"
#include "engine/model_files/gguf_file.hpp"

namespace swarm::model_files {

enum class FileKind : std::uint8_t { model, adapter };
constexpr std::array<json::EnumName<FileKind>, 2> enum_names(FileKind) {
  return {{{FileKind::model, "model"}, {FileKind::adapter, "adapter"}}};
}

// What a file that passed all checks is.
struct FileFacts {
  FileKind kind = FileKind::model;
  std::string architecture;
  std::string name;  // general.name; may be empty
  std::uint64_t parameters = 0;
  Bytes bytes;  // of the file
  std::uint64_t context_tokens = 0;
  std::uint64_t layers = 0;
  std::uint64_t embedding_length = 0;
  std::uint64_t vocabulary = 0;
  std::uint64_t rank = 0;  // the largest one
  double alpha = 0;
  std::string sha256;

  static constexpr auto schema = json::object(
      "FileFacts", json::field("kind", &FileFacts::kind, "What the file holds."),
      json::field("architecture", &FileFacts::architecture, "As llama.cpp calls it, such as qwen2."),
      json::field("name", &FileFacts::name, "The name that the file gives itself."),
      json::field("parameters", &FileFacts::parameters, "How many numbers its tensors have."),
      json::field("bytes", &FileFacts::bytes, "Length of the file."),
      json::field("context_tokens", &FileFacts::context_tokens,
                  "The context that the model was trained with; 0 for an adapter."),
      json::field("layers", &FileFacts::layers, "Blocks of the model; 0 for an adapter."),
      json::field("embedding_length", &FileFacts::embedding_length, "Width of the model; 0 for an adapter."),
      json::field("vocabulary", &FileFacts::vocabulary, "Tokens; 0 for an adapter."),
      json::field("rank", &FileFacts::rank, "The largest rank of an adapter's pairs; 0 for a model."),
      json::field("alpha", &FileFacts::alpha, "The strength of an adapter; 0 for a model."),
      json::field("sha256", &FileFacts::sha256, "Of the whole file, or of the folder (peft_adapter.hpp)."));
};

// Everything that can be said without llama.cpp about whether it will run this model and not abort: general numbers
// for all architectures; for qwen2, qwen3 and llama every tensor with its shape. `invalid_input` with the reason;
// `cancelled` when `stop` becomes true, since every number of a large file is looked at.
Result<FileFacts> check_model(const GgufFile& model, const std::atomic<bool>* stop = nullptr);

// An adapter alone, and against the model that it is for.
Result<FileFacts> check_adapter(const GgufFile& adapter);
Result<FileFacts> check_adapter(const GgufFile& adapter, const GgufFile& base);

// A model or adapter in a GGUF file, or an adapter in a PEFT folder, with its hash. A `base` is checked as well, and
// required to judge a folder. Errors as GgufFile::open and the checks above.
Result<FileFacts> check_file(const std::filesystem::path& file, const std::optional<std::filesystem::path>& base);

}  // namespace swarm::model_files
