#include "swarm/heads/math/language/units.hpp"

#include <algorithm>
#include <array>

#include "base/invariant.hpp"

namespace swarm::math {

namespace {

Rational ratio(std::int64_t numerator, std::int64_t denominator) {
  return {Integer(numerator), Integer(denominator)};
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

}  // namespace

bool comparable(const Unit& left, const Unit& right) {
  if (left.dimension != right.dimension) return false;
  if (left.dimension != Dimension::money) return true;
  const auto currency = [](const Unit& unit) {
    return unit.symbol == "¢" ? "$" : unit.symbol == "p" ? "£" : unit.symbol;
  };
  return currency(left) == currency(right);
}

Units::Units(Vocabulary& vocabulary) {
  for (const std::string_view word : {"square", "sq", "squared"})
    square_.push_back(vocabulary.add(word));
  for (const std::string_view word : {"cubic", "cu", "cubed"})
    cubic_.push_back(vocabulary.add(word));
  for (const std::string_view word : {"per", "an", "each", "every"})
    per_.push_back(vocabulary.add(word));
  degree_ = vocabulary.add("degrees");
  percent_ = add(vocabulary, "%", Dimension::share, ratio(1, 100), "percent;per cent");
  add_lengths(vocabulary);
  add_masses_and_times(vocabulary);
  add_volumes(vocabulary);
  add_money(vocabulary);
  add_speeds(vocabulary);
  for (auto& list : names_) {
    std::ranges::sort(list, std::ranges::greater{}, [](const Name& name) { return name.words.size(); });
  }
}

const Unit* Units::add(Vocabulary& vocabulary, std::string_view symbol, Dimension dimension, Rational factor,
                       std::string_view names, std::string_view note) {
  units_.push_back({std::string(symbol), dimension, std::move(factor), Rational(0), std::string(note)});
  const Unit* unit = &units_.back();
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(';'), names.size());
    Name name{{}, unit};
    for (const std::string_view word : words_of(names.substr(0, end)))
      name.words.push_back(vocabulary.add(word));
    names.remove_prefix(std::min(end + 1, names.size()));
    if (name.words.empty()) continue;
    if (names_.size() <= name.words[0]) names_.resize(name.words[0] + 1u);
    names_[name.words[0]].push_back(std::move(name));
  }
  return unit;
}

void Units::add_lengths(Vocabulary& vocabulary) {
  struct Length {
    std::string_view symbol;
    Rational metres;
    std::string_view names;
  };
  const std::array<Length, 11> lengths{{
      {"mm", ratio(1, 1000), "mm;millimeter;millimeters;millimetre;millimetres"},
      {"cm", ratio(1, 100), "cm;cms;centimeter;centimeters;centimetre;centimetres"},
      {"dm", ratio(1, 10), "dm;decimeter;decimeters;decimetre;decimetres"},
      {"m", ratio(1, 1), "m;meter;meters;metre;metres"},
      {"km", ratio(1000, 1), "km;kms;kilometer;kilometers;kilometre;kilometres"},
      {"in", ratio(254, 10000), "in;inch;inches;ins"},
      {"ft", ratio(3048, 10000), "ft;foot;feet"},
      {"yd", ratio(9144, 10000), "yd;yds;yard;yards"},
      {"mi", ratio(1609344, 1000), "mi;mile;miles"},
      {"nmi", ratio(1852, 1), "nmi;nautical mile;nautical miles"},
      {"um", ratio(1, 1000000), "um;micrometer;micrometers;micrometre;micrometres;micron;microns"},
  }};
  for (const Length& length : lengths) {
    const std::string symbol(length.symbol);
    const Unit* unit = add(vocabulary, symbol, Dimension::length, length.metres, length.names);
    const Unit* squared = add(vocabulary, symbol + "²", Dimension::area, power(length.metres, 2), "");
    const Unit* cubed = add(vocabulary, symbol + "³", Dimension::volume, power(length.metres, 3), "");
    for (Unit& known : units_) {
      if (&known == unit) known.squared = squared, known.cubed = cubed;
    }
  }
  add(vocabulary, "ha", Dimension::area, ratio(10000, 1), "ha;hectare;hectares");
  add(vocabulary, "acre", Dimension::area, ratio(40468564224, 10000000), "acre;acres");
}

void Units::add_masses_and_times(Vocabulary& vocabulary) {
  add(vocabulary, "mg", Dimension::mass, ratio(1, 1000), "mg;milligram;milligrams");
  add(vocabulary, "g", Dimension::mass, ratio(1, 1), "g;gram;grams;gramme;grammes");
  add(vocabulary, "kg", Dimension::mass, ratio(1000, 1), "kg;kgs;kilo;kilos;kilogram;kilograms");
  add(vocabulary, "t", Dimension::mass, ratio(1000000, 1), "t;tonne;tonnes;metric ton;metric tons");
  add(vocabulary, "oz", Dimension::mass, ratio(45359237, 1600000), "oz;ounce;ounces", "avoirdupois ounce");
  add(vocabulary, "lb", Dimension::mass, ratio(45359237, 100000), "lb;lbs;pound;pounds");
  add(vocabulary, "st", Dimension::mass, ratio(45359237 * 14LL, 100000), "stone;stones");
  add(vocabulary, "ms", Dimension::time, ratio(1, 1000), "ms;millisecond;milliseconds");
  add(vocabulary, "s", Dimension::time, ratio(1, 1), "s;sec;secs;second;seconds");
  add(vocabulary, "min", Dimension::time, ratio(60, 1), "min;mins;minute;minutes");
  add(vocabulary, "h", Dimension::time, ratio(3600, 1), "h;hr;hrs;hour;hours");
  add(vocabulary, "d", Dimension::time, ratio(86400, 1), "d;day;days");
  add(vocabulary, "wk", Dimension::time, ratio(604800, 1), "wk;wks;week;weeks");
  const auto temperature = [&](std::string_view symbol, Rational factor, Rational offset, std::string_view names) {
    add(vocabulary, symbol, Dimension::temperature, std::move(factor), names);
    units_.back().offset = std::move(offset);
  };
  temperature("°C", ratio(1, 1), ratio(27315, 100), "c;celsius;centigrade;celcius");
  temperature("°F", ratio(5, 9), ratio(45967, 100), "f;fahrenheit;farenheit");
  temperature("K", ratio(1, 1), ratio(0, 1), "k;kelvin;kelvins");
}

void Units::add_volumes(Vocabulary& vocabulary) {
  const Rational gallon = ratio(3785411784, 1000000000000);  // US liquid gallon: 231 cubic inches
  const auto us = [&](std::string_view symbol, std::int64_t parts, std::string_view names, std::string_view note) {
    add(vocabulary, symbol, Dimension::volume, gallon / Rational(parts), names, note);
  };
  add(vocabulary, "mL", Dimension::volume, ratio(1, 1000000),
      "ml;mls;milliliter;milliliters;millilitre;millilitres;cc");
  add(vocabulary, "cL", Dimension::volume, ratio(1, 100000), "cl;centiliter;centiliters;centilitre;centilitres");
  add(vocabulary, "dL", Dimension::volume, ratio(1, 10000), "dl;deciliter;deciliters;decilitre;decilitres");
  add(vocabulary, "L", Dimension::volume, ratio(1, 1000), "l;liter;liters;litre;litres");
  us("gal", 1, "gal;gallon;gallons;us gallon;us gallons", "US liquid gallon");
  us("qt", 4, "qt;qts;quart;quarts", "US liquid quart");
  us("pt", 8, "pt;pint;pints;us pint;us pints", "US liquid pint");
  us("cup", 16, "cup;cups", "US cup");
  us("fl oz", 128, "fl oz;fluid ounce;fluid ounces", "US fluid ounce");
  us("tbsp", 256, "tbsp;tbsps;tablespoon;tablespoons", "US tablespoon");
  us("tsp", 768, "tsp;tsps;teaspoon;teaspoons", "US teaspoon");
}

void Units::add_money(Vocabulary& vocabulary) {
  dollar_ = add(vocabulary, "$", Dimension::money, Rational(1), "dollar;dollars;usd;bucks;buck;us dollars");
  euro_ = add(vocabulary, "€", Dimension::money, Rational(1), "euro;euros;eur");
  pound_money_ = add(vocabulary, "£", Dimension::money, Rational(1), "gbp;quid;pounds sterling");
  yen_ = add(vocabulary, "¥", Dimension::money, Rational(1), "yen;jpy");
  rupee_ = add(vocabulary, "₹", Dimension::money, Rational(1), "rupee;rupees;inr;rs");
  cents_ = add(vocabulary, "¢", Dimension::money, ratio(1, 100), "cent;cents");
  pence_ = add(vocabulary, "p", Dimension::money, ratio(1, 100), "pence;p");
}

void Units::add_speeds(Vocabulary& vocabulary) {
  const std::array<std::string_view, 7> lengths{"m", "km", "mi", "ft", "cm", "yd", "nmi"};
  const std::array<std::string_view, 4> times{"s", "min", "h", "d"};
  for (const std::string_view length : lengths) {
    for (const std::string_view time : times) {
      const Unit* over = named(length);
      const Unit* under = named(time);
      const bool mph = length == "mi" && time == "h";
      const bool knot = length == "nmi" && time == "h";
      const std::string symbol = mph ? "mph" : knot ? "kn" : std::string(length) + "/" + std::string(time);
      const std::string_view names = mph                ? "mph"
                                     : knot             ? "kn;knot;knots"
                                     : symbol == "km/h" ? "kmh;kph;kmph;kmhr"
                                     : symbol == "m/s"  ? "mps"
                                                        : "";
      add(vocabulary, symbol, Dimension::speed, over->factor / under->factor, names);
      units_.back().length = over;
      units_.back().time = under;
    }
  }
}

const Unit* Units::named(std::string_view symbol) const {
  for (const Unit& unit : units_) {
    if (unit.symbol == symbol) return &unit;
  }
  SWARM_INVARIANT(false, "units are looked up by symbols that this file lists");
  return nullptr;
}

const Unit* Units::speed(const Unit& length, const Unit& time) const {
  for (const Unit& unit : units_) {
    if (unit.length == &length && unit.time == &time) return &unit;
  }
  return nullptr;
}

const Unit* Units::currency(char32_t symbol) const {
  switch (symbol) {
    case U'$':
      return dollar_;
    case U'€':
      return euro_;
    case U'£':
      return pound_money_;
    case U'¥':
      return yen_;
    case U'₹':
      return rupee_;
    case U'¢':
      return cents_;
    default:
      return nullptr;
  }
}

std::optional<Units::Found> Units::read_name(const Tokens& tokens, std::size_t at) const {
  const Token& first = tokens[at];
  if (first.kind == TokenKind::symbol && first.symbol == U'°') {
    const auto scale = read_name(tokens, at + 1);
    return scale && scale->unit->dimension == Dimension::temperature ? scale : std::nullopt;
  }
  if (first.kind == TokenKind::symbol && first.symbol == U'¢') return Found{cents_, at + 1};
  if (first.kind != TokenKind::word || first.word == kNoWord) return std::nullopt;
  if (first.word == degree_) {
    const auto scale = read_name(tokens, at + 1);
    return scale && scale->unit->dimension == Dimension::temperature ? scale : std::nullopt;
  }
  if (first.word >= names_.size()) return std::nullopt;
  for (const Name& name : names_[first.word]) {
    if (at + name.words.size() >= tokens.size()) continue;
    const auto same = [&](std::size_t i) {
      return tokens[at + i].kind == TokenKind::word && tokens[at + i].word == name.words[i];
    };
    bool all = true;
    for (std::size_t i = 0; i < name.words.size(); ++i)
      all = all && same(i);
    if (all) return Found{name.unit, at + name.words.size()};
  }
  return std::nullopt;
}

std::optional<Units::Found> Units::read_powered(const Tokens& tokens, std::size_t at) const {
  const WordId word = tokens[at].kind == TokenKind::word ? tokens[at].word : kNoWord;
  const bool square = word != kNoWord && std::ranges::find(square_, word) != square_.end();
  const bool cubic = word != kNoWord && std::ranges::find(cubic_, word) != cubic_.end();
  if (square || cubic) {
    const auto length = read_name(tokens, at + 1);
    if (!length || length->unit->squared == nullptr) return std::nullopt;
    return Found{square ? length->unit->squared : length->unit->cubed, length->end};
  }
  const auto name = read_name(tokens, at);
  if (!name || name->unit->squared == nullptr) return name;
  const Token& caret = tokens[name->end];
  if (caret.kind == TokenKind::symbol && caret.symbol == U'^' && !caret.space_before) {
    const auto exponent = tokens[name->end + 1].number.small();
    if (exponent == 2) return Found{name->unit->squared, name->end + 2};
    if (exponent == 3) return Found{name->unit->cubed, name->end + 2};
    return std::nullopt;
  }
  if (caret.kind == TokenKind::word && caret.word == square_.back()) return Found{name->unit->squared, name->end + 1};
  if (caret.kind == TokenKind::word && caret.word == cubic_.back()) return Found{name->unit->cubed, name->end + 1};
  return name;
}

std::optional<Units::Found> Units::read_speed(const Tokens& tokens, const Found& length) const {
  const Token& next = tokens[length.end];
  const bool slash = next.kind == TokenKind::symbol && next.symbol == U'/';
  const bool per =
      next.kind == TokenKind::word && std::ranges::find(per_, next.word) != per_.end() && next.word != kNoWord;
  if (!slash && !per) return std::nullopt;
  const auto time = read_name(tokens, length.end + 1);
  if (!time || time->unit->dimension != Dimension::time) return std::nullopt;
  const Unit* speed_unit = speed(*length.unit, *time->unit);
  if (speed_unit == nullptr) return std::nullopt;
  return Found{speed_unit, time->end};
}

std::optional<Units::Found> Units::read(const Tokens& tokens, std::size_t at) const {
  const auto unit = read_powered(tokens, at);
  if (!unit || unit->unit->dimension != Dimension::length) return unit;
  if (const auto speed_unit = read_speed(tokens, *unit)) return speed_unit;
  return unit;
}

}  // namespace swarm::math
