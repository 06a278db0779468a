#include "swarm/answers/normal_form.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/text.hpp"
#include "swarm/answers/number_form.hpp"

namespace swarm::answers {

namespace {

struct Name {
  std::string_view said;  // lower case
  std::string_view symbol;
};

constexpr std::array kUnits{
    Name{"mm", "mm"},
    Name{"millimeter", "mm"},
    Name{"millimetre", "mm"},
    Name{"cm", "cm"},
    Name{"centimeter", "cm"},
    Name{"centimetre", "cm"},
    Name{"m", "m"},
    Name{"meter", "m"},
    Name{"metre", "m"},
    Name{"km", "km"},
    Name{"kilometer", "km"},
    Name{"kilometre", "km"},
    Name{"in", "in"},
    Name{"inch", "in"},
    Name{"inche", "in"},
    Name{"ft", "ft"},
    Name{"foot", "ft"},
    Name{"feet", "ft"},
    Name{"yd", "yd"},
    Name{"yard", "yd"},
    Name{"mi", "mi"},
    Name{"mile", "mi"},
    Name{"mg", "mg"},
    Name{"milligram", "mg"},
    Name{"g", "g"},
    Name{"gram", "g"},
    Name{"kg", "kg"},
    Name{"kilogram", "kg"},
    Name{"kilo", "kg"},
    Name{"t", "t"},
    Name{"tonne", "t"},
    Name{"oz", "oz"},
    Name{"ounce", "oz"},
    Name{"lb", "lb"},
    Name{"pound", "lb"},
    Name{"st", "st"},
    Name{"stone", "st"},
    Name{"ms", "ms"},
    Name{"millisecond", "ms"},
    Name{"s", "s"},
    Name{"sec", "s"},
    Name{"second", "s"},
    Name{"min", "min"},
    Name{"minute", "min"},
    Name{"h", "h"},
    Name{"hr", "h"},
    Name{"hour", "h"},
    Name{"d", "d"},
    Name{"day", "d"},
    Name{"wk", "wk"},
    Name{"week", "wk"},
    Name{"°c", "°c"},
    Name{"c", "°c"},
    Name{"degrees celsius", "°c"},
    Name{"celsius", "°c"},
    Name{"°f", "°f"},
    Name{"f", "°f"},
    Name{"degrees fahrenheit", "°f"},
    Name{"fahrenheit", "°f"},
    Name{"k", "k"},
    Name{"kelvin", "k"},
    Name{"l", "l"},
    Name{"liter", "l"},
    Name{"litre", "l"},
    Name{"ml", "ml"},
    Name{"milliliter", "ml"},
    Name{"millilitre", "ml"},
    Name{"cl", "cl"},
    Name{"gal", "gal"},
    Name{"gallon", "gal"},
    Name{"qt", "qt"},
    Name{"quart", "qt"},
    Name{"pt", "pt"},
    Name{"pint", "pt"},
    Name{"cup", "cup"},
    Name{"fl oz", "fl oz"},
    Name{"fluid ounce", "fl oz"},
    Name{"tbsp", "tbsp"},
    Name{"tablespoon", "tbsp"},
    Name{"tsp", "tsp"},
    Name{"teaspoon", "tsp"},
    Name{"ha", "ha"},
    Name{"hectare", "ha"},
    Name{"acre", "acre"},
    Name{"km/h", "km/h"},
    Name{"kmh", "km/h"},
    Name{"kph", "km/h"},
    Name{"kilometers per hour", "km/h"},
    Name{"kilometres per hour", "km/h"},
    Name{"mph", "mph"},
    Name{"miles per hour", "mph"},
    Name{"m/s", "m/s"},
    Name{"meters per second", "m/s"},
    Name{"metres per second", "m/s"},
    Name{"%", "%"},
    Name{"percent", "%"},
    Name{"per cent", "%"},
    Name{"$", "$"},
    Name{"dollar", "$"},
    Name{"usd", "$"},
    Name{"€", "€"},
    Name{"euro", "€"},
    Name{"eur", "€"},
    Name{"£", "£"},
    Name{"gbp", "£"},
    Name{"¥", "¥"},
    Name{"yen", "¥"},
    Name{"₹", "₹"},
    Name{"rupee", "₹"},
    Name{"¢", "¢"},
    Name{"cent", "¢"},
    Name{"pence", "p"},
    Name{"p", "p"},
};

constexpr std::array kWords{
    Name{"no solution", "none"},
    Name{"no solutions", "none"},
    Name{"no real solution", "none"},
    Name{"no real solutions", "none"},
    Name{"infinite solutions", "infinitely many"},
    Name{"infinitely many solutions", "infinitely many"},
    Name{"not defined", "undefined"},
    Name{"y", "yes"},
    Name{"n", "no"},
};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// One way of writing signs, blanks and roots; lower case.
std::string cleaned(std::string_view answer) {
  std::string text = to_lower(answer);
  for (const auto& [from, to] :
       {Name{"\u2212", "-"}, Name{"\u00a0", " "}, Name{"\n", ";"}, Name{"\r", ""}, Name{"\t", " "}, Name{"×", "*"},
        Name{"·", "*"}, Name{"^2", "²"}, Name{"^3", "³"}, Name{"**", ""}, Name{"`", ""}}) {
    replace_all(text, from, to);
  }
  while (text.contains("  "))
    replace_all(text, "  ", " ");
  std::string_view rest = trim(text);
  for (const std::string_view lead : {"the answer is", "answer:", "the result is", "="}) {
    if (rest.starts_with(lead)) rest = trim(rest.substr(lead.size()));
  }
  while (rest.ends_with('.') || rest.ends_with('!') || rest.ends_with(';'))
    rest = trim(rest.substr(0, rest.size() - 1));
  if (rest.size() >= 2 && (rest.front() == '"' || rest.front() == '\'') && rest.back() == rest.front())
    rest = rest.substr(1, rest.size() - 2);
  return std::string(rest);
}

std::optional<std::string_view> unit_named(std::string_view said) {
  const auto find = [](std::string_view name) -> std::optional<std::string_view> {
    const auto* const found = std::ranges::find(kUnits, name, &Name::said);
    return found == kUnits.end() ? std::nullopt : std::optional(found->symbol);
  };
  if (const auto known = find(said)) return known;
  if (said.ends_with('s') && said.size() > 2) return find(said.substr(0, said.size() - 1));
  return std::nullopt;
}

// "m²", "square metres", "cubic feet"
std::optional<std::string> powered_unit(std::string_view said) {
  for (const auto& [word, sign] : {Name{"square ", "²"}, Name{"sq ", "²"}, Name{"cubic ", "³"}}) {
    if (!said.starts_with(word)) continue;
    const auto base = unit_named(said.substr(word.size()));
    return base ? std::optional(std::string(*base) + std::string(sign)) : std::nullopt;
  }
  for (const std::string_view sign : {"²", "³"}) {
    if (!said.ends_with(sign)) continue;
    const auto base = unit_named(trim(said.substr(0, said.size() - sign.size())));
    return base ? std::optional(std::string(*base) + std::string(sign)) : std::nullopt;
  }
  const auto base = unit_named(said);
  return base ? std::optional(std::string(*base)) : std::nullopt;
}

// "$12.50", "-$3", "12.5 dollars", "2.5km", "15 %"
std::optional<std::string> quantity_form(std::string_view item) {
  const bool negative = item.starts_with('-');
  const std::string_view size = negative ? item.substr(1) : item;
  for (const std::string_view currency : {"$", "€", "£", "¥", "₹"}) {
    if (!size.starts_with(currency)) continue;
    const auto number = number_form(trim(size.substr(currency.size())));
    if (!number) return std::nullopt;
    return (negative && *number != "0" ? "-" : "") + *number + " " + std::string(currency);
  }
  const std::size_t last = item.find_last_of("0123456789");
  if (last == std::string_view::npos || last + 1 >= item.size()) return std::nullopt;
  const auto number = number_form(trim(item.substr(0, last + 1)));
  const auto unit = powered_unit(trim(item.substr(last + 1)));
  if (!number || !unit) return std::nullopt;
  return *number + " " + *unit;
}

// Roots under one name, products with their sign, no blanks: "2√3" and "2 * sqrt(3)".
std::string root_form(std::string_view item) {
  std::string text;
  for (std::size_t i = 0; i < item.size(); ++i) {
    constexpr std::string_view kRoot = "√";
    const bool sign = item.substr(i).starts_with(kRoot);
    const bool word = item.substr(i).starts_with("sqrt");
    if (!sign && !word) {
      if (item[i] != ' ') text += item[i];
      continue;
    }
    if (!text.empty() && (text.back() >= '0' && text.back() <= '9')) text += '*';
    text += "sqrt";
    i += (sign ? kRoot.size() : 4) - 1;
    if (i + 1 >= item.size() || item[i + 1] < '0' || item[i + 1] > '9') continue;
    text += '(';
    while (i + 1 < item.size() && item[i + 1] >= '0' && item[i + 1] <= '9')
      text += item[++i];
    text += ')';
  }
  return text;
}

std::string item_form(std::string_view item) {
  item = trim(item);
  if (const auto number = number_form(item)) return *number;
  if (const auto quantity = quantity_form(item)) return *quantity;
  if (const std::size_t sign = item.find('='); sign != std::string_view::npos && sign > 0 && sign <= 12) {
    const char before = item[sign - 1];
    if (before != '<' && before != '>' && before != '!') {
      return std::string(trim(item.substr(0, sign))) + "=" + item_form(item.substr(sign + 1));
    }
  }
  if (item.contains("√") || item.contains("sqrt")) return root_form(item);
  const auto* const word = std::ranges::find(kWords, item, &Name::said);
  if (word != kWords.end()) return std::string(word->symbol);
  std::string text(item);
  if (text.find_first_not_of("0123456789: ") == std::string::npos || text.find_first_of("<>") != std::string::npos)
    std::erase(text, ' ');
  return text;
}

bool is_value(std::string_view item) {
  item = trim(item);
  return number_form(item) || quantity_form(item) || item.contains('=');
}

// ";" always separates; commas, "and" and "or" only between values, and a comma never inside 1,000.
std::vector<std::string> items_of(const std::string& text) {
  std::vector<std::string> items;
  for (const std::string_view part : split(text, ';')) {
    if (!trim(part).empty()) items.emplace_back(trim(part));
  }
  if (items.size() != 1 || number_form(items[0]) || quantity_form(items[0])) return items;
  std::string separated = items[0];
  for (const std::string_view word : {", and ", " and ", " or ", ", "})
    replace_all(separated, word, ";");
  if (!separated.contains(';') && !number_form(separated)) replace_all(separated, ",", ";");
  std::vector<std::string> values;
  for (const std::string_view part : split(separated, ';'))
    values.emplace_back(trim(part));
  const bool list =
      values.size() > 1 && std::ranges::all_of(values, [](const std::string& value) { return is_value(value); });
  return list ? values : items;
}

}  // namespace

std::string normal_form(std::string_view answer) {
  if (answer.size() > kNormalFormBytesMax) return std::string(trim(answer));
  const std::vector<std::string> items = items_of(cleaned(answer));
  std::vector<std::string> forms;
  for (const std::string& item : items)
    forms.push_back(item_form(item));
  const bool solutions =
      forms.size() > 1 && std::ranges::all_of(forms, [](const std::string& form) { return form.contains('='); });
  if (solutions) std::ranges::sort(forms);
  std::string text;
  for (const std::string& form : forms)
    text += (text.empty() ? "" : ";") + form;
  return text;
}

bool same_meaning(std::string_view left, std::string_view right) {
  return normal_form(left) == normal_form(right);
}

}  // namespace swarm::answers
