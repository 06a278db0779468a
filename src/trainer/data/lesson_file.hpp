#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "base/result.hpp"
#include "base/sizes.hpp"
#include "trainer/data/lesson.hpp"

namespace swarm::data {

inline constexpr std::uint64_t kLessonFileBytesMax = 2 * GiB;
inline constexpr std::size_t kLessonLineBytesMax = 256 * KiB;
inline constexpr std::size_t kLessonsMax = 4'000'000;  // of one file
inline constexpr std::size_t kFamiliesMax = 1'000;

struct LessonFileFacts {
  std::filesystem::path path;
  std::string sha256;  // of the file
  std::uint64_t bytes = 0;
  std::uint64_t lessons = 0;
  std::map<std::string, std::uint64_t> families{};  // lessons of each

  static constexpr auto schema =
      json::object("LessonFileFacts", json::field("path", &LessonFileFacts::path, "The file."),
                   json::field("sha256", &LessonFileFacts::sha256, "Of the file."),
                   json::field("bytes", &LessonFileFacts::bytes, "Its size."),
                   json::field("lessons", &LessonFileFacts::lessons, "Lessons in it."),
                   json::field("families", &LessonFileFacts::families, "Lessons of each family."));
};

using LessonSink = std::function<Result<Done>(Lesson lesson)>;

// Hands every lesson of a JSONL file on, in order. Strict: `invalid_input` names file, line, column (of bytes) and what
// is wrong with the first line that is; `too_large` when a bound above is passed; `not_found`; `unavailable` when it
// cannot be read. An error of the sink ends it and is told with the line.
Result<LessonFileFacts> read_lessons(const std::filesystem::path& path, const LessonSink& sink);

}  // namespace swarm::data
