// Two to four people who are compared one by one, and who of them is the tallest, the second, before another.
#include <algorithm>
#include <fmt/format.h>

#include "base/text.hpp"
#include "swarm/lessons/prompts.hpp"
#include "swarm/lessons/wording.hpp"

namespace swarm::lessons {

namespace {

using Asked = Ranking::Asked;
using Facts = std::vector<std::pair<std::size_t, std::size_t>>;

struct Scale {
  std::string_view more, less, most, least, plain;
  bool race = false;
};

constexpr std::array<Scale, 14> kScales{{{"taller", "shorter", "tallest", "shortest", "tall"},
                                         {"older", "younger", "oldest", "youngest", "old"},
                                         {"faster", "slower", "fastest", "slowest", "fast"},
                                         {"heavier", "lighter", "heaviest", "lightest", "heavy"},
                                         {"richer", "poorer", "richest", "poorest", "rich"},
                                         {"stronger", "weaker", "strongest", "weakest", "strong"},
                                         {"bigger", "smaller", "biggest", "smallest", "big"},
                                         {"larger", "smaller", "largest", "smallest", "large"},
                                         {"louder", "quieter", "loudest", "quietest", "loud"},
                                         {"smarter", "dumber", "smartest", "dumbest", "smart"},
                                         {"happier", "sadder", "happiest", "saddest", "happy"},
                                         {"taller", "smaller", "tallest", "smallest", "tall"},
                                         {"older", "younger", "oldest", "youngest", "old"},
                                         {"before", "after", "first", "last", "early", true}}};

// {x} has more than {y}.
constexpr std::string_view kFacts = R"(
{x} is {more} than {y}
{x} is {more} than {y}
{x} is {more} than {y}
{y} is {less} than {x}
{y} is {less} than {x}
{x} was {more} than {y}
{y} was {less} than {x}
{x} is clearly {more} than {y}
{y} is not as {plain} as {x}
{x} is much {more} than {y}
{y} is a bit {less} than {x}
)";
constexpr std::string_view kRaceFacts = R"(
{x} finished before {y}
{x} finished before {y}
{y} finished after {x}
{x} came before {y}
{y} came after {x}
{x} arrived before {y}
{y} arrived after {x}
{x} was ahead of {y}
{y} was behind {x}
{x} finished ahead of {y}
{y} finished behind {x}
{x} beat {y}
{x} crossed the line before {y}
)";
constexpr std::string_view kMost = R"(
Who is the {most}?
Who is the {most}?
Who is the {most}?
Who is the {most}?
Who is {most}?
Who's the {most}?
Who is the {most} [of them|of all|one|person|here]?
Who of these is the {most}?
Who is {most} of all?
Which one is the {most}?
Which of them is the {most}?
Who of them is the {most}?
So who is the {most}?
Tell me who is the {most}.
Can you tell me who is the {most}?
Name the {most}.
who is the {most}
Who must be the {most}?
Which person is the {most}?
The {most} is?
)";
constexpr std::string_view kRaceMost = R"(
Who came {most}?
Who finished {most}?
Who was {most}?
Who arrived {most}?
Who is {most}?
Which of them was {most}?
So who came {most}?
Tell me who came {most}.
Name the one who finished {most}.
)";
constexpr std::string_view kSecond = R"(
Who is the second {most}?
Who is second {most}?
Who's the second {most}?
Which one is the second {most}?
Who is the 2nd {most}?
Tell me who is the second {most}.
Name the second {most}.
)";
constexpr std::string_view kRaceSecond = R"(
Who came second?
Who finished second?
Who was second?
Who arrived second?
Who got second place?
Who took the second place?
)";
constexpr std::string_view kWon = R"(
Who won?
Who won the race?
Who was the winner?
Who is the winner?
Who took first place?
Which of them won?
)";
constexpr std::string_view kMiddle = R"(
Who is in the middle?
Who's in the middle?
Who is neither the {most} nor the {least}?
Who is the one in the middle?
Which of them is in the middle?
Who stands in the middle?
)";
constexpr std::string_view kOrder = R"(
List them from {most} to {least}.
Order them from {most} to {least}.
Rank them from {most} to {least}.
Sort them from {most} to {least}.
Put them in order from {most} to {least}.
Arrange them from {most} to {least}.
Name them from {most} to {least}.
What is the order from {most} to {least}?
Give me the order from {most} to {least}.
Write them from {most} to {least}.
)";
constexpr std::string_view kBeyond = R"(
Is {p} {more} than {q}?
Is {p} {more} than {q}, yes or no?
So is {p} {more} than {q}?
Then is {p} {more} than {q}?
Tell me, is {p} {more} than {q}?
Must {p} be {more} than {q}?
)";
constexpr std::string_view kRaceBeyond = R"(
Did {p} finish {more} {q}?
Did {p} come {more} {q}?
Did {p} arrive {more} {q}?
Was {p} {more} {q}?
)";
constexpr std::string_view kOfTwo = R"(
Who is {more}?
Who is the {more} one?
Which of them is {more}?
Which one is {more}?
Who's {more}?
Tell me who is {more}.
)";
// How statements and question come together: {s} statements, {q} question.
constexpr std::string_view kWhole = R"(
{s}. {q}
{s}. {q}
{s}. {q}
{s}. {q}
{s}. {q}
{s}. {q}
[Three|Some] friends compared themselves: {s}. {q}
Here are facts: {s}. {q}
{s}, {q}
Riddle: {s}. {q}
{s}; {q}
)";
constexpr std::string_view kRaceWhole = R"(
{s}. {q}
{s}. {q}
{s}. {q}
In a race, {s}. {q}
In a race {s}. {q}
In the race, {s}. {q}
There was a race. {s}. {q}
[Some|Three] runners ran a race. {s}. {q}
)";
// Where all statements are one sentence; {u} is the question within it.
constexpr std::string_view kCondition = R"(
If {s}, {u}
If {s}, then {u}
If {s}: {u}
Suppose {s}. {q}
Given that {s}, {u}
)";
// Three in one sentence: {x} before {y} before {z}.
constexpr std::string_view kChains = R"(
{x} is {more} than {y}, who is {more} than {z}
{x} is {more} than {y} and {y} than {z}
{z} is {less} than {y}, who is {less} than {x}
{y} is {more} than {z} but {less} than {x}
{y} is {less} than {x} but {more} than {z}
{y} is {less} than {x} and {more} than {z}
)";
constexpr std::string_view kRaceChains = R"(
{x} finished before {y}, who finished before {z}
{x} finished before {y} and {y} before {z}
{y} finished after {x} but before {z}
{y} finished before {z} but after {x}
)";

// Two syllables: shorter ones are too often words, such as "Sit".
std::string invented_name(Dice& dice) {
  constexpr std::string_view kConsonants = "bcdfghjklmnprstvwz", kVowels = "aeiou";
  std::string name;
  for (int syllable = 0; syllable < 2; ++syllable) {
    name += kConsonants[dice.below(kConsonants.size())];
    name += kVowels[dice.below(kVowels.size())];
  }
  if (dice.chance(50)) name += kConsonants[dice.below(kConsonants.size())];
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

std::string some_name(Phrasing& phrasing, Dice& dice) {
  const std::int64_t roll = dice.between(1, 100);
  if (roll <= 8)
    return std::string(1, dice.pick(std::string_view("BCDEFGHJKLMNOPQRSTUVWXYZ")));  // "A" and "I" are words
  if (roll <= 22) return invented_name(dice);
  return phrasing.fill("{name}");
}

std::vector<std::string> different_names(std::size_t count, Dice& dice) {
  Phrasing phrasing(dice);
  std::vector<std::string> names;
  while (names.size() < count) {
    std::string name = some_name(phrasing, dice);
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

Asked some_question(std::size_t count, bool race, Dice& dice) {
  if (count == 2) return dice.chance(50) ? Asked::most : Asked::least;
  const std::int64_t roll = dice.between(1, 100);
  if (roll <= 28) return Asked::most;
  if (roll <= 54) return Asked::least;
  if (roll <= 66) return Asked::second;
  if (roll <= 74) return count == 3 && !race ? Asked::middle : race ? Asked::second : Asked::second_least;
  if (roll <= 82) return dice.chance(60) ? Asked::order : Asked::order_rising;
  return Asked::beyond;
}

bool falls(Asked asked) {
  return asked == Asked::least || asked == Asked::second_least || asked == Asked::order_rising;
}

std::string_view table_of(const Ranking& task, bool race, bool won) {
  switch (task.asked) {
    case Asked::most:
      if (race && won) return kWon;
      [[fallthrough]];
    case Asked::least:
      return race ? kRaceMost : task.ranking.size() == 2 ? kOfTwo : kMost;
    case Asked::second:
    case Asked::second_least:
      return race ? kRaceSecond : kSecond;
    case Asked::middle:
      return kMiddle;
    case Asked::order:
    case Asked::order_rising:
      return kOrder;
    case Asked::beyond:
      break;
  }
  return race ? kRaceBeyond : kBeyond;
}

// The scale as the question uses it: "shortest" where the least is asked for.
void bind_scale(Phrasing& phrasing, const Scale& scale, bool turned) {
  phrasing.bind("more", std::string(turned ? scale.less : scale.more));
  phrasing.bind("less", std::string(turned ? scale.more : scale.less));
  phrasing.bind("most", std::string(turned ? scale.least : scale.most));
  phrasing.bind("least", std::string(turned ? scale.most : scale.least));
  phrasing.bind("plain", std::string(scale.plain));
}

std::string stated(const Ranking& task, const Scale& scale, Dice& dice, std::string_view between) {
  const bool same = dice.chance(60);  // all in the same wording, or each in another
  const std::vector<std::string_view> table = lines_of(scale.race ? kRaceFacts : kFacts);
  std::string_view wording = dice.pick(table);
  std::string text;
  for (const auto& [more, less] : task.facts) {
    if (!same || dice.chance(15)) wording = dice.pick(table);
    Phrasing phrasing(dice);
    bind_scale(phrasing, scale, false);
    phrasing.bind("x", task.ranking[more]);
    phrasing.bind("y", task.ranking[less]);
    text += (text.empty() ? "" : std::string(between)) + phrasing.fill(wording);
  }
  return text;
}

// One sentence about three; the facts of the task become those in the order in which it tells them.
std::string chained(Ranking& task, const Scale& scale, Dice& dice) {
  const std::string_view wording = dice.pick(lines_of(scale.race ? kRaceChains : kChains));
  Phrasing phrasing(dice);
  bind_scale(phrasing, scale, false);
  phrasing.bind("x", task.ranking[0]);
  phrasing.bind("y", task.ranking[1]);
  phrasing.bind("z", task.ranking[2]);
  const bool lower_first = wording.find("{z}") < wording.find("{x}");
  task.facts = lower_first ? Facts{{1, 2}, {0, 1}} : Facts{{0, 1}, {1, 2}};
  return phrasing.fill(wording);
}

std::string asked(const Ranking& task, const Scale& scale, Dice& dice, bool turned) {
  Phrasing phrasing(dice);
  bind_scale(phrasing, scale, turned);
  // "Is Bob shorter than Ann?" asks whether Ann is beyond Bob.
  phrasing.bind("p", task.ranking[turned ? task.pair.second : task.pair.first]);
  phrasing.bind("q", task.ranking[turned ? task.pair.first : task.pair.second]);
  return phrasing.fill(dice.pick(lines_of(table_of(task, scale.race, dice.chance(35)))));
}

Ranking some_ranking(Dice& dice, bool race) {
  const std::int64_t roll = dice.between(1, 100);
  const std::size_t count = roll <= 7 ? 2 : roll <= 72 ? 3 : 4;
  Ranking task;
  task.ranking = different_names(count, dice);
  for (std::size_t i = 0; i + 1 < count; ++i)
    task.facts.emplace_back(i, i + 1);
  dice.shuffle(task.facts);
  task.asked = some_question(count, race, dice);
  if (task.asked == Asked::beyond) {
    task.pair.first = dice.below(count);
    task.pair.second = (task.pair.first + 1 + dice.below(count - 1)) % count;
  }
  return task;
}

// The words of a task, in which the facts may be told in any way.
std::string told(Ranking& task, const Scale& scale, bool may_chain, Dice& dice) {
  constexpr std::array<std::string_view, 9> kBetween{". ", ". ", ". ", ". ", "; ", ".\n", ", and ", " and ", ", "};
  constexpr std::array<std::string_view, 3> kWithin{", and ", " and ", ", "};
  if (dice.chance(18)) std::ranges::transform(task.ranking, task.ranking.begin(), to_lower);
  const bool turned = falls(task.asked) || (task.asked == Asked::beyond && dice.chance(40));
  const bool one_sentence = dice.chance(20), chain = may_chain && task.ranking.size() == 3 && dice.chance(12);
  Phrasing whole(dice);
  whole.bind("s", chain ? chained(task, scale, dice)
                        : stated(task, scale, dice, one_sentence ? dice.pick(kWithin) : dice.pick(kBetween)));
  const std::string question = asked(task, scale, dice, turned);
  whole.bind("q", question);
  whole.bind("u", to_lower(question.substr(0, 1)) + question.substr(1));
  const std::string_view table = one_sentence ? kCondition : scale.race ? kRaceWhole : kWhole;
  return typed(whole.fill(dice.pick(lines_of(table))), dice, true);
}

}  // namespace

Posed pose_order(Dice& dice) {
  const Scale& scale = dice.pick(kScales);
  Ranking task = some_ranking(dice, scale.race);
  std::string prompt = told(task, scale, true, dice);
  return {std::move(task), std::move(prompt)};
}

Posed pose_undecided_order(Dice& dice) {
  const Scale& scale = dice.pick(kScales);
  Ranking task;
  if (dice.chance(60)) {  // two of three stand on the side that is asked for
    task.ranking = different_names(3, dice);
    const bool top = dice.chance(55);
    task.facts = top ? Facts{{0, 1}, {2, 1}} : Facts{{0, 1}, {0, 2}};
    task.asked = dice.chance(80) ? (top ? Asked::most : Asked::least) : Asked::order;
  } else {
    task.ranking = different_names(4, dice);
    task.facts = {{0, 1}, {2, 3}};
    task.asked = dice.pick(std::array{Asked::most, Asked::most, Asked::least, Asked::order});
  }
  dice.shuffle(task.facts);
  std::string prompt = told(task, scale, false, dice);
  return {std::move(task), std::move(prompt)};
}

std::vector<std::string_view> wordings_of_order() {
  std::vector<std::string_view> all;
  for (const std::string_view table :
       {kFacts, kRaceFacts, kMost, kRaceMost, kWon, kSecond, kRaceSecond, kMiddle, kOrder, kBeyond, kRaceBeyond, kOfTwo,
        kWhole, kRaceWhole, kCondition, kChains, kRaceChains})
    std::ranges::copy(lines_of(table), std::back_inserter(all));
  return all;
}

}  // namespace swarm::lessons
