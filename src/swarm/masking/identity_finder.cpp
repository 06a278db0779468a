#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "swarm/masking/characters.hpp"
#include "swarm/masking/finders.hpp"
#include "swarm/masking/number_rules.hpp"

// What has a form of its own: addresses of mail and of machines, accounts, national numbers.
namespace swarm::masking {

namespace {

constexpr std::size_t kLocalPartMax = 64;  // RFC 5321
constexpr std::size_t kDomainMax = 253;

bool is_of_local_part(char c) {
  constexpr std::string_view kSymbols = ".!#$%&'*+-^_~";
  return is_word(c) || kSymbols.contains(c);
}
bool is_of_domain(char c) {
  return is_alphanumeric(c) || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

// Where the local part before `at` begins; `at` when there is none.
std::size_t begin_of_local_part(std::string_view text, std::size_t at) {
  if (before(text, at) == '"') {  // "john doe"@example.com
    const std::size_t low = at > kLocalPartMax ? at - kLocalPartMax : 0;
    const std::size_t quote = text.substr(low, at - 1 - low).rfind('"');
    if (quote != std::string_view::npos && quote + 2 < at - low) return low + quote;
    return at;
  }
  std::size_t begin = at;
  while (begin > 0 && at - begin < kLocalPartMax && is_of_local_part(text[begin - 1]))
    --begin;
  while (begin < at && !is_word(text[begin]))  // a quote, a list's mark
    ++begin;
  return begin;
}

// Where the domain from `at` on ends; `at` when there is none: at least two labels, the last of two letters or more.
std::size_t end_of_domain(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && end - at < kDomainMax && is_of_domain(text[end]))
    ++end;
  while (end > at && (text[end - 1] == '.' || text[end - 1] == '-'))
    --end;
  const std::string_view domain = text.substr(at, end - at);
  const std::size_t dot = domain.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || domain.contains("..")) return at;
  const std::string_view last = domain.substr(dot + 1);
  const bool is_name =
      last.size() >= 2 && !std::ranges::all_of(last, is_digit) &&
      (std::ranges::all_of(last, [](char c) { return is_letter(c) || is_word(c); }) || last.starts_with("xn--"));
  if (is_name) return end;
  return std::ranges::all_of(domain, [](char c) { return is_digit(c) || c == '.'; }) ? end : at;  // user@10.0.0.1
}

// Letters and digits from `at` on, with single blanks or hyphens left out, `count` of them; the place behind the last.
std::size_t take_spaced(std::string_view text, std::size_t at, std::size_t count, std::string& taken) {
  taken.clear();
  std::size_t end = at;
  while (at < text.size() && taken.size() < count) {
    const char c = text[at];
    if (is_alphanumeric(c)) {
      taken += c;
      end = ++at;
      continue;
    }
    const std::size_t gap = c == ' ' || c == '-' ? 1 : text.substr(at).starts_with("\u00A0") ? 2 : 0;
    if (gap == 0 || !is_alphanumeric(at_or_zero(text, at + gap))) break;
    at += gap;
  }
  return end;
}

}  // namespace

void find_email_addresses(std::string_view text, Findings& found) {
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    const std::size_t begin = begin_of_local_part(text, at);
    if (begin == at) continue;
    if (const std::size_t end = end_of_domain(text, at + 1); end > at + 1) found.push_back({begin, end, Kind::email});
  }
}

void find_ibans(std::string_view text, Findings& found) {
  constexpr std::size_t kLongest = 34;
  std::string taken;
  for (std::size_t at = 0; at + 4 <= text.size(); ++at) {
    if (!is_letter(text[at]) || !is_letter(text[at + 1]) || !is_digit(text[at + 2]) || !is_digit(text[at + 3]))
      continue;
    if (is_alphanumeric(before(text, at))) continue;
    const std::size_t known = iban_length(text.substr(at));
    const bool is_upper_case = is_upper(text[at]) && is_upper(text[at + 1]);
    if (known == 0 && !is_upper_case) continue;
    const std::size_t end = take_spaced(text, at, known == 0 ? kLongest : known, taken);
    if (is_alphanumeric(at_or_zero(text, end)) || !is_iban(taken)) continue;
    found.push_back({at, end, Kind::iban});
    at = end - 1;
  }
}

void find_national_insurance_numbers(std::string_view text, Findings& found) {
  constexpr std::size_t kLength = 9;
  std::string taken;
  for (std::size_t at = 0; at + kLength <= text.size(); ++at) {
    if (!is_upper(text[at]) || !is_upper(text[at + 1]) || is_alphanumeric(before(text, at))) continue;
    const char third = text[at + 2];
    if (!is_digit(third) && third != ' ' && third != '-') continue;
    const std::size_t end = take_spaced(text, at, kLength, taken);
    if (is_alphanumeric(at_or_zero(text, end)) || !is_national_insurance_number(taken)) continue;
    found.push_back({at, end, Kind::nino});
    at = end - 1;
  }
}

void find_passports(std::string_view text, const Announcements& announcements, Findings& found) {
  constexpr std::size_t kShortest = 6, kLongest = 10, kDigitsMin = 4;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_alphanumeric(text[at]) || is_word(before(text, at))) continue;
    std::size_t end = at;
    while (end < text.size() && (is_upper(text[end]) || is_digit(text[end])))
      ++end;
    const std::string_view number = text.substr(at, end - at);
    const bool has_form = number.size() >= kShortest && number.size() <= kLongest && !is_word(at_or_zero(text, end)) &&
                          std::ranges::count_if(number, is_digit) >= static_cast<std::ptrdiff_t>(kDigitsMin);
    if (has_form && announcements.announces(Topic::passport, at)) found.push_back({at, end, Kind::passport});
    if (end > at) at = end - 1;
  }
}

namespace {

// "192.0.2.1" at `at`; its end, or `at`.
std::size_t end_of_version_4(std::string_view text, std::size_t at) {
  constexpr int kParts = 4, kPartMax = 255;
  std::size_t end = at;
  for (int part = 0; part < kParts; ++part) {
    if (part > 0 && at_or_zero(text, end++) != '.') return at;
    int value = 0;
    const std::string_view digits = text.substr(end, 3);
    const auto [behind, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || value > kPartMax || !is_digit(digits[0])) return at;
    end += static_cast<std::size_t>(behind - digits.data());
  }
  const bool goes_on =
      is_word(at_or_zero(text, end)) || (at_or_zero(text, end) == '.' && is_digit(at_or_zero(text, end + 1)));
  return goes_on ? at : end;
}

// "2001:db8::1" at `at`: hexadecimal groups, at least two colons; its end, or `at`.
std::size_t end_of_version_6(std::string_view text, std::size_t at) {
  constexpr std::size_t kLongest = 45, kGroupMax = 4;
  std::size_t end = at, colons = 0, group = 0;
  bool is_short = false, has_digit = false;
  for (; end < text.size() && end - at < kLongest; ++end) {
    const char c = text[end];
    if (c == ':') {
      is_short = is_short || before(text, end) == ':';
      ++colons;
      group = 0;
    } else if (is_digit(c) || (to_lower_letter(c) >= 'a' && to_lower_letter(c) <= 'f')) {
      has_digit = true;
      if (++group > kGroupMax) return at;
    } else {
      break;
    }
  }
  const bool has_form = has_digit && (colons == 7 || (is_short && colons >= 2 && colons < 8));
  return has_form && !is_word(at_or_zero(text, end)) ? end : at;
}

}  // namespace

void find_ip_addresses(std::string_view text, Findings& found) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char preceding = before(text, at);
    if (is_word(preceding) || preceding == '.' || preceding == ':') continue;
    std::size_t end = end_of_version_4(text, at);
    if (end == at) end = end_of_version_6(text, at);
    if (end == at) continue;
    found.push_back({at, end, Kind::address});
    at = end - 1;
  }
}

}  // namespace swarm::masking
