#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "swarm/answers/answer_types.hpp"
#include "swarm/routing/router_types.hpp"

// The account of an attempt: what GET /tasks/{id}/trace shows.
namespace swarm::answering {

enum class StageOutcome { answered, passed, abstained, failed };
constexpr std::array<json::EnumName<StageOutcome>, 4> enum_names(StageOutcome) {
  return {{{StageOutcome::answered, "answered"},
           {StageOutcome::passed, "passed"},
           {StageOutcome::abstained, "abstained"},
           {StageOutcome::failed, "failed"}}};
}

// One call to a model. Never what was asked.
struct CallTrace {
  std::string model;    // "provider/model" that was asked; who answered in the end stands in the notes
  std::string outcome;  // answered, verified, unreadable, refuted, or an error's code
  std::string answer;   // what could be read of it, shortened; empty: nothing
  std::vector<std::string> notes;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  double cost_dollars = 0;
  std::optional<double> confidence;
  std::int64_t masked = 0;
  double duration_ms = 0;
  static constexpr auto schema = json::object(
      "ModelCallTrace", json::field("model", &CallTrace::model, "Who was asked."),
      json::field("outcome", &CallTrace::outcome, "answered, verified, unreadable, refuted, or an error's code."),
      json::field("answer", &CallTrace::answer,
                  "Its value, else its text, shortened; empty: nothing that can be read."),
      json::field("notes", &CallTrace::notes, "Attempts, fallbacks, checks, with their reasons."),
      json::field("input_tokens", &CallTrace::input_tokens, "Read by the model."),
      json::field("output_tokens", &CallTrace::output_tokens, "Written by the model."),
      json::field("cost_dollars", &CallTrace::cost_dollars, "Paid to the provider."),
      json::field("confidence", &CallTrace::confidence,
                  "How likely it is right, by its calibration; else the mean probability of its tokens."),
      json::field("masked", &CallTrace::masked, "Values that were hidden from it."),
      json::field("duration_ms", &CallTrace::duration_ms, "How long it took, retries too."));
};

// Votes that mean the same.
struct ClusterTrace {
  std::string value;
  std::int64_t votes = 0;
  static constexpr auto schema =
      json::object("ClusterTrace", json::field("value", &ClusterTrace::value, "As it was first given."),
                   json::field("votes", &ClusterTrace::votes, "How many mean the same."));
};

struct StageTrace {
  std::string stage;
  StageOutcome outcome = StageOutcome::passed;
  std::vector<std::string> notes;  // for people: who was asked and what they said
  double duration_ms = 0;
  std::vector<CallTrace> calls;
  std::vector<ClusterTrace> clusters;
  static constexpr auto schema =
      json::object("StageTrace", json::field("stage", &StageTrace::stage, "compute, local, vote or cloud."),
                   json::field("outcome", &StageTrace::outcome, "answered, passed on, abstained or failed."),
                   json::field("notes", &StageTrace::notes, "Who was asked and what they said; why it was passed on."),
                   json::field("duration_ms", &StageTrace::duration_ms, "How long it took."),
                   json::field("calls", &StageTrace::calls, "Of models, in order."),
                   json::field("clusters", &StageTrace::clusters, "Of a vote: the different answers."));
};

struct AnswerTrace {
  routing::RouteDecision route;
  std::vector<StageTrace> stages;
  std::vector<std::string> notes;
  static constexpr auto schema =
      json::object("AnswerTrace", json::field("route", &AnswerTrace::route, "How the head was chosen."),
                   json::field("stages", &AnswerTrace::stages, "What each stage did, in order."),
                   json::field("notes", &AnswerTrace::notes, "Why it ended as it did, when no stage said so."));
};

// What the models of all stages took.
answers::Spent spent_of(const AnswerTrace& trace);

}  // namespace swarm::answering
