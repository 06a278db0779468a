// Mean, median, mode and range.

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/functions/functions.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

template <const Function& function>
NodeId call_list(const Match& match, Workshop& workshop) {
  if (match.list("items").size() < 2) return kNoNode;
  return workshop.tree.call(function, match.list("items"));
}

template <const Function& function>
Outcome<Solution> solve_list(const Match& m, Question& q) {
  if (m.list("items").size() < 2) return outside("several values are expected");
  return q.value(q.tree().call(function, m.list("items")));
}

// The values that occur most often, ascending; where all occur once there is none to name.
Outcome<Solution> mode(const Match& m, Question& q) {
  const auto known = TRY(q.known(m.list("items")));
  std::map<std::string, std::size_t> counts;
  for (const Question::Known& value : known)
    ++counts[q.text(value.amount)];
  std::size_t most = 0;
  for (const auto& [text, times] : counts)
    most = std::max(most, times);
  std::vector<const Question::Known*> modes;
  for (const Question::Known& value : known) {
    const auto again = std::ranges::count_if(known, [&](const Question::Known& other) {
      return other.amount.unit == value.amount.unit && other.amount.number == value.amount.number;
    });
    const bool new_one =
        std::ranges::none_of(modes, [&](const auto* other) { return other->amount.number == value.amount.number; });
    if (static_cast<std::size_t>(again) == most && new_one) modes.push_back(&value);
  }
  if (most < 2 || modes.size() * most == known.size())
    return trouble(TroubleKind::ambiguous, "no value occurs more often than the others");
  std::ranges::sort(modes, [](const auto* a, const auto* b) { return a->amount.number < b->amount.number; });
  std::string text;
  for (const auto* value : modes)
    text += (text.empty() ? "" : ";") + q.text(value->amount);
  return q.solution(fmt::format("the mode of {} values", known.size()), text,
                    fmt::format("counted twice, by text and by value: {} times", most));
}

// "the numbers", "the following data set:", "these scores"
void add_macros(Grammar& g) {
  g.macro("data",
          "[the|these|this|following|the following|my|his|her] [list of|set of|data "
          "set|dataset|data|list|set|series|values|value|scores|number|numbers|test "
          "scores|grades|temperatures|ages|results|marks|prices|integers|heights|weights|times] [of|:] "
          "[number|values|scores|are|is]~");
}

}  // namespace

void add_statistics(Grammar& g) {
  add_macros(g);
  g.phrase("[the] [arithmetic] (average|mean|mean value|average value|mean average) (of|for|from) @data {items:list}",
           call_list<kMean>);
  g.phrase("[the] (average|mean) [value] {items:list}", call_list<kMean>);
  g.phrase("(average|mean) \\( {items:list} \\)", call_list<kMean>);
  g.phrase("[the] (median|median value|middle value) (of|for|from|in) @data {items:list}", call_list<kMedian>);
  g.phrase("median {items:list}", call_list<kMedian>);
  g.phrase("median \\( {items:list} \\)", call_list<kMedian>);
  g.phrase("[the] range (of|for|in) @data {items:list}", call_list<kRange>);
  g.form("(average|mean) ~ {items:list}", solve_list<kMean>);
  g.form("median ~ {items:list}", solve_list<kMedian>);
  g.form("what do {items:list} average [to|out to|out]", solve_list<kMean>);
  g.form("{items:list} ~ @ask (average|mean)", solve_list<kMean>);
  g.form("{items:list} ~ @ask median", solve_list<kMedian>);
  g.form("@ask (mode|modal value|most common value|most frequent value) (of|for|in|from) @data {items:list}", mode);
  g.form("(which|what) (value|number) (occurs|appears) most [often|frequently] in @data {items:list}", mode);
  g.form("{items:list} ~ @ask mode", mode);
  g.form("{items:list} ~ @ask range", solve_list<kRange>);
}

}  // namespace swarm::math
