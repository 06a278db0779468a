#include "swarm/heads/math/language/labels.hpp"

#include <algorithm>
#include <vector>

namespace swarm::math {

namespace {

// Whole numbers written together with one sign between: 12-15, 12/5/2024, 555-1234.
struct Chain {
  char32_t sign = 0;
  std::vector<std::int64_t> numbers;
  std::vector<std::size_t> digits;
  std::size_t end = 0;
};

bool is_plain_number(const Token& token) {
  return token.kind == TokenKind::number && !token.shape.decimal && !token.shape.grouped && !token.shape.words &&
         !token.shape.glyph;
}

Chain chain_at(const Tokens& tokens, std::size_t at) {
  Chain chain;
  while (is_plain_number(tokens[at])) {
    chain.numbers.push_back(tokens[at].number.small().value_or(-1));
    chain.digits.push_back(tokens[at].shape.digits);
    chain.end = at + 1;
    const Token& sign = tokens[at + 1];
    const bool joins = sign.kind == TokenKind::symbol && !sign.space_before &&
                       (sign.symbol == U'-' || sign.symbol == U'/' || sign.symbol == U'–' || sign.symbol == U'—' ||
                        sign.symbol == U':');
    if (!joins || (chain.sign != 0 && chain.sign != sign.symbol)) break;
    if (!is_plain_number(tokens[at + 2]) || tokens[at + 2].space_before) break;
    chain.sign = sign.symbol;
    at += 2;
  }
  return chain;
}

bool is_day_and_month(std::int64_t a, std::int64_t b) {
  return (a >= 1 && b >= 1) && ((a <= 31 && b <= 12) || (a <= 12 && b <= 31));
}

bool is_date(const Chain& chain) {
  if (chain.numbers.size() != 3 || (chain.sign != U'-' && chain.sign != U'/')) return false;
  const auto& n = chain.numbers;
  const auto& d = chain.digits;
  if (d[0] == 4 && d[1] <= 2 && d[2] <= 2) return is_day_and_month(n[1], n[2]);
  return d[0] <= 2 && d[1] <= 2 && (d[2] == 2 || d[2] == 4) && is_day_and_month(n[0], n[1]);
}

bool is_telephone(const Chain& chain) {
  if (chain.sign != U'-' || chain.numbers.size() < 2) return false;
  const auto& d = chain.digits;
  const std::size_t last = d.size() - 1;
  if (d[last] == 4 && d[last - 1] == 3) return true;            // 555-1234
  return d.size() == 3 && d[0] == 3 && d[1] == 2 && d[2] == 4;  // 123-45-6789
}

bool is_proverbial(const Chain& chain) {
  if (chain.sign != U'/' || chain.numbers.size() != 2) return false;
  return (chain.numbers[0] == 24 && chain.numbers[1] == 7) || (chain.numbers[0] == 9 && chain.numbers[1] == 11) ||
         (chain.numbers[0] == 20 && chain.numbers[1] == 20);
}

}  // namespace

std::optional<std::string> find_label(const Tokens& tokens, bool asked) {
  std::size_t at = 0;
  std::size_t numbers = 0;
  while (tokens[at].kind != TokenKind::end) {
    const Chain chain = chain_at(tokens, at);
    if (chain.numbers.size() < 2) {
      numbers += tokens[at].kind == TokenKind::number ? 1 : 0;
      ++at;
      continue;
    }
    if (is_date(chain)) return "a date";
    if (is_telephone(chain)) return "a telephone number";
    if (is_proverbial(chain)) return "a saying";
    if (chain.sign == U'–' || chain.sign == U'—') return "a range";
    const bool alone = numbers == 0 && tokens[chain.end].kind == TokenKind::end;
    const bool by_zero = chain.sign == U'/' && chain.numbers.back() == 0;
    if (alone && !asked && !by_zero) return "a range, a score or a fraction, but no question";
    numbers += chain.numbers.size();
    at = chain.end;
  }
  return std::nullopt;
}

}  // namespace swarm::math
