#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "swarm/openai/swarm_request.hpp"

namespace swarm::openai {
namespace {

using testing::ElementsAre;

Result<SwarmRequest> chat(std::string_view more,
                          std::string_view messages = R"([{"role":"user","content":"what is 17 * 23?"}])") {
  return read_request(Form::chat, fmt::format(R"({{"model":"swarm","messages":{}{}}})", messages, more));
}
Result<SwarmRequest> response(std::string_view more) {
  return read_request(Form::response, fmt::format(R"({{"model":"swarm",{}}})", more));
}

// The place of the first fault; empty when there is none.
std::string place(const Result<SwarmRequest>& read) {
  if (read) return "";
  return read.error().faults.empty() ? "?" : read.error().faults.front().path;
}
std::string place_in_messages(std::string_view messages) {
  return place(chat("", messages));
}
std::string options_of(const Result<SwarmRequest>& read) {
  return json::to_text(read->task.options.value_or(json::Object{}));
}
std::string conversation_of(const Result<SwarmRequest>& read) {
  return json::to_text(read->task.conversation.value_or(nullptr));
}

TEST(ReadRequest, AQuestionIsATask) {
  const auto read = chat("");
  ASSERT_TRUE(read.has_value());
  ASSERT_TRUE(read->task.messages.has_value());
  EXPECT_THAT(*read->task.messages, ElementsAre(tasks::Message{"user", "what is 17 * 23?"}));
  EXPECT_FALSE(read->stream);
  EXPECT_EQ(read->text_bytes, 16U);
  EXPECT_FALSE(read->task.options.has_value());
  EXPECT_EQ(read->task.head, tasks::HeadChoice::automatic);
}

TEST(ReadRequest, LeavesOutWhatNobodyKnowsAndHandsOnWhatModelsKnow) {
  const auto read = chat(
      R"(,"temperature":0.5,"seed":7,"stop":["a","b"],"max_tokens":9,"max_completion_tokens":5,"never_heard_of":{"a":[1]},
         "top_p":null,"user":"u","logprobs":true,"metadata":{"a":"b"},"service_tier":"auto")");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(options_of(read), R"({"temperature":5E-1,"seed":7,"stop":["a","b"],"max_tokens":5})");
  EXPECT_EQ(json::to_text(*read->task.metadata), R"({"a":"b","session":"u"})");
}

TEST(ReadRequest, OurOwnMembersSayHowItIsAnswered) {
  const auto read = chat(R"(,"verify":"off","strategy":"cloud","priority":"high","deadline_ms":1500,"store":true)");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->task.verify, answers::Verify::off);
  EXPECT_EQ(read->task.strategy, answers::Strategy::cloud);
  EXPECT_EQ(read->task.priority, tasks::Priority::high);
  EXPECT_EQ(read->task.deadline, std::chrono::milliseconds{1'500});
  EXPECT_TRUE(read->outlives_client);
}

TEST(ReadRequest, TheModelMayNameTheHead) {
  const auto ask = [](std::string_view model) {
    return read_request(Form::chat,
                        fmt::format(R"({{"model":"{}","messages":[{{"role":"user","content":"a"}}]}})", model));
  };
  EXPECT_EQ(ask("swarm/logic")->task.head, tasks::HeadChoice::logic);
  for (const std::string_view unknown : {"swarm/auto", "swarm/", "swarm/none"}) {
    const auto read = ask(unknown);
    ASSERT_FALSE(read.has_value()) << unknown;
    EXPECT_EQ(read.error().code, ErrorCode::not_found);
    EXPECT_EQ(read.error().reason, "model_not_found");
    EXPECT_EQ(place(read), "$.model");
  }
}

TEST(ReadRequest, TextsInPartsAreJoinedAndDevelopersAreTheSystem) {
  const auto read = chat("", R"([{"role":"developer","content":"be short"},
      {"role":"user","name":"x","content":[{"type":"text","text":"what is"},{"type":"text","text":"2+2?"}]}])");
  ASSERT_TRUE(read.has_value());
  EXPECT_THAT(*read->task.messages,
              ElementsAre(tasks::Message{"system", "be short"}, tasks::Message{"user", "what is\n2+2?"}));
}

TEST(ReadRequest, CallsOfToolsAndTheirResultsAreKept) {
  const auto read =
      chat(R"(,"tools":[{"type":"function","function":{"name":"f","parameters":{}}}],"tool_choice":"auto")",
           R"([{"role":"user","content":"weather?"},
      {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},
      {"role":"tool","tool_call_id":"c1","content":"sunny"}])");
  ASSERT_TRUE(read.has_value());
  EXPECT_FALSE(read->task.messages.has_value());
  EXPECT_EQ(conversation_of(read),
            R"([{"role":"user","content":"weather?"},{"role":"assistant","content":null,"tool_calls":[{"id":"c1",)"
            R"("type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","content":"sunny",)"
            R"("tool_call_id":"c1"}])");
  EXPECT_NE(options_of(read).find(R"("tool_choice":"auto")"), std::string::npos);
}

TEST(ReadRequest, NamesThePlaceOfWhatIsWrong) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"(,"n":2)", "$.n"},
      {R"(,"n":"1")", "$.n"},
      {R"(,"temperature":3)", "$.temperature"},
      {R"(,"temperature":"hot")", "$.temperature"},
      {R"(,"max_tokens":0)", "$.max_tokens"},
      {R"(,"stop":["a","b","c","d","e"])", "$.stop"},
      {R"(,"stop":[1])", "$.stop"},
      {R"(,"stop":[])", "$.stop"},
      {R"(,"stream":"yes")", "$.stream"},
      {R"(,"stream_options":{"include_usage":true})", "$.stream_options"},
      {R"(,"stream":true,"stream_options":{"include_usage":1})", "$.stream_options.include_usage"},
      {R"(,"tools":{})", "$.tools"},
      {R"(,"tools":[{"type":"function"}])", "$.tools[0].function"},
      {R"(,"tools":[{"type":"function","function":{}}])", "$.tools[0].function.name"},
      {R"(,"tools":[{"type":"browser"}])", "$.tools[0].type"},
      {R"(,"tool_choice":"perhaps")", "$.tool_choice"},
      {R"(,"response_format":"json")", "$.response_format"},
      {R"(,"response_format":{"type":"xml"})", "$.response_format.type"},
      {R"(,"functions":[{"name":"f"}])", "$.functions"},
      {R"(,"audio":{"voice":"a"})", "$.audio"},
      {R"(,"verify":"maybe")", "$.verify"},
      {R"(,"deadline_ms":0)", "$.deadline_ms"},
      {R"(,"metadata":7)", "$.metadata"},
  };
  for (const auto& [more, where] : cases)
    EXPECT_EQ(place(chat(more)), where) << more;
}

TEST(ReadRequest, NamesTheMessageThatIsWrong) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"[]", "$.messages"},
      {"{}", "$.messages"},
      {"[7]", "$.messages[0]"},
      {R"([{"content":"a"}])", "$.messages[0].role"},
      {R"([{"role":"robot","content":"a"}])", "$.messages[0].role"},
      {R"([{"role":"user"}])", "$.messages[0].content"},
      {R"([{"role":"user","content":null}])", "$.messages[0].content"},
      {R"([{"role":"user","content":7}])", "$.messages[0].content"},
      {R"([{"role":"user","content":"a\u0000b"}])", "$.messages[0].content"},
      {R"([{"role":"user","content":"a"},{"role":"user","content":[{"type":"text","text":"what is this?"},
          {"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}])",
       "$.messages[1].content[1]"},
      {R"([{"role":"user","content":[{"type":"text"}]}])", "$.messages[0].content[0].text"},
      {R"([{"role":"tool","content":"a"}])", "$.messages[0].tool_call_id"},
      {R"([{"role":"assistant","tool_calls":[{"id":"c"}]}])", "$.messages[0].tool_calls[0]"},
      {R"([{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f"}}]}])",
       "$.messages[0].tool_calls[0].function.arguments"},
  };
  for (const auto& [messages, where] : cases)
    EXPECT_EQ(place_in_messages(messages), where) << messages;
}

TEST(ReadRequest, TakesAThousandMessagesAndNoMore) {
  const auto messages = [](std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i)
      list += fmt::format(R"({}{{"role":"user","content":"a"}})", i == 0 ? "" : ",");
    return "[" + list + "]";
  };
  EXPECT_EQ(place_in_messages(messages(1'000)), "");
  EXPECT_EQ(place_in_messages(messages(1'001)), "$.messages");
}

TEST(ReadRequest, TakesAHundredAndTwentyEightToolsAndNoMore) {
  const auto tools = [](std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i)
      list += fmt::format(R"({}{{"type":"function","function":{{"name":"f{}"}}}})", i == 0 ? "" : ",", i);
    return fmt::format(R"(,"tools":[{}])", list);
  };
  EXPECT_EQ(place(chat(tools(128))), "");
  EXPECT_EQ(place(chat(tools(129))), "$.tools");
}

TEST(ReadRequest, TakesThirtyLevelsAndNoMore) {
  const auto nested = [](std::size_t levels) {
    return fmt::format(R"(,"logit_bias":{}{}{})", std::string(R"({"a":)"),
                       std::string(levels - 2, '[') + std::string(levels - 2, ']'), "}");
  };
  EXPECT_EQ(place(chat(nested(30))), "");
  EXPECT_NE(place(chat(nested(31))), "");
}

TEST(ReadRequest, WhatIsNoJsonIsRefused) {
  for (const std::string_view body : {"", "[]", "7", "{", R"({"model":"swarm","model":"swarm"})"}) {
    const auto read = read_request(Form::chat, body);
    ASSERT_FALSE(read.has_value()) << body;
    EXPECT_EQ(read.error().code, ErrorCode::invalid_input);
  }
}

TEST(ReadRequest, ACompletionHasOnePrompt) {
  const auto read = [](std::string_view more) {
    return read_request(Form::completion, fmt::format(R"({{"model":"swarm",{}}})", more));
  };
  EXPECT_EQ(read(R"("prompt":"2+2")")->task.prompt, "2+2");
  EXPECT_EQ(read(R"("prompt":["2+2"],"best_of":1,"echo":false)")->task.prompt, "2+2");
  EXPECT_EQ(place(read(R"("prompt":["a","b"])")), "$.prompt");
  EXPECT_EQ(place(read(R"("prompt":[1,2])")), "$.prompt");
  EXPECT_EQ(place(read(R"("n":1)")), "$.prompt");
  EXPECT_EQ(place(read(R"("prompt":"a","echo":true)")), "$.echo");
  EXPECT_EQ(place(read(R"("prompt":"a","suffix":"b")")), "$.suffix");
  EXPECT_EQ(place(read(R"("prompt":"a","best_of":3)")), "$.best_of");
}

TEST(ReadRequest, AResponseBecomesAConversation) {
  const auto read = response(R"("instructions":"be short","input":"what is 2+2?","max_output_tokens":50,
      "reasoning":{"effort":"low"},"text":{"format":{"type":"json_schema","name":"s","schema":{}}},
      "tools":[{"type":"function","name":"f","parameters":{},"strict":true}],"tool_choice":{"type":"function","name":"f"})");
  ASSERT_TRUE(read.has_value());
  EXPECT_THAT(*read->task.messages,
              ElementsAre(tasks::Message{"system", "be short"}, tasks::Message{"user", "what is 2+2?"}));
  EXPECT_EQ(
      options_of(read),
      R"({"tools":[{"type":"function","function":{"name":"f","parameters":{},"strict":true}}],)"
      R"("tool_choice":{"type":"function","function":{"name":"f"}},"max_tokens":50,)"
      R"("response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{}}},"reasoning_effort":"low"})");
}

TEST(ReadRequest, AResponsesItemsMayHoldCallsOfTools) {
  const auto read = response(R"("input":[{"role":"user","content":[{"type":"input_text","text":"weather?"}]},
      {"type":"reasoning","summary":[]},
      {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
      {"type":"function_call","call_id":"c2","name":"g","arguments":"{}"},
      {"type":"function_call_output","call_id":"c1","output":"sunny"}])");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(conversation_of(read),
            R"([{"role":"user","content":"weather?"},{"role":"assistant","content":null,"tool_calls":[)"
            R"({"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}},)"
            R"({"id":"c2","type":"function","function":{"name":"g","arguments":"{}"}}]},)"
            R"({"role":"tool","content":"sunny","tool_call_id":"c1"}])");
}

TEST(ReadRequest, WhatAResponseCannotAskIsNamed) {
  EXPECT_EQ(place(response(R"("input":7)")), "$.input");
  EXPECT_EQ(place(response(R"("store":true)")), "$.input");
  EXPECT_EQ(place(response(R"("input":[])")), "$.input");
  EXPECT_EQ(place(response(R"("input":[{"type":"item_reference","id":"a"}])")), "$.input[0].type");
  EXPECT_EQ(place(response(R"("input":"a","previous_response_id":"resp_1")")), "$.previous_response_id");
  EXPECT_EQ(place(response(R"("input":"a","background":true)")), "$.background");
  EXPECT_EQ(place(response(R"("input":"a","tools":[{"type":"web_search"}])")), "$.tools[0].type");
}

}  // namespace
}  // namespace swarm::openai
