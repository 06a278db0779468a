#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "platform/process/descriptor.hpp"

namespace swarm::program {

enum class Reopen { refuse, resume, force };

// The folder of one run: settings.json, progress.jsonl, log.txt, checkpoint/, metrics.json, result.json, and what was
// made. Locked while it is open, so that two trainers never write into one. Files appear whole or not at all.
class RunFolder {
 public:
  // Makes the folder. `conflict` when a run is in it already (unless it is to go on, or to be replaced), or when
  // another trainer is at work in it. `model`: the file that this kind of run makes besides what every one does.
  static Result<RunFolder> open(const std::filesystem::path& folder, Reopen reopen, const std::string& model = "");

  std::filesystem::path path(std::string_view name) const { return folder_ / name; }
  std::filesystem::path checkpoints() const { return folder_ / "checkpoint"; }
  Result<Done> write_json(std::string_view name, const json::Value& value) const;

 private:
  RunFolder(std::filesystem::path folder, process::Descriptor lock)
      : folder_(std::move(folder)), lock_(std::move(lock)) {}

  std::filesystem::path folder_;
  process::Descriptor lock_;
};

}  // namespace swarm::program
