#include "swarm/lessons/lesson_files.hpp"

#include <fmt/format.h>
#include <fstream>
#include <set>

#include "platform/crypto/hash.hpp"
#include "swarm/lessons/lesson_maker.hpp"
#include "swarm/lessons/readings.hpp"

namespace swarm::lessons {

namespace {

// A family has more different prompts than this allows for by far; it only bounds the search.
constexpr std::size_t kTriesPerLesson = 1'000;

class LessonWriter {
 public:
  LessonWriter(const std::filesystem::path& path, const LessonCheck& check) : check_(check) { file_.path = path; }

  Result<Done> add(const Lesson& lesson) {
    if (check_) TRY(check_(lesson));
    text_ += json_line(lesson);
    ++file_.families[lesson.family];
    return Done{};
  }

  Result<WrittenFile> finish() {
    std::ofstream out(file_.path, std::ios::binary);
    out << text_;
    out.close();
    if (!out) return fail(ErrorCode::unavailable, fmt::format("cannot write {}", file_.path.string()));
    file_.sha256 = crypto::sha256_hex(text_);
    return std::move(file_);
  }

 private:
  const LessonCheck& check_;
  WrittenFile file_;
  std::string text_;  // at most kLessonsMax lines of some 300 bytes
};

Result<Done> check_count(std::size_t count) {
  if (count == 0 || count > kLessonsMax)
    return fail(ErrorCode::invalid_input, fmt::format("1 to {} lessons expected, got {}", kLessonsMax, count));
  return Done{};
}

// Different prompts only, so that a score counts nothing twice.
Result<Done> add_family(LessonWriter& writer, Family family, Side side, std::size_t count, Dice& dice) {
  std::set<std::string> prompts;
  for (std::size_t tries = 0; prompts.size() < count; ++tries) {
    if (tries > count * kTriesPerLesson)
      return fail(ErrorCode::invalid_input,
                  fmt::format("{} has fewer than {} different prompts", json::name_of(family), count));
    const Lesson lesson = make_lesson(family, side, dice);
    if (prompts.insert(lesson.prompt).second) TRY(writer.add(lesson));
  }
  return Done{};
}

Result<std::string> prompt_of(std::string_view line) {
  const json::Value value = TRY(json::parse(line));
  const auto* members = value.if_object();
  const auto* prompt = members != nullptr ? members->if_contains("prompt") : nullptr;
  if (prompt == nullptr || !prompt->is_string())
    return fail(ErrorCode::invalid_input, fmt::format("a line without a prompt: {}", line));
  return std::string(prompt->get_string());
}

// Whether the model is taught to answer it, as far as a program can tell.
bool is_taught(const std::string& prompt, const Derivations& derivations) {
  return derivations.derive(prompt) || read_list_expression(prompt) || read_truth_expression(prompt);
}

}  // namespace

Result<WrittenFile> write_training(const std::filesystem::path& path, std::uint64_t seed, std::size_t count,
                                   const LessonCheck& check) {
  TRY(check_count(count));
  LessonWriter writer(path, check);
  Dice dice(seed);
  for (std::size_t i = 0; i < count; ++i)
    TRY(writer.add(make_lesson(some_taught_family(dice), Side::train, dice)));
  return writer.finish();
}

Result<WrittenFile> write_held_out(const std::filesystem::path& path, std::uint64_t seed, std::size_t count,
                                   const LessonCheck& check) {
  TRY(check_count(count));
  LessonWriter writer(path, check);
  Dice dice(seed);
  for (const Family family : all_families())
    TRY(add_family(writer, family, Side::held_out, count, dice));
  return writer.finish();
}

Result<WrittenFile> write_family(const std::filesystem::path& path, Family family, Side side, std::uint64_t seed,
                                 std::size_t count, const LessonCheck& check) {
  TRY(check_count(count));
  LessonWriter writer(path, check);
  Dice dice(seed);
  TRY(add_family(writer, family, side, count, dice));
  return writer.finish();
}

Result<WrittenFile> write_suite(const std::filesystem::path& path, const std::filesystem::path& suite,
                                const Derivations& derivations) {
  std::ifstream in(suite);
  if (!in) return fail(ErrorCode::not_found, fmt::format("cannot read {}", suite.string()));
  const LessonCheck none;
  LessonWriter writer(path, none);
  for (std::string line; std::getline(in, line);) {
    const std::string prompt = TRY(prompt_of(line));
    if (is_taught(prompt, derivations)) continue;
    TRY(writer.add({Family::unrelated, answers::Head::reasoning, prompt, std::nullopt, std::string(kUnknown),
                    "unrelated " + prompt}));
  }
  return writer.finish();
}

}  // namespace swarm::lessons
