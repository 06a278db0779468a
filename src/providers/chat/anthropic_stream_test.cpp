#include <gtest/gtest.h>

#include "providers/chat/anthropic_wire.hpp"
#include "providers/chat/reply_scan.hpp"

namespace swarm::chat::anthropic {
namespace {

constexpr Time kNow{std::chrono::milliseconds{1'700'000'000'123}};

std::string event(std::string_view data) {
  const json::Value value = *json::parse(data);
  return "event: " + std::string(value.at("type").as_string()) + "\ndata: " + std::string(data) + "\n\n";
}

// The JSON of every frame behind each other, "[DONE]" as it is.
std::vector<std::string> data_of(std::string_view frames) {
  std::vector<std::string> data;
  while (!frames.empty()) {
    EXPECT_TRUE(frames.starts_with("data: "));
    const std::size_t end = frames.find("\n\n");
    data.emplace_back(frames.substr(6, end - 6));
    frames.remove_prefix(end + 2);
  }
  return data;
}

std::vector<std::string> translated(const std::vector<std::string>& events, bool usage_wanted = false) {
  const auto translator = stream_translator("one/claude", usage_wanted, kNow);
  std::string frames;
  for (const std::string& each : events) {
    const auto made = translator->translate(event(each));
    EXPECT_TRUE(made) << each;
    frames += made.value_or("");
  }
  return data_of(frames + translator->finish());
}

// What a chunk says, without what all of them say alike.
std::string delta_of(const std::string& data) {
  const json::Value chunk = *json::parse(data);
  EXPECT_EQ(chunk.at("object").as_string(), "chat.completion.chunk");
  EXPECT_EQ(chunk.at("created").as_int64(), 1'700'000'000);
  EXPECT_EQ(chunk.at("model").as_string(), "one/claude");
  EXPECT_EQ(chunk.at("id").as_string(), "msg_1");
  const json::Object& choice = chunk.at("choices").at(0).as_object();
  if (!choice.at("finish_reason").is_null()) return std::string(choice.at("finish_reason").as_string());
  return json::to_text(choice.at("delta"));
}
std::vector<std::string> deltas_of(const std::vector<std::string>& data) {
  std::vector<std::string> deltas;
  for (const std::string& each : data)
    deltas.push_back(each == "[DONE]" ? each : delta_of(each));
  return deltas;
}

const std::string kStart =
    R"({"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"claude",)"
    R"("usage":{"input_tokens":25,"cache_read_input_tokens":5,"output_tokens":1}}})";
const std::string kEnd =
    R"({"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":15}})";
const std::string kStop = R"({"type":"message_stop"})";

TEST(AnthropicStream, Text) {
  const auto data = translated(
      {kStart, R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})",
       R"({"type":"ping"})", R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}})",
       R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}})",
       R"({"type":"content_block_stop","index":0})", kEnd, kStop});
  EXPECT_EQ(deltas_of(data), (std::vector<std::string>{R"({"role":"assistant","content":""})", R"({"content":"Hel"})",
                                                       R"({"content":"lo"})", "stop", "[DONE]"}));
}

TEST(AnthropicStream, UsageIsToldBeforeTheEndWhereItIsWanted) {
  const auto data = translated({kStart, kEnd, kStop}, true);
  ASSERT_EQ(data.size(), 4U);
  EXPECT_TRUE(json::parse(data[0])->at("usage").is_null());
  const FrameFacts facts = look_at_frame(Operation::chat, "data: " + data[2] + "\n\n");
  EXPECT_TRUE(facts.is_usage_only);
  EXPECT_EQ(facts.usage, (TokenUsage{30, 15}));
  EXPECT_EQ(data[3], "[DONE]");
}

TEST(AnthropicStream, CallsOfToolsCountByThemselves) {
  const auto data = translated(
      {kStart, R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Look: "}})",
       R"({"type":"content_block_stop","index":0})",
       R"({"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"f","input":{}}})",
       R"({"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}})",
       R"({"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"a\":"}})",
       R"({"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"1}"}})",
       R"({"type":"content_block_stop","index":1})",
       R"({"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_2","name":"g","input":{}}})",
       R"({"type":"content_block_stop","index":2})",
       R"({"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"toolu_3","name":"h","input":{"b":2}}})",
       R"({"type":"content_block_stop","index":3})",
       R"({"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":15}})", kStop});
  EXPECT_EQ(
      deltas_of(data),
      (std::vector<std::string>{
          R"({"role":"assistant","content":""})", R"({"content":"Look: "})",
          R"({"tool_calls":[{"index":0,"id":"toolu_1","type":"function","function":{"name":"f","arguments":""}}]})",
          R"({"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":"}}]})",
          R"({"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]})",
          R"({"tool_calls":[{"index":1,"id":"toolu_2","type":"function","function":{"name":"g","arguments":""}}]})",
          R"({"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]})",
          R"({"tool_calls":[{"index":2,"id":"toolu_3","type":"function","function":{"name":"h","arguments":""}}]})",
          R"({"tool_calls":[{"index":2,"function":{"arguments":"{\"b\":2}"}}]})", "tool_calls", "[DONE]"}));
}

TEST(AnthropicStream, ThoughtsComeAsTheyAreThoughtAndWholeAtTheirEnd) {
  const auto data = translated(
      {kStart,
       R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}})",
       R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"h"}})",
       R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"m"}})",
       R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sig"}})",
       R"({"type":"content_block_stop","index":0})",
       R"({"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"d"}})",
       R"({"type":"content_block_stop","index":1})", kEnd, kStop});
  EXPECT_EQ(deltas_of(data),
            (std::vector<std::string>{
                R"({"role":"assistant","content":""})", R"({"reasoning_content":"h"})", R"({"reasoning_content":"m"})",
                R"({"thinking_blocks":[{"type":"thinking","thinking":"hm","signature":"sig"}]})",
                R"({"thinking_blocks":[{"type":"redacted_thinking","data":"d"}]})", "stop", "[DONE]"}));
}

TEST(AnthropicStream, AnErrorEndsIt) {
  const auto data =
      translated({kStart, R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})",
                  R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}})", kStop});
  ASSERT_EQ(data.size(), 2U);
  EXPECT_EQ(data[1], R"({"error":{"message":"Overloaded","type":"server_error","param":null,"code":"overloaded"}})");
  EXPECT_TRUE(look_at_frame(Operation::chat, "data: " + data[1] + "\n\n").is_error);
  EXPECT_EQ(translated({R"({"type":"error"})"}).size(), 1U);
}

TEST(AnthropicStream, OneThatBrokeIsNotCalledDone) {
  const auto broken = translated({kStart});
  ASSERT_EQ(broken.size(), 2U);
  EXPECT_TRUE(look_at_frame(Operation::chat, "data: " + broken[1] + "\n\n").is_error);
  // The message's end was told, and only the stream's is missing.
  EXPECT_EQ(deltas_of(translated({kStart, kEnd})),
            (std::vector<std::string>{R"({"role":"assistant","content":""})", "stop", "[DONE]"}));
}

TEST(AnthropicStream, WhatMayComeIsPassedOver) {
  const auto data =
      translated({R"({"type":"something_new","x":1})", R"({"type":"content_block_start"})",
                  R"({"type":"content_block_delta","index":9,"delta":{"type":"input_json_delta","partial_json":"x"}})",
                  R"({"type":"content_block_delta"})", R"({"type":"content_block_stop","index":"x"})",
                  R"({"type":"message_delta"})", kStop});
  EXPECT_EQ(data, std::vector<std::string>{"[DONE]"});
  const auto translator = stream_translator("m", false, kNow);
  EXPECT_EQ(translator->translate(": comment\n\n"), "");
  EXPECT_EQ(translator->translate("\n"), "");
}

TEST(AnthropicStream, WhatIsNoEventIsRefused) {
  for (const std::string_view frame : {"data: rubbish\n\n", "data: []\n\n", "data: {\"type\":\n\n"}) {
    const auto made = stream_translator("m", false, kNow)->translate(frame);
    ASSERT_FALSE(made) << frame;
    EXPECT_EQ(made.error().code, ErrorCode::unavailable);
    EXPECT_EQ(made.error().reason, "protocol");
  }
}

}  // namespace
}  // namespace swarm::chat::anthropic
