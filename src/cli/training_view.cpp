#include "cli/training_view.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/safe_text.hpp"

namespace swarm::cli {

namespace {

constexpr std::array<std::string_view, 9> kBlocks{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::size_t kSteps = kBlocks.size() - 1;

// At most `count` values, each the mean of those that it stands for.
std::vector<double> thinned(const std::vector<double>& values, std::size_t count) {
  if (values.size() <= count) return values;
  std::vector<double> means;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t begin = i * values.size() / count, end = (i + 1) * values.size() / count;
    double sum = 0;
    for (std::size_t at = begin; at < end; ++at)
      sum += values[at];
    means.push_back(sum / static_cast<double>(end - begin));
  }
  return means;
}

// How many of `rows` times eight steps a value fills; at least one, so that the curve has no holes.
std::size_t height_of(double value, double low, double high, std::size_t rows) {
  const auto all = static_cast<double>(rows * kSteps);
  const double share = high > low ? (value - low) / (high - low) : 0;
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::llround(share * all)));
}

std::string label_of(std::size_t row, std::size_t rows, double low, double high) {
  if (row == 0) return fmt::format("{:8.3f} ", high);
  if (row + 1 == rows) return fmt::format("{:8.3f} ", low);
  return std::string(9, ' ');
}

std::string seconds_text(double seconds) {
  return human_duration(std::chrono::duration<double, std::milli>(seconds * 1'000));
}

// By the steps that are left, or by the time that was given, whichever comes first.
std::optional<double> seconds_left(const json::Value& point, const json::Value& run) {
  const double seconds = number(point, "seconds").value_or(0);
  std::optional<double> left;
  if (const auto limit = number(member(run, "settings"), "seconds")) left = std::max(*limit - seconds, 0.0);
  const auto step = number(point, "step"), total = number(point, "steps_total");
  if (step && total && *step > 0 && *total >= *step) {
    const double by_steps = seconds / *step * (*total - *step);
    left = left ? std::min(*left, by_steps) : by_steps;
  }
  return left;
}

void print_pair(Session& session, std::string_view name, const std::string& value) {
  if (!value.empty()) session.console.print_line(fmt::format("  {:<11}{}", name, value));
}

std::string data_text(const json::Value& data) {
  if (!data.is_object()) return "";
  const std::string name = shown(data, "name");
  return fmt::format("{}  {} lessons, {}, sha256 {}", name.empty() ? "with the request" : name,
                     human_count(whole_number(data, "lessons").value_or(0)),
                     human_bytes(whole_number(data, "bytes").value_or(0)), shown(data, "sha256").substr(0, 16));
}

std::string change_text(const json::Value& result, std::string_view before, std::string_view after) {
  const auto first = number(result, before), last = number(result, after);
  return first && last ? fmt::format("{:.4f} → {:.4f}", *first, *last) : "";
}

void print_result(Session& session, const json::Value& result) {
  if (!result.is_object()) return;
  print_pair(session, "loss", change_text(result, "loss_before", "loss_after"));
  print_pair(session, "held out", change_text(result, "validation_loss_before", "validation_loss_after"));
  for (const json::Value& file : list_at(result, "files")) {
    print_pair(session, "adapter",
               fmt::format("{}  {}, sha256 {}", shown(file, "file"),
                           human_bytes(whole_number(file, "bytes").value_or(0)), shown(file, "sha256").substr(0, 16)));
  }
}

std::string time_text(Session& session, const json::Value& run, std::string_view name) {
  const auto at = time_at(run, name);
  return at ? human_age(*at, session.clock.now()) : "";
}

}  // namespace

std::vector<std::string> curve_lines(const std::vector<double>& values, std::size_t width, std::size_t rows) {
  if (values.empty() || width == 0 || rows == 0) return {};
  const std::vector<double> columns = thinned(values, width);
  const auto [low, high] = std::ranges::minmax(columns);
  std::vector<std::string> lines(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    lines[row] = label_of(row, rows, low, high);
    const std::size_t below = (rows - 1 - row) * kSteps;
    for (const double value : columns) {
      const std::size_t height = height_of(value, low, high, rows);
      lines[row] += kBlocks[height <= below ? 0 : std::min(height - below, kSteps)];
    }
  }
  return lines;
}

std::string training_words(const json::Value& point, const json::Value& run) {
  std::string words = fmt::format("step {}", human_count(whole_number(point, "step").value_or(0)));
  if (const auto total = whole_number(point, "steps_total")) words += fmt::format(" of {}", human_count(*total));
  words += fmt::format("  loss {:.4f}", number(point, "loss").value_or(0));
  if (const auto held_out = number(point, "validation_loss")) words += fmt::format(" (held out {:.4f})", *held_out);
  if (const auto speed = number(point, "positions_per_second"))
    words += fmt::format("  {} positions/s", human_count(std::llround(*speed)));
  if (const auto left = seconds_left(point, run); left && *left > 0)
    words += fmt::format("  {} left", seconds_text(*left));
  return words;
}

bool has_ended(const json::Value& run) {
  const std::string state = raw_text(run, "state");
  return !state.empty() && state != "queued" && state != "running";
}

Style style_of_training(const json::Value& run) {
  const std::string state = raw_text(run, "state");
  if (state == "completed") return Style::good;
  if (state == "failed" || state == "refused") return Style::bad;
  return state == "cancelled" ? Style::warning : Style::plain;
}

void print_training_run(Session& session, const json::Value& run) {
  Console& console = session.console;
  const std::string reason = shown(run, "reason");
  console.print_line(fmt::format("training run {}  {}{}", console.styled(shown(run, "id"), Style::bold),
                                 console.styled(shown(run, "state"), style_of_training(run)),
                                 reason.empty() ? "" : "  " + reason));
  print_pair(session, "detail", shown(run, "detail"));
  print_pair(session, "adapter", fmt::format("{} for the head {}", shown(run, "name"), shown(run, "head")));
  print_pair(session, "base", fmt::format("{}  {}", shown(run, "base"), shown(run, "base_sha256").substr(0, 16)));
  const json::Value& data = member(run, "data");
  print_pair(session, "lessons", data_text(member(data, "lessons")));
  print_pair(session, "replay", data_text(member(data, "replay")));
  print_pair(session, "validation", data_text(member(data, "validation")));
  const json::Value& settings = member(run, "settings");
  print_pair(session, "settings",
             fmt::format("rank {}, alpha {}, learning rate {}, {} s, replay share {}", shown(settings, "rank"),
                         shown(settings, "alpha"), shown(settings, "learning_rate"), shown(settings, "seconds"),
                         shown(settings, "replay_share")));
  print_pair(session, "trainer", fmt::format("{} on {}", shown(run, "trainer"), shown(run, "replica")));
  print_pair(session, "made", time_text(session, run, "created_at"));
  print_pair(session, "started", time_text(session, run, "started_at"));
  print_pair(session, "ended", time_text(session, run, "ended_at"));
  if (member(run, "progress").is_object())
    print_pair(session, "progress", training_words(member(run, "progress"), json::Value()));
  print_result(session, member(run, "result"));
  const double seconds = number(run, "train_seconds").value_or(0);
  if (seconds > 0) {
    print_pair(session, "took",
               fmt::format("{}, {} of memory, ${:.6f}", seconds_text(seconds),
                           human_bytes(whole_number(run, "memory_peak_bytes").value_or(0)),
                           number(run, "cost_dollars").value_or(0)));
  }
}

// --- The picture ----------------------------------------------------------------------------------------------------

void TrainingPicture::show(const json::Value& point, const json::Value& run) {
  losses_.push_back(number(point, "loss").value_or(0));
  if (losses_.size() > kPointsMax) losses_ = thinned(losses_, kPointsMax / 2);
  words_ = training_words(point, run);
  if (console_.error_is_terminal()) return draw();
  const SteadyTime now = clock_.steady_now();
  if (said_at_ && now - *said_at_ < kPlainLine) return;
  said_at_ = now;
  console_.remark_line(words_);
}

void TrainingPicture::draw() {
  constexpr std::size_t kLabel = 9;
  const std::size_t width = std::max<std::size_t>(console_.error_width(), kLabel + 8);
  clear();
  for (const std::string& line : curve_lines(losses_, std::min(kWidthMax, width - kLabel - 1), kRows)) {
    console_.remark_line(line);
    ++drawn_lines_;
  }
  console_.remark(cut_to_width(words_, width - 1) + "\r");
}

void TrainingPicture::say(std::string_view safe) {
  clear();
  console_.remark_line(safe);
}

// From the line of words up to the curve's first.
void TrainingPicture::clear() {
  if (drawn_lines_ == 0) return;
  console_.remark(fmt::format("\r\x1b[{}A\x1b[J", std::exchange(drawn_lines_, 0)));
}

}  // namespace swarm::cli
