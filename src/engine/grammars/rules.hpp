#pragma once

#include <bitset>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "engine/grammars/code_points.hpp"

namespace swarm::grammars {

using ByteSet = std::bitset<256>;

// A step of a rule: one byte out of a set, or what another rule says. `end`: the alternative is over.
struct Symbol {
  enum class Kind : std::uint8_t { end, rule, bytes };
  Kind kind = Kind::end;
  std::uint32_t index = 0;  // into rules or byte sets
  auto operator<=>(const Symbol&) const = default;
};
using Sequence = std::vector<Symbol>;

// What texts there are, byte for byte: rules with alternatives. Immutable; the first rule is where a text begins.
struct Rules {
  struct Span {
    std::uint32_t first, end;
  };
  std::vector<Symbol> symbols{};              // every alternative with its end
  std::vector<std::uint32_t> alternatives{};  // where in symbols each begins
  std::vector<Span> rules{};                  // which alternatives each has
  std::vector<ByteSet> sets{};
};

// Writes rules. Every part is made once, however often it is used.
class RuleBook {
 public:
  // Beyond this, nothing more is written, and `is_full` says so: what was written is then no use.
  static constexpr std::size_t kSymbolsMax = 400'000;
  static constexpr std::uint64_t kRepeatedMax =
      50'000;  // all different repetitions together: each becomes a part of a rule

  RuleBook();

  Symbol reserve();  // a rule that is defined later: it may refer to itself
  void define(Symbol rule, const std::vector<Sequence>& alternatives);
  Symbol either(const std::vector<Sequence>& alternatives);
  Sequence text(std::string_view bytes);
  Sequence one_of(const CodePoints& characters);  // as UTF-8; an empty set fits nothing
  Sequence repeat(const Sequence& part, std::uint64_t least, std::optional<std::uint64_t> most);
  Sequence optional(const Sequence& part) { return {either({part, {}})}; }

  bool is_full() const { return size_ > kSymbolsMax || repeated_ > kRepeatedMax; }
  Rules take(const Sequence& whole);

 private:
  Symbol bytes(const ByteSet& set);
  Symbol as_symbol(const Sequence& part);
  void add_utf8(char32_t low, char32_t high, std::vector<Sequence>& alternatives);

  std::vector<std::vector<Sequence>> rules_;
  std::vector<ByteSet> sets_;
  std::map<std::vector<Sequence>, Symbol> known_rules_;
  std::map<std::string, Symbol> known_sets_;
  std::map<std::vector<CodePoints::Range>, Sequence> known_characters_;
  std::map<std::tuple<Symbol, std::uint64_t, std::optional<std::uint64_t>>, Sequence> known_repetitions_;
  std::size_t size_ = 0;
  std::uint64_t repeated_ = 0;
};

// a followed by b, and so on.
Sequence joined(std::initializer_list<Sequence> parts);

}  // namespace swarm::grammars
