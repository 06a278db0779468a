#include "swarm/lessons/scratch.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <ranges>

namespace swarm::lessons {

namespace {

constexpr std::int64_t kOperandMax = 999;    // three digits
constexpr std::int64_t kTogetherMax = 1998;  // what two such numbers make
constexpr std::size_t kCalculationsMax = 4;
constexpr std::size_t kLeavesMax = 5;
constexpr std::size_t kRankedMax = 5;
constexpr std::size_t kItemsMax = 6;
constexpr std::int64_t kItemMax = 99;

std::unexpected<Error> beyond(std::string what) {
  return fail(ErrorCode::too_large, "the scratch format has no place for " + what);
}

// --- Arithmetic, digit by digit from the right -------------------------------------------------------------------

std::int64_t digit(std::int64_t number, int place) {
  for (; place > 0; --place)
    number /= 10;
  return number % 10;
}

int digits_of(std::int64_t number) {
  int count = 1;
  for (; number > 9; number /= 10)
    ++count;
  return count;
}

std::string added(std::int64_t a, std::int64_t b) {
  std::vector<std::string> steps;
  std::int64_t carry = 0;
  for (int place = 0; place < std::max(digits_of(a), digits_of(b)); ++place) {
    const std::int64_t sum = digit(a, place) + digit(b, place) + carry;
    steps.push_back(fmt::format("{}+{}{}={}", digit(a, place), digit(b, place), carry > 0 ? "+1" : "", sum));
    carry = sum / 10;
  }
  return fmt::format("{}", fmt::join(steps, ","));
}

// "b" marks a digit for which one was borrowed from the next place.
std::string subtracted(std::int64_t a, std::int64_t b) {
  std::vector<std::string> steps;
  bool borrowed = false;
  for (int place = 0; place < digits_of(a); ++place) {
    const std::int64_t left = digit(a, place) - digit(b, place) - (borrowed ? 1 : 0);
    const std::string_view taken = borrowed ? "-1" : "";
    borrowed = left < 0;
    steps.push_back(fmt::format("{}-{}{}={}{}", digit(a, place), digit(b, place), taken, borrowed ? "b" : "",
                                borrowed ? left + 10 : left));
  }
  return fmt::format("{}", fmt::join(steps, ","));
}

std::string multiplied(std::int64_t a, std::int64_t by) {
  std::vector<std::string> steps;
  std::int64_t carry = 0;
  for (int place = 0; place < digits_of(a); ++place) {
    const std::int64_t product = by * digit(a, place);
    steps.push_back(carry == 0 ? fmt::format("{}*{}={}", by, digit(a, place), product)
                               : fmt::format("{}*{}={}+{}={}", by, digit(a, place), product, carry, product + carry));
    carry = (product + carry) / 10;
  }
  return fmt::format("{}", fmt::join(steps, ","));
}

Result<std::string> calculated(const Calculation& step) {
  const auto [left, sign, right] = step;
  if (left < 0 || right < 0) return beyond("a number below zero");
  if (std::max(left, right) > (sign == '+' ? kOperandMax : kTogetherMax)) return beyond("more than three digits");
  const std::string line = fmt::format("{}{}{}:", left, sign, right);
  switch (sign) {
    case '+':
      return line + added(left, right);
    case '-':
      if (left < right) return fmt::format("{}neg,{}-{}:{}", line, right, left, subtracted(right, left));
      return line + subtracted(left, right);
    default: {
      const auto [small, large] = std::minmax(left, right);
      if (small > 9 || large > kOperandMax) return beyond("a factor above nine");
      return fmt::format("{}*{}:{}", large, small, multiplied(large, small));
    }
  }
}

Result<Worked> worked_calculations(const Calculations& problem) {
  if (problem.steps.empty() || problem.steps.size() > kCalculationsMax) return beyond("so many steps");
  Worked result;
  for (const Calculation& step : problem.steps) {
    result.thinking += (result.thinking.empty() ? "" : ";") + TRY(calculated(step));
    result.steps.push_back({"calculate", fmt::format("{} {} {} = {}", step.left, step.sign, step.right, step.value())});
  }
  result.answer = std::to_string(problem.steps.back().value());
  return result;
}

// --- Truth, one operation at a time ------------------------------------------------------------------------------

std::size_t leaves_of(const Expression& expression) {
  if (expression.parts.empty()) return 1;
  std::size_t count = 0;
  for (const Expression& part : expression.parts)
    count += leaves_of(part);
  return count;
}

bool is_leaf(const Expression& expression) {
  return expression.parts.empty();
}

// All negated leaves at once, since none of them waits for another.
bool negate_leaves(Expression& expression) {
  if (expression.kind == '!' && is_leaf(expression.parts[0])) {
    expression = Expression{value_of(expression) ? 'T' : 'F'};
    return true;
  }
  bool changed = false;
  for (Expression& part : expression.parts)
    changed = negate_leaves(part) || changed;
  return changed;
}

// The leftmost operation whose parts are known.
bool reduce_one(Expression& expression) {
  if (is_leaf(expression)) return false;
  if (std::ranges::all_of(expression.parts, is_leaf)) {
    expression = Expression{value_of(expression) ? 'T' : 'F'};
    return true;
  }
  return std::ranges::any_of(expression.parts, reduce_one);
}

std::string outermost(const Expression& expression) {
  const std::string text = text_of(expression);
  return text.starts_with('(') ? text.substr(1, text.size() - 2) : text;
}

Result<Worked> worked_expression(Expression expression) {
  if (leaves_of(expression) > kLeavesMax) return beyond("so many values");
  Worked result;
  std::vector<std::string> lines{outermost(expression)};
  while (!is_leaf(expression)) {
    if (!negate_leaves(expression)) reduce_one(expression);
    lines.push_back(outermost(expression));
    result.steps.push_back({"evaluate", fmt::format("{} = {}", lines[lines.size() - 2], lines.back())});
  }
  result.thinking = fmt::format("{}", fmt::join(lines, "="));
  result.answer = expression.kind == 'T' ? "true" : "false";
  return result;
}

// --- Orders --------------------------------------------------------------------------------------------------------

std::string asked_for(const Ranking& problem) {
  const std::vector<std::string>& names = problem.ranking;
  using Asked = Ranking::Asked;
  switch (problem.asked) {
    case Asked::most:
      return names.front();
    case Asked::least:
      return names.back();
    case Asked::second:
      return names[1];
    case Asked::second_least:
      return names[names.size() - 2];
    case Asked::middle:
      return names[names.size() / 2];
    case Asked::order:
      return fmt::format("{}", fmt::join(names, ", "));
    case Asked::order_rising:
      return fmt::format("{}", fmt::join(std::vector<std::string>(names.rbegin(), names.rend()), ", "));
    case Asked::beyond:
      return problem.pair.first < problem.pair.second ? "yes" : "no";
  }
  return {};
}

// What is asked for, without its wording: a place counted from the first, the direction, or the pair.
std::string question_of(const Ranking& problem) {
  const std::size_t count = problem.ranking.size();
  using Asked = Ranking::Asked;
  switch (problem.asked) {
    case Asked::most:
      return "1";
    case Asked::least:
      return std::to_string(count);
    case Asked::second:
      return "2";
    case Asked::second_least:
      return std::to_string(count - 1);
    case Asked::middle:
      return std::to_string(count / 2 + 1);
    case Asked::order:
      return ">";
    case Asked::order_rising:
      return "<";
    case Asked::beyond:
      return fmt::format("{}>{}", problem.ranking.at(problem.pair.first), problem.ranking.at(problem.pair.second));
  }
  return {};
}

std::vector<std::string> facts_of(const Ranking& problem) {
  std::vector<std::string> facts;
  for (const auto& [more, less] : problem.facts)
    facts.push_back(fmt::format("{}>{}", problem.ranking.at(more), problem.ranking.at(less)));
  return facts;
}

Result<Worked> worked_ranking(const Ranking& problem) {
  const std::size_t count = problem.ranking.size();
  if (count < 2 || count > kRankedMax) return beyond("so many that are compared");
  if (problem.asked == Ranking::Asked::middle && count % 2 == 0) return beyond("the middle of an even number");
  Worked result;
  const std::vector<std::string> facts = facts_of(problem);
  for (const std::string& fact : facts)
    result.steps.push_back({"statement", fact});
  const std::string order = fmt::format("{}", fmt::join(problem.ranking, ">"));
  result.steps.push_back({"order", order});
  result.thinking = fmt::format("{}:{};{}", fmt::join(facts, ","), order, question_of(problem));
  result.answer = asked_for(problem);
  return result;
}

// --- Lists ---------------------------------------------------------------------------------------------------------

using Operation = ListTask::Operation;

std::string name_of(Operation operation) {
  constexpr std::array<std::string_view, 11> kNames{"max", "min",     "first", "last",    "at", "place",
                                                    "len", "reverse", "sort",  "descend", "sum"};
  return std::string(kNames.at(static_cast<std::size_t>(operation)));
}

std::string shown(const std::vector<std::int64_t>& items) {
  return fmt::format("[{}]", fmt::join(items, ", "));
}

// The sum of a list is the chain of sums that it takes, and has the same steps and the same content as that.
Calculations summed(const ListTask& task) {
  Calculations sums;
  std::int64_t so_far = task.items.at(0);
  for (const std::int64_t item : task.items | std::views::drop(1)) {
    sums.steps.push_back({so_far, '+', item});
    so_far += item;
  }
  return sums;
}

bool outdoes(Operation operation, std::int64_t a, std::int64_t b) {
  return operation == Operation::largest || operation == Operation::descending ? a > b : a < b;
}

// The best so far, item by item.
std::string best_so_far(const ListTask& task) {
  std::vector<std::int64_t> best;
  for (const std::int64_t item : task.items)
    best.push_back(best.empty() || outdoes(task.operation, item, best.back()) ? item : best.back());
  return fmt::format("{}", fmt::join(best, ","));
}

// Each item is put into its place among those before it.
std::string inserted(const ListTask& task) {
  std::vector<std::int64_t> sorted;
  std::vector<std::string> lines;
  for (const std::int64_t item : task.items) {
    const auto at =
        std::ranges::find_if(sorted, [&](std::int64_t other) { return outdoes(task.operation, item, other); });
    sorted.insert(at, item);
    lines.push_back(fmt::format("{}", fmt::join(sorted, " ")));
  }
  return fmt::format("{}", fmt::join(lines, ","));
}

std::string numbered(const ListTask& task, std::size_t from) {
  std::vector<std::string> lines;
  for (const std::int64_t item : task.items)
    lines.push_back(fmt::format("{}={}", from++, item));
  return fmt::format("{}", fmt::join(lines, ","));
}

// All with their numbers, and then again from the last one on.
std::string numbered_back(const ListTask& task) {
  std::vector<std::string> lines{numbered(task, 1)};
  for (std::size_t i = task.items.size(); i > 0; --i)
    lines.push_back(fmt::format("{}={}", i, task.items[i - 1]));
  return fmt::format("{}", fmt::join(lines, ","));
}

std::vector<std::int64_t> arranged(const ListTask& task) {
  std::vector<std::int64_t> items = task.items;
  if (task.operation == Operation::reversed)
    std::ranges::reverse(items);
  else
    std::ranges::sort(items, [&](std::int64_t a, std::int64_t b) { return outdoes(task.operation, a, b); });
  return items;
}

std::string outcome_of(const ListTask& task) {
  switch (task.operation) {
    case Operation::largest:
    case Operation::smallest:
      return std::to_string(arranged(task).front());
    case Operation::first:
      return std::to_string(task.items.front());
    case Operation::last:
      return std::to_string(task.items.back());
    case Operation::index:
      return std::to_string(task.items.at(task.at));
    case Operation::place:
      return std::to_string(task.items.at(task.at - 1));
    case Operation::length:
      return std::to_string(task.items.size());
    default:
      return shown(arranged(task));
  }
}

std::string list_steps(const ListTask& task) {
  switch (task.operation) {
    case Operation::largest:
    case Operation::smallest:
      return best_so_far(task);
    case Operation::index:
      return numbered(task, 0);
    case Operation::place:
    case Operation::length:
      return numbered(task, 1);
    case Operation::sorted:
    case Operation::descending:
      return inserted(task);
    case Operation::reversed:
      return numbered_back(task);
    default:
      return outcome_of(task);
  }
}

Result<Worked> worked_list(const ListTask& task) {
  if (task.items.size() < 2 || task.items.size() > kItemsMax) return beyond("a list of this length");
  if (std::ranges::any_of(task.items, [](std::int64_t item) { return item < 0 || item > kItemMax; }))
    return beyond("an item of this size");
  const bool counted = task.operation == Operation::place;
  if ((counted || task.operation == Operation::index) && (task.at < counted || task.at - counted >= task.items.size()))
    return beyond("a place outside of the list");
  if (task.operation == Operation::sum) return worked_calculations(summed(task));
  Worked result;
  const bool placed = counted || task.operation == Operation::index;
  const std::string line = fmt::format("{}{} {}", name_of(task.operation), placed ? fmt::format(" {}", task.at) : "",
                                       fmt::join(task.items, " "));
  result.thinking = fmt::format("{}:{}", line, list_steps(task));
  result.answer = outcome_of(task);
  result.steps = {{"list", shown(task.items)}, {name_of(task.operation), result.answer}};
  return result;
}

bool borrows(const Calculation& step) {
  if (step.sign != '-') return false;
  const auto [small, large] = std::minmax(step.left, step.right);
  if (large < 100) return false;
  return small % 10 > large % 10 || small % 100 > large % 100;
}

std::string text_of(const Calculation& step) {
  if (step.sign == '-') return fmt::format("{}-{}", step.left, step.right);
  const auto [small, large] = std::minmax(step.left, step.right);
  return fmt::format("{}{}{}", large, step.sign, small);
}

template <class... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};

}  // namespace

std::string text_of(const Expression& expression) {
  switch (expression.kind) {
    case 'T':
    case 'F':
      return std::string(1, expression.kind);
    case '!':
      return "!" + text_of(expression.parts[0]);
    default:
      return fmt::format("({}{}{})", text_of(expression.parts[0]), expression.kind, text_of(expression.parts[1]));
  }
}

bool value_of(const Expression& expression) {
  switch (expression.kind) {
    case 'T':
    case 'F':
      return expression.kind == 'T';
    case '!':
      return !value_of(expression.parts[0]);
    case '&':
      return value_of(expression.parts[0]) && value_of(expression.parts[1]);
    default:
      return value_of(expression.parts[0]) || value_of(expression.parts[1]);
  }
}

Result<Worked> worked(const Problem& problem) {
  return std::visit(Match{[](const Calculations& one) { return worked_calculations(one); },
                          [](const Expression& one) { return worked_expression(one); },
                          [](const Ranking& one) { return worked_ranking(one); },
                          [](const ListTask& one) { return worked_list(one); }},
                    problem);
}

Family family_of(const Problem& problem) {
  return std::visit(
      Match{[](const Calculations& one) {
              if (std::ranges::any_of(one.steps, borrows)) return Family::borrow;
              if (one.story) return Family::stories;
              return one.steps.size() == 1 && one.steps[0].sign == '*' ? Family::multiplication : Family::sums;
            },
            [](const Expression&) { return Family::boolean; }, [](const Ranking&) { return Family::order; },
            [](const ListTask& one) {
              return one.operation == Operation::descending ? Family::descending : Family::lists;
            }},
      problem);
}

std::string content_of(const Problem& problem) {
  return std::visit(Match{[](const Calculations& one) {
                            std::vector<std::string> lines;
                            for (const Calculation& step : one.steps)
                              lines.push_back(text_of(step));
                            return fmt::format("calculate {}", fmt::join(lines, ";"));
                          },
                          [](const Expression& one) { return "evaluate " + outermost(one); },
                          [](const Ranking& one) {
                            std::string facts;
                            for (const auto& [more, less] : one.facts)
                              facts += fmt::format(" {}>{}", more, less);
                            return fmt::format("order {}{} {} {} {}", fmt::join(one.ranking, ">"), facts,
                                               static_cast<int>(one.asked), one.pair.first, one.pair.second);
                          },
                          [](const ListTask& one) {
                            if (one.operation == Operation::sum) return content_of(summed(one));
                            return fmt::format("{} {} {}", name_of(one.operation), one.at, fmt::join(one.items, " "));
                          }},
                    problem);
}

std::string undecided(const Ranking& problem) {
  return fmt::format("{}:?", fmt::join(facts_of(problem), ","));
}

bool always_taught(const Problem& problem) {
  if (const auto* calculations = std::get_if<Calculations>(&problem)) {
    if (calculations->steps.size() != 1) return false;
    const Calculation& step = calculations->steps[0];
    const auto [small, large] = std::minmax(step.left, step.right);
    return step.sign == '*' ? large < 10 : small < 10 && large < 100;
  }
  if (const auto* list = std::get_if<ListTask>(&problem))
    return list->operation == Operation::sum && always_taught(summed(*list));
  if (const auto* expression = std::get_if<Expression>(&problem)) return leaves_of(*expression) <= 2;
  return false;
}

}  // namespace swarm::lessons
