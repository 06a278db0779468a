// Plane and solid figures whose measures need no pi, and angles.

#include <fmt/format.h>

#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/functions/functions.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

NodeId product(Question& q, std::initializer_list<NodeId> nodes) {
  NodeId result = kNoNode;
  for (const NodeId node : nodes)
    result = result == kNoNode ? node : q.tree().binary(NodeKind::multiply, result, node, true);
  return result;
}

NodeId number(Question& q, std::int64_t value) {
  return q.tree().number(Rational(value));
}

bool positive(const Question::Known& known) {
  return known.amount.number.sign() > 0;
}

Outcome<Solution> measured(Question& q, NodeId node) {
  if (!positive(TRY(q.known(node)))) return outside("a measure is positive");
  return q.value(node);
}

// The two sides in one unit: a number without a unit takes the other's.
void same_unit(Question& q, NodeId& a, NodeId& b) {
  const Node& first = q.tree()[a];
  const Node& second = q.tree()[b];
  if (first.kind != NodeKind::literal || second.kind != NodeKind::literal) return;
  if (first.literal.unit == nullptr && second.literal.unit != nullptr)
    a = q.tree().literal({first.literal.number, second.literal.unit});
  else if (second.literal.unit == nullptr && first.literal.unit != nullptr)
    b = q.tree().literal({second.literal.number, first.literal.unit});
}

Outcome<Solution> rectangle_area(const Match& m, Question& q) {
  NodeId a = m.node("a"), b = m.node("b");
  same_unit(q, a, b);
  return measured(q, product(q, {a, b}));
}

Outcome<Solution> rectangle_perimeter(const Match& m, Question& q) {
  NodeId a = m.node("a"), b = m.node("b");
  same_unit(q, a, b);
  return measured(q, product(q, {number(q, 2), q.tree().binary(NodeKind::add, a, b, true)}));
}

Outcome<Solution> square_area(const Match& m, Question& q) {
  return measured(q, product(q, {m.node("a"), m.node("a")}));
}
Outcome<Solution> square_perimeter(const Match& m, Question& q) {
  return measured(q, product(q, {number(q, 4), m.node("a")}));
}
Outcome<Solution> triangle_perimeter3(const Match& m, Question& q) {
  return measured(q, product(q, {number(q, 3), m.node("a")}));
}

Outcome<Solution> triangle_area(const Match& m, Question& q) {
  NodeId a = m.node("a"), b = m.node("b");
  same_unit(q, a, b);
  return measured(q, q.tree().binary(NodeKind::divide, product(q, {a, b}), number(q, 2), true));
}

Outcome<Solution> triangle_perimeter(const Match& m, Question& q) {
  const auto known = TRY(q.known(std::vector<NodeId>{m.node("a"), m.node("b"), m.node("c")}));
  const Surd &a = known[0].amount.number, &b = known[1].amount.number, &c = known[2].amount.number;
  if (!(a < b + c) || !(b < a + c) || !(c < a + b)) return outside("no triangle has these sides");
  const NodeId two = q.tree().binary(NodeKind::add, m.node("a"), m.node("b"), true);
  return measured(q, q.tree().binary(NodeKind::add, two, m.node("c"), true));
}

Outcome<Solution> trapezoid_area(const Match& m, Question& q) {
  const NodeId sum = q.tree().binary(NodeKind::add, m.node("a"), m.node("b"), true);
  return measured(q, q.tree().binary(NodeKind::divide, product(q, {sum, m.node("h")}), number(q, 2), true));
}

// Sides with a unit are taken without it and the result gets it back.
Outcome<Solution> root_of(Question& q, NodeId a, NodeId b, bool plus) {
  same_unit(q, a, b);
  const auto known = TRY(q.known(std::vector<NodeId>{a, b}));
  if (known[0].amount.unit != known[1].amount.unit || !positive(known[0]) || !positive(known[1]))
    return outside("two lengths in one unit");
  const auto square = [&](const Question::Known& side) {
    return q.tree().binary(NodeKind::power, q.tree().literal({side.amount.number, nullptr}), number(q, 2), true);
  };
  const NodeId inside =
      q.tree().binary(plus ? NodeKind::add : NodeKind::subtract, square(known[0]), square(known[1]), true);
  const NodeId root = q.tree().call(kSquareRoot, {inside});
  const auto result = TRY(q.known(root));
  if (!positive(result)) return outside("no such triangle");
  if (known[0].amount.unit != nullptr && !result.amount.rational())
    return outside("a length that is no rational number");
  return q.solution(q.shown(root), q.text({result.amount.number, known[0].amount.unit}), result.check);
}

Outcome<Solution> hypotenuse(const Match& m, Question& q) {
  return root_of(q, m.node("a"), m.node("b"), true);
}
Outcome<Solution> other_leg(const Match& m, Question& q) {
  return root_of(q, m.node("h"), m.node("a"), false);
}

// The diagonal of a square of side a is a * sqrt(2).
Outcome<Solution> square_diagonal(const Match& m, Question& q) {
  return root_of(q, m.node("a"), m.node("a"), true);
}

Outcome<Solution> cube_volume(const Match& m, Question& q) {
  const auto known = TRY(q.known(m.node("a")));
  if (known.amount.plain()) return measured(q, q.tree().binary(NodeKind::power, m.node("a"), number(q, 3), true));
  if (known.amount.unit->cubed == nullptr || !known.amount.rational() || !positive(known))
    return outside("an edge is a length");
  const Rational edge = known.amount.number.rational();
  const Amount volume{Surd(edge * edge * edge), known.amount.unit->cubed};
  if (exact_root(volume.number.rational().numerator(), 3) != edge.numerator())
    return trouble(TroubleKind::unchecked, "the cube root is another edge");
  return q.solution(fmt::format("({})^3", q.shown(m.node("a"))), q.text(volume), "the cube root is the edge again");
}

Outcome<Solution> box_volume(const Match& m, Question& q) {
  const auto known = TRY(q.known(std::vector<NodeId>{m.node("a"), m.node("b"), m.node("c")}));
  const Unit* unit = known[2].amount.unit != nullptr ? known[2].amount.unit : known[0].amount.unit;
  Rational volume(1);
  for (const Question::Known& side : known) {
    if (!side.amount.rational() || !positive(side)) return outside("edges are positive numbers");
    if (side.amount.unit != unit && side.amount.unit != nullptr) return outside("edges in one unit are expected");
    volume *= side.amount.number.rational();
  }
  if (unit != nullptr && unit->cubed == nullptr) return outside("edges are lengths");
  Rational rest = volume;
  for (const Question::Known& side : known)
    rest /= side.amount.number.rational();
  if (rest != Rational(1)) return trouble(TroubleKind::unchecked, "dividing by the edges does not leave 1");
  const std::string reading =
      fmt::format("{} * {} * {}", q.shown(m.node("a")), q.shown(m.node("b")), q.shown(m.node("c")));
  return q.solution(reading, q.text({Surd(volume), unit == nullptr ? nullptr : unit->cubed}),
                    "dividing by the edges leaves 1");
}

Outcome<Solution> cube_surface(const Match& m, Question& q) {
  return measured(q, product(q, {number(q, 6), m.node("a"), m.node("a")}));
}

Outcome<Solution> side_from_area(const Match& m, Question& q) {
  const auto known = TRY(q.known(m.node("x")));
  if (!positive(known)) return outside("an area is positive");
  if (known.amount.plain()) return q.value(q.tree().call(kSquareRoot, {m.node("x")}));
  const NodeId root = q.tree().call(kSquareRoot, {q.tree().literal({known.amount.number, nullptr})});
  const auto side = TRY(q.known(root));
  std::string symbol = known.amount.unit->symbol;
  constexpr std::string_view kSquared = "²";
  if (!symbol.ends_with(kSquared) || !side.amount.rational()) return outside("an area of a square is expected");
  symbol.resize(symbol.size() - kSquared.size());
  return q.solution(fmt::format("sqrt({})", q.shown(m.node("x"))),
                    q.text({side.amount.number, q.units().named(symbol)}), side.check);
}

Outcome<Solution> side_from_perimeter(const Match& m, Question& q) {
  return measured(q, q.tree().binary(NodeKind::divide, m.node("x"), number(q, 4), true));
}

// The third angle of a triangle, and the angles of polygons; degrees are plain numbers.
Outcome<Solution> third_angle(const Match& m, Question& q) {
  const NodeId two = q.tree().binary(NodeKind::add, m.node("a"), m.node("b"), true);
  return measured(q, q.tree().binary(NodeKind::subtract, number(q, 180), two, true));
}

std::int64_t sides_named(std::string_view name) {
  constexpr std::array<std::string_view, 13> kNames{"",         "",        "",         "triangle", "quadrilateral",
                                                    "pentagon", "hexagon", "heptagon", "octagon",  "nonagon",
                                                    "decagon",  "",        "dodecagon"};
  const auto* const found = std::ranges::find(kNames, name);
  return found == kNames.end() || name.empty() ? 0 : found - kNames.begin();
}

Outcome<Solution> angle_sum(const Match& m, Question& q) {
  const std::int64_t sides = m.has("n") ? m.number("n") : sides_named(q.tokens()[m.place("w")].text);
  if (sides < 3 || sides > 1'000'000) return outside("a polygon has three sides or more");
  return q.value(product(q, {number(q, sides - 2), number(q, 180)}));
}

Outcome<Solution> regular_angle(const Match& m, Question& q) {
  const std::int64_t sides = m.has("n") ? m.number("n") : sides_named(q.tokens()[m.place("w")].text);
  if (sides < 3 || sides > 1'000'000) return outside("a polygon has three sides or more");
  return q.value(
      q.tree().binary(NodeKind::divide, product(q, {number(q, sides - 2), number(q, 180)}), number(q, sides), true));
}

void add_rectangles(Grammar& g) {
  g.macro("sides",
          "(with|whose|of|having|that is|that measures|measuring|if|if the|which is|where) [the|its|a] "
          "[sides|length|base|width|dimensions|measurements|lengths|height|legs|it] [is|of|are|measures|=]");
  g.macro("ab",
          "[@sides] {a:operand} [long|wide|in length|length] (by|and|*|x|,|times|with) [a|an|the|its|is] [and] "
          "[width|height|breadth|length] [is|of|=] {b:operand} [wide|long|in width|tall|high|width|height]");
  g.macro("rect",
          "[a|an|the|my] (rectangle|rectangular room|room|garden|field|rectangular garden|rectangular "
          "field|parallelogram|floor|rectangular floor|carpet|rug|plot|yard|wall|table|rectangular plot)");
  g.form("@ask area of @rect @ab", rectangle_area);
  g.form("@ask area of @a {a:operand} (by|x|*) {b:operand} @rect", rectangle_area);
  g.form("@ask perimeter of @rect @ab", rectangle_perimeter);
  g.form("@ask perimeter of @a {a:operand} (by|x|*) {b:operand} @rect", rectangle_perimeter);
  g.macro("rectis",
          "@rect (is|has|measures|with|have) [a|the|sides|dimensions|length] [length|of|base|width] [of] {a:operand} "
          "[long|wide|in length] (by|and|x|,) [a|the] [is] [width|height|breadth|length] [of|is] {b:operand} "
          "[wide|long|tall|high|in width]");
  g.form("@rectis ~ @ask area", rectangle_area);
  g.form("@rectis ~ @ask perimeter", rectangle_perimeter);
  g.macro("side",
          "[with|of|whose|that has|having|if|where] [a|the|each|all] [side|sides|edge|edges|side length|edge "
          "length|length] [length|is|of|=|are|measuring] [length] {a:operand} [long|on a side|on each side|sides]");
  g.form("@ask area of [a|the] square @side", square_area);
  g.form("@ask perimeter of [a|the] square @side", square_perimeter);
  g.form("[a|the] square (has|have|with) [a] (side|sides|side length) [of] [length] {a:operand} ~ @ask area",
         square_area);
  g.form("[a|the] square (has|have|with) [a] (side|sides|side length) [of] [length] {a:operand} ~ @ask perimeter",
         square_perimeter);
  g.form(
      "@ask (side|side length|length of the side|length of a side|length of each side) of [a|the] square "
      "(with|whose|of|having|if its) [an|the] area [is|of|=] {x}",
      side_from_area);
  g.form(
      "[a|the] square (has|have|with) [an] area [of] {x} ~ (what is|find|how long is) [the|its] (side|side "
      "length|length of a side|length of each side|length of its sides|sides|each side)",
      side_from_area);
  g.form(
      "@ask (side|side length|length of the side|length of a side|length of each side) of [a|the] square "
      "(with|whose|of|having|if its) [a|the] perimeter [is|of|=] {x}",
      side_from_perimeter);
  g.form(
      "[a|the] square (has|have|with) [a] perimeter [of] {x} ~ (what is|find|how long is) [the|its] (side|side "
      "length|length of a side|length of each side|each side)",
      side_from_perimeter);
}

void add_triangles(Grammar& g) {
  g.form(
      "@ask area of [a|the] [right|right angled] triangle (with|whose|of|having) [a|the] (base|legs|leg) "
      "[is|of|length] [length] {a:operand} (and|,|by) [a|an|the|is] [and] [height|altitude] [is|of] {b:operand}",
      triangle_area);
  g.form(
      "@ask area of [a|the] triangle (with|whose|of|having) [a|the] height [is|of] {b:operand} (and|,) [a|the] base "
      "[is|of] {a:operand}",
      triangle_area);
  g.form("[a|the] triangle (has|have|with) [a] base [of] {a:operand} and [a] height [of] {b:operand} ~ @ask area",
         triangle_area);
  g.form(
      "@ask perimeter of [a|the] triangle (with|whose|of|having) sides [is|of|length] [length] {a:operand} , "
      "{b:operand} [,] and {c:operand}",
      triangle_perimeter);
  g.form("@ask perimeter of [an|the] equilateral triangle @side", triangle_perimeter3);
  g.form(
      "@ask area of [a|the] (trapezoid|trapezium) (with|whose|having) [parallel] (bases|sides|parallel sides) "
      "[is|of|length] {a:operand} and {b:operand} and [a] height [is|of] {h:operand}",
      trapezoid_area);
  g.form("@ask (diagonal|length of the diagonal) of [a|the] square @side", square_diagonal);
  g.form("@ask (diagonal|length of the diagonal) of @rect @ab", hypotenuse);
  g.macro("right",
          "[a|the] (right triangle|right angled triangle|right angle triangle|right-angled triangle|triangle)");
  g.form(
      "@ask [length of the] hypotenuse [of|if|in|for] @right (with|whose|having|if|has) [the] [2] (leg|sides|shorter "
      "sides|other sides|short sides) [is|of|length] [length] {a:operand} and {b:operand}",
      hypotenuse);
  g.form(
      "@right (has|have|with) [2] (leg|sides|shorter sides) [of] [length] {a:operand} and {b:operand} ~ (what "
      "is|find|calculate|how long is) [the|its] [length of the] hypotenuse",
      hypotenuse);
  g.form("@ask hypotenuse (if|when|with) [the] (leg|sides|other sides|other 2 sides) [is] {a:operand} and {b:operand}",
         hypotenuse);
  g.form(
      "@right (has|have|with) [a] hypotenuse [of] [length] {h:operand} and (1|a) (leg|side) [of] [length] {a:operand} "
      "~ (what is|find|calculate|how long is) [the] [length of the] other (leg|side)",
      other_leg);
  g.form(
      "[2] angles of a triangle (is|measure) {a:operand} [degrees] and {b:operand} [degrees] ~ (what is|find|how big "
      "is) the (third|other|remaining) [angle|one]",
      third_angle);
  g.form(
      "[what is|find] the third angle of a triangle (if|when|with|whose|where) [the] [2|other|other 2] [angles] "
      "[is|of] {a:operand} [degrees] and {b:operand} [degrees]",
      third_angle);
  g.form(
      "@ask (sum of the|sum of|total of the|total) [interior|internal] angles (in|of) (a|an) ({w:word}|{n:integer} "
      "sided polygon|polygon with {n:integer} side)",
      angle_sum);
  g.form(
      "@ask (size of each|each|measure of each|size of an) [interior|internal] angle (in|of) (a|an) regular "
      "({w:word}|{n:integer} sided polygon|polygon with {n:integer} side)",
      regular_angle);
}

void add_solids(Grammar& g) {
  g.form("@ask volume of [a|the] cube @side", cube_volume);
  g.form(
      "[a|the] cube (has|have|with) [a|an] (side|sides|edge|edges|side length|edge length) [of] [length] {a:operand} ~ "
      "@ask volume",
      cube_volume);
  g.form("@ask [total] surface area of [a|the] cube @side", cube_surface);
  g.macro("box",
          "[a|the|an] [rectangular] (box|cuboid|prism|rectangular "
          "prism|tank|aquarium|container|room|pool|crate|block|brick)");
  g.macro("dims",
          "[with|of|whose|that is|measuring|that measures|having|has|is|which is] [a|the|its] "
          "[sides|dimensions|length|edges] [of|is|are] {a:operand} [long] (by|x|*|,|and|times) [a|the|and] "
          "[width|breadth] [of|is] {b:operand} [wide] (by|x|*|,|and|, and|times) [a|the|and] [height|depth] [of|is] "
          "{c:operand} [high|tall|deep]");
  g.form("@ask volume of @box @dims", box_volume);
  g.form("@box @dims ~ @ask volume", box_volume);
}

}  // namespace

void add_geometry(Grammar& g) {
  add_rectangles(g);
  add_triangles(g);
  add_solids(g);
}

}  // namespace swarm::math
