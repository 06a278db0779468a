#include "cli/progress.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "cli/human_text.hpp"
#include "cli/safe_text.hpp"

namespace swarm::cli {

namespace {

constexpr std::size_t kBarMax = 30;
constexpr std::size_t kBarMin = 5;

double seconds_between(SteadyTime from, SteadyTime to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

ProgressMeter::ProgressMeter(std::optional<std::int64_t> total, SteadyTime started)
    : total_(total), samples_{{started, 0}} {}

void ProgressMeter::advance(std::int64_t count, SteadyTime now) {
  done_ += count;
  samples_.push_back({now, done_});
  // The sample before the window stays: the rate is measured over at least the window.
  while (samples_.size() > 2 && (samples_[1].at + kWindow <= now || samples_.size() > kSamplesMax))
    samples_.pop_front();
}

std::optional<double> ProgressMeter::fraction() const {
  if (!total_) return std::nullopt;
  if (*total_ <= 0) return 1.0;
  return std::clamp(static_cast<double>(done_) / static_cast<double>(*total_), 0.0, 1.0);
}

std::optional<double> ProgressMeter::rate_per_second(SteadyTime now) const {
  const Sample& oldest = samples_.front();
  const double seconds = seconds_between(oldest.at, now);
  if (done_ == 0 || seconds <= 0) return std::nullopt;
  return static_cast<double>(done_ - oldest.done) / seconds;
}

std::optional<std::chrono::milliseconds> ProgressMeter::remaining(SteadyTime now) const {
  const std::optional<double> rate = rate_per_second(now);
  if (!total_ || !rate || *rate <= 0) return std::nullopt;
  const auto left = static_cast<double>(std::max<std::int64_t>(*total_ - done_, 0));
  const double milliseconds = std::min(left / *rate * 1'000, 1e12);
  return std::chrono::milliseconds{std::llround(milliseconds)};
}

std::string progress_words(const ProgressMeter& meter, std::string_view noun, SteadyTime now) {
  std::string words = human_count(meter.done());
  if (meter.total()) words += " of " + human_count(*meter.total());
  words += fmt::format(" {}", noun);
  if (const auto rate = meter.rate_per_second(now)) words += fmt::format("  {}/s", human_count(std::llround(*rate)));
  if (const auto left = meter.remaining(now)) words += fmt::format("  {} left", human_duration(*left));
  return words;
}

std::string progress_bar(const ProgressMeter& meter, std::string_view noun, SteadyTime now, std::size_t width) {
  const std::string words = progress_words(meter, noun, now);
  const std::size_t words_width = display_width(words) + 3;  // "[", "]", " "
  if (!meter.fraction() || words_width + kBarMin > width) return cut_to_width(words, width);
  const std::size_t bar = std::min(kBarMax, width - words_width);
  const auto filled = static_cast<std::size_t>(std::floor(*meter.fraction() * static_cast<double>(bar)));
  return fmt::format("[{}{}] {}", std::string(filled, '#'), std::string(bar - filled, '-'), words);
}

ProgressLine::ProgressLine(Console& console, const Clock& clock, std::string noun, std::optional<std::int64_t> total)
    : console_(console),
      clock_(clock),
      noun_(std::move(noun)),
      meter_(total, clock.steady_now()),
      shown_at_(clock.steady_now()) {}

void ProgressLine::advance(std::int64_t count) {
  const SteadyTime now = clock_.steady_now();
  meter_.advance(count, now);
  const auto pause = console_.error_is_terminal() ? std::chrono::milliseconds(kRedraw) : kPlainLine;
  if (now - shown_at_ < pause) return;
  shown_at_ = now;
  if (!console_.error_is_terminal()) {
    console_.remark_line(progress_words(meter_, noun_, now));
    return;
  }
  console_.remark("\r" + progress_bar(meter_, noun_, now, console_.error_width() - 1) + "\x1b[K");
  is_drawn_ = true;
}

void ProgressLine::clear() {
  if (std::exchange(is_drawn_, false)) console_.remark("\r\x1b[K");
}

}  // namespace swarm::cli
