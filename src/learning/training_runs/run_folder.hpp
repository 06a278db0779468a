#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "learning/training_runs/training_types.hpp"

namespace swarm::training_runs {

// Where the files of runs lie: DATA/training/RUN. The trainer writes into it; input/ is ours, output.log too.
class RunFolders {
 public:
  explicit RunFolders(std::filesystem::path data) : data_(std::move(data)) {}

  std::filesystem::path root() const { return data_ / "training"; }
  std::filesystem::path datasets() const { return data_ / "datasets"; }
  std::filesystem::path models() const { return data_ / "models"; }
  std::filesystem::path of(const RunId& run) const { return root() / run.text(); }
  std::filesystem::path input(const RunId& run, std::string_view name) const {
    return of(run) / "input" / fmt::format("{}.jsonl", name);
  }
  std::filesystem::path log(const RunId& run) const { return of(run) / "output.log"; }

  // Makes the folder and its input/. `unavailable`, `storage_full`.
  Result<Done> make(const RunId& run) const;
  void remove(const RunId& run) const;
  // The last file of a checkpoint is there, checkpoint/state.json; what else lies beside it may be half of one.
  bool has_checkpoint(const RunId& run) const;
  // One of the paths is its folder, or lies in it, also by way of links.
  bool is_named_by(const RunId& run, const std::vector<std::filesystem::path>& paths) const;
  std::vector<RunId> all() const;  // that have a folder

 private:
  std::filesystem::path data_;
};

// Takes nothing on trust that a trainer left: adapter/adapter_config.json and adapter/adapter_model.safetensors are
// plain files, their headers say what they are, and result.json, where there is one, tells their true hashes.
// metrics.json comes along. `invalid_input` says what is wrong; `cancelled` once `is_stopping` says so. Blocks.
Result<RunResult> verified_result(const std::filesystem::path& folder, Bytes adapter_max,
                                  const std::function<bool()>& is_stopping);

}  // namespace swarm::training_runs
