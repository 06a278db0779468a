#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

// What must be hidden in a text, and where.
namespace swarm::masking {

// In order of rank: where two overlap, the whole is what the first says.
enum class Kind { text, secret, card, iban, email, ssn, tax_id, nino, passport, phone, address };

struct KindName {
  Kind kind;
  std::string_view name;  // of its placeholders: "[EMAIL_1]"
};
inline constexpr std::array<KindName, 11> kKindNames{{{Kind::text, "TEXT"},
                                                      {Kind::secret, "SECRET"},
                                                      {Kind::card, "CARD"},
                                                      {Kind::iban, "IBAN"},
                                                      {Kind::email, "EMAIL"},
                                                      {Kind::ssn, "SSN"},
                                                      {Kind::tax_id, "TAXID"},
                                                      {Kind::nino, "NINO"},
                                                      {Kind::passport, "PASSPORT"},
                                                      {Kind::phone, "PHONE"},
                                                      {Kind::address, "IP"}}};
constexpr std::string_view name_of(Kind kind) {
  return kKindNames[static_cast<std::size_t>(kind)].name;
}

struct MaskingOptions {
  bool ip_addresses = false;
};

struct Finding {
  std::size_t begin = 0;  // in bytes
  std::size_t end = 0;
  Kind kind = Kind::text;
};

// Everything to hide, in order and without overlaps. Time grows with the length only.
std::vector<Finding> find_private(std::string_view text, MaskingOptions options = {});

}  // namespace swarm::masking
