#include "learning/training_runs/progress_reader.hpp"

#include <cmath>
#include <utility>

#include "base/text.hpp"

namespace swarm::training_runs {

namespace {

constexpr double kRealMax = 1e15;  // of any figure; beyond it a trainer talks nonsense

std::optional<double> real_in(const json::Object& members, std::string_view name, double low) {
  const json::Value* value = members.if_contains(name);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const double number = value->to_number<double>();
  if (!std::isfinite(number) || number < low || number > kRealMax) return std::nullopt;
  return number;
}

std::optional<std::int64_t> count_in(const json::Object& members, std::string_view name) {
  const auto number = real_in(members, name, 0);
  if (!number) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

std::optional<ProgressPoint> point_from(const json::Object& members) {
  const auto step = count_in(members, "step");
  const auto loss = real_in(members, "loss", -kRealMax);
  if (!step || !loss) return std::nullopt;
  return ProgressPoint{.step = *step,
                       .steps_total = count_in(members, "steps_total"),
                       .seconds = real_in(members, "seconds", 0).value_or(0),
                       .loss = *loss,
                       .validation_loss = real_in(members, "validation_loss", -kRealMax),
                       .learning_rate = real_in(members, "learning_rate", 0),
                       .positions_per_second = real_in(members, "positions_per_second", 0),
                       .real_token_ratio = real_in(members, "real_token_ratio", 0),
                       .epoch = real_in(members, "epoch", 0)};
}

std::string text_in(const json::Object& members, std::string_view name) {
  constexpr std::size_t kTextMax = 64;
  const json::Value* value = members.if_contains(name);
  if (value == nullptr || !value->is_string()) return "";
  return std::string(std::string_view(value->get_string()).substr(0, kTextMax));
}

}  // namespace

void PointCurve::go_on_behind(const std::vector<ProgressPoint>& earlier) {
  for (const ProgressPoint& point : earlier)
    add(point);
  is_going_on_ = true;
  since_kept_ = 0;  // its own first point is kept
}

void PointCurve::add(ProgressPoint point) {
  if (std::exchange(is_going_on_, false))
    std::erase_if(kept_, [&](const ProgressPoint& earlier) { return earlier.step >= point.step; });
  last_ = point;
  if (since_kept_++ % stride_ != 0) return;
  kept_.push_back(std::move(point));
  if (kept_.size() < kPointsMax - 1) return;  // an odd number, with room for the last one
  for (std::size_t i = 1; 2 * i < kept_.size(); ++i)
    kept_[i] = kept_[2 * i];
  kept_.resize((kept_.size() + 1) / 2);
  stride_ *= 2;
  since_kept_ = 1;  // the newest stayed
}

std::vector<ProgressPoint> PointCurve::points() const {
  std::vector<ProgressPoint> points = kept_;
  if (last_ && (points.empty() || points.back() != *last_)) points.push_back(*last_);
  return points;
}

void ProgressReader::feed(std::string_view bytes) {
  bytes_ += bytes.size();
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    if (line_.size() + piece.size() > kLineMax) too_long_ = true;
    if (!too_long_) line_ += piece;
    if (end == std::string_view::npos) return;
    end_line();
    bytes.remove_prefix(end + 1);
  }
}

void ProgressReader::end_line() {
  const bool is_empty = trim(line_).empty() && !too_long_;
  if (!is_empty && (too_long_ || !take(line_))) ++other_lines_;
  line_.clear();
  too_long_ = false;
}

bool ProgressReader::take(std::string_view line) {
  const Result<json::Value> value = json::parse(line, 8);
  if (!value || !value->is_object()) return false;
  const json::Object& members = value->get_object();
  const std::string event = text_in(members, "event");
  if (event == "finished") {
    finished_ = FinishedEvent{.reason = text_in(members, "reason"),
                              .steps = count_in(members, "steps"),
                              .first_validation_loss = real_in(members, "first_validation_loss", -kRealMax),
                              .validation_loss = real_in(members, "validation_loss", -kRealMax)};
    return true;
  }
  if (event != "progress") return false;
  std::optional<ProgressPoint> point = point_from(members);
  if (!point) return false;
  curve_.add(std::move(*point));
  has_news_ = true;
  return true;
}

}  // namespace swarm::training_runs
