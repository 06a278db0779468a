#include "swarm/routing/prompt_tokens.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace swarm::routing {

namespace {

constexpr std::string_view kTriples[] = {"```", "===", "!==", "...", "<<<", ">>>", "**="};
constexpr std::string_view kPairs[] = {"==", "!=", "<=", ">=", "&&", "||", "->", "=>", "::", "//",
                                       "/*", "*/", "++", "--", "+=", "-=", "*=", "/=", "<<", ">>",
                                       "**", "${", "$(", "#!", "</", "/>", ":=", "|>", "``", ".."};

constexpr std::size_t index_of_pair(char a, char b) {
  return (static_cast<std::size_t>(a & 0x7F) << 7) | static_cast<std::size_t>(b & 0x7F);
}

constexpr auto kIsPair = [] {
  std::array<bool, 128 * 128> is_pair{};
  for (const std::string_view pair : kPairs)
    is_pair[index_of_pair(pair[0], pair[1])] = true;
  return is_pair;
}();

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || is_upper(c) || static_cast<unsigned char>(c) >= 0x80;
}

// How many bytes of a mathematical sign that is no ASCII begin here: × ÷ ² ³ ¼ ½ ¾ ° ± π, arrows, operators; 0 for
// none.
std::size_t sign_length(std::string_view text) {
  if (text.size() < 2 || (text[0] & 0x80) == 0) return 0;
  const std::string_view two = text.substr(0, 2);
  for (const std::string_view sign : {"\u00d7", "\u00f7", "\u00b2", "\u00b3", "\u00bc", "\u00bd", "\u00be", "\u00b0",
                                      "\u00b1", "\u00b7", "\u00ac", "\u03c0"}) {
    if (two == sign) return 2;
  }
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const bool arrow_or_operator = byte(0) == 0xE2 && ((byte(1) >= 0x86 && byte(1) <= 0x8B) || byte(1) == 0x81);
  return arrow_or_operator && text.size() >= 3 ? 3 : 0;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// ’ as ', “ and ” as ": what telephones type for us.
std::string with_plain_quotes(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\xE2') {
      plain += text[i];
      continue;
    }
    const std::string_view rest = text.substr(i, 3);
    const bool single = rest == "\u2018" || rest == "\u2019";
    const bool twice = rest == "\u201c" || rest == "\u201d";
    if (single || twice) i += 2;
    plain += single ? '\'' : twice ? '"' : text[i];
  }
  return plain;
}

std::string looked_at(std::string_view prompt) {
  if (prompt.size() <= kHeadBytes + kTailBytes) return with_plain_quotes(prompt);
  std::string ends(prompt.substr(0, kHeadBytes));
  ends += '\n';
  ends += prompt.substr(prompt.size() - kTailBytes);
  return with_plain_quotes(ends);
}

class Tokenizer {
 public:
  explicit Tokenizer(PromptTokens& out) : out_(out), text_(out.original) {}

  void run() {
    out_.tokens.reserve(text_.size() / 4 + 8);
    while (at_ < text_.size()) {
      if (is_blank(text_[at_])) {
        blank();
      } else if (is_digit(text_[at_])) {
        number();
      } else if (sign_length(rest()) > 0) {
        sign();
      } else if (is_letter(text_[at_]) || begins_flag() || begins_underscore()) {
        word();
      } else {
        symbol();
      }
    }
  }

 private:
  char peek(std::size_t ahead) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  std::string_view rest() const { return std::string_view(text_).substr(at_); }
  bool begins_flag() const {  // --force, -rf; not a - b, 3-x
    if (peek(0) != '-' || (at_ > 0 && !is_blank(text_[at_ - 1]))) return false;
    return is_letter(peek(1)) || (peek(1) == '-' && is_letter(peek(2)));
  }
  bool begins_underscore() const { return peek(0) == '_' && (is_letter(peek(1)) || peek(1) == '_'); }

  void blank() {
    bool line_end = false;
    while (at_ < text_.size() && is_blank(text_[at_]))
      line_end = text_[at_++] == '\n' || line_end;
    if (line_end) out_.tokens.push_back({.text = "\n", .hash = hash_of("\n"), .kind = TokenKind::line_end});
  }

  // 1,250.75; the comma or point belongs to it only between digits.
  void number() {
    const std::size_t begin = at_;
    while (is_digit(peek(0)) || ((peek(0) == '.' || peek(0) == ',') && is_digit(peek(1))))
      ++at_;
    push(begin, TokenKind::number);
  }

  void word() {
    const std::size_t begin = at_;
    bool identifier = peek(0) == '-' || peek(0) == '_';
    while (peek(0) == '-' || peek(0) == '_')
      ++at_;
    while (at_ < text_.size()) {
      const char c = peek(0);
      if (sign_length(rest()) > 0) break;
      if (is_letter(c)) {
        identifier = identifier || (is_upper(c) && at_ > begin && text_[at_ - 1] >= 'a' && text_[at_ - 1] <= 'z');
      } else if (is_digit(c) || (c == '_' && (is_letter(peek(1)) || is_digit(peek(1))))) {
        identifier = identifier || c == '_';
      } else if (c == '.' && is_letter(peek(1)) && at_ > begin + 1) {
        identifier = true;  // os.path, main.cpp
      } else if ((c != '\'' && c != '-') || !is_letter(peek(1))) {
        break;
      }
      ++at_;
    }
    if (peek(0) == '+' && peek(1) == '+' && at_ == begin + 1) at_ += 2;       // c++
    if (peek(0) == '#' && at_ == begin + 1 && !is_letter(peek(1))) at_ += 1;  // c#
    push(begin, identifier ? TokenKind::name : TokenKind::word);
  }

  void sign() {
    const std::size_t begin = at_;
    at_ += sign_length(rest());
    push(begin, TokenKind::symbol);
  }

  void symbol() {
    const std::size_t begin = at_;
    const bool ascii = ((peek(0) | peek(1)) & 0x80) == 0;
    const bool pair = ascii && kIsPair[index_of_pair(peek(0), peek(1))];
    if (pair && std::ranges::find(kTriples, rest().substr(0, 3)) != std::end(kTriples))
      at_ += 3;
    else if (pair && peek(0) != '.' && peek(0) != '`')  // dots and backticks count in threes or alone
      at_ += 2;
    else
      at_ += 1;
    push(begin, TokenKind::symbol);
  }

  void push(std::size_t begin, TokenKind kind) {
    Token token;
    token.text = std::string_view(out_.lower).substr(begin, at_ - begin);
    token.hash = hash_of(token.text);
    token.kind = kind;
    token.capital = is_upper(text_[begin]);
    token.capitals = at_ > begin + 1 && std::all_of(text_.begin() + static_cast<std::ptrdiff_t>(begin),
                                                    text_.begin() + static_cast<std::ptrdiff_t>(at_), is_upper);
    token.glued = begin > 0 && !is_blank(text_[begin - 1]);
    if (kind == TokenKind::word || kind == TokenKind::name) token.word_class = class_here(token);
    out_.tokens.push_back(token);
  }

  // A word without a class that has a capital inside of a sentence is most often somebody's name.
  WordClass class_here(const Token& token) const {
    const bool one_letter = token.text.size() == 1 && token.text != "i" && (token.text != "a" || !opens_sentence());
    if (one_letter && (token.text != "a" || token.capital)) return WordClass::letter;
    const WordClass listed = class_of(token.text, token.hash);
    const bool named = listed == WordClass::other && token.capital && !token.capitals && !opens_sentence();
    return named ? WordClass::person : listed;
  }

  bool opens_sentence() const {
    if (out_.tokens.empty()) return true;
    const Token& before = out_.tokens.back();
    constexpr std::string_view kEnds = ".?!:\"'\n";
    return before.text.size() == 1 && kEnds.find(before.text.front()) != std::string_view::npos;
  }

  PromptTokens& out_;
  const std::string& text_;
  std::size_t at_ = 0;
};

}  // namespace

PromptTokens::PromptTokens(std::string_view prompt) : original(looked_at(prompt)), lower(to_lower(original)) {
  Tokenizer(*this).run();
  if (tokens.size() <= kHeadTokens + kTailTokens) return;
  tokens.erase(tokens.begin() + kHeadTokens, tokens.end() - kTailTokens);
}

}  // namespace swarm::routing
