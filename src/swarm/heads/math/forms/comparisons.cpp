// Larger, smaller, equal, between, sorted. Versions and names are not numbers: only forms that say what is compared.

#include <algorithm>
#include <fmt/format.h>

#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/functions/functions.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

// -1, 0 or 1, confirmed: the sign of the exact difference agrees with both values' own second paths.
struct Order {
  int sign = 0;
  std::string check;
};

// "3.10" and "3.9": with a closing zero as likely versions as numbers.
bool may_be_versions(const Question& q) {
  return std::ranges::any_of(q.tokens(), [](const Token& token) {
    return token.kind == TokenKind::number && token.shape.decimal && token.text.ends_with('0') &&
           token.text.find('.') + 2 < token.text.size();
  });
}

Outcome<Order> order_of(NodeId left, NodeId right, Question& q) {
  const bool money = q.tree()[left].literal.unit != nullptr;
  if (!money && may_be_versions(q)) return trouble(TroubleKind::ambiguous, "numbers or versions");
  const NodeId difference = q.tree().binary(NodeKind::subtract, left, right, true);
  const auto known = TRY(q.known(difference));
  const auto opposite = TRY(q.known(q.tree().binary(NodeKind::subtract, right, left, true)));
  if (known.amount.number.sign() != -opposite.amount.number.sign())
    return trouble(TroubleKind::unchecked, "the differences disagree");
  return Order{known.amount.number.sign(),
               fmt::format("the difference is {}; {}", plain_text(known.amount, true), known.check)};
}

Solution yes_no(Question& q, std::string reading, bool yes, std::string check) {
  Solution result = q.solution(std::move(reading), yes ? "yes" : "no", std::move(check));
  result.answer = fmt::format("{}: {}", result.reading, result.value);
  return result;
}

template <int sign>
Outcome<Solution> is_ordered(const Match& m, Question& q) {
  const Order order = TRY(order_of(m.node("a"), m.node("b"), q));
  const std::string_view words = sign > 0 ? "is larger than" : sign < 0 ? "is smaller than" : "equals";
  return yes_no(q, fmt::format("{} {} {}", q.shown(m.node("a")), words, q.shown(m.node("b"))), order.sign == sign,
                order.check);
}

template <bool larger>
Outcome<Solution> at_least(const Match& m, Question& q) {
  const Order order = TRY(order_of(m.node("a"), m.node("b"), q));
  const std::string reading =
      fmt::format("{} is at {} {}", q.shown(m.node("a")), larger ? "least" : "most", q.shown(m.node("b")));
  return yes_no(q, reading, larger ? order.sign >= 0 : order.sign <= 0, order.check);
}

// The value as the person wrote it: 3/4 stays 3/4, 9.9 stays 9.9.
std::string as_written(Question& q, NodeId node, const Amount& amount) {
  const Style style{.decimal = q.style().decimal && q.tree()[node].kind == NodeKind::literal};
  return canonical(amount, style);
}

template <bool largest>
Outcome<Solution> extreme_of(const std::vector<NodeId>& items, Question& q) {
  if (items.size() < 2) return outside("one value alone has no rank");
  std::size_t best = 0;
  std::string check;
  for (std::size_t i = 1; i < items.size(); ++i) {
    const Order order = TRY(order_of(items[i], items[best], q));
    if (order.sign == 0 && items.size() == 2) return outside("the values are equal");
    if (order.sign == (largest ? 1 : -1)) best = i;
    check = order.check;
  }
  const auto known = TRY(q.known(items[best]));
  const std::string reading = fmt::format("the {} of {} values", largest ? "largest" : "smallest", items.size());
  return q.solution(reading, as_written(q, items[best], known.amount), check);
}

template <bool largest>
Outcome<Solution> which_of_two(const Match& m, Question& q) {
  return extreme_of<largest>({m.node("a"), m.node("b")}, q);
}

template <bool largest>
Outcome<Solution> which_of_list(const Match& m, Question& q) {
  return extreme_of<largest>(m.list("items"), q);
}

template <bool ascending>
Outcome<Solution> sorted(const Match& m, Question& q) {
  const auto& items = m.list("items");
  if (items.size() < 2) return outside("one value alone has no order");
  const auto known = TRY(q.known(items));
  std::vector<std::size_t> places(items.size());
  for (std::size_t i = 0; i < places.size(); ++i)
    places[i] = i;
  for (const Question::Known& value : known) {
    if (value.amount.unit != known[0].amount.unit) return outside("values in different units");
  }
  std::ranges::sort(places, [&](std::size_t a, std::size_t b) {
    return ascending ? known[a].amount.number < known[b].amount.number
                     : known[b].amount.number < known[a].amount.number;
  });
  std::string text;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i > 0 && TRY(order_of(items[places[i - 1]], items[places[i]], q)).sign == (ascending ? 1 : -1)) {
      return trouble(TroubleKind::unchecked, "neighbours are out of order");
    }
    text += (i > 0 ? ";" : "") + as_written(q, items[places[i]], known[places[i]].amount);
  }
  return q.solution(ascending ? "the values from the smallest on" : "the values from the largest on", text,
                    "each neighbour's difference has the right sign");
}

void add_yes_or_no(Grammar& g) {
  g.macro("larger", "(larger|more|over|above|bigger|larger in value)");
  g.macro("smaller", "(smaller|less|fewer|below|under)");
  g.form("is {a} @larger than {b}", is_ordered<1>);
  g.form("is {a} (over|above) {b}", is_ordered<1>);
  g.form("is {a} > {b}", is_ordered<1>);
  g.form("is {a} @smaller than {b}", is_ordered<-1>);
  g.form("is {a} (under|below) {b}", is_ordered<-1>);
  g.form("is {a} < {b}", is_ordered<-1>);
  g.form(
      "(is|do) {a} (=|equal|equal to|the same as|equivalent to|the same value as|really equal to|exactly equal to) {b}",
      is_ordered<0>);
  g.form("is it (true|correct|right) that {a} (=|is|equal|is equal to|equal to) {b}", is_ordered<0>);
  g.form("(true or false|yes or no|true or not) ~ {a} (=|is|equal|is equal to|equal to) {b}", is_ordered<0>);
  g.form(
      "{a} (=|is|equal|is equal to|equal to) {b} ~ (true or false|yes or no|is that (right|correct|true)|is this "
      "(right|correct|true)|correct|right or wrong)",
      is_ordered<0>);
  g.form("is it (true|correct|right) that {a} (is @larger than|>) {b}", is_ordered<1>);
  g.form("is it (true|correct|right) that {a} (is @smaller than|<) {b}", is_ordered<-1>);
  g.form("(true or false|yes or no) ~ {a} (>|is @larger than) {b}", is_ordered<1>);
  g.form("(true or false|yes or no) ~ {a} (<|is @smaller than) {b}", is_ordered<-1>);
  g.form("is {a} at least {b}", at_least<true>);
  g.form("is {a} (at most|no more than) {b}", at_least<false>);
  g.form(
      "(which|what) [number|one|value|of these|of the two|fraction|decimal|of the following] is [the] "
      "(larger|largest|more|bigger|higher) [number|one|value|fraction|of these] ~ {a} or {b}",
      which_of_two<true>);
  g.form(
      "(which|what) [number|one|value|of these|of the two|fraction|decimal|of the following] is [the] "
      "(smaller|smallest|less|lower) [number|one|value|fraction|of these] ~ {a} or {b}",
      which_of_two<false>);
}

void add_which(Grammar& g) {
  g.form("is {a} or {b} [the] (larger|more|bigger|larger number)", which_of_two<true>);
  g.form("is {a} or {b} [the] (smaller|less|smaller number)", which_of_two<false>);
  g.form(
      "(which|what) (number|one|value|fraction|decimal|of these|of the following|of) [is|of] [the] (largest) "
      "[number|value] [of|in|among|from] [the numbers|these numbers|the list|the set|these|the following]~ "
      "{items:list}",
      which_of_list<true>);
  g.form(
      "(which|what) is [the] largest [number|value|one|of these|of the following] [of|in|among|from|out of] [the "
      "numbers|these numbers|the list|the set|these|the following]~ {items:list}",
      which_of_list<true>);
  g.form(
      "(which|what) is [the] smallest [number|value|one|of these|of the following] [of|in|among|from|out of] [the "
      "numbers|these numbers|the list|the set|these|the following]~ {items:list}",
      which_of_list<false>);
  g.form(
      "@find [the] largest [number|value] (of|in|among|from|out of)[the numbers|these numbers|the list|the "
      "set|these|the following]~ {items:list}",
      which_of_list<true>);
  g.form(
      "@find [the] smallest [number|value] (of|in|among|from|out of)[the numbers|these numbers|the list|the "
      "set|these|the following]~ {items:list}",
      which_of_list<false>);
  g.form("(largest|smallest) \\( {items:list} \\)", [](const Match& m, Question& q) -> Outcome<Solution> {
    return q.tokens()[m.begin()].text == "max"   ? which_of_list<true>(m, q)
           : q.tokens()[m.begin()].text == "min" ? which_of_list<false>(m, q)
                                                 : outside("max or min is expected");
  });
  g.form("(which|what) of {items:list} is [the] (largest)", which_of_list<true>);
}

void add_sorting(Grammar& g) {
  g.form("(which|what) of {items:list} is [the] (smallest)", which_of_list<false>);
  g.macro("order", "(sort|order|arrange|put|rank|list|place)");
  g.macro("these", "[the numbers|these numbers|numbers|these|the following|the following numbers|the list|the values]");
  g.form("@order @these ~ {items:list} [in|into] [an|the] [ascending|increasing|smallest to largest|numerical] [order]",
         [](const Match& m, Question& q) -> Outcome<Solution> {
           for (std::size_t i = m.begin(); i < m.end(); ++i) {
             const std::string& word = q.tokens()[i].text;
             if (word == "ascending" || word == "increasing" || word == "numerical" || word == "smallest" ||
                 word == "sort")
               return sorted<true>(m, q);
           }
           return outside("the order is not said");
         });
  g.form("@order @these ~ {items:list} (in|into) (ascending|increasing|numerical) order", sorted<true>);
  g.form(
      "@order @these ~ {items:list} [in order] from (smallest|low|lowest|least) to "
      "(largest|high|greatest|most|big|biggest)",
      sorted<true>);
  g.form(
      "@order @these ~ [in order] (in|into|from) (ascending order|increasing order|smallest to largest|least to "
      "largest|low to "
      "high) ~ {items:list}",
      sorted<true>);
  g.form("@order @these ~ {items:list} [in|into] (descending|decreasing) [order]", sorted<false>);
  // Only what is sorted has an order that can be reversed: "list 5, 3, 9 in reverse order" is 9, 3, 5.
  g.form("sort @these ~ {items:list} [in|into] reverse [order]", sorted<false>);
  g.form("@order @these ~ {items:list} [in order] from (largest|high|highest|most|biggest) to (smallest|low|least)",
         sorted<false>);
  g.form(
      "@order @these ~ [in order] (in|into|from) (descending order|decreasing order|largest to smallest|high to low) ~ "
      "{items:list}",
      sorted<false>);
}

}  // namespace

void add_comparisons(Grammar& g) {
  add_yes_or_no(g);
  add_which(g);
  add_sorting(g);
}

}  // namespace swarm::math
