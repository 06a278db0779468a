#include "trainer/program/run_log.hpp"

#include <unistd.h>

namespace swarm::program {

namespace {

constexpr std::string_view kEraseLine = "\r\x1b[K";  // a line of progress may stand there

void put(std::string_view text, std::FILE* file) {
  std::fwrite(text.data(), 1, text.size(), file);
  std::fflush(file);
}

}  // namespace

RunLog::RunLog(const Clock& clock) : clock_(clock), is_terminal_(isatty(STDERR_FILENO) != 0) {}

void RunLog::add_file(const std::filesystem::path& file) {
  file_.reset(std::fopen(file.c_str(), "ae"));
}

void RunLog::write(telemetry::Level level, std::string_view part, std::string_view event, telemetry::Fields fields) {
  const telemetry::Event said{.at = clock_.now(), .level = level, .part = part, .name = event, .fields = fields};
  if (is_terminal_) put(kEraseLine, stderr);
  put(is_terminal_ ? telemetry::text_line(said, true) : telemetry::json_line(said), stderr);
  keep(said);
}

void RunLog::failed(std::string_view message) {
  keep({.at = clock_.now(),
        .level = telemetry::Level::error,
        .part = "trainer",
        .name = "failed",
        .fields = {{"error", message}}});
}

void RunLog::keep(const telemetry::Event& event) {
  if (file_) put(telemetry::json_line(event), file_.get());
}

}  // namespace swarm::program
