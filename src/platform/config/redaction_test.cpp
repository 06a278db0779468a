#include "platform/config/redaction.hpp"

#include <gtest/gtest.h>

namespace swarm::config {
namespace {

TEST(Redaction, HidesPasswordsOfUrls) {
  EXPECT_EQ(without_credentials("postgres://swarm:hunter2@db:5432/swarm"), "postgres://swarm:***@db:5432/swarm");
  EXPECT_EQ(without_credentials("https://hunter2@example.com/x"), "https://***@example.com/x");
  EXPECT_EQ(without_credentials("redis://:hunter2@cache"), "redis://:***@cache");
  EXPECT_EQ(without_credentials("a://u:h@nter/2@db b://u:hunter2@c"), "a://u:***@db b://u:***@c");
  EXPECT_EQ(without_credentials("http://127.0.0.1:9100/v1"), "http://127.0.0.1:9100/v1");
  EXPECT_EQ(without_credentials("someone@example.com"), "someone@example.com");
}

TEST(Redaction, HidesAssignedSecrets) {
  EXPECT_EQ(without_credentials("host=db password=hunter2 user=swarm"), "host=db password=*** user=swarm");
  EXPECT_EQ(without_credentials("host=db password = 'hunter 2' user=swarm"), "host=db password =*** user=swarm");
  EXPECT_EQ(without_credentials("https://x/y?api_key=hunter2&a=b"), "https://x/y?api_key=***&a=b");
  EXPECT_EQ(without_credentials("password='open end"), "password=***");
  EXPECT_EQ(without_credentials("password="), "password=***");
  EXPECT_EQ(without_credentials("a=b"), "a=b");
}

TEST(Redaction, HidesTextsOfTellingNamesAtAnyDepth) {
  const json::Value value = *json::parse(
      R"({"api_key":"hunter2","key_count":3,"secret":"","headers":{"Authorization":"Bearer x","accept":"*"},)"
      R"("tokens":["a","b"],"secrets":{"one":"hunter2"}})");
  EXPECT_EQ(redacted(value, ""),
            *json::parse(R"({"api_key":"***","key_count":3,"secret":"","headers":{"Authorization":"***","accept":"*"},)"
                         R"("tokens":["***","***"],"secrets":{"one":"***"}})"));
}

}  // namespace
}  // namespace swarm::config
