#pragma once

#include <map>

#include "platform/telemetry/metrics.hpp"
#include "swarm/answering/model_sampler.hpp"
#include "swarm/consensus/ballot.hpp"

namespace swarm::answering {

// Whether answers to this question are put to the vote, once there is a value to compare.
bool is_voted_on(const HeadPlan& plan, const Question& question, answers::Head head);

struct ConsensusMetrics {
  explicit ConsensusMetrics(telemetry::Metrics& metrics);
  void decided(consensus::Rule rule, const consensus::Decision& decision) const;

 private:
  std::map<std::pair<consensus::Rule, consensus::Outcome>, telemetry::Counter> decisions_;
  telemetry::Counter saved_;
};

// Asks one model several times and takes the answer that most of its samples mean. The local stage's answer is the
// first sample when the same model gave it. As many samples as may decide are asked for at once; they are counted in
// the order in which they were asked, so that the same answers give the same decision.
class VoteStage final : public AnswerStage {
 public:
  VoteStage(const ModelPlans& plans, ModelSampler& sampler, const Clock& clock, const ConsensusMetrics& metrics)
      : plans_(plans), sampler_(sampler), clock_(clock), metrics_(metrics) {}

  std::string_view name() const override { return "vote"; }
  bool takes(const Question& question, const routing::RouteDecision& route) const override;
  std::optional<std::chrono::nanoseconds> expected(const routing::RouteDecision& route) const override;
  bool asks_others(const routing::RouteDecision& route) const override;
  Async<Result<StageEnd>> run(Question question, routing::RouteDecision route, std::vector<Candidate> so_far) override;

 private:
  struct Votes;
  Async<Result<Done>> ask_round(Question question, ModelSampler::Job job, Votes* votes, StageEnd* end);
  Async<void> take_many(Question question, ModelSampler::Job job, Sample* samples, std::size_t count);

  const ModelPlans& plans_;
  ModelSampler& sampler_;
  const Clock& clock_;
  const ConsensusMetrics& metrics_;
};

}  // namespace swarm::answering
