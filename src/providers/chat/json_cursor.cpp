#include "providers/chat/json_cursor.hpp"

#include <bit>
#include <cstring>

#if defined(__SSE2__)
  #include <emmintrin.h>
#endif

namespace swarm::chat {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Whether a byte inside of a text needs a look. As signed numbers, bytes beyond ASCII are below the blank as well.
bool is_special(char c) {
  return static_cast<signed char>(c) < ' ' || c == '"' || c == '\\';
}

// The first special byte. This is where the time goes: prompts are long texts with few special bytes.
const char* plain_end(const char* at, const char* end) {
#if defined(__SSE2__)
  const __m128i blank = _mm_set1_epi8(' '), quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\');
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
    const int found = _mm_movemask_epi8(_mm_or_si128(_mm_cmplt_epi8(bytes, blank), marks));
    if (found != 0) return at + std::countr_zero(static_cast<unsigned>(found));
  }
#endif
  while (at != end && !is_special(*at))
    ++at;
  return at;
}

bool is_continuation(const char* at) {
  return (static_cast<unsigned char>(*at) & 0xC0U) == 0x80U;
}

// How many bytes the character takes that begins at `at` with a byte beyond ASCII; 0: that is no UTF-8 (RFC 3629).
std::size_t utf8_length(const char* at, std::size_t left) {
  const auto first = static_cast<unsigned char>(*at);
  if (left < 2 || !is_continuation(at + 1)) return 0;
  const auto second = static_cast<unsigned char>(at[1]);
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (left < 3 || !is_continuation(at + 2)) return 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (first == 0xE0 && second < 0xA0) return 0;  // longer than it has to be
    if (first == 0xED && second > 0x9F) return 0;  // a surrogate
    return 3;
  }
  if (left < 4 || !is_continuation(at + 3) || first < 0xF0 || first > 0xF4) return 0;
  if (first == 0xF0 && second < 0x90) return 0;
  if (first == 0xF4 && second > 0x8F) return 0;  // beyond U+10FFFF
  return 4;
}

void append_utf8(std::string& text, unsigned point) {
  const auto add = [&text](unsigned byte) { text += static_cast<char>(byte); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xC0U | (point >> 6U));
    add(0x80U | (point & 0x3FU));
  } else if (point < 0x10000) {
    add(0xE0U | (point >> 12U));
    add(0x80U | ((point >> 6U) & 0x3FU));
    add(0x80U | (point & 0x3FU));
  } else {
    add(0xF0U | (point >> 18U));
    add(0x80U | ((point >> 12U) & 0x3FU));
    add(0x80U | ((point >> 6U) & 0x3FU));
    add(0x80U | (point & 0x3FU));
  }
}

unsigned hex_value(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a') + 10U : 16U;
}

unsigned unit_at(std::string_view raw, std::size_t at) {
  unsigned unit = 0;
  for (const char c : raw.substr(at, 4))
    unit = unit * 16 + hex_value(c);
  return unit;
}

bool is_leading(unsigned unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_trailing(unsigned unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

char escaped(char letter) {
  switch (letter) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return letter;  // quote, backslash, slash
  }
}

// `raw` has been checked.
void decode(std::string_view raw, std::string& text) {
  text.clear();
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t backslash = std::min(raw.find('\\', at), raw.size());
    text.append(raw, at, backslash - at);
    if (backslash == raw.size()) return;
    at = backslash + 2;
    if (raw[backslash + 1] != 'u') {
      text += escaped(raw[backslash + 1]);
      continue;
    }
    unsigned point = unit_at(raw, at);
    at += 4;
    if (is_leading(point)) {
      point = 0x10000U + ((point - 0xD800U) << 10U) + (unit_at(raw, at + 2) - 0xDC00U);
      at += 6;
    }
    append_utf8(text, point);
  }
}

}  // namespace

bool JsonCursor::fail(const char* what) {
  if (fault_ == nullptr) fault_ = what;
  return false;
}

JsonCursor::Kind JsonCursor::kind() {
  pass_blanks();
  if (at_ == end_) return Kind::none;
  switch (*at_) {
    case '{':
      return Kind::object;
    case '[':
      return Kind::array;
    case '"':
      return Kind::text;
    case 't':
    case 'f':
      return Kind::boolean;
    case 'n':
      return Kind::null;
    default:
      return *at_ == '-' || is_digit(*at_) ? Kind::number : Kind::none;
  }
}

bool JsonCursor::open(char bracket) {
  if (!expect(bracket)) return false;
  if (++depth_ > kDepthMax) return fail("nested deeper than 128 levels");
  return true;
}

bool JsonCursor::expect(char wanted) {
  if (next_is(wanted)) return true;
  if (at_ == end_) return fail("it ends too early");
  switch (wanted) {
    case ':':
      return fail("a colon expected");
    case '}':
      return fail("a comma or the end of the object expected");
    case ']':
      return fail("a comma or the end of the array expected");
    case '"':
      return fail("a text expected");
    default:
      return fail("an object or an array expected");
  }
}

bool JsonCursor::word(std::string_view wanted) {
  if (!std::string_view(at_, end_).starts_with(wanted)) return fail("no JSON value");
  at_ += wanted.size();
  return true;
}

bool JsonCursor::skip() {
  switch (kind()) {
    case Kind::object:
      return members([this](std::string_view) { return skip(); });
    case Kind::array:
      return items([this] { return skip(); });
    case Kind::text: {
      bool has_escapes = false;
      ++at_;
      return pass_text(has_escapes);
    }
    case Kind::number:
      return pass_number();
    case Kind::boolean:
      return word(*at_ == 't' ? "true" : "false");
    case Kind::null:
      return word("null");
    case Kind::none:
      break;
  }
  return fail(at_ == end_ ? "it ends too early" : "no JSON value");
}

bool JsonCursor::read_text(std::string_view& text) {
  if (!expect('"')) return false;
  const char* const begin = at_;
  bool has_escapes = false;
  if (!pass_text(has_escapes)) return false;
  text = {begin, at_ - 1};
  if (has_escapes) {
    decode(text, decoded_);
    text = decoded_;
  }
  return true;
}

bool JsonCursor::read_number(std::string_view& number) {
  if (kind() != Kind::number) return fail("a number expected");
  const char* const begin = at_;
  if (!pass_number()) return false;
  number = {begin, at_};
  return true;
}

bool JsonCursor::read_boolean(bool& value) {
  if (kind() != Kind::boolean) return fail("true or false expected");
  value = *at_ == 't';
  return skip();
}

bool JsonCursor::finish() {
  pass_blanks();
  return at_ == end_ || fail("something follows behind its end");
}

bool JsonCursor::pass_digits() {
  if (at_ == end_ || !is_digit(*at_)) return fail("a digit expected");
  while (at_ != end_ && is_digit(*at_))
    ++at_;
  return true;
}

bool JsonCursor::pass_number() {
  if (*at_ == '-') ++at_;
  if (at_ != end_ && *at_ == '0')
    ++at_;
  else if (!pass_digits())
    return false;
  if (at_ != end_ && *at_ == '.') {
    ++at_;
    if (!pass_digits()) return false;
  }
  if (at_ == end_ || (*at_ | 0x20) != 'e') return true;
  ++at_;
  if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
  return pass_digits();
}

bool JsonCursor::pass_text(bool& has_escapes) {
  while (true) {
    at_ = plain_end(at_, end_);
    if (at_ == end_) return fail("a text without its end");
    if (*at_ == '"') {
      ++at_;
      return true;
    }
    if (*at_ == '\\') {
      has_escapes = true;
      if (!pass_escape()) return false;
      continue;
    }
    if (static_cast<signed char>(*at_) >= 0) return fail("a control character in a text");
    do {
      const std::size_t length = utf8_length(at_, static_cast<std::size_t>(end_ - at_));
      if (length == 0) return fail("no UTF-8");
      at_ += length;
    } while (at_ != end_ && static_cast<signed char>(*at_) < 0);
  }
}

bool JsonCursor::pass_escape() {
  ++at_;
  if (at_ == end_) return fail("a text without its end");
  const char letter = *at_++;
  if (letter != 'u') return std::strchr("\"\\/bfnrt", letter) != nullptr && letter != '\0' ? true : fail("no escape");
  unsigned unit = 0;
  if (!pass_unit(unit)) return false;
  if (is_trailing(unit)) return fail("half of a surrogate pair");
  if (!is_leading(unit)) return true;
  if (!std::string_view(at_, end_).starts_with("\\u")) return fail("half of a surrogate pair");
  at_ += 2;
  return pass_unit(unit) && (is_trailing(unit) || fail("half of a surrogate pair"));
}

bool JsonCursor::pass_unit(unsigned& unit) {
  if (end_ - at_ < 4) return fail("a text without its end");
  unit = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    const unsigned digit = hex_value(*at_);
    if (digit > 15) return fail("four hexadecimal digits expected");
    unit = unit * 16 + digit;
  }
  return true;
}

}  // namespace swarm::chat
