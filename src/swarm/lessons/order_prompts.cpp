// Two to four people who are compared one by one, and who of them is the tallest, the second, before another.
#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>

#include "base/text.hpp"
#include "swarm/lessons/order_wordings.hpp"
#include "swarm/lessons/prompts.hpp"
#include "swarm/lessons/wording.hpp"
#include "swarm/lessons/words.hpp"

namespace swarm::lessons {

namespace {

using Asked = Ranking::Asked;
using Facts = std::vector<std::pair<std::size_t, std::size_t>>;

struct Scale {
  std::string_view more, less, most, least, plain, noun;
  // The same as a verb, with its two names: "weighs more than".
  std::string_view verb_more{}, verb_less{};
};

constexpr auto kScales = std::to_array<Scale>(
    {{"taller", "shorter", "tallest", "shortest", "tall", "height"},
     {"taller", "shorter", "tallest", "shortest", "tall", "height"},
     {"taller", "smaller", "tallest", "smallest", "tall", "height"},
     {"older", "younger", "oldest", "youngest", "old", "age", "was born before", "was born after"},
     {"older", "younger", "oldest", "youngest", "old", "age"},
     {"older", "younger", "oldest", "youngest", "old", "age", "has lived longer than", "has not lived as long as"},
     {"faster", "slower", "fastest", "slowest", "fast", "speed", "runs faster than", "runs slower than"},
     {"faster", "slower", "fastest", "slowest", "fast", "speed"},
     {"quicker", "slower", "quickest", "slowest", "quick", "speed"},
     {"heavier", "lighter", "heaviest", "lightest", "heavy", "weight", "weighs more than", "weighs less than"},
     {"richer", "poorer", "richest", "poorest", "rich", "wealth", "has more money than", "has less money than"},
     {"wealthier", "poorer", "wealthiest", "poorest", "wealthy", "wealth", "owns more than", "owns less than"},
     {"stronger", "weaker", "strongest", "weakest", "strong", "strength", "can lift more than", "can lift less than"},
     {"bigger", "smaller", "biggest", "smallest", "big", "size"},
     {"larger", "smaller", "largest", "smallest", "large", "size"},
     {"louder", "quieter", "loudest", "quietest", "loud", "loudness", "makes more noise than", "makes less noise than"},
     {"smarter", "dumber", "smartest", "dumbest", "smart", "intelligence"},
     {"happier", "sadder", "happiest", "saddest", "happy", "happiness"},
     {"kinder", "meaner", "kindest", "meanest", "kind", "kindness"},
     {"braver", "more fearful", "bravest", "most fearful", "brave", "courage"},
     {"busier", "less busy", "busiest", "least busy", "busy", "workload"},
     {"funnier", "less funny", "funniest", "least funny", "funny", "humour"},
     {"thinner", "fatter", "thinnest", "fattest", "thin", "girth"},
     {"higher", "lower", "highest", "lowest", "high", "height"},
     {"warmer", "colder", "warmest", "coldest", "warm", "temperature"},
     {"cheaper", "more expensive", "cheapest", "most expensive", "cheap", "low price"},
     {"tidier", "messier", "tidiest", "messiest", "tidy", "tidiness"},
     {"closer", "farther away", "closest", "farthest away", "close", "closeness"},
     {"more popular", "less popular", "most popular", "least popular", "popular", "popularity"},
     {"more careful", "less careful", "most careful", "least careful", "careful", "care"},
     {"more experienced", "less experienced", "most experienced", "least experienced", "experienced", "experience"},
     {"more patient", "less patient", "most patient", "least patient", "patient", "patience"}});
constexpr Scale kRaceScale{"before", "after", "first", "last", "early", "time"};
constexpr Scale kLineScale{"in front of", "behind", "first", "last", "far in front", "place"};

struct Deed {
  std::string_view does, base, aid, more, less, most, least;
};

constexpr auto kDeeds = std::to_array<Deed>(
    {{"has", "have", "Does", "more money", "less money", "most money", "least money"},
     {"earns", "earn", "Does", "more money", "less money", "most money", "least money"},
     {"earns", "earn", "Does", "more", "less", "most", "least"},
     {"saved", "save", "Did", "more money", "less money", "most money", "least money"},
     {"weighs", "weigh", "Does", "more", "less", "most", "least"},
     {"has", "have", "Does", "more {thing1}", "fewer {thing1}", "most {thing1}", "fewest {thing1}"},
     {"owns", "own", "Does", "more {thing1}", "fewer {thing1}", "most {thing1}", "fewest {thing1}"},
     {"bought", "buy", "Did", "more {thing1}", "fewer {thing1}", "most {thing1}", "fewest {thing1}"},
     {"sold", "sell", "Did", "more {thing1}", "fewer {thing1}", "most {thing1}", "fewest {thing1}"},
     {"found", "find", "Did", "more {thing1}", "fewer {thing1}", "most {thing1}", "fewest {thing1}"},
     {"collected", "collect", "Did", "more {thing1}", "fewer {thing1}", "most {thing1}", "fewest {thing1}"},
     {"has", "have", "Does", "more friends", "fewer friends", "most friends", "fewest friends"},
     {"scored", "score", "Did", "more points", "fewer points", "most points", "fewest points"},
     {"scored", "score", "Did", "more goals", "fewer goals", "most goals", "fewest goals"},
     {"got", "get", "Did", "more points", "fewer points", "most points", "fewest points"},
     {"got", "get", "Did", "more votes", "fewer votes", "most votes", "fewest votes"},
     {"got", "get", "Did", "a better grade", "a worse grade", "best grade", "worst grade"},
     {"has", "have", "Does", "a higher score", "a lower score", "highest score", "lowest score"},
     {"won", "win", "Did", "more games", "fewer games", "most games", "fewest games"},
     {"read", "read", "Did", "more books", "fewer books", "most books", "fewest books"},
     {"ate", "eat", "Did", "more cookies", "fewer cookies", "most cookies", "fewest cookies"},
     {"drank", "drink", "Did", "more water", "less water", "most water", "least water"},
     {"knows", "know", "Does", "more words", "fewer words", "most words", "fewest words"},
     {"runs", "run", "Does", "faster", "slower", "fastest", "slowest"},
     {"swims", "swim", "Does", "faster", "slower", "fastest", "slowest"},
     {"drives", "drive", "Does", "faster", "slower", "fastest", "slowest"},
     {"ran", "run", "Did", "faster", "slower", "fastest", "slowest"},
     {"jumped", "jump", "Did", "higher", "lower", "highest", "lowest"},
     {"climbed", "climb", "Did", "higher", "lower", "highest", "lowest"},
     {"sings", "sing", "Does", "louder", "more quietly", "loudest", "most quietly"},
     {"works", "work", "Does", "more", "less", "most", "least"},
     {"walked", "walk", "Did", "more steps", "fewer steps", "most steps", "fewest steps"},
     {"paid", "pay", "Did", "more", "less", "most", "least"},
     {"lives", "live", "Does", "closer to school", "farther from school", "closest to school", "farthest from school"},
     {"sits", "sit", "Does", "closer to the door", "farther from the door", "closest to the door",
      "farthest from the door"}});

enum class Kind { adjective, race, line, deed };

// One way to compare, with its words.
struct Comparison {
  Kind kind = Kind::adjective;
  const OrderWordings* wordings = nullptr;
  Scale scale;
  Deed deed{};
  std::string thing{};
};

Comparison some_comparison(Dice& dice) {
  const std::int64_t roll = dice.between(1, 100);
  if (roll <= 14) return {Kind::race, &kRaceWordings, kRaceScale};
  if (roll <= 19) return {Kind::line, &kLineWordings, kLineScale};
  if (roll > 38) return {Kind::adjective, &kAdjectiveWordings, dice.pick(kScales)};
  const Deed& deed = dice.pick(kDeeds);
  return {Kind::deed,
          &kDeedWordings,
          {deed.more, deed.less, deed.most, deed.least, {}, {}},
          deed,
          Phrasing(dice).fill("{thing}")};
}

struct Question {
  Asked asked = Asked::most;
  bool turned = false;  // in the words for less
  std::string_view table{};
  std::string_view ordinal{};  // "second " before a superlative; in races and lines the place itself
  std::string p{}, q{};
};

// --- Names -------------------------------------------------------------------------------------------------------

// Two syllables: shorter ones are too often words, such as "Sit".
std::string invented_name(Dice& dice) {
  constexpr std::string_view kConsonants = "bcdfghjklmnprstvwz", kVowels = "aeiou";
  std::string name;
  for (int syllable = 0; syllable < 2; ++syllable) {
    name += kConsonants[dice.below(kConsonants.size())];
    name += kVowels[dice.below(kVowels.size())];
  }
  // "Were", "Live", "Save" are words.
  if (name.back() == 'e' || dice.chance(50)) name += kConsonants[dice.below(kConsonants.size())];
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

// What stands before a name: "my brother". Empty for names that are no known ones.
std::string relative_of(std::string_view name, Dice& dice) {
  constexpr auto kMen = std::to_array<std::string_view>(
      {"my brother", "my brother", "my uncle", "my cousin", "my friend", "my neighbour", "my son", "my grandfather",
       "my nephew", "my classmate", "my boss", "his brother", "her brother", "our friend"});
  constexpr auto kWomen = std::to_array<std::string_view>(
      {"my sister", "my sister", "my aunt", "my cousin", "my friend", "my neighbor", "my daughter", "my grandmother",
       "my niece", "my classmate", "my boss", "his sister", "her sister", "our friend"});
  const auto among = [&](std::string_view kind) {
    return std::ranges::find(words_of(kind, std::nullopt), name) != words_of(kind, std::nullopt).end();
  };
  return std::string(among("man") ? dice.pick(kMen) : among("woman") ? dice.pick(kWomen) : std::string_view());
}

using Labels = std::map<std::string, std::string, std::less<>>;

Labels labels_for(const Ranking& task, bool related, Dice& dice) {
  Labels labels;
  for (const std::string& name : task.ranking) {
    const std::string relative = related && dice.chance(85) ? relative_of(name, dice) : "";
    labels[name] = relative + (relative.empty() ? "" : " ") + name;
  }
  return labels;
}

// "Ann, Bob and Cid" in any order, so that it tells nothing.
std::string listed(std::vector<std::string> names, std::string_view last, Dice& dice) {
  dice.shuffle(names);
  return fmt::format("{}{}{}", fmt::join(names.begin(), names.end() - 1, ", "), last, names.back());
}

// --- Questions ---------------------------------------------------------------------------------------------------

Asked asked_at(std::size_t place, std::size_t count) {
  if (place == 0) return Asked::most;
  if (place + 1 == count) return Asked::least;
  return place == 1 ? Asked::second : Asked::second_least;
}

// Who stands at one place, counted from the most or, turned, from the least.
Question about_place(std::size_t from, bool turned, const Comparison& by, std::size_t count, Dice& dice) {
  constexpr std::array<std::string_view, 4> kOrdinals{"", "second ", "third ", "fourth "};
  constexpr std::array<std::string_view, 4> kShort{"", "2nd ", "3rd ", "4th "};
  constexpr std::array<std::string_view, 2> kFromLast{"last", "second to last"};
  // Hardly anybody asks who weighs the second most, or jumped the second highest.
  if (by.kind == Kind::deed && !by.scale.most.contains(' ')) from = 0;
  Question question{asked_at(turned ? count - 1 - from : from, count), turned, by.wordings->most, {}, {}, {}};
  if (by.kind == Kind::adjective || by.kind == Kind::deed) {
    question.ordinal = (dice.chance(88) ? kOrdinals : kShort).at(from);
    if (count == 2 && dice.chance(85)) question.table = by.wordings->of_two;
  } else {
    question.ordinal = turned ? kFromLast.at(from) : from == 0 ? "first" : trim(kOrdinals.at(from));
    if (question.asked == Asked::most && dice.chance(40)) question.table = by.wordings->first;
  }
  return question;
}

Question about_pair(const Ranking& task, const Comparison& by, Dice& dice) {
  const std::size_t count = task.ranking.size(), one = dice.below(count),
                    other = (one + 1 + dice.below(count - 1)) % count;
  const bool turned = dice.chance(50);
  const std::size_t place = turned ? std::max(one, other) : std::min(one, other);
  return {asked_at(place, count), turned, by.wordings->of_pair, {}, task.ranking[one], task.ranking[other]};
}

Question beyond(Ranking& task, const Comparison& by, Dice& dice) {
  const std::size_t count = task.ranking.size();
  task.pair.first = dice.below(count);
  task.pair.second = (task.pair.first + 1 + dice.below(count - 1)) % count;
  // "Is Bob shorter than Ann?" asks whether Ann is beyond Bob.
  const bool turned = dice.chance(40);
  const auto [p, q] = turned ? std::pair(task.pair.second, task.pair.first) : task.pair;
  return {Asked::beyond, turned, by.wordings->beyond, {}, task.ranking[p], task.ranking[q]};
}

Question some_question(Ranking& task, const Comparison& by, Dice& dice) {
  const std::size_t count = task.ranking.size();
  const bool pairs = !by.wordings->of_pair.empty();
  if (count == 2) {
    if (pairs && dice.chance(25)) return about_pair(task, by, dice);
    return about_place(0, dice.chance(50), by, count, dice);
  }
  const std::int64_t roll = dice.between(1, 100);
  if (roll <= 25) return about_place(0, false, by, count, dice);
  if (roll <= 49) return about_place(0, true, by, count, dice);
  if (roll <= 60) return about_place(1, false, by, count, dice);
  if (roll <= 65) return about_place(1, true, by, count, dice);
  if (roll <= 70) {  // the third from the least of a race has no name
    const bool race = by.kind == Kind::race || by.kind == Kind::line;
    return about_place(count == 4 || race ? 2 : 1, !race && dice.chance(40), by, count, dice);
  }
  if (roll <= 75 && count == 3 && !by.wordings->middle.empty()) return {Asked::middle, false, by.wordings->middle};
  if (roll <= 80 && pairs) return about_pair(task, by, dice);
  if (roll > 87 || by.wordings->order.empty()) return beyond(task, by, dice);
  const bool rising = dice.chance(40);
  return {rising ? Asked::order_rising : Asked::order, rising, by.wordings->order};
}

void bind_scale(Phrasing& phrasing, const Comparison& by, bool turned, std::string_view ordinal) {
  const Scale& scale = by.scale;
  const bool places = by.kind == Kind::race || by.kind == Kind::line;
  phrasing.bind("thing1", by.thing);
  const auto bind = [&](std::string slot, std::string_view words) {
    phrasing.bind(std::move(slot), phrasing.fill(words));
  };
  bind("more", turned ? scale.less : scale.more);
  bind("less", turned ? scale.more : scale.less);
  const std::string most = phrasing.fill(turned ? scale.least : scale.most);
  phrasing.bind("most", places && !ordinal.empty() ? std::string(ordinal) : std::string(ordinal) + most);
  bind("least", turned ? scale.most : scale.least);
  phrasing.bind("plain", std::string(scale.plain));
  phrasing.bind("noun", std::string(scale.noun));
  phrasing.bind("does", std::string(by.deed.does));
  phrasing.bind("do", std::string(by.deed.base));
  phrasing.bind("aid", std::string(by.deed.aid));
  phrasing.bind("aid2", to_lower(by.deed.aid));
}

void bind_group(Phrasing& phrasing, const Ranking& task, Dice& dice) {
  constexpr std::array<std::string_view, 5> kCounts{"", "", "two", "three", "four"};
  phrasing.bind("count", std::string(kCounts.at(task.ranking.size())));
  phrasing.bind("names", listed(task.ranking, " and ", dice));
  phrasing.bind("either", listed(task.ranking, " or ", dice));
}

// Where the question does not stand alone, nothing may stand before it: "If …, so who", "And who …? Ann is …", and
// names behind it would run into those of the facts.
bool fits(std::string_view question, std::string_view whole) {
  constexpr auto kLinks = std::to_array<std::string_view>({"So ", "And ", "Then ", "Now ", "Yes or no"});
  constexpr auto kStarts =
      std::to_array<std::string_view>({"Who ", "Which ", "Is ", "Did ", "Does ", "Tell ", "Name "});
  const auto starts = [&](std::string_view begin) { return question.starts_with(begin); };
  const bool inside = whole.contains("{v}"), first = inside || whole.starts_with("{q}");
  if ((first || whole.contains("{u}")) && std::ranges::any_of(kLinks, starts)) return false;
  if (first && (question.contains("{either}") || question.contains("{names}"))) return false;
  return !inside || (!question.contains(',') && !question.contains(':') && std::ranges::any_of(kStarts, starts));
}

std::string asked(const Ranking& task, const Comparison& by, const Question& question, std::string_view whole,
                  Dice& dice) {
  const std::vector<std::string_view> table = lines_of(question.table);
  std::string_view wording = dice.pick(table);
  for (int tries = 0; tries < 100 && !fits(wording, whole); ++tries)
    wording = dice.pick(table);
  Phrasing phrasing(dice);
  bind_scale(phrasing, by, question.turned, question.ordinal);
  bind_group(phrasing, task, dice);
  phrasing.bind("p", question.p);
  phrasing.bind("q", question.q);
  return phrasing.fill(wording);
}

// --- Facts -------------------------------------------------------------------------------------------------------

std::string_view some_fact(const Comparison& by, const std::vector<std::string_view>& table, Dice& dice) {
  if (by.scale.verb_more.empty() || !dice.chance(22)) return dice.pick(table);
  return dice.chance(50) ? "{x} {verb_more} {y}" : "{y} {verb_less} {x}";
}

std::string stated(const Ranking& task, const Comparison& by, const Labels& labels, Dice& dice,
                   std::string_view between) {
  const bool same = dice.chance(60);  // all in the same wording, or each in another
  const std::vector<std::string_view> table = lines_of(by.wordings->facts);
  std::string_view wording = some_fact(by, table, dice);
  std::string text;
  for (const auto& [more, less] : task.facts) {
    if (!same || dice.chance(15)) wording = some_fact(by, table, dice);
    Phrasing phrasing(dice);
    bind_scale(phrasing, by, false, {});
    phrasing.bind("verb_more", std::string(by.scale.verb_more));
    phrasing.bind("verb_less", std::string(by.scale.verb_less));
    phrasing.bind("x", labels.at(task.ranking[more]));
    phrasing.bind("y", labels.at(task.ranking[less]));
    text += (text.empty() ? "" : std::string(between)) + phrasing.fill(wording);
  }
  return text;
}

void bind_places(Phrasing& phrasing, const Ranking& task, const Labels& labels) {
  constexpr std::array<std::string_view, 4> kPlaces{"x", "y", "z", "w"};
  for (std::size_t i = 0; i < task.ranking.size(); ++i)
    phrasing.bind(std::string(kPlaces.at(i)), labels.at(task.ranking[i]));
}

// The facts of a task in the order in which one sentence tells all of them.
void tell_in_order(Ranking& task, bool rising) {
  task.facts.clear();
  for (std::size_t i = 0; i + 1 < task.ranking.size(); ++i)
    task.facts.emplace_back(i, i + 1);
  if (rising) std::ranges::reverse(task.facts);
}

// One sentence about three or four.
std::string chained(Ranking& task, const Comparison& by, const Labels& labels, Dice& dice) {
  const bool three = task.ranking.size() == 3;
  const std::string_view wording = dice.pick(lines_of(three ? by.wordings->chains : by.wordings->long_chains));
  Phrasing phrasing(dice);
  bind_scale(phrasing, by, false, {});
  bind_places(phrasing, task, labels);
  // "{y} is {more} than {z} but {less} than {x}" tells of the lower pair first.
  tell_in_order(task, wording.find(three ? "{z}" : "{w}") < wording.find("{x}"));
  return phrasing.fill(wording);
}

std::string in_signs(Ranking& task, Dice& dice) {
  const bool rising = dice.chance(30), wide = dice.chance(85);
  tell_in_order(task, rising);
  std::vector<std::string> names = task.ranking;
  if (rising) std::ranges::reverse(names);
  return fmt::format("{}", fmt::join(names, rising ? (wide ? " < " : "<") : (wide ? " > " : ">")));
}

// --- All together ------------------------------------------------------------------------------------------------

// Sentences begin with a capital letter, but names stay as they are: the answer repeats them.
std::string with_capitals(std::string text, const std::vector<std::string>& names) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool begin = at == 0 || (at > 1 && std::isspace(static_cast<unsigned char>(text[at - 1])) != 0 &&
                                   std::string_view(".?!").contains(text[at - 2]));
    const std::string_view rest = std::string_view(text).substr(at);
    const auto is_name = [&](const std::string& name) {
      const bool ended = rest.size() <= name.size() || std::isalnum(static_cast<unsigned char>(rest[name.size()])) == 0;
      return ended && rest.starts_with(name);
    };
    if (begin && std::ranges::none_of(names, is_name))
      text[at] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[at])));
  }
  return text;
}

enum class Form { sentences, clause, chain, signs, two };

Form some_form(const Ranking& task, const Comparison& by, Dice& dice) {
  const std::size_t count = task.ranking.size();
  const std::int64_t roll = dice.between(1, 100);
  if (count == 2 && roll <= 40 && !by.wordings->two.empty()) return Form::two;
  if (by.kind == Kind::adjective && roll > 92) return Form::signs;
  const std::string_view chains = count == 3 ? by.wordings->chains : count == 4 ? by.wordings->long_chains : "";
  if (roll > 78 && !chains.empty()) return Form::chain;
  return Form::sentences;
}

std::string_view whole_table(Form form, const Comparison& by, bool one_sentence) {
  if (form == Form::signs) return kSignWordings;
  if (form == Form::two) return by.wordings->two;
  return one_sentence ? by.wordings->condition : by.wordings->whole;
}

struct Told {
  std::string text;
  bool facts_last = false;
};

// The words of a task, in which the facts may be told in any way.
Told told(Ranking& task, const Comparison& by, const Question& question, Form form, const Labels& labels, Dice& dice) {
  constexpr std::array<std::string_view, 9> kBetween{". ", ". ", ". ", ". ", "; ", ".\n", ", and ", " and ", ", "};
  constexpr std::array<std::string_view, 4> kWithin{", and ", " and ", ", ", " and that "};
  const bool one_sentence = !by.wordings->condition.empty() && dice.chance(26);
  const std::string_view wording = dice.pick(lines_of(whole_table(form, by, one_sentence)));
  std::string_view between = one_sentence ? dice.pick(kWithin) : dice.pick(kBetween);
  if (between == " and that " && !wording.contains("that {s}")) between = " and ";
  Phrasing whole(dice);
  bind_scale(whole, by, false, {});
  bind_group(whole, task, dice);
  if (form == Form::signs) whole.bind("r", in_signs(task, dice));
  if (form == Form::chain) whole.bind("s", chained(task, by, labels, dice));
  if (form == Form::sentences) whole.bind("s", stated(task, by, labels, dice, between));
  bind_places(whole, task, labels);
  const std::string text = asked(task, by, question, wording, dice);
  const bool marked = text.ends_with('?') || text.ends_with('.');
  whole.bind("q", text);
  whole.bind("u", within_sentence(text));
  whole.bind("v", marked ? text.substr(0, text.size() - 1) : text);
  whole.bind("m", marked ? text.substr(text.size() - 1) : "");
  return {with_capitals(whole.fill(wording), task.ranking), wording.starts_with("{q}") || wording.starts_with("{v}")};
}

// All in small letters, or in small letters only the names.
std::string finished(Told told, bool small, Dice& dice) {
  if (small && dice.chance(60)) told.text = to_lower(told.text);
  // "… than Bob please" would be another name.
  return told.facts_last ? told.text : typed(std::move(told.text), dice, true);
}

bool made_small(Ranking& task, Dice& dice) {
  if (!dice.chance(18)) return false;
  std::ranges::transform(task.ranking, task.ranking.begin(), to_lower);
  return true;
}

Ranking some_ranking(Dice& dice) {
  const std::int64_t roll = dice.between(1, 100);
  const std::size_t count = roll <= 13 ? 2 : roll <= 72 ? 3 : 4;
  Ranking task;
  task.ranking = different_names(count, dice);
  tell_in_order(task, false);
  dice.shuffle(task.facts);
  return task;
}

}  // namespace

Posed pose_order(Dice& dice) {
  const Comparison by = some_comparison(dice);
  Ranking task = some_ranking(dice);
  const bool small = made_small(task, dice);
  const Question question = some_question(task, by, dice);
  task.asked = question.asked;
  const bool related = !small && dice.chance(9);
  const Labels labels = labels_for(task, related, dice);
  // Long chains are hard to read with all their uncles.
  const Form form = related ? Form::sentences : some_form(task, by, dice);
  std::string prompt = finished(told(task, by, question, form, labels, dice), small, dice);
  return {std::move(task), std::move(prompt)};
}

Posed pose_undecided_order(Dice& dice) {
  const Comparison by = some_comparison(dice);
  Ranking task;
  bool turned = false, order = false;
  if (dice.chance(60)) {  // two of three stand on the side that is asked for
    task.ranking = different_names(3, dice);
    turned = !dice.chance(55);
    task.facts = turned ? Facts{{0, 1}, {0, 2}} : Facts{{0, 1}, {2, 1}};
    order = dice.chance(20);
  } else {
    task.ranking = different_names(4, dice);
    task.facts = {{0, 1}, {2, 3}};
    turned = dice.chance(33);
    order = dice.chance(25);
  }
  dice.shuffle(task.facts);
  const bool small = made_small(task, dice);
  Question question = about_place(0, turned, by, task.ranking.size(), dice);
  if (order && !by.wordings->order.empty())
    question = {turned ? Asked::order_rising : Asked::order, turned, by.wordings->order};
  task.asked = question.asked;
  const Labels labels = labels_for(task, !small && dice.chance(9), dice);
  std::string prompt = finished(told(task, by, question, Form::sentences, labels, dice), small, dice);
  return {std::move(task), std::move(prompt)};
}

std::vector<std::string_view> wordings_of_order() {
  std::vector<std::string_view> all = lines_of(kSignWordings);
  for (const OrderWordings* one : {&kAdjectiveWordings, &kRaceWordings, &kLineWordings, &kDeedWordings}) {
    for (const std::string_view table :
         {one->facts, one->chains, one->long_chains, one->two, one->whole, one->condition, one->most, one->first,
          one->middle, one->order, one->beyond, one->of_two, one->of_pair})
      std::ranges::copy(lines_of(table), std::back_inserter(all));
  }
  return all;
}

}  // namespace swarm::lessons
