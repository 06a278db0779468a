#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace swarm::answers {

// The kind of work that an answer needs; DESIGN.md, "Heads".
enum class Head { math, logic, code, reasoning };
constexpr std::array<json::EnumName<Head>, 4> enum_names(Head) {
  return {{{Head::math, "math"}, {Head::logic, "logic"}, {Head::code, "code"}, {Head::reasoning, "reasoning"}}};
}

// How sure we are, and why one may believe it.
enum class Verdict {
  verified,    // checked by a second path
  agreed,      // several independent answers mean the same
  unverified,  // an answer that nothing checked
  refuted,     // a check said that it is wrong
  abstained,   // "I don't know": legal, complete, with a reason
};
constexpr std::array<json::EnumName<Verdict>, 5> enum_names(Verdict) {
  return {{{Verdict::verified, "verified"},
           {Verdict::agreed, "agreed"},
           {Verdict::unverified, "unverified"},
           {Verdict::refuted, "refuted"},
           {Verdict::abstained, "abstained"}}};
}

// Why there is no answer.
enum class AbstainReason {
  no_model_configured,  // nothing could compute it, and no language model is set up
  outside_competence,
  heads_disagree,  // two computing heads found different values
  too_large,       // exact, but beyond the limits of size or time
};
constexpr std::array<json::EnumName<AbstainReason>, 4> enum_names(AbstainReason) {
  return {{{AbstainReason::no_model_configured, "no_model_configured"},
           {AbstainReason::outside_competence, "outside_competence"},
           {AbstainReason::heads_disagree, "heads_disagree"},
           {AbstainReason::too_large, "too_large"}}};
}

// One step of a derivation: what was done, and what came out, in words and symbols that a person can follow.
struct Step {
  std::string rule;  // a short stable name: "parse", "factorise", "substitute"
  std::string text;
  static constexpr auto schema =
      json::object("Step", json::field("rule", &Step::rule, "What was done, a short stable name."),
                   json::field("text", &Step::text, "What came out, for people."));
  bool operator==(const Step&) const = default;
};

// Why an answer is right.
struct Evidence {
  std::string method;  // how it was found: "exact arithmetic"
  std::vector<Step> steps;
  std::optional<std::string> check;  // how the second path confirmed it: "12 / 80 = 15/100"
  static constexpr auto schema =
      json::object("Evidence", json::field("method", &Evidence::method, "How the answer was found."),
                   json::field("steps", &Evidence::steps, "The derivation, in order."),
                   json::field("check", &Evidence::check, "How a second path confirmed it."));
  bool operator==(const Evidence&) const = default;
};

}  // namespace swarm::answers
