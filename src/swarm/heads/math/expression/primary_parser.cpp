// The tightest level of Parser: numbers, money, quantities, brackets, phrases, and what is written behind them.

#include "swarm/heads/math/expression/parser.hpp"
#include "swarm/heads/math/functions/functions.hpp"

namespace swarm::math {

namespace {

Rational ratio(const Rational& numerator, std::int64_t denominator) {
  return numerator / Rational(denominator);
}

// Whether the second unit may follow the first in a compound quantity: 5 feet 6 inches, 2 hours 45 minutes.
bool compounds(const Unit& first, const Unit& second) {
  if (first.dimension != second.dimension || !(second.factor < first.factor)) return false;
  return first.dimension == Dimension::time || first.dimension == Dimension::length ||
         first.dimension == Dimension::mass;
}

}  // namespace

NodeId Parser::with_unit(NodeId node, const Unit& unit) {
  return tree_.literal({tree_[node].literal.number, &unit});
}

Parser::Maybe Parser::primary(std::size_t at) {
  const Token& token = tokens_[at];
  if (!step()) return std::nullopt;
  switch (token.kind) {
    case TokenKind::number:
      if (algebra_ && token.word == words_.a) return std::nullopt;
      return number(at);
    case TokenKind::symbol:
      if (token.symbol == U'(') return bracketed(at);
      if (token.symbol == U'|') return absolute_bars(at);
      if (token.symbol == U'√' || token.symbol == U'∛') return root_sign(at);
      if (algebra_ && (token.symbol == U'?' || token.symbol == U'_')) {
        std::size_t end = at + 1;
        while (symbol_at(end, token.symbol))
          ++end;
        return Parsed{tree_.variable('?'), end, false};
      }
      return money(at);
    case TokenKind::ordinal:
      return phrase(at);
    case TokenKind::word:
      break;
    default:
      return std::nullopt;
  }
  if (algebra_) {
    if (const auto end = unknown_number_end(at)) {
      return Parsed{tree_.variable(word_at(at, words_.what) ? '_' : '?'), *end, false};
    }
    if (const auto variable = letter(at)) return Parsed{tree_.variable(tokens_[at].text[0]), at + 1, true};
  }
  if (const auto fraction = fraction_in_words(at)) return fraction;
  if (const auto found = phrase(at)) return found;
  if (const auto unit = one_unit(at)) return unit;
  return money(at);
}

Parser::Maybe Parser::number(std::size_t at) {
  if (const auto mixed = mixed_number(at)) return quantity(*mixed);
  if (const auto fraction = fraction_in_words(at)) return fraction;
  if (const auto fraction = written_fraction(at)) return fraction;
  const Parsed plain{tree_.number(tokens_[at].number), at + 1, true};
  return quantity(plain);
}

// "2 1/2", "two and a half", "3 and three quarters".
Parser::Maybe Parser::mixed_number(std::size_t at) {
  const Token& whole = tokens_[at];
  if (!whole.number.is_integer()) return std::nullopt;
  const auto is_plain = [&](std::size_t i) {
    return tokens_[i].kind == TokenKind::number && tokens_[i].number.is_integer();
  };
  if (is_plain(at + 1) && symbol_at(at + 2, U'/') && is_plain(at + 3)) {
    const bool together = !tokens_[at + 2].space_before && !tokens_[at + 3].space_before;
    const Rational& top = tokens_[at + 1].number;
    const Rational& bottom = tokens_[at + 3].number;
    if (!together || top >= bottom || symbol_at(at + 4, U'/')) return std::nullopt;
    return Parsed{tree_.number(whole.number + top / bottom), at + 4, true};
  }
  if (!word_at(at + 1, words_.conjunction)) return std::nullopt;
  std::size_t end = at + 2;
  Rational count(1);
  if (word_at(end, words_.a))
    ++end;
  else if (is_plain(end))
    count = tokens_[end++].number;
  else
    return std::nullopt;
  const auto denominator =
      tokens_[end].kind == TokenKind::word ? grammar_.number_words().denominator(tokens_[end].word) : std::nullopt;
  if (!denominator || count >= Rational(*denominator)) return std::nullopt;
  return Parsed{tree_.number(whole.number + ratio(count, *denominator)), end + 1, true};
}

// "2/7" on its own: written together, with nothing written to it on either side. It binds like a number: "2/7 divided
// by 4/21" divides two fractions.
Parser::Maybe Parser::written_fraction(std::size_t at) {
  const auto is_plain = [&](std::size_t i) {
    return tokens_[i].kind == TokenKind::number && tokens_[i].number.is_integer() && !tokens_[i].shape.words;
  };
  if (!is_plain(at) || !symbol_at(at + 1, U'/') || !is_plain(at + 2) || tokens_[at + 2].number.is_zero())
    return std::nullopt;
  if (tokens_[at + 1].space_before || tokens_[at + 2].space_before) return std::nullopt;
  const auto written_to = [&](const Token& token) {
    constexpr std::u32string_view kSigns = U"+-*/÷^(!";
    return token.kind == TokenKind::symbol && kSigns.find(token.symbol) != std::u32string_view::npos;
  };
  const Token& behind = tokens_[at + 3];
  if (!behind.space_before && (written_to(behind) || behind.kind == TokenKind::word)) return std::nullopt;
  if (at > 0 && !tokens_[at].space_before && written_to(tokens_[at - 1]) && tokens_[at - 1].symbol != U'(')
    return std::nullopt;
  const NodeId top = tree_.number(tokens_[at].number);
  const Parsed fraction{tree_.binary(NodeKind::divide, top, tree_.number(tokens_[at + 2].number)), at + 3, algebra_};
  tree_[fraction.node].fraction = true;
  if (algebra_) return fraction;
  const auto unit = grammar_.units().read(tokens_, fraction.end);
  if (!unit || unit->unit->dimension == Dimension::share ||
      (unit->end == fraction.end + 1 && tokens_[fraction.end].text == "in"))
    return fraction;
  return Parsed{tree_.literal({Surd(tokens_[at].number / tokens_[at + 2].number), unit->unit}), unit->end, false};
}

// "half", "a third", "two thirds", "3 quarters"; "half an hour", "half a dozen".
Parser::Maybe Parser::fraction_in_words(std::size_t at) {
  const auto denominator_at = [&](std::size_t place) {
    return tokens_[place].kind == TokenKind::word ? grammar_.number_words().denominator(tokens_[place].word)
                                                  : std::nullopt;
  };
  std::size_t end = at;
  Rational count(1);
  if (tokens_[end].kind == TokenKind::number) {
    if (!tokens_[end].number.is_integer()) return std::nullopt;
    count = tokens_[end++].number;
  } else if (word_at(end, words_.a) || word_at(end, words_.the)) {
    ++end;
  } else if (!word_at(end, words_.half) && !(tokens_[end].text == "quarter" && word_at(end + 1, words_.of))) {
    return std::nullopt;  // "third of May"
  }
  const auto denominator = denominator_at(end);
  if (!denominator) return std::nullopt;
  const bool half = word_at(end, words_.half);
  const bool quarter = tokens_[end].text == "quarter";
  const bool counted = tokens_[at].kind == TokenKind::number;
  if (!counted && tokens_[end].text.ends_with('s')) return std::nullopt;  // "fifths of 45": how many?
  if (word_at(at, words_.the) && !half && !quarter) return std::nullopt;  // "the fourth of …" counts places
  ++end;
  const Parsed share{tree_.number(ratio(count, *denominator)), end, false};
  tree_[share.node].fraction = true;
  if (const auto unit = grammar_.units().read(tokens_, end); unit && half) {
    return Parsed{with_unit(share.node, *unit->unit), unit->end, false};
  }
  if (!half || word_at(end, words_.of)) return share;
  const bool article = word_at(end, words_.a) || word_at(end, words_.the);
  if (!article && tokens_[end].text != "a") return share;  // "a dozen" is one number that begins with its article
  const std::size_t from = article ? end + 1 : end;        // "half an hour", "half the sum of …"
  if (const auto unit = grammar_.units().read(tokens_, from))
    return Parsed{with_unit(share.node, *unit->unit), unit->end, false};
  const auto whole = postfixed(from, nullptr);
  if (!whole) return share;
  return Parsed{tree_.binary(NodeKind::of, share.node, whole->node, true), whole->end, false};
}

Parser::Maybe Parser::money(std::size_t at) {
  const Token& token = tokens_[at];
  const Unit* currency = token.kind == TokenKind::symbol ? grammar_.units().currency(token.symbol) : nullptr;
  if (token.kind == TokenKind::word) {  // "USD 50"
    const auto unit = grammar_.units().read(tokens_, at);
    if (unit && unit->end == at + 1 && unit->unit->dimension == Dimension::money && tokens_[at].text.size() == 3)
      currency = unit->unit;
  }
  if (currency == nullptr || tokens_[at + 1].kind != TokenKind::number) return std::nullopt;
  return Parsed{tree_.literal({Surd(tokens_[at + 1].number), currency}), at + 2, false};
}

// A number with the unit behind it, and the smaller unit's number behind that.
Parser::Maybe Parser::quantity(const Parsed& number) {
  std::size_t at = number.end;
  if (algebra_) {
    if (word_at(at, words_.percent)) return Parsed{with_unit(number.node, *grammar_.units().percent()), at + 1, false};
    return number;
  }
  const Token& sign = tokens_[at];
  if (sign.kind == TokenKind::symbol && grammar_.units().currency(sign.symbol) != nullptr &&
      !sign.space_before) {  // "5€"
    return Parsed{with_unit(number.node, *grammar_.units().currency(sign.symbol)), at + 1, false};
  }
  const bool choice_sign = (sign.text == "c" || sign.text == "p") && tokens_[at + 1].kind == TokenKind::number;
  const bool preposition = sign.text == "in" && tokens_[at + 1].kind != TokenKind::end &&
                           tokens_[at + 1].kind != TokenKind::symbol && !word_at(at + 1, words_.to) &&
                           !grammar_.infix().read(tokens_, at + 1);
  const auto unit = choice_sign || preposition ? std::nullopt : grammar_.units().read(tokens_, at);
  if (!unit) return number;
  Parsed whole{with_unit(number.node, *unit->unit), unit->end, false};
  at = whole.end;
  if (word_at(at, words_.conjunction)) ++at;
  if (tokens_[at].kind != TokenKind::number) return whole;
  const auto smaller = grammar_.units().read(tokens_, at + 1);
  if (!smaller || !compounds(*unit->unit, *smaller->unit)) return whole;
  const auto rest = quantity({tree_.number(tokens_[at].number), at + 1, true});
  return Parsed{tree_.binary(NodeKind::add, whole.node, rest->node, true), rest->end, false};
}

Parser::Maybe Parser::bracketed(std::size_t at) {
  const Deeper deeper(*this);
  if (fatal_) return std::nullopt;
  const auto inside = additive(at + 1, nullptr);
  if (!inside || !symbol_at(inside->end, U')')) return std::nullopt;
  tree_[inside->node].grouped = true;
  return Parsed{inside->node, inside->end + 1, true};
}

Parser::Maybe Parser::absolute_bars(std::size_t at) {
  const Deeper deeper(*this);
  if (fatal_) return std::nullopt;
  const auto inside = additive(at + 1, nullptr);
  if (!inside || !symbol_at(inside->end, U'|')) return std::nullopt;
  return Parsed{tree_.call(kAbsolute, {inside->node}), inside->end + 1, true};
}

Parser::Maybe Parser::root_sign(std::size_t at) {
  const auto inside = postfixed(at + 1, nullptr);
  if (!inside) return std::nullopt;
  return Parsed{tree_.call(symbol_at(at, U'√') ? kSquareRoot : kCubeRoot, {inside->node}), inside->end, true};
}

// A phrase of the grammar at a word, with or without an article in front.
Parser::Maybe Parser::phrase(std::size_t at) {
  auto& known = phrase_memo_[algebra_ ? 1 : 0][at];
  if (known) return *known;
  known.emplace();
  const Deeper deeper(*this);
  if (fatal_) return std::nullopt;
  Workshop workshop{tree_, grammar_.units(), tokens_};
  std::vector<Pattern::Taken> taken;
  Maybe best;
  for (const Grammar::Phrase* candidate : grammar_.phrases_at(tokens_[at])) {
    candidate->pattern.match(tokens_, at, *this, taken, [&](std::size_t end) {
      if (best && end <= best->end) return false;
      const NodeId node = candidate->build(Match(candidate->pattern, taken, at, end), workshop);
      if (node == kNoNode) return false;
      tree_[node].open_ended = candidate->open_ended;
      best = Parsed{node, end, false};
      return true;
    });
  }
  const bool article = word_at(at, words_.the) || word_at(at, words_.a);
  if (!best && article && (tokens_[at + 1].kind == TokenKind::word || tokens_[at + 1].kind == TokenKind::ordinal))
    best = phrase(at + 1);
  known = best;
  return best;
}

// One letter as an unknown; i and e are numbers to many, o looks like 0.
Parser::Maybe Parser::letter(std::size_t at) const {
  const Token& token = tokens_[at];
  if (token.kind != TokenKind::word || token.text.size() != 1) return std::nullopt;
  const char c = token.text[0];
  if (c == 'i' || c == 'e' || c == 'o' || c < 'a' || c > 'z') return std::nullopt;
  if (c == 'a' && tokens_[at + 1].kind == TokenKind::word && !grammar_.infix().read(tokens_, at + 1) &&
      !relation_at(at + 1)) {
    return std::nullopt;  // the article
  }
  return Parsed{kNoNode, at + 1, true};
}

// "a number", "the same number", "what number", "some number", "it".
std::optional<std::size_t> Parser::unknown_number_end(std::size_t at) const {
  std::size_t end = at;
  const bool determiner = word_at(end, words_.a) || word_at(end, words_.the) || word_at(end, words_.what) ||
                          word_at(end, words_.some) || word_at(end, words_.that);
  if (word_at(end, words_.it)) return end + 1;
  if (word_at(end, words_.what) && !word_at(end + 1, words_.number)) {
    const bool blank =
        tokens_[end + 1].kind != TokenKind::word || relation_at(end + 1) || grammar_.infix().read(tokens_, end + 1);
    return blank ? std::optional(end + 1) : std::nullopt;
  }
  if (!determiner) return std::nullopt;
  ++end;
  while (word_at(end, words_.certain) || word_at(end, words_.unknown) || word_at(end, words_.same))
    ++end;
  if (!word_at(end, words_.number)) return std::nullopt;
  return end + 1;
}

// "an hour", "a mile".
Parser::Maybe Parser::one_unit(std::size_t at) {
  if (algebra_ || !word_at(at, words_.a)) return std::nullopt;
  const auto unit = grammar_.units().read(tokens_, at + 1);
  if (!unit || unit->unit->dimension == Dimension::share || tokens_[at + 1].text.size() == 1) return std::nullopt;
  if (word_at(unit->end, words_.conjunction) && word_at(unit->end + 1, words_.a)) {  // "an hour and a half"
    const auto denominator = grammar_.number_words().denominator(tokens_[unit->end + 2].word);
    if (denominator)
      return Parsed{tree_.literal({Surd(Rational(1) + ratio(Rational(1), *denominator)), unit->unit}), unit->end + 3,
                    false};
  }
  return Parsed{tree_.literal({Surd(1), unit->unit}), unit->end, false};
}

Parser::Maybe Parser::postfixed(std::size_t at, const Record* record) {
  auto operand = primary(at);
  while (operand && step()) {
    const auto more = postfix(*operand);
    if (!more) break;
    note(record, at, *operand);
    operand = more;
  }
  return operand;
}

Parser::Maybe Parser::postfix(const Parsed& operand) {
  const Token& next = tokens_[operand.end];
  if (tree_[operand.node].open_ended && !tree_[operand.node].grouped) return std::nullopt;
  if (tree_[operand.node].fraction && !tree_[operand.node].grouped)
    return std::nullopt;  // "2/3 squared": what is squared?
  if (next.kind == TokenKind::symbol && next.symbol == U'!') return factorial_sign(operand);
  if (next.kind != TokenKind::word) return std::nullopt;
  const auto two = [&](std::int64_t exponent) {
    return Parsed{tree_.binary(NodeKind::power, operand.node, tree_.number(exponent), true), operand.end + 1, true};
  };
  const auto times = [&](std::int64_t factor) {
    return Parsed{tree_.binary(NodeKind::multiply, tree_.number(factor), operand.node, true), operand.end + 1, false};
  };
  if (next.text == "doubled") return times(2);
  if (next.text == "tripled") return times(3);
  if (next.text == "halved")
    return Parsed{tree_.binary(NodeKind::divide, operand.node, tree_.number(2), true), operand.end + 1, false};
  if (word_at(operand.end, words_.squared)) return two(2);
  if (word_at(operand.end, words_.cubed)) return two(3);
  const bool again = tree_[operand.node].kind == NodeKind::call && tree_[operand.node].function == &kFactorial;
  if (word_at(operand.end, words_.factorial) && !again)
    return Parsed{tree_.call(kFactorial, {operand.node}), operand.end + 1, true};
  if (word_at(operand.end, words_.to)) return power_words(operand);
  return choice(operand);
}

// A sign that stands close; two of them are a double factorial, which is another function.
Parser::Maybe Parser::factorial_sign(const Parsed& operand) {
  if (tokens_[operand.end].space_before || symbol_at(operand.end + 1, U'!')) return std::nullopt;
  return Parsed{tree_.call(kFactorial, {operand.node}), operand.end + 1, true};
}

// "to the 3rd power", "to the fourth".
Parser::Maybe Parser::power_words(const Parsed& operand) {
  std::size_t at = operand.end + 1;
  if (!word_at(at, words_.the)) return std::nullopt;
  const auto exponents = read_ordinal(at + 1);
  if (exponents.empty()) return std::nullopt;
  at = exponents[0].end;
  if (word_at(at, words_.power)) ++at;
  return Parsed{tree_.binary(NodeKind::power, operand.node, tree_.number(exponents[0].number), true), at, true};
}

// "10 choose 3", "10C3", "10 P 3".
Parser::Maybe Parser::choice(const Parsed& operand) {
  const Token& next = tokens_[operand.end];
  if (!is_literal(operand.node) || !tree_[operand.node].literal.plain() || algebra_) return std::nullopt;
  if (tokens_[operand.end + 1].kind != TokenKind::number) return std::nullopt;
  const bool choose = word_at(operand.end, words_.choose) || next.text == "c" || next.text == "ncr";
  const bool permute = next.text == "p" || next.text == "npr";
  if (!choose && !permute) return std::nullopt;
  const NodeId count = tree_.number(tokens_[operand.end + 1].number);
  return Parsed{tree_.call(choose ? kChoose : kPermute, {operand.node, count}), operand.end + 2, true};
}

}  // namespace swarm::math
