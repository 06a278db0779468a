#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "learning/training_runs/training_config.hpp"
#include "learning/training_runs/training_types.hpp"

// Lessons: JSONL, one object a line with family, prompt, answer and content, and head, thinking and weight where there
// are any. One that names no head is of the run's. An API key can name files below DATA/datasets only, so that it
// cannot read the machine's others.
namespace swarm::training_runs {

struct Lesson {
  std::string family;
  std::string prompt;
  std::optional<std::string> thinking;
  std::string answer;
  std::string content;
  std::optional<double> weight;
  static constexpr auto schema = json::object(
      "Lesson",
      json::field("family", &Lesson::family, "Which kind of question; empty: other.", json::length{0, 64}, json::plain),
      json::field("prompt", &Lesson::prompt, "What is asked.", json::required, json::length{1, 64 * KiB}),
      json::field("thinking", &Lesson::thinking, "The worked steps; null: none.", json::length{0, 64 * KiB}),
      json::field("answer", &Lesson::answer, "The right answer.", json::required, json::length{1, 64 * KiB}),
      json::field("content", &Lesson::content, "What the question is about, whatever its wording; empty: the prompt.",
                  json::length{0, 4 * KiB}),
      json::field("weight", &Lesson::weight, "How much it counts; null: 1.", json::fraction{0.001, 100}));
};

inline constexpr std::size_t kLessonBytesMax = 256 * KiB;  // of one line

// A name of letters, digits, dots, dashes and underscores, at most 64, that is no way out of a folder.
bool is_plain_name(std::string_view name);

// What a run learns is of its head alone; what must not be forgotten, or is only looked at, may be of any.
struct HeadRule {
  answers::Head head = answers::Head::math;  // the run's
  bool are_others_taken = false;
};

// Copies DATA/datasets/NAME.jsonl to `to`, checking every line. `not_found`; `invalid_input` names the line that is
// none, or of another head; `too_large`: beyond the settings; `unavailable`: it cannot be read or written. Blocks.
Result<DataFile> copy_lessons(const std::filesystem::path& datasets, std::string_view name, HeadRule rule,
                              const std::filesystem::path& to, const TrainingConfig& config);

// The same for lessons that came with a request.
Result<DataFile> write_lessons(const std::vector<Lesson>& lessons, answers::Head head, const std::filesystem::path& to,
                               const TrainingConfig& config);

// SHA-256 of a file, hexadecimal. `is_stopped` is asked now and then: `cancelled`.
Result<std::string> sha256_of_file(const std::filesystem::path& file, const std::function<bool()>& is_stopped);

// `invalid_input` unless it is a lesson that the rule takes.
Result<Done> check_lesson(std::string_view line, HeadRule rule);

}  // namespace swarm::training_runs
