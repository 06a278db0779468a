#include "swarm/heads/math/language/tokenizer.hpp"

#include <array>
#include <fmt/format.h>
#include <optional>

namespace swarm::math {

namespace {

struct Glyph {
  char32_t from;
  std::u32string_view to;
};

// Characters that stand for others. Number glyphs and superscripts are handled where they are read.
constexpr std::array<Glyph, 33> kGlyphs{{
    {U'×', U"*"},  {U'·', U"*"},  {U'⋅', U"*"},      {U'∗', U"*"},      {U'✕', U"*"},      {U'✖', U"*"},  {U'∕', U"/"},
    {U'⁄', U"/"},  {U'−', U"-"},  {U'‐', U"-"},      {U'‑', U"-"},      {U'＋', U"+"},     {U'’', U"'"},  {U'‘', U"'"},
    {U'“', U"\""}, {U'”', U"\""}, {U'\u00A0', U" "}, {U'\u202F', U" "}, {U'\u2009', U" "}, {U'，', U","}, {U'？', U"?"},
    {U'：', U":"}, {U'（', U"("}, {U'）', U")"},     {U'[', U"("},      {U']', U")"},      {U'{', U"("},  {U'}', U")"},
    {U'％', U"%"}, {U'＝', U"="}, {U'–', U"–"},      {U'—', U"—"},      {U'\t', U" "},
}};

constexpr std::u32string_view kSuperscripts = U"⁰¹²³⁴⁵⁶⁷⁸⁹";
constexpr std::u32string_view kSymbols = U"+-*/÷^()|=?!.,;:%$€£¥₹<>≤≥≠√∛°&'\"–—…¢_#";

struct Fraction {
  char32_t glyph;
  int numerator;
  int denominator;
};
constexpr std::array<Fraction, 15> kFractions{{{U'½', 1, 2},
                                               {U'⅓', 1, 3},
                                               {U'⅔', 2, 3},
                                               {U'¼', 1, 4},
                                               {U'¾', 3, 4},
                                               {U'⅕', 1, 5},
                                               {U'⅖', 2, 5},
                                               {U'⅗', 3, 5},
                                               {U'⅘', 4, 5},
                                               {U'⅙', 1, 6},
                                               {U'⅚', 5, 6},
                                               {U'⅛', 1, 8},
                                               {U'⅜', 3, 8},
                                               {U'⅝', 5, 8},
                                               {U'⅞', 7, 8}}};

struct Contraction {
  std::string_view from;
  std::string_view first;
  std::string_view second;
};
constexpr std::array<Contraction, 27> kContractions{{
    {"what's", "what", "is"},   {"whats", "what", "is"},  {"what're", "what", "are"},  {"how's", "how", "is"},
    {"how're", "how", "are"},   {"who's", "who", "is"},   {"that's", "that", "is"},    {"it's", "it", "is"},
    {"i'm", "i", "am"},         {"im", "i", "am"},        {"i'd", "i", "would"},       {"i'll", "i", "will"},
    {"i've", "i", "have"},      {"you're", "you", "are"}, {"you'd", "you", "would"},   {"let's", "let", "us"},
    {"lets", "let", "us"},      {"don't", "do", "not"},   {"dont", "do", "not"},       {"doesn't", "does", "not"},
    {"can't", "can", "not"},    {"isn't", "is", "not"},   {"there's", "there", "is"},  {"theres", "there", "is"},
    {"where's", "where", "is"}, {"wanna", "want", "to"},  {"what'll", "what", "will"},
}};

bool is_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}
bool is_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || c == U'µ' || c == U'μ';
}

struct Character {
  char32_t code = 0;
  std::uint32_t begin = 0;
};

std::vector<Character> decode(std::string_view text) {
  std::vector<Character> characters;
  characters.reserve(text.size() + 1);
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t code = length == 1 ? lead : lead & (0x7Fu >> length);
    for (std::size_t k = 1; k < length; ++k)
      code = (code << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
    if (code == U'\n' || code == U'\r') code = U' ';
    if (lead >= 0x80 || code == U'\t' || code == U'[' || code == U']' || code == U'{' || code == U'}') {
      for (const Glyph& glyph : kGlyphs) {
        if (glyph.from == code) code = glyph.to[0];
      }
    }
    characters.push_back({code, static_cast<std::uint32_t>(i)});
    i += length;
  }
  characters.push_back({0, static_cast<std::uint32_t>(text.size())});
  return characters;
}

class Reader {
 public:
  Reader(std::vector<Character> characters, const Vocabulary& vocabulary, const Budget& budget)
      : characters_(std::move(characters)), vocabulary_(vocabulary), budget_(budget) {}

  Outcome<Tokens> read() {
    while (peek() != 0) {
      if (peek() == U' ') {
        space_ = true;
        ++at_;
        continue;
      }
      if (tokens_.size() >= kTokensMax) return trouble(TroubleKind::too_large, "the prompt has too many words");
      TRY(read_token());
      space_ = false;
    }
    Token& end = push(TokenKind::end);
    end.space_before = true;
    return std::move(tokens_);
  }

 private:
  struct Good {};
  using Step = Outcome<Good>;

  char32_t peek(std::size_t ahead = 0) const {
    return at_ + ahead < characters_.size() ? characters_[at_ + ahead].code : 0;
  }

  Token& push(TokenKind kind) {
    Token token;
    token.kind = kind;
    token.space_before = space_ || tokens_.empty();
    token.begin = characters_[std::min(at_, characters_.size() - 1)].begin;
    tokens_.push_back(std::move(token));
    return tokens_.back();
  }

  Step read_token() {
    const char32_t c = peek();
    const bool after_number = !tokens_.empty() && !space_ && tokens_.back().kind == TokenKind::number;
    if (is_digit(c) || (c == U'.' && is_digit(peek(1)) && !after_number)) return read_number();
    if (is_letter(c)) return read_word();
    if (const auto place = kSuperscripts.find(c); place != std::u32string_view::npos) return read_superscript();
    for (const Fraction& fraction : kFractions) {
      if (fraction.glyph == c) return read_fraction(fraction);
    }
    if (kSymbols.find(c) == std::u32string_view::npos) {
      return outside(fmt::format("character U+{:04X} is not part of any calculation", static_cast<unsigned>(c)));
    }
    return read_symbol(c);
  }

  Step read_symbol(char32_t c) {
    if (c == U'.' && peek(1) == U'.' && peek(2) == U'.') {
      push(TokenKind::symbol).symbol = U'…';
      while (peek() == U'.')
        ++at_;
      return Good{};
    }
    if (c == U'*' && peek(1) == U'*') {
      push(TokenKind::symbol).symbol = U'^';
      at_ += 2;
      return Good{};
    }
    if ((c == U'<' || c == U'>' || c == U'!') && peek(1) == U'=') {
      push(TokenKind::symbol).symbol = c == U'<' ? U'≤' : c == U'>' ? U'≥' : U'≠';
      at_ += 2;
      return Good{};
    }
    if (c == U'=' && peek(1) == U'=') ++at_;
    if (c == U'-' && hyphen_joins()) {  // "twenty-five", "6-sided"
      ++at_;
      return Good{};
    }
    if (c == U'%' || c == U'&') {
      Token& token = push(TokenKind::word);
      token.text = c == U'%' ? "%" : "&";
      token.word = vocabulary_.find(c == U'%' ? "percent" : "and");
    } else {
      push(TokenKind::symbol).symbol = c;
    }
    ++at_;
    return Good{};
  }

  // A hyphen between two words of at least two letters, or between a number and such a word, joins them.
  bool hyphen_joins() const {
    if (tokens_.empty() || space_ || !is_letter(peek(1)) || !is_letter(peek(2))) return false;
    std::size_t word_end = 1;
    while (is_letter(peek(word_end)))
      ++word_end;
    if (peek(word_end) == U'(') return false;  // 1-sqrt(2)
    const Token& before = tokens_.back();
    return before.kind == TokenKind::number || (before.kind == TokenKind::word && before.text.size() >= 2);
  }

  Step read_superscript() {
    push(TokenKind::symbol).symbol = U'^';
    space_ = false;
    std::string digits;
    for (auto place = kSuperscripts.find(peek()); place != std::u32string_view::npos;
         place = kSuperscripts.find(peek())) {
      digits += static_cast<char>('0' + place);
      ++at_;
    }
    Token& token = push(TokenKind::number);
    token.number = Rational::from_decimal(digits);
    token.shape.digits = static_cast<std::uint16_t>(std::min<std::size_t>(digits.size(), 60'000));
    return Good{};
  }

  Step read_fraction(const Fraction& fraction) {
    const Rational value(Integer(fraction.numerator), Integer(fraction.denominator));
    ++at_;
    Token* before = tokens_.empty() ? nullptr : &tokens_.back();
    if (before != nullptr && !space_ && before->kind == TokenKind::number) {  // "2½"
      if (!before->number.is_integer() || before->shape.glyph)
        return outside("a fraction after a number that is not whole");
      before->number += value;
      before->shape.glyph = true;
      return Good{};
    }
    Token& token = push(TokenKind::number);
    token.number = value;
    token.shape.glyph = true;
    return Good{};
  }

  Step read_number() {
    Token& token = push(TokenKind::number);
    std::string digits = take_digits();
    token.shape.digits = static_cast<std::uint16_t>(std::min<std::size_t>(digits.size(), 60'000));
    token.shape.leading_zero = digits.size() > 1 && digits[0] == '0';
    while (token.shape.digits <= 3 && !token.shape.leading_zero && has_group()) {
      ++at_;
      digits += take_digits();
      token.shape.grouped = true;
    }
    if (peek() == U'.' && is_digit(peek(1))) {
      ++at_;
      digits += '.' + take_digits();
      token.shape.decimal = true;
      if (peek() == U'.' && is_digit(peek(1))) return outside("a number with two points is a label, not a quantity");
    }
    if (digits.size() > budget_.limits().digits_max) return budget_.too_many_digits();
    if (digits[0] == '.') digits.insert(0, 1, '0');
    token.number = Rational::from_decimal(digits);
    token.text = std::move(digits);
    if (token.shape.leading_zero) return outside("a number with a leading zero is a label, not a quantity");
    if (token.text == "0" && (peek() | 0x20) == U'x') return outside("a hexadecimal literal is program text");
    return read_ordinal_suffix();
  }

  std::string take_digits() {
    std::string digits;
    while (is_digit(peek()))
      digits += static_cast<char>(characters_[at_++].code);
    return digits;
  }

  // ",123" and no further digit: a thousands group.
  bool has_group() const {
    return peek() == U',' && is_digit(peek(1)) && is_digit(peek(2)) && is_digit(peek(3)) && !is_digit(peek(4));
  }

  Step read_ordinal_suffix() {
    const auto lower = [&](std::size_t ahead) { return static_cast<char32_t>(peek(ahead) | 0x20); };
    constexpr std::array<std::u32string_view, 4> kSuffixes{U"st", U"nd", U"rd", U"th"};
    for (const auto suffix : kSuffixes) {
      if (lower(0) != suffix[0] || lower(1) != suffix[1] || is_letter(peek(2)) || is_digit(peek(2))) continue;
      if (!tokens_.back().number.is_integer()) return outside("an ordinal that is not whole");
      tokens_.back().kind = TokenKind::ordinal;
      at_ += 2;
    }
    return Good{};
  }

  Step read_word() {
    std::string word;
    const bool capital = peek() >= U'A' && peek() <= U'Z';
    const std::size_t start = at_;
    while (is_letter(peek()) || (peek() == U'\'' && is_letter(peek(1)))) {
      const char32_t c = characters_[at_++].code;
      if (c >= 0x80)
        word += "u";  // the micro sign
      else
        word += static_cast<char>(c >= U'A' && c <= U'Z' ? c | 0x20 : c);
    }
    const std::size_t after = at_;
    at_ = start;  // tokens point at the word's begin
    push_words(word, capital);
    at_ = after;
    return Good{};
  }

  void push_words(const std::string& word, bool capital) {
    for (const Contraction& contraction : kContractions) {
      if (contraction.from != word) continue;
      push_word(std::string(contraction.first), capital);
      space_ = true;
      push_word(std::string(contraction.second), false);
      return;
    }
    if (word.ends_with("'s")) return push_word(word.substr(0, word.size() - 2), capital);  // a possessive
    push_word(word, capital);
  }

  void push_word(std::string word, bool capital) {
    Token& token = push(TokenKind::word);
    token.capital = capital;
    token.word = vocabulary_.find(word);
    if (token.word == kNoWord) token.word = vocabulary_.meant(word);
    token.text = std::move(word);
  }

  std::vector<Character> characters_;
  const Vocabulary& vocabulary_;
  const Budget& budget_;
  std::size_t at_ = 0;
  bool space_ = false;
  Tokens tokens_;
};

}  // namespace

Outcome<Tokens> tokenize(std::string_view prompt, const Vocabulary& vocabulary, const NumberWords& number_words,
                         const Budget& budget) {
  Tokens tokens = TRY(Reader(decode(prompt), vocabulary, budget).read());
  number_words.join(tokens);
  return tokens;
}

}  // namespace swarm::math
