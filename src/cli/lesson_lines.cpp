#include "cli/lesson_lines.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/json_view.hpp"

namespace swarm::cli {

namespace {

Outcome<json::Value> lesson_of(std::string_view line, const std::string& head) {
  Result<json::Value> lesson = json::parse(line);
  if (!lesson) return trouble(ErrorCode::invalid_input, lesson.error().message);
  if (!lesson->is_object()) return trouble(ErrorCode::invalid_input, "an object expected");
  json::Object& members = lesson->get_object();
  const json::Value* named = members.if_contains("head");
  if (named != nullptr && !named->is_null() && *named != json::Value(head)) {
    return trouble(ErrorCode::invalid_input,
                   fmt::format("the lesson is of the head {}, and the run trains {}", shown_value(*named), head));
  }
  members.erase("head");
  return std::move(*lesson);
}

}  // namespace

Outcome<json::Array> lessons_of(std::string_view text, const std::string& file, const std::string& head) {
  json::Array lessons;
  std::size_t number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    if (trim(line).empty()) continue;
    Outcome<json::Value> lesson = lesson_of(line, head);
    if (!lesson)
      return trouble(ErrorCode::invalid_input,
                     fmt::format("{}, line {}: {}", file, number, lesson.error().error.message));
    lessons.push_back(std::move(*lesson));
  }
  if (lessons.empty())
    return trouble(ErrorCode::invalid_input,
                   fmt::format("{} {}", file, text.empty() ? "is empty" : "holds no lesson, only empty lines"));
  return lessons;
}

}  // namespace swarm::cli
