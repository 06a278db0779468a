#include "engine/grammars/pattern_characters.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace swarm::grammars {
namespace {

const CodePoints kDigits{{'0', '9'}};
const CodePoints kWord{{'0', '9'}, {'A', 'Z'}, {'a', 'z'}, {'_', '_'}};
const CodePoints kBlank{{'\t', '\r'},     {' ', ' '},       {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A},
                        {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
const CodePoints kLineEnds{{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}};

const CodePoints kAny = without_controls(kLineEnds.complement());

// \d and its kind; the large letter means all others.
std::optional<CodePoints> class_named(char name) {
  switch (name) {
    case 'd':
      return kDigits;
    case 'w':
      return kWord;
    case 's':
      return kBlank;
    case 'D':
      return without_controls(kDigits.complement());
    case 'W':
      return without_controls(kWord.complement());
    case 'S':
      return without_controls(kBlank.complement());
    default:
      return std::nullopt;
  }
}

std::optional<char32_t> control_named(char name) {
  switch (name) {
    case 't':
      return '\t';
    case 'n':
      return '\n';
    case 'v':
      return '\v';
    case 'f':
      return '\f';
    case 'r':
      return '\r';
    case '0':
      return U'\0';
    default:
      return std::nullopt;
  }
}

}  // namespace

CodePoints without_controls(const CodePoints& characters) {
  return characters.without({{0, 8}, {0x0B, 0x0C}, {0x0E, 0x1F}, {0x7F, 0x9F}});
}

std::unexpected<Error> refused_pattern(std::string_view pattern, std::size_t at, std::string_view why) {
  constexpr std::size_t kShown = 200;
  const std::string shown = pattern.size() <= kShown ? std::string(pattern) : "…";
  return fail(ErrorCode::invalid_input,
              fmt::format("the pattern '{}' cannot be kept to: at byte {}, {}", shown, at, why));
}

std::unexpected<Error> PatternCharacters::refuse(std::string_view why) const {
  return refused_pattern(text_, at_, why);
}

Result<CodePoints> PatternCharacters::one() {
  if (text_[at_] == '[') return in_class();
  if (text_[at_] == '\\') return escape(false);
  if (text_[at_] == '.') {
    ++at_;
    return kAny;
  }
  const char32_t character = literal();
  return CodePoints{{character, character}};
}

// The texts of JSON are UTF-8.
char32_t PatternCharacters::literal() {
  const auto first = static_cast<unsigned char>(text_[at_++]);
  if (first < 0x80) return first;
  char32_t out = first < 0xE0 ? first & 0x1FU : first < 0xF0 ? first & 0x0FU : first & 0x07U;
  for (; !is_over() && (static_cast<unsigned char>(text_[at_]) & 0xC0U) == 0x80U; ++at_)
    out = out << 6 | (static_cast<unsigned char>(text_[at_]) & 0x3FU);
  return out;
}

Result<CodePoints> PatternCharacters::in_class() {
  ++at_;
  const bool is_inverted = !is_over() && text_[at_] == '^';
  at_ += is_inverted ? 1 : 0;
  std::vector<CodePoints::Range> ranges;
  const auto item = [&]() -> Result<CodePoints> {
    if (is_over()) return refuse("a ']' is missing");
    if (text_[at_] == '\\') return escape(true);
    const char32_t character = literal();
    return CodePoints{{character, character}};
  };
  const auto is_single = [](const CodePoints& set) {
    return set.ranges().size() == 1 && set.ranges()[0].low == set.ranges()[0].high;
  };
  while (is_over() || text_[at_] != ']') {
    const CodePoints low = TRY(item());
    const bool is_range = at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']';
    if (!is_range) {
      ranges.insert(ranges.end(), low.ranges().begin(), low.ranges().end());
      continue;
    }
    ++at_;
    const CodePoints high = TRY(item());
    if (!is_single(low) || !is_single(high) || low.ranges()[0].low > high.ranges()[0].low)
      return refuse("the range that ends here is none");
    ranges.push_back({low.ranges()[0].low, high.ranges()[0].low});
  }
  ++at_;
  CodePoints out(std::move(ranges));
  return is_inverted ? without_controls(out.complement()) : out;
}

Result<CodePoints> PatternCharacters::escape(bool is_in_class) {
  ++at_;
  if (is_over()) return refuse("a '\\' ends the pattern");
  const char name = text_[at_];
  const auto single = [](char32_t character) { return CodePoints{{character, character}}; };
  if (const std::optional<CodePoints> named = class_named(name)) {
    ++at_;
    return *named;
  }
  const bool is_number = at_ + 1 < text_.size() && text_[at_ + 1] >= '0' && text_[at_ + 1] <= '9';
  if (const std::optional<char32_t> control = control_named(name); control && !(name == '0' && is_number)) {
    ++at_;
    return single(*control);
  }
  if (name == 'b' && is_in_class) {
    ++at_;
    return single('\b');
  }
  if (name == 'x' || name == 'u') {
    ++at_;
    return single(name == 'x' ? TRY(hexadecimal(2)) : TRY(unicode()));
  }
  const bool is_letter = (name >= 'a' && name <= 'z') || (name >= 'A' && name <= 'Z') || (name >= '0' && name <= '9');
  if (is_letter)
    return refuse(
        fmt::format("'\\{}' is not among what is known: \\d \\w \\s \\D \\W \\S \\t \\n \\r \\f \\v \\x \\u", name));
  return single(literal());
}

Result<char32_t> PatternCharacters::hexadecimal(std::size_t digits) {
  char32_t out = 0;
  for (std::size_t i = 0; i < digits; ++i, ++at_) {
    const std::size_t digit =
        is_over() ? std::string_view::npos : std::string_view("0123456789abcdefABCDEF").find(text_[at_]);
    if (digit == std::string_view::npos) return refuse(fmt::format("{} hexadecimal digits expected", digits));
    out = out << 4 | static_cast<char32_t>(digit < 16 ? digit : digit - 6);
  }
  return out;
}

// \u1234, \u{12345}, and two halves of one character.
Result<char32_t> PatternCharacters::unicode() {
  if (!is_over() && text_[at_] == '{') {
    const std::size_t end = text_.find('}', at_);
    if (end == std::string_view::npos || end - at_ < 2 || end - at_ > 7)
      return refuse("1 to 6 hexadecimal digits and a '}' expected");
    ++at_;
    const char32_t out = TRY(hexadecimal(end - at_));
    ++at_;
    if (out > 0x10FFFF || (out >= 0xD800 && out <= 0xDFFF)) return refuse("this number is no character");
    return out;
  }
  const char32_t first = TRY(hexadecimal(4));
  if (first < 0xD800 || first > 0xDFFF) return first;
  if (first < 0xDC00 && text_.substr(at_).starts_with("\\u")) {
    at_ += 2;
    const char32_t second = TRY(hexadecimal(4));
    if (second >= 0xDC00 && second <= 0xDFFF) return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
  }
  return refuse("half a surrogate pair is no character");
}

}  // namespace swarm::grammars
