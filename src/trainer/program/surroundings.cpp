#include "trainer/program/surroundings.hpp"

#include "engine/model_files/file_access.hpp"
#include "engine/model_files/model_check.hpp"

namespace swarm::program {

Result<BaseModel> open_base(const std::filesystem::path& path, const telemetry::Log& log,
                            const std::atomic<bool>& stop) {
  const model_files::GgufFile file = TRY(model_files::GgufFile::open(path));
  log.info("opening_base", {{"file", path.string()}, {"bytes", file.file_bytes()}});
  TRY(model_files::check_model(file, &stop));  // llama.cpp aborts on some files that do not pass
  const std::uint64_t end_of_turn = file.number("tokenizer.ggml.eos_token_id").value_or(UINT32_MAX);
  std::shared_ptr<llama::Model> model =
      TRY(llama::Model::load({.file = path, .gpu_layers = 0, .is_vocabulary_only = true}));
  const std::int64_t context = model->facts().context_tokens;
  const std::string name(file.text("general.name").value_or(""));
  const auto token = static_cast<llama::Token>(std::min<std::uint64_t>(end_of_turn, INT32_MAX));
  return BaseModel {
    .path = std::filesystem::absolute(path), .sha256 = TRY(model_files::sha256_of_file(path, &stop))
    , .name = name.empty() ? path.filename().string() : name, .context = context,
        .format = TRY(data::ChatFormat::of(std::move(model), token))
  };
}

Result<json::Object> finished_event(const optimise::Ended& ended, const RunFolder& folder,
                                    const std::vector<std::string>& files) {
  json::Object event{{"event", "finished"}};
  for (const auto& member : json::encode_members(ended))
    event.emplace(member.key(), member.value());
  json::Object made;
  for (const std::string& name : files)
    made.emplace(name, TRY(model_files::sha256_of_file(folder.path(name))));
  event.emplace("files", std::move(made));
  return event;
}

}  // namespace swarm::program
