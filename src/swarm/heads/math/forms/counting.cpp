// Selections, arrangements, handshakes, subsets, codes, letters of a word.

#include <fmt/format.h>
#include <map>

#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/functions/functions.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

NodeId choose_node(const Match& m, Workshop& w) {
  return w.tree.call(kChoose, {m.node("n"), m.node("k")});
}
NodeId permute_node(const Match& m, Workshop& w) {
  return w.tree.call(kPermute, {m.node("n"), m.node("k")});
}

Outcome<Solution> choose(const Match& m, Question& q) {
  return q.value(q.tree().call(kChoose, {m.node("n"), m.node("k")}));
}

Outcome<Solution> permute(const Match& m, Question& q) {
  return q.value(q.tree().call(kPermute, {m.node("n"), m.node("k")}));
}

Outcome<Solution> arrange_all(const Match& m, Question& q) {
  return q.value(q.tree().call(kFactorial, {m.node("n")}));
}

// Around a round table, where turning changes nothing.
Outcome<Solution> arrange_round(const Match& m, Question& q) {
  const NodeId others = q.tree().binary(NodeKind::subtract, m.node("n"), q.tree().number(Rational(1)));
  return q.value(q.tree().call(kFactorial, {others}));
}

Outcome<Solution> pairs(const Match& m, Question& q) {
  return q.value(q.tree().call(kChoose, {m.node("n"), q.tree().number(Rational(2))}));
}

Outcome<Solution> subsets(const Match& m, Question& q) {
  return q.value(q.tree().binary(NodeKind::power, q.tree().number(Rational(2)), m.node("n")));
}

Outcome<Solution> codes(const Match& m, Question& q) {
  return q.value(q.tree().binary(NodeKind::power, q.tree().number(Rational(10)), m.node("k")));
}

Outcome<Solution> combined(const Match& m, Question& q) {
  NodeId product = m.node("a");
  for (const std::string_view name : {"b", "c", "d"}) {
    if (m.has(name)) product = q.tree().binary(NodeKind::multiply, product, m.node(name), true);
  }
  return q.value(product);
}

// n! over the factorials of the repeated letters; confirmed by placing one letter after another.
Outcome<Solution> letters(const Match& m, Question& q) {
  const std::string& word = q.tokens()[m.place("w")].text;
  if (word.size() < 2 || word.size() > 40) return outside("a word of 2 to 40 letters is expected");
  const std::string& before = q.tokens()[m.place("w") - 1].text;
  const bool meant = before == "word" || before == "name" || q.tokens()[m.place("w")].capital;
  if (!meant || word == "word" || word == "name") return outside("which word is not said");
  std::map<char, std::uint64_t> counts;
  for (const char c : word) {
    if (c < 'a' || c > 'z') return outside("a word of letters is expected");
    ++counts[c];
  }
  Integer orders = factorial(word.size());
  Integer placed(1);
  std::uint64_t free = word.size();
  for (const auto& [letter, times] : counts) {
    orders = exact_quotient(orders, factorial(times));
    placed *= binomial(free, times);
    free -= times;
  }
  if (orders != placed) return trouble(TroubleKind::unchecked, "placing the letters gives another number");
  return q.solution(fmt::format("the different orders of the letters of {}", word), orders.text(),
                    "placing one letter after another gives the same number");
}

void add_choices(Grammar& g) {
  g.macro(
      "ways",
      "(how many (way|combination|order|arrangement|permutation) [is there|is|are there|can @they|do @they|could "
      "@they|exist|possible|there]|in how many [different|distinct|possible] (way|order|arrangement) "
      "(can|could|may|do) (@they|{z:thing})|in how many [different|distinct|possible] (way|order|arrangement)|[@find] "
      "[the] number of (way|combination)|how many different (way|combination) [is there|can @they|there])");
  g.macro("things",
          "[different|distinct|identical no|available|possible|unique] "
          "[{t:thing}|object|item|people|element|thing|option|candidate|member|distinct "
          "{s:thing}|elements|digit|choice|player|of them|student|friend|topping|volunteer|kids]");
  g.macro("choose", "(draw|choose|pick|select|form|take|make|pick out)");
  g.form(
      "@ways [to|of|for] [@they] @choose [a (group|team|committee|subset|set|sample) of] {k:operand} @things "
      "(from|of|out of|from among|among|from a group of|from a set of|out of a group of|from a class of|from a pool "
      "of|given) {n:operand} @things",
      choose);
  g.form(
      "@ways [to|of|for] [@they] @choose [a] {k:operand} (member|person|player|people|card|man) "
      "[group|team|committee|subset|hand] [be] [formed|made|chosen] (from|of|out of|with|from a group of|from a class "
      "of) [a group of] {n:operand} @things",
      choose);
  g.form(
      "how many (way|combination) (can|could) [a] [group|team|committee|subset] [of] {k:operand} @things be "
      "(draw|formed|made|selected) (from|out of) [a group of] {n:operand} @things",
      choose);
  g.form(
      "(in|) how many way can {k:operand} @things be (draw|formed|made|taken) (from|out of|from among) [a "
      "(group|class|set|team|club|pool|squad) of] {n:operand} @things",
      choose);
  g.form(
      "how many [different|possible] (committee|team|group|subset|hand|pair|combination|triple) of [size] {k:operand} "
      "@things [is there|is possible|can be (formed|made|draw)|can @they (make|form|draw)|are possible] (from|out "
      "of|in|with|of|from a group of|from a set of|from a set with) [a (group|set) (of|with)] {n:operand} @things",
      choose);
  g.form(
      "how many {k:operand} (element|member|person|card|item|letter) (subset|committee|group|team|combination|hand) "
      "[do|does|is there|can be (formed|made|draw)|can @they (make|form|draw)|are possible] [from|of|in|out of] (a "
      "set|a set of|a set with|a group of|) {n:operand} @things [have]",
      choose);
  g.form(
      "(how many|@find [the] number of) combination of {n:operand} @things (taken|draw|draw|at) {k:operand} [at a "
      "time]",
      choose);
}

void add_committees(Grammar& g) {
  g.form(
      "[how many|@find [the] number of] combination of {k:operand} @things (from|of|out of|among) {n:operand} @things "
      "[is there|possible]",
      choose);
  g.form(
      "(how many|@find [the] number of) (permutation|ordered arrangement) of {n:operand} @things (taken|draw|at) "
      "{k:operand} [at a time]",
      permute);
  g.form(
      "[how many|@find [the] number of] (permutation|ordered arrangement|arrangement) of {k:operand} @things "
      "(from|of|out of|among|draw from) {n:operand} @things [is there|possible]",
      permute);
  g.macro("role",
          "(president|vice president|captain|vice "
          "captain|secretary|treasurer|chair|chairperson|leader|deputy|winner|runner up|first place|second place|third "
          "place|chairman|manager|head|co captain)");
  g.form(
      "(in|) how many way can [a|an|the] @role and [a|an|the] @role be (draw|elected|appointed|picked) (from|out "
      "of|in|among) [a (group|class|set|team|club|committee) of] {n:operand} @things",
      [](const Match& m, Question& q) {
        return q.value(q.tree().call(kPermute, {m.node("n"), q.tree().number(Rational(2))}));
      });
  g.form(
      "(in|) how many way can [a|an|the] @role , [a|an|the] @role [,] and [a|an|the] @role be "
      "(draw|elected|appointed|picked) (from|out of|in|among) [a (group|class|set|team|club|committee) of] {n:operand} "
      "@things",
      [](const Match& m, Question& q) {
        return q.value(q.tree().call(kPermute, {m.node("n"), q.tree().number(Rational(3))}));
      });
  g.form("{n:operand} @things taken {k:operand} at a time", choose);
  g.form(
      "@ways [to|of|can|for] [@they] (arrange|order|line up|seat|rank|place|assign) {k:operand} @things (from|of|out "
      "of|from among|draw from) {n:operand} @things [in a row|in order|in a line]",
      permute);
  g.phrase("[the] (binomial coefficient|binomial) [of|\\(] {n:operand} [and|,|over|choose] {k:operand} [\\)]",
           choose_node);
  g.phrase("c \\( {n} , {k} \\)", choose_node);
  g.phrase("(ncr|comb|choose|binom) \\( {n} , {k} \\)", choose_node);
  g.phrase("p \\( {n} , {k} \\)", permute_node);
  g.phrase("(npr|perm) \\( {n} , {k} \\)", permute_node);
}

void add_selections(Grammar& g) {
  add_choices(g);
  add_committees(g);
}

void add_orders(Grammar& g) {
  g.macro("inrow",
          "[in a (row|line|queue)|on a shelf|in order|in a straight line|in a single row|in a single line|on a "
          "bench|side by side|for a photo|in a circle]");
  g.macro("row",
          "[in a (row|line|queue)|on a shelf|in order|in a straight line|in a single row|in a single line|on a "
          "bench|side by side|for a photo|in line]");
  g.form(
      "@ways [to|of|can|for] [@they] (arrange|order|line up|seat|rank|put|place|sort|stack) {n:operand} @things @row",
      arrange_all);
  g.form(
      "@ways (can|could|do|may) {n:operand} @things (be (arranged|ordered|lined up|seated|line "
      "up|placed|ranked|sorted)|sit|stand|line up|finish|stand up|sit down|finish a race|finish the race|queue up) "
      "@row",
      arrange_all);
  g.form(
      "[in] how many [different|distinct|possible] (way|order|arrangement) (can|could|do|may) {n:operand} @things (be "
      "(arranged|ordered|lined up|seated|line up|placed|ranked|sorted)|sit|stand|line up|finish|queue up|finish a "
      "race|finish the race) @row",
      arrange_all);
  g.form(
      "(how many|@find [the] number of) [different|distinct] (permutation|arrangement|ordering|order) [is "
      "there|exist|are possible|possible] (of|for|with) {n:operand} @things @row [is there|exist]",
      arrange_all);
  g.form(
      "[in] how many [different] way (can|could|do|may) {n:operand} @things (be (arranged|seated)|sit) "
      "(around|round|at) a (round|circular) table",
      arrange_round);
  g.form(
      "how many (handshake|handshakes) [is there|take place|occur|happen|will there be|are exchanged] "
      "(if|when|among|between|with|in a group of|for) {n:operand} @things [all] [each] [shake] [hands|shake hands] "
      "[with] [each other|everyone else|one another|once]",
      pairs);
  g.form(
      "[if] {n:operand} @things [all] [each] (shake hands|shake each other hands) [with] [each other|every other "
      "person|everyone else|one another|everyone|all the others] [exactly] [once|one time] ~ how many handshake (is "
      "there|take place|occur|happen|in total|is that|will there be|are there|are exchanged)",
      pairs);
  g.form(
      "how many (handshake|handshakes) [is there|take place|occur|happen|will there be|are exchanged|would that be] "
      "(if|when|among|between|with) {n:operand} @things [all] [each] shake [hands|each other hands] [with] [each "
      "other|everyone else|one another|everyone|every other person|all the others] [exactly|only|just] [once|1 time]",
      pairs);
}

void add_codes_and_letters(Grammar& g) {
  g.form(
      "{k:operand} (member|person|people|player|student|man|woman) (committee|team|group|jury|board|panel) (from|out "
      "of|chosen from|draw from|of) {n:operand} @things ~ how many [different|possible|ways|such] "
      "[committee|team|group|way|combination] [is possible|is there|are possible|possible|can be formed]",
      choose);
  g.form(
      "[a] (committee|team|group|jury|panel) of {k:operand} [@things] is [to be] (draw|formed|made|selected) (from|out "
      "of) [a group of] {n:operand} @things ~ (in how many way|how many way|how many [different|possible] "
      "(committee|team|group)) [can this be done|is there|are possible|is possible|can it be done|can it be formed]",
      choose);
  g.form("how many (pair|pairs) can be (made|formed|draw) (from|out of) {n:operand} @things", pairs);
  g.form("how many subset (do|does|has|are there in|of|in) [a] [set] [with|of|having] {n:operand} @things [have]",
         subsets);
  g.form("@find [the] number of subset of a set (with|of|having) {n:operand} @things", subsets);
  g.form(
      "how many (different|possible|) {k:operand} digit (pin|pins|code|codes|pin code|pin "
      "codes|passcode|combination|password|passwords) [is there|is possible|are possible|exist]",
      codes);
  g.form(
      "(how many [different|distinct|] (way|arrangement|permutation|order|anagram|anagrams|word|words) (can|is "
      "there|are there|to|of|for|do) [@they] [be] [arrange|rearrange|made from|formed from|order|make from|for "
      "arranging] [to arrange|of arranging|for] [the|all] [letter] [of|in|from] [the] [word|name] {w:word} [be] "
      "[arranged|rearranged|have]|[in] how many [different] way can [the] letter (of|in) [the] [word] {w:word} be "
      "(arranged|rearranged|ordered)|@find [the] number of (arrangement|permutation|anagrams) of [the] letter (of|in) "
      "[the word] {w:word})",
      letters);
  g.form(
      "how many outfits (can @they (make|create|form|wear)|are possible|is there) (with|from|if you have) {a:operand} "
      "{t:thing} and {b:operand} {s:thing} [and {c:operand} {r:thing}]",
      combined);
  g.form(
      "how many (outfits|combination|meals|different outfits|different meals) (can @they "
      "(make|create|form|have|order)|are possible|is there|can be made) (with|from|if there is|using) {a:operand} "
      "{t:thing} ~ [and] {b:operand} {s:thing} [~ [and] {c:operand} {r:thing}]",
      combined);
  g.form(
      "how many [different|distinct] (permutation|arrangement|order|anagrams|words) [is there] [of|for|can be made "
      "(from|with)|can be formed (from|with)] [all] [the] letter (in|of) [the] [word] {w:word} [is there|have]",
      letters);
}

void add_arrangements(Grammar& g) {
  add_orders(g);
  add_codes_and_letters(g);
}

}  // namespace

void add_counting(Grammar& g) {
  add_selections(g);
  add_arrangements(g);
  g.list_words(PieceKind::thing,
               "people persons person students student children kids boys girls men women friends books book players "
               "candidates members toppings objects items cards "
               "flowers chairs paintings runners cars horses letters songs marbles balls apples oranges pens pencils "
               "coins cookies candies sweets chocolates eggs "
               "tickets shirts shirt pants hats ties shoes trousers skirts jackets sandwiches drinks desserts mains "
               "starters sides colors toys stickers stamps cakes cupcakes "
               "pizzas slices bananas pears grapes lemons mangoes peaches strawberries cherries melons tomatoes "
               "potatoes carrots bottles cups glasses boxes bags "
               "packs packets pages chapters workers teams dogs cats birds fish ducks chickens cows sheep pigs rabbits "
               "trees plants roses crayons markers erasers rulers notebooks "
               "dollars seats tables rooms windows bricks tiles beads buttons keys rings shells rocks stones nuts "
               "donuts doughnuts muffins burgers bagels loaves cans jars baskets "
               "buses bikes bicycles trucks planes trains boats games movies photos pictures posters balloons gifts "
               "presents points goals tests quizzes questions classes teachers "
               "lessons units employees customers guests passengers neighbors cousins brothers sisters siblings houses "
               "apartments shelves drawers crates cartons dozens apple orange pen pencil "
               "marble ball coin cookie candy sweet egg cake pizza banana pear cup bottle box bag pack page worker "
               "team dog cat bird chicken cow tree plant rose notebook shelf "
               "jacket dress dresses bicycle bike phone phones laptop laptops computer computers sofa chair table lamp "
               "television tv camera coat sweater pair pairs watch watches hat shoe toy game "
               "ticket kilo sandwich coffee coffees tea teas burger loaf bread milk juice magazine magazines newspaper "
               "newspapers sticker stamp");
  g.list_words(PieceKind::color, "red blue green yellow black white orange purple pink brown gray grey gold silver");
}

}  // namespace swarm::math
