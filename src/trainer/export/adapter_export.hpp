#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "base/result.hpp"
#include "trainer/export/model_export.hpp"

namespace swarm::exporting {

// What an adapter's files say about themselves.
struct AdapterOrigin {
  std::string name;
  std::filesystem::path base_file;
  std::string base_name;  // for PEFT: where its base is found; never a path of this machine
  double alpha = 0;       // kept in single precision, as a GGUF file does
};

// Writes FOLDER/adapter.gguf (what llama.cpp loads) and FOLDER/adapter/ (PEFT: what vLLM and transformers load), and
// reads both back: `internal` when either does not hold what was learnt.
Result<Done> write_adapter(const std::filesystem::path& folder, std::span<const Weights> weights,
                           const AdapterOrigin& origin);

}  // namespace swarm::exporting
