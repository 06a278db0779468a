#include "learning/training_runs/base_models.hpp"

#include <fmt/format.h>

#include "learning/training_runs/lesson_files.hpp"
#include "providers/local_engine/engine_files.hpp"

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
              fmt::format("there is no model '{}' (a file {}.gguf in {})", name, name, models.string()));
}

}  // namespace swarm::training_runs
