#include "swarm/answering/arithmetic_check.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

#include "base/text.hpp"

namespace swarm::answering {

namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kOfExpressions = "0123456789.+-*/^() ";
constexpr std::size_t kExpressionBytesMax = 120;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view stripped(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
}

// "1,250,000" without its commas; other commas stay.
std::string without_thousands_commas(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit_at = [&](std::size_t at) { return at < text.size() && is_digit(text[at]); };
    const bool groups = text[i] == ',' && i > 0 && is_digit(text[i - 1]) && digit_at(i + 1) && digit_at(i + 2) &&
                        digit_at(i + 3) && !digit_at(i + 4);
    if (!groups) plain += text[i];
  }
  return plain;
}

// The signs that models use, as one has them on a keyboard.
std::string with_plain_signs(std::string_view line) {
  std::string plain = without_thousands_commas(line);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kSigns{{{"\u00D7", "*"},
                                                                                  {"\u00B7", "*"},
                                                                                  {"\u22C5", "*"},
                                                                                  {"\u00F7", "/"},
                                                                                  {"\u2212", "-"},
                                                                                  {"\\times", "*"},
                                                                                  {"\\cdot", "*"},
                                                                                  {"\\div", "/"},
                                                                                  {"\\(", ""},
                                                                                  {"\\)", ""},
                                                                                  {"\\[", ""},
                                                                                  {"\\]", ""},
                                                                                  {"\\,", ""},
                                                                                  {"\\$", ""},
                                                                                  {"$", ""},
                                                                                  {"`", ""}}};
  for (const auto& [sign, plain_sign] : kSigns)
    replace_all(plain, sign, plain_sign);
  return plain;
}

bool has_word(std::string_view lower, std::string_view word) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  for (std::size_t at = 0; (at = lower.find(word, at)) != std::string_view::npos; ++at) {
    const bool begins = at == 0 || !is_letter(lower[at - 1]);
    const std::size_t end = at + word.size();
    if (begins && (end == lower.size() || !is_letter(lower[end]))) return true;
  }
  return false;
}

// Signs and digits may mean something else where these are spoken of.
bool has_other_arithmetic(std::string_view text) {
  constexpr std::array<std::string_view, 19> kWords{
      "base",    "binary", "hex",     "hexadecimal", "octal",  "mod",      "modulo", "modular", "congruent", "clock",
      "o'clock", "xor",    "bitwise", "matrix",      "vector", "operator", "puzzle", "cipher",  "riddle"};
  const std::string lower = to_lower(text);
  return std::ranges::any_of(kWords, [&](std::string_view word) { return has_word(lower, word); });
}

bool is_inexact(std::string_view line) {
  if (line.contains("\u2248") || line.contains("~")) return true;
  const std::string lower = to_lower(line);
  constexpr std::array<std::string_view, 12> kWords{"round",         "rounded", "rounding", "approx",
                                                    "approximately", "about",   "roughly",  "wrong",
                                                    "incorrect",     "not",     "instead",  "mistake"};
  return std::ranges::any_of(kWords, [&](std::string_view word) { return has_word(lower, word); });
}

// Whether an equation may begin behind this: at the begin of a line, behind a mark, or behind a word that says nothing
// about the numbers.
bool may_begin_behind(std::string_view before) {
  before = stripped(before);
  if (before.empty() || std::string_view(":;,=(").contains(before.back())) return true;
  const std::size_t begin = before.find_last_of(" \t");
  const std::string word = to_lower(before.substr(begin == std::string_view::npos ? 0 : begin + 1));
  constexpr std::array<std::string_view, 18> kNeutral{
      "so",        "is",      "get",    "have",  "gives", "then", "thus", "therefore", "equals",
      "calculate", "compute", "that's", "hence", "gets",  "gave", "now",  "first",     "finally"};
  return std::ranges::find(kNeutral, std::string_view(word)) != kNeutral.end();
}

// Without what marks the line as an item or as important.
std::string_view without_item_marks(std::string_view line) {
  line = stripped(line);
  while (line.starts_with("- ") || line.starts_with("* ") || line.starts_with("> ") || line.starts_with("**"))
    line = stripped(line.substr(2));
  std::size_t digits = 0;
  while (digits < line.size() && digits < 3 && is_digit(line[digits]))
    ++digits;
  const std::string_view rest = line.substr(digits);
  if (digits > 0 && (rest.starts_with(". ") || rest.starts_with(") "))) line = stripped(rest.substr(2));
  return line;
}

bool is_expression(std::string_view text) {
  if (text.empty() || text.size() > kExpressionBytesMax) return false;
  if (!is_digit(text.front()) && text.front() != '(' && text.front() != '-' && text.front() != '.') return false;
  if (!is_digit(text.back()) && text.back() != ')') return false;
  bool has_sign = false;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth < 0) return false;
    has_sign = has_sign || (i > 0 && std::string_view("+-*/^").contains(text[i]));
    // "3 4" is no number, and "2(3)" not everybody's product
    const bool is_gap =
        text[i] == ' ' && i > 0 && i + 1 < text.size() && is_digit(text[i - 1]) && is_digit(text[i + 1]);
    const bool is_juxtaposed = (text[i] == '(' && i > 0 && (is_digit(text[i - 1]) || text[i - 1] == ')')) ||
                               (text[i] == ')' && i + 1 < text.size() && is_digit(text[i + 1]));
    if (is_gap || is_juxtaposed) return false;
  }
  return has_sign && depth == 0;
}

// What ends right before the equals sign at `sign`, when it stands for itself.
std::optional<std::string> expression_before(std::string_view line, std::size_t sign) {
  std::size_t begin = sign;
  while (begin > 0 && kOfExpressions.contains(line[begin - 1]))
    --begin;
  std::string_view run = line.substr(begin, sign - begin);
  std::string_view before = line.substr(0, begin);
  run = stripped(run);
  if (!may_begin_behind(before)) return std::nullopt;
  if (std::ranges::count(run, '(') == std::ranges::count(run, ')') + 1 && run.starts_with('('))
    run = stripped(run.substr(1));  // the whole equation stands in brackets
  if (before.empty() && run.starts_with("**")) run = stripped(run.substr(2));
  std::string expression(run);
  replace_all(expression, "**", "^");
  if (!is_expression(expression)) return std::nullopt;
  return expression;
}

bool may_end_before(std::string_view after) {
  const std::string_view rest = stripped(after);
  if (rest.empty()) return true;
  if (std::string_view("%/*+-^?!x:\\_{[<>'\"&|~").contains(rest.front())) return rest.starts_with("**");
  if (rest.front() == '(') return false;  // "(mod 7)", "(approximately)"
  if (static_cast<unsigned char>(rest.front()) >= 0x80) return false;
  const std::size_t end = rest.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  const std::string word = to_lower(rest.substr(0, end));
  constexpr std::array<std::string_view, 19> kMultiplies{
      "hundred", "thousand",  "million", "billion", "trillion", "dozen", "percent", "mod", "in",   "r",
      "rem",     "remainder", "with",    "or",      "is",       "k",     "m",       "e",   "times"};
  return std::ranges::find(kMultiplies, std::string_view(word)) == kMultiplies.end();
}

// The number right behind the equals sign, when nothing behind it changes what it means.
std::optional<std::string> number_behind(std::string_view line, std::size_t sign) {
  std::size_t begin = line.find_first_not_of(kBlanks, sign + 1);
  if (begin == std::string_view::npos) return std::nullopt;
  if (line.substr(begin).starts_with("**")) begin += 2;
  std::size_t end = begin;
  if (end < line.size() && line[end] == '-') ++end;
  const std::size_t digits = end;
  while (end < line.size() &&
         (is_digit(line[end]) || (line[end] == '.' && end + 1 < line.size() && is_digit(line[end + 1]))))
    ++end;
  if (end == digits || !may_end_before(line.substr(end))) return std::nullopt;
  return std::string(line.substr(begin, end - begin));
}

std::string without_blanks(std::string_view text) {
  std::string dense;
  for (const char c : text) {
    if (c != ' ' && c != '\t') dense += c;
  }
  return dense;
}

bool is_equals_sign(std::string_view line, std::size_t at) {
  const char before = at > 0 ? line[at - 1] : ' ';
  const char after = at + 1 < line.size() ? line[at + 1] : ' ';
  return !std::string_view("=<>!~:").contains(before) && after != '=' && after != '>';
}

using Wide = __int128;

// A decimal number as numerator and power of ten; nothing beyond 15 digits.
struct Decimal {
  Wide numerator = 0;
  Wide unit = 1;
};
std::optional<Decimal> decimal_of(std::string_view text) {
  constexpr std::size_t kDigitsMax = 15;
  Decimal decimal;
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  bool behind_point = false;
  std::size_t digits = 0;
  for (const char c : text) {
    if (c == '.' && !behind_point) {
      behind_point = true;
      continue;
    }
    if (!is_digit(c) || ++digits > kDigitsMax) return std::nullopt;
    decimal.numerator = decimal.numerator * 10 + (c - '0');
    if (behind_point) decimal.unit *= 10;
  }
  if (digits == 0) return std::nullopt;
  if (negative) decimal.numerator = -decimal.numerator;
  return decimal;
}

// Whether `stated` differs from `exact` ("84", "6.25", "25/4") by a whole step of its last digit or more; nothing when
// that cannot be told.
std::optional<bool> is_wrong(std::string_view stated, std::string_view exact) {
  const std::size_t slash = exact.find('/');
  const std::optional<Decimal> said = decimal_of(stated), over = decimal_of(exact.substr(0, slash));
  const std::optional<Decimal> under = decimal_of(slash == std::string_view::npos ? "1" : exact.substr(slash + 1));
  if (!said || !over || !under || under->numerator <= 0 || under->unit != 1) return std::nullopt;
  const Wide denominator = over->unit * under->numerator;
  Wide left = 0, right = 0, difference = 0;
  if (__builtin_mul_overflow(said->numerator, denominator, &left) ||
      __builtin_mul_overflow(over->numerator, said->unit, &right) || __builtin_sub_overflow(left, right, &difference))
    return std::nullopt;
  return (difference < 0 ? -difference : difference) >= denominator;
}

}  // namespace

std::vector<StatedEquation> stated_equations(std::string_view prompt, std::string_view worked) {
  std::vector<StatedEquation> equations;
  if (has_other_arithmetic(prompt) || has_other_arithmetic(worked)) return equations;
  const std::string of_prompt = without_blanks(with_plain_signs(prompt));
  for (const std::string_view given : split(worked, '\n')) {
    if (is_inexact(given)) continue;
    const std::string plain = with_plain_signs(given);
    const std::string_view line = without_item_marks(plain);
    for (std::size_t at = line.find('='); at != std::string_view::npos; at = line.find('=', at + 1)) {
      if (!is_equals_sign(line, at)) continue;
      auto expression = expression_before(line, at);
      auto stated = expression ? number_behind(line, at) : std::nullopt;
      if (!stated || of_prompt.contains(without_blanks(*expression) + "=")) continue;
      equations.push_back({std::move(*expression), std::move(*stated)});
      if (equations.size() == kEquationsMax) return equations;
    }
  }
  return equations;
}

ArithmeticFindings check_arithmetic(const std::vector<StatedEquation>& equations,
                                    const heads::ComputingHead& calculator, const heads::ComputeLimits& limits,
                                    std::stop_token stop) {
  ArithmeticFindings findings;
  for (const StatedEquation& equation : equations) {
    const auto computed = calculator.compute(equation.expression, limits, stop);
    if (!computed) continue;
    const std::optional<bool> wrong = is_wrong(equation.stated, computed->value);
    if (!wrong) continue;
    if (*wrong && !findings.wrong)
      findings.wrong = fmt::format("{}={}, and it is {}", equation.expression, equation.stated, computed->value);
    if (!*wrong) ++findings.right;
  }
  return findings;
}

}  // namespace swarm::answering
