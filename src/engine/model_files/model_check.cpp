#include "engine/model_files/model_check.hpp"

#include <algorithm>

#include "engine/model_files/element_types.hpp"
#include "engine/model_files/file_access.hpp"
#include "engine/model_files/hyperparameters.hpp"
#include "engine/model_files/lora_adapter.hpp"
#include "engine/model_files/metadata_view.hpp"
#include "engine/model_files/refusal.hpp"
#include "engine/model_files/tensor_check.hpp"
#include "engine/model_files/vocabulary_check.hpp"

namespace swarm::model_files {

namespace {

Result<FileFacts> check_opened(const GgufFile& file, const std::optional<std::filesystem::path>& base) {
  const bool is_adapter = file.text("general.type") == "adapter";
  if (!is_adapter && base) return refuse("this is a model; only an adapter has a base");
  if (!is_adapter) return check_model(file);
  if (!base) return check_adapter(file);
  const GgufFile opened = TRY(GgufFile::open(*base));
  Result<FileFacts> good = check_model(opened);
  if (!good) return refuse("its base {}: {}", base->string(), good.error().message);
  return check_adapter(file, opened);
}

Result<FileFacts> check_folder(const std::filesystem::path& folder, const std::optional<std::filesystem::path>& base) {
  if (!base) return refuse("an adapter in a PEFT folder is checked against its base model, which is not given");
  const GgufFile opened = TRY(GgufFile::open(*base));
  Result<FileFacts> good = check_model(opened);
  if (!good) return refuse("its base {}: {}", base->string(), good.error().message);
  const BaseShape shape = TRY(base_shape_of(opened));
  const LoraAdapter adapter = TRY(read_peft(folder, shape));
  TRY(check_against_base(adapter, opened));
  FileFacts facts{.kind = FileKind::adapter, .architecture = adapter.base.architecture, .alpha = adapter.alpha};
  for (const auto& [target, pair] : adapter.pairs) {
    facts.bytes.count += pair.a.bytes.size() + pair.b.bytes.size();
    facts.parameters += pair.a.rows * pair.a.row_length + pair.b.rows * pair.b.row_length;
    facts.rank = std::max(facts.rank, pair.a.rows);
  }
  facts.sha256 = TRY(peft_sha256(folder));
  return facts;
}

}  // namespace

Result<FileFacts> check_model(const GgufFile& model, const std::atomic<bool>* stop) {
  const Hyperparameters numbers = TRY(read_hyperparameters(model));
  const std::uint64_t vocabulary = TRY(check_vocabulary(model));
  TRY(check_tensors(model, numbers, vocabulary, stop));
  FileFacts facts {
    .kind = FileKind::model, .architecture = numbers.architecture, .name = TRY(MetadataView(model).text("general.name"))
    .value_or(""), .bytes = {model.file_bytes()}, .context_tokens = numbers.context, .layers = numbers.layers,
        .embedding_length = numbers.embedding, .vocabulary = vocabulary
  };
  for (const Tensor& tensor : model.tensors())
    facts.parameters += element_count(tensor.shape).value_or(0);
  return facts;
}

Result<FileFacts> check_file(const std::filesystem::path& file, const std::optional<std::filesystem::path>& base) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) return naming(file, check_folder(file, base));
  const GgufFile opened = TRY(GgufFile::open(file));
  Result<FileFacts> facts = naming(file, check_opened(opened, base));
  if (!facts) return facts;
  facts->sha256 = TRY(sha256_of_file(file));
  return facts;
}

}  // namespace swarm::model_files
