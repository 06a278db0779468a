#include "swarm/heads/math/language/number_words.hpp"

#include <array>
#include <string>

namespace swarm::math {

namespace {

constexpr std::array<std::string_view, 20> kSmall{
    "zero", "one",    "two",    "three",    "four",     "five",    "six",     "seven",     "eight",    "nine",
    "ten",  "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<std::string_view, 8> kTens{"twenty", "thirty",  "forty",  "fifty",
                                                "sixty",  "seventy", "eighty", "ninety"};
constexpr std::array<std::string_view, 21> kOrdinals{
    "zeroth",     "first",     "second",    "third",       "fourth",     "fifth",      "sixth",
    "seventh",    "eighth",    "ninth",     "tenth",       "eleventh",   "twelfth",    "thirteenth",
    "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"};

}  // namespace

NumberWords::NumberWords(Vocabulary& vocabulary) {
  const auto say = [&](std::string_view word, Kind kind, std::int64_t value) {
    const WordId id = vocabulary.add(word);
    if (meanings_.size() <= id) meanings_.resize(id + 1u);
    meanings_[id] = {kind, value};
  };
  const auto list = [&](std::vector<std::int64_t>& table, std::string_view word, std::int64_t value) {
    const WordId id = vocabulary.add(word);
    if (table.size() <= id) table.resize(id + 1u);
    table[id] = value;
  };
  for (std::size_t i = 0; i < kSmall.size(); ++i) {
    say(kSmall[i], i < 10 ? Kind::unit : Kind::teen, static_cast<std::int64_t>(i));
  }
  for (std::size_t i = 0; i < kTens.size(); ++i)
    say(kTens[i], Kind::tens, static_cast<std::int64_t>(i + 2) * 10);
  say("nought", Kind::unit, 0);
  say("fourty", Kind::tens, 40);  // the usual misspelling
  say("hundred", Kind::hundred, 100);
  say("hundreds", Kind::none, 0);
  say("thousand", Kind::scale, 1'000);
  say("million", Kind::scale, 1'000'000);
  say("billion", Kind::scale, 1'000'000'000);
  say("trillion", Kind::scale, 1'000'000'000'000);
  say("dozen", Kind::scale, 12);
  say("and", Kind::conjunction, 0);
  say("a", Kind::article, 1);
  say("point", Kind::point, 0);
  for (std::size_t i = 1; i < kOrdinals.size(); ++i) {
    list(ordinals_, kOrdinals[i], static_cast<std::int64_t>(i));
    if (i < 3) continue;
    list(denominators_, kOrdinals[i], static_cast<std::int64_t>(i));
    list(denominators_, std::string(kOrdinals[i]) + "s", static_cast<std::int64_t>(i));
  }
  for (const auto& [word, value] : {std::pair<std::string_view, std::int64_t>{"thirtieth", 30},
                                    {"fortieth", 40},
                                    {"fiftieth", 50},
                                    {"hundredth", 100},
                                    {"thousandth", 1000}}) {
    list(ordinals_, word, value);
    list(denominators_, word, value);
    list(denominators_, std::string(word) + "s", value);
  }
  list(denominators_, "half", 2);
  list(denominators_, "halves", 2);
  list(denominators_, "quarter", 4);
  list(denominators_, "quarters", 4);
}

std::optional<std::int64_t> NumberWords::ordinal(WordId word) const {
  if (word >= ordinals_.size() || ordinals_[word] == 0) return std::nullopt;
  return ordinals_[word];
}

std::optional<std::int64_t> NumberWords::denominator(WordId word) const {
  if (word >= denominators_.size() || denominators_[word] == 0) return std::nullopt;
  return denominators_[word];
}

NumberWords::Meaning NumberWords::meaning(const Token& token) const {
  if (token.kind != TokenKind::word || token.word >= meanings_.size()) return {};
  return meanings_[token.word];
}

std::optional<NumberWords::Run> NumberWords::read_below_thousand(const Tokens& tokens, std::size_t at) const {
  const auto tens_and_units = [&](std::size_t from) -> std::optional<Run> {
    const Meaning first = meaning(tokens[from]);
    if (first.kind == Kind::unit || first.kind == Kind::teen) return Run{first.value, from + 1};
    if (first.kind != Kind::tens) return std::nullopt;
    const Meaning second = meaning(tokens[from + 1]);
    if (second.kind == Kind::unit && second.value > 0) return Run{first.value + second.value, from + 2};
    return Run{first.value, from + 1};
  };
  const Meaning lead = meaning(tokens[at]);
  std::optional<Run> run;
  if (lead.kind == Kind::hundred)
    run = Run{100, at + 1};
  else if (lead.kind == Kind::article && meaning(tokens[at + 1]).kind == Kind::hundred)
    run = Run{100, at + 2};
  else if (run = tens_and_units(at); run && meaning(tokens[run->end]).kind == Kind::hundred) {
    run = Run{run->value * Rational(100), run->end + 1};
  } else {
    return run;
  }
  const bool conjunction = meaning(tokens[run->end]).kind == Kind::conjunction;
  if (const auto rest = tens_and_units(run->end + (conjunction ? 1 : 0))) {
    if (meaning(tokens[rest->end]).kind != Kind::hundred) return Run{run->value + rest->value, rest->end};
  }
  return run;
}

std::optional<NumberWords::Run> NumberWords::read(const Tokens& tokens, std::size_t at) const {
  std::optional<Run> run;
  std::int64_t last_scale = 0;
  while (true) {
    const std::size_t start = run ? run->end : at;
    const bool conjunction = run && meaning(tokens[start]).kind == Kind::conjunction;
    const std::size_t from = start + (conjunction ? 1 : 0);
    std::optional<Run> group;
    if (!run || meaning(tokens[from]).kind != Kind::hundred)
      group = read_below_thousand(tokens, from);  // no "thousand hundred"
    if (!group && !run && meaning(tokens[from]).kind == Kind::article &&
        meaning(tokens[from + 1]).kind == Kind::scale) {
      group = Run{1, from + 1};
    }
    if (!group && !run && meaning(tokens[from]).kind == Kind::scale) group = Run{1, from};
    if (!group) return run;
    const Meaning scale = meaning(tokens[group->end]);
    if (scale.kind == Kind::scale) {
      if (run && (conjunction || scale.value >= last_scale || last_scale == 12)) return run;
      const Rational sum = (run ? run->value : Rational(0)) + group->value * Rational(scale.value);
      run = Run{sum, group->end + 1};
      last_scale = scale.value;
      continue;
    }
    if (!run) return group;
    if (last_scale == 12 || (conjunction && group->value >= Rational(100))) return run;
    return Run{run->value + group->value, group->end};
  }
}

void NumberWords::read_decimals(const Tokens& tokens, Run& run) const {
  if (meaning(tokens[run.end]).kind != Kind::point) return;
  std::string digits;
  std::size_t at = run.end + 1;
  for (; at < tokens.size(); ++at) {
    const Token& token = tokens[at];
    const Meaning said = meaning(token);
    if (said.kind == Kind::unit)
      digits += static_cast<char>('0' + said.value);
    else if (token.kind == TokenKind::number && digits.empty() && !token.shape.decimal)
      digits += token.text;
    else
      break;
  }
  if (digits.empty()) return;
  run.value += Rational::from_decimal("0." + digits);
  run.end = at;
  run.decimal = true;
}

void NumberWords::join(Tokens& tokens) const {
  Tokens joined;
  joined.reserve(tokens.size());
  for (std::size_t at = 0; at < tokens.size();) {
    Token& first = tokens[at];
    std::optional<Run> run;
    if (first.kind == TokenKind::number) {
      run = Run{first.number, at + 1, first.shape.decimal};
      const Meaning next = meaning(tokens[at + 1]);
      if (next.kind == Kind::scale || next.kind == Kind::hundred) {  // "2.5 million"
        run->value *= Rational(next.value);
        run->decimal = run->decimal && !run->value.is_integer();
        ++run->end;
      }
      if (!run->decimal) read_decimals(tokens, *run);
    } else if (run = read(tokens, at); run) {
      read_decimals(tokens, *run);
    }
    if (!run) {
      joined.push_back(std::move(first));
      ++at;
      continue;
    }
    Token number = std::move(first);
    const bool words = number.kind == TokenKind::word;
    if (words) number.shape = {.words = true};
    if (run->end != at + 1) number.word = kNoWord;
    number.shape.decimal = run->decimal;
    number.kind = TokenKind::number;
    number.number = run->value;
    at = run->end;
    const auto last =
        at < tokens.size() && tokens[at].kind == TokenKind::word ? ordinal(tokens[at].word) : std::nullopt;
    const auto whole = number.number.small();
    if (words && last && whole && *last < 10 && *whole >= 20 && *whole % 10 == 0 &&
        *whole % 100 >= 20) {  // "twenty first"
      number.number += Rational(*last);
      number.kind = TokenKind::ordinal;
      ++at;
    }
    joined.push_back(std::move(number));
  }
  tokens = std::move(joined);
}

}  // namespace swarm::math
