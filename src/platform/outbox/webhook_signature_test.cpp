#include "platform/outbox/webhook_signature.hpp"

#include <gtest/gtest.h>

#include "platform/crypto/hash.hpp"
#include "support/seeded_random.hpp"

namespace swarm::outbox {
namespace {

// The example of the reference libraries.
constexpr std::string_view kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr std::string_view kMessage = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::string_view kBody = R"({"test": 2432232314})";

TEST(WebhookSignature, IsThatOfTheStandard) {
  EXPECT_EQ(signature_of(kSecret, kMessage, 1614265330, kBody).value(),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, CoversIdTimeAndBody) {
  const std::string right = signature_of(kSecret, kMessage, 1, kBody).value();
  EXPECT_NE(signature_of(kSecret, "msg_other", 1, kBody).value(), right);
  EXPECT_NE(signature_of(kSecret, kMessage, 2, kBody).value(), right);
  EXPECT_NE(signature_of(kSecret, kMessage, 1, "{}").value(), right);
}

TEST(WebhookSignature, IsOnePerSecret) {
  tests::SeededRandom random(1);
  const std::vector<std::string> secrets{make_secret(random), make_secret(random)};
  EXPECT_NE(secrets[0], secrets[1]);
  EXPECT_EQ(signatures_of(secrets, kMessage, 1, kBody).value(),
            signature_of(secrets[0], kMessage, 1, kBody).value() + " " +
                signature_of(secrets[1], kMessage, 1, kBody).value());
}

TEST(WebhookSecret, HasThePrefixAnd32Bytes) {
  tests::SeededRandom random(1);
  const std::string secret = make_secret(random);
  ASSERT_TRUE(secret.starts_with("whsec_"));
  EXPECT_EQ(crypto::from_base64(secret.substr(6))->size(), 32U);
  for (const char* none : {"", "whsec_", "whsec_!", "abc"})
    EXPECT_FALSE(signature_of(none, kMessage, 1, kBody)) << none;
}

}  // namespace
}  // namespace swarm::outbox
