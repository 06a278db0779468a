#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "providers/local_engine/engine_config.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::tests {

// An engine that is a script (tests/support/fake_engine.py), and a "model" that says how it behaves.
class FakeEngine {
 public:
  explicit FakeEngine(std::string_view script = "{}") { write(script); }

  void write(std::string_view script) const {
    std::ofstream file(model());
    file << script;
  }
  std::filesystem::path folder() const { return folder_.path(); }
  std::filesystem::path model() const { return folder_.path() / "small.gguf"; }
  static std::filesystem::path program() { return SWARM_SOURCE_FOLDER "/tests/support/fake_engine.py"; }

  local_engine::EngineConfig config() const {
    local_engine::EngineConfig config;
    config.model = model().string();
    config.program = program();
    config.instructions = local_engine::InstructionStyle::head;
    config.restart_pause = std::chrono::milliseconds{10};
    return config;
  }
  // The settings of a whole server, as YAML in one line.
  std::string settings(std::string_view more = "") const {
    return "engine: {program: " + program().string() + ", model: " + model().string() +
           ", instructions: head, restart_pause_ms: 10" + std::string(more) + "}";
  }
  // What it was asked, one JSON text a line.
  std::string asked() const {
    std::ifstream file(model().string() + ".asked");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  // Measured, with what follows from the digest: the file must be written before.
  void calibrate(std::string_view heads, std::string_view digest) const {
    std::ofstream file(folder_.path() / "small.calibration.json");
    file << R"({"model_sha256":")" << digest << R"(","heads":)" << heads << "}";
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace swarm::tests
