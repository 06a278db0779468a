#include "providers/local_engine/model_check.hpp"

#include <csignal>
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

std::vector<process::ResourceLimit> limits_for(const std::filesystem::path& file) {
  constexpr std::uint64_t kRoom = 2 * GiB;
  std::error_code error;
  const std::uintmax_t size =
      std::filesystem::is_regular_file(file, error) ? std::filesystem::file_size(file, error) : 0;
  return {{RLIMIT_CORE, 0},
          {RLIMIT_FSIZE, 0},
          {RLIMIT_CPU, static_cast<std::uint64_t>(ModelCheck::kTimeMax.count())},
          {RLIMIT_DATA, kRoom + (error ? 0 : 2 * size)}};
}

// As swarm-engine ends when the machine is the reason, not the file.
constexpr int kUnavailable = 75;

Result<json::Object> refusal(const process::ProcessEnd& end, const std::string& said) {
  if (end.exit_status == kUnavailable && !said.empty()) return fail(ErrorCode::unavailable, "check_unavailable", said);
  const std::string how = end.signal ? fmt::format("the check was ended by signal {}", *end.signal)
                                     : fmt::format("the check ended with status {}", end.exit_status.value_or(-1));
  return fail(ErrorCode::invalid_input, "model_refused", said.empty() ? how : end.signal ? how + ": " + said : said);
}

}  // namespace

Result<json::Object> ModelCheck::check(const std::filesystem::path& program, const std::filesystem::path& file,
                                       const std::filesystem::path& base) {
  const auto heard = std::make_shared<Heard>();
  const auto ended = std::make_shared<std::promise<process::ProcessEnd>>();
  EngineProcess::Command command{.program = program.string(),
                                 .arguments = {"--check", file.string()},
                                 .environment = {"CUDA_VISIBLE_DEVICES=-1", "GGML_VK_VISIBLE_DEVICES="},
                                 .limits = limits_for(file)};
  if (!base.empty()) command.arguments.insert(command.arguments.end(), {"--base", base.string()});
  std::future<process::ProcessEnd> end = ended->get_future();
  const auto child = TRY(EngineProcess::start(launcher_, std::move(command),
                                              {.said = [heard](std::string line) { heard->add(false, line); },
                                               .logged = [heard](std::string line) { heard->add(true, line); },
                                               .ended = [ended](process::ProcessEnd how) { ended->set_value(how); }}));
  if (end.wait_for(kTimeMax) != std::future_status::ready)
    return fail(ErrorCode::timeout,
                fmt::format("the check of {} took more than {} s", file.string(), kTimeMax.count()));
  const process::ProcessEnd how = end.get();
  const std::string said = heard->taken(false);
  if (how != process::ProcessEnd{0, {}})
    return refusal(how, last_line(heard->taken(true).empty() ? said : heard->taken(true)));
  const Result<json::Value> facts = json::parse(last_line(said));
  if (facts && facts->is_object()) return facts->get_object();
  return fail(ErrorCode::unavailable, "the check said nothing that can be understood: " + last_line(said));
}

}  // namespace swarm::local_engine
