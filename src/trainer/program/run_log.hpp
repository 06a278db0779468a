#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>

#include "base/clock.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/log_line.hpp"

namespace swarm::program {

// Events of one run: on standard error (for people on a terminal, else JSON), and as JSON at the end of a file. One
// thread. Never fails: a line that cannot be written is lost.
class RunLog final : public telemetry::LogSink {
 public:
  explicit RunLog(const Clock& clock);

  void add_file(const std::filesystem::path& file);
  bool wants(telemetry::Level level) const override { return level >= telemetry::Level::info; }
  void write(telemetry::Level level, std::string_view part, std::string_view event, telemetry::Fields fields) override;
  void failed(std::string_view message);  // in the file only: the program says on standard error why it ends

 private:
  void keep(const telemetry::Event& event);
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  const Clock& clock_;
  bool is_terminal_;
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace swarm::program
