#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>

#include "swarm/masking/characters.hpp"
#include "swarm/masking/finders.hpp"

namespace swarm::masking {

namespace {

// What is assigned: something that people choose, something that machines make, or credentials in a header.
enum class Named { nothing, password, token, header };

struct Name {
  std::string_view ending;  // lower case; '_' stands for '_', '-', ' ' or nothing
  Named named;
};

// Longer ones before those that they end with.
constexpr std::array<Name, 34> kNames{{{"proxy_authorization", Named::header},
                                       {"authorization", Named::header},
                                       {"x_api_key", Named::header},
                                       {"x_auth_token", Named::header},
                                       {"password", Named::password},
                                       {"passwd", Named::password},
                                       {"passphrase", Named::password},
                                       {"passwort", Named::password},
                                       {"kennwort", Named::password},
                                       {"contraseña", Named::password},
                                       {"mot de passe", Named::password},
                                       {"pwd", Named::password},
                                       {"pass", Named::password},
                                       {"api_key", Named::token},
                                       {"access_key", Named::token},
                                       {"access_key_id", Named::token},
                                       {"secret_key", Named::token},
                                       {"secret_access_key", Named::token},
                                       {"private_key", Named::token},
                                       {"signing_key", Named::token},
                                       {"encryption_key", Named::token},
                                       {"license_key", Named::token},
                                       {"account_key", Named::token},
                                       {"client_secret", Named::token},
                                       {"webhook_secret", Named::token},
                                       {"shared_secret", Named::token},
                                       {"secret", Named::token},
                                       {"credential", Named::token},
                                       {"credentials", Named::token},
                                       {"access_token", Named::token},
                                       {"auth_token", Named::token},
                                       {"bearer", Named::token},
                                       {"session_id", Named::token},
                                       {"token", Named::token}}};

// What stands where a value would, in code and in documentation.
constexpr std::array<std::string_view, 45> kNoValues{
    "none",     "null",     "nil",     "true",   "false",   "undefined", "required", "optional", "string",
    "str",      "text",     "integer", "number", "boolean", "bool",      "object",   "any",      "bytes",
    "password", "passwd",   "pwd",     "token",  "secret",  "key",       "api_key",  "apikey",   "value",
    "input",    "redacted", "hidden",  "masked", "empty",   "missing",   "invalid",  "wrong",    "incorrect",
    "expired",  "varchar",  "char",    "self",   "this",    "process",   "your",     "yours",    "strong"};

constexpr std::size_t kValueLookedAtMax = 256;  // a longer one is hidden as it is

// Length of `ending` at the end of text[0, end), with what '_' stands for; 0 when it does not end so.
std::size_t ends_with_name(std::string_view text, std::size_t end, std::string_view ending) {
  std::size_t at = end;
  for (auto wanted = ending.rbegin(); wanted != ending.rend(); ++wanted) {
    const char c = before(text, at);
    if (*wanted == '_') {
      if (c == '_' || c == '-' || c == ' ') --at;
      continue;
    }
    if (at == 0 || to_lower_letter(c) != *wanted) return 0;
    --at;
  }
  return end - at;
}

// What the word that ends at `end` names: "db_password", "openaiApiKey", "access token".
Named named_by(std::string_view text, std::size_t end) {
  for (const Name& name : kNames) {
    const std::size_t length = ends_with_name(text, end, name.ending);
    if (length == 0) continue;
    const char preceding = before(text, end - length);
    const char first = text[end - length];
    // "compass", "max_tokens" and "bypass" name nothing: a name begins a word, or a part of one.
    const bool begins = !is_letter(preceding) || (is_lower(preceding) && is_upper(first));
    const bool is_long = name.ending.size() >= 7;  // "dbpassword", "openaiapikey"
    if (begins || is_long) return name.named;
  }
  return Named::nothing;
}

bool is_no_value(std::string_view value) {
  const auto equals = [&](std::string_view word) { return value.size() == word.size() && has_at(value, 0, word); };
  if (std::ranges::any_of(kNoValues, equals)) return true;
  constexpr std::array<std::string_view, 14> kBegins{"${",  "{{",  "$(",  "<",   "%s",       "%(",   "{",
                                                     "***", "...", "xxx", "os.", "process.", "env.", "secrets."};
  if (std::ranges::any_of(kBegins, [&](std::string_view begin) { return has_at(value, 0, begin); })) return true;
  return value.find_first_not_of(value.substr(0, 1)) == std::string_view::npos;  // "********"
}

// "user.password", "password_field", "getPassword": names of code, not values.
bool is_code_name(std::string_view value) {
  return std::ranges::all_of(value, [](char c) { return is_letter(c) || c == '_' || c == '.'; }) &&
         (value.contains('_') || value.contains('.'));
}

double bits_of_chance(std::string_view value) {
  std::array<int, 256> counts{};
  for (const char c : value)
    ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const int count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(value.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

bool has(std::string_view value, bool (*kind)(char)) {
  return std::ranges::any_of(value, kind);
}

bool looks_made_by_chance(std::string_view value) {
  constexpr std::size_t kShortest = 8, kLong = 16;
  constexpr double kBits = 3.3;
  if (value.size() < kShortest) return false;
  if (has(value, &is_digit) && has(value, &is_letter)) return true;
  if (value.size() >= kLong && has(value.substr(1), &is_upper) && has(value, &is_lower)) return true;
  return value.size() >= kLong && !is_code_name(value) && bits_of_chance(value) >= kBits;
}

bool looks_chosen(std::string_view value) {
  const auto is_symbol = [](char c) { return !is_alphanumeric(c) && c != '_' && c != '.'; };
  return has(value, &is_digit) || std::ranges::any_of(value, is_symbol) || has(value.substr(1), &is_upper);
}

// How a value was assigned.
enum class Way { quoted, equals, colon, says };  // "says": "is", or nothing at all

bool is_secret_value(Named named, Way way, std::string_view value, bool ends_line) {
  constexpr std::size_t kShortestPassword = 4;
  if (value.size() > kValueLookedAtMax) return true;
  if (value.empty() || is_no_value(value)) return false;
  if (named == Named::token) return looks_made_by_chance(value);
  if (named == Named::header) return value.size() >= 6;
  if (value.size() < kShortestPassword) return false;
  if (way == Way::quoted) return true;
  if (value.contains('(') || (is_code_name(value) && way != Way::says)) return false;
  if (looks_chosen(value)) return true;
  return way != Way::says && (way == Way::equals || ends_line);
}

// The assignment behind a name: where its value stands.
class Assignment {
 public:
  Assignment(std::string_view text, std::size_t end_of_name, Named named)
      : text_(text), at_(end_of_name), named_(named) {}

  std::optional<Finding> value();

 private:
  void skip(std::string_view characters, std::size_t most) {
    for (std::size_t count = 0; count < most && at_ < text_.size() && characters.contains(text_[at_]); ++count)
      ++at_;
  }
  bool take_operator();
  void skip_scheme();
  std::optional<Finding> quoted(char quote);
  std::optional<Finding> unquoted();

  std::string_view text_;
  std::size_t at_;
  Named named_;
  Way way_ = Way::says;
};

// ":", "=", ":=", "=>", "is", and for tokens a blank; with marks of emphasis and quotes of the name around.
bool Assignment::take_operator() {
  constexpr std::size_t kBlanksMax = 8, kMarksMax = 4;
  skip("\"'`*_", kMarksMax);
  const std::size_t after_name = at_;
  skip(" \t", kBlanksMax);
  const char c = at_or_zero(text_, at_);
  if (c == ':' || c == '=') {
    const bool is_tight = at_ == after_name;
    way_ = c == '=' && is_tight && !is_blank(at_or_zero(text_, at_ + 1)) ? Way::equals : Way::colon;
    skip(":=>", 2);
    skip("*", kMarksMax);
    skip(" \t", kBlanksMax);
    return true;
  }
  if (at_ == after_name || named_ == Named::header) return false;
  for (const std::string_view word : {"is:", "is", "was", "ist", "lautet", "es", "est"}) {
    if (!has_at(text_, at_, word) || is_word(at_or_zero(text_, at_ + word.size()))) continue;
    at_ += word.size();
    skip(" \t", kBlanksMax);
    return true;
  }
  return named_ == Named::token;  // "my api key 3f9a…", "Bearer eyJ…"
}

void Assignment::skip_scheme() {
  for (const std::string_view scheme : {"bearer ", "basic ", "token ", "apikey ", "digest "}) {
    if (has_at(text_, at_, scheme)) at_ += scheme.size();
  }
}

std::optional<Finding> Assignment::quoted(char quote) {
  constexpr std::size_t kQuotedMax = 4'096;
  const std::size_t begin = ++at_;
  if (named_ == Named::header) skip_scheme();
  const std::string_view rest = text_.substr(at_, kQuotedMax);
  const std::size_t length = rest.find_first_of(std::string{quote, '\n'});
  if (length == std::string_view::npos || rest[length] != quote) return std::nullopt;
  const std::string_view value = rest.substr(0, length);
  if (!is_secret_value(named_, Way::quoted, value, false)) return std::nullopt;
  return Finding{std::max(begin, at_), at_ + length, Kind::secret};
}

std::optional<Finding> Assignment::unquoted() {
  constexpr std::string_view kEnds = " \t\r\n\"'`<>,;&|)]}";
  const std::size_t begin = at_;
  while (at_ < text_.size() && !kEnds.contains(text_[at_]))
    ++at_;
  std::size_t end = at_;
  while (end > begin && std::string_view(".:!?*").contains(text_[end - 1]))
    --end;
  const char behind = at_or_zero(text_, at_);
  const bool ends_line = behind == '\0' || behind == '\n' || behind == '\r';
  if (!is_secret_value(named_, way_, text_.substr(begin, end - begin), ends_line)) return std::nullopt;
  return Finding{begin, end, Kind::secret};
}

std::optional<Finding> Assignment::value() {
  if (!take_operator()) return std::nullopt;
  if (named_ == Named::header) skip_scheme();
  const char c = at_or_zero(text_, at_);
  if (c == '"' || c == '\'' || c == '`') return quoted(c);
  // A value that is not looked at closely would be walked again from the next name on.
  const std::string_view shown = text_.substr(at_, kValueLookedAtMax);
  if (shown.empty() || is_blank(shown[0])) return std::nullopt;
  return unquoted();
}

}  // namespace

void find_assigned_secrets(std::string_view text, Findings& found) {
  // A name ends where a word does: only there it is looked for.
  for (std::size_t at = 1; at <= text.size(); ++at) {
    const char last = text[at - 1];
    if (!is_letter(last) && static_cast<unsigned char>(last) < 0x80) continue;
    if (at < text.size() && (is_alphanumeric(text[at]) || static_cast<unsigned char>(text[at]) >= 0x80)) continue;
    const Named named = named_by(text, at);
    if (named == Named::nothing) continue;
    const std::optional<Finding> value = Assignment(text, at, named).value();
    if (!value) continue;
    found.push_back(*value);
    at = std::max(at, value->end);
  }
}

bool is_secret_assignment(std::string_view name, std::string_view quoted_value) {
  const Named named = named_by(name, name.size());
  return named != Named::nothing && is_secret_value(named, Way::quoted, quoted_value, true);
}

}  // namespace swarm::masking
