#include "swarm/heads/math/expression/parser.hpp"

#include <algorithm>

#include "swarm/heads/math/functions/functions.hpp"

namespace swarm::math {

Parser::Deeper::Deeper(Parser& parser) : parser_(parser) {
  // A bracket takes several frames of recursion; phrases and signs count as well.
  if (++parser_.depth_ > parser_.budget_.limits().depth_max * kDepthPerLevel && !parser_.fatal_) {
    parser_.fatal_ = Trouble{TroubleKind::too_large, "nested deeper than the limit"};
  }
}

Parser::Words Parser::words_of(const Grammar& grammar) {
  const auto id = [&](std::string_view word) { return grammar.word(word); };
  return {id("the"),     id("a"),       id("and"),      id("or"),        id("of"),    id("half"),
          id("percent"), id("squared"), id("cubed"),    id("factorial"), id("to"),    id("power"),
          id("choose"),  id("minus"),   id("negative"), id("is"),        id("equal"), id("number"),
          id("what"),    id("some"),    id("certain"),  id("it"),        id("give"),  id("unknown"),
          id("then"),    id("after"),   id("that"),     id("next"),      id("same"),  id("as")};
}

Parser::Parser(const Grammar& grammar, const Tokens& tokens, Tree& tree, const Budget& budget)
    : grammar_(grammar), tokens_(tokens), tree_(tree), budget_(budget), words_(words_of(grammar)) {
  memo_.resize(2 * kPieceKinds * (tokens.size() + 1));
  phrase_memo_[0].resize(tokens.size() + 1);
  phrase_memo_[1].resize(tokens.size() + 1);
}

bool Parser::step() {
  if (fatal_) return false;
  if (++steps_ > kStepsMax || tree_.size() > Tree::kNodesMax) {
    fatal_ = Trouble{TroubleKind::too_large, "the prompt has too many readings"};
  } else if (steps_ % 4096 == 0 && budget_.spent()) {
    fatal_ = budget_.over().error();
  }
  return !fatal_;
}

const std::vector<Piece>& Parser::pieces(PieceKind kind, std::size_t at) {
  const std::size_t row = static_cast<std::size_t>(kind) + (algebra_ ? kPieceKinds : 0);
  auto& known = memo_[row * (tokens_.size() + 1) + at];
  if (!known) {
    const Deeper deeper(*this);
    std::vector<Piece> found;
    if (!fatal_) found = read_pieces(kind, at);
    known = std::move(found);
  }
  return *known;
}

std::vector<Piece> Parser::read_pieces(PieceKind kind, std::size_t at) {
  const bool before = algebra_;
  std::vector<Piece> found;
  switch (kind) {
    case PieceKind::expression:
      found = read_expressions(at, algebra_);
      break;
    case PieceKind::unknown:
      found = read_expressions(at, true);
      break;
    case PieceKind::operand:
      if (const auto parsed = read_tight(at, false)) found.push_back({.end = parsed->end, .node = parsed->node});
      break;
    case PieceKind::atom:
      if (const auto parsed = postfixed(at, nullptr)) found.push_back({.end = parsed->end, .node = parsed->node});
      break;
    case PieceKind::list:
      found = read_list(at);
      break;
    case PieceKind::integer:
      found = read_integer(at);
      break;
    case PieceKind::ordinal:
      found = read_ordinal(at);
      break;
    case PieceKind::unit:
      if (const auto unit = grammar_.units().read(tokens_, at)) found.push_back({.end = unit->end, .unit = unit->unit});
      break;
    case PieceKind::equation:
      found = read_equations(at, false);
      break;
    case PieceKind::equations:
      found = read_equations(at, true);
      break;
    case PieceKind::variable:
      if (tokens_[at].kind == TokenKind::word && tokens_[at].text.size() == 1)
        found.push_back({.end = at + 1, .number = tokens_[at].text[0]});
      break;
    case PieceKind::chain:
      algebra_ = false;
      found = read_chain(at);
      break;
    case PieceKind::unknown_chain:
      algebra_ = true;
      found = read_chain(at);
      break;
    default:
      found = read_listed(kind, at);
  }
  algebra_ = before;
  return found;
}

std::vector<Piece> Parser::read_listed(PieceKind kind, std::size_t at) const {
  const auto is_word = [&](std::size_t place) { return tokens_[place].kind == TokenKind::word; };
  if (kind == PieceKind::word) {
    return is_word(at) ? std::vector<Piece>{{.end = at + 1}} : std::vector<Piece>{};
  }
  const auto listed = [&](std::size_t place) { return is_word(place) && grammar_.listed(kind, tokens_[place].word); };
  if (listed(at)) {
    std::vector<Piece> found{{.end = at + 1, .number = tokens_[at].word}};
    if (kind == PieceKind::thing && listed(at + 1))
      found.insert(found.begin(), {.end = at + 2, .number = tokens_[at + 1].word});
    return found;
  }
  const bool adjective = kind == PieceKind::thing && is_word(at) && grammar_.listed(PieceKind::color, tokens_[at].word);
  if (adjective && listed(at + 1)) return {{.end = at + 2, .number = tokens_[at + 1].word}};
  return {};
}

std::vector<Piece> Parser::read_integer(std::size_t at) const {
  const Token& token = tokens_[at];
  if (token.kind != TokenKind::number || token.shape.decimal) return {};
  const auto whole = token.number.small();
  if (!whole || *whole < 0) return {};
  return {{.end = at + 1, .number = *whole}};
}

std::vector<Piece> Parser::read_ordinal(std::size_t at) const {
  const Token& token = tokens_[at];
  if (token.kind == TokenKind::ordinal) {
    const auto whole = token.number.small();
    return whole ? std::vector<Piece>{{.end = at + 1, .number = *whole}} : std::vector<Piece>{};
  }
  if (token.kind != TokenKind::word) return {};
  const auto ordinal = grammar_.number_words().ordinal(token.word);
  return ordinal ? std::vector<Piece>{{.end = at + 1, .number = *ordinal}} : std::vector<Piece>{};
}

std::vector<Piece> Parser::read_expressions(std::size_t at, bool algebra) {
  algebra_ = algebra;
  std::vector<Piece> found;
  const Record record{at, &found};
  const auto whole = additive(at, &record);
  if (!whole) return {};
  found.push_back({.end = whole->end, .node = whole->node});
  std::ranges::sort(found, std::ranges::greater{}, &Piece::end);
  const auto repeated = std::ranges::unique(found, {}, &Piece::end);
  found.erase(repeated.begin(), repeated.end());
  return found;
}

// ", " or "and" or ", and" between two elements of a list.
std::optional<std::size_t> Parser::separator_end(std::size_t at) const {
  std::size_t end = at;
  if (symbol_at(end, U',') || symbol_at(end, U';')) ++end;
  if (word_at(end, words_.conjunction) || word_at(end, words_.either)) ++end;
  if (end == at) return std::nullopt;
  return end;
}

// One operand and what is written to it without a blank: 3, 2*6, 3/4, -5, sqrt(2).
Parser::Maybe Parser::read_tight(std::size_t at, bool additive_too) {
  auto left = unary(at, nullptr);
  if (left && !additive_too && symbol_at(at, U'(')) return left;  // "the square root of (4) * 9": the bracket is meant
  while (left && step()) {
    const Token& sign = tokens_[left->end];
    const auto found = sign.space_before || sign.kind != TokenKind::symbol ? std::nullopt : infix_at(left->end);
    const bool fits =
        found && (found->level == Level::multiplicative || (additive_too && found->level == Level::additive));
    if (!fits || tokens_[found->end].space_before || tree_[left->node].open_ended) break;
    const auto right =
        found->level == Level::additive ? multiplicative(found->end, nullptr) : unary(found->end, nullptr);
    if (!right) break;
    left = combine(*left, *found, *right);
  }
  return left;
}

std::vector<Piece> Parser::read_list(std::size_t at) {
  std::vector<Piece> bare = read_bare_list(at);
  if (!bare.empty()) return bare;
  if (auto split = read_grouped_list(at); !split.empty()) return split;
  Piece list;
  std::size_t from = at;
  while (step()) {
    const auto loose = additive(from, nullptr);
    const bool goes_on = loose && separator_end(loose->end).has_value();
    const auto element = goes_on ? loose : read_tight(from, true);
    if (!element) break;
    list.items.push_back(element->node);
    list.end = element->end;
    const auto next = separator_end(element->end);
    if (!next) break;
    from = *next;
  }
  if (list.items.empty()) return {};
  return {list};
}

// "3 5 7 9": plain numbers with blanks between.
std::vector<Piece> Parser::read_bare_list(std::size_t at) {
  Piece list;
  std::size_t end = at;
  while (tokens_[end].kind == TokenKind::number && !tokens_[end].shape.words) {
    list.items.push_back(tree_.number(tokens_[end].number));
    ++end;
  }
  const bool goes_on = tokens_[end].kind == TokenKind::symbol && (symbol_at(end, U'/') || symbol_at(end, U','));
  if (list.items.size() < 3 || goes_on || infix_at(end)) return {};
  list.end = end;
  return {list};
}

// "100,200,300" where only a list makes sense: the thousands groups are its elements.
std::vector<Piece> Parser::read_grouped_list(std::size_t at) {
  const Token& token = tokens_[at];
  if (token.kind != TokenKind::number || !token.shape.grouped || token.shape.decimal || separator_end(at + 1))
    return {};
  Piece list{.end = at + 1};
  const std::size_t lead = token.shape.digits;
  list.items.push_back(tree_.number(Rational::from_decimal(token.text.substr(0, lead))));
  for (std::size_t i = lead; i < token.text.size(); i += 3) {
    if (token.text[i] == '0') return {};
    list.items.push_back(tree_.number(Rational::from_decimal(token.text.substr(i, 3))));
  }
  return {list};
}

// "=", "is", "is equal to", "gives"; '<' and its kin for inequalities.
std::optional<std::pair<char, std::size_t>> Parser::relation_at(std::size_t at) const {
  if (tokens_[at].kind == TokenKind::symbol) {
    switch (tokens_[at].symbol) {
      case U'=':
        return std::pair{'=', at + 1};
      case U'<':
        return std::pair{'<', at + 1};
      case U'>':
        return std::pair{'>', at + 1};
      case U'≤':
        return std::pair{'l', at + 1};
      case U'≥':
        return std::pair{'g', at + 1};
      default:
        return std::nullopt;
    }
  }
  std::size_t end = at;
  if (word_at(end, words_.is)) ++end;
  if (end > at && word_at(end, words_.the) && word_at(end + 1, words_.same) && word_at(end + 2, words_.as))
    return std::pair{'=', end + 3};
  if (word_at(end, words_.equal)) {
    ++end;
    if (word_at(end, words_.to)) ++end;
  }
  if (end == at && word_at(end, words_.give)) ++end;
  if (end == at) return std::nullopt;
  return std::pair{'=', end};
}

std::optional<Piece> Parser::read_equation(std::size_t at) {
  const auto left = additive(at, nullptr);
  if (!left) return std::nullopt;
  const auto relation = relation_at(left->end);
  if (!relation) return std::nullopt;
  const auto right = additive(relation->second, nullptr);
  if (!right) return std::nullopt;
  const auto is_blank = [&](NodeId node) {
    return tree_[node].kind == NodeKind::variable && tree_[node].variable == '_';
  };
  if (is_blank(left->node) || is_blank(right->node)) return std::nullopt;  // "what is x" is a question
  const auto is_mark = [&](NodeId node) {
    return tree_[node].kind == NodeKind::variable && tree_[node].variable == '?';
  };
  if ((is_mark(left->node) && tree_.has_variable(right->node)) ||
      (is_mark(right->node) && tree_.has_variable(left->node)))
    return std::nullopt;
  return Piece{.end = right->end, .items = {left->node, right->node}, .number = relation->first};
}

std::vector<Piece> Parser::read_equations(std::size_t at, bool several) {
  algebra_ = true;
  std::vector<Piece> found;
  Piece all;
  std::size_t from = at;
  while (step()) {
    const auto next = read_equation(from);
    if (!next) break;
    if (!several) return {*next};
    if (!all.items.empty() && (next->number != '=' || all.number != '=')) break;
    all.items.insert(all.items.end(), next->items.begin(), next->items.end());
    all.end = next->end;
    all.number = next->number;
    found.insert(found.begin(), all);
    std::size_t sep = all.end;
    if (symbol_at(sep, U'.'))
      ++sep;
    else if (const auto end = separator_end(sep))
      sep = *end;
    from = sep;
  }
  return found;
}

std::vector<Piece> Parser::read_chain(std::size_t at) {
  Workshop workshop{tree_, grammar_.units(), tokens_};
  std::vector<Pattern::Taken> taken;
  Piece chain;
  for (const Grammar::Phrase& opening : grammar_.openings()) {
    opening.pattern.match(tokens_, at, *this, taken, [&](std::size_t end) {
      chain.node = opening.build(Match(opening.pattern, taken, at, end), workshop);
      chain.end = end;
      return chain.node != kNoNode;
    });
    if (chain.node != kNoNode) break;
  }
  const bool number_meant = algebra_ && chain.node == kNoNode;  // "add 7": to the number that was thought of
  if (number_meant) chain = {.end = at, .node = tree_.variable('?')};
  if (chain.node == kNoNode) return {};
  std::vector<Piece> found;
  if (!number_meant) found.push_back(chain);
  for (bool more = true; more && step();) {
    more = false;
    std::size_t from = chain.end;
    while (symbol_at(from, U',') || symbol_at(from, U'.') || symbol_at(from, U';') ||
           word_at(from, words_.conjunction) || word_at(from, words_.then) || word_at(from, words_.next) ||
           (word_at(from, words_.after) && word_at(from + 1, words_.that)) ||
           (from > chain.end && word_at(from, words_.that) && word_at(from - 1, words_.after))) {
      ++from;
    }
    if (from == chain.end && from != at) break;
    for (const Grammar::ChainStep& next : grammar_.steps()) {
      more = next.pattern.match(tokens_, from, *this, taken, [&](std::size_t end) {
        const NodeId node = next.build(Match(next.pattern, taken, from, end), workshop, chain.node);
        if (node == kNoNode) return false;
        chain = {.end = end, .node = node};
        return true;
      });
      if (more) break;
    }
    if (more) found.insert(found.begin(), chain);
  }
  return found;
}

}  // namespace swarm::math
