#pragma once

#include <filesystem>
#include <functional>
#include <map>

#include "base/result.hpp"
#include "swarm/lessons/derivation.hpp"
#include "swarm/lessons/lesson.hpp"

namespace swarm::lessons {

struct WrittenFile {
  std::filesystem::path path;
  std::string sha256;
  std::map<Family, std::size_t> families;
};

// Asked before a lesson is written; an error ends the generation.
using LessonCheck = std::function<Result<Done>(const Lesson& lesson)>;

inline constexpr std::size_t kLessonsMax = 2'000'000;  // of one file

// `count` lessons of the taught families in their shares, in the order of chance.
Result<WrittenFile> write_training(const std::filesystem::path& path, std::uint64_t seed, std::size_t count,
                                   const LessonCheck& check);
// `count` different lessons of each of the eight families, of held-out content.
Result<WrittenFile> write_held_out(const std::filesystem::path& path, std::uint64_t seed, std::size_t count,
                                   const LessonCheck& check);
// `count` different lessons of one family.
Result<WrittenFile> write_family(const std::filesystem::path& path, Family family, Side side, std::uint64_t seed,
                                 std::size_t count, const LessonCheck& check);

// The prompts of a suite (JSONL with a member `prompt`) that are none of the families', each to be declined. They are
// never trained on.
Result<WrittenFile> write_suite(const std::filesystem::path& path, const std::filesystem::path& suite,
                                const Derivations& derivations);

}  // namespace swarm::lessons
