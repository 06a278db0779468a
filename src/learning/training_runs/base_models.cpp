#include "learning/training_runs/base_models.hpp"

#include <fmt/format.h>

#include "learning/training_runs/lesson_files.hpp"
#include "providers/local_engine/engine_files.hpp"
#include "providers/local_engine/model_record.hpp"

namespace swarm::training_runs {

namespace fs = std::filesystem;

namespace {

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

}  // namespace

Result<fs::path> find_base_model(std::string_view name, const fs::path& models, const fs::path& program_folder) {
  if (!is_plain_name(name))
    return fail(ErrorCode::invalid_input,
                fmt::format("'{}' is no name of a model: letters, digits, '-', '_' and '.', at most 64", name));
  const fs::path added = models / fmt::format("{}.gguf", name);
  if (is_file(added)) return fs::absolute(added);
  if (name == local_engine::kBuiltInModel) {
    if (const auto built_in = local_engine::built_in_model(program_folder)) return *built_in;
  }
  return fail(ErrorCode::not_found,
              fmt::format("there is no model '{}': swarmctl models list shows those that there are", name));
}

Result<Done> check_base_model(std::string_view name, const fs::path& models, bool is_our_trainer) {
  constexpr char kTrained[] = "qwen2";  // what swarm-trainer knows (trainer/graph)
  const Result<local_engine::ModelRecord> record = local_engine::ModelRecord::read(models, name);
  if (!record || !is_file(models / fmt::format("{}.gguf", name))) return Done{};
  if (record->kind == local_engine::ModelFileKind::adapter)
    return fail(ErrorCode::invalid_input, fmt::format("'{}' is an adapter: a model expected, which is trained", name));
  const json::Value* architecture = record->facts.if_contains("architecture");
  if (!is_our_trainer || architecture == nullptr || *architecture == kTrained) return Done{};
  return fail(
      ErrorCode::invalid_input,
      fmt::format("the architecture of '{}' is {}: swarm-trainer trains {} only (training.command names another "
                  "trainer)",
                  name, json::to_text(*architecture), kTrained));
}

}  // namespace swarm::training_runs
