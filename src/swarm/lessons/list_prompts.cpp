// Questions about short lists of numbers, in words and as one line of Python.
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "swarm/lessons/prompts.hpp"
#include "swarm/lessons/wording.hpp"

namespace swarm::lessons {

namespace {

using Operation = ListTask::Operation;

// {l} is the list as it is shown, {p} the same as Python has it, {i} a place, {o} an ordinal.
constexpr std::string_view kLargest = R"(
max({p})
print(max({p}))
{p} max
max {l}
maximum of {l}
What is the maximum of {l}?
What is the largest of {l}?
What is the largest number in {l}?
What is the biggest number in {l}?
What is the greatest of {l}?
Which number is the largest: {l}?
Which is the biggest: {l}?
Which of {l} is the largest?
Find the [maximum|largest|biggest|greatest] [number|value|element|item] [in|of] {l}.
Find the largest number in the list {l}.
Give me the maximum of the list {l}.
Tell me the biggest number of {l}.
Return the maximum of {l}.
the largest of {l}
biggest in {l}?
highest number in {l}
What is the highest value in {l}?
Out of {l}, which is the biggest?
What does max({p}) return?
What is max({p})?
What is the output of print(max({p}))?
What does print(max({p})) print?
Get the max of {l}.
Which number is the biggest in {l}?
Which is the largest number among {l}?
biggest number among {l}
What's the [biggest|largest|highest] of {l}?
Pick the largest from {l}.
)";
constexpr std::string_view kSmallest = R"(
min({p})
print(min({p}))
min {l}
minimum of {l}
What is the minimum of {l}?
What is the smallest of {l}?
What is the smallest number in {l}?
What is the lowest number in {l}?
What is the least of {l}?
Which number is the smallest: {l}?
Which is the lowest: {l}?
Which of {l} is the smallest?
Find the [minimum|smallest|lowest|least] [number|value|element|item] [in|of] {l}.
Find the smallest number in the list {l}.
Give me the minimum of the list {l}.
Tell me the smallest number of {l}.
Return the minimum of {l}.
the smallest of {l}
smallest in {l}?
lowest number in {l}
What is the lowest value in {l}?
Out of {l}, which is the smallest?
What does min({p}) return?
What is min({p})?
What is the output of print(min({p}))?
What does print(min({p})) print?
Get the min of {l}.
Which number is the smallest in {l}?
Which is the smallest number among {l}?
smallest number among {l}
What's the [smallest|lowest|least] of {l}?
Pick the smallest from {l}.
)";
constexpr std::string_view kFirst = R"(
{p}[0]
print({p}[0])
first of {l}
What is the first element of {l}?
What is the first number in {l}?
What's the first item of {l}?
Which number comes first in {l}?
Give me the first element of {l}.
Return the first item of {l}.
first element of {l}
Get the first number of the list {l}.
Tell me the first number in {l}.
What is the head of the list {l}?
Take the first element from {l}.
)";
constexpr std::string_view kLast = R"(
{p}[-1]
print({p}[-1])
What is {p}[-1]?
What does {p}[-1] return?
last of {l}
What is the last element of {l}?
What is the last number in {l}?
What's the last item of {l}?
What is the final element of {l}?
Which number comes last in {l}?
Which number is at the end of {l}?
Give me the last element of {l}.
Return the last item of {l}.
last element of {l}
Get the last number of the list {l}.
Tell me the last number in {l}.
Take the last element from {l}.
)";
constexpr std::string_view kIndex = R"(
{p}[{i}]
print({p}[{i}])
What is {p}[{i}]?
What does {p}[{i}] return?
What does print({p}[{i}]) print?
What is the element at index {i} of {l}?
What is at index {i} in {l}?
Which number is at index {i} of {l}?
Give me the item at index {i} of {l}.
Element at index {i} of {l}
index {i} of {l}
Return the element with index {i} of {l}.
Get index {i} from {l}.
)";
constexpr std::string_view kPlace = R"(
What is the {o} element of {l}?
What is the {o} number in {l}?
What's the {o} item of {l}?
Which number is {o} in {l}?
Which number is the {o} one in {l}?
What number is in {o} place in {l}?
Which number comes {o} in {l}?
Give me the {o} element of {l}.
Return the {o} item of {l}.
{o} element of {l}
{o} number of {l}?
Get the {o} number of the list {l}.
Tell me the {o} number in {l}.
Take the {o} element from {l}.
)";
constexpr std::string_view kLength = R"(
len({p})
print(len({p}))
length of {l}
What is the length of {l}?
What is the length of the list {l}?
How long is {l}?
How long is the list {l}?
How many [elements|items|numbers|values|entries] are in {l}?
How many [elements|items|numbers|values|entries] does {l} have?
How many numbers are there in {l}?
Count the [elements|items|numbers|values] [of|in] {l}.
Count {l}.
Give me the length of {l}.
Return the number of elements in {l}.
What does len({p}) return?
What is len({p})?
What does print(len({p})) print?
size of {l}
How many [items|numbers|elements] does the list {l} contain?
How many [items|numbers|elements] does {l} contain?
{l}: how many numbers are these?
number of items in {l}
)";
constexpr std::string_view kReversed = R"(
{p}[::-1]
print({p}[::-1])
list(reversed({p}))
What is {p}[::-1]?
What does {p}[::-1] give?
What does {p}[::-1] return?
What does list(reversed({p})) give?
reverse {l}
Reverse {l}.
Reverse the list {l}.
Reverse the order of {l}.
Please reverse {l}.
Can you reverse {l}?
What is {l} reversed?
What is {l} backwards?
What is the reverse of {l}?
What do you get if you reverse {l}?
Write {l} backwards.
Give me {l} in reverse.
Turn {l} around.
List {l} backwards.
Flip the list {l}.
{l} backwards
{l} reversed
Return the reversed list of {l}.
)";
constexpr std::string_view kSorted = R"(
sorted({p})
print(sorted({p}))
What does sorted({p}) return?
What is sorted({p})?
What does print(sorted({p})) print?
What is the output of print(sorted({p}))?
sort {l}
Sort {l}.
Sort the list {l}.
Sort the numbers {l}.
Sort {l} in ascending order.
Sort {l} ascending.
Sort {l} from [smallest to largest|small to large|lowest to highest|low to high].
Please sort {l}.
Can you sort {l}?
Could you sort {l} for me?
Put {l} in order.
Put {l} in ascending order.
Put {l} in order from smallest to largest.
Sort these numbers: {l}
Sort these: {l}
Put {l} into [ascending|increasing|rising] order.
Put these numbers in order: {l}
Bring {l} into order.
Order {l}.
Order {l} from smallest to largest.
Order the numbers {l}.
Arrange {l} in ascending order.
Arrange {l} from smallest to biggest.
Arrange the numbers {l} in increasing order.
Write {l} in ascending order.
Rank {l} from lowest to highest.
{l} sorted
{l} in ascending order
{l} in order
What is {l} sorted?
What is {l} in ascending order?
Give me {l} sorted.
Give me {l} in increasing order.
List {l} from smallest to largest.
Return the sorted list of {l}.
)";
constexpr std::string_view kDescending = R"(
sorted({p}, reverse=True)
print(sorted({p}, reverse=True))
What does sorted({p}, reverse=True) return?
Sort {l} in descending order.
Sort {l} descending.
Sort {l} from [largest to smallest|large to small|highest to lowest|high to low].
Sort the list {l} in descending order.
Sort the numbers {l} from largest to smallest.
Put {l} in descending order.
Put {l} in order from largest to smallest.
Order {l} from biggest to smallest.
Arrange {l} in descending order.
Arrange the numbers {l} in decreasing order.
Write {l} in descending order.
Rank {l} from highest to lowest.
{l} in descending order
What is {l} in descending order?
Give me {l} in decreasing order.
List {l} from largest to smallest.
)";

std::string_view table_of(Operation operation) {
  constexpr std::array<std::string_view, 10> kTables{kLargest, kSmallest, kFirst,    kLast,   kIndex,
                                                     kPlace,   kLength,   kReversed, kSorted, kDescending};
  return kTables.at(static_cast<std::size_t>(operation));
}

std::string as_shown(const std::vector<std::int64_t>& items, Dice& dice) {
  const std::string commas = fmt::format("{}", fmt::join(items, ", "));
  switch (dice.between(0, 9)) {
    case 0:
    case 1:
      return fmt::format("{}", fmt::join(items, " "));
    case 2:
      return fmt::format("[{}]", fmt::join(items, ","));
    case 3:
      return fmt::format("{}", fmt::join(items, ","));
    case 4:
    case 5:
      return commas;
    case 6: {
      const std::size_t comma = commas.rfind(", ");
      return commas.substr(0, comma) + " and " + commas.substr(comma + 2);
    }
    default:
      return fmt::format("[{}]", commas);
  }
}

Operation some_operation(Dice& dice) {
  constexpr std::array<Operation, 14> kChoices{
      Operation::largest,  Operation::largest, Operation::smallest, Operation::smallest, Operation::first,
      Operation::last,     Operation::index,   Operation::place,    Operation::length,   Operation::reversed,
      Operation::reversed, Operation::sorted,  Operation::sorted,   Operation::sorted};
  return dice.pick(kChoices);
}

ListTask some_task(Dice& dice, bool descending) {
  ListTask task;
  task.operation = descending ? Operation::descending : some_operation(dice);
  const std::int64_t count = dice.chance(10) ? 2 : dice.between(3, 5);
  for (std::int64_t i = 0; i < count; ++i)
    task.items.push_back(dice.chance(35) ? dice.between(0, 9) : dice.between(10, 99));
  if (task.operation == Operation::index) task.at = dice.below(task.items.size());
  if (task.operation == Operation::place) task.at = 1 + dice.below(task.items.size());
  return task;
}

}  // namespace

std::string phrased(const ListTask& task, Dice& dice) {
  constexpr std::array<std::string_view, 6> kOrdinals{"", "first", "second", "third", "fourth", "fifth"};
  constexpr std::array<std::string_view, 6> kShort{"", "1st", "2nd", "3rd", "4th", "5th"};
  Phrasing phrasing(dice);
  phrasing.bind("l", as_shown(task.items, dice));
  phrasing.bind("p", fmt::format("[{}]", fmt::join(task.items, dice.chance(75) ? ", " : ",")));
  phrasing.bind("i", std::to_string(task.at));
  phrasing.bind("o", std::string((dice.chance(85) ? kOrdinals : kShort).at(task.at)));
  return phrasing.fill(dice.pick(lines_of(table_of(task.operation))));
}

Posed pose_list(Dice& dice, bool descending) {
  const ListTask task = some_task(dice, descending);
  return {task, typed(phrased(task, dice), dice)};
}

std::vector<std::string_view> wordings_of_lists(bool descending) {
  std::vector<std::string_view> all;
  for (int i = 0; i < 10; ++i) {
    const auto operation = static_cast<Operation>(i);
    if ((operation == Operation::descending) == descending)
      std::ranges::copy(lines_of(table_of(operation)), std::back_inserter(all));
  }
  return all;
}

}  // namespace swarm::lessons
