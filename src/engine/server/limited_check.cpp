#include "engine/server/limited_check.hpp"

#include <array>
#include <csignal>
#include <cstring>
#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/text.hpp"

namespace swarm::engine_server {

namespace {

constexpr std::size_t kOutputMax = 64 * KiB;
constexpr std::size_t kLastWordsMax = 1'000;
constexpr std::chrono::milliseconds kLookInterval{100};  // whether it is to stop
constexpr std::chrono::milliseconds kEndGrace{1'000};    // between the end of its output and its own

// Reads until the writer is gone, the time is over or it is to stop; keeps the end of what came.
std::string read_to_end(const process::Descriptor& from, std::chrono::steady_clock::time_point until,
                        const std::atomic<bool>& is_stopping) {
  std::string text;
  std::array<char, 4096> bytes{};
  while (!is_stopping && std::chrono::steady_clock::now() < until) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd waiting{.fd = from.number(), .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, static_cast<int>(std::min(left, kLookInterval).count())) <= 0) continue;
    const ssize_t got = ::read(from.number(), bytes.data(), bytes.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(bytes.data(), static_cast<std::size_t>(got));
    if (text.size() > 2 * kOutputMax) text.erase(0, text.size() - kOutputMax);
  }
  return text;
}

std::string_view last_words(std::string_view text) {
  text = text.substr(text.size() - std::min(text.size(), kLastWordsMax));
  while (text.ends_with('\n'))
    text.remove_suffix(1);
  return text;
}

std::string_view last_line(std::string_view text) {
  while (text.ends_with('\n'))
    text.remove_suffix(1);
  return text.substr(text.rfind('\n') + 1);
}

std::string how_it_ended(const std::optional<process::ProcessEnd>& end) {
  if (!end) return "took too long";
  if (end->signal == SIGXCPU) return "used too much processor time";
  if (end->signal == SIGKILL) return "was killed, for memory or processor time";
  if (end->signal) return fmt::format("died of {}", ::strsignal(*end->signal));
  return fmt::format("ended with {}", end->exit_status.value_or(-1));
}

}  // namespace

process::SpawnRequest LimitedCheck::request_for(const std::filesystem::path& file,
                                                const std::optional<std::filesystem::path>& base) const {
  process::SpawnRequest request{.program = program_.string(), .arguments = {"swarm-engine", "--check", file.string()}};
  if (base) {
    request.arguments.emplace_back("--base");
    request.arguments.push_back(base->string());
  }
  request.environment = {"CUDA_VISIBLE_DEVICES=-1", "GGML_VK_VISIBLE_DEVICES="};
  request.limits = {{RLIMIT_CORE, 0}, {RLIMIT_CPU, static_cast<std::uint64_t>(limits_.processor_time.count())}};
  if (limits_.address_space.count > 0) request.limits.push_back({RLIMIT_AS, limits_.address_space.count});
  return request;
}

Result<std::string> LimitedCheck::check(const std::filesystem::path& file,
                                        const std::optional<std::filesystem::path>& base) const {
  process::SpawnRequest request = request_for(file, base);
  process::Pipe output = TRY(process::make_pipe());
  const process::Descriptor null = TRY(process::open_null());
  request.descriptors = {{null.number(), 0}, {output.write_end.number(), 1}, {output.write_end.number(), 2}};
  process::ChildProcess child = TRY(launcher_.start(std::move(request)));
  output.write_end.close();
  const std::string said =
      read_to_end(output.read_end, std::chrono::steady_clock::now() + limits_.wall_time, is_stopping_);
  if (is_stopping_) return fail(ErrorCode::unavailable, "stopping", "the engine stops");
  const std::optional<process::ProcessEnd> end = child.wait_for(kEndGrace);
  if (end == process::ProcessEnd{.exit_status = 0}) return std::string(last_line(said));
  if (end && end->exit_status == kCheckUnavailable)
    return fail(ErrorCode::unavailable, "check_unavailable", std::string(last_line(said)));
  if (end && end->exit_status == 1) return fail(ErrorCode::invalid_input, "refused_file", std::string(last_line(said)));
  return fail(ErrorCode::invalid_input, "refused_file",
              fmt::format("loading {} on trial {}; its last words: {}", file.filename().string(), how_it_ended(end),
                          last_words(said)));
}

}  // namespace swarm::engine_server
