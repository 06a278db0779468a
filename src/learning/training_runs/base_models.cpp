#include "learning/training_runs/base_models.hpp"

#include <fmt/format.h>

#include "learning/training_runs/lesson_files.hpp"

namespace swarm::training_runs {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kShipped = "tiny";
constexpr int kFoldersUpMax = 4;  // build/release/bin is three below the source tree

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

fs::path shipped_model(const fs::path& program_folder) {
  const fs::path in_models = "models/tiny/tiny.gguf";
  const fs::path installed = program_folder.parent_path() / "share/swarmkeeper" / in_models;
  if (is_file(installed)) return installed;
  fs::path folder = program_folder;
  for (int up = 0; up < kFoldersUpMax && folder.has_relative_path(); ++up) {
    folder = folder.parent_path();
    if (is_file(folder / in_models)) return folder / in_models;
  }
  return {};
}

}  // namespace

Result<fs::path> find_base_model(std::string_view name, const fs::path& models, const fs::path& program_folder) {
  if (!is_plain_name(name))
    return fail(ErrorCode::invalid_input,
                fmt::format("'{}' is no name of a model: letters, digits, '-', '_' and '.', at most 64", name));
  const fs::path added = models / fmt::format("{}.gguf", name);
  if (is_file(added)) return fs::absolute(added);
  const fs::path shipped = name == kShipped ? shipped_model(program_folder) : fs::path();
  if (!shipped.empty()) return shipped;
  return fail(ErrorCode::not_found,
              fmt::format("there is no model '{}' (a file {}.gguf in {})", name, name, models.string()));
}

}  // namespace swarm::training_runs
