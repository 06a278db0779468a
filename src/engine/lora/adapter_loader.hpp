#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/sizes.hpp"
#include "engine/llama/model.hpp"

namespace swarm::lora {

// An adapter that is asked for.
struct AdapterOrigin {
  std::string name;
  std::filesystem::path path;           // a PEFT folder or a GGUF file
  std::optional<std::string> sha256{};  // that it must have, 64 hexadecimal digits
};

struct LoadedAdapter {
  std::shared_ptr<llama::Adapter> weights;
  std::string sha256;
  Bytes bytes{};
};

// Turns files into weights beside the model, after everything was checked that can be. Thread-safe; blocks.
class AdapterLoader {
 public:
  virtual ~AdapterLoader() = default;
  // `not_found`; `invalid_input` with what is wrong: damaged, of another base, another hash; `unavailable`: no memory.
  virtual Result<LoadedAdapter> load(const AdapterOrigin& origin) = 0;
};

}  // namespace swarm::lora
