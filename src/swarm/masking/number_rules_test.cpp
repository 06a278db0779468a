#include "swarm/masking/number_rules.hpp"

#include <gtest/gtest.h>

namespace swarm::masking {
namespace {

TEST(NumberRules, KnowCards) {
  EXPECT_TRUE(passes_luhn("4111111111111111"));
  EXPECT_FALSE(passes_luhn("4111111111111112"));
  for (const char* number : {"4111111111111111", "5555555555554444", "378282246310005", "30569309025904",
                             "3530111333300000", "6011111111111117", "2720990000000007"})
    EXPECT_TRUE(is_card_brand(number)) << number;
  for (const char* number : {"9111111111111111", "411111111111111", "37828224631000", "0000000000000000"})
    EXPECT_FALSE(is_card_brand(number)) << number;
}

TEST(NumberRules, KnowAccounts) {
  for (const char* number : {"DE89370400440532013000", "GB82WEST12345698765432", "gb82west12345698765432",
                             "MT84MALT011000012345MTLCAST001S", "NO9386011117947"})
    EXPECT_TRUE(is_iban(number)) << number;
  EXPECT_FALSE(is_iban("DE89370400440532013001")) << "a wrong digit";
  EXPECT_FALSE(is_iban("DE8937040044053201300")) << "too short for its country";
  EXPECT_EQ(iban_length("YE"), 30U);
  EXPECT_EQ(iban_length("ad"), 24U);
  EXPECT_EQ(iban_length("ZZ"), 0U);
}

TEST(NumberRules, KnowNationalNumbers) {
  EXPECT_TRUE(is_social_security_number("219099999"));
  for (const char* number : {"000123456", "666123456", "900123456", "123004567", "123450000"})
    EXPECT_FALSE(is_social_security_number(number)) << number;
  EXPECT_TRUE(is_german_tax_id("86095742719"));
  EXPECT_TRUE(is_german_tax_id("65929970489"));
  EXPECT_FALSE(is_german_tax_id("86095742718"));
  EXPECT_FALSE(is_german_tax_id("12345678901"));
  EXPECT_TRUE(is_national_insurance_number("AB123456C"));
  for (const char* number : {"BG123456C", "DA123456C", "AB123456E", "AB12345C"})
    EXPECT_FALSE(is_national_insurance_number(number)) << number;
}

TEST(NumberRules, KnowCallingCodes) {
  for (const char* digits : {"4915112345678", "14155552671", "353861234567", "7912345678", "97150123456"})
    EXPECT_TRUE(begins_with_calling_code(digits)) << digits;
  for (const char* digits : {"0151", "28123456", "9"})
    EXPECT_FALSE(begins_with_calling_code(digits)) << digits;
}

}  // namespace
}  // namespace swarm::masking
