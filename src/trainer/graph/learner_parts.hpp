#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "trainer/graph/differentiator.hpp"
#include "trainer/graph/learner.hpp"
#include "trainer/graph/workers.hpp"

namespace swarm::graph {

using MakeDifferentiator =
    std::function<std::unique_ptr<Differentiator>(const Qwen2Shape&, const LearnerSettings&, Weights&, Workers&)>;

// Learner::create() with a way to differentiate of the caller's choice: for tests and benchmarks, which compare them.
Result<std::unique_ptr<Learner>> create_with(MakeDifferentiator make, const std::filesystem::path& base,
                                             const LearnerSettings& settings, Bytes memory_limit);

}  // namespace swarm::graph
