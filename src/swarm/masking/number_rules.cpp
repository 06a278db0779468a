#include "swarm/masking/number_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace swarm::masking {

namespace {

struct Brand {
  int prefix_low, prefix_high;  // of as many digits as they have
  std::size_t length_low, length_high;
};

// ISO/IEC 7812 as the schemes use it. The schemes with many lengths stand last.
constexpr std::array<Brand, 27> kBrands{{
    {34, 34, 15, 15},     {37, 37, 15, 15},     {4, 4, 13, 13},       {4, 4, 16, 16},       {4, 4, 19, 19},
    {51, 55, 16, 16},     {2221, 2720, 16, 16}, {2200, 2204, 16, 19}, {300, 305, 14, 19},   {309, 309, 14, 19},
    {36, 36, 14, 19},     {38, 39, 14, 19},     {3528, 3589, 16, 19}, {6011, 6011, 16, 19}, {644, 649, 16, 19},
    {65, 65, 16, 19},     {62, 62, 16, 19},     {60, 60, 13, 19},     {63, 63, 13, 19},     {66, 69, 13, 19},
    {61, 61, 13, 19},     {64, 64, 13, 19},     {50, 50, 13, 19},     {56, 59, 13, 19},     {81, 82, 16, 19},
    {9792, 9792, 16, 16}, {1, 1, 15, 15},
}};

int number_of(std::string_view digits) {
  int number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

constexpr std::size_t digits_in(int number) {
  std::size_t count = 1;
  while (number >= 10) {
    number /= 10;
    ++count;
  }
  return count;
}

bool fits(const Brand& brand, std::string_view digits) {
  if (digits.size() < brand.length_low || digits.size() > brand.length_high) return false;
  const int prefix = number_of(digits.substr(0, digits_in(brand.prefix_low)));
  return prefix >= brand.prefix_low && prefix <= brand.prefix_high;
}

struct IbanCountry {
  std::string_view code;
  std::size_t length;
};

// The registry of ISO 13616, by code.
constexpr std::array<IbanCountry, 89> kIbanCountries{{
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22}, {"BH", 22},
    {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22}, {"DJ", 27},
    {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FK", 18}, {"FO", 18}, {"FR", 27},
    {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27}, {"GT", 28}, {"HN", 28}, {"HR", 21}, {"HU", 28},
    {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28},
    {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22},
    {"MK", 19}, {"MN", 20}, {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23},
    {"PK", 24}, {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24},
    {"SC", 31}, {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25}, {"SV", 28},
    {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20}, {"YE", 30},
}};

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// Modulo 97, letters being two digits (A = 10), the first four characters last.
int iban_remainder(std::string_view text) {
  int remainder = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = upper(text[(i + 4) % text.size()]);
    remainder = c >= 'A' ? (remainder * 100 + (c - 'A' + 10)) % 97 : (remainder * 10 + (c - '0')) % 97;
  }
  return remainder;
}

}  // namespace

bool passes_luhn(std::string_view digits) {
  int sum = 0;
  bool is_doubled = false;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    int value = *digit - '0';
    if (is_doubled) value = value > 4 ? 2 * value - 9 : 2 * value;
    sum += value;
    is_doubled = !is_doubled;
  }
  return sum % 10 == 0;
}

bool is_card_brand(std::string_view digits) {
  return std::ranges::any_of(kBrands, [&](const Brand& brand) { return fits(brand, digits); });
}

std::size_t iban_length(std::string_view country) {
  const std::array<char, 2> code{upper(country[0]), upper(country[1])};
  const auto found = std::ranges::lower_bound(kIbanCountries, std::string_view(code.data(), 2), {}, &IbanCountry::code);
  return found != kIbanCountries.end() && found->code == std::string_view(code.data(), 2) ? found->length : 0;
}

bool is_iban(std::string_view text) {
  constexpr std::size_t kShortest = 15, kLongest = 34;
  if (text.size() < kShortest || text.size() > kLongest) return false;
  const std::size_t length = iban_length(text);
  return (length == 0 || length == text.size()) && iban_remainder(text) == 1;
}

bool is_social_security_number(std::string_view digits) {
  if (digits.size() != 9) return false;
  const int area = number_of(digits.substr(0, 3));
  return area != 0 && area != 666 && area < 900 && digits.substr(3, 2) != "00" && digits.substr(5) != "0000";
}

bool is_german_tax_id(std::string_view digits) {
  if (digits.size() != 11 || digits[0] == '0') return false;
  std::array<int, 10> counts{};
  int product = 10;
  for (const char digit : digits.substr(0, 10)) {
    ++counts[static_cast<std::size_t>(digit - '0')];
    int sum = (digit - '0' + product) % 10;
    if (sum == 0) sum = 10;
    product = sum * 2 % 11;
  }
  const auto repeated = std::ranges::count_if(counts, [](int count) { return count > 1; });
  const int check = (11 - product) % 10;
  return repeated == 1 && *std::ranges::max_element(counts) <= 3 && check == digits[10] - '0';
}

bool is_national_insurance_number(std::string_view text) {
  constexpr std::array<std::string_view, 7> kNeverGiven{"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};
  constexpr std::string_view kNoFirst = "DFIUV", kNoSecond = "DFIOUV";
  if (text.size() != 9 || text[8] < 'A' || text[8] > 'D') return false;
  const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (!is_letter(text[0]) || !is_letter(text[1]) || kNoFirst.contains(text[0]) || kNoSecond.contains(text[1]))
    return false;
  if (std::ranges::find(kNeverGiven, text.substr(0, 2)) != kNeverGiven.end()) return false;
  return std::ranges::all_of(text.substr(2, 6), [](char c) { return c >= '0' && c <= '9'; });
}

bool begins_with_calling_code(std::string_view digits) {
  constexpr std::array<int, 46> kTwoDigits{20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47,
                                           48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61, 62, 63, 64, 65,
                                           66, 76, 77, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98};
  constexpr std::array<int, 15> kZones{21, 22, 23, 24, 25, 26, 29, 35, 37, 38, 42, 50, 59, 67, 68};
  constexpr std::array<int, 6> kMoreZones{69, 80, 85, 87, 88, 96};
  if (digits.size() < 3 || digits[0] == '0') return false;
  if (digits[0] == '1' || digits[0] == '7') return true;
  const int two = number_of(digits.substr(0, 2));
  const auto has = [two](const auto& list) { return std::ranges::find(list, two) != list.end(); };
  return has(kTwoDigits) || has(kZones) || has(kMoreZones) || two == 97 || two == 99;
}

}  // namespace swarm::masking
