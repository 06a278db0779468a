// "Tom has 5 apples and buys 3 more. How many does he have now?": one person, one kind of thing, one or two changes,
// all said outright. Whatever else a sentence says is outside.

#include <algorithm>
#include <fmt/format.h>

#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

bool same_stem(std::string_view a, std::string_view b) {
  const auto stem = [](std::string_view word) {
    if (word.ends_with("ies")) return std::string(word.substr(0, word.size() - 3)) + "y";
    return std::string(word.ends_with("s") ? word.substr(0, word.size() - 1) : word);
  };
  return stem(a) == stem(b);
}

// Every thing that is named must be the same one.
bool one_kind(const Match& m, const Question& q) {
  std::optional<std::string_view> kind;
  for (const std::string_view name : {"t", "s", "r", "u"}) {
    if (!m.has(name)) continue;
    const std::string_view text = q.grammar().vocabulary().text(static_cast<WordId>(m.number(name)));
    if (kind && !same_stem(*kind, text)) return false;
    kind = text;
  }
  return true;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// Whether a later name or pronoun means the person the story began with.
bool means(std::string_view later, std::string_view first) {
  if (later == first) return true;
  return is_one_of(later, {"he", "she", "they", "it"}) && !is_one_of(first, {"i", "you", "we"});
}

// The story and its question must be about one person.
bool one_person(const Match& m, const Question& q) {
  const auto name_of = [&](std::string_view slot) {
    return q.grammar().vocabulary().text(static_cast<WordId>(m.number(slot)));
  };
  for (const std::string_view later : {"p2", "p3", "x"}) {
    if (!m.has(later)) continue;
    if (m.has("p") ? !means(name_of(later), name_of("p")) : !is_one_of(name_of(later), {"he", "she", "they", "it"}))
      return false;
  }
  return true;
}

Outcome<Solution> changed(const Match& m, Question& q, bool first_up, std::optional<bool> second_up,
                          bool together = false) {
  if (!one_kind(m, q)) return outside("different things are counted");
  if (!together && !one_person(m, q)) return outside("the question is about somebody else");
  NodeId value = q.tree().binary(first_up ? NodeKind::add : NodeKind::subtract, m.node("a"), m.node("b"), true);
  if (second_up) value = q.tree().binary(*second_up ? NodeKind::add : NodeKind::subtract, value, m.node("c"), true);
  const auto known = TRY(q.known(value));
  if (known.amount.number.sign() < 0) return outside("more is taken than there was");
  return q.value(value);
}

// "... and twice as many on Tuesday": together.
Outcome<Solution> repeated(const Match& m, Question& q) {
  if (!one_kind(m, q) || !one_person(m, q)) return outside("different things are counted");
  Rational factor(0);
  for (std::size_t i = m.begin(); i < m.end(); ++i) {
    const Token& token = q.tokens()[i];
    if (token.text == "twice" || token.text == "double") factor = Rational(2);
    if (token.text == "half") factor = Rational(Integer(1), Integer(2));
    if (token.text == "times" && q.tokens()[i - 1].kind == TokenKind::number) factor = q.tokens()[i - 1].number;
  }
  if (factor.is_zero()) return outside("how many times is not said");
  const NodeId second = q.tree().binary(NodeKind::multiply, q.tree().number(factor), m.node("a"), true);
  const auto known = TRY(q.known(second));
  if (!known.amount.rational() || (known.amount.plain() && !known.amount.number.rational().is_integer()))
    return outside("things are not cut");
  return q.value(q.tree().binary(NodeKind::add, m.node("a"), second, true));
}

// How many more the one has than the other; the one asked for must have more.
Outcome<Solution> difference_between(const Match& m, Question& q) {
  if (!m.has("p") || !m.has("x")) return outside("who has more than whom is not said");
  const std::int64_t first = m.number("p"), second = m.number("y"), more = m.number("x"), fewer = m.number("z");
  const bool direct = more == first && fewer == second, turned = more == second && fewer == first;
  if (first == second || !(direct || turned) || !one_kind(m, q)) return outside("who has more than whom is not clear");
  const NodeId value =
      q.tree().binary(NodeKind::subtract, m.node(direct ? "a" : "b"), m.node(direct ? "b" : "a"), true);
  if (TRY(q.known(value)).amount.number.sign() < 0) return outside("the other one has more");
  return q.value(value);
}

void add_changing_amounts(Grammar& g) {
  g.macro("who",
          "({p:person}|my (mother|father|friend|brother|sister)|a "
          "(farmer|baker|shopkeeper|teacher|boy|girl|man|woman|child|student|shop|store))");
  g.macro("has",
          "(has|have|had|starts with|start with|started with|owns|own|collected|picked|bought|buys|made|baked|has "
          "made|cooked|grew|caught|found|won|got|is given|was given|saved|earned|began with|begins with)");
  g.macro(
      "gains",
      "(buys|buy|bought|gets|get|got|finds|find|found|receives|receive|received|is given|was given|is "
      "give|earns|earned|wins|won|win|picks|picked|pick|draw|adds|added|add|collects|collected|collect|bakes|baked)");
  g.macro("loses",
          "(eats|eat|ate|loses|lose|lost|gives|give|gave|gives away|gave away|give "
          "away|sells|sell|sold|spends|spend|spent|uses|use|used|breaks|broke|drops|dropped|donates|donated|throws "
          "away|threw away|roll away)");
  g.macro("more",
          "[another|more|additional|further] {b:operand} [more|additional|extra|other] [of them|of those|of her|of "
          "his|{s:thing}|of the {s:thing}] [more] [away] [to|from] [a friend|his friend|her friend|my "
          "friend|{y:person}|his brother|her sister|his sister|her brother|friends|the store|the shop|a "
          "neighbor|her|him] [away]");
  g.macro("more2",
          "[another|more|additional|further] {c:operand} [more|additional|extra|other] [of them|of those|{r:thing}|of "
          "the {r:thing}] [more] [away] [to|from] [a friend|his friend|her friend|my friend|{z:person}|his brother|her "
          "sister|his sister|her brother|friends|the store|the shop|a neighbor|her|him] [away]");
  g.macro("join",
          "[~] [and] [then] [later|after that] [{p2:person}|the "
          "(farmer|baker|shopkeeper|teacher|boy|girl|man|woman|child|student)]");
  g.macro("join2",
          "[~] [and] [then] [later|after that] [{p3:person}|the "
          "(farmer|baker|shopkeeper|teacher|boy|girl|man|woman|child|student)]");
  g.macro(
      "howmany",
      "[how] (how many|how much) [{u:thing}|money|is|of them] (do|does|will|did|is|are|has|have) [there] "
      "[{x:person}|the (farmer|baker|shopkeeper|teacher|boy|girl|man|woman|child|student)|remain|remaining|left] [now] "
      "[have|got|end up with|has|remain|own] [now] [left|in total|altogether|in all|remaining|all together|over]");
  g.macro("setup", "[if] @who @has {a:operand} [{t:thing}]");
  g.form("@setup @join @gains @more ~ @howmany",
         [](const Match& m, Question& q) { return changed(m, q, true, std::nullopt); });
  g.form("@setup @join @loses @more ~ @howmany",
         [](const Match& m, Question& q) { return changed(m, q, false, std::nullopt); });
  g.form("@setup @join @gains @more @join2 @gains @more2 ~ @howmany",
         [](const Match& m, Question& q) { return changed(m, q, true, true); });
  g.form("@setup @join @gains @more @join2 @loses @more2 ~ @howmany",
         [](const Match& m, Question& q) { return changed(m, q, true, false); });
}

void add_days_and_persons(Grammar& g) {
  g.form("@setup @join @loses @more @join2 @gains @more2 ~ @howmany",
         [](const Match& m, Question& q) { return changed(m, q, false, true); });
  g.form("@setup @join @loses @more @join2 @loses @more2 ~ @howmany",
         [](const Match& m, Question& q) { return changed(m, q, false, false); });
  g.macro("day",
          "(on (monday|tuesday|wednesday|thursday|friday|saturday|sunday|the first day|the second day|day 1|day "
          "2)|yesterday|today|in the (morning|afternoon|evening)|last week|this week|in "
          "(january|february|march|april|may|june|july|august|september|october|november|december)|the next "
          "day|first|at first)");
  g.macro("did",
          "(read|reads|ran|run|runs|sold|sells|walked|walks|picked|baked|baked|ate|wrote|writes|scored|collected|drove|"
          "saved|earned|made|spent|bought|did|swam|cycled|caught|planted|painted|drank|solved|found)");
  g.macro("total",
          "(how many|how much) [{u:thing}|did|in] [did|do|is|are|has|have] [{x:person}|that|there] "
          "[@did|read|run|sell|walk|pick|bake|eat|write|score|collect|drive|save|earn|make|spend|buy|do|swim|cycle|"
          "catch|plant|have|paint|drink|solve|find] [in total|altogether|in all|all together|over the two days|on both "
          "days|in both days]");
  g.form("@who @did {a:operand} [{t:thing}] @day [,] and [@did] {b:operand} [{s:thing}|more] @day ~ @total",
         [](const Match& m, Question& q) { return changed(m, q, true, std::nullopt); });
  g.form(
      "@who @did {a:operand} [{t:thing}] @day [,] and [@did] [{k:operand} times|twice|double|three times|half] (as "
      "many|as much|that many|that) @day ~ @total",
      repeated);
  g.form("@who @did {a:operand} [{t:thing}] @day [,] and [@did] {b:operand} more @day ~ @total",
         [](const Match&, Question&) -> Outcome<Solution> { return outside("more than what is not said"); });
  g.macro(
      "both",
      "(how many|how much) [{u:thing}|money] (do|did|is|are|have|has) (they|both|the two|both of them|there|{x:person} "
      "and {z:person}) [have|got|own] [together|altogether|in total|in all|between them|combined]");
  g.form("[if] @who @has {a:operand} [{t:thing}] [,] [and|while] {y:person} @has {b:operand} [{s:thing}] ~ @both",
         [](const Match& m, Question& q) { return changed(m, q, true, std::nullopt, true); });
  g.macro("more3", "(how many|how much) more [{u:thing}] (do|did|has|have) {x:person} [have|got] than {z:person}");
  g.form(
      "[if] @who @has {a:operand} [{t:thing}] [,] [and|while] {y:person} @has {b:operand} [{s:thing}] ~ @more3 "
      "[have|has]",
      difference_between);
  g.form(
      "there is {a:operand} [{t:thing}] [in|on|at] [a|the] "
      "[basket|box|bag|table|bus|room|class|park|tree|shelf|jar|farm|pond|field|train] ~ [if|and|then] {b:operand} "
      "[more] [{s:thing}|of them|people] (is added|is put in|join|joins|come|arrive|get on|gets "
      "on|arrived|came|joined|got on|come in|are added) ~ how many [{u:thing}|people] (is there|are there|is in|are "
      "on) [now|in total|altogether|the basket|the box|in the box|in the basket|left]",
      [](const Match& m, Question& q) { return changed(m, q, true, std::nullopt); });
  g.macro("relative",
          "(his|her|my|their|your) "
          "(sister|brother|friend|mother|father|cousin|wife|husband|son|daughter|mom|dad|classmate|neighbor)");
  g.form(
      "[if] @who @has {a:operand} [{t:thing}] [,] [and|while] (@relative|the other) @has {b:operand} [{s:thing}|of "
      "them] ~ @both",
      [](const Match& m, Question& q) { return changed(m, q, true, std::nullopt, true); });
}

// With the words that add_days_and_persons defined.
void add_crowds(Grammar& g) {
  g.form(
      "there is {a:operand} [{t:thing}] [in|on|at] [a|the] "
      "[basket|box|bag|table|bus|room|class|park|tree|shelf|jar|farm|pond|field|train] ~ [if|and|then] {b:operand} "
      "[{s:thing}|of them|people] (is taken|is removed|leave|left|is eaten|get off|got off|fly away|flew away|is "
      "sold|is taken away|is taken out|are taken) [away|out] ~ how many [{u:thing}|people] (is|is there|are "
      "there|remain|are on) [left|now|remain|remaining|still there]",
      [](const Match& m, Question& q) { return changed(m, q, false, std::nullopt); });
  g.macro("riders", "[passengers|people|children|students|kids|persons]");
  g.macro("ride", "(bus|train|tram|boat|plane|elevator|lift|ferry)");
  g.form(
      "(a|the) @ride [has|had|carries|carried|with|starts with] {a:operand} @riders [on it|on board|on] ~ {b:operand} "
      "@riders (get off|got off|leave|left|exit) [,] and {c:operand} [more] @riders (get on|got on|board|join|boarded) "
      "~ how many @riders (is|is there|are on|remain|is on) [there] [on] [the @ride|it] [now]",
      [](const Match& m, Question& q) { return changed(m, q, false, true); });
  g.form(
      "(a|the) @ride [has|had|carries|carried|with|starts with] {a:operand} @riders [on it|on board|on] ~ {b:operand} "
      "@riders (get on|got on|board|join|boarded) [,] and {c:operand} @riders (get off|got off|leave|left|exit) ~ how "
      "many @riders (is|is there|are on|remain|is on) [there] [on] [the @ride|it] [now]",
      [](const Match& m, Question& q) { return changed(m, q, true, false); });
  g.form(
      "(a|the) @ride [has|had|carries|carried|with|starts with] {a:operand} @riders [on it|on board|on] ~ {b:operand} "
      "@riders (get off|got off|leave|left|exit) ~ how many @riders (is|is there|are on|remain|is on) [there] "
      "[on|left] [the @ride|it] [now|left]",
      [](const Match& m, Question& q) { return changed(m, q, false, std::nullopt); });
}

}  // namespace

void add_stories(Grammar& g) {
  add_changing_amounts(g);
  add_days_and_persons(g);
  add_crowds(g);
}

}  // namespace swarm::math
