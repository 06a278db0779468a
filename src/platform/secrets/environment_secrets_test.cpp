#include "platform/secrets/environment_secrets.hpp"

#include <cstdlib>
#include <fmt/format.h>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

#include "platform/secrets/secret_types.hpp"

namespace swarm::secrets {
namespace {

class EnvironmentSecretsTest : public testing::Test {
 protected:
  EnvironmentSecretsTest() { EXPECT_TRUE(take_environment_secrets()); }
  ~EnvironmentSecretsTest() override { EXPECT_TRUE(take_environment_secrets()); }
};

TEST_F(EnvironmentSecretsTest, TakesThemOutAndOverwritesThem) {
  ASSERT_EQ(::setenv("SWARM_SECRET_STUB_KEY", "hunter2", 1), 0);
  ASSERT_EQ(::setenv("SWARM_SECRETS__MASTER_KEY_FILE", "kept", 1), 0);
  const char* const place = ::getenv("SWARM_SECRET_STUB_KEY");
  const EnvironmentSecrets secrets = take_environment_secrets().value();
  ASSERT_EQ(secrets.size(), 1U);
  EXPECT_EQ(secrets.find("STUB_KEY")->second->reveal(), "hunter2");
  EXPECT_EQ(::getenv("SWARM_SECRET_STUB_KEY"), nullptr);
  EXPECT_EQ(std::string(place, 7), std::string(7, '\0')) << "the bytes where it stood";
  EXPECT_STREQ(::getenv("SWARM_SECRETS__MASTER_KEY_FILE"), "kept");
  ::unsetenv("SWARM_SECRETS__MASTER_KEY_FILE");
}

TEST_F(EnvironmentSecretsTest, RefusesNamesAndValuesThatNoSecretMayHaveAndTakesThemOutAllTheSame) {
  ::setenv("SWARM_SECRET_lower", "hunter2", 1);
  ::setenv("SWARM_SECRET_EMPTY", "", 1);
  ::setenv("SWARM_SECRET_LONG", std::string(kSecretBytesMax + 1, 'x').c_str(), 1);
  ::setenv("SWARM_SECRET_BYTES", "\xFF", 1);
  const auto refused = take_environment_secrets();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().faults.size(), 4U);
  for (const Fault& fault : refused.error().faults)
    EXPECT_FALSE(fault.message.contains("hunter2")) << fault.message;
  for (const char* name : {"SWARM_SECRET_lower", "SWARM_SECRET_EMPTY", "SWARM_SECRET_LONG", "SWARM_SECRET_BYTES"})
    EXPECT_EQ(::getenv(name), nullptr) << name;
}

TEST_F(EnvironmentSecretsTest, TakesNoMoreThanItMay) {
  for (std::size_t i = 0; i <= kEnvironmentSecretsMax; ++i)
    ::setenv(fmt::format("SWARM_SECRET_N{}", i).c_str(), "x", 1);
  const auto refused = take_environment_secrets();
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().message.contains("more than 1000")) << refused.error().message;
}

}  // namespace
}  // namespace swarm::secrets
