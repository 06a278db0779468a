#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace swarm::consensus {

inline constexpr std::size_t kElectorateMax = 1'000;

// A share, compared without rounding: three of four votes are 3/4, whatever the number of digits.
struct Fraction {
  std::int64_t numerator = 1;
  std::int64_t denominator = 2;
  // Whether `part` of `whole` is at least this share.
  constexpr bool is_reached_by(std::size_t part, std::size_t whole) const {
    return static_cast<std::int64_t>(part) * denominator >= static_cast<std::int64_t>(whole) * numerator;
  }
};

enum class Rule {
  majority,   // more than half of the votes cast
  plurality,  // more than any other answer
};
constexpr std::array<json::EnumName<Rule>, 2> enum_names(Rule) {
  return {{{Rule::majority, "majority"}, {Rule::plurality, "plurality"}}};
}

// Who wins a plurality when several lead with as many votes.
enum class TieBreak {
  nobody,       // it is undecided
  first_voted,  // the answer that was given first
};
constexpr std::array<json::EnumName<TieBreak>, 2> enum_names(TieBreak) {
  return {{{TieBreak::nobody, "nobody"}, {TieBreak::first_voted, "first_voted"}}};
}

struct Rules {
  Rule rule = Rule::majority;
  TieBreak tie_break = TieBreak::nobody;
  std::size_t electorate = 0;  // how many may vote, fixed at the start; at most kElectorateMax
  Fraction quorum{};           // the share of the electorate that must have voted
  // Decides early from this probability on that the leading answer is the one that most of all possible voters give;
  // nothing: only once the remaining votes can change nothing. At least `votes_min` votes are waited for.
  std::optional<double> confidence{};
  std::size_t votes_min = 1;
};

enum class Outcome {
  decided,
  undecided,  // no answer has what the rule asks for
  no_quorum,  // too few voted
};
constexpr std::array<json::EnumName<Outcome>, 3> enum_names(Outcome) {
  return {{{Outcome::decided, "decided"}, {Outcome::undecided, "undecided"}, {Outcome::no_quorum, "no_quorum"}}};
}

// Why it was decided when it was.
enum class Ground {
  everybody_voted,
  outcome_fixed,   // the remaining votes cannot change it
  posterior_sure,  // they could, but it is too improbable
  closed,          // nobody else may vote: the time is up
};
constexpr std::array<json::EnumName<Ground>, 4> enum_names(Ground) {
  return {{{Ground::everybody_voted, "everybody_voted"},
           {Ground::outcome_fixed, "outcome_fixed"},
           {Ground::posterior_sure, "posterior_sure"},
           {Ground::closed, "closed"}}};
}

struct Decision {
  Outcome outcome = Outcome::undecided;
  Ground ground = Ground::everybody_voted;
  std::optional<std::size_t> cluster{};  // the winner, by its place
  double posterior = 0;                  // of the leading answer against the next one
  std::size_t votes = 0;                 // that it was decided on
  std::size_t saved = 0;                 // that were not needed
  bool operator==(const Decision&) const = default;
};

// Votes that mean the same. Clusters stand in the order of their first votes.
struct Cluster {
  std::string meaning;              // their normal form
  std::string answer;               // as it was first given
  std::vector<std::string> voters;  // in the order of their votes
};

// A text that is the same for answers that mean the same.
using Normaliser = std::function<std::string(std::string_view answer)>;

}  // namespace swarm::consensus
