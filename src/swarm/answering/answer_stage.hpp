#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "platform/runtime/async.hpp"
#include "swarm/answers/answer_types.hpp"
#include "swarm/routing/router_types.hpp"

namespace swarm::answering {

// What a stage is given. The stop token is requested when the task was cancelled or taken over.
struct Question {
  std::string prompt;
  std::optional<answers::Head> head_wanted;
  SteadyTime deadline;
  std::stop_token stop;
};

// What a stage found.
struct StageAnswer {
  answers::Head head;
  answers::Verdict verdict;  // verified, agreed or unverified
  std::string answer;
  std::string value;
  answers::Evidence evidence;
  double confidence = 1.0;
};

enum class StageOutcome { answered, passed, abstained, failed };
constexpr std::array<json::EnumName<StageOutcome>, 4> enum_names(StageOutcome) {
  return {{{StageOutcome::answered, "answered"},
           {StageOutcome::passed, "passed"},
           {StageOutcome::abstained, "abstained"},
           {StageOutcome::failed, "failed"}}};
}

// The account of one stage in a trace.
struct StageTrace {
  std::string stage;
  StageOutcome outcome = StageOutcome::passed;
  std::vector<std::string> notes;  // for people: who was asked and what they said
  double duration_ms = 0;
  static constexpr auto schema =
      json::object("StageTrace", json::field("stage", &StageTrace::stage, "compute, and later local, vote, cloud."),
                   json::field("outcome", &StageTrace::outcome, "answered, passed on, abstained or failed."),
                   json::field("notes", &StageTrace::notes, "Who was asked and what they said."),
                   json::field("duration_ms", &StageTrace::duration_ms, "How long it took."));
};

// The account of one attempt: what GET /tasks/{id}/trace shows.
struct AnswerTrace {
  routing::RouteDecision route;
  std::vector<StageTrace> stages;
  static constexpr auto schema =
      json::object("AnswerTrace", json::field("route", &AnswerTrace::route, "How the head was chosen."),
                   json::field("stages", &AnswerTrace::stages, "What each stage did, in order."));
};

// How a stage ends: with an answer, by passing the question on, or by ending the cascade without one.
struct StageEnd {
  StageOutcome outcome = StageOutcome::passed;
  std::optional<StageAnswer> answer{};             // when answered
  std::optional<answers::AbstainReason> reason{};  // when abstained
  std::vector<std::string> notes{};
};

// One way to answer. Stages are asked cheapest first, until one ends the cascade.
class AnswerStage {
 public:
  virtual ~AnswerStage() = default;
  virtual std::string_view name() const = 0;
  // An error is trouble of ours or of a provider; the task may be tried again.
  virtual Async<Result<StageEnd>> run(Question question, routing::RouteDecision route) = 0;
};

}  // namespace swarm::answering
