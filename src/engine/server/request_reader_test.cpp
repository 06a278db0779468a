#include "engine/server/request_reader.hpp"

#include <fmt/format.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarm::engine_server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::int64_t kVocabulary = 512;

std::string chat_with(std::string_view members) {
  return fmt::format(R"({{"model":"tiny","messages":[{{"role":"user","content":"hi"}}]{}{}}})",
                     members.empty() ? "" : ",", members);
}
Result<ChatRequest> read_chat(std::string_view members) {
  return read_chat_request(chat_with(members));
}
std::string fault_of(std::string_view members) {
  const auto read = read_chat(members);
  return read ? "" : fmt::format("{} {}", facts_of(read.error().code).http_status, read.error().message);
}

TEST(ChatRequests, ReadWhatOpenAiAndVllmSend) {
  const auto read = read_chat_request(R"({"model":"tiny","messages":[{"role":"developer","content":"math"},
      {"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"name":"x"},
      {"role":"assistant","content":"c","tool_calls":null}],
      "temperature":0.5,"top_p":0.9,"top_k":-1,"min_p":0.1,"presence_penalty":-1,"frequency_penalty":2,"seed":-3,
      "stop":["x","y"],"max_tokens":5,"max_completion_tokens":7,"n":3,"logprobs":true,"top_logprobs":2,"stream":true,
      "stream_options":{"include_usage":true,"other":1},"user":"u","unknown":{"deep":[1]},"tools":[],"logit_bias":{}})");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->messages[0].role, "system");
  EXPECT_EQ(read->messages[1].content, "a\nb");
  const GenerationOptions& options = read->options;
  EXPECT_EQ(options.sampling.temperature, 0.5);
  EXPECT_EQ(options.sampling.top_k, 0);
  EXPECT_EQ(options.sampling.min_p, 0.1);
  EXPECT_EQ(options.sampling.presence_penalty, -1);
  EXPECT_TRUE(options.sampling.seed.has_value());
  EXPECT_THAT(options.stops, ElementsAre("x", "y"));
  EXPECT_EQ(options.output_tokens_max, 7);
  EXPECT_EQ(options.choices, 3);
  EXPECT_TRUE(options.log_probabilities && options.stream && options.usage_wanted);
  EXPECT_EQ(options.top_log_probabilities, 2);
  EXPECT_EQ(options.user, "u");
}

TEST(ChatRequests, NullIsAsIfItWereNotThere) {
  const auto read = read_chat(R"("temperature":null,"stop":null,"n":null,"seed":null,"response_format":null,
                                 "stream":null,"stream_options":null,"tools":null,"max_tokens":null)");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->options.sampling.temperature, 1);
  EXPECT_EQ(read->options.output_tokens_max, 0);
}

TEST(ChatRequests, EveryFaultHasItsPlace) {
  EXPECT_THAT(fault_of(R"("temperature":2.1)"), HasSubstr("400 $.temperature:"));
  EXPECT_THAT(fault_of(R"("temperature":"hot")"), HasSubstr("$.temperature:"));
  EXPECT_THAT(fault_of(R"("n":1000000000)"), HasSubstr("$.n: 1 to 16 expected"));
  EXPECT_THAT(fault_of(R"("n":0)"), HasSubstr("$.n:"));
  EXPECT_THAT(fault_of(R"("max_tokens":0)"), HasSubstr("$.max_tokens:"));
  EXPECT_THAT(fault_of(R"("max_tokens":1.5)"), HasSubstr("$.max_tokens:"));
  EXPECT_THAT(fault_of(R"("stop":["a","b","c","d","e"])"), HasSubstr("$.stop: a text or 1 to 4 texts expected, got 5"));
  EXPECT_THAT(fault_of(R"("stop":["a",""])"), HasSubstr("$.stop[1]: 1 to 1024 bytes"));
  EXPECT_THAT(fault_of(R"("stop":7)"), HasSubstr("$.stop: a text expected"));
  EXPECT_THAT(fault_of(R"("top_logprobs":3)"), HasSubstr("$.top_logprobs: only together with logprobs"));
  EXPECT_THAT(fault_of(R"("logprobs":true,"top_logprobs":21)"), HasSubstr("$.top_logprobs:"));
  EXPECT_THAT(fault_of(R"("stream_options":{"include_usage":true})"), HasSubstr("$.stream_options: only together"));
  EXPECT_THAT(fault_of(R"("response_format":{"type":"xml"})"), HasSubstr("$.response_format.type:"));
  EXPECT_THAT(fault_of(R"("response_format":{"type":"json_schema"})"), HasSubstr("$.response_format.json_schema:"));
  EXPECT_THAT(fault_of(R"("guided_json":"{")"), HasSubstr("$.guided_json:"));
  EXPECT_THAT(fault_of(R"("seed":1e300)"), HasSubstr("$.seed:"));
}

TEST(ChatRequests, WhatWouldChangeTheAnswerAndCannotBeDoneIsRefused) {
  EXPECT_THAT(fault_of(R"("tools":[{"type":"function"}])"), HasSubstr("$.tools: not supported: this engine calls no"));
  EXPECT_EQ(fault_of(R"("tools":[{"type":"function"}],"tool_choice":"none")"), "");
  EXPECT_EQ(fault_of(R"("tools":[],"tool_choice":"auto")"), "");
  EXPECT_THAT(fault_of(R"("logit_bias":{"1":5})"), HasSubstr("$.logit_bias: not supported"));
  EXPECT_THAT(fault_of(R"("repetition_penalty":1.1)"), HasSubstr("$.repetition_penalty"));
  EXPECT_EQ(fault_of(R"("repetition_penalty":1.0,"ignore_eos":false,"min_tokens":0)"), "");
  EXPECT_THAT(fault_of(R"("guided_regex":"a+")"), HasSubstr("$.guided_regex"));
  EXPECT_THAT(fault_of(R"("grammar":"root ::= \"a\"")"), HasSubstr("$.grammar"));
  EXPECT_THAT(fault_of(R"("json_schema":{"type":"integer"})"), HasSubstr("$.json_schema"));
  EXPECT_THAT(fault_of(R"("modalities":["text","audio"])"), HasSubstr("$.modalities"));
  EXPECT_THAT(fault_of(R"("echo":true)"), HasSubstr("$.echo"));
}

TEST(ChatRequests, WhatWouldChangeThePromptIsDoneOrRefused) {
  EXPECT_FALSE(read_chat(R"("chat_template_kwargs":{"enable_thinking":false})")->options.is_thinking_wanted);
  EXPECT_TRUE(read_chat(R"("chat_template_kwargs":{})")->options.is_thinking_wanted);
  EXPECT_THAT(fault_of(R"("chat_template_kwargs":{"tone":"kind"})"), HasSubstr("$.chat_template_kwargs.tone"));
  EXPECT_THAT(fault_of(R"("chat_template":"{{ x }}")"), HasSubstr("$.chat_template:"));
  EXPECT_THAT(fault_of(R"("add_generation_prompt":false)"), HasSubstr("$.add_generation_prompt"));
  EXPECT_THAT(fault_of(R"("continue_final_message":true)"), HasSubstr("$.continue_final_message"));
  EXPECT_THAT(fault_of(R"("add_special_tokens":true)"), HasSubstr("$.add_special_tokens"));
  EXPECT_THAT(fault_of(R"("include_stop_str_in_output":true)"), HasSubstr("$.include_stop_str_in_output"));
  EXPECT_THAT(fault_of(R"("skip_special_tokens":false)"), HasSubstr("$.skip_special_tokens"));
  EXPECT_THAT(fault_of(R"("truncate_prompt_tokens":5)"), HasSubstr("$.truncate_prompt_tokens"));
  EXPECT_EQ(fault_of(R"("add_generation_prompt":true,"continue_final_message":false,"skip_special_tokens":true,
                        "add_special_tokens":false,"include_stop_str_in_output":false,"truncate_prompt_tokens":null)"),
            "");
}

TEST(ChatRequests, MessagesMustBeTextsOfKnownRoles) {
  const auto fault = [](std::string_view messages) {
    const auto read = read_chat_request(fmt::format(R"({{"model":"m","messages":{}}})", messages));
    return read ? "" : read.error().message;
  };
  EXPECT_THAT(fault("[]"), HasSubstr("$.messages: 1 to 1000 messages expected, got 0"));
  EXPECT_THAT(fault("{}"), HasSubstr("$.messages: a list"));
  EXPECT_THAT(fault("[1]"), HasSubstr("$.messages[0]: an object"));
  EXPECT_THAT(fault(R"([{"role":"user"}])"), HasSubstr("$.messages[0].content: required"));
  EXPECT_THAT(fault(R"([{"role":"user","content":[]}])"), HasSubstr("$.messages[0].content: a text or"));
  EXPECT_THAT(fault(R"([{"role":"king","content":"x"}])"), HasSubstr("$.messages[0].role:"));
  EXPECT_THAT(fault(R"([{"role":"tool","content":"x"}])"), HasSubstr("calls no tools"));
  EXPECT_THAT(fault(R"([{"role":"user","content":[{"type":"image_url","image_url":{}}]}])"),
              HasSubstr("$.messages[0].content[0].type: this engine understands texts only, got 'image_url'"));
  EXPECT_EQ(fault(R"([{"role":"user","content":""}])"), "");
  std::string many = "[";
  for (std::size_t i = 0; i <= kMessagesMax; ++i)
    many += R"({"role":"user","content":"x"},)";
  many.back() = ']';
  EXPECT_THAT(fault(many), HasSubstr("got 1001"));
}

TEST(ChatRequests, HostileBodiesAreRefused) {
  const auto status = [](std::string_view body) {
    const auto read = read_chat_request(body);
    return read ? 200 : facts_of(read.error().code).http_status;
  };
  for (const std::string_view body :
       {"", "{", "[]", "null", "\"x\"", "{}", R"({"model":1,"messages":[]})", "\xFF\xFE{}",
        "{\"model\":\"\xC3\x28\",\"messages\":[]}", R"({"model":"m","messages":[{"role":"user","content":"\ud800"}]})",
        R"({"model":"m","temperature":NaN})", R"({"model":"m","model":"m"})"})
    EXPECT_EQ(status(body), 400) << body;
  const std::string deep = R"({"model":"m","messages":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_EQ(status(deep), 400);
  std::string stops = chat_with(R"("stop":["a")");
  stops.resize(stops.size() - 1);
  for (int i = 0; i < 1'000'000; ++i)
    stops += ",\"a\"";
  EXPECT_EQ(status(stops + "]}"), 400);
  EXPECT_EQ(status(chat_with(R"("temperature":1e999)")), 400);
}

TEST(ChatRequests, SchemasComeInThreeForms) {
  const auto schema = [](std::string_view members) { return read_chat(members)->options.json_schema; };
  EXPECT_EQ(schema(R"("response_format":{"type":"text"})"), "");
  EXPECT_EQ(schema(R"("response_format":{"type":"json_object"})"), R"({"type":"object"})");
  EXPECT_EQ(schema(R"("response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,
                      "schema":{"type":"integer"}}})"),
            R"({"type":"integer"})");
  EXPECT_EQ(schema(R"("guided_json":{"type":"integer"})"), R"({"type":"integer"})");
  EXPECT_EQ(schema(R"("guided_json":"{\"type\":\"integer\"}")"), R"({"type":"integer"})");
  const std::string large = fmt::format(R"("guided_json":{{"title":"{}"}})", std::string(kSchemaBytesMax, 'x'));
  EXPECT_THAT(fault_of(large), HasSubstr("$.guided_json: a schema of at most 65536 bytes"));
}

Result<CompletionRequest> read_completion(std::string_view members) {
  return read_completion_request(fmt::format(R"({{"model":"tiny",{}}})", members), kVocabulary);
}

TEST(CompletionRequests, PromptsAreTextsOrTokens) {
  EXPECT_EQ(read_completion(R"("prompt":"a")")->prompts[0].text, "a");
  EXPECT_EQ(read_completion(R"("prompt":["a","b"])")->prompts.size(), 2U);
  EXPECT_THAT(read_completion(R"("prompt":[1,511])")->prompts[0].tokens, ElementsAre(1, 511));
  EXPECT_EQ(read_completion(R"("prompt":[[1],[2,3]])")->prompts.size(), 2U);
  EXPECT_EQ(read_completion(R"("prompt":"a")")->options.output_tokens_max, 16);
  EXPECT_TRUE(read_completion(R"("prompt":"a","logprobs":0)")->options.log_probabilities);
}

TEST(CompletionRequests, RefuseWhatTheyCannotDo) {
  const auto fault = [](std::string_view members) { return read_completion(members).error().message; };
  EXPECT_THAT(fault(R"("n":1)"), HasSubstr("$.prompt: required"));
  EXPECT_THAT(fault(R"("prompt":[1,512])"), HasSubstr("$.prompt[1]: a token from 0 to 511 expected"));
  EXPECT_THAT(fault(R"("prompt":[1,-1])"), HasSubstr("$.prompt[1]"));
  EXPECT_THAT(fault(R"("prompt":[[1],["a"]])"), HasSubstr("$.prompt[1][0]"));
  EXPECT_THAT(fault(R"("prompt":[])"), HasSubstr("$.prompt:"));
  EXPECT_THAT(fault(R"("prompt":"a","echo":true)"), HasSubstr("$.echo: not supported"));
  EXPECT_THAT(fault(R"("prompt":"a","suffix":"none")"), HasSubstr("$.suffix: not supported"));
  EXPECT_THAT(fault(R"("prompt":"a","best_of":2)"), HasSubstr("$.best_of"));
  EXPECT_THAT(fault(R"("prompt":"a","add_special_tokens":false)"), HasSubstr("$.add_special_tokens"));
  EXPECT_TRUE(read_completion(R"("prompt":"a","add_special_tokens":true)"));
  EXPECT_TRUE(read_completion(R"("prompt":"a","best_of":1,"echo":false,"suffix":null)"));
  EXPECT_THAT(fault(R"("prompt":["a","a","a","a","a"],"n":16)"), HasSubstr("$.n: at most 64 answers"));
}

TEST(EmbeddingRequests, AreReadAndBounded) {
  const auto read = [](std::string_view members) {
    return read_embeddings_request(fmt::format(R"({{"model":"tiny",{}}})", members), kVocabulary);
  };
  EXPECT_TRUE(read(R"("input":"a","encoding_format":"base64","dimensions":8)")->is_base64);
  EXPECT_EQ(read(R"("input":[[1,2],[3]])")->inputs.size(), 2U);
  EXPECT_THAT(read(R"("input":"a","encoding_format":"hex")").error().message, HasSubstr("$.encoding_format"));
  std::string many = R"("input":["a")";
  for (std::size_t i = 0; i < kInputsMax; ++i)
    many += ",\"a\"";
  EXPECT_THAT(read(many + "]").error().message, HasSubstr("$.input: at most 2048 expected, got 2049"));
}

TEST(AdapterRequests, AreThoseOfVllm) {
  const auto read = read_load_adapter_request(R"({"lora_name":"math","lora_path":"/x","load_inplace":true,"y":1})");
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->is_in_place);
  EXPECT_EQ(read_load_adapter_request(R"({"lora_name":"math"})").error().message,
            "Both 'lora_name' and 'lora_path' must be provided.");
  EXPECT_EQ(*read_unload_adapter_request(R"({"lora_name":"math","lora_int_id":3})"), "math");
  EXPECT_EQ(read_unload_adapter_request("{}").error().message,
            "'lora_name' needs to be provided to unload a LoRA adapter.");
  EXPECT_FALSE(read_load_adapter_request(R"({"lora_name":"math","lora_path":"/x","sha256":"ab"})"));
}

}  // namespace
}  // namespace swarm::engine_server
