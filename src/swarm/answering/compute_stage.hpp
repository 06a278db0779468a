#pragma once

#include <vector>

#include "platform/runtime/blocking_pool.hpp"
#include "swarm/answering/answer_stage.hpp"
#include "swarm/answering/model_plans.hpp"
#include "swarm/heads/computing_head.hpp"

namespace swarm::answering {

// What each head said about one prompt.
struct HeadOpinion {
  answers::Head head;
  std::expected<heads::Computed, heads::Refusal> said;
};

// Pure: one value wins; two different ones mean that the prompt has two readings, so nobody answers.
StageEnd judge(std::vector<HeadOpinion> opinions);

// Asks every computing head, likeliest first: exact answers cost nothing. Runs on the blocking pool, because a head may
// take up to its time limit.
class ComputeStage final : public AnswerStage {
 public:
  ComputeStage(std::vector<const heads::ComputingHead*> heads, heads::ComputeLimits limits, const ModelPlans& plans,
               runtime::BlockingPool& pool)
      : heads_(std::move(heads)), limits_(limits), plans_(plans), pool_(pool) {}

  std::string_view name() const override { return "compute"; }
  bool takes(const Question& question, const routing::RouteDecision& route) const override;
  Async<Result<StageEnd>> run(Question question, routing::RouteDecision route, std::vector<Candidate> so_far) override;

 private:
  std::vector<HeadOpinion> ask_all(const Question& question, const routing::RouteDecision& route) const;

  std::vector<const heads::ComputingHead*> heads_;
  heads::ComputeLimits limits_;
  const ModelPlans& plans_;
  runtime::BlockingPool& pool_;
};

}  // namespace swarm::answering
