// "Tom has 5 apples and buys 3 more. How many does he have now?": one person, one kind of thing, one or two changes, all
// said outright. Whatever else a sentence says is outside.

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

Outcome<Solution> changed(const Match& m, Question& q, bool first_up, std::optional<bool> second_up) {
  if (!one_kind(m, q)) return outside("different things are counted");
  NodeId value = q.tree().binary(first_up ? NodeKind::add : NodeKind::subtract, m.node("a"), m.node("b"), true);
  if (second_up) value = q.tree().binary(*second_up ? NodeKind::add : NodeKind::subtract, value, m.node("c"), true);
  const auto known = TRY(q.known(value));
  if (known.amount.number.sign() < 0) return outside("more is taken than there was");
  return q.value(value);
}

}  // namespace

void add_stories(Grammar& g) {
  g.macro("who", "(@they|{p:person}|my (mother|father|friend|brother|sister)|a (farmer|baker|shopkeeper|teacher|boy|girl|man|woman|child|student|shop|store))");
  g.macro("has", "(has|have|had|starts with|start with|started with|owns|own|collected|picked|bought|buys)");
  g.macro("gains", "(buys|buy|bought|gets|get|got|finds|find|found|receives|receive|received|is given|was given|is give|earns|earned|wins|won|win|picks|picked|pick|draw|adds|added|add|collects|collected|collect|bakes|baked)");
  g.macro("loses", "(eats|eat|ate|loses|lose|lost|gives|give|gave|gives away|gave away|give away|sells|sell|sold|spends|spend|spent|uses|use|used|breaks|broke|drops|dropped|donates|donated|throws away|threw away|roll away)");
  g.macro("more", "[another|more|additional|further] {b:operand} [more|additional|extra|other] [of them|of those|of her|of his|{s:thing}|of the {s:thing}] [more] [away] [to|from] [a friend|his friend|her friend|my friend|{y:person}|his brother|her sister|his sister|her brother|friends|the store|the shop|a neighbor|her|him] [away]");
  g.macro("more2", "[another|more|additional|further] {c:operand} [more|additional|extra|other] [of them|of those|{r:thing}|of the {r:thing}] [more] [away] [to|from] [a friend|his friend|her friend|my friend|{z:person}|his brother|her sister|his sister|her brother|friends|the store|the shop|a neighbor|her|him] [away]");
  g.macro("join", "[~] [and] [then] [later|after that] [@who]");
  g.macro("howmany", "[how] (how many|how much) [{u:thing}|money|is|of them] (do|does|will|did|is|are|has|have) [there] [{x:person}|@they|the (farmer|baker|shopkeeper|teacher|boy|girl|man|woman|child|student)|remain|remaining|left] [now] [have|got|end up with|has|remain|own] [now] [left|in total|altogether|in all|remaining|all together|over]");
  g.macro("setup", "[if] @who @has {a:operand} [{t:thing}]");
  g.form("@setup @join @gains @more ~ @howmany", [](const Match& m, Question& q) { return changed(m, q, true, std::nullopt); });
  g.form("@setup @join @loses @more ~ @howmany", [](const Match& m, Question& q) { return changed(m, q, false, std::nullopt); });
  g.form("@setup @join @gains @more @join @gains @more2 ~ @howmany", [](const Match& m, Question& q) { return changed(m, q, true, true); });
  g.form("@setup @join @gains @more @join @loses @more2 ~ @howmany", [](const Match& m, Question& q) { return changed(m, q, true, false); });
  g.form("@setup @join @loses @more @join @gains @more2 ~ @howmany", [](const Match& m, Question& q) { return changed(m, q, false, true); });
  g.form("@setup @join @loses @more @join @loses @more2 ~ @howmany", [](const Match& m, Question& q) { return changed(m, q, false, false); });
  g.form("there is {a:operand} [{t:thing}] [in|on|at] [a|the] [basket|box|bag|table|bus|room|class|park|tree|shelf|jar|farm|pond|field|train] ~ [if|and|then] {b:operand} [more] [{s:thing}|of them|people] (is added|is put in|join|joins|come|arrive|get on|gets on|arrived|came|joined|got on|come in|are added) ~ how many [{u:thing}|people] (is there|are there|is in|are on) [now|in total|altogether|the basket|the box|in the box|in the basket|left]", [](const Match& m, Question& q) { return changed(m, q, true, std::nullopt); });
  g.form("there is {a:operand} [{t:thing}] [in|on|at] [a|the] [basket|box|bag|table|bus|room|class|park|tree|shelf|jar|farm|pond|field|train] ~ [if|and|then] {b:operand} [{s:thing}|of them|people] (is taken|is removed|leave|left|is eaten|get off|got off|fly away|flew away|is sold|is taken away|is taken out|are taken) [away|out] ~ how many [{u:thing}|people] (is|is there|are there|remain|are on) [left|now|remain|remaining|still there]", [](const Match& m, Question& q) { return changed(m, q, false, std::nullopt); });
}

}  // namespace swarm::math
