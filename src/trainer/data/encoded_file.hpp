#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "trainer/data/chat_format.hpp"
#include "trainer/data/lesson_file.hpp"
#include "trainer/data/lesson_set.hpp"

namespace swarm::data {

struct EncodingSettings {
  std::string sha256{};             // that the file must have; empty: any
  std::uint32_t positions_max = 0;  // of one lesson; longer ones are left out and counted
  double held_out_share = 0;        // of the contents, set aside for looking at
};

struct EncodedFile {
  LessonFileFacts facts;
  std::vector<std::uint32_t> lessons;   // places in the set
  std::vector<std::uint32_t> held_out;  // the same, set aside by content
  std::uint64_t too_long = 0;
};

// Reads a file of lessons into `set`. `invalid_input` also when the digest differs or no lesson is short enough.
Result<EncodedFile> encode_file(const std::filesystem::path& path, const ChatFormat& format,
                                const EncodingSettings& settings, LessonSet& set);

}  // namespace swarm::data
