#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/money.hpp"

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
  no_model_configured,  // nothing could compute it, and no language model is set up that may answer
  outside_competence,   // models were asked, and none gave an answer that can be read
  heads_disagree,       // two computing heads found different values
  too_large,            // exact, but beyond the limits of size or time; or longer than every model reads
  budget_exceeded,      // what is left would cost more than may be spent
  low_confidence,       // a model answered, but not surely enough
  disagreement,         // the votes were too different
  refuted,              // every answer failed its check
  request_refused,      // the providers refused the request as it is
};
constexpr std::array<json::EnumName<AbstainReason>, 9> enum_names(AbstainReason) {
  return {{{AbstainReason::no_model_configured, "no_model_configured"},
           {AbstainReason::outside_competence, "outside_competence"},
           {AbstainReason::heads_disagree, "heads_disagree"},
           {AbstainReason::too_large, "too_large"},
           {AbstainReason::budget_exceeded, "budget_exceeded"},
           {AbstainReason::low_confidence, "low_confidence"},
           {AbstainReason::disagreement, "disagreement"},
           {AbstainReason::refuted, "refuted"},
           {AbstainReason::request_refused, "request_refused"}}};
}

// Which stages may answer.
enum class Strategy { automatic, compute, local, vote, cloud };
constexpr std::array<json::EnumName<Strategy>, 5> enum_names(Strategy) {
  return {{{Strategy::automatic, "auto"},  // all of them, cheapest first
           {Strategy::compute, "compute"},
           {Strategy::local, "local"},
           {Strategy::vote, "vote"},
           {Strategy::cloud, "cloud"}}};
}

enum class Verify {
  on,   // an answer is checked before anybody sees it
  off,  // the first model's answer is taken as it comes
};
constexpr std::array<json::EnumName<Verify>, 2> enum_names(Verify) {
  return {{{Verify::on, "on"}, {Verify::off, "off"}}};
}

// What language models took.
struct Spent {
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  Money cost{};
  bool operator==(const Spent&) const = default;
  Spent& operator+=(const Spent& more) {
    input_tokens += more.input_tokens;
    output_tokens += more.output_tokens;
    cost += more.cost;
    return *this;
  }
};

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
