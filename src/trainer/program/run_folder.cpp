#include "trainer/program/run_folder.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>

#include "engine/model_files/file_access.hpp"

namespace swarm::program {

namespace {

constexpr std::array<std::string_view, 9> kOfARun{"result.json",    "metrics.json", "settings.json",
                                                  "progress.jsonl", "log.txt",      "checkpoint",
                                                  "adapter",        "adapter.gguf", "start.gguf"};
constexpr std::array<std::string_view, 6> kMarks{"result.json", "settings.json", "checkpoint",
                                                 "adapter",     "adapter.gguf",  "start.gguf"};

Result<Done> check_place(const std::filesystem::path& folder) {
  std::error_code error;
  const std::filesystem::file_status place = std::filesystem::status(folder, error);
  if (std::filesystem::is_directory(place)) return Done{};
  const bool is_link = std::filesystem::is_symlink(std::filesystem::symlink_status(folder, error));
  if (!is_link && !std::filesystem::exists(place)) return Done{};
  return fail(ErrorCode::invalid_input, fmt::format("--out {}: a folder expected, this is {}", folder.string(),
                                                    is_link ? "a link that leads to none" : "something else"));
}

Result<process::Descriptor> lock(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "lock";
  process::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.number() < 0)
    return fail(ErrorCode::unavailable, fmt::format("{}: {}", path.string(), std::strerror(errno)));
  if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0)
    return fail(ErrorCode::conflict, fmt::format("{}: another trainer is at work in this folder", folder.string()));
  return file;
}

Result<Done> refuse_what_is_there(const std::filesystem::path& folder, const std::string& model) {
  std::vector<std::string_view> marks(kMarks.begin(), kMarks.end());
  if (!model.empty()) marks.emplace_back(model);
  for (const std::string_view name : marks) {
    if (!std::filesystem::exists(folder / name)) continue;
    return fail(ErrorCode::conflict, fmt::format("{}: a run is in it already ({}); --resume goes on with it, --force "
                                                 "begins anew and removes what it made",
                                                 folder.string(), name));
  }
  return Done{};
}

void remove_what_is_there(const std::filesystem::path& folder, const std::string& model) {
  std::error_code error;  // what stays is overwritten, or told as the fault that it then is
  for (const std::string_view name : kOfARun)
    std::filesystem::remove_all(folder / name, error);
  if (!model.empty()) std::filesystem::remove(folder / model, error);
}

}  // namespace

Result<RunFolder> RunFolder::open(const std::filesystem::path& folder, Reopen reopen, const std::string& model) {
  std::error_code error;
  TRY(check_place(folder));
  std::filesystem::create_directories(folder, error);
  if (error) return fail(ErrorCode::unavailable, fmt::format("--out {}: {}", folder.string(), error.message()));
  process::Descriptor held = TRY(lock(folder));
  if (reopen == Reopen::refuse) TRY(refuse_what_is_there(folder, model));
  if (reopen == Reopen::force) remove_what_is_there(folder, model);
  return RunFolder(folder, std::move(held));
}

Result<Done> RunFolder::write_json(std::string_view name, const json::Value& value) const {
  const std::string text = json::to_text(value) + "\n";
  const std::array parts{std::as_bytes(std::span(text))};
  return model_files::write_durably(path(name), parts);
}

}  // namespace swarm::program
