#pragma once

#include "swarm/answering/model_sampler.hpp"

namespace swarm::answering {

// Adds to a stage's account what a sample that brought no answer means for the cascade.
void note_setback(StageEnd& end, const Sample& sample);

// Asks the local model once. Its answer is taken when a check passed, when its tokens were probable enough, or when
// nothing follows that could tell more: no vote, or an answer that has no value to vote on.
class LocalStage final : public AnswerStage {
 public:
  LocalStage(const ModelPlans& plans, ModelSampler& sampler) : plans_(plans), sampler_(sampler) {}

  std::string_view name() const override { return "local"; }
  bool takes(const Question& question, const routing::RouteDecision& route) const override;
  std::optional<std::chrono::nanoseconds> expected(const routing::RouteDecision& route) const override;
  Async<Result<StageEnd>> run(Question question, routing::RouteDecision route, std::vector<Candidate> so_far) override;

 private:
  const ModelPlans& plans_;
  ModelSampler& sampler_;
};

// Asks the cloud's models one after the other, until one answers. What differs from what was found before is noted.
class CloudStage final : public AnswerStage {
 public:
  CloudStage(const ModelPlans& plans, ModelSampler& sampler) : plans_(plans), sampler_(sampler) {}

  std::string_view name() const override { return "cloud"; }
  bool takes(const Question& question, const routing::RouteDecision& route) const override;
  std::optional<std::chrono::nanoseconds> expected(const routing::RouteDecision& route) const override;
  bool asks_others(const routing::RouteDecision&) const override { return true; }
  Async<Result<StageEnd>> run(Question question, routing::RouteDecision route, std::vector<Candidate> so_far) override;

 private:
  const ModelPlans& plans_;
  ModelSampler& sampler_;
};

}  // namespace swarm::answering
