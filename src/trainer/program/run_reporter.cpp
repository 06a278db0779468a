#include "trainer/program/run_reporter.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <sys/ioctl.h>
#include <unistd.h>

namespace swarm::program {

namespace {

constexpr std::size_t kBar = 24, kWidthWhenUnknown = 100;

// 0, or why not.
int put(std::string_view text, std::FILE* file) {
  errno = 0;
  const bool is_written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fflush(file) == 0 && is_written) return 0;
  return errno != 0 ? errno : EIO;
}

std::size_t terminal_width() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1U : kWidthWhenUnknown;
}

std::string time_left(const optimise::Progress& progress) {
  if (progress.step == 0) return "";
  const double left =
      progress.seconds * static_cast<double>(progress.steps_total - progress.step) / static_cast<double>(progress.step);
  const auto seconds = static_cast<std::int64_t>(std::ceil(left));
  if (seconds >= 3600) return fmt::format("{} h {} min left", seconds / 3600, seconds % 3600 / 60);
  return seconds >= 120 ? fmt::format("{} min left", (seconds + 59) / 60) : fmt::format("{} s left", seconds);
}

}  // namespace

std::string progress_text(const optimise::Progress& progress, std::size_t width) {
  const double part =
      progress.steps_total == 0 ? 0 : static_cast<double>(progress.step) / static_cast<double>(progress.steps_total);
  const auto full = static_cast<std::size_t>(std::clamp(part, 0.0, 1.0) * static_cast<double>(kBar));
  std::string text = fmt::format("[{}{}] step {} of {}  loss {:.4f}", std::string(full, '#'),
                                 std::string(kBar - full, '-'), progress.step, progress.steps_total, progress.loss);
  if (progress.validation_loss) text += fmt::format("  held out {:.4f}", *progress.validation_loss);
  text += fmt::format("  {:.0f}/s  {}", progress.positions_per_second, time_left(progress));
  return text.substr(0, width);
}

RunReporter::RunReporter(bool as_json) : is_for_eyes_(!as_json && isatty(STDOUT_FILENO) != 0) {}

void RunReporter::add_file(const std::filesystem::path& file) {
  file_.reset(std::fopen(file.c_str(), "ae"));
}

void RunReporter::line(const json::Object& event) {
  const std::string text = json::to_text(event) + "\n";
  const int trouble = is_for_eyes_ ? 0 : put(text, stdout);
  if (trouble_ == 0) trouble_ = trouble;
  if (file_) put(text, file_.get());
}

void RunReporter::on_progress(const optimise::Progress& progress) {
  json::Object event{{"event", "progress"}};
  for (const auto& member : json::encode_members(progress))
    event.emplace(member.key(), member.value());
  line(event);
  if (is_for_eyes_) put("\r" + progress_text(progress, terminal_width()) + "\x1b[K", stdout);
}

Result<Done> RunReporter::finished(const json::Object& result) {
  line(result);
  if (is_for_eyes_) put("\n", stdout);
  if (trouble_ == 0) return Done{};
  return fail(ErrorCode::unavailable,
              fmt::format("standard output: {}; the run has ended and its files are there, as result.json and "
                          "progress.jsonl tell",
                          std::strerror(trouble_)));
}

}  // namespace swarm::program
