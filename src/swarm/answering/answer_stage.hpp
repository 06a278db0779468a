#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "platform/runtime/async.hpp"
#include "providers/budget/budget_gate.hpp"
#include "swarm/answering/answer_trace.hpp"
#include "swarm/answers/answer_types.hpp"
#include "swarm/routing/router_types.hpp"

namespace swarm::answering {

// What a stage is given. The stop token is requested when the task was cancelled or taken over.
struct Question {
  std::string prompt;
  std::optional<answers::Head> head_wanted;
  SteadyTime deadline;
  std::stop_token stop;
  json::Array messages{};  // the whole conversation, as OpenAI has it; empty: the prompt alone
  json::Object options{};  // members for a model: temperature, max_tokens, tools, response_format, …
  answers::Strategy strategy = answers::Strategy::automatic;
  answers::Verify verify = answers::Verify::on;
  std::optional<budget::Payer> payer{};  // of the task's project and key; a question that nobody pays for asks no model
  std::string request_id{};
  // Told the text of an answer as it comes, on the caller's Loop; only with `verify: off`, when somebody listens.
  std::function<void(std::string_view text)> on_text{};
  // Told the name of each stage when it begins, likewise.
  std::function<void(std::string_view stage)> on_stage{};
};

// What a stage found.
struct StageAnswer {
  answers::Head head;
  answers::Verdict verdict;  // verified, agreed or unverified
  std::string answer;
  std::string value;  // empty when there is none
  answers::Evidence evidence;
  std::optional<double> confidence = 1.0;  // nothing when nobody knows
  std::string provider{};                  // whose model wrote it, and which; empty when it was computed
  std::string model{};
  std::optional<json::Object> message{};  // the assistant's message, when it carries more than text
};

// A model's answer that no check refuted, and that was not sure enough to end the cascade.
struct Candidate {
  StageAnswer answer;
  std::string stage;
  // Whether it may be the answer after all when time, budget or a connection keep others from being asked. Not where
  // the model's probabilities say something, and say too little: then it is a guess.
  bool may_stand = true;
};

// What kept a stage from answering: the reasons among which the cascade chooses when nobody answers.
enum class Setback {
  unreadable,   // empty, a refusal, or nothing that can be taken for the answer
  unsure,       // its confidence is too low
  disagreed,    // the votes were too different
  refuted,      // a check said that it is wrong
  over_budget,  // it would cost more than may be spent
  refused,      // the provider refused the request
  too_long,     // more than the model reads
};

// How a stage ends: with an answer, by passing the question on, or by ending the cascade without one.
struct StageEnd {
  StageOutcome outcome = StageOutcome::passed;
  std::optional<StageAnswer> answer{};             // when answered
  std::optional<answers::AbstainReason> reason{};  // when abstained
  std::vector<std::string> notes{};
  std::vector<CallTrace> calls{};
  std::vector<ClusterTrace> clusters{};
  std::vector<Candidate> candidates{};  // when passed on; they take the place of those before, the best first
  std::optional<StageAnswer> words{};   // when passed on: what a model said that names no answer where one is wanted
  std::vector<Setback> setbacks{};
  std::optional<Error> trouble{};  // when passed on for something that may be over soon
};

// One way to answer. Stages are asked cheapest first, until one ends the cascade.
class AnswerStage {
 public:
  virtual ~AnswerStage() = default;
  virtual std::string_view name() const = 0;
  // Whether it is for questions like this one at all; otherwise it is left out, without an account.
  virtual bool takes(const Question& question, const routing::RouteDecision& route) const = 0;
  // About how long it takes, by how long it took before; nothing when that is unknown.
  virtual std::optional<std::chrono::nanoseconds> expected(const routing::RouteDecision&) const { return std::nullopt; }
  // Whether it asks other models than the stages before it, so that it may answer where these are silent.
  virtual bool asks_others(const routing::RouteDecision&) const { return false; }
  // `so_far` is what earlier stages found. An error is trouble that ends the attempt; the task may be tried again.
  virtual Async<Result<StageEnd>> run(Question question, routing::RouteDecision route,
                                      std::vector<Candidate> so_far) = 0;
};

}  // namespace swarm::answering
