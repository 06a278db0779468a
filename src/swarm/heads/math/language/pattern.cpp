#include "swarm/heads/math/language/pattern.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/invariant.hpp"

namespace swarm::math {

namespace {

struct KindName {
  std::string_view name;
  PieceKind kind;
};
constexpr std::array<KindName, kPieceKinds> kKinds{{
    {"expression", PieceKind::expression},
    {"operand", PieceKind::operand},
    {"list", PieceKind::list},
    {"atom", PieceKind::atom},
    {"integer", PieceKind::integer},
    {"ordinal", PieceKind::ordinal},
    {"unit", PieceKind::unit},
    {"unknown", PieceKind::unknown},
    {"equation", PieceKind::equation},
    {"equations", PieceKind::equations},
    {"variable", PieceKind::variable},
    {"chain", PieceKind::chain},
    {"word", PieceKind::word},
    {"unknown_chain", PieceKind::unknown_chain},
    {"thing", PieceKind::thing},
    {"person", PieceKind::person},
    {"color", PieceKind::color},
}};

constexpr std::u32string_view kPunctuation = U".,;:?!–—";

std::string expanded(std::string_view text, const Pattern::Macros& macros) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != '@') {
      result += text[i++];
      continue;
    }
    std::size_t end = i + 1;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_'))
      ++end;
    const auto macro = macros.find(text.substr(i + 1, end - i - 1));
    SWARM_INVARIANT(macro != macros.end(), "patterns use only macros that the grammar defines first");
    result += expanded(macro->second, macros);
    i = end;
  }
  return result;
}

}  // namespace

// Turns a pattern's text into its program: recursive descent over the text.
class PatternCompiler {
 public:
  PatternCompiler(std::string text, Vocabulary& vocabulary, Pattern& pattern)
      : text_(std::move(text)), vocabulary_(vocabulary), pattern_(pattern) {}

  void compile() {
    pattern_.required_ = alternatives();
    SWARM_INVARIANT(at_ == text_.size(), "patterns are balanced; every one is compiled when the program starts");
    pattern_.ends_openly_ = !pattern_.program_.empty() && pattern_.program_.back().code == Pattern::Code::capture;
    emit({Pattern::Code::accept});
    collect_first(0);
    std::ranges::sort(pattern_.first_words_);
    const auto tail = std::ranges::unique(pattern_.first_words_);
    pattern_.first_words_.erase(tail.begin(), tail.end());
  }

 private:
  using WordSet = Pattern::WordSet;
  using Code = Pattern::Code;

  std::size_t emit(Pattern::Instruction instruction) {
    pattern_.program_.push_back(instruction);
    return pattern_.program_.size() - 1;
  }
  std::uint32_t here() const { return static_cast<std::uint32_t>(pattern_.program_.size()); }
  bool at_end_of_alternative() const {
    return at_ >= text_.size() || text_[at_] == '|' || text_[at_] == ')' || text_[at_] == ']';
  }

  // a|b|c: splits in front of each but the last. Returns the words that every alternative needs.
  WordSet alternatives() {
    ++depth_;
    WordSet needed, any;
    needed.set();
    bool each_needs = true;
    std::vector<std::size_t> exits;
    while (true) {
      const std::size_t split = has_more_alternatives() ? emit({Code::split}) : std::string::npos;
      if (split != std::string::npos) pattern_.program_[split].first = here();
      const WordSet own = sequence();
      needed &= own;
      any |= own;
      each_needs = each_needs && own.any();
      if (at_ >= text_.size() || text_[at_] != '|') break;
      ++at_;
      exits.push_back(emit({Code::jump}));
      pattern_.program_[split].second = here();
    }
    for (const std::size_t exit : exits)
      pattern_.program_[exit].first = here();
    if (--depth_ == 1 && each_needs && !exits.empty()) pattern_.any_of_.push_back(any);
    return needed;
  }

  bool has_more_alternatives() const {
    int depth = 0;
    for (std::size_t i = at_; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '\\')
        ++i;
      else if (c == '(' || c == '[')
        ++depth;
      else if (c == ')' || c == ']') {
        if (depth-- == 0) return false;
      } else if (c == '|' && depth == 0)
        return true;
    }
    return false;
  }

  WordSet sequence() {
    WordSet needed;
    while (!at_end_of_alternative())
      needed |= item();
    return needed;
  }

  WordSet item() {
    const char c = text_[at_];
    if (c == ' ') {
      ++at_;
      return {};
    }
    if (c == '(' || c == '[') return group(c == '[');
    if (c == '{') return capture();
    if (c == '~') {
      ++at_;
      emit({Code::punctuation});
      return {};
    }
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) return word();
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) return number();
    if (c == '$') {
      ++at_;
      return symbol(U'…');
    }
    if (c == '\\') ++at_;
    return symbol(static_cast<unsigned char>(text_[at_++]));
  }

  WordSet symbol(char32_t code) {
    emit({.code = Code::symbol, .first = code});
    WordSet needed;
    needed.set(Pattern::bit_of_symbol(code));
    return needed;
  }

  WordSet group(bool optional) {
    ++at_;
    const std::size_t split = optional ? emit({Code::split}) : 0;
    if (optional) pattern_.program_[split].first = here();
    depth_ += optional ? 1 : 0;  // what stands in it is not needed
    WordSet needed = alternatives();
    depth_ -= optional ? 1 : 0;
    SWARM_INVARIANT(at_ < text_.size(), "patterns are balanced; every one is compiled when the program starts");
    ++at_;
    if (!optional) return needed;
    pattern_.program_[split].second = here();
    return {};
  }

  WordSet capture() {
    const std::size_t close = text_.find('}', at_);
    const std::string inside = text_.substr(at_ + 1, close - at_ - 1);
    at_ = close + 1;
    const std::size_t colon = inside.find(':');
    const std::string name = inside.substr(0, colon);
    const std::string kind = colon == std::string::npos ? "expression" : inside.substr(colon + 1);
    const auto* const known = std::ranges::find(kKinds, kind, &KindName::name);
    SWARM_INVARIANT(known != kKinds.end(), "patterns capture only kinds that are listed");
    const auto place = std::ranges::find(pattern_.names_, name);
    const auto slot = static_cast<std::uint32_t>(place - pattern_.names_.begin());
    if (place == pattern_.names_.end()) pattern_.names_.push_back(name);
    emit({.code = Code::capture, .kind = known->kind, .first = slot});
    return {};
  }

  WordSet number() {
    std::uint32_t value = 0;
    while (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0) {
      value = value * 10 + static_cast<std::uint32_t>(text_[at_++] - '0');
    }
    emit({.code = Code::number, .first = value});
    return {};
  }

  WordSet word() {
    const std::size_t start = at_;
    while (at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_])) != 0)
      ++at_;
    const WordId id = vocabulary_.add(text_.substr(start, at_ - start));
    emit({.code = Code::word, .first = id});
    WordSet needed;
    needed.set(Pattern::bit_of(id));
    return needed;
  }

  void collect_first(std::size_t pc) {
    const Pattern::Instruction now = pattern_.program_[pc];
    switch (now.code) {
      case Code::word:
        pattern_.first_words_.push_back(static_cast<WordId>(now.first));
        return;
      case Code::split:
        collect_first(now.first);
        collect_first(now.second);
        return;
      case Code::jump:
        collect_first(now.first);
        return;
      case Code::symbol:
        pattern_.first_symbols_ += static_cast<char32_t>(now.first);
        return;
      case Code::punctuation:
        pattern_.first_symbols_ += kPunctuation;
        collect_first(pc + 1);
        return;
      default:
        pattern_.starts_openly_ = true;
    }
  }

  std::string text_;
  Vocabulary& vocabulary_;
  Pattern& pattern_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

Pattern::Pattern(std::string_view text, const Macros& macros, Vocabulary& vocabulary) : text_(text) {
  PatternCompiler(expanded(text, macros), vocabulary, *this).compile();
}

bool Pattern::possible(const WordSet& present) const {
  if ((required_ & ~present).any()) return false;
  return std::ranges::all_of(any_of_, [&](const WordSet& any) { return (any & present).any(); });
}

Pattern::WordSet Pattern::present_in(const Tokens& tokens) {
  WordSet present;
  for (const Token& token : tokens) {
    if (token.kind == TokenKind::symbol)
      present.set(bit_of_symbol(token.symbol));
    else
      present.set(bit_of(token.word));
  }
  return present;
}

bool Pattern::can_start(const Token& token) const {
  if (starts_openly_) return true;
  if (token.kind == TokenKind::symbol) return first_symbols_.find(token.symbol) != std::u32string::npos;
  return token.word != kNoWord && std::ranges::binary_search(first_words_, token.word);
}

bool Pattern::is_punctuation(const Token& token) {
  return token.kind == TokenKind::symbol && kPunctuation.find(token.symbol) != std::u32string_view::npos;
}

std::size_t Pattern::slot(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
}

const Piece* Match::find(std::string_view name) const {
  const std::size_t slot = pattern_.slot(name);
  return slot < taken_.size() ? taken_[slot].piece : nullptr;
}

const Piece& Match::piece(std::string_view name) const {
  const Piece* found = find(name);
  SWARM_INVARIANT(found != nullptr, "a rule asks only for captures that its pattern always makes, or asks `has` first");
  return *found;
}

std::size_t Match::place(std::string_view name) const {
  SWARM_INVARIANT(has(name), "a rule asks only for captures that its pattern always makes, or asks `has` first");
  return taken_[pattern_.slot(name)].begin;
}

}  // namespace swarm::math
