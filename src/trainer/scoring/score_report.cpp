#include "trainer/scoring/score_report.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "trainer/data/content_split.hpp"

namespace swarm::scoring {

namespace {

// A model may write bytes that are no UTF-8, which no JSON can say: then everything beyond ASCII is spelled as bytes.
std::string shown(const std::string& text) {
  if (is_utf8(text)) return text;
  std::string spelled;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    spelled += byte < 0x80 ? std::string(1, c) : fmt::format("\\x{:02x}", byte);
  }
  return spelled;
}

void count(const data::Lesson& lesson, const Answer& answer, bool shows_misses, Tally& tally) {
  ++tally.lessons;
  tally.right += answer.certainty.is_right ? 1 : 0;
  tally.declined += answer.trouble.empty() && answer.is_declined() ? 1 : 0;
  tally.failed += answer.trouble.empty() ? 0 : 1;
  tally.mean_probability += answer.certainty.mean_probability;
  tally.mean_margin += answer.certainty.mean_margin;
  if (!shows_misses || answer.certainty.is_right || tally.misses.size() == kMissesShownMax) return;
  tally.misses.push_back({.prompt = lesson.prompt,
                          .expected = lesson.answer,
                          .got = shown(answer.text),
                          .thinking = shown(answer.thinking),
                          .trouble = answer.trouble});
}

void finish(Tally& tally) {
  const double lessons = static_cast<double>(std::max<std::uint64_t>(1, tally.lessons));
  tally.accuracy = static_cast<double>(tally.right) / lessons;
  tally.mean_probability /= lessons;
  tally.mean_margin /= lessons;
}

std::string line_of(std::string_view name, std::size_t width, const Tally& tally) {
  return fmt::format("{:{}}  {:>7}  {:>7}  {:>6.1f} %  {:>8}  {:>6}  {:>11.4f}\n", name, width, tally.lessons,
                     tally.right, 100 * tally.accuracy, tally.declined, tally.failed, tally.mean_probability);
}

}  // namespace

ScoreReport report_on(std::span<const data::Lesson> lessons, std::span<const Answer> answers) {
  ScoreReport report;
  std::map<std::string, std::pair<std::vector<Certainty>, std::vector<Certainty>>> certainties;
  for (std::size_t i = 0; i < lessons.size(); ++i) {
    const std::string head(json::name_of(lessons[i].head));
    count(lessons[i], answers[i], false, report.all);
    count(lessons[i], answers[i], true, report.families[lessons[i].family]);
    count(lessons[i], answers[i], false, report.heads[head]);
    auto& [to_fit, unseen] = certainties[head];
    (data::is_set_aside(lessons[i].content, 0.5, "calibration") ? to_fit : unseen).push_back(answers[i].certainty);
  }
  finish(report.all);
  for (auto* tallies : {&report.families, &report.heads}) {
    for (auto& [name, tally] : *tallies)
      finish(tally);
  }
  for (const auto& [head, halves] : certainties) {
    if (const auto calibration = calibrate(halves.first, halves.second)) report.calibration[head] = *calibration;
  }
  return report;
}

std::map<std::string, std::uint64_t> uncalibrated_heads(const ScoreReport& report) {
  std::map<std::string, std::uint64_t> heads;
  for (const auto& [name, tally] : report.heads) {
    if (!report.calibration.contains(name)) heads[name] = tally.lessons;
  }
  return heads;
}

std::string table_of(const ScoreReport& report) {
  std::size_t width = 6;
  for (const auto& [name, tally] : report.families)
    width = std::max(width, name.size());
  std::string text = fmt::format("{:{}}  lessons    right  accuracy  declined  failed  probability\n", "family", width);
  for (const auto& [name, tally] : report.families)
    text += line_of(name, width, tally);
  text += "\n";
  for (const auto& [name, tally] : report.heads)
    text += line_of(name, width, tally);
  text += line_of("all", width, report.all);
  for (const auto& [name, calibration] : report.calibration) {
    text += fmt::format("{:{}}  calibration error {:.3f} as it is, {:.3f} calibrated ({} answers)\n", name, width,
                        calibration.error_before, calibration.error_after, calibration.samples);
  }
  for (const auto& [name, answers] : uncalibrated_heads(report)) {
    text += fmt::format("{:{}}  no calibration: {} answers are too few, {} in each half of the contents are needed\n",
                        name, width, answers, kCalibrationSamplesMin);
  }
  return text;
}

}  // namespace swarm::scoring
