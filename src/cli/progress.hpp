#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "cli/console.hpp"

namespace swarm::cli {

// How far long work is, how fast it goes, and how long it will take at that speed. Pure: time is handed in.
class ProgressMeter {
 public:
  ProgressMeter(std::optional<std::int64_t> total, SteadyTime started);

  void advance(std::int64_t count, SteadyTime now);

  std::int64_t done() const { return done_; }
  std::optional<std::int64_t> total() const { return total_; }
  std::optional<double> fraction() const;                       // 0 to 1; none without a total
  std::optional<double> rate_per_second(SteadyTime now) const;  // over the last kWindow; none before anything was done
  std::optional<std::chrono::milliseconds> remaining(SteadyTime now) const;

 private:
  static constexpr std::chrono::seconds kWindow{10};
  static constexpr std::size_t kSamplesMax = 64;
  struct Sample {
    SteadyTime at;
    std::int64_t done;
  };

  std::optional<std::int64_t> total_;
  std::int64_t done_ = 0;
  std::deque<Sample> samples_;  // oldest first
};

// "2,000 of 10,000 tasks  1,950/s  4.1 s left"
std::string progress_words(const ProgressMeter& meter, std::string_view noun, SteadyTime now);
// The words behind "[########------------]", in at most `width` columns.
std::string progress_bar(const ProgressMeter& meter, std::string_view noun, SteadyTime now, std::size_t width);

// Shows a meter on standard error: on a terminal one line that is written again and again, elsewhere a plain line now
// and then. Says nothing about work that is over at once.
class ProgressLine {
 public:
  ProgressLine(Console& console, const Clock& clock, std::string noun, std::optional<std::int64_t> total);
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void advance(std::int64_t count);
  void clear();  // before anything else is written
  const ProgressMeter& meter() const { return meter_; }

 private:
  static constexpr std::chrono::milliseconds kRedraw{100};
  static constexpr std::chrono::seconds kPlainLine{5};

  Console& console_;
  const Clock& clock_;
  std::string noun_;
  ProgressMeter meter_;
  SteadyTime shown_at_;
  bool is_drawn_ = false;
};

}  // namespace swarm::cli
