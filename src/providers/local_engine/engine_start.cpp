#include "providers/local_engine/engine_start.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <span>
#include <sys/resource.h>
#include <unistd.h>

#include "base/text.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/process/descriptor.hpp"
#include "providers/local_engine/engine_provider.hpp"
#include "providers/local_engine/model_record.hpp"

namespace swarm::local_engine {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kCalibrationBytesMax = 256 * KiB;
constexpr std::uintmax_t kHashedAtStartMax = 64 * MiB;  // a larger file's digest is taken from its record

// The variables that drivers of GPUs and the loader of libraries look at. Nothing else is inherited.
std::vector<std::string> environment_of(std::string_view token) {
  std::vector<std::string> environment{fmt::format("SWARM_ENGINE_TOKEN={}", token)};
  for (const char* name : {"PATH", "TMPDIR", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER",
                           "GGML_VK_VISIBLE_DEVICES", "VK_ICD_FILENAMES", "NVIDIA_VISIBLE_DEVICES"}) {
    if (const char* value = std::getenv(name)) environment.push_back(fmt::format("{}={}", name, value));
  }
  return environment;
}

// A name of `swarmctl models`, or a path.
fs::path adapter_path(const AdapterConfig& adapter, const fs::path& models_folder) {
  const std::string text = adapter.path.string();
  const fs::path stored = models_folder / (text + ".gguf");
  std::error_code error;
  return is_model_name(text) && fs::is_regular_file(stored, error) ? stored : fs::absolute(adapter.path);
}

// Of what `sha256sum adapter_config.json adapter_model.safetensors` prints in it, as the engine has it.
Result<std::string> sha256_of_folder(const fs::path& folder) {
  std::string lines;
  for (const char* file : {"adapter_config.json", "adapter_model.safetensors"})
    lines += fmt::format("{}  {}\n", TRY(sha256_of_file(folder / file)), file);
  return crypto::sha256_hex(lines);
}

Result<Done> check_file(const AdapterConfig& adapter, const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error))
    return fail(ErrorCode::unavailable, "engine_missing",
                fmt::format("there is no adapter {} at {}: swarmctl models add keeps a copy of one that training made",
                            adapter.name, path.string()));
  if (adapter.sha256.empty()) return Done{};
  const std::string found = TRY(fs::is_directory(path, error) ? sha256_of_folder(path) : sha256_of_file(path));
  if (found == adapter.sha256) return Done{};
  return fail(
      ErrorCode::invalid_input,
      fmt::format("the adapter {} is not the one that the settings name: {} has the digest {}, and {} was expected",
                  adapter.name, path.string(), found, adapter.sha256));
}

Result<Done> check_adapter(const AdapterConfig& adapter, const StartPlaces& places, const RefusedAdapters& refused) {
  if (const auto found = refused.find(adapter.name); found != refused.end())
    return fail(ErrorCode::invalid_input,
                fmt::format("the engine refused the adapter {}: {}", adapter.name, found->second));
  return check_file(adapter, adapter_path(adapter, places.models_folder));
}

std::vector<std::string> arguments_of(const EngineConfig& config, const EngineFiles& files, const StartPlaces& places,
                                      const std::vector<AdapterConfig>& adapters) {
  std::vector<std::string> arguments{"--model", files.model.string(), "--name", files.model_name,
                                     "--http",  "127.0.0.1:0"};
  const auto add = [&](const char* flag, std::string value) {
    arguments.insert(arguments.end(), {flag, std::move(value)});
  };
  for (const AdapterConfig& adapter : adapters) {
    add("--adapter", fmt::format("{}={}", adapter.name, adapter_path(adapter, places.models_folder).string()));
    if (!adapter.sha256.empty()) add("--adapter-sha256", fmt::format("{}={}", adapter.name, adapter.sha256));
  }
  const bool knows_context = config.context_tokens > 0 || ModelRecord::read(places.models_folder, files.model_name);
  if (knows_context)
    add("--context", std::to_string(provider_of(config, places.models_folder)->models.front().context_tokens));
  if (config.slots > 0) add("--slots", std::to_string(config.slots));
  if (config.threads > 0) add("--threads", std::to_string(config.threads));
  if (config.gpu_layers >= 0) add("--gpu-layers", std::to_string(config.gpu_layers));
  if (config.memory_limit.count > 0) add("--memory-limit", std::to_string(config.memory_limit.count));
  arguments.insert(arguments.end(), config.arguments.begin(), config.arguments.end());
  return arguments;
}

Result<std::string> digest_of(const fs::path& file, const fs::path& models_folder) {
  std::error_code error;
  if (fs::is_directory(file, error)) return sha256_of_folder(file);
  if (file.parent_path() == models_folder) {
    if (const auto record = ModelRecord::read(models_folder, file.stem().string())) return record->sha256;
  }
  if (fs::file_size(file, error) <= kHashedAtStartMax && !error) return sha256_of_file(file);
  return fail(ErrorCode::unavailable, "the file is large and nobody knows its digest: add it with swarmctl models add");
}

// Nothing without a file; a fault is a remark, and the model's own probabilities count as they are.
std::shared_ptr<const chat::Calibration> find_calibration(const fs::path& model, const fs::path& models_folder,
                                                          std::vector<std::string>& remarks) {
  const fs::path file = calibration_file_of(model);
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return nullptr;
  const auto unused = [&](std::string_view why) {
    remarks.push_back(fmt::format("{} is not used: {}", file.string(), why));
    return nullptr;
  };
  const Result<std::string> text = read_small_file(file, kCalibrationBytesMax);
  if (!text) return unused(text.error().message);
  Result<chat::Calibration> calibration = chat::Calibration::parse(*text);
  if (!calibration) return unused(calibration.error().message);
  const Result<std::string> digest = digest_of(model, models_folder);
  if (!digest) return unused(digest.error().message);
  if (*digest != calibration->model_sha256) return unused("it was measured on another file than " + model.string());
  return std::make_shared<const chat::Calibration>(std::move(*calibration));
}

}  // namespace

fs::path calibration_file_of(const fs::path& model) {
  return model.parent_path() / (model.stem().string() + ".calibration.json");
}

Result<std::string> sha256_of_file(const fs::path& file) {
  const auto failed = [&] {
    return fail(ErrorCode::unavailable, fmt::format("cannot read {}: {}", file.string(), std::strerror(errno)));
  };
  const process::Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!in.is_open()) return failed();
  crypto::Sha256 digest;
  std::vector<char> buffer(1 * MiB);
  while (true) {
    const ssize_t size = ::read(in.number(), buffer.data(), buffer.size());
    if (size < 0) return failed();
    if (size == 0) return to_hex(digest.finish());
    digest.add(std::as_bytes(std::span(buffer).first(static_cast<std::size_t>(size))));
  }
}

Result<StartPlan> plan_start(const EngineConfig& config, const StartPlaces& places, std::string_view token,
                             const RefusedAdapters& refused) {
  StartPlan plan {
    .files = TRY(find_engine_files(config, places.program_folder, places.models_folder))
  };
  std::vector<AdapterConfig> adapters;
  for (const AdapterConfig& adapter : config.adapters) {
    const Result<Done> checked = check_adapter(adapter, places, refused);
    if (checked)
      adapters.push_back(adapter);
    else
      plan.left_out.push_back({adapter.name, checked.error().message});
  }
  plan.command = {.program = plan.files.program.string(),
                  .arguments = arguments_of(config, plan.files, places, adapters),
                  .environment = environment_of(token),
                  .limits = {{RLIMIT_CORE, 0}}};  // a crash would leave prompts on the disk
  const auto base = find_calibration(plan.files.model, places.models_folder, plan.remarks);
  if (base) plan.calibrations.emplace(plan.files.model_name, base);
  for (const AdapterConfig& adapter : adapters) {
    // One that was not measured counts as that: what holds for the model below it says nothing about what it learnt.
    auto own = find_calibration(adapter_path(adapter, places.models_folder), places.models_folder, plan.remarks);
    if (own) plan.calibrations.emplace(adapter.name, std::move(own));
  }
  return plan;
}

}  // namespace swarm::local_engine
