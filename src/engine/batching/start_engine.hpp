#pragma once

#include <filesystem>
#include <memory>

#include "base/random.hpp"
#include "engine/batching/inference.hpp"
#include "engine/llama/profile.hpp"

namespace swarm::batching {

// A model that answers.
struct RunningEngine {
  std::shared_ptr<llama::Model> model;
  std::unique_ptr<Inference> inference;  // ends before the model
};

struct EngineDeps {
  const Clock& clock;
  Random& random;
  std::size_t waiting_max = 256;
};

// Loads the model as the profile says (llama::plan_profile) and makes its first context.
Result<RunningEngine> start_engine(const std::filesystem::path& model_file, const llama::Profile& profile,
                                   EngineDeps deps);
// The same for a model that is loaded.
Result<std::unique_ptr<Inference>> start_inference(std::shared_ptr<llama::Model> model, const llama::Profile& profile,
                                                   EngineDeps deps);

}  // namespace swarm::batching
