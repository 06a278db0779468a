#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "engine/model_files/gguf_file.hpp"
#include "platform/telemetry/log.hpp"
#include "trainer/data/chat_format.hpp"
#include "trainer/optimise/progress.hpp"
#include "trainer/program/run_folder.hpp"
#include "trainer/program/run_log.hpp"

namespace swarm::program {

// What every command is given. Outlives it.
struct Surroundings {
  const Clock& clock;
  RunLog& log_sink;
  const std::atomic<bool>& stop;  // set by a signal: come to an end soon
  bool as_json = false;           // also on a terminal

  telemetry::Log log(std::string part) { return {log_sink, std::move(part)}; }
};

// A model file that is begun from, loaded for its vocabulary and chat template.
struct BaseModel {
  std::filesystem::path path;
  std::string sha256;
  std::string name;  // its own, else the file's
  std::int64_t context = 0;
  data::ChatFormat format;
};

// `invalid_input` for what is no model that llama.cpp can load; `cancelled` when it is stopped meanwhile: all of a file
// is read, which takes long of a large one.
Result<BaseModel> open_base(const std::filesystem::path& path, const telemetry::Log& log,
                            const std::atomic<bool>& stop);

// The finished event: how the run ended, and what it made with the digests of the files (by their names in the folder).
Result<json::Object> finished_event(const optimise::Ended& ended, const RunFolder& folder,
                                    const std::vector<std::string>& files);

}  // namespace swarm::program
