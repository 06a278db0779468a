#include <algorithm>
#include <array>

#include "swarm/masking/characters.hpp"
#include "swarm/masking/finders.hpp"
#include "swarm/masking/placeholder.hpp"

namespace swarm::masking {

namespace {

// What must come behind a prefix so that it is a token and no word.
enum class Rest { anything, has_digit_or_both_cases };

struct Prefix {
  std::string_view text;
  std::size_t rest_min;  // of letters, digits, '_' and '-'
  Rest rest = Rest::anything;
};

constexpr Rest kMixed = Rest::has_digit_or_both_cases;

// Longer ones before those that they begin with.
constexpr std::array<Prefix, 57> kPrefixes{
    {{"sk-ant-", 8},       {"sk-proj-", 8},       {"sk-svcacct-", 8},     {"sk-admin-", 8},      {"sk-or-v1-", 8},
     {"sk-", 12, kMixed},  {"sk_live_", 8},       {"sk_test_", 8},        {"rk_live_", 8},       {"rk_test_", 8},
     {"pk_live_", 8},      {"whsec_", 16},        {"swk_", 16},           {"ghp_", 12},          {"gho_", 12},
     {"ghu_", 12},         {"ghs_", 12},          {"ghr_", 12},           {"github_pat_", 12},   {"glpat-", 10},
     {"gldt-", 10},        {"glrt-", 10},         {"glcbt-", 10},         {"xoxa-", 8},          {"xoxb-", 8},
     {"xoxc-", 8},         {"xoxd-", 8},          {"xoxe-", 8},           {"xoxo-", 8},          {"xoxp-", 8},
     {"xoxr-", 8},         {"xoxs-", 8},          {"xapp-", 8},           {"AIza", 20},          {"hf_", 12, kMixed},
     {"npm_", 12, kMixed}, {"pypi-", 16, kMixed}, {"dckr_pat_", 12},      {"dop_v1_", 16},       {"gsk_", 16, kMixed},
     {"xai-", 16, kMixed}, {"pplx-", 16, kMixed}, {"nvapi-", 16, kMixed}, {"tvly-", 12, kMixed}, {"r8_", 16, kMixed},
     {"shpat_", 12},       {"shpss_", 12},        {"sq0atp-", 12},        {"sq0csp-", 12},       {"glsa_", 12},
     {"lin_api_", 12},     {"figd_", 12},         {"PMAK-", 12},          {"rubygems_", 12},     {"sbp_", 16, kMixed},
     {"tskey-", 12},       {"ATATT3", 16}}};

// Those with dots inside; everything but blanks and quotes belongs to them.
constexpr std::array<Prefix, 3> kDottedPrefixes{{{"ya29.", 16}, {"hvs.", 16}, {"SG.", 16, kMixed}}};

constexpr std::array<std::string_view, 6> kAwsPrefixes{"AKIA", "ASIA", "ABIA", "ACCA", "AROA", "AIDA"};

// Whether any prefix begins with this character.
bool may_begin_token(char c) {
  static constexpr auto kFirst = [] {
    std::array<bool, 128> first{};
    for (const Prefix& prefix : kPrefixes)
      first[static_cast<std::size_t>(prefix.text[0])] = true;
    first['A'] = true;  // of Amazon's
    return first;
  }();
  return static_cast<unsigned char>(c) < kFirst.size() && kFirst[static_cast<std::size_t>(c)];
}

// A row of token characters, with what was learnt about it once.
struct Run {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t digit_until = 0;  // behind its last digit; 0: none
  std::size_t upper_until = 0;
  std::size_t lower_until = 0;

  bool is_mixed_from(std::size_t at) const { return digit_until > at || (upper_until > at && lower_until > at); }
};

Run run_at(std::string_view text, std::size_t at, bool with_dots = false) {
  Run run{.begin = at, .end = at};
  const auto belongs = [&](char c) { return is_token(c) || (with_dots && c == '.'); };
  for (; run.end < text.size() && belongs(text[run.end]); ++run.end) {
    const char c = text[run.end];
    if (is_digit(c)) run.digit_until = run.end + 1;
    if (is_upper(c)) run.upper_until = run.end + 1;
    if (is_lower(c)) run.lower_until = run.end + 1;
  }
  return run;
}

bool fits(const Prefix& prefix, std::string_view text, std::size_t at, const Run& run) {
  if (!text.substr(at).starts_with(prefix.text)) return false;
  const std::size_t rest = at + prefix.text.size();
  return run.end >= rest + prefix.rest_min && (prefix.rest == Rest::anything || run.is_mixed_from(rest));
}

// AKIA and 16 capitals or digits.
bool is_aws_key(std::string_view text, std::size_t at) {
  constexpr std::size_t kLength = 20;
  if (text.size() - at < kLength || is_word(at_or_zero(text, at + kLength))) return false;
  const std::string_view key = text.substr(at, kLength);
  return std::ranges::find(kAwsPrefixes, key.substr(0, 4)) != kAwsPrefixes.end() &&
         std::ranges::all_of(key, [](char c) { return is_upper(c) || is_digit(c); });
}

// Three base64url parts with dots between them, the first beginning as every JSON object does. Returns its end.
std::size_t end_of_web_token(std::string_view text, const Run& first) {
  constexpr std::size_t kPartMin = 8;
  if (!text.substr(first.begin).starts_with("eyJ") || first.end - first.begin < kPartMin) return 0;
  if (at_or_zero(text, first.end) != '.') return 0;
  const Run second = run_at(text, first.end + 1);
  if (second.end - second.begin < kPartMin || at_or_zero(text, second.end) != '.') return 0;
  return run_at(text, second.end + 1).end;
}

// Looks at one row of token characters; returns where to go on.
std::size_t find_in_run(std::string_view text, const Run& run, Findings& found) {
  if (const std::size_t end = end_of_web_token(text, run); end > 0) {
    found.push_back({run.begin, end, Kind::secret});
    return end;
  }
  for (std::size_t at = run.begin; at < run.end; ++at) {
    if ((is_alphanumeric(before(text, at)) && at != run.begin) || !may_begin_token(text[at])) continue;
    const bool known =
        std::ranges::any_of(kPrefixes, [&](const Prefix& prefix) { return fits(prefix, text, at, run); });
    if (known) {
      found.push_back({at, run.end, Kind::secret});
      return run.end;
    }
    if (is_aws_key(text, at)) found.push_back({at, at + 20, Kind::secret});
  }
  if (at_or_zero(text, run.end) != '.') return run.end;
  for (const Prefix& prefix : kDottedPrefixes) {
    if (!text.substr(run.begin).starts_with(prefix.text)) continue;
    const Run dotted = run_at(text, run.begin, true);
    if (fits(prefix, text, run.begin, dotted)) found.push_back({run.begin, dotted.end, Kind::secret});
    return dotted.end;
  }
  return run.end;
}

}  // namespace

void find_placeholder_like(std::string_view text, Findings& found) {
  for (std::size_t at = text.find_first_of(kPlaceholderStarts); at != std::string_view::npos;
       at = text.find_first_of(kPlaceholderStarts, at)) {
    const PlaceholderMatch match = match_placeholder(text.substr(at));
    if (match.state == PlaceholderMatch::State::whole) found.push_back({at, at + match.length, Kind::text});
    at += std::max<std::size_t>(match.length, 1);
  }
}

void find_known_tokens(std::string_view text, Findings& found) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_token(text[at]))
      ++at;
    else
      at = find_in_run(text, run_at(text, at), found);
  }
}

void find_private_keys(std::string_view text, Findings& found) {
  constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ", kDashes = "-----", kNamed = "PRIVATE KEY";
  constexpr std::size_t kLabelMax = 64;
  std::size_t at = text.find(kBegin);
  while (at != std::string_view::npos) {
    const std::string_view label = text.substr(at + kBegin.size(), kLabelMax);
    const std::string_view name = label.substr(0, label.find(kDashes));
    if (!name.contains(kNamed)) {
      at = text.find(kBegin, at + 1);
      continue;
    }
    const std::size_t end = text.find(kEnd, at);
    const std::size_t closed = end == std::string_view::npos ? end : text.find(kDashes, end + kEnd.size());
    // Cut off: whatever follows belongs to it.
    const std::size_t behind = closed == std::string_view::npos ? text.size() : closed + kDashes.size();
    found.push_back({at, behind, Kind::secret});
    at = text.find(kBegin, behind);
  }
}

void find_url_credentials(std::string_view text, Findings& found) {
  constexpr std::string_view kScheme = "://", kEndOfAuthority = "/?# \t\r\n\"'<>`\\";
  constexpr std::size_t kCredentialsMax = 1'024;
  for (std::size_t at = text.find(kScheme); at != std::string_view::npos; at = text.find(kScheme, at + 1)) {
    if (!is_alphanumeric(before(text, at))) continue;
    const std::size_t begin = at + kScheme.size();
    const std::string_view rest = text.substr(begin, kCredentialsMax);
    const std::string_view authority = rest.substr(0, rest.find_first_of(kEndOfAuthority));
    const std::size_t end = authority.rfind('@');
    if (end == std::string_view::npos || !authority.substr(0, end).contains(':')) continue;
    found.push_back({begin, begin + end, Kind::secret});
  }
}

}  // namespace swarm::masking
