#include "providers/local_engine/model_store.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"
#include "platform/process/descriptor.hpp"
#include "providers/local_engine/engine_config.hpp"
#include "providers/local_engine/engine_start.hpp"

namespace swarm::local_engine {

namespace fs = std::filesystem;

namespace {

constexpr Bytes kReserve{1 * GiB};  // of the disk, for everything else
constexpr std::string_view kPartEnding = ".gguf.part";

std::unexpected<Error> cannot(std::string_view what, const fs::path& file) {
  return fail(errno == ENOSPC ? ErrorCode::storage_full : ErrorCode::unavailable,
              fmt::format("cannot {} {}: {}", what, file.string(), std::strerror(errno)));
}

std::unexpected<Error> no_file(const fs::path& file, std::string_view why) {
  return fail(ErrorCode::invalid_input, "file", fmt::format("{} {}", file.string(), why));
}

// Mostly because the two files lie on different file systems. It may copy a beginning and then stop.
bool is_no_copy_of_the_kernel(int error) {
  return error == EXDEV || error == EINVAL || error == ENOSYS || error == EOPNOTSUPP || error == EPERM;
}

Result<Done> copy_bytes(int from, int to, const fs::path& name, std::uint64_t size) {
  constexpr std::size_t kAtOnce = 256 * MiB;
  for (std::uint64_t copied = 0; copied < size;) {
    const ssize_t some =
        ::copy_file_range(from, nullptr, to, nullptr, std::min<std::uint64_t>(kAtOnce, size - copied), 0);
    if (some < 0 && errno == EINTR) continue;
    if (some == 0 || (some < 0 && is_no_copy_of_the_kernel(errno)))
      return copy_by_reading(from, to, name, size - copied);
    if (some < 0) return cannot("copy", name);
    copied += static_cast<std::uint64_t>(some);
  }
  return Done{};
}

Result<Done> flush(int file, const fs::path& name) {
  if (::fsync(file) != 0) return cannot("write", name);
  return Done{};
}

Result<Done> flush_folder(const fs::path& folder) {
  const process::Descriptor open(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!open.is_open()) return cannot("open", folder);
  return flush(open.number(), folder);
}

// A file that goes away unless it is kept.
class Scratch {
 public:
  explicit Scratch(fs::path path) : path_(std::move(path)) {}
  ~Scratch() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const fs::path& path() const { return path_; }

 private:
  const fs::path path_;
};

ModelFileKind kind_in(const json::Object& facts) {
  const json::Value* kind = facts.if_contains("kind");
  const bool is_adapter = kind != nullptr && kind->is_string() && std::string_view(kind->get_string()) == "adapter";
  return is_adapter ? ModelFileKind::adapter : ModelFileKind::model;
}

}  // namespace

Result<Done> copy_by_reading(int from, int to, const fs::path& name, std::uint64_t size) {
  std::vector<char> buffer(1 * MiB);
  for (std::uint64_t copied = 0; copied < size;) {
    const ssize_t read = ::read(from, buffer.data(), std::min<std::uint64_t>(buffer.size(), size - copied));
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return cannot("read", name);
    if (read == 0) return no_file(name, "became shorter while it was copied");
    for (ssize_t written = 0; written < read;) {
      const ssize_t some = ::write(to, buffer.data() + written, static_cast<std::size_t>(read - written));
      if (some < 0 && errno != EINTR) return cannot("copy", name);
      written += std::max<ssize_t>(some, 0);
    }
    copied += static_cast<std::uint64_t>(read);
  }
  return Done{};
}

Result<Done> copy_model(const fs::path& from, const fs::path& to, Bytes reserve) {
  const process::Descriptor in(::open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!in.is_open()) return no_file(from, fmt::format("cannot be read by the server: {}", std::strerror(errno)));
  struct stat facts{};
  if (::fstat(in.number(), &facts) != 0 || !S_ISREG(facts.st_mode)) return no_file(from, "is no regular file");
  const process::Descriptor out(::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!out.is_open()) return cannot("write", to);
  if (::ioctl(out.number(), FICLONE, in.number()) == 0) return flush(out.number(), to);
  std::error_code error;
  const fs::space_info space = fs::space(to.parent_path(), error);
  const auto size = static_cast<std::uint64_t>(facts.st_size);
  if (!error && space.available < size + reserve.count)
    return fail(ErrorCode::storage_full,
                fmt::format("{} has {} bytes, and {} bytes are free at {}, of which {} are kept free", from.string(),
                            size, space.available, to.parent_path().string(), reserve.count));
  TRY(copy_bytes(in.number(), out.number(), from, size));
  return flush(out.number(), to);
}

// What a killed server left of a file that was being added.
ModelStore::ModelStore(fs::path folder, Deps deps) : folder_(std::move(folder)), deps_(deps), check_(deps.launcher) {
  std::error_code error;
  std::vector<fs::path> parts;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, error)) {
    if (entry.path().native().ends_with(kPartEnding)) parts.push_back(entry.path());
  }
  for (const fs::path& part : parts)
    fs::remove(part, error);  // what cannot be removed is written over when its name is used again
}

Result<std::string> ModelStore::name_for(const NewModel& wanted) const {
  std::string name = wanted.name.empty() ? to_lower(wanted.file.stem().string()) : wanted.name;
  if (!is_model_name(name) || name == kBuiltInModel)
    return fail(
        ErrorCode::invalid_input, "name",
        fmt::format("'{}' is no name for a model: small letters, digits, '.', '_' and '-' expected, at most {}, "
                    "no .calibration at the end, and not {}",
                    name, kModelNameBytesMax, kBuiltInModel));
  std::error_code error;
  if (fs::exists(folder_ / (name + ".gguf"), error))
    return fail(ErrorCode::conflict,
                fmt::format("there is a model {} already: remove it, or choose another name", name));
  if (list().size() >= kModelsMax)
    return fail(ErrorCode::limit_exceeded, fmt::format("there are {} models already", kModelsMax));
  return name;
}

Result<ModelRecord> ModelStore::add(const NewModel& wanted) {
  if (is_adding_.exchange(true))
    return fail(ErrorCode::conflict, "another file is being added; try again when that is done");
  struct Ended {
    std::atomic<bool>& flag;
    ~Ended() { flag = false; }
  } const ended{is_adding_};
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) return fail(ErrorCode::unavailable, fmt::format("cannot make {}: {}", folder_.string(), error.message()));
  const std::string name = TRY(name_for(wanted));
  const Scratch copy(folder_ / (name + std::string(kPartEnding)));
  return add_copy(wanted, name, copy.path());
}

// What its record says, else what the check finds: a model that is served by its path, and the built-in one, have none.
Result<json::Object> ModelStore::facts_of_served(const NewModel& wanted) {
  std::error_code error;
  if (fs::equivalent(wanted.served.parent_path(), folder_, error)) {
    if (Result<ModelRecord> record = ModelRecord::read(folder_, wanted.served.stem().string()))
      return std::move(record->facts);
  }
  Result<json::Object> facts = check_.check(wanted.program, wanted.served);
  if (!facts) facts.error().message = "the model that is served cannot be looked at: " + facts.error().message;
  return facts;
}

// The model that was named, else the one that is served if both are of one architecture.
Result<fs::path> ModelStore::base_for(const NewModel& wanted, const json::Object& adapter) {
  if (!wanted.base.empty() || wanted.served.empty()) return wanted.base;
  const json::Object served = TRY(facts_of_served(wanted));
  const json::Value* const of_adapter = adapter.if_contains("architecture");
  const json::Value* const of_served = served.if_contains("architecture");
  const bool is_same = of_adapter != nullptr && of_served != nullptr && *of_adapter == *of_served;
  return is_same ? wanted.served : fs::path();
}

// An adapter is also held against the model that it belongs to. People know the file that they named, not its copy.
Result<json::Object> ModelStore::facts_of(const NewModel& wanted, const fs::path& copy) {
  Result<json::Object> facts = check_.check(wanted.program, copy);
  const bool is_adapter = facts && kind_in(*facts) == ModelFileKind::adapter;
  if (facts && !is_adapter && !wanted.base.empty())
    return fail(ErrorCode::invalid_input, "base",
                fmt::format("{} is a model: only adapters have a base", wanted.file.string()));
  const fs::path base = is_adapter ? TRY(base_for(wanted, *facts)) : fs::path();
  if (!base.empty()) facts = check_.check(wanted.program, copy, base);
  if (facts) return facts;
  std::string& message = facts.error().message;
  for (std::size_t at; (at = message.find(copy.string())) != std::string::npos;)
    message.replace(at, copy.string().size(), wanted.file.filename().string());
  return facts;
}

// What was checked is what gets the name: nobody can exchange the file in between.
Result<ModelRecord> ModelStore::add_copy(const NewModel& wanted, const std::string& name, const fs::path& copy) {
  TRY(copy_model(wanted.file, copy, kReserve));
  ModelRecord record{.name = name, .sha256 = {}, .added_from = wanted.file.string(), .facts = {}};
  record.facts = TRY(facts_of(wanted, copy));
  record.kind = kind_in(record.facts);
  record.sha256 = TRY(sha256_of_file(copy));
  record.size_bytes = static_cast<std::int64_t>(fs::file_size(copy));
  record.added_at = deps_.clock.now();
  const fs::path calibration = calibration_file_of(wanted.file);
  constexpr std::size_t kCalibrationBytesMax = 256 * KiB;
  if (const Result<std::string> text = read_small_file(calibration, kCalibrationBytesMax))
    TRY(write_whole_file(folder_ / (name + ".calibration.json"), *text));
  TRY(record.write(folder_));
  if (::rename(copy.c_str(), (folder_ / (name + ".gguf")).c_str()) != 0) return cannot("name", copy);
  TRY(flush_folder(folder_));
  return record;
}

std::vector<ModelRecord> ModelStore::list() const {
  std::vector<ModelRecord> records;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, error)) {
    if (entry.path().extension() != ".gguf") continue;
    const std::string name = entry.path().stem().string();
    if (!is_model_name(name)) continue;
    Result<ModelRecord> record = ModelRecord::read(folder_, name);
    records.push_back(record ? std::move(*record) : unchecked(name));
  }
  std::ranges::sort(records, {}, &ModelRecord::name);
  return records;
}

bool ModelStore::has(std::string_view name) const {
  std::error_code error;
  return is_model_name(name) && fs::exists(folder_ / (std::string(name) + ".gguf"), error);
}

ModelRecord ModelStore::unchecked(const std::string& name) const {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(folder_ / (name + ".gguf"), error);
  return {.name = name,
          .sha256 = {},
          .size_bytes = error ? 0 : static_cast<std::int64_t>(size),
          .added_from = {},
          .facts = {}};
}

// Also one whose file somebody took away.
bool ModelStore::has_record(std::string_view name) const {
  std::error_code error;
  return is_model_name(name) && fs::exists(folder_ / (std::string(name) + ".json"), error);
}

Result<ModelRecord> ModelStore::find(std::string_view name) const {
  if (!has(name)) return fail(ErrorCode::not_found, "there is no such model; GET /api/v1/models lists them");
  Result<ModelRecord> record = ModelRecord::read(folder_, name);
  if (record || record.error().code != ErrorCode::not_found) return record;
  return unchecked(std::string(name));
}

Result<Done> ModelStore::remove(std::string_view name) {
  if (!has(name) && !has_record(name))
    return fail(ErrorCode::not_found, "there is no such model; GET /api/v1/models lists them");
  const std::string stem(name);
  std::error_code error;
  for (const char* ending : {".gguf", ".json", ".calibration.json"}) {
    fs::remove(folder_ / (stem + ending), error);
    if (error)
      return fail(ErrorCode::unavailable, fmt::format("cannot remove {}{}: {}", stem, ending, error.message()));
  }
  return Done{};
}

Result<Verification> ModelStore::verify(std::string_view name) const {
  if (!has(name) && has_record(name))
    return Verification{.sha256 = {},
                        .trouble = fmt::format("its file {}.gguf is gone; swarmctl models remove {} removes what is "
                                               "left of it",
                                               name, name)};
  const ModelRecord record = TRY(find(name));
  Verification verification {
    .sha256 = TRY(sha256_of_file(folder_ / (record.name + ".gguf")))
    , .trouble = {}
  };
  verification.is_good = verification.sha256 == record.sha256;
  if (!record.is_checked())
    verification.trouble =
        "it was not checked before: somebody put its file there; swarmctl models add FILE --name OTHER checks it";
  else if (!verification.is_good)
    verification.trouble = "its file is not the one that was added and checked";
  return verification;
}

}  // namespace swarm::local_engine
