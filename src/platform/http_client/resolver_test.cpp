#include "platform/http_client/resolver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/run.hpp"

namespace swarm::http_client {
namespace {

using namespace std::chrono_literals;

TEST(SystemResolver, FindsTheAddressesOfThisMachine) {
  tests::TestLoop loop;
  SystemResolver resolver(1);
  const auto found = loop.run(resolver.resolve("localhost", 60s));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_TRUE(found->front().is_loopback());
}

TEST(SystemResolver, SaysThatANameDoesNotExist) {
  tests::TestLoop loop;
  SystemResolver resolver(1);
  const std::string impossible =
      std::string(64, 'a') + ".invalid";  // no label may be that long: nobody has to be asked
  const auto found = loop.run(resolver.resolve(impossible, 60s));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::unavailable) << found.error().message;
  EXPECT_EQ(found.error().reason, "resolve");
}

TEST(SystemResolver, GivesUpInTimeAndRefusesWhatItCannotQueue) {
  tests::TestLoop loop;
  SystemResolver resolver(0, 1);  // no thread: nothing is ever answered
  EXPECT_EQ(loop.run(resolver.resolve("localhost", 1ms)).error().code, ErrorCode::timeout);
  EXPECT_EQ(loop.run(resolver.resolve("localhost", 1ms)).error().code, ErrorCode::limit_exceeded);
}

}  // namespace
}  // namespace swarm::http_client
