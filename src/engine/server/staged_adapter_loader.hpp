#pragma once

#include <filesystem>
#include <memory>

#include "base/sizes.hpp"
#include "engine/batching/inference.hpp"
#include "engine/lora/adapter_loader.hpp"
#include "engine/model_files/gguf_file.hpp"
#include "engine/server/limited_check.hpp"

namespace swarm::engine_server {

// A private folder that goes away with the object. `unavailable` when it cannot be made.
class StagingFolder {
 public:
  static Result<StagingFolder> make();
  // Removes those of this user whose process has ended without doing so.
  static void sweep();
  ~StagingFolder();
  StagingFolder(StagingFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  StagingFolder& operator=(StagingFolder&&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit StagingFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

// An adapter as a GGUF file of our own, so that what was hashed and checked is what is loaded, whoever writes to the
// original meanwhile. A PEFT folder is converted.
struct StagedAdapter {
  std::filesystem::path file;
  std::string sha256;  // of the original: the file, or the folder (model_files/lora_adapter.hpp)
};
// `not_found`, `too_large` beyond `bytes_max`, `invalid_input` for what is neither, or does not fit the base.
Result<StagedAdapter> stage_adapter(const std::filesystem::path& from, const std::filesystem::path& folder,
                                    const model_files::GgufFile& base, Bytes bytes_max);

// Stages, compares the hash, checks the file against the base, loads it on trial in a limited child, and only then
// beside the live model.
class StagedAdapterLoader final : public lora::AdapterLoader {
 public:
  struct Deps {
    std::shared_ptr<llama::Model> model;
    std::filesystem::path model_file;
    const LimitedCheck& check;
    batching::Inference& inference;  // knows what is free
    Bytes bytes_max{4 * GiB};
  };
  // As model_files::GgufFile::open says of the model.
  static Result<std::unique_ptr<StagedAdapterLoader>> make(Deps deps);

  Result<lora::LoadedAdapter> load(const lora::AdapterOrigin& origin) override;

 private:
  StagedAdapterLoader(Deps deps, model_files::GgufFile base) : deps_(std::move(deps)), base_(std::move(base)) {}

  const Deps deps_;
  const model_files::GgufFile base_;
};

}  // namespace swarm::engine_server
