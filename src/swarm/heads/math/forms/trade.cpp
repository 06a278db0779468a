// Prices of several things, change, equal sharing, simple rates.

#include <fmt/format.h>

#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

bool is_money(const Question::Known& known) {
  return known.amount.unit != nullptr && known.amount.unit->dimension == Dimension::money;
}

// The same thing in singular and plural: equal but for an ending.
bool same_thing(std::string_view a, std::string_view b) {
  const auto stem = [](std::string_view word) {
    if (word.ends_with("ies")) return std::string(word.substr(0, word.size() - 3)) + "y";
    if (word.ends_with("ches") || word.ends_with("shes") || word.ends_with("xes") || word.ends_with("oes"))
      return std::string(word.substr(0, word.size() - 2));
    if (word.ends_with("s")) return std::string(word.substr(0, word.size() - 1));
    return std::string(word);
  };
  return stem(a) == stem(b);
}

bool same_things(const Match& m, const Question& q, std::string_view first, std::string_view second) {
  if (!m.has(first) || !m.has(second)) return true;
  const auto text = [&](std::string_view name) {
    return q.grammar().vocabulary().text(static_cast<WordId>(m.number(name)));
  };
  return same_thing(text(first), text(second));
}

// {n} things cost {a}; what do {k} cost.
Outcome<Solution> price_of_many(const Match& m, Question& q) {
  if (!same_things(m, q, "t", "s")) return outside("prices of different things");
  const auto price = TRY(q.known(m.node("a")));
  if (!is_money(price)) return outside("a price is expected");
  const NodeId one = m.has("n") ? q.tree().binary(NodeKind::divide, m.node("a"), m.node("n"), true) : m.node("a");
  const NodeId all = m.has("k") ? q.tree().binary(NodeKind::multiply, one, m.node("k"), true) : one;
  const auto known = TRY(q.known(all));
  if (!exact_money(known.amount)) return outside("the price is no whole cents");
  return q.value(all);
}

Outcome<Solution> how_many_for(const Match& m, Question& q) {
  if (!same_things(m, q, "t", "s")) return outside("prices of different things");
  NodeId one = m.node("a");
  if (m.has("n")) one = q.tree().binary(NodeKind::divide, one, m.node("n"), true);
  const NodeId count = q.tree().binary(NodeKind::divide, m.node("b"), one, true);
  const auto known = TRY(q.known(count));
  if (!known.amount.plain() || !known.amount.rational() || !known.amount.number.rational().is_integer())
    return outside("the money does not buy a whole number");
  return q.value(count);
}

Outcome<Solution> change(const Match& m, Question& q) {
  const NodeId paid = m.node("b");
  NodeId price = m.node("a");
  if (m.has("n")) price = q.tree().binary(NodeKind::multiply, m.node("n"), price, true);
  const NodeId rest = q.tree().binary(NodeKind::subtract, paid, price, true);
  const auto known = TRY(q.known(rest));
  if (!is_money(known) || known.amount.number.sign() < 0) return outside("no change is due");
  return q.value(rest);
}

// A quantity's price from another quantity's: the price by the ratio of the two.
Outcome<Solution> price_of_quantity(const Match& m, Question& q) {
  if (!same_things(m, q, "t", "s") || !is_money(TRY(q.known(m.node("a")))))
    return outside("a price of the same thing is expected");
  if (TRY(q.known(m.node("n"))).amount.plain() || TRY(q.known(m.node("k"))).amount.plain())
    return outside("quantities are expected");
  const NodeId ratio = q.tree().binary(NodeKind::divide, m.node("k"), m.node("n"), true);
  const NodeId price = q.tree().binary(NodeKind::multiply, m.node("a"), ratio, true);
  if (!exact_money(TRY(q.known(price)).amount)) return outside("the price is no whole cents");
  return q.value(price);
}

// {n1} things at {a1} each and {n2} (or one) at {a2}.
Outcome<Solution> two_lots(const Match& m, Question& q) {
  const NodeId first = q.tree().binary(NodeKind::multiply, m.node("n1"), m.node("a1"), true);
  if (!m.has("a2")) return outside("a second purchase is expected");
  const NodeId second =
      m.has("n2") ? q.tree().binary(NodeKind::multiply, m.node("n2"), m.node("a2"), true) : m.node("a2");
  const NodeId total = q.tree().binary(NodeKind::add, first, second, true);
  if (!is_money(TRY(q.known(total)))) return outside("prices are expected");
  return q.value(total);
}

// Things that hold {a} each: how many they hold together, or how many are needed for {n}.
Outcome<Solution> held(const Match& m, Question& q) {
  if (!same_things(m, q, "t", "s") || !same_things(m, q, "h", "j")) return outside("different things are counted");
  return q.value(q.tree().binary(NodeKind::multiply, m.node("n"), m.node("a"), true));
}

Outcome<Solution> needed(const Match& m, Question& q) {
  if (!same_things(m, q, "t", "s") || !same_things(m, q, "h", "j")) return outside("different things are counted");
  const NodeId count = q.tree().binary(NodeKind::divide, m.node("n"), m.node("a"), true);
  const auto known = TRY(q.known(count));
  if (!known.amount.plain() || !known.amount.rational() || !known.amount.number.rational().is_integer())
    return outside("the last one is not full");
  return q.value(count);
}

// A whole into equal parts; things are not cut.
Outcome<Solution> equal_shares(const Match& m, Question& q) {
  const NodeId share = q.tree().binary(NodeKind::divide, m.node("a"), m.node("n"), true);
  const auto known = TRY(q.known(share));
  if (m.has("t") && !known.amount.number.rational().is_integer())
    return outside("the things do not go into equal shares");
  if (!exact_money(known.amount)) return outside("the share is no whole cents");
  return q.value(share);
}

Outcome<Solution> multiplied(const Match& m, Question& q) {
  return q.value(q.tree().binary(NodeKind::multiply, m.node("n"), m.node("a"), true));
}

void add_unit_prices(Grammar& g) {
  g.macro("howmuch",
          "(how much (do|will|would|is|are)|what (do|will|would|is|are)|what is the (cost|price|total cost|total) "
          "of|find the (cost|price) of|how much for)");
  g.macro("costs", "[together] (cost|sell for|sells for|is sold for|is|are|come to|go for|are priced at)");
  g.form(
      "[if] {n:operand} {t:thing} @costs {a} ~ @howmuch {k:operand} [of|more|such] [{s:thing}|them|of them] "
      "[cost|be|come to]",
      price_of_many);
  g.form("@howmuch {k:operand} [{s:thing}] [cost] (if|when) {n:operand} {t:thing} @costs {a}", price_of_many);
  g.form(
      "[if] {n:operand} {t:thing} @costs {a} ~ @howmuch (one|each|a single|a|an|1) [{s:thing}|of them|one] [cost|be]",
      price_of_many);
  g.form(
      "[if] {n:operand} {t:thing} @costs {a} ~ (what is the (price|cost) (per|of each|of one|for each|for one|for a "
      "single) {s:thing}|what is the unit price)",
      price_of_many);
  g.form(
      "[if] ({n2:operand} {t2:thing} (at|for|that cost|costing) {a2:operand} (each|apiece|a piece)|an|one|each|1|the) "
      "{t:thing} @costs {a} [each|apiece] ~ @howmuch {k:operand} [of|such] [{s:thing}|them|of them] [cost|be|come to]",
      price_of_many);
  g.form(
      "[if] {t:thing} (cost|is|are|sell for|sells for) {a} (each|apiece|per piece|a piece) ~ @howmuch {k:operand} "
      "[{s:thing}|of them] [cost|be|come to]",
      price_of_many);
  g.form(
      "@howmuch {k:operand} {s:thing} (at|for|costing|priced at|that cost) {a} (each|apiece|per {t:thing}|a piece|per "
      "piece) [cost]",
      price_of_many);
  g.form(
      "@howmuch {k:operand} {s:thing} cost (at|if they cost|if each one costs|if each cost|if they are|if one cost|if "
      "each {t:thing} cost) {a} [each|apiece]",
      price_of_many);
  g.form("[the] [total] (cost|price) of {k:operand} {s:thing} (at|for) {a} (each|apiece)", price_of_many);
  g.form(
      "({n2:operand} {t2:thing} (at|for|that cost|costing) {a2:operand} (each|apiece|a piece)|we|he|she|{w:person}) "
      "(buy|buys|bought|purchase|purchased|order|orders|ordered) {k:operand} {s:thing} (at|for|that cost|costing|which "
      "cost) {a} (each|apiece|per {t:thing}|a piece) ~ (how much (do|did|will|is|was)|what is the total|what is the "
      "total cost|find the total cost|how much in total) [i|we|he|she|it|{v:person}] [pay|spend|cost|owe|the total] "
      "[in total|altogether|in all]",
      price_of_many);
}

void add_purchases(Grammar& g) {
  g.form(
      "how many {s:thing} can (@they|{w:person}) (buy|get|purchase) (with|for) {b} (if|when|at) "
      "[each|one|a|an|1|every] [{t:thing}] [@costs|they cost|each costs|each cost|they are|each one cost] {a} "
      "[each|apiece]",
      how_many_for);
  g.form(
      "[if] ({n2:operand} {t2:thing} (at|for|that cost|costing) {a2:operand} (each|apiece|a piece)|an|one|each) "
      "{t:thing} @costs {a} [each] ~ how many [{s:thing}] can (@they|{w:person}) (buy|get|purchase|afford) (with|for) "
      "{b}",
      how_many_for);
  g.form(
      "[if] {n:operand} [of] [{t:thing}] @costs {a} ~ @howmuch {k:operand} [of] [{s:thing}|it|them] [cost|be|come to]",
      price_of_quantity);
  g.form("@howmuch {k:operand} [of] [{s:thing}] [cost] (if|when) {n:operand} [of] [{t:thing}] @costs {a}",
         price_of_quantity);
  // Several purchases in one sentence.
  g.macro("lot1", "{n1:operand} {t1:thing} [at|for|that cost|costing] {a1:operand} (each|apiece|a piece)");
  g.macro("lot2",
          "([{n2:operand} {t2:thing} (at|for|that cost|costing) {a2:operand} (each|apiece|a piece)]|({n2:operand} "
          "{t2:thing} (at|for|that cost|costing) {a2:operand} (each|apiece|a piece)|an|one|1) {a2:operand} "
          "{t2:thing}|(a|an|one|1) {t2:thing} (at|for|that cost|costing) {a2:operand})");
  g.form(
      "[if] [@they|{w:person}] [buy|buys|bought|get|order|ordered|purchase] @lot1 [,] and @lot2 ~ (@ask [total|total "
      "cost|total price|cost|total bill|bill]|how much (do|is|did|will) (it|i|you|that|he|she|they) "
      "[cost|pay|spend|come to] [in total|altogether|in all]|total)",
      two_lots);
  g.form(
      "{k:operand} {s:thing} (at|for|costing|that cost) {a:operand} (each|apiece|per {t:thing}|a piece) ~ (@ask "
      "[total|total cost|total price|cost]|how much (is that|is it|in total|altogether|do (it|that|they) (cost|come "
      "to))|total|come to how much|cost how much|come to|cost|is how much)",
      price_of_many);
}

void add_prices(Grammar& g) {
  add_unit_prices(g);
  add_purchases(g);
}

void add_change(Grammar& g) {
  g.macro("changeq",
          "how much change (do|will|should|would|did|is) [@they|{v:person}|there] [get|receive|be|due|given] [back|be "
          "given] [due]");
  g.form(
      "[if] (@they|{w:person}) (buy|buys|bought|purchase|spend|spends|spent) [something|an item|a {t:thing}|an "
      "{t:thing}] [that cost|for|costing|worth|cost] {a} and (pay|pays|paid|give|hands over|hand over) [with|using|the "
      "cashier] [a|an] {b} [bill|note] ~ (@changeq|what is the change|what change do @they get|what is my change)",
      change);
  g.form(
      "[if] [a|an|the] ({t:thing}|item) cost {a} and (@they|{w:person}) (pay|pays|paid) [with] [a|an] {b} [bill|note] "
      "~ (@changeq|what is the change|what change do @they get)",
      change);
  g.macro("worth",
          "(something|an item|a {t:thing}|an {t:thing}|a lunch|lunch|groceries|a meal|a purchase|a bill|my shopping|a "
          "drink|a snack|dinner|it)");
  g.form(
      "[if] (@they|{w:person}) (pay|pays|paid) for [a|an|the|my] {a} "
      "[{t:thing}|lunch|item|bill|purchase|meal|dinner|drink|snack|order] (with|using) [a|an] {b} [bill|note] ~ "
      "(@changeq|@ask change|what change do @they get)",
      change);
  g.form(
      "[if] (@they|{w:person}) (pay|pays|paid|give|hand over|gives) [with] [a|an] {b} [bill|note] (for|to pay for) "
      "@worth (that cost|costing|worth|which cost|at|that is) {a} ~ (@changeq|@ask change|what change do @they get)",
      change);
  g.form(
      "[a|an|the|my] ({t:thing}|item|lunch|meal|bill|drink|dinner|coffee|purchase) cost {a} ~ [if] (@they|{w:person}) "
      "(pay|pays|paid) [with] [a|an] {b} [bill|note] ~ (@changeq|@ask change|what change do @they get)",
      change);
  g.form(
      "@ask change from [a|an] {b} [bill|note] (for|on|when buying|if you buy|if i buy|after buying|if i spend|if you "
      "spend) [a|an] [@worth] [that cost|costing|worth|of|at] {a} [{t:thing}|item|purchase|bill|lunch|meal]",
      change);
  g.form(
      "@changeq from {b} (if|when|after) (@they|{w:person}) (spend|buy something for|spent|pay for something that "
      "cost|buy something that cost|buy something costing) {a}",
      change);
  g.form(
      "[what is the|what|find the|how much] change from {b} [if|when|after] [@they] (spend|spending|for|buying "
      "something for|on a purchase of|for a purchase of) {a}",
      change);
  g.macro("sharing",
          "(share|shared|split|divide|divided|distribute|distributed|is shared|is split|is divided|is distributed|are "
          "shared)");
}

void add_equal_shares(Grammar& g) {
  g.macro("folk",
          "(people|friends|children|students|kids|persons|ways|person|boys|girls|brothers|sisters|siblings|of "
          "us|workers|players|roommates|partners|families|classmates|bags|boxes|groups|teams|plates|baskets|jars|parts|"
          "equal parts|equal groups|cousins|members|shelves|packs)");
  g.macro("each",
          "(how much (do|will|would|is|should) (each|each one|each person|everyone|each of them|each friend|each "
          "child) [get|receive|pay|be|share|have|owe]|how many [{z:thing}] (do|will|would|are|is) [there|in] "
          "(each|each one|each person|everyone|each of them|each friend|each child|each student|each kid) "
          "[get|receive|have|@folk|contain|box|bag|group|shelf]|what do each [person|one|friend] (get|pay))");
  g.form(
      "(split|divide|share) [a|an|the] {a} [bill|prize|check|reward|{t:thing}] [equally|evenly] [into] {n:operand} "
      "(ways|equal parts|parts|equal shares|equal pieces)",
      equal_shares);
  g.form(
      "@sharing {a} [{t:thing}] [equally|evenly] (between|among|amongst|by|into|in|with) [equally] {n:operand} [@folk] "
      "[equally|evenly] [~ @each]",
      equal_shares);
  g.form(
      "[if] {a} [{t:thing}] @sharing [equally|evenly] (between|among|amongst|by|into|in) {n:operand} @folk "
      "[equally|evenly] ~ @each",
      equal_shares);
  g.form(
      "[if] {n:operand} @folk (share|split|divide) {a} [{t:thing}] [equally|evenly] [among themselves|between "
      "them|between themselves] ~ @each",
      equal_shares);
  g.form(
      "[if] {n:operand} @folk (share|split|divide) [a|an|the] {a} [bill|prize|check|reward] [equally|evenly] ~ @each",
      equal_shares);
  g.form(
      "how (much|many) [{t:thing}] do each [person|one|child|friend|student] (get|pay|receive) (if|when) {n:operand} "
      "@folk (share|split|divide) [a|an|the] {a} [{s:thing}|bill] [equally|evenly]",
      equal_shares);
  g.macro("holder",
          "(box|boxes|bag|bags|row|rows|pack|packs|packet|packets|shelf|shelves|table|tables|basket|baskets|group|"
          "groups|jar|jars|crate|crates|team|teams|tray|trays|carton|cartons|class|classes|plate|plates|case|cases|"
          "page|pages|bus|buses|van|vans|car|cars|room|rooms|bottle|bottles|envelope|envelopes|bench|benches|boat|"
          "boats|tent|tents|cage|cages|drawer|drawers|vase|vases|album|albums|spider|spiders|cat|cats|dog|dogs|week|"
          "weeks|chair|chairs|bundle|bundles|carriage|carriages|wagon|wagons)");
  g.macro("hold",
          "(hold|holds|contain|contains|has|have|can hold|can fit|fits|seats|seat|takes|take|carry|carries|can "
          "carry|can seat|with|fit|can take)");
}

void add_holders(Grammar& g) {
  g.form(
      "[if] ({n2:operand} {t2:thing} (at|for|that cost|costing) {a2:operand} (each|apiece|a "
      "piece)|an|one|1|each|every|the) @holder @hold {a:operand} {t:thing} [each] ~ how many {s:thing} [is "
      "there|is|do|are there|are|in total|can] [in|on|fit in|fit into|there in|there on|will|does] {n:operand} @holder "
      "[hold|have|contain|seat|carry|in total|altogether]",
      held);
  g.form(
      "[if] (there is|i have|we have|you have|@they have|{w:person} (has|have)) {n:operand} @holder ~ [and|with|of] "
      "[each] [one|@holder|of them] (@hold|with) {a:operand} {t:thing} [each|in each|in it] ~ how many {s:thing} [is "
      "there|are there|do @they have|is that|do {v:person} have|in total|altogether] [in total|altogether|in all]",
      held);
  g.form(
      "[if] there is {a:operand} {t:thing} in (a|an|one|1|each|every) @holder ~ how many {s:thing} [is there|is|are "
      "there|are|will there be] [in] {n:operand} @holder",
      held);
  g.form(
      "[if] (there is|we have|i have|you have) {n:operand} {t:thing} [,] [and] (each|every|a|one|an) @holder @hold "
      "{a:operand} [of them|{s:thing}|people|kids] ~ how many @holder (do|will|is|are) (we|i|you|they|needed|there "
      "be|there|be needed|required) [need|needed|have] [for all of them|for everyone|in total]",
      needed);
  g.form(
      "how many @holder (of|with|that hold|holding|do @they need for|is needed for|are needed for|do @they need to "
      "hold|can be made from|can be filled with) {n:operand} {t:thing} (if|when) (each|every|a|one) @holder @hold "
      "{a:operand} [{s:thing}|of them]",
      needed);
  g.form(
      "{n:operand} {t:thing} (is|are|were) (packed|put|placed|divided|arranged|sorted|split) (into|in) @holder of "
      "{a:operand} [{s:thing}|each] ~ how many @holder (is|are|is there|are there|do @they (need|get|have)) "
      "[needed|filled|used]",
      needed);
  g.form(
      "[if] (there is|i have|we have|you have|she has|he has|{w:person} has|there are) {n:operand} "
      "(boxes|bags|rows|packs|packets|shelves|tables|baskets|groups|jars|crates|teams|trays|cartons|classes|plates|"
      "cases|pages|buses) (with|of|and each|each with|each containing|containing|that each hold|and each one|each) "
      "[has|contain|contains|holds|hold|have|box|bag|contains] [with] {a:operand} {t:thing} [each|in each|per box|in "
      "each box|in each bag|in each row|in each one|on each] ~ how many {s:thing} (is there|do @they have|are there|do "
      "{v:person} have|do (he|she) have|is that|in total|altogether)",
      [](const Match& m, Question& q) -> Outcome<Solution> {
        if (!same_things(m, q, "t", "s")) return outside("different things are counted");
        return multiplied(m, q);
      });
}

void add_sharing(Grammar& g) {
  add_change(g);
  add_equal_shares(g);
  add_holders(g);
}

}  // namespace

void add_trade(Grammar& g) {
  add_prices(g);
  add_sharing(g);
}

}  // namespace swarm::math
