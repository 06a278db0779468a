#include "engine/grammars/rules.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace swarm::grammars {
namespace {

// The bytes of one character, well-formed or at the end of a range of them.
std::string utf8(char32_t character) {
  const auto byte = [](char32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
  const auto rest = [&](int shift) { return byte(0x80U | ((character >> shift) & 0x3FU)); };
  if (character < 0x80) return {byte(character)};
  if (character < 0x800) return {byte(0xC0U | (character >> 6)), rest(0)};
  if (character < 0x10000) return {byte(0xE0U | (character >> 12)), rest(6), rest(0)};
  return {byte(0xF0U | (character >> 18)), rest(12), rest(6), rest(0)};
}

// Where a range has to be cut so that every byte of its characters is a range by itself; nothing: it need not be.
std::optional<char32_t> cut_in(char32_t low, char32_t high) {
  for (const char32_t last : {0x7FU, 0x7FFU, 0xFFFFU}) {
    if (low <= last && high > last) return last;
  }
  for (int shift = 6; shift <= 18 && low >= 0x80; shift += 6) {
    const char32_t rest = (char32_t{1} << shift) - 1;
    if ((low & ~rest) == (high & ~rest)) continue;
    if ((low & rest) != 0) return low | rest;
    if ((high & rest) != rest) return (high & ~rest) - 1;
  }
  return std::nullopt;
}

ByteSet set_of(unsigned char low, unsigned char high) {
  ByteSet set;
  for (std::size_t byte = low; byte <= high; ++byte)
    set.set(byte);
  return set;
}

}  // namespace

Sequence joined(std::initializer_list<Sequence> parts) {
  Sequence out;
  for (const Sequence& part : parts)
    out.insert(out.end(), part.begin(), part.end());
  return out;
}

RuleBook::RuleBook() {
  reserve();  // the beginning
}

Symbol RuleBook::reserve() {
  rules_.emplace_back();
  return {.kind = Symbol::Kind::rule, .index = static_cast<std::uint32_t>(rules_.size() - 1)};
}

void RuleBook::define(Symbol rule, const std::vector<Sequence>& alternatives) {
  for (const Sequence& alternative : alternatives)
    size_ += alternative.size() + 1;
  if (!is_full()) rules_[rule.index] = alternatives;
}

Symbol RuleBook::either(const std::vector<Sequence>& alternatives) {
  if (alternatives.size() == 1 && alternatives.front().size() == 1) return alternatives.front().front();
  if (is_full()) return {.kind = Symbol::Kind::rule, .index = 0};
  const auto [known, is_new] = known_rules_.try_emplace(alternatives);
  if (!is_new) return known->second;
  known->second = reserve();
  define(known->second, alternatives);
  return known->second;
}

Symbol RuleBook::as_symbol(const Sequence& part) {
  return either({part});
}

Symbol RuleBook::bytes(const ByteSet& set) {
  const auto [known, is_new] = known_sets_.try_emplace(set.to_string());
  if (is_new) {
    known->second = {.kind = Symbol::Kind::bytes, .index = static_cast<std::uint32_t>(sets_.size())};
    sets_.push_back(set);
  }
  return known->second;
}

Sequence RuleBook::text(std::string_view text) {
  Sequence out;
  for (const char c : text)
    out.push_back(bytes(set_of(static_cast<unsigned char>(c), static_cast<unsigned char>(c))));
  return out;
}

void RuleBook::add_utf8(char32_t low, char32_t high, std::vector<Sequence>& alternatives) {
  if (const std::optional<char32_t> cut = cut_in(low, high)) {
    add_utf8(low, *cut, alternatives);
    return add_utf8(*cut + 1, high, alternatives);
  }
  const std::string first = utf8(low);
  const std::string last = utf8(high);
  Sequence sequence;
  for (std::size_t i = 0; i < first.size(); ++i)
    sequence.push_back(bytes(set_of(static_cast<unsigned char>(first[i]), static_cast<unsigned char>(last[i]))));
  alternatives.push_back(std::move(sequence));
}

Sequence RuleBook::one_of(const CodePoints& characters) {
  const auto [known, is_new] = known_characters_.try_emplace(characters.ranges());
  if (!is_new) return known->second;
  ByteSet ascii;
  std::vector<Sequence> alternatives;
  for (const CodePoints::Range& range : characters.ranges()) {
    for (char32_t low = range.low; low <= std::min<char32_t>(range.high, 0x7F); ++low)
      ascii.set(low);
    if (range.high > 0x7F) add_utf8(std::max<char32_t>(range.low, 0x80), range.high, alternatives);
  }
  if (ascii.any() || alternatives.empty()) alternatives.push_back({bytes(ascii)});
  known->second = alternatives.size() == 1 ? alternatives.front() : Sequence{either(alternatives)};
  return known->second;
}

Sequence RuleBook::repeat(const Sequence& part, std::uint64_t least, std::optional<std::uint64_t> most) {
  if (is_full() || part.empty()) return {};
  const Symbol one = as_symbol(part);
  const auto [known, is_new] = known_repetitions_.try_emplace({one, least, most});
  if (!is_new) return known->second;
  repeated_ += std::clamp<std::uint64_t>(most.value_or(least), 1, 2 * kRepeatedMax);
  if (is_full()) return {};
  Sequence& out = known->second;  // short: it may be written in many places
  out = least > 4 ? Sequence{either({Sequence(least, one)})} : Sequence(least, one);
  Symbol more;
  if (!most) {
    more = reserve();
    define(more, {{one, more}, {}});
    out.push_back(more);
  } else if (*most > least) {
    more = either({{one}, {}});
    for (std::uint64_t i = least + 1; i < *most; ++i)
      more = either({{one, more}, {}});
    out.push_back(more);
  }
  return out;
}

Rules RuleBook::take(const Sequence& whole) {
  define({.kind = Symbol::Kind::rule, .index = 0}, {whole});
  Rules out{.sets = std::move(sets_)};
  for (const std::vector<Sequence>& rule : rules_) {
    const auto first = static_cast<std::uint32_t>(out.alternatives.size());
    for (const Sequence& alternative : rule) {
      out.alternatives.push_back(static_cast<std::uint32_t>(out.symbols.size()));
      out.symbols.insert(out.symbols.end(), alternative.begin(), alternative.end());
      out.symbols.push_back({});
    }
    out.rules.push_back({first, static_cast<std::uint32_t>(out.alternatives.size())});
  }
  return out;
}

}  // namespace swarm::grammars
