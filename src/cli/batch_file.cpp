#include "cli/batch_file.hpp"

#include <charconv>
#include <fmt/format.h>

#include "base/text.hpp"

namespace swarm::cli {

namespace {

constexpr std::string_view kBegin = R"({"tasks":[)";
constexpr std::string_view kEnd = "]}";

}  // namespace

BatchFile::BatchFile(std::istream& input, std::string name, std::optional<BatchFormat> format, BatchDefaults defaults)
    : input_(input),
      name_(std::move(name)),
      format_(format),
      defaults_(std::move(defaults)),
      buffer_(kLineBytesMax + 2) {}

std::unexpected<Error> BatchFile::wrong(ErrorCode code, std::string_view what) const {
  return fail(code, fmt::format("{}, line {}: {}", name_, line_number_, what));
}

Result<std::int64_t> BatchFile::check() {
  std::int64_t count = 0;
  while (TRY(next_task()))
    ++count;
  input_.clear();
  input_.seekg(0);
  line_number_ = 0;
  return count;
}

Result<std::optional<std::string>> BatchFile::next_line() {
  while (input_.getline(buffer_.data(), static_cast<std::streamsize>(buffer_.size())) || input_.gcount() > 0) {
    ++line_number_;
    const bool is_cut = input_.fail();
    if (is_cut) return wrong(ErrorCode::too_large, fmt::format("longer than {} bytes", kLineBytesMax));
    // gcount() includes the line end, which the last line may lack.
    const auto length = static_cast<std::size_t>(input_.gcount()) - (input_.eof() ? 0 : 1);
    std::string_view line(buffer_.data(), length);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!trim(line).empty()) return std::string(line);
  }
  return std::nullopt;
}

Result<std::optional<std::string>> BatchFile::next_task() {
  const std::optional<std::string> line = TRY(next_line());
  if (!line) return std::nullopt;
  if (!format_) format_ = trim(*line).starts_with('{') ? BatchFormat::jsonl : BatchFormat::text;
  return TRY(task_of(*line));
}

Result<std::string> BatchFile::task_of(const std::string& line) {
  json::Object task;
  if (*format_ == BatchFormat::text) {
    if (!is_utf8(line)) return wrong(ErrorCode::invalid_input, "not UTF-8");
    task.emplace("prompt", line);
  } else {
    Result<json::Value> value = json::parse(line);
    if (!value) return wrong(ErrorCode::invalid_input, value.error().message);
    if (!value->is_object()) return wrong(ErrorCode::invalid_input, R"(a JSON object such as {"prompt":"…"} expected)");
    task = std::move(value->get_object());
  }
  if (defaults_.head && !task.contains("head")) task.emplace("head", *defaults_.head);
  if (defaults_.priority && !task.contains("priority")) task.emplace("priority", *defaults_.priority);
  std::string text = json::to_text(task);
  if (text.size() > kLineBytesMax) return wrong(ErrorCode::too_large, fmt::format("a task of {} bytes", text.size()));
  return text;
}

Result<std::optional<Batch>> BatchFile::next() {
  Batch batch{.body = std::string(kBegin), .lines = {}};
  while (batch.lines.size() < kTasksMax) {
    std::optional<std::string> task = std::exchange(held_, std::nullopt);
    const std::size_t line = task ? held_line_ : 0;
    if (!task) task = TRY(next_task());
    if (!task) break;
    if (batch.body.size() + task->size() + kEnd.size() + 1 > kBytesMax && !batch.lines.empty()) {
      held_line_ = line == 0 ? line_number_ : line;
      held_ = std::move(task);
      break;
    }
    if (!batch.lines.empty()) batch.body += ',';
    batch.body += *task;
    batch.lines.push_back(line == 0 ? line_number_ : line);
  }
  if (batch.lines.empty()) return std::nullopt;
  batch.body += kEnd;
  return batch;
}

std::string line_of_path(const std::string& path, const std::vector<std::size_t>& lines) {
  constexpr std::string_view kPrefix = "$.tasks[";
  if (!path.starts_with(kPrefix)) return path;
  std::size_t index = 0;
  const char* end_of_path = path.data() + path.size();
  const auto [end, error] = std::from_chars(path.data() + kPrefix.size(), end_of_path, index);
  if (error != std::errc{} || end == end_of_path || *end != ']' || index >= lines.size()) return path;
  std::string_view rest(end + 1, static_cast<std::size_t>(end_of_path - end - 1));
  if (rest.starts_with('.')) rest.remove_prefix(1);
  return rest.empty() ? fmt::format("line {}", lines[index]) : fmt::format("line {}: {}", lines[index], rest);
}

}  // namespace swarm::cli
