#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "swarm/answers/answer_types.hpp"

namespace swarm::routing {

struct HeadChance {
  answers::Head head;
  double probability = 0;
  static constexpr auto schema =
      json::object("HeadChance", json::field("head", &HeadChance::head, "Which head."),
                   json::field("probability", &HeadChance::probability, "That the prompt is its work."));
};

// Which head, how sure, and why: enough to replay the decision.
struct RouteDecision {
  answers::Head head = answers::Head::reasoning;
  std::vector<HeadChance> chances;   // of all heads, likeliest first
  std::vector<std::string> reasons;  // for people: the signs that were seen
  std::string router;                // which version decided
  static constexpr auto schema =
      json::object("RouteDecision", json::field("head", &RouteDecision::head, "The head that was chosen."),
                   json::field("chances", &RouteDecision::chances, "Of all heads, likeliest first."),
                   json::field("reasons", &RouteDecision::reasons, "The signs that were seen in the prompt."),
                   json::field("router", &RouteDecision::router, "Which version of the router decided."));
};

}  // namespace swarm::routing
