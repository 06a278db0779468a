#include "swarm/heads/math/expression/infix.hpp"

#include <algorithm>
#include <array>

namespace swarm::math {

namespace {

struct InfixWords {
  std::string_view words;
  Infix operation;
  Level level;
};

constexpr std::array kInfixWords{
    InfixWords{"plus", Infix::add, Level::additive},
    InfixWords{"added to", Infix::add, Level::additive},
    InfixWords{"added with", Infix::add, Level::additive},
    InfixWords{"minus", Infix::subtract, Level::additive},
    InfixWords{"take away", Infix::subtract, Level::additive},
    InfixWords{"takeaway", Infix::subtract, Level::additive},
    InfixWords{"subtracted from", Infix::subtract_from, Level::additive},
    InfixWords{"subtracted by", Infix::subtract, Level::additive},
    InfixWords{"deducted from", Infix::subtract_from, Level::additive},
    InfixWords{"taken away from", Infix::subtract_from, Level::additive},
    InfixWords{"taken from", Infix::subtract_from, Level::additive},
    InfixWords{"more than", Infix::more_than, Level::additive},
    InfixWords{"less than", Infix::less_than, Level::additive},
    InfixWords{"fewer than", Infix::less_than, Level::additive},
    InfixWords{"less", Infix::subtract, Level::additive},
    InfixWords{"off of", Infix::off, Level::additive},
    InfixWords{"off the price of", Infix::off, Level::additive},
    InfixWords{"off a price of", Infix::off, Level::additive},
    InfixWords{"off from", Infix::off, Level::additive},
    InfixWords{"off", Infix::off, Level::additive},
    InfixWords{"discount on", Infix::off, Level::additive},
    InfixWords{"increased by", Infix::increased, Level::additive},
    InfixWords{"raised by", Infix::increased, Level::additive},
    InfixWords{"decreased by", Infix::decreased, Level::additive},
    InfixWords{"diminished by", Infix::decreased, Level::additive},
    InfixWords{"reduced by", Infix::decreased, Level::additive},
    InfixWords{"lowered by", Infix::decreased, Level::additive},
    InfixWords{"cut by", Infix::decreased, Level::additive},
    InfixWords{"times as much as", Infix::as_much, Level::multiplicative},
    InfixWords{"times as many as", Infix::as_much, Level::multiplicative},
    InfixWords{"times", Infix::multiply, Level::multiplicative},
    InfixWords{"timesed by", Infix::multiply, Level::multiplicative},
    InfixWords{"lots of", Infix::multiply, Level::multiplicative},
    InfixWords{"groups of", Infix::multiply, Level::multiplicative},
    InfixWords{"sets of", Infix::multiply, Level::multiplicative},
    InfixWords{"multiplied by", Infix::multiply, Level::multiplicative},
    InfixWords{"multiplied with", Infix::multiply, Level::multiplicative},
    InfixWords{"divided by", Infix::divide, Level::multiplicative},
    InfixWords{"divided equally by", Infix::divide, Level::multiplicative},
    InfixWords{"divided evenly by", Infix::divide, Level::multiplicative},
    InfixWords{"divided into", Infix::divide_into, Level::multiplicative},
    InfixWords{"over", Infix::divide, Level::multiplicative},
    InfixWords{"modulo", Infix::modulo, Level::multiplicative},
    InfixWords{"modulus", Infix::modulo, Level::multiplicative},
    InfixWords{"mod", Infix::modulo, Level::multiplicative},
    InfixWords{"of", Infix::of, Level::multiplicative},
    InfixWords{"to the power of", Infix::power, Level::power},
    InfixWords{"to the power", Infix::power, Level::power},
    InfixWords{"raised to the power of", Infix::power, Level::power},
    InfixWords{"raised to the power", Infix::power, Level::power},
    InfixWords{"raised to", Infix::power, Level::power},
};

std::optional<InfixTable::Found> read_sign(const Token& token, std::size_t at) {
  switch (token.symbol) {
    case U'+':
      return InfixTable::Found{Infix::add, Level::additive, at + 1, false};
    case U'-':
    case U'–':
      return InfixTable::Found{Infix::subtract, Level::additive, at + 1, false};
    case U'*':
      return InfixTable::Found{Infix::multiply, Level::multiplicative, at + 1, false};
    case U'÷':
    case U'/':
      return InfixTable::Found{Infix::divide, Level::multiplicative, at + 1, false};
    case U'^':
      return InfixTable::Found{Infix::power, Level::power, at + 1, false};
    default:
      return std::nullopt;
  }
}

}  // namespace

InfixTable::InfixTable(Vocabulary& vocabulary) {
  for (const InfixWords& listed : kInfixWords) {
    Entry entry{{}, listed.operation, listed.level};
    std::string_view rest = listed.words;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      entry.words.push_back(vocabulary.add(rest.substr(0, end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const WordId first = entry.words[0];
    if (by_first_.size() <= first) by_first_.resize(first + 1u);
    by_first_[first].push_back(std::move(entry));
  }
  for (auto& entries : by_first_) {
    std::ranges::sort(entries, std::ranges::greater{}, [](const Entry& entry) { return entry.words.size(); });
  }
}

std::optional<InfixTable::Found> InfixTable::read(const Tokens& tokens, std::size_t at) const {
  const Token& first = tokens[at];
  if (first.kind == TokenKind::symbol) return read_sign(first, at);
  if (first.kind != TokenKind::word || first.word == kNoWord || first.word >= by_first_.size()) return std::nullopt;
  for (const Entry& entry : by_first_[first.word]) {
    if (at + entry.words.size() >= tokens.size()) continue;
    const auto said = [&](std::size_t i) {
      return tokens[at + i].kind == TokenKind::word && tokens[at + i].word == entry.words[i];
    };
    bool all = true;
    for (std::size_t i = 1; i < entry.words.size(); ++i)
      all = all && said(i);
    if (all) return Found{entry.operation, entry.level, at + entry.words.size(), true};
  }
  return std::nullopt;
}

}  // namespace swarm::math
