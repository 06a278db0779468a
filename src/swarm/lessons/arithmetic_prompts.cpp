// Sums, products and subtractions, as people ask for them.
#include <algorithm>
#include <fmt/format.h>

#include "swarm/lessons/prompts.hpp"
#include "swarm/lessons/scratch.hpp"
#include "swarm/lessons/wording.hpp"
#include "swarm/lessons/words.hpp"

namespace swarm::lessons {

namespace {

// Around an expression; {e} is "12 + 7", or "12 plus 7".
constexpr std::string_view kAround = R"(
{e}
{e}
{e}
{e}
{e} =
{e}=
{e} = ?
{e}=?
{e}?
What is {e}?
What's {e}?
whats {e}
What does {e} equal?
What does {e} make?
What does {e} come to?
What do you get for {e}?
What do I get if I compute {e}?
How much is {e}?
How much is {e} in total?
How much does {e} make?
Calculate {e}.
Calculate {e} for me.
Compute {e}.
Work out {e}.
Evaluate {e}.
Solve {e}.
Solve: {e}
Find {e}.
Find the value of {e}.
Determine {e}.
Give me {e}.
Tell me what {e} is.
Tell me {e}.
Can you [work out|compute|calculate|tell me|solve] {e}[ for me|]?
Could you [work out|compute|calculate|tell me|solve] {e}[ for me|]?
Would you [compute|calculate] {e}?
I need [to know|to calculate|the value of|the answer to|the result of] {e}.
I want to know what {e} is.
I'd like to know {e}.
Do you know what {e} is?
Do you know {e}?
[The|the] answer to {e}?
What is the answer to {e}?
What is the result of {e}?
What is the value of {e}?
What's the result of {e}?
What would {e} be?
Let's see, {e}?
{e} is what?
{e} equals?
{e} equals what?
{e} makes?
{e} is
{e}, what is it?
[Math|Maths] question: {e}
[Exercise|Problem|Task] [1|2|3|4]: {e}
Please [compute|calculate|work out|evaluate|solve] {e}.
Can u do {e}?
do {e}
Do the [math|maths|sum]: {e}
My homework: {e} = ?
I typed {e}, what should come out?
Figure out {e}.
what will {e} be
Quickly, {e}?
Answer this: {e}
Can you help me with {e}?
Help me with {e}
so {e} is?
[My|The] calculator is broken, what is {e}?
{e} gives?
Result of {e}
Value of {e}
)";
constexpr std::string_view kAdding = R"(
Add {a} and {b}.
Add {a} to {b}.
Add {b} to {a}.
Add up {a} and {b}.
Add together {a} and {b}.
Add {a} and {b} together.
Adding {a} and {b} gives what?
Can you add {a} and {b} for me?
Could you add {a} to {b}?
Please add {a} and {b}.
What is the sum of {a} and {b}?
What's the sum of {a} and {b}?
The sum of {a} and {b}
Sum of {a} and {b}?
Find the sum of {a} and {b}.
Calculate the sum of {a} and {b}.
sum {a} and {b}
sum {a} {b}
Sum up {a} and {b}.
What is {a} added to {b}?
What is {b} more than {a}?
What is {a} increased by {b}?
Increase {a} by {b}.
What number is {b} more than {a}?
What do {a} and {b} make?
What do {a} and {b} make together?
What do {a} and {b} add up to?
{a} and {b} make?
{a} and {b} together
{a} and {b} is how much?
How much are {a} and {b} together?
How much do {a} and {b} make?
What is the total of {a} and {b}?
Total of {a} and {b}
What's the total if I add {a} to {b}?
If I add {a} and {b}, what do I get?
If you add {b} to {a}, what is the result?
What happens when you add {a} to {b}?
I have the numbers {a} and {b}. What is their sum?
Two numbers are {a} and {b}. What is their sum?
Put {a} and {b} together.
If I put {a} and {b} together, what do I get?
What number do I get from {a} and {b} together?
Count {a} and {b} together.
What is {a} with {b} added?
Calculate {a} and {b} added together.
Combine {a} and {b}.
add {a} {b}
Give me the sum of {a} and {b}.
Start with {a} and add {b}.
Take {a} and add {b}.
I have {a} and get {b} more, how many?
)";
constexpr std::string_view kSubtracting = R"(
Subtract {b} from {a}.
Please subtract {b} from {a}.
Can you subtract {b} from {a}?
Could you subtract {b} from {a} for me?
What do you get when you subtract {b} from {a}?
If I subtract {b} from {a}, what is left?
Subtracting {b} from {a} gives what?
Take {b} from {a}.
Take {b} away from {a}.
Take away {b} from {a}.
What is left if you take {b} away from {a}?
What is left when {b} is taken from {a}?
{b} from {a}
{b} taken from {a}
{b} subtracted from {a}
What is {b} less than {a}?
What number is {b} less than {a}?
What is {a} decreased by {b}?
What is {a} reduced by {b}?
What remains of {a} after [removing|taking away|subtracting] {b}?
What remains if {b} is taken from {a}?
How much remains of {a} without {b}?
What is left of {a} after taking away {b}?
{a} take {b}
Decrease {a} by {b}.
Reduce {a} by {b}.
Lower {a} by {b}.
What is the difference of {a} and {b}?
What is the difference between {a} and {b}?
Difference between {a} and {b}
Find the difference between {a} and {b}.
Calculate the difference of {a} and {b}.
Start with {a} and subtract {b}.
Start with {a} and take away {b}.
From {a} take away {b}.
From {a} subtract {b}.
Deduct {b} from {a}.
Remove {b} from {a}.
How much is left if I take {b} from {a}?
I have {a} and lose {b}, how much is left?
I had {a} and spent {b}. What is left?
By how much is {a} larger than {b}?
How much larger is {a} than {b}?
How much bigger is {a} than {b}?
How much more is {a} than {b}?
{a} with {b} taken away
{a} less {b} is?
subtract {b} from {a}
Give me {a} without {b}.
)";
constexpr std::string_view kMultiplying = R"(
Multiply {a} by {b}.
Multiply {a} and {b}.
Multiply {a} with {b}.
Please multiply {a} by {b}.
Can you multiply {a} by {b}?
Could you multiply {a} and {b} for me?
multiply {a} {b}
What do you get when you multiply {a} by {b}?
If I multiply {a} by {b}, what do I get?
Multiplying {a} by {b} gives what?
What is the product of {a} and {b}?
The product of {a} and {b}
product of {a} and {b}?
Find the product of {a} and {b}.
Calculate the product of {a} and {b}.
Give me the product of {a} and {b}.
How much are {a} times {b}?
{a} multiplied by {b}
What is {a} multiplied by {b}?
Two numbers are {a} and {b}. What is their product?
What do {a} and {b} make when multiplied?
{a} lots of {b}
{a} groups of {b}
{a} by {b} multiplied
{a} and {b} multiplied
What is {a} by {b} multiplied?
What do I get when I multiply {a} by {b}?
What do I get if {a} is multiplied by {b}?
What are {a} groups of {b}?
Take {a} and multiply it by {b}.
Start with {a} and multiply by {b}.
)";

std::string sign_for(char sign, Dice& dice) {
  constexpr std::array<std::string_view, 9> kPlus{" + ", "+", " + ", "+", " plus ", " plus ", " plus ", " +", " & "};
  constexpr std::array<std::string_view, 10> kMinus{" - ",     "-",       " - ", "-",           " minus ",
                                                    " minus ", " minus ", " − ", " take away ", " – "};
  constexpr std::array<std::string_view, 11> kTimes{
      " * ", "*", " x ", "x", " × ", "×", " times ", " times ", " times ", "*", " multiplied by "};
  return std::string(sign == '+'   ? dice.pick(std::span(kPlus).first(8))
                     : sign == '-' ? dice.pick(kMinus)
                                   : dice.pick(kTimes));
}

// Both numbers small enough to be words, and sometimes words.
std::string shown(std::int64_t number, bool words) {
  return words ? std::string(word_for(number)) : std::to_string(number);
}

std::string_view table_of(char sign) {
  return sign == '+' ? kAdding : sign == '-' ? kSubtracting : kMultiplying;
}

std::int64_t number_of(int digits, Dice& dice) {
  return digits == 1 ? dice.between(0, 9) : digits == 2 ? dice.between(10, 99) : dice.between(100, 999);
}

int some_digits(Dice& dice) {
  const std::int64_t roll = dice.between(1, 100);
  return roll <= 20 ? 1 : roll <= 50 ? 2 : 3;
}

// "12 + 7 - 5"
Posed pose_chain(Dice& dice) {
  for (;;) {
    const std::int64_t a = number_of(dice.chance(30) ? 1 : 2, dice), b = number_of(dice.chance(40) ? 1 : 2, dice),
                       c = number_of(dice.chance(40) ? 1 : 2, dice);
    const char first = dice.chance(60) ? '+' : '-', second = dice.chance(60) ? '+' : '-';
    const Calculation one{a, first, b}, two{one.value(), second, c};
    const Problem problem = Calculations{{one, two}, false};
    if (one.value() < 0 || two.value() < 0 || family_of(problem) != Family::sums) continue;
    Phrasing phrasing(dice);
    const auto sign = [&](char of) {
      constexpr std::array<std::string_view, 3> kPlus{"+", " + ", " plus "}, kMinus{"-", " - ", " minus "};
      return of == '+' ? kPlus : kMinus;
    };
    const std::size_t style = dice.below(3);
    phrasing.bind("e", fmt::format("{}{}{}{}{}", a, sign(first)[style], b, sign(second)[style], c));
    return {problem, typed(phrasing.fill(dice.pick(lines_of(kAround))), dice)};
  }
}

}  // namespace

std::string phrased(const Calculation& step, Dice& dice) {
  Phrasing phrasing(dice);
  const auto [left, sign, right] = step;
  const bool words = left <= 12 && right <= 12 && dice.chance(25);
  phrasing.bind("a", shown(left, words));
  phrasing.bind("b", shown(right, words));
  // The difference between 5 and 12 is 7 for most people: only signs go below zero.
  if ((sign != '-' || left >= right) && dice.chance(45)) return phrasing.fill(dice.pick(lines_of(table_of(sign))));
  std::string said = sign_for(sign, dice);
  if (words && std::ranges::none_of(said, [](char c) { return c >= 'a' && c <= 'z'; }))
    said = sign == '+' ? " plus " : sign == '-' ? " minus " : " times ";
  phrasing.bind("e", shown(left, words) + said + shown(right, words));
  return phrasing.fill(dice.pick(lines_of(kAround)));
}

Posed pose_sum(Dice& dice) {
  if (dice.chance(12)) return pose_chain(dice);
  for (;;) {
    const bool adding = dice.chance(50);
    Calculation step{number_of(some_digits(dice), dice), adding ? '+' : '-', number_of(some_digits(dice), dice)};
    if (!adding && step.left < step.right && dice.chance(85)) std::swap(step.left, step.right);
    const Problem problem = Calculations{{step}, false};
    if (family_of(problem) != Family::sums) continue;
    return {problem, typed(phrased(step, dice), dice)};
  }
}

Posed pose_multiplication(Dice& dice) {
  Calculation step{number_of(1, dice), '*', number_of(some_digits(dice), dice)};
  if (dice.chance(50)) std::swap(step.left, step.right);
  return {Calculations{{step}, false}, typed(phrased(step, dice), dice)};
}

Posed pose_borrow(Dice& dice) {
  for (;;) {
    const Calculation step{number_of(3, dice), '-', number_of(dice.chance(80) ? 3 : 2, dice)};
    const Problem problem = Calculations{{step}, false};
    if (step.value() < 0 || family_of(problem) != Family::borrow) continue;
    return {problem, typed(phrased(step, dice), dice)};
  }
}

std::vector<std::string_view> wordings_of_arithmetic(Family family) {
  std::vector<std::string_view> all = lines_of(kAround);
  const auto append = [&](std::string_view table) { std::ranges::copy(lines_of(table), std::back_inserter(all)); };
  if (family == Family::sums) append(kAdding);
  append(family == Family::multiplication ? kMultiplying : kSubtracting);
  return all;
}

}  // namespace swarm::lessons
