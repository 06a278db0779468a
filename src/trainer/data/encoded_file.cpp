#include "trainer/data/encoded_file.hpp"

#include "trainer/data/content_split.hpp"

namespace swarm::data {

Result<EncodedFile> encode_file(const std::filesystem::path& path, const ChatFormat& format,
                                const EncodingSettings& settings, LessonSet& set) {
  EncodedFile file;
  const auto take = [&](const Lesson& lesson) -> Result<Done> {
    const EncodedLesson encoded = TRY(format.encode(lesson));
    if (encoded.tokens.size() - 1 > settings.positions_max) {
      ++file.too_long;
      return Done{};
    }
    const std::uint32_t place = set.add(encoded, lesson.family, lesson.weight);
    const bool is_aside = is_set_aside(lesson.content, settings.held_out_share, "validation");
    (is_aside ? file.held_out : file.lessons).push_back(place);
    return Done{};
  };
  file.facts = TRY(read_lessons(path, take));
  if (!settings.sha256.empty() && settings.sha256 != file.facts.sha256) {
    return fail(ErrorCode::invalid_input,
                fmt::format("{}: its SHA-256 is {}, {} expected", path.string(), file.facts.sha256, settings.sha256));
  }
  if (file.lessons.empty())
    std::swap(file.lessons, file.held_out);  // all of one content, which happens to be set aside
  if (file.lessons.empty()) {
    return fail(ErrorCode::invalid_input, fmt::format("{}: none of its {} lessons fits into {} positions",
                                                      path.string(), file.facts.lessons, settings.positions_max));
  }
  return file;
}

}  // namespace swarm::data
