#include "trainer/data/lesson_file.hpp"

#include <charconv>
#include <fstream>

#include "platform/crypto/hash.hpp"

namespace swarm::data {

namespace {

Result<std::string> read_whole(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status))
    return fail(ErrorCode::not_found, fmt::format("{}: there is no such file", path.string()));
  if (!std::filesystem::is_regular_file(status))
    return fail(ErrorCode::invalid_input, fmt::format("{}: a file of lessons expected", path.string()));
  const std::uint64_t size = std::filesystem::file_size(path, error);
  if (error) return fail(ErrorCode::unavailable, fmt::format("{}: {}", path.string(), error.message()));
  if (size > kLessonFileBytesMax) {
    return fail(ErrorCode::too_large, fmt::format("{}: {} bytes, at most {} are read", path.string(), size,
                                                  to_text(Bytes{kLessonFileBytesMax})));
  }
  std::string text(size, '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file || !file.read(text.data(), static_cast<std::streamsize>(size)))
    return fail(ErrorCode::unavailable, fmt::format("{}: it cannot be read", path.string()));
  return text;
}

// "$: no JSON at byte 17: …" says where in the line; other faults are about the whole of it.
std::size_t column_of(const Error& error) {
  constexpr std::string_view kSaid = "no JSON at byte ";
  const std::size_t at = error.message.find(kSaid);
  std::size_t byte = 0;
  if (at != std::string::npos) {
    const char* begin = error.message.data() + at + kSaid.size();
    std::from_chars(begin, error.message.data() + error.message.size(), byte);
  }
  return byte + 1;
}

// A stop is not the line's fault.
Error at_line(const std::filesystem::path& path, std::size_t line, Error error) {
  if (error.code == ErrorCode::cancelled) return error;
  error.message = fmt::format("{}:{}:{}: {}", path.string(), line, column_of(error), error.message);
  return error;
}

Result<Done> take_line(std::string_view line, LessonFileFacts& facts, const LessonSink& sink) {
  if (line.size() > kLessonLineBytesMax)
    return fail(ErrorCode::too_large, fmt::format("a line of {} bytes, at most {} expected", line.size(),
                                                  to_text(Bytes{kLessonLineBytesMax})));
  if (facts.lessons == kLessonsMax)
    return fail(ErrorCode::too_large, fmt::format("more than {} lessons in one file", kLessonsMax));
  Lesson lesson = TRY(json::parse_as<Lesson>(line));
  ++facts.families[lesson.family];
  if (facts.families.size() > kFamiliesMax)
    return fail(ErrorCode::too_large, fmt::format("more than {} families", kFamiliesMax));
  ++facts.lessons;
  return sink(std::move(lesson));
}

}  // namespace

Result<LessonFileFacts> read_lessons(const std::filesystem::path& path, const LessonSink& sink) {
  const std::string text = TRY(read_whole(path));
  LessonFileFacts facts{.path = path, .sha256 = crypto::sha256_hex(text), .bytes = text.size()};
  std::size_t number = 0;
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // editors of some systems put it there
  for (std::size_t begin = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const Result<Done> taken = take_line(std::string_view(text).substr(begin, end - begin), facts, sink);
    ++number;
    if (!taken) return std::unexpected(at_line(path, number, taken.error()));
    begin = end + 1;
  }
  if (facts.lessons == 0) return fail(ErrorCode::invalid_input, fmt::format("{}: no lesson in it", path.string()));
  return facts;
}

}  // namespace swarm::data
