#include "providers/chat/dialect.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"

namespace swarm::chat {
namespace {

constexpr Operation kOperations[] = {Operation::chat, Operation::completions, Operation::embeddings,
                                     Operation::responses};

std::string text_of(const std::vector<http_client::Header>& headers) {
  std::string text;
  for (const auto& [name, value] : headers)
    text += name + ": " + value + "; ";
  return text;
}

TEST(OpenaiDialect, PassesEverythingAsItIs) {
  const Dialect& dialect = openai_dialect();
  EXPECT_TRUE(dialect.is_openai());
  for (const Operation operation : kOperations) {
    EXPECT_TRUE(dialect.takes(operation));
    EXPECT_EQ(dialect.path(operation), path_of(operation));
    EXPECT_EQ(dialect.request_body(operation, "{ }"), "{ }");
    EXPECT_EQ(dialect.reply_body(operation, "{ }"), "{ }");
    EXPECT_EQ(dialect.translate_stream(operation, "m", true)->translate(": x\n\n"), ": x\n\n");
  }
  EXPECT_EQ(text_of(dialect.headers("k")), "authorization: Bearer k; ");
  EXPECT_EQ(text_of(dialect.headers("")), "");
}

TEST(OpenaiDialect, MakesAnErrorOfWhatIsNone) {
  EXPECT_EQ(openai_dialect().error_body(400, R"({"error": {"message":"x"}})"), R"({"error": {"message":"x"}})");
  EXPECT_EQ(openai_dialect().error_body(502, "<html>"),
            R"({"error":{"message":"the provider answered with status 502 and without an error of its own form",)"
            R"("type":"server_error","param":null,"code":null}})");
}

TEST(AnthropicDialect, SpeaksOfChatOnly) {
  const Dialect& dialect = anthropic_dialect();
  EXPECT_FALSE(dialect.is_openai());
  for (const Operation operation : kOperations)
    EXPECT_EQ(dialect.takes(operation), operation == Operation::chat);
  EXPECT_EQ(dialect.path(Operation::chat), "/messages");
  EXPECT_EQ(text_of(dialect.headers("k")), "anthropic-version: 2023-06-01; x-api-key: k; ");
  EXPECT_EQ(text_of(dialect.headers("")), "anthropic-version: 2023-06-01; ");
}

TEST(AnthropicDialect, TellsWhenAReplyWasMade) {
  const auto reply = anthropic_dialect().reply_body(Operation::chat, R"({"type":"message","content":[]})");
  ASSERT_TRUE(reply);
  EXPECT_GT(json::parse(*reply)->at("created").as_int64(), 1'700'000'000);
}

TEST(OpenaiError, HasAllItsMembers) {
  EXPECT_EQ(openai_error("say \"x\"", "server_error", "model", "no"),
            R"({"error":{"message":"say \"x\"","type":"server_error","param":"model","code":"no"}})");
  EXPECT_EQ(openai_error("m", "t", std::nullopt, std::nullopt),
            R"({"error":{"message":"m","type":"t","param":null,"code":null}})");
}

}  // namespace
}  // namespace swarm::chat
