// Truth values joined by and, or, not: in words, in letters, in the signs of logic and of programming languages; of
// the values themselves, or of names to which values are given.
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <ranges>

#include "base/text.hpp"
#include "swarm/lessons/boolean_wordings.hpp"
#include "swarm/lessons/prompts.hpp"
#include "swarm/lessons/scratch.hpp"
#include "swarm/lessons/wording.hpp"

namespace swarm::lessons {

namespace {

struct Signs {
  std::string_view yes, no, both, either, denial;
};

constexpr std::array<Signs, 13> kSigns{{{"true", "false", " and ", " or ", "not "},
                                        {"true", "false", " and ", " or ", "not "},
                                        {"True", "False", " and ", " or ", "not "},
                                        {"True", "False", " and ", " or ", "not "},
                                        {"TRUE", "FALSE", " AND ", " OR ", "NOT "},
                                        {"T", "F", " & ", " | ", "!"},
                                        {"T", "F", " and ", " or ", "not "},
                                        {"T", "F", " AND ", " OR ", "NOT "},
                                        {"T", "F", " ∧ ", " ∨ ", "¬"},
                                        {"true", "false", " && ", " || ", "!"},
                                        {"true", "false", " & ", " | ", "!"},
                                        {"true", "false", " ∧ ", " ∨ ", "¬"},
                                        {"T", "F", "&", "|", "!"}}};
// Names are mostly joined by words.
constexpr std::array<Signs, 10> kNameSigns{{{"true", "false", " and ", " or ", "not "},
                                            {"true", "false", " and ", " or ", "not "},
                                            {"true", "false", " and ", " or ", "not "},
                                            {"true", "false", " AND ", " OR ", "NOT "},
                                            {"True", "False", " and ", " or ", "not "},
                                            {"TRUE", "FALSE", " AND ", " OR ", "NOT "},
                                            {"T", "F", " and ", " or ", "not "},
                                            {"true", "false", " && ", " || ", "!"},
                                            {"true", "false", " ∧ ", " ∨ ", "¬"},
                                            {"true", "false", " & ", " | ", "!"}}};
constexpr Signs kPythonSigns{"True", "False", " and ", " or ", "not "};

struct Variable {
  std::string name;
  bool value = false;
};

// The leaves of `expression`, from the left, are variables[places[0]], variables[places[1]] …
struct Named {
  Expression expression;
  std::vector<Variable> variables;
  std::vector<std::size_t> places;
};

Expression leaf(Dice& dice) {
  Expression value{dice.chance(50) ? 'T' : 'F'};
  return dice.chance(30) ? Expression{'!', {std::move(value)}} : value;
}

Expression grown(std::size_t leaves, Dice& dice) {
  if (leaves == 1) return leaf(dice);
  const std::size_t left = 1 + dice.below(leaves - 1);
  Expression joined{dice.chance(50) ? '&' : '|', {grown(left, dice), grown(leaves - left, dice)}};
  return dice.chance(leaves < 4 ? 10 : 0) ? Expression{'!', {std::move(joined)}} : joined;
}

Expression denied_value(Dice& dice) {
  Expression denied{'!', {Expression{dice.chance(50) ? 'T' : 'F'}}};
  return dice.chance(10) ? Expression{'!', {std::move(denied)}} : denied;
}

void collect_leaves(Expression& expression, std::vector<Expression*>& leaves) {
  if (expression.parts.empty()) leaves.push_back(&expression);
  for (Expression& part : expression.parts)
    collect_leaves(part, leaves);
}

std::vector<Expression*> leaves_in(Expression& expression) {
  std::vector<Expression*> leaves;
  collect_leaves(expression, leaves);
  return leaves;
}

// Writes one expression: with the values, or with names in their place.
class Writer {
 public:
  // `names` are those of the leaves from the left; they outlive the writer. None: the values themselves.
  Writer(const Signs& signs, std::vector<std::string> names, Dice& dice)
      : signs_(signs), names_(std::move(names)), bare_(dice.chance(35)), denial_bracketed_(dice.chance(12)) {}

  std::string text(const Expression& expression, bool outer) {
    switch (expression.kind) {
      case 'T':
      case 'F':
        if (!names_.empty()) return names_.at(next_++);
        return std::string(expression.kind == 'T' ? signs_.yes : signs_.no);
      case '!': {
        const std::string denied = std::string(signs_.denial) + text(expression.parts[0], false);
        return denial_bracketed_ && !outer ? "(" + denied + ")" : denied;
      }
      default:
        return joined(expression, outer);
    }
  }

 private:
  // "a and b and c" needs no brackets; where both kinds meet they stand, unless the binding of `and` before `or` is to
  // be known.
  bool needs_none(const Expression& part, const Expression& whole, bool first) const {
    return (first && part.kind == whole.kind) || (bare_ && whole.kind == '|' && part.kind == '&');
  }
  std::string joined(const Expression& expression, bool outer) {
    const Expression &first = expression.parts[0], &second = expression.parts[1];
    const std::string left = text(first, needs_none(first, expression, true));
    const std::string right = text(second, needs_none(second, expression, false));
    const std::string whole = left + std::string(expression.kind == '&' ? signs_.both : signs_.either) + right;
    return outer ? whole : "(" + whole + ")";
  }

  const Signs& signs_;
  std::vector<std::string> names_;
  std::size_t next_ = 0;
  bool bare_, denial_bracketed_;
};

// --- Names -------------------------------------------------------------------------------------------------------

constexpr std::size_t kVariablesMax = 5;  // four values, and one that is not asked for

std::vector<std::string> drawn_letters(Dice& dice) {
  constexpr std::string_view kLetters = "abcdeghjkmnpqrsuwxyz";  // "t" and "f" are values
  const bool capital = dice.chance(50);
  std::vector<std::string> names;
  for (const char letter : kLetters)
    names.emplace_back(1, capital ? static_cast<char>(letter - 'a' + 'A') : letter);
  dice.shuffle(names);
  return names;
}

std::vector<std::string> numbered_names(Dice& dice) {
  const char letter = dice.pick(std::string_view("pxabsvqAPXBS"));
  const std::int64_t from = dice.chance(80) ? 1 : 0;
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(kVariablesMax); ++i)
    names.push_back(fmt::format("{}{}", letter, from + i));
  return names;
}

std::vector<std::string> some_names(Dice& dice) {
  constexpr auto kRows = std::to_array<std::array<std::string_view, kVariablesMax>>(
      {{"A", "B", "C", "D", "E"},
       {"A", "B", "C", "D", "E"},
       {"a", "b", "c", "d", "e"},
       {"a", "b", "c", "d", "e"},
       {"p", "q", "r", "s", "u"},
       {"p", "q", "r", "s", "u"},
       {"P", "Q", "R", "S", "U"},
       {"P", "Q", "R", "S", "U"},
       {"x", "y", "z", "w", "u"},
       {"x", "y", "z", "w", "u"},
       {"X", "Y", "Z", "W", "U"},
       {"m", "n", "k", "j", "h"},
       {"M", "N", "K", "J", "H"},
       {"alpha", "beta", "gamma", "delta", "omega"},
       {"foo", "bar", "baz", "qux", "quux"},
       {"red", "green", "blue", "yellow", "black"},
       {"rain", "sun", "wind", "snow", "fog"},
       {"hot", "cold", "wet", "dry", "warm"},
       {"ready", "done", "open", "active", "visible"},
       {"is_open", "is_new", "is_big", "is_red", "is_old"},
       {"has_key", "has_car", "has_ticket", "has_money", "has_time"},
       {"flag1", "flag2", "flag3", "flag4", "flag5"},
       {"left", "right", "top", "bottom", "middle"},
       {"cond1", "cond2", "cond3", "cond4", "cond5"}});
  const std::int64_t roll = dice.between(1, 100);
  if (roll <= 22) return drawn_letters(dice);
  std::vector<std::string> names;
  if (roll <= 36) {
    names = numbered_names(dice);
  } else {
    const auto& row = dice.pick(kRows);
    names.assign(row.begin(), row.end());
  }
  if (dice.chance(15)) dice.shuffle(names);
  return names;
}

std::size_t place_among(std::vector<Variable>& variables, bool value, bool may_repeat, std::string_view name,
                        Dice& dice) {
  // Never the one just named: nobody asks for "p and p".
  for (std::size_t i = 0; may_repeat && i + 1 < variables.size(); ++i) {
    if (variables[i].value == value && dice.chance(25)) return i;
  }
  variables.push_back({std::string(name), value});
  return variables.size() - 1;
}

Named named(Expression expression, const std::vector<std::string>& names, Dice& dice) {
  Named result{std::move(expression), {}, {}};
  for (const Expression* one : leaves_in(result.expression))
    result.places.push_back(
        place_among(result.variables, one->kind == 'T', true, names.at(result.variables.size()), dice));
  if (result.variables.size() < 4 && dice.chance(10))  // not asked for
    result.variables.push_back({names.at(result.variables.size()), dice.chance(50)});
  return result;
}

std::string written(const Named& task, const Signs& signs, Dice& dice) {
  std::vector<std::string> names;
  for (const std::size_t place : task.places)
    names.push_back(task.variables[place].name);
  return Writer(signs, std::move(names), dice).text(task.expression, true);
}

// --- What is said of names ---------------------------------------------------------------------------------------

std::string capitalised(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

// "a, b and c".
std::string listed(const std::vector<std::string>& parts, std::string_view last) {
  if (parts.size() < 2) return fmt::format("{}", fmt::join(parts, ""));
  return fmt::format("{}{}{}", fmt::join(parts.begin(), parts.end() - 1, ", "), last, parts.back());
}

// The same as a sentence's begin. A name stays as it is: "p" is another one than "P".
std::string as_sentence(std::string text, const std::vector<Variable>& variables) {
  const bool by_name = std::ranges::any_of(variables, [&](const Variable& one) {
    return text.starts_with(one.name + " ") || text.starts_with(one.name + ",") || text.starts_with(one.name + "=") ||
           text.starts_with(one.name + ":");
  });
  return by_name ? text : capitalised(std::move(text));
}

// "p and r are true, q is false".
std::string grouped(const std::vector<Variable>& variables, const Signs& signs, Dice& dice) {
  std::vector<std::string> groups;
  for (const bool value : {true, false}) {
    std::vector<std::string> names;
    for (const Variable& one : variables) {
      if (one.value == value) names.push_back(one.name);
    }
    const std::string_view word = value ? signs.yes : signs.no;
    if (names.empty()) continue;
    if (names.size() == 1)
      groups.push_back(fmt::format("{} is {}", names[0], word));
    else if (names.size() == 2 && dice.chance(60))
      groups.push_back(dice.chance(50) ? fmt::format("both {} and {} are {}", names[0], names[1], word)
                                       : fmt::format("{} and {} are both {}", names[0], names[1], word));
    else
      groups.push_back(
          fmt::format("{} are {}{}", listed(names, " and "), names.size() > 2 && dice.chance(50) ? "all " : "", word));
  }
  if (dice.chance(30)) std::ranges::reverse(groups);
  return fmt::format("{}", fmt::join(groups, dice.pick(std::array<std::string_view, 3>{" and ", ", ", " but "})));
}

std::vector<std::string> each_said(const std::vector<Variable>& variables, const Signs& signs, std::string_view wording,
                                   Dice& dice) {
  std::vector<std::string> said;
  for (const Variable& one : variables) {
    Phrasing phrasing(dice);
    phrasing.bind("x", one.name);
    phrasing.bind("v", std::string(one.value ? signs.yes : signs.no));
    said.push_back(phrasing.fill(wording));
  }
  return said;
}

// Facts, and the table of wordings in which they can stand.
struct Told {
  std::string facts;
  std::string_view table;
};

Told told_in_clauses(const std::vector<Variable>& variables, const Signs& signs, Dice& dice) {
  constexpr auto kClauses = std::to_array<std::string_view>(
      {"{x} is {v}", "{x} is {v}", "{x} is {v}", "{x} is {v}", "{x} is {v}", "{x} has the value {v}", "{x} equals {v}",
       "the value of {x} is {v}", "{x} is set to {v}", "{x} was {v}", "statement {x} is {v}", "{x} has value {v}"});
  constexpr std::array<std::string_view, 6> kBetween{" and ", " and ", ", ", ", and ", " and ", " while "};
  if (variables.size() > 1 && dice.chance(22)) return {grouped(variables, signs, dice), kBooleanWordings.told};
  const auto said = each_said(variables, signs, dice.pick(kClauses), dice);
  std::string_view last = dice.pick(kBetween);
  if (variables.size() == 2 && variables[0].value != variables[1].value && dice.chance(25)) last = " but ";
  return {listed(said, last), kBooleanWordings.told};
}

Told told_in_sentences(const std::vector<Variable>& variables, const Signs& signs, Dice& dice) {
  constexpr auto kSentences = std::to_array<std::string_view>(
      {"{x} is {v}", "{x} is {v}", "{x} is {v}", "statement {x} is {v}", "the statement {x} is {v}",
       "proposition {x} is {v}", "variable {x} is {v}", "the variable {x} is {v}", "the value of {x} is {v}",
       "{x} has the value {v}", "{x} equals {v}", "input {x} is {v}", "switch {x} is {v}", "we know {x} is {v}",
       "claim {x} is {v}"});
  auto said = each_said(variables, signs, dice.pick(kSentences), dice);
  for (std::string& one : said)
    one = as_sentence(std::move(one), variables);
  return {fmt::format("{}", fmt::join(said, dice.chance(80) ? ". " : ".\n")), kBooleanWordings.sentences};
}

Told told_as_assignments(const std::vector<Variable>& variables, const Signs& signs, Dice& dice) {
  constexpr auto kSigned = std::to_array<std::string_view>(
      {"{x} = {v}", "{x} = {v}", "{x} = {v}", "{x} = {v}", "{x}={v}", "{x}={v}", "{x}: {v}", "{x} := {v}"});
  constexpr auto kBetween = std::to_array<std::string_view>({", ", ", ", ", ", " and ", "; ", " and "});
  const auto said = each_said(variables, signs, dice.pick(kSigned), dice);
  const std::string_view between = dice.pick(kBetween);
  if (between != " and ") return {fmt::format("{}", fmt::join(said, between)), kBooleanWordings.assigned};
  return {listed(said, dice.chance(80) ? " and " : ", and "), kBooleanWordings.assigned};
}

Told told_by_let(const std::vector<Variable>& variables, const Signs& signs, Dice& dice) {
  const auto said = each_said(variables, signs, "{x} be {v}", dice);
  return {listed(said, dice.chance(80) ? " and " : ", "), kBooleanWordings.let};
}

Told told_as_program(const std::vector<Variable>& variables, Dice& dice) {
  std::vector<std::string> names;
  for (const Variable& one : variables)
    names.push_back(one.name);
  if (variables.size() > 1 && dice.chance(15)) {  // x, y = True, False
    return {fmt::format("{} = {}", fmt::join(names, ", "),
                        fmt::join(each_said(variables, kPythonSigns, "{v}", dice), ", ")),
            kBooleanWordings.lines};
  }
  const auto said = each_said(variables, kPythonSigns, dice.chance(80) ? "{x} = {v}" : "{x}={v}", dice);
  return {fmt::format("{}", fmt::join(said, dice.chance(55) ? "; " : "\n")), kBooleanWordings.lines};
}

// "The first value is true, the second is false. What is first or second?"
std::string counted_prompt(const Named& task, Dice& dice) {
  constexpr auto kThings = std::to_array<std::string_view>(
      {"value", "value", "statement", "input", "bit", "flag", "condition", "claim", "sentence", "switch", "variable"});
  const std::string thing(dice.pick(kThings));
  const bool article = dice.chance(40);
  std::vector<std::string> said, names;
  for (const Variable& one : task.variables) {
    const std::string behind = said.empty() || dice.chance(50) ? thing : dice.chance(50) ? "one" : "";
    said.push_back(
        fmt::format("the {}{}{} is {}", one.name, behind.empty() ? "" : " ", behind, one.value ? "true" : "false"));
  }
  for (const std::size_t place : task.places)
    names.push_back((article ? "the " : "") + task.variables[place].name);
  Phrasing phrasing(dice);
  const std::string facts = listed(said, dice.chance(60) ? " and " : ", ");
  phrasing.bind("f", facts);
  phrasing.bind("F", capitalised(facts));
  phrasing.bind("e", Writer(kSigns[0], std::move(names), dice).text(task.expression, true));
  const std::string question = phrasing.fill(dice.pick(lines_of(kBooleanWordings.questions)));
  phrasing.bind("q", question);
  phrasing.bind("u", within_sentence(question));
  return phrasing.fill(dice.pick(lines_of(kBooleanWordings.told)));
}

std::string quoted(std::string expression, Dice& dice) {
  constexpr std::array<std::string_view, 5> kMarks{"\"", "\"", "\"", "'", "`"};
  if (!dice.chance(14)) return expression;
  const std::string_view mark = dice.pick(kMarks);
  return fmt::format("{0}{1}{0}", mark, expression);
}

std::string asked(const Named& task, Phrasing& phrasing, Dice& dice) {
  const Expression& whole = task.expression;
  const auto bare = [](const Expression& part) { return part.parts.empty(); };
  std::string_view table = kBooleanWordings.questions;
  if (whole.kind == '!' && bare(whole.parts[0]) && dice.chance(40)) {
    phrasing.bind("t", task.variables[task.places[0]].name);
    table = kBooleanWordings.opposite;
  } else if (whole.parts.size() == 2 && std::ranges::all_of(whole.parts, bare) && dice.chance(10)) {
    phrasing.bind("a", task.variables[task.places[0]].name);
    phrasing.bind("b", task.variables[task.places[1]].name);
    table = whole.kind == '&' ? kBooleanWordings.both : kBooleanWordings.either;
  }
  return phrasing.fill(dice.pick(lines_of(table)));
}

// The facts of `told` may be fewer than the names in the expression.
std::string named_prompt(const Named& task, std::vector<Variable> told, const Signs& signs, Dice& dice) {
  if (dice.chance(20)) dice.shuffle(told);
  const std::int64_t roll = dice.between(1, 100);
  const bool program = signs.denial == "not " && signs.yes == "True" && roll <= 55;
  const Told facts = program      ? told_as_program(told, dice)
                     : roll <= 35 ? told_in_clauses(told, signs, dice)
                     : roll <= 57 ? told_in_sentences(told, signs, dice)
                     : roll <= 90 ? told_as_assignments(told, signs, dice)
                                  : told_by_let(told, signs, dice);
  Phrasing phrasing(dice);
  const std::string expression = written(task, signs, dice);
  phrasing.bind("e", program ? expression : quoted(expression, dice));
  phrasing.bind("f", facts.facts);
  phrasing.bind("F", as_sentence(facts.facts, told));
  phrasing.bind("nl", "\n");
  const std::string question = asked(task, phrasing, dice);
  phrasing.bind("q", question);
  phrasing.bind("u", within_sentence(question));
  return phrasing.fill(dice.pick(lines_of(facts.table)));
}

Posed pose_named(Dice& dice) {
  const std::int64_t roll = dice.between(1, 100);
  Expression expression = roll <= 6 ? denied_value(dice) : grown(roll <= 46 ? 2 : roll <= 80 ? 3 : 4, dice);
  if (dice.chance(7)) {
    Named task = named(std::move(expression), {"first", "second", "third", "fourth", "fifth"}, dice);
    std::string prompt = counted_prompt(task, dice);
    return {std::move(task.expression), typed(std::move(prompt), dice)};
  }
  Named task = named(std::move(expression), some_names(dice), dice);
  const Signs& signs = dice.chance(25) ? kPythonSigns : dice.pick(kNameSigns);
  std::string prompt = named_prompt(task, task.variables, signs, dice);
  return {std::move(task.expression), typed(std::move(prompt), dice)};
}

std::string_view table_for(const Expression& expression, const Signs& signs, Dice& dice) {
  const bool denied = expression.kind == '!' && expression.parts[0].parts.empty();
  if (denied && signs.yes.size() > 1 && dice.chance(50)) return kBooleanWordings.opposite;
  if (signs.yes == "True" && dice.chance(45)) return kBooleanWordings.python;
  if (signs.both == " && " && dice.chance(25)) return kBooleanWordings.braces;
  return dice.chance(40) ? kBooleanWordings.values : kBooleanWordings.questions;
}

// Whether the value of the whole hangs on this one.
bool matters(const Named& task, std::size_t variable) {
  Expression turned = task.expression;
  const std::vector<Expression*> leaves = leaves_in(turned);
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    if (task.places[i] == variable) leaves[i]->kind = leaves[i]->kind == 'T' ? 'F' : 'T';
  }
  return value_of(turned) != value_of(task.expression);
}

}  // namespace

Posed pose_boolean(Dice& dice) {
  if (dice.chance(48)) return pose_named(dice);
  const std::int64_t roll = dice.between(1, 100);
  const Expression expression = roll <= 4 ? denied_value(dice) : grown(roll <= 22 ? 2 : roll <= 60 ? 3 : 4, dice);
  Phrasing phrasing(dice);
  const Signs& signs = dice.pick(kSigns);
  const std::string_view table = table_for(expression, signs, dice);
  const std::string text = Writer(signs, {}, dice).text(expression, !dice.chance(8));
  phrasing.bind("e", table == kBooleanWordings.python ? text : quoted(text, dice));
  if (table == kBooleanWordings.opposite) {
    const Expression& value = expression.parts[0];
    phrasing.bind("t", std::string(value.kind == 'T' ? signs.yes : signs.no));
  }
  phrasing.bind("nl", "\n");
  return {expression, typed(phrasing.fill(dice.pick(lines_of(table))), dice)};
}

std::string undecided_boolean(Dice& dice) {
  constexpr std::array<std::string_view, 7> kOthers{" xor ", " implies ", " nand ",          " nor ",
                                                    " iff ", " -> ",      " is the same as "};
  for (;;) {
    const Named task = named(grown(static_cast<std::size_t>(dice.between(2, 4)), dice), some_names(dice), dice);
    Signs signs = dice.pick(kNameSigns);
    if (dice.chance(35)) {  // decided, but not by and, or, not
      signs.both = signs.either = dice.pick(kOthers);
      std::string prompt = named_prompt(task, task.variables, signs, dice);
      if (!prompt.contains(signs.both)) continue;  // "Are both true?" needs no sign
      return prompt;
    }
    std::vector<Variable> told = task.variables;
    const std::size_t missing = dice.below(told.size());
    if (told.size() < 2 || !matters(task, missing)) continue;
    told.erase(told.begin() + static_cast<std::ptrdiff_t>(missing));
    return named_prompt(task, std::move(told), signs, dice);
  }
}

std::vector<std::string_view> wordings_of_booleans() {
  const BooleanWordings& tables = kBooleanWordings;
  std::vector<std::string_view> all;
  for (const std::string_view table :
       {tables.values, tables.questions, tables.python, tables.braces, tables.opposite, tables.both, tables.either,
        tables.told, tables.sentences, tables.assigned, tables.let, tables.lines})
    std::ranges::copy(lines_of(table), std::back_inserter(all));
  return all;
}

}  // namespace swarm::lessons
