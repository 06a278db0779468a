#include "providers/local_engine/model_check.hpp"

#include <csignal>
#include <cstdlib>
#include <fmt/format.h>
#include <future>
#include <sys/resource.h>

#include "providers/local_engine/engine_process.hpp"

namespace swarm::local_engine {

namespace {

// What the child said, in order; bounded.
struct Heard {
  Mutex mutex;
  std::string out SWARM_GUARDED_BY(mutex), err SWARM_GUARDED_BY(mutex);

  void add(bool is_error, const std::string& line) {
    MutexLock lock(mutex);
    std::string& text = is_error ? err : out;
    if (text.size() + line.size() > ModelCheck::kOutputBytesMax) return;
    text += (text.empty() ? "" : "\n") + line;
  }
  std::string taken(bool is_error) {
    MutexLock lock(mutex);
    return is_error ? err : out;
  }
};

// The last line that says something: reasons stand at the end.
std::string last_line(const std::string& text) {
  constexpr std::size_t kShownMax = 1'000;
  const std::size_t begin = text.find_last_of('\n');
  return text.substr(begin == std::string::npos ? 0 : begin + 1).substr(0, kShownMax);
}

// Of a file, or of the files in a folder.
std::uint64_t size_of(const std::filesystem::path& file) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (fs::is_directory(file, error)) {
    std::uint64_t all = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator(file, error))
      all += entry.is_regular_file(error) ? entry.file_size(error) : 0;
    return all;
  }
  const std::uintmax_t size = fs::is_regular_file(file, error) ? fs::file_size(file, error) : 0;
  return error ? 0 : size;
}

// The program writes the adapter of a PEFT folder into a file of its own, at most in another number format; of a file
// it writes nothing.
std::uint64_t written_for(const std::filesystem::path& file) {
  std::error_code error;
  return std::filesystem::is_directory(file, error) ? 2 * size_of(file) + MiB : 0;
}

std::vector<process::ResourceLimit> limits_for(const std::filesystem::path& file, const std::filesystem::path& base) {
  constexpr std::uint64_t kRoom = 2 * GiB;
  return {{RLIMIT_CORE, 0},
          {RLIMIT_FSIZE, written_for(file)},
          {RLIMIT_CPU, static_cast<std::uint64_t>(ModelCheck::kTimeMax.count())},
          {RLIMIT_DATA, kRoom + 2 * size_of(file) + 2 * size_of(base)}};
}

// What the program needs to run at all, and no GPU: a live engine has it.
std::vector<std::string> trial_environment() {
  std::vector<std::string> environment{"CUDA_VISIBLE_DEVICES=-1", "GGML_VK_VISIBLE_DEVICES="};
  for (const char* name : {"PATH", "TMPDIR", "LD_LIBRARY_PATH"}) {
    if (const char* value = std::getenv(name)) environment.push_back(fmt::format("{}={}", name, value));
  }
  return environment;
}

// What the program's status says (engine/main/check_program.hpp).
constexpr int kNotTried = 2;      // there was no memory, or no room for temporary files
constexpr int kNotStarted = 127;  // the loader found no library, or the like

Result<json::Object> refusal(const process::ProcessEnd& end, const std::string& said) {
  if (end.exit_status == kNotTried) return fail(ErrorCode::unavailable, "the file could not be tried: " + said);
  if (end.exit_status == kNotStarted) return fail(ErrorCode::unavailable, "the check cannot be started: " + said);
  const std::string how = end.signal ? fmt::format("the check was ended by signal {}", *end.signal)
                                     : fmt::format("the check ended with status {}", end.exit_status.value_or(-1));
  return fail(ErrorCode::invalid_input, "model_refused", said.empty() ? how : end.signal ? how + ": " + said : said);
}

Result<Done> wait_for_end(std::future<process::ProcessEnd>& end, const std::filesystem::path& file,
                          const std::function<bool()>& is_stopping) {
  constexpr std::chrono::milliseconds kSlice{100};
  for (auto waited = kSlice; end.wait_for(kSlice) != std::future_status::ready; waited += kSlice) {
    if (is_stopping && is_stopping()) return fail(ErrorCode::cancelled, "the check was stopped");
    if (waited >= ModelCheck::kTimeMax)
      return fail(ErrorCode::timeout,
                  fmt::format("the check of {} took more than {} s", file.string(), ModelCheck::kTimeMax.count()));
  }
  return Done{};
}

}  // namespace

Result<json::Object> ModelCheck::check(const std::filesystem::path& program, const std::filesystem::path& file,
                                       const std::filesystem::path& base, const std::function<bool()>& is_stopping) {
  const auto heard = std::make_shared<Heard>();
  const auto ended = std::make_shared<std::promise<process::ProcessEnd>>();
  EngineProcess::Command command{.program = program.string(),
                                 .arguments = {"--check", file.string()},
                                 .environment = trial_environment(),
                                 .limits = limits_for(file, base)};
  if (!base.empty()) command.arguments.insert(command.arguments.end(), {"--base", base.string()});
  std::future<process::ProcessEnd> end = ended->get_future();
  const auto child = TRY(EngineProcess::start(launcher_, std::move(command),
                                              {.said = [heard](std::string line) { heard->add(false, line); },
                                               .logged = [heard](std::string line) { heard->add(true, line); },
                                               .ended = [ended](process::ProcessEnd how) { ended->set_value(how); }}));
  TRY(wait_for_end(end, file, is_stopping));
  const process::ProcessEnd how = end.get();
  const std::string said = heard->taken(false);
  if (how != process::ProcessEnd{0, {}})
    return refusal(how, last_line(heard->taken(true).empty() ? said : heard->taken(true)));
  const Result<json::Value> facts = json::parse(last_line(said));
  if (facts && facts->is_object()) return facts->get_object();
  return fail(ErrorCode::unavailable, "the check said nothing that can be understood: " + last_line(said));
}

}  // namespace swarm::local_engine
