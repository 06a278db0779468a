#pragma once

#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"

namespace swarm::cli {

enum class BatchFormat { text, jsonl };

// What lines that do not say it themselves are submitted with.
struct BatchDefaults {
  std::optional<std::string> head{};
  std::optional<std::string> priority{};
};

// A part of a file that one request submits. The same file with the same defaults is always cut in the same places, so
// that a request that is sent again is the same request.
struct Batch {
  std::string body;                // {"tasks":[…]}
  std::vector<std::size_t> lines;  // of the file, from 1: where each task stands
};

// Reads a file of prompts, one in each line: plain text, or one JSON object as POST /api/v1/tasks takes it. Empty lines
// are passed over. One thread.
class BatchFile {
 public:
  static constexpr std::size_t kTasksMax = 1'000;
  static constexpr std::size_t kBytesMax = 1'000'000;  // of a body; the server takes 1 MiB
  static constexpr std::size_t kLineBytesMax = kBytesMax - 64;

  // Both outlive the object. `format` nothing: JSON when the first line that is not empty begins with '{'.
  BatchFile(std::istream& input, std::string name, std::optional<BatchFormat> format, BatchDefaults defaults);

  // Checks every line and counts the tasks, then goes back to the beginning. `invalid_input`, `too_large` name the
  // line.
  Result<std::int64_t> check();
  // The next part; nothing at the end.
  Result<std::optional<Batch>> next();

 private:
  Result<std::optional<std::string>> next_line();
  Result<std::optional<std::string>> next_task();
  Result<std::string> task_of(const std::string& line);
  std::unexpected<Error> wrong(ErrorCode code, std::string_view what) const;

  std::istream& input_;
  std::string name_;
  std::optional<BatchFormat> format_;
  BatchDefaults defaults_;
  std::vector<char> buffer_;
  std::size_t line_number_ = 0;
  std::optional<std::string> held_;  // a task that did not fit any more
  std::size_t held_line_ = 0;
};

// "$.tasks[3].prompt" of a batch as the line of the file that it means: "line 17: prompt". Other paths stay.
std::string line_of_path(const std::string& path, const std::vector<std::size_t>& lines);

}  // namespace swarm::cli
