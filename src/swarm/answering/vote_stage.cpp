#include "swarm/answering/vote_stage.hpp"

#include <algorithm>
#include <fmt/format.h>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "base/invariant.hpp"
#include "swarm/answering/model_stages.hpp"
#include "swarm/answering/stored_text.hpp"
#include "swarm/answers/normal_form.hpp"

namespace swarm::answering {

namespace {

const std::string& meaning_of(const StageAnswer& answer) {
  return answer.value.empty() ? answer.answer : answer.value;
}

consensus::Rules rules_of(const VoteConfig& config) {
  return {.rule = consensus::Rule::majority,
          .electorate = static_cast<std::size_t>(config.samples_max),
          .quorum = {1, 2},
          .confidence = config.confidence,
          .votes_min = static_cast<std::size_t>(config.samples_min)};
}

}  // namespace

bool is_voted_on(const HeadPlan& plan, const Question& question, answers::Head head) {
  if (plan.vote == nullptr || !plan.vote->is_set_up() || is_taken_as_it_stands(question)) return false;
  if (question.strategy == answers::Strategy::vote) return true;
  // A model that was made for values is as sure of its mistakes as of the rest when it is asked again: its confidence
  // was measured, the agreement of its samples was not.
  if (plan.vote->instructions() == chat::Instructions::head) return false;
  return question.strategy == answers::Strategy::automatic && plan.has(StageName::vote) &&
         head != answers::Head::reasoning && plan.config.vote.samples_max > 1;
}

ConsensusMetrics::ConsensusMetrics(telemetry::Metrics& metrics)
    : saved_(metrics.counter("swarm_consensus_samples_saved_total",
                             "Answers that votes did not need to ask for, because they were decided early.")) {
  for (const auto& rule : enum_names(consensus::Rule{})) {
    for (const auto& outcome : enum_names(consensus::Outcome{})) {
      decisions_.emplace(std::pair(rule.value, outcome.value),
                         metrics.counter("swarm_consensus_decisions_total", "Votes that were held.",
                                         {{"rule", rule.name}, {"outcome", outcome.name}}));
    }
  }
}

void ConsensusMetrics::decided(consensus::Rule rule, const consensus::Decision& decision) const {
  decisions_.at({rule, decision.outcome}).add();
  if (decision.outcome == consensus::Outcome::decided) saved_.add(static_cast<double>(decision.saved));
}

// The ballot, and the answers behind its votes.
struct VoteStage::Votes {
  explicit Votes(const VoteConfig& config) : ballot(rules_of(config), answers::normal_form) {}

  // Without an answer, or one that says nothing which can be compared, the sample is absent.
  void add(std::optional<StageAnswer> answer) {
    const std::string voter = std::to_string(++asked);
    const bool counted = answer && (!answer->value.empty() || answer->head == answers::Head::reasoning);
    const bool taken =
        counted ? ballot.on_vote(voter, meaning_of(*answer)).has_value() : ballot.on_absence(voter).has_value();
    SWARM_INVARIANT(taken, "each sample has a number of its own, and there are no more than may vote");
    if (counted) answers.emplace(voter, std::move(*answer));
  }
  std::size_t left() const { return ballot.rules().electorate - asked; }

  consensus::Ballot ballot;
  std::size_t asked = 0;
  std::map<std::string, StageAnswer> answers{};  // by voter
};

namespace {

std::vector<const consensus::Cluster*> by_votes(const consensus::Ballot& ballot) {
  std::vector<const consensus::Cluster*> clusters;
  for (const consensus::Cluster& cluster : ballot.clusters())
    clusters.push_back(&cluster);
  std::ranges::sort(clusters, [](const auto* left, const auto* right) {
    const std::size_t of_left = left->voters.size(), of_right = right->voters.size();
    return of_left != of_right ? of_left > of_right : left < right;  // they stand in one vector, in their order
  });
  return clusters;
}

std::string words_for(const consensus::Decision& decision, std::size_t electorate) {
  return fmt::format("{} after {} of at most {} answers: {}, posterior {:.3f}", json::name_of(decision.outcome),
                     decision.votes, electorate, json::name_of(decision.ground), decision.posterior);
}

void add_clusters(StageEnd& end, const consensus::Ballot& ballot) {
  for (const consensus::Cluster* cluster : by_votes(ballot))
    end.clusters.push_back(
        {shortened(cluster->answer, kValueBytesMax), static_cast<std::int64_t>(cluster->voters.size())});
}

StageAnswer agreed(StageAnswer answer, const consensus::Ballot& ballot, const consensus::Decision& decision) {
  const std::size_t votes = ballot.clusters()[*decision.cluster].voters.size();
  if (votes > 1) answer.verdict = answers::Verdict::agreed;
  answer.confidence = decision.posterior;
  answer.evidence.method = fmt::format("vote among answers of {}/{}", answer.provider, answer.model);
  for (const consensus::Cluster* cluster : by_votes(ballot))
    answer.evidence.steps.push_back(
        {"vote", fmt::format("{} of {}: {}", cluster->voters.size(), decision.votes, shortened(cluster->answer))});
  return answer;
}

// How the vote ends for the cascade, when no sample could be verified.
void conclude(StageEnd& end, const consensus::Ballot& ballot, std::map<std::string, StageAnswer> answers) {
  const consensus::Decision& decision = *ballot.decision();
  end.notes.push_back(words_for(decision, ballot.rules().electorate));
  add_clusters(end, ballot);
  if (decision.outcome == consensus::Outcome::decided) {
    const std::string& first = ballot.clusters()[*decision.cluster].voters.front();
    end.outcome = StageOutcome::answered;
    end.answer = agreed(std::move(answers.at(first)), ballot, decision);
    return;
  }
  for (const consensus::Cluster* cluster : by_votes(ballot))
    end.candidates.push_back({std::move(answers.at(cluster->voters.front())), "vote"});
  if (!end.candidates.empty()) end.setbacks.push_back(Setback::disagreed);
}

}  // namespace

bool VoteStage::takes(const Question& question, const routing::RouteDecision& route) const {
  return question.payer && is_voted_on(plans_.of(route.head), question, route.head);
}

// Of one round, whose samples are asked for side by side.
std::optional<std::chrono::nanoseconds> VoteStage::expected(const routing::RouteDecision& route) const {
  return sampler_.expected(plans_.of(route.head).vote);
}

bool VoteStage::asks_others(const routing::RouteDecision& route) const {
  const HeadPlan& plan = plans_.of(route.head);
  return plan.vote != plan.local;
}

Async<void> VoteStage::take_many(Question question, ModelSampler::Job job, Sample* samples, std::size_t count) {
  using namespace runtime::asio::experimental::awaitable_operators;
  if (count > 1) {
    ModelSampler::Job next = job;
    ++next.wishes.sample;
    co_await (take_many(question, job, samples, 1) && take_many(question, next, samples + 1, count - 1));
  } else {
    *samples = co_await sampler_.take(std::move(question), job);
  }
}

// As many samples as may decide, counted in their order.
Async<Result<Done>> VoteStage::ask_round(Question question, ModelSampler::Job job, Votes* votes, StageEnd* end) {
  const std::size_t count = std::clamp<std::size_t>(votes->ballot.votes_needed(), 1, votes->left());
  std::vector<Sample> samples(count);
  job.wishes.sample = static_cast<std::int64_t>(votes->asked);
  co_await take_many(std::move(question), job, samples.data(), count);
  bool all_failed = true;
  for (Sample& sample : samples) {
    if (sample.error && sample.error->code == ErrorCode::cancelled) co_return std::unexpected(std::move(*sample.error));
    end->calls.push_back(std::move(sample.call));
    note_setback(*end, sample);
    all_failed = all_failed && sample.kind == SampleKind::failed;
    if (sample.answer && sample.answer->verdict == answers::Verdict::verified && !end->answer) {
      end->outcome = StageOutcome::answered;
      end->answer = std::move(sample.answer);
    }
    if (!end->answer) votes->add(std::move(sample.answer));
  }
  if (all_failed) votes->ballot.close();  // asking again at once would not help
  co_return Done{};
}

Async<Result<StageEnd>> VoteStage::run(Question question, routing::RouteDecision route, std::vector<Candidate> so_far) {
  const HeadPlan& plan = plans_.of(route.head);
  const ModelSampler::Job job{
      .model = plan.vote, .plan = &plan, .head = route.head, .wishes = {.temperature = plan.config.vote.temperature}};
  Votes votes(plan.config.vote);
  StageEnd end;
  if (!so_far.empty() && plan.vote == plan.local && !so_far.front().answer.value.empty())
    votes.add(std::move(so_far.front().answer));
  while (!votes.ballot.decision()) {
    if (clock_.steady_now() >= question.deadline) {
      votes.ballot.close();
    } else {
      CO_TRY(co_await ask_round(question, job, &votes, &end));
      if (end.answer) co_return end;
    }
  }
  metrics_.decided(votes.ballot.rules().rule, *votes.ballot.decision());
  conclude(end, votes.ballot, std::move(votes.answers));
  co_return end;
}

}  // namespace swarm::answering
