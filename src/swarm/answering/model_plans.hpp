#pragma once

#include <array>
#include <vector>

#include "providers/chat/chat_model.hpp"
#include "swarm/answering/answering_config.hpp"

namespace swarm::answering {

// Which models answer questions of one head, and how.
struct HeadPlan {
  HeadConfig config;
  chat::ChatModel* local = nullptr;  // nothing: no local model is set up
  chat::ChatModel* vote = nullptr;
  std::vector<chat::ChatModel*> cloud{};

  bool has(StageName stage) const;
};

// The configuration of all heads with its models found. Immutable; safe to read from any thread.
class ModelPlans {
 public:
  // Without models: only computing answers.
  ModelPlans() = default;
  // `models` are the configured chat models, in their order; they outlive the plans. `invalid_input` with a fault for
  // every name that is none of them ("$.answering.math.local_model").
  static Result<ModelPlans> check(const AnsweringConfig& config, const std::vector<chat::ChatModel*>& models);

  const HeadPlan& of(answers::Head head) const { return plans_[static_cast<std::size_t>(head)]; }

 private:
  std::array<HeadPlan, 4> plans_{};
};

}  // namespace swarm::answering
