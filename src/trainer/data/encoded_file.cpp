#include "trainer/data/encoded_file.hpp"

#include "trainer/data/content_split.hpp"

namespace swarm::data {

namespace {

Result<Done> check_not_empty(const EncodedFile& file, const EncodingSettings& settings) {
  if (!file.lessons.empty() || !file.held_out.empty()) return Done{};
  const std::string path = file.facts.path.string();
  if (file.held_out_elsewhere > 0) {
    return fail(ErrorCode::invalid_input, fmt::format("{}: all of its lessons that fit are held out for validation: "
                                                      "nothing is left to learn from",
                                                      path));
  }
  return fail(ErrorCode::invalid_input, fmt::format("{}: none of its {} lessons fits into {} positions", path,
                                                    file.facts.lessons, settings.positions_max));
}

}  // namespace

Result<EncodedFile> encode_file(const std::filesystem::path& path, const ChatFormat& format,
                                const EncodingSettings& settings, LessonSet& set) {
  EncodedFile file;
  const auto take = [&](const Lesson& lesson) -> Result<Done> {
    if (settings.stop != nullptr && settings.stop->load(std::memory_order_relaxed))
      return fail(ErrorCode::cancelled, "stopped while lessons were read");
    if (settings.held_out != nullptr && settings.held_out->contains(lesson.content)) {
      ++file.held_out_elsewhere;
      return Done{};
    }
    const EncodedLesson encoded = TRY(format.encode(lesson));
    if (encoded.tokens.size() - 1 > settings.positions_max) {
      ++file.too_long;
      return Done{};
    }
    const std::uint32_t place = set.add(encoded, lesson.family, lesson.weight);
    const bool is_aside = is_set_aside(lesson.content, settings.held_out_share, "validation");
    (is_aside ? file.held_out : file.lessons).push_back(place);
    if (is_aside) file.held_out_contents.insert(lesson.content);
    return Done{};
  };
  file.facts = TRY(read_lessons(path, take));
  if (!settings.sha256.empty() && settings.sha256 != file.facts.sha256) {
    return fail(ErrorCode::invalid_input,
                fmt::format("{}: its SHA-256 is {}, {} expected", path.string(), file.facts.sha256, settings.sha256));
  }
  TRY(check_not_empty(file, settings));
  if (file.lessons.empty() && settings.held_out_share < 1) {  // all of one content, which happens to be set aside
    std::swap(file.lessons, file.held_out);
    file.held_out_contents.clear();
  }
  return file;
}

}  // namespace swarm::data
