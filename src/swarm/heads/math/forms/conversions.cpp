// Units of measure into each other.

#include <fmt/format.h>

#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

Outcome<Solution> convert(const Match& m, Question& q) {
  const auto from = TRY(q.known(m.node("x")));
  const Unit& target = m.unit("u");
  if (from.amount.unit == nullptr) return outside("a quantity with a unit is expected");
  if (from.amount.unit == &target && q.tree()[m.node("x")].kind == NodeKind::literal)
    return outside("it is in that unit already");
  if (target.dimension == Dimension::share) return outside("percent is no unit of measure");
  const NodeId node = q.tree().convert(m.node("x"), target);
  Solution result = TRY(q.value(node));
  const auto known = TRY(q.known(node));
  if (known.amount.rational() && !known.amount.number.rational().decimal_text()) {
    result.answer += fmt::format(", about {} {}", known.amount.number.rational().rounded_text(4), target.symbol);
  }
  return result;
}

}  // namespace

void add_conversions(Grammar& g) {
  g.macro("into", "(to|into|in|as|in terms of|to units of)");
  g.form("(convert|change|turn|express|write|give|transform|put|switch) {x} (to|into|in|as|in terms of) {u:unit}",
         convert);
  g.form("{x} (to|into|in|as|=|converted to|converted into|expressed in|equal) [what|how many] {u:unit}", convert);
  g.form("{x} is (how many|how much|what in) {u:unit}", convert);
  g.form("what is {x} (in|into|to|when converted to|converted to|expressed in|as) {u:unit}", convert);
  g.form(
      "how (many|much) {u:unit} (is|is there|is in|make|make up|do|equal|go into|go in|fit in|fit into|can fit "
      "in|in|to|per|there is in|are contained in|is contained in|has) [there|in|that|is] [in|are in|make|equal] {x}",
      convert);
  g.form("how (many|much) {u:unit} (is|do|would) {x} [make|equal|have|contain|be|last|in total|long|tall]", convert);
  g.form("how (long|far|tall|heavy|hot|cold|big|large|wide|fast|deep|high) is {x} in {u:unit}", convert);
  g.form("{x} [is|=|equal] how many {u:unit}", convert);
  g.form("{x} have how many {u:unit}", convert);
  g.form("{u:unit} (in|per|to) {x}", convert);
  g.form("[what is] [the] number of {u:unit} in {x}", convert);
  g.form("convert to {u:unit} ~ {x}", convert);
}

}  // namespace swarm::math
