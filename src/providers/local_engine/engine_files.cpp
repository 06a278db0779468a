#include "providers/local_engine/engine_files.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace swarm::local_engine {

namespace fs = std::filesystem;

namespace {

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

bool is_path(const std::string& model) {
  return model.contains('/') || model.ends_with(".gguf");
}

Result<fs::path> find_model(const EngineConfig& config, const fs::path& program_folder, const fs::path& models_folder) {
  if (uses_built_in_model(config)) {
    if (const auto found = built_in_model(program_folder)) return *found;
    return fail(
        ErrorCode::unavailable, "engine_missing",
        fmt::format("the built-in model is neither below {} nor in models/tiny of a source tree; name another one "
                    "(engine.model) or turn the engine off (engine.mode: off)",
                    (program_folder.parent_path() / "share/swarmkeeper").string()));
  }
  const fs::path model = is_path(config.model) ? fs::path(config.model) : models_folder / (config.model + ".gguf");
  if (is_file(model)) return fs::absolute(model);
  return fail(
      ErrorCode::unavailable, "engine_missing",
      fmt::format("there is no model at {}: swarmctl models list shows those that there are, swarmctl models add "
                  "FILE.gguf adds one",
                  model.string()));
}

}  // namespace

bool uses_built_in_model(const EngineConfig& config) {
  return config.mode == Mode::builtin && (config.model.empty() || config.model == kBuiltInModel);
}

std::string model_name_of(const EngineConfig& config) {
  if (config.model.empty()) return std::string(kBuiltInModel);
  if (config.mode == Mode::external || !is_path(config.model)) return config.model;
  return fs::path(config.model).stem().string();
}

std::optional<fs::path> built_in_model(const fs::path& program_folder) {
  const fs::path in_models = fs::path("models") / kBuiltInModel / (std::string(kBuiltInModel) + ".gguf");
  const fs::path installed = program_folder.parent_path() / "share/swarmkeeper" / in_models;
  if (is_file(installed)) return installed;
  const fs::path builds = program_folder.parent_path().parent_path();  // SOURCE/build/PRESET/bin
  const fs::path in_source = builds.parent_path() / in_models;
  if (builds.filename() == "build" && is_file(in_source)) return in_source;
  return std::nullopt;
}

Result<fs::path> find_engine_program(const EngineConfig& config, const fs::path& program_folder) {
  const fs::path program = config.program.empty() ? program_folder / "swarm-engine" : config.program;
  if (is_file(program)) return fs::absolute(program);
  return fail(
      ErrorCode::unavailable, "engine_missing",
      fmt::format("there is no engine at {}: build it (make programs), name it (engine.program), or turn it off "
                  "(engine.mode: off)",
                  program.string()));
}

Result<EngineFiles> find_engine_files(const EngineConfig& config, const fs::path& program_folder,
                                      const fs::path& models_folder) {
  return EngineFiles {
    .program = TRY(find_engine_program(config, program_folder))
    , .model = TRY(find_model(config, program_folder, models_folder))
    , .model_name = model_name_of(config), .is_built_in = uses_built_in_model(config)
  };
}

fs::path own_program_folder() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

}  // namespace swarm::local_engine
