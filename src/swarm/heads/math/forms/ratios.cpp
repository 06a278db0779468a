// Sharing in a ratio, simplifying ratios, proportions.

#include <fmt/format.h>

#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/functions/arguments.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

struct Parts {
  std::vector<Rational> parts;
  const Unit* unit = nullptr;
};

Outcome<Parts> parts_of(const Match& m, Question& q) {
  std::vector<Amount> amounts;
  for (const std::string_view name : {"p", "r", "s", "t"}) {
    if (!m.has(name)) continue;
    amounts.push_back(TRY(q.known(m.node(name))).amount);
    if (!amounts.back().rational() || amounts.back().number.sign() <= 0)
      return outside("parts of a ratio are positive numbers");
  }
  const auto alike = together(amounts);
  if (!alike) return outside("parts of a ratio are counted alike");
  return Parts{alike->numbers, alike->unit};
}

std::string ratio_text(const std::vector<Rational>& parts) {
  std::string text;
  for (const Rational& part : parts)
    text += (text.empty() ? "" : ":") + part.text();
  return text;
}

// Each part's share of the whole; the shares add up, and go by the parts.
Outcome<std::vector<Amount>> shares_of(const Amount& whole, const std::vector<Rational>& parts) {
  if (!whole.rational()) return outside("a whole that is no rational number");
  Rational total;
  for (const Rational& part : parts)
    total += part;
  std::vector<Amount> shares;
  Rational sum;
  for (const Rational& part : parts) {
    shares.push_back({Surd(whole.number.rational() * part / total), whole.unit});
    sum += shares.back().number.rational();
    const bool proportional = shares.back().number.rational() * parts[0] == shares[0].number.rational() * part;
    if (!proportional || !exact_money(shares.back())) return outside("the shares are no whole cents");
  }
  if (sum != whole.number.rational()) return trouble(TroubleKind::unchecked, "the shares have another sum");
  return shares;
}

Outcome<Solution> share(const Match& m, Question& q) {
  const Parts parts = TRY(parts_of(m, q));
  if (parts.unit != nullptr) return outside("a ratio of plain numbers is expected");
  const auto whole = TRY(q.known(m.node("a")));
  std::string text;
  for (const Amount& amount : TRY(shares_of(whole.amount, parts.parts)))
    text += (text.empty() ? "" : ";") + q.text(amount);
  return q.solution(fmt::format("{} in the ratio {}", q.shown(m.node("a")), ratio_text(parts.parts)), text,
                    "the shares add up to the whole and go by the parts");
}

template <bool largest>
Outcome<Solution> extreme_share(const Match& m, Question& q) {
  const Parts parts = TRY(parts_of(m, q));
  const auto whole = TRY(q.known(m.node("a")));
  const auto shares = TRY(shares_of(whole.amount, parts.parts));
  const Amount* best = &shares[0];
  for (const Amount& amount : shares) {
    if (largest ? best->number < amount.number : amount.number < best->number) best = &amount;
  }
  return q.solution(fmt::format("the {} share of {} in the ratio {}", largest ? "largest" : "smallest",
                                q.shown(m.node("a")), ratio_text(parts.parts)),
                    q.text(*best), "the shares add up to the whole and go by the parts");
}

Outcome<Solution> simplify(const Match& m, Question& q) {
  const Parts parts = TRY(parts_of(m, q));
  Integer denominator(1), common;
  for (const Rational& part : parts.parts) {
    denominator =
        exact_quotient(denominator, greatest_common_divisor(denominator, part.denominator())) * part.denominator();
  }
  for (const Rational& part : parts.parts)
    common = greatest_common_divisor(common, (part * Rational(denominator)).numerator());
  const Rational scale(denominator, common);
  std::vector<Rational> simple;
  for (const Rational& part : parts.parts)
    simple.push_back(part * scale);
  for (std::size_t i = 0; i < simple.size(); ++i) {
    if (!simple[i].is_integer() || simple[i] * parts.parts[0] != simple[0] * parts.parts[i])
      return trouble(TroubleKind::unchecked, "the ratio changed");
  }
  return q.solution(fmt::format("the ratio {} in lowest terms", ratio_text(parts.parts)), ratio_text(simple),
                    "crosswise products agree");
}

// p : r = s : x
Outcome<Solution> proportion(const Match& m, Question& q) {
  const NodeId product = q.tree().binary(NodeKind::multiply, m.node("r"), m.node("s"), true);
  return q.value(q.tree().binary(NodeKind::divide, product, m.node("p"), true));
}

void add_sharing_in_ratios(Grammar& g) {
  g.macro("parts", "{p:operand} (:|to) {r:operand} [(:|to) {s:operand}] [(:|to) {t:operand}]");
  g.macro(
      "share",
      "(share|divide|split|distribute|is shared|is divided|is split|are shared|are divided|shared|divided|separate)");
  g.macro("among",
          "[between|among|amongst] [2|3|4|1] [{x:person}] [~] [and] [{y:person}] [~] [and] [{z:person}] "
          "[people|friends|children|siblings|brothers|sisters|kids|parts|partners|persons|boys|girls|workers]");
  g.form("@share {a} @among [in|into|by|using] [parts] [in] [the|a] [ratio] [of] @parts [@among]", share);
  g.form("@share {a} (in|into) @parts", share);
  g.form(
      "{a} @share @among (in|into) [the|a] ratio [of] @parts ~ [(what is|find|how much is) (each|the|each person) "
      "(share|shares|part|parts|amounts|amount)|how much (do|does) each [person|one] (get|receive)|what do each "
      "[person|one] (get|receive)|how much does each get]",
      share);
  g.form(
      "(if|when) {a} @share @among (in|into) [the|a] ratio [of] @parts ~ (what is|find|how much is) [the] "
      "(largest|larger) (share|part|amount)",
      extreme_share<true>);
  g.form(
      "(if|when|) {a} @share @among (in|into) [the|a] ratio [of] @parts ~ (what is|find|how much is) [the] "
      "(smallest|smaller) (share|part|amount)",
      extreme_share<false>);
  g.form(
      "{a} @share @among (in|into) [the|a] ratio [of] @parts ~ (what is|find|how much is) [the] (largest|larger) "
      "(share|part|amount)",
      extreme_share<true>);
  g.form(
      "@share {a} @among (in|into) [the|a] ratio [of] @parts ~ (what is|find|how much is) [the] (largest|larger) "
      "(share|part|amount)",
      extreme_share<true>);
  g.form(
      "@share {a} @among (in|into) [the|a] ratio [of] @parts ~ (what is|find|how much is) [the] (smallest|smaller) "
      "(share|part|amount)",
      extreme_share<false>);
  g.form(
      "(simplify|reduce|what is|express|write) [the] [ratio] [of] @parts [in|to|into] [its|the] [lowest|simplest] "
      "[term|form]",
      [](const Match& m, Question& q) -> Outcome<Solution> {
        for (std::size_t i = m.begin(); i < m.end(); ++i) {
          const std::string& word = q.tokens()[i].text;
          if (word == "ratio" || word == "simplify" || word == "reduce") return simplify(m, q);
        }
        return outside("no ratio was asked for");
      });
}

void add_proportions_and_names(Grammar& g) {
  g.form("@ask ratio (of|between) {p:operand} (to|and|:) {r:operand} [in|to] [its|the] [lowest|simplest] [term|form]",
         simplify);
  g.form("(simplest form of|lowest terms of) [the] ratio @parts", simplify);
  g.form("{p:operand} (is to|:) {r:operand} (as|is as|=|: :) {s:operand} (is to|:) (what|what number)", proportion);
  g.list_words(PieceKind::person,
               "tom anna bob alice john mary sam sarah jane peter paul mark emma jack lily mike lisa kate james anne "
               "ann ben lucy david maria "
               "susan carlos maya leo nina omar priya raj amy jim tim sally sue joe dan max mia noah liam olivia ava "
               "sophia ella chloe grace harry "
               "george oliver charlie emily hannah laura julia karen linda robert william thomas daniel matthew "
               "anthony steven andrew kevin brian jason ryan "
               "jenny jessica rachel rebecca megan natalie zoe alex chris pat kim lee ali sara eva ana jose juan luis "
               "pedro rosa carol diana helen irene "
               "frank greg henry ian jerry ken larry nick oscar phil roger steve ted victor walter adam eric fred gary "
               "hugo ivan "
               "he she they i we you it ravi arun anita fatima hassan yusuf wei ming chen yuki ken aisha mohamed ahmed "
               "abdul elena olga boris katya "
               "benjamin samuel joshua ethan lucas mason logan jacob michael alexander elizabeth victoria madison "
               "abigail sofia becky bella billy bobby "
               "carl claire clara colin dave debbie derek donna doug ed eddie ellen erin felix fiona gina gwen holly "
               "jake jeff jill joan joel judy kyle "
               "lena marcus martin melissa molly nancy neil owen pam patrick penny randy rita rob ron rose ross roy "
               "ruby russell ruth sean seth sharon "
               "simon sophie stella stephen stuart tara terry tina todd tony tracy vicky wendy zach zara mom dad "
               "teacher farmer baker shopkeeper");
}

}  // namespace

void add_ratios(Grammar& g) {
  add_sharing_in_ratios(g);
  add_proportions_and_names(g);
}

}  // namespace swarm::math
