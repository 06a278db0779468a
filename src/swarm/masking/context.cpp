#include "swarm/masking/context.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "swarm/masking/characters.hpp"

namespace swarm::masking {

namespace {

struct Announcing {
  std::string_view word;  // lower case; it ends at the end of a word
  Topic topic;
};

constexpr std::array<Announcing, 47> kAnnouncing{{{"card", Topic::card},
                                                  {"cards", Topic::card},
                                                  {"visa", Topic::card},
                                                  {"mastercard", Topic::card},
                                                  {"amex", Topic::card},
                                                  {"american express", Topic::card},
                                                  {"maestro", Topic::card},
                                                  {"kreditkarte", Topic::card},
                                                  {"kartennummer", Topic::card},
                                                  {"carte", Topic::card},
                                                  {"tarjeta", Topic::card},
                                                  {"phone", Topic::phone},
                                                  {"phone number", Topic::phone},
                                                  {"telephone", Topic::phone},
                                                  {"tel", Topic::phone},
                                                  {"mobile", Topic::phone},
                                                  {"cell phone", Topic::phone},
                                                  {"cellphone", Topic::phone},
                                                  {"fax", Topic::phone},
                                                  {"whatsapp", Topic::phone},
                                                  {"sms", Topic::phone},
                                                  {"telefon", Topic::phone},
                                                  {"telefonnummer", Topic::phone},
                                                  {"handy", Topic::phone},
                                                  {"handynummer", Topic::phone},
                                                  {"mobil", Topic::phone},
                                                  {"portable", Topic::phone},
                                                  {"teléfono", Topic::phone},
                                                  {"téléphone", Topic::phone},
                                                  {"call me", Topic::phone},
                                                  {"call us", Topic::phone},
                                                  {"text me", Topic::phone},
                                                  {"ring me", Topic::phone},
                                                  {"reach me", Topic::phone},
                                                  {"my number", Topic::phone},
                                                  {"ssn", Topic::social_security},
                                                  {"social security", Topic::social_security},
                                                  {"social security number", Topic::social_security},
                                                  {"steuer-id", Topic::tax},
                                                  {"steuernummer", Topic::tax},
                                                  {"identifikationsnummer", Topic::tax},
                                                  {"idnr", Topic::tax},
                                                  {"tax id", Topic::tax},
                                                  {"tin", Topic::tax},
                                                  {"passport", Topic::passport},
                                                  {"reisepass", Topic::passport},
                                                  {"passeport", Topic::passport}}};

constexpr std::size_t kReach = 40;  // bytes from an announcing word to its number

// Words before or behind a number that make it one to calculate with.
constexpr std::initializer_list<std::string_view> kAsking{
    "what is",  "what's", "whats", "compute", "calculate",  "evaluate", "simplify", "factor",  "factorise", "factorize",
    "times",    "plus",   "minus", "by",      "mod",        "modulo",   "sqrt",     "root of", "divide",    "multiply",
    "subtract", "from",   "add",   "sum of",  "product of", "gcd of",   "lcm of",   "prime",   "solve",     "convert"};
constexpr std::initializer_list<std::string_view> kCalculating{
    "times",    "plus",  "minus",   "mod",   "modulo",    "divided", "multiplied", "to the",
    "is prime", "prime", "squared", "cubed", "in binary", "in hex",  "in base",    "and round"};

// Whether any announcing word begins with this letter: most words of a text are not looked at any closer.
bool may_announce(char letter) {
  static constexpr auto kFirst = [] {
    std::array<bool, 128> first{};
    for (const Announcing& announcing : kAnnouncing)
      first[static_cast<std::size_t>(announcing.word[0])] = true;
    return first;
  }();
  return kFirst[static_cast<std::size_t>(to_lower_letter(letter))];
}

bool is_operator(char c) {
  constexpr std::string_view kOperators = "+*^<>%=!";
  return kOperators.contains(c);
}

// ×, ÷, ·, √ and − are two or three bytes; the last one tells them well enough from letters.
bool ends_with_operator(std::string_view text) {
  constexpr std::array<std::string_view, 6> kSigns{"×", "÷", "·", "√", "−", "⋅"};
  return std::ranges::any_of(kSigns, [&](std::string_view sign) { return text.ends_with(sign); });
}
bool begins_with_operator(std::string_view text) {
  constexpr std::array<std::string_view, 5> kSigns{"×", "÷", "·", "−", "⋅"};
  return std::ranges::any_of(kSigns, [&](std::string_view sign) { return text.starts_with(sign); });
}

std::string_view without_blanks_behind(std::string_view text) {
  while (!text.empty() && is_blank(text.back()))
    text.remove_suffix(1);
  return text;
}
std::string_view without_blanks_before(std::string_view text) {
  while (!text.empty() && is_blank(text.front()))
    text.remove_prefix(1);
  return text;
}

bool ends_with_words(std::string_view text, std::string_view words) {
  if (text.size() < words.size()) return false;
  const std::size_t begin = text.size() - words.size();
  return has_at(text, begin, words) && !is_word(before(text, begin));
}
bool begins_with_words(std::string_view text, std::string_view words) {
  return has_at(text, 0, words) && !is_word(at_or_zero(text, words.size()));
}

bool calculates_before(std::string_view text) {
  const std::string_view head = without_blanks_behind(text);
  if (head.empty()) return false;
  const char last = head.back();
  if (last == '-' || last == '/') {  // after a number; otherwise a list, a path or a sign
    const char operand = before(head, without_blanks_behind(head.substr(0, head.size() - 1)).size());
    return is_digit(operand) || operand == ')';
  }
  // "x=0151…" and "+49…" are no calculations.
  if (is_operator(last) && last != '=' && (last != '+' || head.size() < text.size())) return true;
  if (ends_with_operator(head)) return true;
  return std::ranges::any_of(kAsking, [&](std::string_view words) { return ends_with_words(head, words); });
}

bool calculates_behind(std::string_view text) {
  const std::string_view tail = without_blanks_before(text);
  if (tail.empty()) return false;
  if (is_operator(tail[0])) return tail[0] != '!' || (tail.size() > 1 && tail[1] == '/');
  if (tail[0] == '-' || tail[0] == '/') {
    const std::string_view operand = without_blanks_before(tail.substr(1));
    return !operand.empty() && (is_digit(operand[0]) || operand[0] == '(');
  }
  if (begins_with_operator(tail)) return true;
  return std::ranges::any_of(kCalculating, [&](std::string_view words) { return begins_with_words(tail, words); });
}

}  // namespace

Announcements::Announcements(std::string_view text) : text_(text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_letter(text[at]) || is_word(before(text, at)) || !may_announce(text[at])) continue;
    for (const Announcing& announcing : kAnnouncing) {
      const std::size_t end = at + announcing.word.size();
      if (announcing.word[0] != to_lower_letter(text[at]) || !has_at(text, at, announcing.word) ||
          is_letter(at_or_zero(text, end)))
        continue;
      ends_[static_cast<std::size_t>(announcing.topic)].push_back(end);
    }
  }
  for (auto& ends : ends_)
    std::ranges::sort(ends);
}

bool Announcements::announces(Topic topic, std::size_t at) const {
  const auto& ends = ends_[static_cast<std::size_t>(topic)];
  const auto behind = std::ranges::upper_bound(ends, at);
  if (behind == ends.begin() || at - *(behind - 1) > kReach) return false;
  const std::string_view between = text_.substr(*(behind - 1), at - *(behind - 1));
  return std::ranges::none_of(between, is_digit);
}

bool is_in_calculation(std::string_view text, std::size_t begin, std::size_t end) {
  // "**0151…**" is emphasis, "2**0151" is not.
  std::size_t emphasis = 0;
  while (before(text, begin - emphasis) == '*' && at_or_zero(text, end + emphasis) == '*')
    ++emphasis;
  const char operand = before(text, begin - emphasis);
  if (!is_word(operand) && operand != ')') {
    begin -= emphasis;
    end += emphasis;
  }
  const std::size_t from = begin > kReach ? begin - kReach : 0;
  return calculates_before(text.substr(from, begin - from)) || calculates_behind(text.substr(end, kReach));
}

}  // namespace swarm::masking
