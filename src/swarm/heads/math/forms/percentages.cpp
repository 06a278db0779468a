// Shares, changes, discounts, tips and taxes.

#include <fmt/format.h>

#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/functions/functions.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

bool is_share(const Question& question, const Tree& tree, NodeId node) {
  const Node& n = tree[node];
  return n.kind == NodeKind::literal && n.literal.unit == question.units().percent();
}

template <const Function& function>
Outcome<Solution> call_part(const Match& m, Question& q) {
  return q.value(q.tree().call(function, {m.node("a"), m.node("b")}));
}

// {a} is the value, {p} the percentage.
template <const Function& function>
Outcome<Solution> call_change(const Match& m, Question& q) {
  if (!is_share(q, q.tree(), m.node("p"))) return outside("a percentage is expected");
  return q.value(q.tree().call(function, {m.node("a"), m.node("p")}));
}

Outcome<Solution> part_of(const Match& m, Question& q) {
  if (!is_share(q, q.tree(), m.node("p"))) return outside("a percentage is expected");
  return q.value(q.tree().binary(NodeKind::of, m.node("p"), m.node("a"), true));
}

// A change that is said to be one direction is a positive percentage of that direction.
template <bool up>
Outcome<Solution> directed_change(const Match& m, Question& q) {
  const NodeId change = q.tree().call(kPercentChange, {m.node("a"), m.node("b")});
  const auto known = TRY(q.known(change));
  const int sign = known.amount.number.sign();
  if (sign != 0 && (sign > 0) != up) return trouble(TroubleKind::ambiguous, "the values change in the other direction");
  if (up) return q.value(change);
  const Amount size{-known.amount.number, known.amount.unit};
  return q.solution(fmt::format("the decrease from {} to {} in percent", q.shown(m.node("a")), q.shown(m.node("b"))),
                    q.text(size), known.check);
}

Outcome<Solution> change(const Match& m, Question& q) {
  return call_part<kPercentChange>(m, q);
}

// An amount with a discount and then a tax, or the other way round: the products are the same.
Outcome<Solution> discount_and_tax(const Match& m, Question& q) {
  const NodeId reduced = q.tree().call(kDecrease, {m.node("a"), m.node("p")});
  return q.value(q.tree().call(kIncrease, {reduced, m.node("t")}));
}

void add_shares(Grammar& g) {
  g.form("@q percent of {b} is {a}", call_part<kShareOf>);
  g.form("@q percent is {a} (of|out of|from) {b}", call_part<kShareOf>);
  g.form("@q percent (of|out of|from) {b} (do|is) {a} (make|represent|constitute|equal|make up)", call_part<kShareOf>);
  g.form("@q is {a} as a percent of {b}", call_part<kShareOf>);
  g.form("@find {a} as a percent of {b}", call_part<kShareOf>);
  g.form("(express|write|give|show|convert) {a} as a percent of {b}", call_part<kShareOf>);
  g.form("{a} is what percent (of|out of|from) {b}", call_part<kShareOf>);
  g.form("{a} is how many percent of {b}", call_part<kShareOf>);
  g.form("how many percent (of {b} is {a}|is {a} of {b})", call_part<kShareOf>);
  g.form("[what is|find] [the] percent of {a} (in|out of) {b}", call_part<kShareOf>);
  g.form("@find {a} out of {b} (as a percent|in percent|to percent|into percent|percent|to a percent)",
         call_part<kShareOf>);
  g.form("@q percent is {a} out of {b}", call_part<kShareOf>);
  g.form("(express|write|convert|turn) {a} out of {b} (as a|in|to a|into a|to|into|as) percent", call_part<kShareOf>);
  g.form(
      "(i|she|he|they) (got|scored|answered|have|had) {a} [right|correct|answers|questions|marks|points] (out of|of) "
      "{b} [right|correct|questions|marks|points|correctly] [on a test|on a quiz|in a test|on the test]~ what "
      "[percent|is the percent|is my percent|is that as a percent|percent is that|is that in percent|percent did i "
      "get]",
      call_part<kShareOf>);
  g.form("{a} is {p} of (what|what number|which number|what amount|how much)", call_change<kWholeOf>);
  g.form("{p} of (what|what number|which number|what amount|how much) is {a}", call_change<kWholeOf>);
  g.form(
      "if {p} of (a number|some number|x|something|an amount) is {a} ~ (what is the (number|whole|amount)|find the "
      "(number|whole|amount)|what is x|find x|what is it)",
      call_change<kWholeOf>);
  g.form("{a} is {p} of (a number|some number) ~ (what is the number|find the number|what number)",
         call_change<kWholeOf>);
  g.form("(what|which) number is {p} of {a}", part_of);
  g.form("of what number is {a} {p}", call_change<kWholeOf>);
  g.form("what number has {a} as {p} of it", call_change<kWholeOf>);
  g.form("(what is|find|how much is|calculate) {p} (of|from) {a}", part_of);
  g.form("how (much|many) is {p} (of|from) {a}", part_of);
  g.macro("test", "[on|in] [a|my|the|her|his] [math|maths|spelling|science] (test|quiz|exam|assignment)");
  g.form(
      "[if] (i|she|he|they|you|we|{w:person}) (got|get|scored|score|answered|answers|has|had|gets|scores|made|makes) "
      "{a} [right|correct|answers|questions|marks|points] (out of|of) {b} "
      "[right|correct|questions|marks|points|correctly] [@test] ~ (what percent|@ask percent [score]|what is (my|that "
      "as a|the|her|his) percent|what percent is (that|this|it)|what percent did (i|she|he|they|you|{v:person}) "
      "(get|score)) [is that|is it|did i get|correct|score]",
      call_part<kShareOf>);
}

void add_directed_changes(Grammar& g) {
  g.macro("goods", "[{g:thing}|item|product|something|purchase|article]");
  g.macro("occasion",
          "[dinner|lunch|restaurant|meal|bar|food|taxi|cab|hotel|grocery] "
          "(bill|meal|check|tab|purchase|order|dinner|lunch|ride|fare)");
  g.macro("fromto",
          "(from {a} to {b}|between {a} and {b}|when {a} (becomes|changes to|goes to|turns into) {b}|if {a} "
          "(becomes|changes to|goes to) {b})");
  g.form("[@find] [the] percent (change|difference) @fromto", [](const Match& m, Question& q) -> Outcome<Solution> {
    for (std::size_t i = m.begin(); i < m.end(); ++i) {
      if (q.tokens()[i].text == "between")
        return trouble(TroubleKind::ambiguous, "a difference between two has two readings");
    }
    return change(m, q);
  });
  g.form("[@find] [the] (percent increase|increase in percent|percent growth|percent gain|percent rise) @fromto",
         directed_change<true>);
  g.form(
      "[@find] [the] (percent decrease|decrease in percent|percent drop|percent loss|percent reduction|percent "
      "decline|percent fall) @fromto",
      directed_change<false>);
  g.macro("subject",
          "[a|an|the|its|my|our|if a|if the|if my|if it|if] "
          "(price|value|salary|rent|population|number|cost|wage|wages|bill|stock|share|stock price|share "
          "price|house|house price|ticket "
          "price|weight|temperature|score|attendance|sales|profit|revenue|membership|pay|amount|count|enrollment|town|"
          "city|company|{t:thing}|it|something|income|production|price of [a|an|the] {t:thing}|population of "
          "[a|an|the] (town|city|village|country|school)|value of [a|an|the] (house|car|stock|share|painting)|cost of "
          "[a|an|the] {t:thing}|number of {t:thing}|{w:person})");
  g.macro("went",
          "(go|went|is|moves|moved|changes|changed|change|rises|rose|increases|increased|goes up|went up|grew|grows|go "
          "up|jumped|climbed|is raised|falls|fell|decreases|decreased|goes down|went down|drops|dropped|go down|is "
          "reduced|is cut|rise|fall|drop|grow|decrease|increase|dropped|shrank|shrinks)");
  g.macro("upq",
          "(@ask (percent increase|increase in percent|percent gain|percent rise|percent growth)|what percent "
          "(increase|rise|growth|gain|raise) (is that|is this|was that)|by what percent (did|has|do) [it|@subject] "
          "(increase|rise|grow|risen|increased|go up|grown|gone up))");
  g.macro("downq",
          "(@ask (percent decrease|decrease in percent|percent drop|percent loss|percent reduction|percent "
          "fall|percent decline)|what percent (decrease|drop|loss|fall|reduction) (is that|is this|was that)|by what "
          "percent (did|has|do) [it|@subject] (decrease|fall|drop|fallen|decreased|go down|shrink|dropped|gone down))");
  g.macro("changeq",
          "(@ask percent change|what percent change is (that|this)|by what percent did it change|what is that as a "
          "percent change)");
}

void add_orders_to_change(Grammar& g) {
  g.form("@subject @went from {a} to {b} ~ @upq", directed_change<true>);
  g.form("@subject @went from {a} to {b} ~ @downq", directed_change<false>);
  g.form("@subject @went from {a} to {b} ~ @changeq", change);
  g.form(
      "(by what|what) percent (did|has|have|do) @subject (increase|rise|grow|go up|risen|grown|increased) (if|when) it "
      "@went from {a} to {b}",
      directed_change<true>);
  g.form(
      "(by what|what) percent (did|has|have|do) @subject (decrease|fall|drop|go down|shrink|fallen|dropped|decreased) "
      "(if|when) it @went from {a} to {b}",
      directed_change<false>);
  g.form("@ask percent (increase|rise|gain|growth) (if|when) @subject @went from {a} to {b}", directed_change<true>);
  g.form("@ask percent (decrease|drop|fall|loss|reduction) (if|when) @subject @went from {a} to {b}",
         directed_change<false>);
  g.form("@ask percent change (if|when) @subject @went from {a} to {b}", change);
  g.form("(increase|raise) {a} by {p}", call_change<kIncrease>);
  g.form("(decrease|reduce|lower) {a} by {p}", call_change<kDecrease>);
  g.form("(add|put) {p} (to|onto|on to) {a}", call_change<kIncrease>);
  g.form("(take|subtract|deduct|knock) {p} (off|from|away from|off of) {a}", call_change<kDecrease>);
  g.form(
      "@find [a|an|the] {a} [@occasion|@goods] (plus|with|including|and|after adding|after|+) [a|an] "
      "[extra|additional] {p} (tip|tax|sales tax|service charge|markup|mark up|increase|raise|surcharge|interest|vat)",
      call_change<kIncrease>);
  g.form(
      "@find [a|an|the] {a} [@goods] (with|minus|less|after|at|and|having) [a|an] {p} "
      "(discount|reduction|decrease|off|price cut|cut|rebate|markdown)",
      call_change<kDecrease>);
  g.form(
      "@find [a|an|the] {p} (tip|tax|sales tax|service charge|commission|deposit|service) (on|for|of|from) [a|an|the] "
      "{a} [@occasion|sale|item|@goods]",
      part_of);
  g.form(
      "@find [a|an] (tip|tax|sales tax|commission|service charge) of {p} (on|for) [a|an|the] {a} "
      "[@occasion|sale|item|@goods]",
      part_of);
  g.form("@find [a|the] {p} [of] {a} (tip|tax)", part_of);
  g.form(
      "how much [is|should|do|would|will] [@they|be|a|the] [leave|pay|be|give] [for|as] [a|the] {p} (tip|tax|sales "
      "tax) [be] (on|for) [a|an|the] {a} [@occasion|sale|item|@goods]",
      part_of);
}

void add_tips_and_taxes(Grammar& g) {
  g.form(
      "how much (tip|tax|sales tax) (is|should|do|would|will) [@they] [leave|pay|be|give|owe] (on|for) [a|an|the] {a} "
      "[@occasion|item|@goods] (at|with a rate of|if the rate is|at a rate of|of) {p}",
      part_of);
  g.form(
      "@find [the] (tip|tax|sales tax|commission) (on|for) [a|an|the] {a} [@occasion|sale|item|@goods] (at|with|of|if "
      "the rate is|at a rate of|with a rate of) {p} [rate]",
      part_of);
  g.form("tip {p} on {a}", part_of);
  g.form(
      "how much (do|would|will|can|did) @they save (with|at|if|on|when|from) [there is] [a|an] {p} (off|discount|off "
      "of|discount on|reduction on|off on) [of|on] [a|an|the] {a} [@goods]",
      part_of);
  g.form(
      "how much (do|would|will|can|did) @they save on [a|an|the] {a} [@goods] (with|at|if it is|that is|when it is) "
      "[a|an] {p} (off|discount|reduction)",
      part_of);
  g.form(
      "@ask (discount|amount of the discount|savings|saving|discount amount) (on|of|for) [a|an|the] {a} [@goods] "
      "(at|with|if it is|that is) [a|an] {p} [off|discount]",
      part_of);
  g.form(
      "[if|for] [a|an|the|my] {a} @occasion ~ [with|and|at] [a|an] {p} tip ~ (@ask tip [amount]|how much is the "
      "tip|how much [should|do] @they tip)",
      part_of);
  g.form(
      "[if|for] [a|an|the|my|our] @occasion [is|was|of|come to|comes to|came to|cost] {a} ~ [with|and|at|i|we] [want "
      "to|would like to] [leave|tip|add] [a|an] {p} [tip] ~ (@ask tip [amount]|how much is the tip|how much "
      "(should|do) @they (tip|leave))",
      part_of);
  g.form(
      "[if|for] [a|an|the|my] {a} @occasion ~ [with|and|at|plus] [a|an] {p} (tip|tax|sales tax|service charge) ~ (@ask "
      "total [bill|cost|amount]|how much [is it] in total|total|how much do @they pay [in total])",
      call_change<kIncrease>);
}

void add_changes(Grammar& g) {
  add_directed_changes(g);
  add_orders_to_change(g);
  add_tips_and_taxes(g);
}

void add_discounted_prices(Grammar& g) {
  g.macro("ask_price",
          "(what is|how much is|find|calculate|what would be|what will be|work out) [the|its|my] "
          "[new|sale|final|discount|reduced|total|selling] (price|cost|amount|total|it|bill)");
  g.form(
      "@find [the] [new|sale|final|discount|reduced|selling] (price|cost) (of|for|on|if) [a|an|the] {a} @goods "
      "(with|after|at|is|for) [a|an] {p} (off|discount|reduction|discount applied)",
      call_change<kDecrease>);
  g.form(
      "@find [the] [new|sale|final|discount|reduced|selling] (price|cost) (of|for) [a|an|the] @goods "
      "(costing|at|for|that cost|worth|of|originally|that is|which cost|marked at|with a price of) {a} "
      "(with|after|at|and|less|minus) [a|an] {p} (off|discount|reduction)",
      call_change<kDecrease>);
  g.form(
      "@find [the] [new|sale|final|discount|reduced] (price|cost) after [a|an] {p} (discount|reduction|decrease|off) "
      "(on|of|from|off) [a|an] {a} @goods",
      call_change<kDecrease>);
  g.form(
      "(a|an|the) {a} @goods is [on sale|on sale for|marked down|discount|reduced|now|being sold] [at|for|with|by|to] "
      "[a|an] {p} [off|discount|reduction] ~ (@ask_price|how much do (it|i) (cost|pay)|how much do (it|i|you) cost "
      "(now|after)|what do (i|you) pay)",
      call_change<kDecrease>);
  g.form(
      "(a|an|the|my) @goods (cost|is|was|originally cost|is price at|sells for|sold for|normally cost|is "
      "originally|retails for|is worth|that cost) {a} ~ [and|but|it|with|now|then] [is|it is|there is] [on sale|marked "
      "down|reduced|discount] [for|at|with|by|in a|in a sale with] [a|an] {p} [off|discount|reduction|price cut|cut] ~ "
      "(@ask_price|how much do (it|i) (cost|pay)|how much do (it|i|you) cost (now|after)|what do (i|you) pay)",
      call_change<kDecrease>);
  g.form("{p} (off|discount on|off of) [a|an|the] {a} @goods", call_change<kDecrease>);
  g.form(
      "(if|when) [a|an|the] @goods (cost|is) {a} and (is|it is|there is|has|i get|you get) [a|an] {p} "
      "(off|discount|discount on it) ~ (@ask_price|how much (do|is|will) (it|i|you) (cost|pay)|what do (i|you) pay|how "
      "much is it)",
      call_change<kDecrease>);
  g.form(
      "(@ask_price|how much (do|is|will) (it|i|you) (cost|pay)) (if|when) [a|an|the] @goods (cost|is) {a} and (is|it "
      "is|there is|has|i get|you get) [a|an] {p} (off|discount|discount on it)",
      call_change<kDecrease>);
}

void add_totals_and_originals(Grammar& g) {
  g.form(
      "@find [the] (total|final|total price|total cost|final price|price|cost|total bill|bill|amount) "
      "(of|for|on|if|with|after|including) [a|an|the] {a} [@occasion|@goods|dinner] "
      "(with|plus|including|after|and|at|with a) [a|an] {p} (tax|sales tax|tip|service charge|vat)",
      call_change<kIncrease>);
  g.form(
      "@find [the] (total|final|total price|total cost|final price|price|cost|total bill|bill|amount) "
      "(with|including|after|if you add) [a|an] {p} (tax|sales tax|tip|service charge|vat) (on|of|for|to) [a|an|the] "
      "{a} [@occasion|item|@goods]",
      call_change<kIncrease>);
  g.form(
      "(a|an|the|my) (meal|bill|dinner|lunch|item|restaurant bill|purchase|@goods) (is|cost|comes to|was|totals) {a} ~ "
      "[and|i|you|we] (add|leave|plus|want to leave|tip|with|including|leaves|pay) [a|an] {p} [tip|tax|sales tax|vat] "
      "~ (what is|how much is|find|calculate) [the|my] (total|total bill|total cost|final bill|bill|final price|final "
      "cost)",
      call_change<kIncrease>);
  g.macro("origq",
          "(@ask original (price|cost|value|salary|rent|amount)|what did it [originally] cost [originally|before]|how "
          "much did it [originally] cost [originally|before [the (discount|sale|increase|reduction)]]|@ask "
          "(price|cost|value) before [the (discount|sale|increase|reduction|cut)]|what was it before)");
  g.form(
      "(after|with|following) [a|an] {p} (discount|reduction|decrease|price cut|markdown|off|sale) ~ [a|an|the] "
      "[@goods|price|it] [now] (cost|is|was|sells for|go for) [now] {a} ~ @origq",
      call_change<kBeforeDecrease>);
  g.form(
      "(after|with|following) [a|an] {p} (increase|raise|rise|price increase|markup|pay rise) ~ [a|an|the|my] "
      "[@goods|price|salary|it|rent|wage|bill] [now] (cost|is|was|sells for) [now] {a} ~ @origq",
      call_change<kBeforeIncrease>);
  g.form(
      "[a|an|the] @goods [now] (cost|is|sells for|was) {a} after [a|an] {p} (discount|reduction|decrease|price "
      "cut|markdown) ~ @origq",
      call_change<kBeforeDecrease>);
  g.form(
      "(what was|what is|find) the original (price|cost|value) (if|when|of an item if|of something if) (it|a "
      "@goods|the price|the sale price) (cost|is|was) {a} after [a|an] {p} (discount|reduction|decrease)",
      call_change<kBeforeDecrease>);
  g.form("@find {a} with {p} off [and] [then|plus] {t} (tax|sales tax|tip)", discount_and_tax);
  g.form(
      "(a|an|the|my) @goods (cost|is|was) {a} ~ [and] [the] (sales tax|tax|tip|service charge) [rate] is {p} ~ (@ask "
      "total [cost|price|bill|amount]|how much (do|will|is) (@they|it) [pay|cost] [in total]|@ask final price)",
      call_change<kIncrease>);
  g.form(
      "there is [a|an] {p} (discount|reduction|off) on [a|an|the] {a} @goods ~ (@ask_price|how much do (it|i|you) "
      "(cost|pay) [now])",
      call_change<kDecrease>);
  g.form(
      "[a|an] {p} (discount|reduction) (is applied to|is given on|applies to) [a|an|the] {a} @goods ~ (@ask_price|how "
      "much do (it|i|you) (cost|pay) [now])",
      call_change<kDecrease>);
}

void add_discounts(Grammar& g) {
  add_discounted_prices(g);
  add_totals_and_originals(g);
}

}  // namespace

void add_percentages(Grammar& grammar) {
  grammar.macro("thing", "price");
  add_shares(grammar);
  add_changes(grammar);
  add_discounts(grammar);
}

}  // namespace swarm::math
