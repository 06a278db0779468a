#include "providers/chat/request_scan.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"

namespace swarm::chat {
namespace {

std::string fault_of(Operation operation, std::string_view body) {
  const auto facts = scan_request(operation, body);
  if (facts) return "none";
  EXPECT_EQ(facts.error().code, ErrorCode::invalid_input);
  EXPECT_EQ(facts.error().faults.size(), 1U);
  EXPECT_FALSE(facts.error().faults.front().message.empty());
  return facts.error().faults.front().path;
}

RequestFacts facts_of(Operation operation, std::string_view body) {
  auto facts = scan_request(operation, body);
  EXPECT_TRUE(facts) << body << ": " << facts.error().message;
  return facts ? *facts : RequestFacts{};
}

RequestFacts chat_facts(std::string_view members) {
  return facts_of(Operation::chat, R"({"model":"m",)" + std::string(members) + "}");
}

TEST(RequestScan, ReadsWhatGovernanceNeeds) {
  const std::string_view body =
      R"({"model": "one/a", "messages":[{"role":"user","content":"hi"}], "stream":true,
          "stream_options": {"include_usage": true}, "max_tokens":100,"max_completion_tokens" : 200,"n":3,"user":"anna"})";
  const RequestFacts facts = facts_of(Operation::chat, body);
  EXPECT_EQ(facts.model, "one/a");
  EXPECT_EQ(body.substr(facts.model_at.at, facts.model_at.size), "\"one/a\"");
  EXPECT_TRUE(facts.stream);
  EXPECT_TRUE(facts.usage_wanted);
  EXPECT_EQ(body.substr(facts.stream_options_at->at, facts.stream_options_at->size), R"({"include_usage": true})");
  EXPECT_EQ(facts.output_tokens, 200);
  EXPECT_EQ(facts.choices, 3);
  EXPECT_FALSE(facts.has_media);
  EXPECT_EQ(facts.session, "anna");
}

TEST(RequestScan, WithoutAWordTheDefaultsHold) {
  const RequestFacts facts = facts_of(Operation::chat, R"({"model":"m"})");
  EXPECT_FALSE(facts.stream);
  EXPECT_FALSE(facts.usage_wanted);
  EXPECT_EQ(facts.stream_options_at, std::nullopt);
  EXPECT_EQ(facts.output_tokens, std::nullopt);
  EXPECT_EQ(facts.output_tokens_null_at, std::nullopt);
  EXPECT_EQ(facts.choices, 1);
  EXPECT_EQ(facts.session, "");
}

TEST(RequestScan, NullCountsAsAbsent) {
  const std::string_view body =
      R"({"model":"m","stream":null,"stream_options":null,"max_tokens":null,"n":null,"user":null})";
  const RequestFacts facts = facts_of(Operation::chat, body);
  EXPECT_EQ(facts.output_tokens, std::nullopt);
  EXPECT_EQ(body.substr(facts.output_tokens_null_at->at, facts.output_tokens_null_at->size), "null");
  EXPECT_EQ(body.substr(facts.stream_options_at->at, facts.stream_options_at->size), "null");
  EXPECT_EQ(facts.choices, 1);
  EXPECT_EQ(fault_of(Operation::chat, R"({"model":null})"), "$.model");
}

TEST(RequestScan, ResolvesEscapesInNamesAndValues) {
  const std::string_view body = R"({"mod\u0065l":"o\u006ee\/a","str\u0065am":true})";
  const RequestFacts facts = facts_of(Operation::chat, body);
  EXPECT_EQ(facts.model, "one/a");
  EXPECT_EQ(body.substr(facts.model_at.at, facts.model_at.size), R"("o\u006ee\/a")");
  EXPECT_TRUE(facts.stream);
}

TEST(RequestScan, NamesTheFaultsPlace) {
  struct Case {
    std::string_view body, path;
  };
  for (const auto& [body, path] : std::initializer_list<Case>{
           {"", "$"},
           {"[]", "$"},
           {"\"model\"", "$"},
           {"null", "$"},
           {"\xEF\xBB\xBF{\"model\":\"m\"}", "$"},
           {R"({"model":"m"} x)", "$"},
           {R"({"model":"m"}{})", "$"},
           {R"({"model":"m")", "$"},
           {R"({"model":"m",})", "$"},
           {R"(/* c */{"model":"m"})", "$"},
           {R"({"model":"m","messages":"\ud800"})", "$"},
           {"{\"model\":\"m\",\"messages\":\"\xFF\"}", "$"},
           {"{}", "$.model"},
           {R"({"messages":[]})", "$.model"},
           {R"({"model":7})", "$.model"},
           {R"({"model":""})", "$.model"},
           {R"({"model":["m"]})", "$.model"},
           {R"({"model":"m","model":"n"})", "$.model"},
           {R"({"model":"m","mod\u0065l":"n"})", "$.model"},
           {R"({"model":"m","messages":[],"messages":[]})", "$.messages"},
           {R"({"model":"m","stream":1})", "$.stream"},
           {R"({"model":"m","stream":"true"})", "$.stream"},
           {R"({"model":"m","stream":true,"stream":false})", "$.stream"},
           {R"({"model":"m","stream":null,"stream":true})", "$.stream"},
           {R"({"model":"m","stream_options":true})", "$.stream_options"},
           {R"({"model":"m","stream_options":{"include_usage":1}})", "$.stream_options.include_usage"},
           {R"({"model":"m","stream_options":{"include_usage":true,"include\u005fusage":false}})",
            "$.stream_options.include_usage"},
           {R"({"model":"m","max_tokens":0})", "$.max_tokens"},
           {R"({"model":"m","max_tokens":-1})", "$.max_tokens"},
           {R"({"model":"m","max_tokens":-0})", "$.max_tokens"},
           {R"({"model":"m","max_tokens":1.5})", "$.max_tokens"},
           {R"({"model":"m","max_tokens":1.0})", "$.max_tokens"},
           {R"({"model":"m","max_tokens":1e3})", "$.max_tokens"},
           {R"({"model":"m","max_tokens":1e400})", "$.max_tokens"},
           {R"({"model":"m","max_tokens":"10"})", "$.max_tokens"},
           {R"({"model":"m","max_tokens":true})", "$.max_tokens"},
           {R"({"model":"m","max_tokens":1099511627777})", "$.max_tokens"},
           {R"({"model":"m","max_tokens":99999999999999999999})", "$.max_tokens"},
           {R"({"model":"m","max_tokens":5,"max_tokens":6})", "$.max_tokens"},
           {R"({"model":"m","max_completion_tokens":[]})", "$.max_completion_tokens"},
           {R"({"model":"m","n":0})", "$.n"},
           {R"({"model":"m","n":129})", "$.n"},
           {R"({"model":"m","n":2.0})", "$.n"},
           {R"({"model":"m","best_of":"2"})", "$.best_of"}})
    EXPECT_EQ(fault_of(Operation::chat, body), path) << body;
}

TEST(RequestScan, SaysAtWhichByteItIsNoJson) {
  const auto facts = scan_request(Operation::chat, R"({"model":"m","x":tru})");
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().faults.front().message, "no JSON at byte 17: no JSON value");
}

TEST(RequestScan, TakesTheNumbersAtTheirBounds) {
  EXPECT_EQ(chat_facts(R"("max_tokens":1)").output_tokens, 1);
  EXPECT_EQ(chat_facts(R"("max_tokens":1099511627776)").output_tokens, std::int64_t{1} << 40);
  EXPECT_EQ(fault_of(Operation::chat, R"({"model":"m","max_tokens":1099511627777})"), "$.max_tokens");
  EXPECT_EQ(chat_facts(R"("n":128)").choices, 128);
  EXPECT_EQ(fault_of(Operation::chat, R"({"model":"m","n":129})"), "$.n");
  EXPECT_EQ(chat_facts(R"("n":2,"best_of":5)").choices, 5);
}

TEST(RequestScan, AModelsNameHasABound) {
  const auto body = [](std::size_t size) { return R"({"model":")" + std::string(size, 'm') + "\"}"; };
  EXPECT_EQ(facts_of(Operation::chat, body(256)).model.size(), 256U);
  EXPECT_EQ(fault_of(Operation::chat, body(257)), "$.model");
}

TEST(RequestScan, ALongUserIsNoSession) {
  EXPECT_EQ(chat_facts(R"("user":")" + std::string(256, 'u') + "\"").session.size(), 256U);
  EXPECT_EQ(chat_facts(R"("user":")" + std::string(257, 'u') + "\"").session, "");
  EXPECT_EQ(chat_facts(R"("user":7)").session, "");
}

TEST(RequestScan, WhatIsNotGovernedPasses) {
  const RequestFacts facts = chat_facts(
      R"("temperature":1e400,"x":1,"x":2,"metadata":{"model":"other","max_tokens":"many","stream":7},"stop":["\u0000"])");
  EXPECT_EQ(facts.model, "m");
  EXPECT_EQ(facts.output_tokens, std::nullopt);
}

TEST(RequestScan, NestsAsDeepAsItMayAndNoDeeper) {
  const auto body = [](std::size_t levels) {
    return R"({"model":"m","x":)" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
  };
  EXPECT_EQ(fault_of(Operation::chat, body(128)), "none");
  EXPECT_EQ(fault_of(Operation::chat, body(129)), "$");
  const std::string messages = R"({"model":"m","messages":)" + std::string(500'000, '[');
  EXPECT_EQ(fault_of(Operation::chat, messages), "$");
}

TEST(RequestScan, EveryBeginningOfABodyIsRefused) {
  const std::string_view body =
      R"({"model":"m","stream":true,"stream_options":{"include_usage":true},"max_tokens":16,"n":2,)"
      R"("messages":[{"role":"user","content":"h\u00e9 ü"}],"user":"u"})";
  EXPECT_EQ(fault_of(Operation::chat, body), "none");
  for (std::size_t size = 0; size < body.size(); ++size)
    EXPECT_EQ(fault_of(Operation::chat, body.substr(0, size)), "$") << size;
}

TEST(RequestScan, SeesWhatBytesDoNotTell) {
  for (
      const std::string_view members :
      {R"("messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"u"}}]}])",
       R"("messages":[{"content":[{"type":"\u0069mage_url"}]}])",
       R"("messages":[{"content":[{"image\u005furl":"u"}]}])",
       R"("messages":[{"content":[{"type":"input_audio","input_audio":{}}]}])",
       R"("messages":[{"content":[{"type":"file","file":{"file_id":"f"}}]}])",
       R"("messages":[{"content":[{"type":"text","type":"image_url"}]}])", R"("messages":[{"audio":{"id":"a"}}])",
       R"("messages":[{"content":[{"video":["a"]}]}])", R"("audio":{"voice":"x"})", R"("modalities":["text","audio"])",
       R"("web_search_options":{})", R"("enable_search":true)", R"("prediction":{"content":"x"})",
       R"("tools":[{"type":"function"},{"type":"web_search"}])"})
    EXPECT_TRUE(chat_facts(members).has_media) << members;
}

TEST(RequestScan, TextsAboutMediaAreNone) {
  for (
      const std::string_view members :
      {R"("messages":[{"role":"user","content":"{\"type\":\"image_url\"}"}])",
       R"("messages":[{"role":"assistant","content":null,"audio":null,"refusal":null}])",
       R"("messages":[{"content":[{"type":"text","text":"image_url"}]}])",
       R"("tools":[{"type":"function","function":{"parameters":{"properties":{"file":{"type":"file"},"image_url":{}}}}}])",
       R"("tools":[{"function":{"name":"f"}}])", R"("tools":[{"type":"custom"}])", R"("audio":null)",
       R"("modalities":["text"])", R"("enable_search":false)", R"("metadata":{"image_url":"x"})"})
    EXPECT_FALSE(chat_facts(members).has_media) << members;
}

TEST(RequestScan, ReadsResponses) {
  const auto facts = [](std::string_view members) {
    return facts_of(Operation::responses, R"({"model":"m",)" + std::string(members) + "}");
  };
  EXPECT_EQ(facts(R"("input":"hi","max_output_tokens":64,"max_tokens":5)").output_tokens, 64);
  EXPECT_FALSE(facts(R"("input":[{"role":"user","content":[{"type":"input_text","text":"a"}]}])").has_media);
  EXPECT_FALSE(
      facts(R"("input":[{"type":"function_call","call_id":"c","arguments":"{}"}],"tools":[{"type":"function"}])")
          .has_media);
  EXPECT_FALSE(facts(R"("previous_response_id":null,"conversation":null,"prompt":null)").has_media);
  for (const std::string_view members :
       {R"("input":[{"content":[{"type":"input_image","image_url":"u"}],"role":"user"}])",
        R"("input":[{"type":"item_reference","id":"x"}])", R"("input":[{"id":"x"}])",
        R"("input":[{"type":"reasoning"}])", R"("previous_response_id":"r")", R"("conversation":"c")",
        R"("prompt":{"id":"p"})", R"("tools":[{"type":"file_search"}])", R"("tools":[{"type":"mcp"}])",
        R"("tools":[{}])"})
    EXPECT_TRUE(facts(members).has_media) << members;
}

TEST(RequestScan, CountsThePromptsOfACompletion) {
  const auto choices = [](std::string_view members) {
    return facts_of(Operation::completions, R"({"model":"m",)" + std::string(members) + "}").choices;
  };
  EXPECT_EQ(choices(R"("prompt":"a")"), 1);
  EXPECT_EQ(choices(R"("prompt":["a","b","c"])"), 3);
  EXPECT_EQ(choices(R"("prompt":["a","b"],"n":2)"), 4);
  EXPECT_EQ(choices(R"("n":2,"best_of":3,"prompt":["a","b"])"), 6);
  EXPECT_EQ(choices(R"("prompt":[1,2,3])"), 1);
  EXPECT_EQ(choices(R"("prompt":[[1,2],[3]])"), 2);
  EXPECT_EQ(choices(R"("prompt":[])"), 1);
  EXPECT_EQ(choices(R"("prompt":null)"), 1);
}

TEST(RequestScan, ACompletionMayHaveNoTokens) {
  EXPECT_EQ(facts_of(Operation::completions, R"({"model":"m","max_tokens":0,"echo":true})").output_tokens, 0);
}

TEST(RequestScan, EmbeddingsHaveNoOutput) {
  const RequestFacts facts =
      facts_of(Operation::embeddings, R"({"model":"m","input":["a",[1,2]],"max_tokens":"x","stream":7,"n":"x"})");
  EXPECT_EQ(facts.output_tokens, std::nullopt);
  EXPECT_FALSE(facts.stream);
  EXPECT_EQ(facts.choices, 1);
  EXPECT_FALSE(facts.has_media);
}

// --- with_changes ----------------------------------------------------------------------------------------------------

std::string changed(Operation operation, std::string_view body, Changes changes) {
  const auto facts = scan_request(operation, body);
  EXPECT_TRUE(facts) << body;
  if (!facts) return "";
  const std::string result = with_changes(operation, body, *facts, changes);
  EXPECT_TRUE(json::parse(result)) << result;
  return result;
}

TEST(RequestChanges, TheModelIsExchangedAndEverythingElseStays) {
  EXPECT_EQ(changed(Operation::chat, "{ \"x\" : 1.50 ,\n \"model\" : \"one/a\"\t, \"y\":\"\\u0061\"}", {.model = "a"}),
            "{ \"x\" : 1.50 ,\n \"model\" : \"a\"\t, \"y\":\"\\u0061\"}");
  EXPECT_EQ(changed(Operation::chat, R"({"model":"m"})", {.model = "a\"\\\n"}), R"({"model":"a\"\\\n"})");
}

TEST(RequestChanges, ALimitIsSetWhereThereIsNone) {
  const auto with_limit = [](Operation operation, std::string_view body, std::string_view model = "a") {
    return changed(operation, body, {.model = model, .output_tokens = 64});
  };
  EXPECT_EQ(with_limit(Operation::chat, R"({"model":"m","x":1})"), R"({"model":"a","max_tokens":64,"x":1})");
  EXPECT_EQ(with_limit(Operation::completions, R"({"model":"m"})"), R"({"model":"a","max_tokens":64})");
  EXPECT_EQ(with_limit(Operation::responses, R"({"model":"m"})"), R"({"model":"a","max_output_tokens":64})");
  EXPECT_EQ(with_limit(Operation::embeddings, R"({"model":"m"})"), R"({"model":"a"})");
  EXPECT_EQ(with_limit(Operation::chat, R"({"model":"m","max_tokens":5})"), R"({"model":"a","max_tokens":5})");
  EXPECT_EQ(with_limit(Operation::chat, R"({"max_tokens":null,"model":"m"})"), R"({"max_tokens":64,"model":"a"})");
  EXPECT_EQ(with_limit(Operation::chat, R"({"max_completion_tokens":null,"model":"m","max_tokens":null})"),
            R"({"max_completion_tokens":64,"model":"a","max_tokens":null})");
}

TEST(RequestChanges, ReasoningModelsOfOpenaiGetTheLimitThatTheyTake) {
  const auto limit = [](std::string_view model, std::string_view body = R"({"model":"m"})") {
    const json::Value value = *json::parse(changed(Operation::chat, body, {.model = model, .output_tokens = 64}));
    std::string names;
    for (const auto& member : value.get_object())
      if (member.value() == json::Value(64)) names += member.key();
    return names;
  };
  for (const std::string_view model :
       {"o1", "o3-mini", "o4-mini-2025-04-16", "gpt-5", "gpt-5.1-mini", "openai/gpt-5", "gpt-10"})
    EXPECT_EQ(limit(model), "max_completion_tokens") << model;
  for (const std::string_view model :
       {"gpt-4o", "gpt-4.1", "gpt-oss-20b", "qwen3", "olmo-2", "o", "llama3.2:1b", "gpt-"})
    EXPECT_EQ(limit(model), "max_tokens") << model;
  EXPECT_EQ(limit("gpt-5", R"({"model":"m","max_tokens": null})"), "max_completion_tokens");
  EXPECT_EQ(limit("gpt-5", R"({"model":"m","max_completion_tokens" : null,"max_tokens":null})"),
            "max_completion_tokens");
}

TEST(RequestChanges, UsageIsAskedForWithoutTouchingOtherOptions) {
  const auto asked = [](std::string_view body, Operation operation = Operation::chat) {
    return changed(operation, body, {.model = "a", .ask_usage = true});
  };
  EXPECT_EQ(asked(R"({"model":"m","x":1})"), R"({"model":"a","stream_options":{"include_usage":true},"x":1})");
  EXPECT_EQ(asked(R"({"stream_options":null,"model":"m"})"),
            R"({"stream_options":{"include_usage":true},"model":"a"})");
  EXPECT_EQ(asked(R"({"model":"m","stream_options":{}})"), R"({"model":"a","stream_options":{"include_usage":true}})");
  EXPECT_EQ(asked(R"({"model":"m","stream_options":{ "x" : 1 }})"),
            R"({"model":"a","stream_options":{"include_usage":true, "x" : 1 }})");
  EXPECT_EQ(asked(R"({"model":"m","stream_options":{"x":1, "include_usage" : false , "y":2}})"),
            R"({"model":"a","stream_options":{"x":1, "include_usage" : true , "y":2}})");
  EXPECT_EQ(asked(R"({"model":"m","stream_options":{"include\u005fusage":null}})"),
            R"({"model":"a","stream_options":{"include\u005fusage":true}})");
  EXPECT_EQ(asked(R"({"model":"m","stream_options":{"include_usage":true}})"),
            R"({"model":"a","stream_options":{"include_usage":true}})");
  EXPECT_EQ(asked(R"({"model":"m"})", Operation::responses), R"({"model":"a"})");
  EXPECT_EQ(asked(R"({"model":"m"})", Operation::embeddings), R"({"model":"a"})");
}

TEST(RequestChanges, AllChangesAtOnceInAnyOrder) {
  const Changes all{.model = "a", .output_tokens = 9, .ask_usage = true};
  EXPECT_EQ(changed(Operation::chat, R"({"stream_options":{"y":0},"model":"m","max_tokens":null})", all),
            R"({"stream_options":{"include_usage":true,"y":0},"model":"a","max_tokens":9})");
  EXPECT_EQ(changed(Operation::chat, R"({"max_tokens":null,"z":[],"model":"m","stream_options":null})", all),
            R"({"max_tokens":9,"z":[],"model":"a","stream_options":{"include_usage":true}})");
  EXPECT_EQ(changed(Operation::chat, R"({"model":"m"})", all),
            R"({"model":"a","max_tokens":9,"stream_options":{"include_usage":true}})");
}

}  // namespace
}  // namespace swarm::chat
