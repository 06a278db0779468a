#pragma once

#include <filesystem>
#include <optional>

#include "base/json.hpp"
#include "base/sizes.hpp"
#include "platform/telemetry/log.hpp"

namespace swarm::telemetry {

enum class LogFormat { automatic, json, text };
constexpr std::array<json::EnumName<LogFormat>, 3> enum_names(LogFormat) {
  return {{{LogFormat::automatic, "auto"}, {LogFormat::json, "json"}, {LogFormat::text, "text"}}};
}

struct LogConfig {
  Level level = Level::info;
  LogFormat format = LogFormat::automatic;
  std::optional<std::filesystem::path> folder;  // whoever knows the data folder fills it in before the writer starts
  Bytes file_bytes_max{16 * MiB};
  std::size_t files_max = 8;

  static constexpr auto schema = json::object(
      "LogConfig",
      json::field("level", &LogConfig::level, "Less important events than these are not written.", json::live),
      json::field("format", &LogConfig::format,
                  "What stderr gets: one JSON object per line, or text for people; auto: text on a terminal."),
      json::field("folder", &LogConfig::folder,
                  "Where swarmd.log and its predecessors are kept; unset: logs in the data folder; empty: no files."),
      json::field("file_bytes_max", &LogConfig::file_bytes_max, "A log file of this size is followed by a new one.",
                  json::between{64 * KiB, 1 * GiB}),
      json::field("files_max", &LogConfig::files_max, "So many log files are kept, the oldest is removed.",
                  json::between{1, 100}));
};

}  // namespace swarm::telemetry
