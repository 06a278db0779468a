#include "engine/server/staged_adapter_loader.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"
#include "engine/model_files/file_access.hpp"
#include "engine/model_files/lora_adapter.hpp"
#include "engine/model_files/model_check.hpp"

namespace swarm::engine_server {

namespace {

constexpr std::string_view kStagedFile = "adapter.gguf";
constexpr std::array<std::string_view, 2> kPeftFiles{"adapter_config.json", "adapter_model.safetensors"};

Result<Done> copy(const std::filesystem::path& from, const std::filesystem::path& to, Bytes bytes_max) {
  std::error_code error;
  const auto status = std::filesystem::status(from, error);
  if (status.type() == std::filesystem::file_type::not_found)
    return fail(ErrorCode::not_found, "adapter_not_found",
                fmt::format("No adapter found: there is no {}", from.string()));
  if (error) return fail(ErrorCode::forbidden, fmt::format("{} cannot be read: {}", from.string(), error.message()));
  if (status.type() != std::filesystem::file_type::regular)
    return fail(ErrorCode::invalid_input, "refused_file", fmt::format("{} is no file", from.string()));
  const std::uintmax_t size = std::filesystem::file_size(from, error);
  if (!error && size > bytes_max.count) {
    return fail(ErrorCode::too_large, "adapter_bytes_max",
                fmt::format("{} has {}; adapters of up to {} are loaded", from.string(), to_text(Bytes{size}),
                            to_text(bytes_max)));
  }
  if (!error) std::filesystem::copy_file(from, to, error);
  if (!error) return Done{};
  return fail(ErrorCode::unavailable,
              fmt::format("{} cannot be copied to {}: {}", from.string(), to.string(), error.message()));
}

Result<StagedAdapter> stage_folder(const std::filesystem::path& from, const std::filesystem::path& folder,
                                   const model_files::GgufFile& base, Bytes bytes_max) {
  for (const std::string_view name : kPeftFiles)
    TRY(copy(from / name, folder / name, bytes_max));
  StagedAdapter staged {
    folder / kStagedFile, TRY(model_files::peft_sha256(folder))
  };
  const model_files::BaseShape shape = TRY(model_files::base_shape_of(base));
  const model_files::LoraAdapter adapter = TRY(model_files::read_peft(folder, shape));
  TRY(model_files::check_against_base(adapter, base));
  TRY(model_files::write_gguf_adapter(staged.file, adapter));
  return staged;
}

// Messages name the original, and never our copy of it.
Error about(const std::filesystem::path& original, const std::filesystem::path& folder, Error error) {
  const auto rename = [&](const std::string& ours) {
    for (std::size_t at = 0; (at = error.message.find(ours, at)) != std::string::npos;)
      error.message.replace(at, ours.size(), original.string());
  };
  rename((folder / kStagedFile).string());
  rename(folder.string());
  if (!error.message.contains(original.string()))
    error.message = fmt::format("{}: {}", original.string(), error.message);
  return error;
}

// "swarm-engine-PID-XXXXXX".
constexpr std::string_view kPrefix = "swarm-engine-";

bool is_left_behind(const std::filesystem::path& folder) {
  const std::string name = folder.filename().string();
  if (!name.starts_with(kPrefix)) return false;
  pid_t process = 0;
  const auto [end, error] = std::from_chars(name.data() + kPrefix.size(), name.data() + name.size(), process);
  if (error != std::errc{} || process <= 0 || end == name.data() + name.size() || *end != '-') return false;
  struct stat status{};
  if (::lstat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != ::geteuid()) return false;
  return ::kill(process, 0) != 0 && errno == ESRCH;
}

}  // namespace

void StagingFolder::sweep() {
  std::error_code error;
  const std::filesystem::path temporary = std::filesystem::temp_directory_path(error);
  if (error) return;
  std::vector<std::filesystem::path> left_behind;
  for (std::filesystem::directory_iterator entry(temporary, error), end; !error && entry != end; entry.increment(error))
    if (is_left_behind(entry->path())) left_behind.push_back(entry->path());
  for (const std::filesystem::path& folder : left_behind)
    std::filesystem::remove_all(folder, error);
}

Result<StagingFolder> StagingFolder::make() {
  std::error_code error;
  std::string name =
      (std::filesystem::temp_directory_path(error) / fmt::format("{}{}-XXXXXX", kPrefix, ::getpid())).string();
  if (error || ::mkdtemp(name.data()) == nullptr)
    return fail(ErrorCode::unavailable, "a temporary folder cannot be made; is TMPDIR writable?");
  return StagingFolder(name);
}

StagingFolder::~StagingFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

Result<StagedAdapter> stage_adapter(const std::filesystem::path& from, const std::filesystem::path& folder,
                                    const model_files::GgufFile& base, Bytes bytes_max) {
  std::error_code error;
  if (std::filesystem::is_directory(from, error)) return stage_folder(from, folder, base, bytes_max);
  StagedAdapter staged{folder / kStagedFile, {}};
  TRY(copy(from, staged.file, bytes_max));
  staged.sha256 = TRY(model_files::sha256_of_file(staged.file));
  return staged;
}

Result<std::unique_ptr<StagedAdapterLoader>> StagedAdapterLoader::make(Deps deps) {
  model_files::GgufFile base = TRY(model_files::GgufFile::open(deps.model_file));
  return std::unique_ptr<StagedAdapterLoader>(new StagedAdapterLoader(std::move(deps), std::move(base)));
}

Result<lora::LoadedAdapter> StagedAdapterLoader::load(const lora::AdapterOrigin& origin) {
  const StagingFolder folder = TRY(StagingFolder::make());
  const auto named = [&](auto result) {
    if (!result) result = std::unexpected(about(origin.path, folder.path(), std::move(result).error()));
    return result;
  };
  StagedAdapter staged = TRY(named(stage_adapter(origin.path, folder.path(), base_, deps_.bytes_max)));
  if (origin.sha256 && to_lower(*origin.sha256) != staged.sha256) {
    return fail(ErrorCode::invalid_input, "other_hash",
                fmt::format("{} has the SHA-256 {}, not {}", origin.path.string(), staged.sha256, *origin.sha256));
  }
  const model_files::GgufFile file = TRY(named(model_files::GgufFile::open(staged.file)));
  TRY(named(model_files::check_adapter(file, base_)));
  TRY(named(deps_.check.check(staged.file, deps_.model_file)));
  TRY(deps_.inference.check_room(Bytes{std::filesystem::file_size(staged.file)}));
  lora::LoadedAdapter loaded{.sha256 = std::move(staged.sha256)};
  loaded.weights = TRY(named(llama::Adapter::load(deps_.model, staged.file)));
  loaded.bytes = loaded.weights->bytes();
  return loaded;
}

}  // namespace swarm::engine_server
