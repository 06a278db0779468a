#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/result.hpp"
#include "trainer/data/chat_format.hpp"
#include "trainer/data/lesson_file.hpp"
#include "trainer/data/lesson_set.hpp"

namespace swarm::data {

using Contents = std::unordered_set<std::string>;

struct EncodingSettings {
  std::string sha256{};                     // that the file must have; empty: any
  std::uint32_t positions_max = 0;          // of one lesson; longer ones are left out and counted
  double held_out_share = 0;                // of the contents, set aside for looking at; 1: all of them
  const Contents* held_out = nullptr;       // by another file: lessons of these contents are left out and counted
  const std::atomic<bool>* stop = nullptr;  // reading ends with `cancelled` when it becomes true
};

struct EncodedFile {
  LessonFileFacts facts;
  std::vector<std::uint32_t> lessons;   // places in the set
  std::vector<std::uint32_t> held_out;  // the same, set aside by content
  Contents held_out_contents;           // of those
  std::uint64_t too_long = 0;
  std::uint64_t held_out_elsewhere = 0;
};

// Reads a file of lessons into `set`. `invalid_input` also when the digest differs or no lesson is short enough,
// or all of them are held out elsewhere.
Result<EncodedFile> encode_file(const std::filesystem::path& path, const ChatFormat& format,
                                const EncodingSettings& settings, LessonSet& set);

}  // namespace swarm::data
