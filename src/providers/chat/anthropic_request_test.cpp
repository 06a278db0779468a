#include <gtest/gtest.h>

#include "providers/chat/anthropic_wire.hpp"

namespace swarm::chat::anthropic {
namespace {

json::Value parsed(std::string_view text) {
  const Result<json::Value> value = json::parse(text, 128);
  EXPECT_TRUE(value) << text;
  return value ? *value : json::Value();
}

// Of a body with these members beside model, limit and one message.
Result<std::string> request_with(std::string_view members) {
  return request_of(R"({"model":"claude","max_tokens":10,"messages":[{"role":"user","content":"hi"}])" +
                    std::string(members.empty() ? "" : ",") + std::string(members) + "}");
}
json::Object members_of(std::string_view members) {
  const Result<std::string> request = request_with(members);
  EXPECT_TRUE(request) << members << ": " << request.error().message;
  json::Object object = request ? parsed(*request).as_object() : json::Object();
  for (const std::string_view always : {"model", "max_tokens", "messages"})
    EXPECT_EQ(object.erase(always), 1U);
  return object;
}
std::string path_of_fault(const Result<std::string>& request) {
  if (request) return "none";
  EXPECT_EQ(request.error().code, ErrorCode::invalid_input);
  return request.error().faults.front().path;
}

Result<std::string> request_saying(std::string_view messages) {
  return request_of(R"({"model":"claude","max_tokens":10,"messages":)" + std::string(messages) + "}");
}
json::Object said(std::string_view messages) {
  const Result<std::string> request = request_saying(messages);
  EXPECT_TRUE(request) << messages << ": " << request.error().message;
  json::Object object = request ? parsed(*request).as_object() : json::Object();
  object.erase("model");
  object.erase("max_tokens");
  return object;
}

TEST(AnthropicRequest, AWholeRequest) {
  const auto request = request_of(
      R"({"model":"claude","max_completion_tokens":100,"stream":true,"stream_options":{"include_usage":true},
          "temperature":1.7,"top_p":0.5,"stop":["a","b"],"user":"anna","seed":7,
          "messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"hi"}]})");
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(parsed(*request),
            parsed(
                R"({"model":"claude","max_tokens":100,"stream":true,"top_p":0.5,"stop_sequences":["a","b"],
          "metadata":{"user_id":"anna"},"system":"Be brief.",
          "messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}]})"));
}

TEST(AnthropicRequest, TheMembersOneByOne) {
  struct Case {
    std::string_view openai, anthropic;
  };
  for (
      const auto& [openai, anthropic] : std::initializer_list<Case>{
          {"", "{}"},
          {R"("temperature":0.25)", R"({"temperature":0.25})"},
          {R"("temperature":0)", R"({"temperature":0})"},
          {R"("temperature":1)", "{}"},
          {R"("temperature":2,"top_p":1.0)", "{}"},
          {R"("top_k":5)", R"({"top_k":5})"},
          {R"("stop":"x")", R"({"stop_sequences":["x"]})"},
          {R"("stop":[])", "{}"},
          {R"("stop":null,"n":null,"tools":null,"user":null)", "{}"},
          {R"("stream":false)", R"({"stream":false})"},
          {R"("thinking":{"type":"enabled","budget_tokens":1024})",
           R"({"thinking":{"type":"enabled","budget_tokens":1024}})"},
          {R"("n":1,"logprobs":false,"top_logprobs":0,"logit_bias":{},"presence_penalty":0,"frequency_penalty":0.0)",
           "{}"},
          {R"("seed":1,"store":true,"metadata":{"a":"b"},"service_tier":"auto","reasoning_effort":"low")", "{}"},
          {R"("prediction":{"content":"x"},"verbosity":"low","safety_identifier":"x","prompt_cache_key":"k")", "{}"},
          {R"("modalities":["text"])", "{}"},
          {R"("response_format":{"type":"text"})", "{}"},
          {R"("response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"type":"object"}}})",
           R"({"output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}})"}})
    EXPECT_EQ(json::Value(members_of(openai)), parsed(anthropic)) << openai;
}

TEST(AnthropicRequest, RefusesWhatChangesTheMeaning) {
  struct Case {
    std::string_view members, path;
  };
  for (const auto& [members, path] : std::initializer_list<Case>{
           {R"("n":2)", "$.n"},
           {R"("logprobs":true)", "$.logprobs"},
           {R"("top_logprobs":3)", "$.top_logprobs"},
           {R"("logit_bias":{"50256":-100})", "$.logit_bias"},
           {R"("presence_penalty":0.5)", "$.presence_penalty"},
           {R"("frequency_penalty":-1)", "$.frequency_penalty"},
           {R"("response_format":{"type":"json_object"})", "$.response_format"},
           {R"("response_format":"json")", "$.response_format"},
           {R"("response_format":{"type":"json_schema","json_schema":{"name":"n"}})", "$.response_format"},
           {R"("audio":{"voice":"x"})", "$.audio"},
           {R"("modalities":["audio"])", "$.modalities"},
           {R"("web_search_options":{"a":1})", "$.web_search_options"},
           {R"("functions":[{"name":"f"}])", "$.functions"},
           {R"("guided_json":{"a":1})", "$.guided_json"},
           {R"("temperature":"hot")", "$.temperature"},
           {R"("stop":7)", "$.stop"},
           {R"("stop":["a",""])", "$.stop"},
           {R"("user":7)", "$.user"},
           {R"("parallel_tool_calls":"no")", "$.parallel_tool_calls"},
           {R"("tools":{})", "$.tools"},
           {R"("tools":[7])", "$.tools[0]"},
           {R"("tools":[{"type":"function","function":{"name":"f"}},{"type":"custom","custom":{"name":"g"}}])",
            "$.tools[1].type"},
           {R"("tool_choice":"required")", "$.tool_choice"},
           {R"("tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"always")", "$.tool_choice"},
           {R"("tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"allowed_tools"})",
            "$.tool_choice"}})
    EXPECT_EQ(path_of_fault(request_with(members)), path) << members;
  EXPECT_EQ(path_of_fault(request_of("[]")), "$");
  EXPECT_EQ(path_of_fault(request_of("{")), "$");
  EXPECT_EQ(path_of_fault(request_of(R"({"model":"m","max_tokens":1})")), "$.messages");
  EXPECT_EQ(path_of_fault(request_of(R"({"messages":[{"role":"user","content":"x"}]})")), "$.max_tokens");
  EXPECT_EQ(path_of_fault(request_of(R"({"max_tokens":1.5,"messages":[]})")), "$.max_tokens");
}

TEST(AnthropicRequest, ToolsAndTheirChoice) {
  EXPECT_EQ(json::Value(members_of(
                R"("tools":[{"type":"function","function":{"name":"f","description":"d","strict":true,
                   "parameters":{"type":"object","properties":{"a":{"type":"string"}}}}},
                   {"type":"function","function":{"name":"g"}}])")),
            parsed(R"({"tools":[{"name":"f","description":"d","strict":true,
                       "input_schema":{"type":"object","properties":{"a":{"type":"string"}}}},
                       {"name":"g","input_schema":{"type":"object","properties":{}}}]})"));
  struct Case {
    std::string_view members, choice;
  };
  for (const auto& [members, choice] : std::initializer_list<Case>{
           {R"("tool_choice":"auto")", R"({"type":"auto"})"},
           {R"("tool_choice":"none")", R"({"type":"none"})"},
           {R"("tool_choice":"required")", R"({"type":"any"})"},
           {R"("tool_choice":{"type":"function","function":{"name":"f"}})", R"({"type":"tool","name":"f"})"},
           {R"("parallel_tool_calls":false)", R"({"type":"auto","disable_parallel_tool_use":true})"},
           {R"("parallel_tool_calls":false,"tool_choice":"none")", R"({"type":"none"})"},
           {R"("tool_choice":"required","parallel_tool_calls":false)",
            R"({"type":"any","disable_parallel_tool_use":true})"}}) {
    const json::Object translated =
        members_of(R"("tools":[{"type":"function","function":{"name":"f"}}],)" + std::string(members));
    EXPECT_EQ(translated.at("tool_choice"), parsed(choice)) << members;
  }
  EXPECT_FALSE(members_of(R"("tools":[{"type":"function","function":{"name":"f"}}],"parallel_tool_calls":true)")
                   .contains("tool_choice"));
  EXPECT_EQ(json::Value(members_of(R"("tool_choice":"auto","parallel_tool_calls":false,"tools":[])")), parsed("{}"));
}

TEST(AnthropicRequest, SystemTextsStandBeforeEverything) {
  EXPECT_EQ(json::Value(said(R"([{"role":"system","content":"a"},{"role":"user","content":"hi"},
                                 {"role":"developer","content":[{"type":"text","text":"b"},{"type":"text","text":"c"}]},
                                 {"role":"user","content":"ho"},{"role":"system","content":""}])")),
            parsed(R"({"system":"a\nbc","messages":[{"role":"user","content":[{"type":"text","text":"hi"},
                                                                               {"type":"text","text":"ho"}]}]})"));
}

TEST(AnthropicRequest, CallsOfToolsAndTheirResults) {
  EXPECT_EQ(json::Value(said(
                R"([{"role":"user","content":"weather?"},
                    {"role":"assistant","content":"Let me look.","tool_calls":[
                       {"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"city\":\"Bern\"}"}},
                       {"id":"functions.g:1","type":"function","function":{"name":"g","arguments":""}}]},
                    {"role":"tool","tool_call_id":"call_1","content":"rain"},
                    {"role":"tool","tool_call_id":"functions.g:1","content":[{"type":"text","text":"sun"}]},
                    {"role":"user","content":"and?"}])")),
            parsed(R"({"messages":[{"role":"user","content":[{"type":"text","text":"weather?"}]},
                {"role":"assistant","content":[{"type":"text","text":"Let me look."},
                   {"type":"tool_use","id":"call_1","name":"f","input":{"city":"Bern"}},
                   {"type":"tool_use","id":"functions_g_1","name":"g","input":{}}]},
                {"role":"user","content":[
                   {"type":"tool_result","tool_use_id":"call_1","content":[{"type":"text","text":"rain"}]},
                   {"type":"tool_result","tool_use_id":"functions_g_1","content":[{"type":"text","text":"sun"}]},
                   {"type":"text","text":"and?"}]}]})"));
  EXPECT_EQ(json::Value(said(R"([{"role":"tool","tool_call_id":"a","content":""}])")),
            parsed(R"({"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}]})"));
}

TEST(AnthropicRequest, ImagesAndDocuments) {
  EXPECT_EQ(json::Value(said(
                R"([{"role":"user","content":[{"type":"text","text":"see"},{"type":"text","text":""},
                    {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBOR","detail":"low"}},
                    {"type":"image_url","image_url":{"url":"https://example.com/a.png"}},
                    {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBE"}}]}])")),
            parsed(R"({"messages":[{"role":"user","content":[{"type":"text","text":"see"},
                {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBOR"}},
                {"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},
                {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"},
                 "title":"a.pdf"}]}]})"));
}

TEST(AnthropicRequest, ThoughtsGoBackWithTheirSignatures) {
  EXPECT_EQ(
      json::Value(said(R"([{"role":"user","content":"a"},{"role":"assistant","content":null,"reasoning_content":"hm",
                  "thinking_blocks":[{"type":"thinking","thinking":"hm","signature":"s"}],
                  "tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}])"))
          .at("messages")
          .at(1),
      parsed(R"({"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},
                       {"type":"tool_use","id":"c","name":"f","input":{}}]})"));
}

TEST(AnthropicRequest, RefusesMessagesWithTheirPlace) {
  struct Case {
    std::string_view messages, path;
  };
  for (const auto& [messages, path] : std::initializer_list<Case>{
           {"7", "$.messages"},
           {"[]", "$.messages"},
           {R"([{"role":"system","content":"a"}])", "$.messages"},
           {R"([{"role":"user","content":""}])", "$.messages"},
           {"[7]", "$.messages[0]"},
           {R"([{"role":"function","content":"a"}])", "$.messages[0].role"},
           {R"([{"content":"a"}])", "$.messages[0].role"},
           {R"([{"role":"user","content":7}])", "$.messages[0].content"},
           {R"([{"role":"user","content":[7]}])", "$.messages[0].content[0]"},
           {R"([{"role":"user","content":[{"type":"input_audio"}]}])", "$.messages[0].content[0].type"},
           {R"([{"role":"user","content":[{"type":"image_url","image_url":{"url":"file:///a"}}]}])",
            "$.messages[0].content[0].image_url.url"},
           {R"([{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}])", "$.messages[0].content[0].file"},
           {R"([{"role":"user","content":"a"},{"role":"tool","content":"b"}])", "$.messages[1].tool_call_id"},
           {R"([{"role":"assistant","function_call":{"name":"f"}}])", "$.messages[0].function_call"},
           {R"([{"role":"assistant","tool_calls":[{"type":"custom"}]}])", "$.messages[0].tool_calls[0].function"},
           {R"([{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{"}}]}])",
            "$.messages[0].tool_calls[0].function.arguments"},
           {R"([{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"[]"}}]}])",
            "$.messages[0].tool_calls[0].function.arguments"},
           {R"([{"role":"system","content":[{"type":"image_url","image_url":{"url":"https://a"}}]}])",
            "$.messages[0].content"}})
    EXPECT_EQ(path_of_fault(request_saying(messages)), path) << messages;
}

}  // namespace
}  // namespace swarm::chat::anthropic
