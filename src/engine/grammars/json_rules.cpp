#include "engine/grammars/json_rules.hpp"

#include <algorithm>
#include <map>

#include "engine/grammars/code_points.hpp"

namespace swarm::grammars {
namespace {

const CodePoints kDigits{{'0', '9'}};
const CodePoints kHex{{'0', '9'}, {'a', 'f'}, {'A', 'F'}};
const CodePoints kEscapedOnly{{0, 0x1F}, {'"', '"'}, {'\\', '\\'}};

// What a schema gives, without the exponents that boost writes behind every fraction.
std::string text_of(const json::Value& value) {
  if (value.is_double()) return fmt::format("{}", value.get_double());
  if (value.is_array()) {
    std::string out;
    for (const json::Value& item : value.get_array())
      out += (out.empty() ? "" : ", ") + text_of(item);
    return "[" + out + "]";
  }
  if (!value.is_object()) return json::to_text(value);
  std::string out;
  for (const auto& member : value.get_object())
    out += (out.empty() ? "" : ", ") + json::to_text(json::Value(member.key())) + ": " + text_of(member.value());
  return "{" + out + "}";
}

// How JSON writes a character that has to be escaped.
std::string escaped(char32_t character) {
  const std::string text = json::to_text(json::Value(std::string(1, static_cast<char>(character))));
  return text.substr(1, text.size() - 2);
}

std::u32string decoded(std::string_view utf8) {
  std::u32string out;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U)
      out.push_back(byte < 0x80 ? byte : byte < 0xE0 ? byte & 0x1FU : byte < 0xF0 ? byte & 0x0FU : byte & 0x07U);
    else if (!out.empty())
      out.back() = out.back() << 6 | (byte & 0x3FU);
  }
  return out;
}

}  // namespace

Sequence JsonRules::blank() {
  return once(blank_, [&]() -> Sequence {
    const Sequence indented =
        joined({book_.repeat(book_.text("\n"), 1, 2), book_.repeat(book_.one_of({{' ', ' '}, {'\t', '\t'}}), 0, 20)});
    return {book_.either({{}, book_.text(" "), indented})};
  });
}

Sequence JsonRules::separator(char sign) {
  return joined({book_.text(std::string_view(&sign, 1)), blank()});
}

Sequence JsonRules::list(char opens, const Sequence& content, char closes) {
  return joined({separator(opens), content, blank(), book_.text(std::string_view(&closes, 1))});
}

Sequence JsonRules::separated(const Sequence& item, std::uint64_t least, std::optional<std::uint64_t> most) {
  if (most && *most == 0) return {};
  const Sequence one{book_.either({item})};
  const Sequence next = joined({separator(','), one});
  const std::uint64_t required = std::max<std::uint64_t>(least, 1);
  const Sequence some =
      joined({one, book_.repeat(next, required - 1,
                                most ? std::optional(*most - std::min(*most, std::uint64_t{1})) : std::nullopt)});
  return least == 0 ? book_.optional(some) : some;
}

Sequence JsonRules::value() {
  if (!value_) {
    value_ = book_.reserve();
    book_.define(*value_, {object(), array(), string(), number(), boolean(), null()});
  }
  return {*value_};
}

Sequence JsonRules::object() {
  if (!object_) {
    object_ = book_.reserve();
    const Sequence member = joined({string(), blank(), separator(':'), value()});
    book_.define(*object_, {list('{', separated(member, 0, std::nullopt), '}')});
  }
  return {*object_};
}

Sequence JsonRules::array() {
  if (!array_) {
    array_ = book_.reserve();
    book_.define(*array_, {list('[', separated(value(), 0, std::nullopt), ']')});
  }
  return {*array_};
}

Sequence JsonRules::string() {
  return once(string_, [&]() -> Sequence { return quoted(book_.repeat(character(), 0, std::nullopt)); });
}

// So many digits as other programs still read exactly, or nearly.
Sequence JsonRules::integer() {
  return once(integer_, [&]() -> Sequence {
    const Sequence digits = joined({book_.one_of({{'1', '9'}}), book_.repeat(book_.one_of(kDigits), 0, 15)});
    return joined({book_.optional(book_.text("-")), {book_.either({book_.text("0"), digits})}});
  });
}

Sequence JsonRules::number() {
  return once(number_, [&]() -> Sequence {
    const Sequence digit = book_.one_of(kDigits);
    const Sequence fraction = joined({book_.text("."), book_.repeat(digit, 1, 16)});
    const Sequence exponent =
        joined({book_.one_of({{'e', 'e'}, {'E', 'E'}}), book_.optional(book_.one_of({{'-', '-'}, {'+', '+'}})),
                book_.repeat(digit, 1, 2)});
    return joined({integer(), book_.optional(fraction), book_.optional(exponent)});
  });
}

Sequence JsonRules::boolean() {
  return {book_.either({book_.text("true"), book_.text("false")})};
}

Sequence JsonRules::constant(const json::Value& value) {
  return book_.text(text_of(value));
}

// Escapes by number leave surrogates out: alone they are no characters, and many readers refuse them.
Sequence JsonRules::character() {
  return once(character_, [&]() -> Sequence {
    const Sequence hex = book_.one_of(kHex);
    const Sequence number{book_.either(
        {joined({book_.one_of({{'0', '9'}, {'a', 'c'}, {'A', 'C'}, {'e', 'f'}, {'E', 'F'}}), hex, hex, hex}),
         joined({book_.one_of({{'d', 'd'}, {'D', 'D'}}), book_.one_of({{'0', '7'}}), hex, hex})})};
    CodePoints short_escapes{{'"', '"'}, {'\\', '\\'}};
    for (const char c : {'b', 'f', 'n', 'r', 't'})
      short_escapes.add(static_cast<char32_t>(c), static_cast<char32_t>(c));
    CodePoints plain = kEscapedOnly.complement().without({{0x7F, 0x7F}});
    return {book_.either({book_.one_of(plain), joined({book_.text("\\"), book_.one_of(short_escapes)}),
                          joined({book_.text("\\u"), number})})};
  });
}

Sequence JsonRules::character_of(const CodePoints& characters) {
  std::vector<Sequence> ways;
  if (const CodePoints plain = characters.without(kEscapedOnly); !plain.empty() || characters.empty())
    ways.push_back(book_.one_of(plain));
  for (const CodePoints::Range& range : kEscapedOnly.ranges()) {
    for (char32_t each = range.low; each <= range.high; ++each)
      if (characters.contains(each)) ways.push_back(book_.text(escaped(each)));
  }
  return ways.size() == 1 ? ways.front() : Sequence{book_.either(ways)};
}

Sequence JsonRules::quoted(const Sequence& content) {
  return joined({book_.text("\""), content, book_.text("\"")});
}

// Of characters that stand for themselves only: an escape could spell a name in another way.
Sequence JsonRules::string_but(const std::vector<std::string_view>& names) {
  std::vector<std::u32string> known;
  for (const std::string_view name : names) {
    std::u32string characters = decoded(name);
    if (std::ranges::none_of(characters, [](char32_t c) { return kEscapedOnly.contains(c); }))
      known.push_back(std::move(characters));
  }
  std::ranges::sort(known);
  return quoted(key_but(known, 0));
}

// The rest of a key that has begun as all of these do. They are sorted.
Sequence JsonRules::key_but(const std::vector<std::u32string>& names, std::size_t depth) {
  const CodePoints plain = kEscapedOnly.complement();
  const Sequence any = book_.repeat(book_.one_of(plain), 0, std::nullopt);
  if (names.empty()) return any;
  std::vector<Sequence> ways;
  std::vector<CodePoints::Range> begun;
  if (!std::ranges::any_of(names, [&](const std::u32string& name) { return name.size() == depth; }))
    ways.emplace_back();
  std::map<char32_t, std::vector<std::u32string>> longer;
  for (const std::u32string& name : names)
    if (name.size() > depth) longer[name[depth]].push_back(name);
  for (const auto& [next, among] : longer) {
    begun.push_back({next, next});
    ways.push_back(joined({book_.one_of({{next, next}}), key_but(among, depth + 1)}));
  }
  ways.push_back(joined({book_.one_of(plain.without(CodePoints(std::move(begun)))), any}));
  return {book_.either(ways)};
}

}  // namespace swarm::grammars
