#include "learning/training_runs/lesson_files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/process/descriptor.hpp"

namespace swarm::training_runs {

namespace {

constexpr std::size_t kPiece = MiB;
constexpr std::size_t kLessonDepthMax = 8;

std::unexpected<Error> trouble(std::string_view tried, const std::filesystem::path& file, int number) {
  const ErrorCode code = number == ENOSPC || number == EDQUOT ? ErrorCode::storage_full : ErrorCode::unavailable;
  return fail(code, fmt::format("cannot {} {}: {}", tried, file.string(), std::strerror(number)));
}

// A regular file below its folder; no link is followed, and a pipe is not waited for.
Result<process::Descriptor> open_plain_file(const std::filesystem::path& file) {
  process::Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!opened.is_open()) {
    if (errno == ENOENT)
      return fail(ErrorCode::not_found, fmt::format("there is no {} in {}", file.filename().string(),
                                                    file.parent_path().filename().string()));
    if (errno == ELOOP)
      return fail(ErrorCode::invalid_input, fmt::format("{} is a link, no plain file", file.filename().string()));
    return trouble("read", file, errno);
  }
  struct stat facts{};
  if (::fstat(opened.number(), &facts) != 0 || !S_ISREG(facts.st_mode))
    return fail(ErrorCode::invalid_input, fmt::format("{} is no plain file", file.filename().string()));
  return opened;
}

// Calls `take` with one piece after the other.
Result<Done> read_pieces(const process::Descriptor& from, const std::filesystem::path& file,
                         const std::function<Result<Done>(std::string_view)>& take) {
  std::string buffer(kPiece, '\0');
  while (true) {
    const ssize_t size = ::read(from.number(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return trouble("read", file, errno);
    if (size == 0) return Done{};
    TRY(take(std::string_view(buffer).substr(0, static_cast<std::size_t>(size))));
  }
}

bool is_text(const json::Object& members, std::string_view name, std::size_t bytes_min, std::size_t bytes_max) {
  const json::Value* value = members.if_contains(name);
  if (value == nullptr || value->is_null()) return bytes_min == 0;
  return value->is_string() && value->get_string().size() >= bytes_min && value->get_string().size() <= bytes_max;
}

constexpr double kWeightMin = 1e-3, kWeightMax = 100;

bool is_weight(const json::Value& value) {
  return value.is_number() && value.to_number<double>() >= kWeightMin && value.to_number<double>() <= kWeightMax;
}

// What a lesson is split by when nobody says.
std::string beginning_of(std::string_view prompt) {
  constexpr std::size_t kContentMax = 4 * KiB;
  std::size_t length = std::min(prompt.size(), kContentMax);
  while (length > 0 && !is_utf8(prompt.substr(0, length)))
    --length;
  return std::string(prompt.substr(0, length));
}

bool names_no_head(const json::Object& members) {
  const json::Value* head = members.if_contains("head");
  return head == nullptr || head->is_null();
}

Result<Done> check_head(const json::Object& members, HeadRule rule) {
  if (names_no_head(members)) return Done{};
  const std::string_view named(members.at("head").get_string());
  const auto head = json::enum_named<answers::Head>(named);
  if (!head && rule.are_others_taken)
    return fail(ErrorCode::invalid_input,
                fmt::format("\"head\" is '{}': math, logic, code or reasoning expected", named));
  if (head == rule.head || (head && rule.are_others_taken)) return Done{};
  return fail(ErrorCode::invalid_input,
              fmt::format("the lesson is of the head '{}', and the run trains {}", named, json::name_of(rule.head)));
}

Result<Done> check_members(const json::Value& lesson, HeadRule rule) {
  struct Text {
    std::string_view name;
    std::size_t bytes_min, bytes_max;
  };
  constexpr Text kTexts[] = {{"family", 1, 64},         {"head", 0, 64},         {"prompt", 1, 64 * KiB},
                             {"thinking", 0, 64 * KiB}, {"answer", 1, 64 * KiB}, {"content", 1, 4 * KiB}};
  if (!lesson.is_object()) return fail(ErrorCode::invalid_input, "an object expected");
  const json::Object& members = lesson.get_object();
  for (const Text& text : kTexts) {
    if (is_text(members, text.name, text.bytes_min, text.bytes_max)) continue;
    return fail(ErrorCode::invalid_input,
                fmt::format("\"{}\" must be a text of {} to {} bytes", text.name, text.bytes_min, text.bytes_max));
  }
  TRY(check_head(members, rule));
  const json::Value* weight = members.if_contains("weight");
  if (weight == nullptr || weight->is_null() || is_weight(*weight)) return Done{};
  return fail(ErrorCode::invalid_input, fmt::format("\"weight\" must be {} to {}", kWeightMin, kWeightMax));
}

// Lines on their way from one file into another, with what is known about them.
class LessonWriter {
 public:
  LessonWriter(std::filesystem::path to, std::string name, HeadRule rule, const TrainingConfig& config)
      : to_(std::move(to)), rule_(rule), config_(config), stream_(to_, std::ios::binary | std::ios::trunc) {
    file_.name = std::move(name);
  }

  Result<Done> add(std::string_view bytes) {
    taken_ += bytes.size();
    if (taken_ > config_.dataset_bytes_max.count) {
      return fail(ErrorCode::too_large, fmt::format("more than {} of lessons (training.dataset_bytes_max)",
                                                    to_text(config_.dataset_bytes_max)));
    }
    for (std::string_view rest = bytes; !rest.empty();) {
      const std::size_t end = rest.find('\n');
      line_ += rest.substr(0, end);
      if (line_.size() > kLessonBytesMax) {
        ++line_number_;
        return refuse("longer than a lesson may be");
      }
      if (end == std::string_view::npos) break;
      TRY(end_line("\n"));
      rest.remove_prefix(end + 1);
    }
    return Done{};
  }

  Result<DataFile> finish() {
    TRY(end_line(""));
    if (file_.lessons == 0) return fail(ErrorCode::invalid_input, fmt::format("no lesson in {}", shown_name()));
    stream_.flush();
    if (!stream_) return trouble("write", to_, errno);
    file_.sha256 = to_hex(hash_.finish());
    return file_;
  }

 private:
  std::string shown_name() const { return file_.name.empty() ? "the request" : "dataset " + file_.name; }
  std::unexpected<Error> refuse(std::string_view why) const {
    return fail(ErrorCode::invalid_input, fmt::format("line {} of {}: {}", line_number_, shown_name(), why));
  }
  Result<Done> end_line(std::string_view end) {
    std::string line = std::exchange(line_, {});
    if (++line_number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);  // a byte order mark
    if (!trim(line).empty()) TRY(take_lesson(line));
    line += end;
    hash_.add(std::as_bytes(std::span(line)));
    stream_ << line;
    file_.bytes += static_cast<std::int64_t>(line.size());
    return Done{};
  }
  // As it stands in the file, but for the head where it names none: a trainer wants one.
  Result<Done> take_lesson(std::string& line) {
    Result<json::Value> lesson = json::parse(line, kLessonDepthMax);
    if (!lesson) return refuse(lesson.error().message);
    if (const Result<Done> checked = check_members(*lesson, rule_); !checked) return refuse(checked.error().message);
    if (++file_.lessons > config_.lessons_max) {
      return fail(ErrorCode::too_large,
                  fmt::format("more than {} lessons (training.lessons_max)", config_.lessons_max));
    }
    json::Object& members = lesson->get_object();
    if (!names_no_head(members)) return Done{};
    members["head"] = std::string(json::name_of(rule_.head));
    line = json::to_text(members);
    return Done{};
  }

  std::filesystem::path to_;
  const HeadRule rule_;
  const TrainingConfig& config_;
  std::ofstream stream_;
  DataFile file_;
  crypto::Sha256 hash_;
  std::string line_;
  std::uint64_t taken_ = 0;       // bytes
  std::int64_t line_number_ = 0;  // of the line that ended last
};

}  // namespace

bool is_plain_name(std::string_view name) {
  constexpr std::size_t kNameMax = 64;
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  return !name.empty() && name.size() <= kNameMax && name.front() != '.' && name.front() != '-' &&
         std::ranges::all_of(name, is_plain);
}

Result<Done> check_lesson(std::string_view line, HeadRule rule) {
  return check_members(TRY(json::parse(line, kLessonDepthMax)), rule);
}

Result<DataFile> copy_lessons(const std::filesystem::path& datasets, std::string_view name, HeadRule rule,
                              const std::filesystem::path& to, const TrainingConfig& config) {
  if (!is_plain_name(name)) {
    return fail(ErrorCode::invalid_input,
                fmt::format("'{}' is no name of a dataset: letters, digits, '-', '_' and '.', at most 64", name));
  }
  const std::filesystem::path file = datasets / fmt::format("{}.jsonl", name);
  const process::Descriptor opened = TRY(open_plain_file(file));
  LessonWriter writer(to, std::string(name), rule, config);
  TRY(read_pieces(opened, file, [&](std::string_view piece) { return writer.add(piece); }));
  return writer.finish();
}

Result<DataFile> write_lessons(const std::vector<Lesson>& lessons, answers::Head head, const std::filesystem::path& to,
                               const TrainingConfig& config) {
  LessonWriter writer(to, "", {.head = head}, config);
  for (const Lesson& lesson : lessons) {
    json::Object line{{"family", lesson.family.empty() ? "other" : lesson.family},
                      {"head", json::name_of(head)},
                      {"prompt", lesson.prompt},
                      {"answer", lesson.answer},
                      {"content", lesson.content.empty() ? beginning_of(lesson.prompt) : lesson.content}};
    if (lesson.thinking) line.emplace("thinking", *lesson.thinking);
    if (lesson.weight) line.emplace("weight", *lesson.weight);
    TRY(writer.add(json::to_text(line) + "\n"));
  }
  return writer.finish();
}

Result<std::string> sha256_of_file(const std::filesystem::path& file, const std::function<bool()>& is_stopped) {
  const process::Descriptor opened = TRY(open_plain_file(file));
  crypto::Sha256 hash;
  TRY(read_pieces(opened, file, [&](std::string_view piece) -> Result<Done> {
    if (is_stopped()) return fail(ErrorCode::cancelled, "stopped");
    hash.add(std::as_bytes(std::span(piece)));
    return Done{};
  }));
  return to_hex(hash.finish());
}

}  // namespace swarm::training_runs
