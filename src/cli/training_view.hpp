#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "cli/session.hpp"

// Training runs as a person reads them.
namespace swarm::cli {

// A curve in Unicode blocks, eight steps to a line, `rows` lines of at most `width` columns; between the smallest and
// the largest value, which stand at its left. Empty without values.
std::vector<std::string> curve_lines(const std::vector<double>& values, std::size_t width, std::size_t rows);

// "step 120 of 400  loss 0.41 (held out 0.50)  8,100 positions/s  18 s left"
std::string training_words(const json::Value& point, const json::Value& run);

// Everything about a run.
void print_training_run(Session& session, const json::Value& run);
Style style_of_training(const json::Value& run);
bool has_ended(const json::Value& run);

// A run while it goes on: on a terminal a picture on standard error that is drawn again and again, elsewhere a plain
// line now and then.
class TrainingPicture {
 public:
  TrainingPicture(Console& console, const Clock& clock) : console_(console), clock_(clock) {}
  ~TrainingPicture() { clear(); }
  TrainingPicture(const TrainingPicture&) = delete;
  TrainingPicture& operator=(const TrainingPicture&) = delete;

  void show(const json::Value& point, const json::Value& run);
  void say(std::string_view safe);  // a line above the picture
  void clear();

 private:
  static constexpr std::chrono::seconds kPlainLine{5};
  static constexpr std::size_t kPointsMax = 4'096;  // beyond it every second one goes
  static constexpr std::size_t kRows = 5;
  static constexpr std::size_t kWidthMax = 72;
  void draw();

  Console& console_;
  const Clock& clock_;
  std::vector<double> losses_;
  std::string words_;
  std::size_t drawn_lines_ = 0;
  std::optional<SteadyTime> said_at_;
};

}  // namespace swarm::cli
