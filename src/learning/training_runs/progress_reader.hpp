#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "learning/training_runs/training_types.hpp"

namespace swarm::training_runs {

// A loss curve of bounded length: when it is full, every second point goes and only every second further one is taken,
// and so on; the first and the last are always there.
class PointCurve {
 public:
  // Goes on behind what an earlier attempt told. Of steps that are done again, since its last checkpoint, the newer
  // count.
  void go_on_behind(const std::vector<ProgressPoint>& earlier);
  void add(ProgressPoint point);
  std::vector<ProgressPoint> points() const;  // at most kPointsMax
  bool empty() const { return !last_; }
  const std::optional<ProgressPoint>& last() const { return last_; }

 private:
  std::vector<ProgressPoint> kept_;
  std::optional<ProgressPoint> last_;
  std::size_t stride_ = 1;
  std::size_t since_kept_ = 0;
  bool is_going_on_ = false;  // until its own first point
};

// What a trainer says in its line {"event":"finished",…}.
struct FinishedEvent {
  std::string reason;
  std::optional<std::int64_t> steps{};
  std::optional<double> first_validation_loss{};  // before the first step of all
  std::optional<double> validation_loss{};        // of what it leaves, which is not always where it ended
};

// Reads what a trainer prints. Nothing in it is believed: lines are cut at kLineMax, what is no line of the contract is
// counted and otherwise left alone, and a number that is none is no progress. One thread.
class ProgressReader {
 public:
  static constexpr std::size_t kLineMax = 16 * KiB;

  ProgressReader() = default;
  explicit ProgressReader(const std::vector<ProgressPoint>& earlier) { curve_.go_on_behind(earlier); }

  void feed(std::string_view bytes);
  // Something was added to the curve since the last call.
  bool take_news() { return std::exchange(has_news_, false); }

  const PointCurve& curve() const { return curve_; }
  const std::optional<FinishedEvent>& finished() const { return finished_; }
  std::uint64_t bytes() const { return bytes_; }
  std::int64_t other_lines() const { return other_lines_; }

 private:
  void end_line();
  bool take(std::string_view line);

  PointCurve curve_;
  std::optional<FinishedEvent> finished_;
  std::string line_;
  bool too_long_ = false;
  bool has_news_ = false;
  std::uint64_t bytes_ = 0;
  std::int64_t other_lines_ = 0;
};

}  // namespace swarm::training_runs
