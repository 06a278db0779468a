// Questions about short lists of numbers, in words and as one or two lines of Python.
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "swarm/lessons/list_wordings.hpp"
#include "swarm/lessons/prompts.hpp"
#include "swarm/lessons/wording.hpp"

namespace swarm::lessons {

namespace {

using Operation = ListTask::Operation;

constexpr int kOperations = 11;

std::string_view wordings_around(Operation operation) {
  return operation <= Operation::length ? wordings_of_item(operation) : wordings_of_whole(operation);
}

// As Python has it; {x} is the list or its name. Empty for what is asked in words only.
std::string_view calls_of(Operation operation) {
  constexpr std::array<std::string_view, kOperations> kCalls{
      "max({x})",    "min({x})", "",        "{x}[-1]", "{x}[{i}]", "", "len({x})", "{x}[::-1]\nlist(reversed({x}))",
      "sorted({x})", "",         "sum({x})"};
  return kCalls.at(static_cast<std::size_t>(operation));
}

// "3, 9 and 2", with "or" in the place of "and" where one of them is chosen.
std::string joined(const std::vector<std::int64_t>& items, std::string_view last) {
  return fmt::format("{}{}{}", fmt::join(items.begin(), items.end() - 1, ", "), last, items.back());
}

std::string as_shown(const std::vector<std::int64_t>& items, Dice& dice) {
  switch (dice.between(0, 23)) {
    case 0:
    case 1:
    case 2:
      return fmt::format("{}", fmt::join(items, " "));
    case 3:
    case 4:
      return fmt::format("[{}]", fmt::join(items, ","));
    case 5:
    case 6:
      return fmt::format("{}", fmt::join(items, ","));
    case 7:
      return joined(items, items.size() > 2 ? ", and " : " and ");
    case 8:
    case 9:
    case 10:
      return joined(items, " and ");
    case 11:
      return fmt::format("[{}]", fmt::join(items, " "));
    case 12:
      return fmt::format("({})", fmt::join(items, ", "));
    case 13:
      return fmt::format("{}", fmt::join(items, "; "));
    case 14:
    case 15:
    case 16:
    case 17:
    case 18:
      return fmt::format("{}", fmt::join(items, ", "));
    default:
      return fmt::format("[{}]", fmt::join(items, ", "));
  }
}

std::string as_python(const std::vector<std::int64_t>& items, Dice& dice) {
  return fmt::format("[{}]", fmt::join(items, dice.chance(75) ? ", " : ","));
}

void bind_place(Phrasing& phrasing, const ListTask& task, Dice& dice) {
  constexpr std::array<std::string_view, 6> kOrdinals{"", "first", "second", "third", "fourth", "fifth"};
  constexpr std::array<std::string_view, 6> kShort{"", "1st", "2nd", "3rd", "4th", "5th"};
  phrasing.bind("i", std::to_string(task.at));
  phrasing.bind("o", std::string((dice.chance(85) ? kOrdinals : kShort).at(task.at)));
  phrasing.bind("nl", "\n");
}

std::string as_program(const ListTask& task, Dice& dice) {
  constexpr auto kNames = std::to_array<std::string_view>(
      {"x",      "a",    "x",     "a", "xs",    "nums", "numbers", "lst", "l",      "b", "y", "my_list",
       "values", "data", "items", "n", "list1", "s",    "arr",     "v",   "scores", "p", "z"});
  const std::string_view call = dice.pick(lines_of(calls_of(task.operation)));
  Phrasing phrasing(dice);
  bind_place(phrasing, task, dice);
  const std::string list = as_python(task.items, dice), name(dice.pick(kNames));
  const bool variable = dice.chance(38);
  phrasing.bind("p", list);
  phrasing.bind("v", name);
  phrasing.bind("x", variable ? name : list);
  // In its own place: "a.sort()" gives nothing, so that the list is printed after it.
  if (dice.chance(10) && (task.operation == Operation::sorted || task.operation == Operation::reversed)) {
    const std::string_view method = task.operation == Operation::sorted ? "sort" : "reverse";
    phrasing.bind("x", fmt::format("{}.{}()", name, method));
    return phrasing.fill(dice.pick(
        std::array<std::string_view, 4>{"{v} = {p}; {x}; print({v})", "{v} = {p}{nl}{x}{nl}print({v})",
                                        "If {v} = {p}, what is {v} after {x}?", "{v} = {p}; {x}. What is {v}?"}));
  }
  phrasing.bind("c", phrasing.fill(call));
  return phrasing.fill(dice.pick(lines_of(variable ? variable_wordings() : call_wordings())));
}

// "My list is 3, 9, 2. What is its sum?"
std::string as_two_sentences(const ListTask& task, Dice& dice) {
  Phrasing phrasing(dice);
  bind_place(phrasing, task, dice);
  std::string_view introduction = dice.pick(lines_of(list_introductions()));
  phrasing.bind("k",
                std::string(dice.pick(std::array<std::string_view, 5>{"number", "number", "number", "value", "item"})));
  // "Which age comes first?" would be another question.
  const bool named = task.operation <= Operation::smallest || task.operation >= Operation::sorted;
  if (named && dice.chance(18)) {
    introduction = dice.pick(lines_of(named_list_introductions()));
    const std::size_t bar = introduction.find('|');
    phrasing.bind("k", std::string(introduction.substr(bar + 1)));
    introduction = introduction.substr(0, bar);
  }
  phrasing.bind("l", as_shown(task.items, dice));
  const std::string question = phrasing.fill(dice.pick(lines_of(questions_behind(task.operation))));
  phrasing.bind("q", question);
  phrasing.bind("u", within_sentence(question));
  return phrasing.fill(introduction);
}

Operation some_operation(Dice& dice) {
  constexpr auto kChoices = std::to_array<Operation>(
      {Operation::largest,  Operation::largest,  Operation::largest, Operation::smallest, Operation::smallest,
       Operation::smallest, Operation::first,    Operation::last,    Operation::last,     Operation::index,
       Operation::index,    Operation::place,    Operation::length,  Operation::length,   Operation::reversed,
       Operation::reversed, Operation::reversed, Operation::sorted,  Operation::sorted,   Operation::sorted,
       Operation::sorted,   Operation::sum,      Operation::sum,     Operation::sum});
  return dice.pick(kChoices);
}

ListTask some_task(Dice& dice, bool descending) {
  ListTask task;
  task.operation = descending ? Operation::descending : some_operation(dice);
  const std::int64_t count = dice.chance(10) ? 2 : dice.between(3, task.operation == Operation::sum ? 4 : 5);
  for (std::int64_t i = 0; i < count; ++i)
    task.items.push_back(dice.chance(35) ? dice.between(0, 9) : dice.between(10, 99));
  if (task.operation == Operation::index) task.at = dice.chance(25) ? 0 : dice.below(task.items.size());
  if (task.operation == Operation::place) task.at = 2 + dice.below(task.items.size() - 1);
  return task;
}

}  // namespace

std::string phrased(const ListTask& task, Dice& dice) {
  const int programs = task.operation == Operation::index ? 60 : 27;
  if (!calls_of(task.operation).empty() && dice.chance(programs)) return as_program(task, dice);
  if (!questions_behind(task.operation).empty() && dice.chance(36)) return as_two_sentences(task, dice);
  Phrasing phrasing(dice);
  bind_place(phrasing, task, dice);
  phrasing.bind("l", as_shown(task.items, dice));
  phrasing.bind("r", joined(task.items, " or "));
  phrasing.bind("p", as_python(task.items, dice));
  return phrasing.fill(dice.pick(lines_of(wordings_around(task.operation))));
}

Posed pose_list(Dice& dice, bool descending) {
  const ListTask task = some_task(dice, descending);
  return {task, typed(phrased(task, dice), dice)};
}

std::vector<std::string_view> wordings_of_lists(bool descending) {
  if (descending) return lines_of(wordings_around(Operation::descending));
  std::vector<std::string_view> all;
  const auto append = [&](std::string_view table) { std::ranges::copy(lines_of(table), std::back_inserter(all)); };
  for (int i = 0; i < kOperations; ++i) {
    const auto operation = static_cast<Operation>(i);
    if (operation == Operation::descending) continue;
    append(wordings_around(operation));
    append(questions_behind(operation));
  }
  append(list_introductions());
  append(call_wordings());
  append(variable_wordings());
  return all;
}

}  // namespace swarm::lessons
