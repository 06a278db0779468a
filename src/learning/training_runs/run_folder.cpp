#include "learning/training_runs/run_folder.hpp"

#include <fmt/format.h>
#include <fstream>

#include "learning/training_runs/adapter_check.hpp"
#include "learning/training_runs/lesson_files.hpp"

namespace swarm::training_runs {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kDocumentMax = 256 * KiB;  // result.json, adapter_config.json
constexpr std::uint64_t kMetricsMax = 32 * KiB;    // which go into the row

// A JSON object in a plain file; nothing where there is no such file.
Result<std::optional<json::Object>> object_in(const fs::path& file, std::uint64_t size_max) {
  std::error_code error;
  if (!fs::exists(fs::symlink_status(file, error))) return std::nullopt;
  const std::string name = file.filename().string();
  if (!fs::is_regular_file(fs::symlink_status(file, error)))
    return fail(ErrorCode::invalid_input, fmt::format("{} is no plain file", name));
  const std::uint64_t size = fs::file_size(file, error);
  if (error || size > size_max)
    return fail(ErrorCode::invalid_input, fmt::format("{} has more than {}", name, to_text(Bytes{size_max})));
  std::string text(size, '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(text.data(), static_cast<std::streamsize>(size));
  Result<json::Value> parsed = json::parse(text);
  if (!parsed || !parsed->is_object()) return fail(ErrorCode::invalid_input, fmt::format("{} is no JSON object", name));
  return std::move(parsed->get_object());
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Every SHA-256 that stands anywhere in a document, whatever its shape.
void collect_hashes(const json::Value& value, std::vector<std::string>& hashes) {
  if (value.is_string() && is_sha256(std::string_view(value.get_string()))) hashes.emplace_back(value.get_string());
  if (value.is_array()) {
    for (const json::Value& item : value.get_array())
      collect_hashes(item, hashes);
  }
  if (value.is_object()) {
    for (const auto& member : value.get_object())
      collect_hashes(member.value(), hashes);
  }
}

Result<AdapterFile> described(const fs::path& folder, const std::string& file) {
  std::error_code error;
  const auto size = static_cast<std::int64_t>(fs::file_size(folder / file, error));
  return AdapterFile {
    .file = file, .sha256 = TRY(sha256_of_file(folder / file, [] { return false; }))
    , .bytes = size
  };
}

Result<Done> check_told(const fs::path& folder, const std::vector<AdapterFile>& files) {
  const auto told = TRY(object_in(folder / "result.json", kDocumentMax));
  if (!told) return Done{};  // another trainer need not write one
  std::vector<std::string> hashes;
  collect_hashes(json::Value(*told), hashes);
  if (hashes.empty()) return Done{};
  for (const AdapterFile& file : files) {
    if (std::ranges::find(hashes, file.sha256) == hashes.end())
      return fail(ErrorCode::invalid_input, fmt::format("{} is not the file that result.json tells of", file.file));
  }
  return Done{};
}

std::error_code make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  return error;
}

}  // namespace

Result<Done> RunFolders::make(const RunId& run) const {
  std::error_code error = make_folder(of(run));
  if (!error) error = make_folder(of(run) / "input");
  if (!error) return Done{};
  const ErrorCode code = error == std::errc::no_space_on_device ? ErrorCode::storage_full : ErrorCode::unavailable;
  return fail(code, fmt::format("cannot make {}: {}", of(run).string(), error.message()));
}

void RunFolders::remove(const RunId& run) const {
  std::error_code ignored;
  fs::remove_all(of(run), ignored);
}

bool RunFolders::has_checkpoint(const RunId& run) const {
  std::error_code error;
  return fs::is_regular_file(of(run) / "checkpoint" / "state.json", error);
}

bool RunFolders::is_named_by(const RunId& run, const std::vector<fs::path>& paths) const {
  std::error_code error;
  const fs::path folder = fs::weakly_canonical(of(run), error);
  return std::ranges::any_of(paths, [&](const fs::path& named) {
    const fs::path path = fs::weakly_canonical(fs::absolute(named, error), error);
    return std::ranges::mismatch(folder, path).in1 == folder.end();
  });
}

std::vector<RunId> RunFolders::all() const {
  std::vector<RunId> runs;
  std::error_code error;
  for (fs::directory_iterator entry(root(), error), end; !error && entry != end; entry.increment(error)) {
    if (auto run = RunId::parse(entry->path().filename().string())) runs.push_back(std::move(*run));
  }
  return runs;
}

Result<RunResult> verified_result(const fs::path& folder, Bytes adapter_max, const std::function<bool()>& is_stopping) {
  const fs::path adapter = folder / "adapter";
  const auto config = TRY(object_in(adapter / "adapter_config.json", kDocumentMax));
  if (!config) return fail(ErrorCode::invalid_input, "there is no adapter/adapter_config.json");
  const json::Value* type = config->if_contains("peft_type");
  if (type == nullptr || *type != "LORA")
    return fail(ErrorCode::invalid_input, "adapter/adapter_config.json describes no LoRA adapter (peft_type)");
  TRY(check_adapter_file(adapter / "adapter_model.safetensors", adapter_max, is_stopping));
  RunResult result;
  result.files.push_back(TRY(described(folder, "adapter/adapter_model.safetensors")));
  std::error_code error;
  if (fs::exists(fs::symlink_status(folder / "adapter.gguf", error))) {
    TRY(check_gguf_beginning(folder / "adapter.gguf", adapter_max));
    result.files.push_back(TRY(described(folder, "adapter.gguf")));
  }
  TRY(check_told(folder, result.files));
  auto metrics = TRY(object_in(folder / "metrics.json", kMetricsMax));
  if (!metrics) return fail(ErrorCode::invalid_input, "there is no metrics.json");
  result.metrics = std::move(*metrics);
  return result;
}

}  // namespace swarm::training_runs
