#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "providers/local_engine/model_check.hpp"
#include "providers/local_engine/model_record.hpp"

namespace swarm::local_engine {

struct Verification {
  bool is_good = false;
  std::string sha256;  // of the file as it is now
  std::string trouble;
};

// The models and adapters in DATA/models: NAME.gguf, NAME.json, and NAME.calibration.json where one lay beside the
// file. A file that is added is copied (without taking room where the file system can share blocks), then the copy is
// checked, and only a good one gets its name. Blocks: for the blocking pool. Thread-safe; one file is added at a time.
class ModelStore {
 public:
  static constexpr std::size_t kModelsMax = 256;

  struct Deps {
    process::Launcher& launcher;
    const Clock& clock;
  };
  // Removes what a killed one left half copied.
  ModelStore(std::filesystem::path folder, Deps deps);

  const std::filesystem::path& folder() const { return folder_; }

  struct NewModel {
    std::filesystem::path file;
    std::string name{};              // empty: the file's
    std::filesystem::path program;   // swarm-engine
    std::filesystem::path base{};    // the model that the adapter belongs to
    std::filesystem::path served{};  // in its place when that is empty, if it is of the same architecture
  };
  // Errors: `invalid_input` (reason "model_refused": what the check says; "name"; "file"; "base"), `conflict` (the name
  // is taken, or another file is being added), `storage_full`, `limit_exceeded` (kModelsMax), `unavailable`, `timeout`.
  Result<ModelRecord> add(const NewModel& wanted);
  // By name. A file that somebody put there, or whose record is damaged, is listed as not checked.
  std::vector<ModelRecord> list() const;
  Result<ModelRecord> find(std::string_view name) const;  // `not_found`, `unavailable` (its record is damaged)
  bool has(std::string_view name) const;
  // `not_found`; also what has no record, and a record whose file is gone.
  Result<Done> remove(std::string_view name);
  Result<Verification> verify(std::string_view name) const;

 private:
  ModelRecord unchecked(const std::string& name) const;
  Result<std::string> name_for(const NewModel& wanted) const;
  Result<std::filesystem::path> base_for(const NewModel& wanted, const json::Object& adapter);
  Result<json::Object> facts_of_served(const NewModel& wanted);
  bool has_record(std::string_view name) const;
  Result<json::Object> facts_of(const NewModel& wanted, const std::filesystem::path& copy);
  Result<ModelRecord> add_copy(const NewModel& wanted, const std::string& name, const std::filesystem::path& copy);

  const std::filesystem::path folder_;
  const Deps deps_;
  ModelCheck check_;
  std::atomic<bool> is_adding_ = false;
};

// What copy_model falls back on where the kernel cannot copy: from one file system to another.
Result<Done> copy_by_reading(int from, int to, const std::filesystem::path& name, std::uint64_t size);

// Shares the file's blocks where the file system can, else copies them. `storage_full` when fewer than `reserve` bytes
// would be left, `invalid_input` (reason "file") for what is no readable file.
Result<Done> copy_model(const std::filesystem::path& from, const std::filesystem::path& to, Bytes reserve);

}  // namespace swarm::local_engine
