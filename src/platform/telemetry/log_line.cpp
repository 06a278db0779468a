#include "platform/telemetry/log_line.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "base/time_text.hpp"

namespace swarm::telemetry {

namespace {

constexpr std::size_t kNameBytesMax = 128;  // of parts, events and field names, which are written in our code
constexpr std::size_t kTailBytes = 16;      // kept free for the mark of a cut, the brace and the end of line

struct LevelLook {
  std::string_view name;
  std::string_view colour;
};

constexpr LevelLook look_of(Level level) {
  switch (level) {
    case Level::debug:
      return {"DEBUG", "\x1b[90m"};
    case Level::info:
      return {"INFO", "\x1b[32m"};
    case Level::warn:
      return {"WARN", "\x1b[33m"};
    case Level::error:
      return {"ERROR", "\x1b[31m"};
  }
  return {"?", ""};
}

// A code point as it stands in a text; `code` is U+FFFD for a byte that is no UTF-8.
struct CodePoint {
  char32_t code = 0xFFFD;
  std::size_t length = 1;
};

CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned lead = byte(at);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return {};
  char32_t code = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) return {};
    code = (code << 6U) | (byte(at + i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
  if (code < kSmallest[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, length};
}

bool is_harmful(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 || code == 0x200E ||
         code == 0x200F || (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

// As it stands in a JSON text.
std::string escaped(std::string_view text, std::size_t at, CodePoint point) {
  switch (point.code) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  const bool no_utf8 = point.code == 0xFFFD && point.length == 1;
  if (no_utf8 || is_harmful(point.code)) return fmt::format("\\u{:04x}", static_cast<unsigned>(point.code));
  return std::string(text.substr(at, point.length));
}

bool is_plain(char c) {
  return c >= ' ' && c <= '~' && c != '"' && c != '\\';
}

// Adds at most `bytes_max`; false when something had to be left out.
bool append_escaped(std::string& out, std::string_view text, std::size_t bytes_max) {
  const std::size_t end = out.size() + bytes_max;
  for (std::size_t at = 0; at < text.size();) {
    const auto plain_end = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_plain);
    const std::size_t plain = static_cast<std::size_t>(plain_end - text.begin()) - at;
    const std::size_t taken = std::min(plain, end - out.size());
    out += text.substr(at, taken);
    if (taken < plain) return false;
    at += plain;
    if (at == text.size()) return true;
    const CodePoint point = code_point_at(text, at);
    const std::string piece = escaped(text, at, point);
    if (piece.size() > end - out.size()) return false;
    out += piece;
    at += point.length;
  }
  return true;
}

// A number or a truth as JSON has it. JSON knows no infinities; they become texts.
std::string literal_of(const Field::Value& value) {
  if (const bool* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const std::int64_t* whole = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *whole);
  const double real = std::get<double>(value);
  return std::isfinite(real) ? fmt::format("{}", real) : fmt::format("\"{}\"", real);
}

// A line that is filled until it is full. What does not fit any more is left out, later and shorter fields may still.
class Line {
 public:
  explicit Line(std::string start) : out_(std::move(start)) {}

  void add(std::string_view text) { out_ += text; }

  // `before` is the field's name with its punctuation, `quote` stands at both ends of a text.
  void add_text(std::string_view before, std::string_view text, std::string_view quote) {
    if (room() < before.size() + 2 * quote.size()) return skip();
    out_ += before;
    out_ += quote;
    cut_ = !append_escaped(out_, text, room() - quote.size()) || cut_;
    out_ += quote;
  }

  void add_literal(std::string_view before, std::string_view literal) {
    if (room() < before.size() + literal.size()) return skip();
    out_ += before;
    out_ += literal;
  }

  std::string finish(std::string_view mark_of_cut, std::string_view end) && {
    if (cut_) out_ += mark_of_cut;
    out_ += end;
    return std::move(out_);
  }

 private:
  std::size_t room() const { return kLineBytesMax - kTailBytes - std::min(out_.size(), kLineBytesMax - kTailBytes); }
  void skip() { cut_ = true; }

  std::string out_;
  bool cut_ = false;
};

std::string escaped_name(std::string_view name) {
  std::string out;
  append_escaped(out, name, kNameBytesMax);
  return out;
}

// A line's own members must not appear twice.
std::string member_name(std::string_view name) {
  constexpr std::array<std::string_view, 5> kOwn{"at", "level", "part", "event", "cut"};
  if (std::ranges::find(kOwn, name) != kOwn.end()) return fmt::format("field_{}", name);
  return escaped_name(name);
}

bool needs_quotes(std::string_view text) {
  return text.empty() || std::ranges::any_of(text, [](char c) { return !is_plain(c) || c == ' ' || c == '='; });
}

}  // namespace

std::string json_line(const Event& event) {
  Line line(fmt::format(R"({{"at":"{}","level":"{}","part":"{}","event":"{}")", to_text(event.at),
                        look_of(event.level).name, escaped_name(event.part), escaped_name(event.name)));
  for (const Field& field : event.fields) {
    const std::string before = fmt::format(",\"{}\":", member_name(field.name));
    if (const std::string* text = std::get_if<std::string>(&field.value)) {
      line.add_text(before, *text, "\"");
    } else {
      line.add_literal(before, literal_of(field.value));
    }
  }
  return std::move(line).finish(",\"cut\":true", "}\n");
}

std::string text_line(const Event& event, bool coloured) {
  const LevelLook look = look_of(event.level);
  const std::string level = coloured ? fmt::format("{}{:<5}\x1b[0m", look.colour, look.name) : std::string(look.name);
  Line line(fmt::format("{} {} {} {}", to_text(event.at), level, escaped_name(event.part), escaped_name(event.name)));
  for (const Field& field : event.fields) {
    const std::string before = fmt::format(" {}=", escaped_name(field.name));
    if (const std::string* text = std::get_if<std::string>(&field.value)) {
      line.add_text(before, *text, needs_quotes(*text) ? "\"" : "");
    } else {
      line.add_literal(before, literal_of(field.value));
    }
  }
  return std::move(line).finish(" [cut]", "\n");
}

}  // namespace swarm::telemetry
