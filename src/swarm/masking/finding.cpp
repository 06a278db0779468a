#include "swarm/masking/finding.hpp"

#include <algorithm>

#include "swarm/masking/finders.hpp"

namespace swarm::masking {

namespace {

// In order, with overlapping ones made one, of the kind that ranks first.
Findings merged(Findings found) {
  std::ranges::sort(found, [](const Finding& one, const Finding& other) {
    return one.begin != other.begin ? one.begin < other.begin : one.kind < other.kind;
  });
  Findings kept;
  for (const Finding& next : found) {
    if (kept.empty() || next.begin >= kept.back().end) {
      kept.push_back(next);
      continue;
    }
    Finding& last = kept.back();
    last.end = std::max(last.end, next.end);
    last.kind = std::min(last.kind, next.kind);
  }
  return kept;
}

}  // namespace

std::vector<Finding> find_private(std::string_view text, MaskingOptions options) {
  const Announcements announcements(text);
  Findings found;
  find_placeholder_like(text, found);
  find_private_keys(text, found);
  find_known_tokens(text, found);
  find_assigned_secrets(text, found);
  find_url_credentials(text, found);
  find_email_addresses(text, found);
  find_ibans(text, found);
  find_national_insurance_numbers(text, found);
  find_passports(text, announcements, found);
  find_numbers(text, announcements, found);
  if (options.ip_addresses) find_ip_addresses(text, found);
  return merged(std::move(found));
}

}  // namespace swarm::masking
