#pragma once

#include <cstddef>
#include <string_view>

// Check digits and forms of numbers that belong to persons. Pure; every function takes the digits (and letters) alone,
// without what separates them.
namespace swarm::masking {

bool passes_luhn(std::string_view digits);
// The first digits and the length are those of a card brand.
bool is_card_brand(std::string_view digits);
// ISO 13616: a country with this length, or an unknown country; and the remainder modulo 97. Letters in any case.
bool is_iban(std::string_view text);
std::size_t iban_length(std::string_view country);  // 0: no country that we know
// Of the United States: no area, group or serial that is never given out.
bool is_social_security_number(std::string_view digits);
// The German identification number of taxpayers: 11 digits, one of the first ten twice or three times, ISO 7064 mod
// 11,10.
bool is_german_tax_id(std::string_view digits);
// The British national insurance number: two letters, six digits, A to D. Upper case.
bool is_national_insurance_number(std::string_view text);
// Begins with a country's calling code (ITU-T E.164).
bool begins_with_calling_code(std::string_view digits);

}  // namespace swarm::masking
