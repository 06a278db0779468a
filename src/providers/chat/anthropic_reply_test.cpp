#include <gtest/gtest.h>

#include "providers/chat/anthropic_wire.hpp"
#include "providers/chat/reply_scan.hpp"

namespace swarm::chat::anthropic {
namespace {

constexpr Time kNow{std::chrono::milliseconds{1'700'000'000'123}};

json::Value parsed(std::string_view text) {
  const Result<json::Value> value = json::parse(text, 128);
  EXPECT_TRUE(value) << text;
  return value ? *value : json::Value();
}

TEST(AnthropicReply, AWholeReply) {
  const auto reply = reply_of(
      R"({"id":"msg_1","type":"message","role":"assistant","model":"claude","stop_reason":"end_turn","stop_sequence":null,
          "content":[{"type":"text","text":"Hel"},{"type":"text","text":"lo"}],
          "usage":{"input_tokens":10,"cache_creation_input_tokens":20,"cache_read_input_tokens":30,"output_tokens":4}})",
      kNow);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(parsed(*reply), parsed(
                                R"({"id":"msg_1","object":"chat.completion","created":1700000000,"model":"claude",
          "choices":[{"index":0,"message":{"role":"assistant","content":"Hello","refusal":null},"logprobs":null,
                      "finish_reason":"stop"}],
          "usage":{"prompt_tokens":60,"completion_tokens":4,"total_tokens":64,
                   "prompt_tokens_details":{"cached_tokens":30}}})"));
  EXPECT_EQ(usage_of_reply(Operation::chat, *reply), (TokenUsage{60, 4}));
}

TEST(AnthropicReply, ThoughtsAndCallsOfTools) {
  const auto reply = reply_of(
      R"({"id":"msg_1","type":"message","model":"claude","stop_reason":"tool_use",
          "content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"redacted_thinking","data":"d"},
                     {"type":"tool_use","id":"toolu_1","name":"f","input":{"a":[1,true,"x"]}},
                     {"type":"tool_use","id":"toolu_2","name":"g","input":{}},
                     {"type":"what_may_come"}]})",
      kNow);
  ASSERT_TRUE(reply) << reply.error().message;
  const json::Value value = parsed(*reply);
  EXPECT_FALSE(value.as_object().contains("usage"));
  EXPECT_EQ(value.at("choices").at(0).at("finish_reason").as_string(), "tool_calls");
  EXPECT_EQ(value.at("choices").at(0).at("message"),
            parsed(
                R"({"role":"assistant","content":null,"refusal":null,"reasoning_content":"hm",
          "thinking_blocks":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"redacted_thinking","data":"d"}],
          "tool_calls":[{"id":"toolu_1","type":"function","function":{"name":"f","arguments":"{\"a\":[1,true,\"x\"]}"}},
                        {"id":"toolu_2","type":"function","function":{"name":"g","arguments":"{}"}}]})"));
}

TEST(AnthropicReply, ReasonsToStop) {
  EXPECT_EQ(finish_reason_of("end_turn"), "stop");
  EXPECT_EQ(finish_reason_of("stop_sequence"), "stop");
  EXPECT_EQ(finish_reason_of("pause_turn"), "stop");
  EXPECT_EQ(finish_reason_of("max_tokens"), "length");
  EXPECT_EQ(finish_reason_of("model_context_window_exceeded"), "length");
  EXPECT_EQ(finish_reason_of("tool_use"), "tool_calls");
  EXPECT_EQ(finish_reason_of("refusal"), "content_filter");
  EXPECT_EQ(finish_reason_of(""), "stop");
}

TEST(AnthropicReply, WhatIsNoMessageIsRefused) {
  for (const std::string_view body :
       {"", "<html></html>", "[]", "{}", R"({"type":"message"})", R"({"type":"message","content":"x"})",
        R"({"type":"message","content":[7]})", R"({"type":"error","error":{"type":"api_error"}})",
        R"({"type":"message","content":[])"}) {
    const auto reply = reply_of(body, kNow);
    ASSERT_FALSE(reply) << body;
    EXPECT_EQ(reply.error().code, ErrorCode::unavailable);
    EXPECT_EQ(reply.error().reason, "protocol");
  }
}

TEST(AnthropicReply, FiguresThatAreNoneAreNotTold) {
  const auto reply = reply_of(R"({"type":"message","content":[],"usage":"much"})", kNow);
  ASSERT_TRUE(reply);
  EXPECT_EQ(usage_of_reply(Operation::chat, *reply), std::nullopt);
}

TEST(AnthropicErrors, HaveOpenaisForm) {
  struct Case {
    int status;
    std::string_view body, type, code, message;
  };
  for (const auto& [status, body, type, code, message] : std::initializer_list<Case>{
           {400, R"({"type":"error","error":{"type":"invalid_request_error","message":"no"},"request_id":"r"})",
            "invalid_request_error", "", "no"},
           {401, R"({"type":"error","error":{"type":"authentication_error","message":"key"}})", "authentication_error",
            "invalid_api_key", "key"},
           {404, R"({"type":"error","error":{"type":"not_found_error","message":"model"}})", "not_found_error",
            "model_not_found", "model"},
           {429, R"({"type":"error","error":{"type":"rate_limit_error","message":"slow"}})", "rate_limit_error",
            "rate_limit_exceeded", "slow"},
           {529, R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})", "server_error",
            "overloaded", "Overloaded"},
           {500, R"({"type":"error","error":{"type":"new_error"}})", "server_error", "", "new_error"},
           {502, "<html>Bad Gateway</html>", "server_error", "",
            "the provider answered with status 502 and without an error of its own form"},
           {403, R"({"error":7})", "permission_error", "",
            "the provider answered with status 403 and without an error of its own form"}}) {
    const json::Value error = parsed(error_of(status, body)).at("error");
    EXPECT_EQ(error.at("type").as_string(), type) << body;
    EXPECT_EQ(error.at("message").as_string(), message) << body;
    EXPECT_TRUE(error.at("param").is_null());
    EXPECT_EQ(error.at("code"), code.empty() ? json::Value(nullptr) : json::Value(boost::json::string(code))) << body;
  }
}

}  // namespace
}  // namespace swarm::chat::anthropic
