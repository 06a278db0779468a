#include <algorithm>

#include "swarm/lessons/readings.hpp"

namespace swarm::lessons {

namespace {

struct Comparison {
  std::string scale, less, more;
};

// "height of Bob < height of Ann", possibly several joined by ∧ in brackets.
std::optional<std::vector<Comparison>> comparisons_in(std::string_view formula) {
  std::vector<Comparison> all;
  std::string text(formula);
  std::erase_if(text, [](char c) { return c == '(' || c == ')'; });
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find(" ∧ ");
    const std::string_view one = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + std::string_view(" ∧ ").size());
    const std::size_t sign = one.find(" < "), first = one.find(" of "), second = one.find(" of ", sign);
    if (sign == std::string_view::npos || first > sign || second == std::string_view::npos) return std::nullopt;
    all.push_back({std::string(one.substr(0, first)), std::string(one.substr(first + 4, sign - first - 4)),
                   std::string(one.substr(second + 4))});
  }
  return all;
}

// Who stands before everyone that is left, again and again; nothing where two could.
std::vector<std::string> ranked(const std::vector<Comparison>& facts) {
  std::vector<std::string> left, ranking;
  for (const Comparison& fact : facts) {
    for (const std::string& name : {fact.more, fact.less}) {
      if (std::ranges::find(left, name) == left.end()) left.push_back(name);
    }
  }
  while (!left.empty()) {
    const auto topmost = [&](const std::string& name) {
      return std::ranges::none_of(facts, [&](const Comparison& fact) {
        return fact.less == name && std::ranges::find(left, fact.more) != left.end();
      });
    };
    if (std::ranges::count_if(left, topmost) != 1) return {};
    const auto top = std::ranges::find_if(left, topmost);
    ranking.push_back(*top);
    left.erase(top);
  }
  return ranking;
}

std::optional<Ranking::Asked> asked_for(const std::vector<std::string>& ranking, std::string_view value) {
  using Asked = Ranking::Asked;
  std::string falling, rising;
  for (const std::string& name : ranking) {
    falling += (falling.empty() ? "" : ";") + name;
    rising = name + (rising.empty() ? "" : ";") + rising;
  }
  if (value == falling) return Asked::order;
  if (value == rising) return Asked::order_rising;
  const auto place = std::ranges::find(ranking, value) - ranking.begin();
  const auto count = static_cast<std::ptrdiff_t>(ranking.size());
  if (place == count) return std::nullopt;
  if (place == 0) return Asked::most;
  if (place == count - 1) return Asked::least;
  return place == 1 ? Asked::second : place == count - 2 ? std::optional(Asked::second_least) : std::nullopt;
}

// Of a step "(1) Ann is taller than Bob: height of Bob < height of Ann".
std::string_view formula_of(std::string_view step) {
  const std::size_t colon = step.rfind(": ");
  return colon == std::string_view::npos ? std::string_view() : step.substr(colon + 2);
}

std::size_t place_of(const std::vector<std::string>& ranking, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::find(ranking, name) - ranking.begin());
}

}  // namespace

std::optional<Ranking> read_ranking(const std::vector<answers::Step>& steps, std::string_view value) {
  std::vector<Comparison> facts;
  std::string_view question;
  for (const answers::Step& step : steps) {
    if (step.rule == "question") question = formula_of(step.text);
    if (step.rule != "statement") continue;
    const auto said = comparisons_in(formula_of(step.text));
    if (!said) return std::nullopt;
    facts.insert(facts.end(), said->begin(), said->end());
  }
  auto asked =
      question.empty() ? std::vector<Comparison>() : comparisons_in(question).value_or(std::vector<Comparison>());
  if (facts.empty() || asked.size() > 1 || question.empty() != asked.empty()) return std::nullopt;
  if (std::ranges::any_of(facts, [&](const Comparison& fact) { return fact.scale != facts[0].scale; }))
    return std::nullopt;
  // Who was there at a smaller time was first, which is the most that one can be in a race.
  for (auto* list : {&facts, &asked}) {
    for (Comparison& one : *list) {
      if (one.scale == "time") std::swap(one.less, one.more);
    }
  }
  Ranking problem;
  problem.ranking = ranked(facts);
  for (const Comparison& fact : facts)
    problem.facts.emplace_back(place_of(problem.ranking, fact.more), place_of(problem.ranking, fact.less));
  if (problem.ranking.empty()) return std::nullopt;
  if (asked.empty()) {
    const auto kind = asked_for(problem.ranking, value);
    if (!kind) return std::nullopt;
    problem.asked = *kind;
    return problem;
  }
  problem.asked = Ranking::Asked::beyond;
  problem.pair = {place_of(problem.ranking, asked[0].more), place_of(problem.ranking, asked[0].less)};
  if (std::max(problem.pair.first, problem.pair.second) >= problem.ranking.size()) return std::nullopt;
  return problem;
}

}  // namespace swarm::lessons
