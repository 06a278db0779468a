#pragma once

#include <string_view>
#include <vector>

#include "swarm/masking/context.hpp"
#include "swarm/masking/finding.hpp"

// One function for each way to look; each adds what it finds, in order of place, in time that grows with the length
// only.
namespace swarm::masking {

using Findings = std::vector<Finding>;

void find_placeholder_like(std::string_view text, Findings& found);  // what the user wrote as if it were ours
void find_private_keys(std::string_view text, Findings& found);      // PEM blocks
void find_known_tokens(std::string_view text, Findings& found);      // by their prefixes; JSON web tokens
void find_assigned_secrets(std::string_view text, Findings& found);  // "password: …", "Authorization: Bearer …"
void find_url_credentials(std::string_view text, Findings& found);   // "https://user:password@…"
void find_email_addresses(std::string_view text, Findings& found);
void find_ibans(std::string_view text, Findings& found);
void find_national_insurance_numbers(std::string_view text, Findings& found);
void find_passports(std::string_view text, const Announcements& announcements, Findings& found);
// Cards, phone, social security and tax numbers.
void find_numbers(std::string_view text, const Announcements& announcements, Findings& found);
void find_ip_addresses(std::string_view text, Findings& found);

// A value of an assignment to `name` ("api_key", "user.password"): whether it is to be hidden.
bool is_secret_assignment(std::string_view name, std::string_view quoted_value);

}  // namespace swarm::masking
