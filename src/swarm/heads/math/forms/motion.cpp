// Speed, distance and time: one of the three from the other two.

#include <fmt/format.h>

#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

bool is(const Amount& amount, Dimension dimension) {
  return amount.unit != nullptr && amount.unit->dimension == dimension && amount.rational();
}

Outcome<Amount> amount_of(const Match& m, std::string_view name, Dimension dimension, Question& q) {
  const auto known = TRY(q.known(m.node(name)));
  if (!is(known.amount, dimension)) return outside("another kind of quantity is expected");
  return known.amount;
}

Rational in_base(const Amount& amount) {
  return amount.number.rational() * amount.unit->factor;
}

std::string said(const Amount& amount) {
  return plain_text(amount, true);
}

// In the units of the question: km and h give km/h. Minutes count as part of an hour.
Outcome<Solution> speed(const Match& m, Question& q) {
  const Amount distance = TRY(amount_of(m, "d", Dimension::length, q));
  const Amount time = TRY(amount_of(m, "t", Dimension::time, q));
  if (time.number.sign() <= 0) return outside("a time is positive");
  const bool long_way = distance.unit->symbol == "km" || distance.unit->symbol == "mi";
  const Unit* per = long_way && time.unit->symbol == "min" && !m.has("u") ? q.units().named("h") : time.unit;
  const Unit* unit = m.has("u") ? &m.unit("u") : q.units().speed(*distance.unit, *per);
  if (unit == nullptr || unit->dimension != Dimension::speed) return outside("this speed has no usual unit");
  const Amount result{Surd(in_base(distance) / in_base(time) / unit->factor), unit};
  if (in_base(result) * in_base(time) != in_base(distance))
    return trouble(TroubleKind::unchecked, "speed by time is another distance");
  return q.solution(fmt::format("{} in {}", said(distance), said(time)), q.text(result),
                    "speed by time is the distance, in base units");
}

Outcome<Solution> distance(const Match& m, Question& q) {
  const Amount speed_said = TRY(amount_of(m, "v", Dimension::speed, q));
  const Amount time = TRY(amount_of(m, "t", Dimension::time, q));
  const Unit* unit = m.has("u") ? &m.unit("u") : speed_said.unit->length;
  if (unit->dimension != Dimension::length) return outside("a distance is asked in a unit of length");
  const Amount result{Surd(in_base(speed_said) * in_base(time) / unit->factor), unit};
  if (in_base(result) / in_base(time) != in_base(speed_said))
    return trouble(TroubleKind::unchecked, "distance by time is another speed");
  return q.solution(fmt::format("{} for {}", said(speed_said), said(time)), q.text(result),
                    "distance by time is the speed, in base units");
}

Outcome<Solution> duration(const Match& m, Question& q) {
  const Amount distance_said = TRY(amount_of(m, "d", Dimension::length, q));
  const Amount speed_said = TRY(amount_of(m, "v", Dimension::speed, q));
  if (speed_said.number.sign() <= 0) return outside("a speed is positive");
  const Unit* unit = m.has("u") ? &m.unit("u") : speed_said.unit->time;
  if (unit->dimension != Dimension::time) return outside("a time is asked in a unit of time");
  const Amount result{Surd(in_base(distance_said) / in_base(speed_said) / unit->factor), unit};
  if (in_base(result) * in_base(speed_said) != in_base(distance_said))
    return trouble(TroubleKind::unchecked, "speed by time is another distance");
  return q.solution(fmt::format("{} at {}", said(distance_said), said(speed_said)), q.text(result),
                    "speed by time is the distance, in base units");
}

}  // namespace

void add_motion(Grammar& g) {
  g.macro("mover",
          "(a|an|the|my|if a|if the|if my|if i|if you|if we|if someone|when a|i|you|we|someone|@they|{w:person}|if "
          "{w:person}|if it|suppose a|) [fast|slow|small|red|passenger|high speed|speeding] "
          "[car|train|bus|bike|bicycle|cyclist|runner|plane|airplane|boat|ship|truck|person|man|woman|walker|vehicle|"
          "driver|athlete|horse|dog|snail|bird|object|motorcycle|motorbike|van|taxi|lorry|jet|rocket|swimmer|jogger|"
          "hiker|cheetah|ball|aeroplane|turtle]");
  g.macro(
      "moves",
      "(travel|covers|cover|covered|go|goes|went|drive|run|runs|ran|walk|walks|walked|moves|move|moved|flies|fly|flew|"
      "cycles|cycle|cycled|ride|rides|rode|swims|swim|swam|sails|sail|completes|jogs|jog|did|do|hikes|hike|crawls)");
  g.macro("avgspeed",
          "[what is|find|calculate|what was|work out|determine|how fast is|how fast do] "
          "[its|the|his|her|their|my|your|it|he|she|they] [average|mean|constant|speed|car|train|bus|cyclist|runner] "
          "[speed|go|going|velocity|moving|travel|running|driving|train speed|car speed] [of] [the|it] "
          "[car|train|bus|cyclist|runner|go|moving|plane|boat|truck|bike] [in {u:unit}]");
  g.form("@mover @moves [a|a distance of|at] {d} in {t} ~ @avgspeed", speed);
  g.form("@mover [takes|needs|take|took] {t} to @moves {d} ~ @avgspeed", speed);
  g.form("@ask [average] speed [of|if|for|when] [@mover] [that] [@moves] [a distance of] {d} in {t} [in {u:unit}]",
         speed);
  g.form(
      "how fast (do|is|must|did|should) @mover [need to|have to] [go|going|travel|moving|travel|driving|drive|run] (if "
      "it|to|if they|if he|if she|if i|if you|that|which) (@moves|is) [cover] {d} in {t}",
      speed);
  g.form("@ask speed (of|for|if|with) [a] [distance] [is|of|=] {d} [and|,] [a] [time] [is|of|=] {t}", speed);
  g.macro("ataspeed", "(at|with|doing|averaging|going) [a|an] [constant|average|steady|uniform] [speed] [of] {v}");
  g.form("how far (do|will|can|would|did|could|is it if) @mover [get|@moves] [in|for] {t} @ataspeed [in {u:unit}]",
         distance);
  g.form("how far (do|will|can|would|did|could) @mover [get|@moves] @ataspeed (in|for|after|during) {t}", distance);
  g.form(
      "(what|how much) distance (do|will|can|would|did|is) @mover [@moves] (@ataspeed (in|for|after|during) "
      "{t}|(in|for) {t} @ataspeed)",
      distance);
  g.form(
      "@mover (@moves|travel|driving|going|is travel|is going|is driving|moving|is moving|running) @ataspeed [for {t}] "
      "~ (how far|what distance|how many {u:unit}) (do|will|can|would|did|have) [it|he|she|they|the car|the "
      "train|i|you|we|@mover] [have] [@moves|gone|get] [in {t}]",
      distance);
  g.form(
      "@mover (@moves|travel|driving|going|moving) (for {t}) @ataspeed ~ (how far|what distance|how many {u:unit}) "
      "(do|will|can|would|did|have) [it|he|she|they|i|you|we] [have] [@moves|gone|get]",
      distance);
  g.form("@mover (@moves) @ataspeed for {t} ~ @ask [total] distance [traveled|covered|travel]", distance);
  g.form(
      "@mover (@moves|is travel|is going|is driving|is doing|does) [at] {v} ~ how far (do|will|can|would|did) "
      "[it|he|she|they|i|you|we|the car|the train|@mover] [@moves|get] (in|for|after|during) {t}",
      distance);
  g.macro("dur",
          "(how long|how much time|how many {u:unit}) (do|will|would|did|is) [it|@mover] (take|be|need) [@mover] [to]");
  g.form("@dur [to] [@moves|get|cover|complete] [a distance of] {d} @ataspeed", duration);
  g.form("@dur [@mover] [travel|going|driving|moving|@moves] @ataspeed [to] [@moves|get|cover] {d}", duration);
  g.form(
      "@mover (@moves|is travel|travel|is going|is driving) @ataspeed ~ (how long|how much time|how many {u:unit}) "
      "(do|will|would|did) [it] (take|need) [it|him|her|them] [to] (@moves|cover) {d}",
      duration);
  g.form(
      "@mover (@moves|has to travel|must travel|needs to travel|is travel) {d} @ataspeed ~ (how long|how much time|how "
      "many {u:unit}) (do|will|would|did) (it|the trip|the journey|he|she|they) (take|last|need)",
      duration);
  g.form(
      "(how long|how much time|how many {u:unit}) (do|will|would|did|is) (a|an|the) {d} "
      "(trip|journey|drive|flight|walk|ride|run|race|hike) (take|last) [@mover] @ataspeed",
      duration);
}

}  // namespace swarm::math
