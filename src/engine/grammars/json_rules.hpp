#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "engine/grammars/rules.hpp"

namespace swarm::grammars {

// The parts of JSON, as rules.
class JsonRules {
 public:
  explicit JsonRules(RuleBook& book) : book_(book) {}

  Sequence blank();               // where JSON may have blanks: little, so that an answer comes to an end
  Sequence separator(char sign);  // with blanks behind it
  Sequence value();               // anything
  Sequence object();
  Sequence array();
  Sequence string();
  Sequence number();
  Sequence integer();
  Sequence boolean();
  Sequence null() { return book_.text("null"); }
  Sequence constant(const json::Value& value);

  // One character out of a text, between quotes: written as itself, or escaped where JSON wants that.
  Sequence character();
  Sequence character_of(const CodePoints& characters);
  Sequence quoted(const Sequence& content);
  // A text that is none of these.
  Sequence string_but(const std::vector<std::string_view>& names);
  // Opening sign, parts between commas, closing sign.
  Sequence list(char opens, const Sequence& content, char closes);
  // least to most of these between commas; nothing is there where there are none.
  Sequence separated(const Sequence& item, std::uint64_t least, std::optional<std::uint64_t> most);

 private:
  template <class Make>
  const Sequence& once(std::optional<Sequence>& made, Make make) {
    if (!made) made = make();
    return *made;
  }
  Sequence key_but(const std::vector<std::u32string>& names, std::size_t depth);

  RuleBook& book_;
  std::optional<Symbol> value_, object_, array_;
  std::optional<Sequence> blank_, string_, integer_, number_, character_;
};

}  // namespace swarm::grammars
