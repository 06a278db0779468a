// What the plain lane pays to look at a body and to change it, beside building the same body with Boost.JSON: a short
// chat, long prompts of prose, of program text (many escapes) and of Chinese, tools with their schemas, embeddings;
// then the frames of a stream.
//
//   ninja -C build/release scan_benchmark && build/release/bin/scan_benchmark
#include <benchmark/benchmark.h>

#include "base/json.hpp"
#include "providers/chat/reply_scan.hpp"
#include "providers/chat/request_scan.hpp"

namespace swarm::chat {
namespace {

constexpr std::size_t kLongBytes = 300'000;

std::string repeated(std::string_view material, std::size_t size) {
  std::string text;
  while (text.size() < size)
    text += material;
  return text;
}

std::string body_with(std::string content) {
  return R"({"model":"openai/gpt-4o-mini","messages":[{"role":"system","content":"You are a helpful assistant."},)"
         R"({"role":"user","content":")" +
         std::move(content) + R"("}],"temperature":0.2,"stream":true})";
}

std::string body_of(std::int64_t kind) {
  switch (kind) {
    case 0:
      return body_with("What is the capital of France?");
    case 1:
      return body_with(repeated("The harbour was quiet when Anna came down to the boats that morning. ", kLongBytes));
    case 2:
      return body_with(
          repeated(R"(for (int i = 0; i < count; ++i) {\n\tlog->write(\"sum\", total);\n}\n)", kLongBytes));
    case 3:
      return body_with(repeated("港口很安静,安娜来到船边,从星期二起没有人见过她的兄弟。", kLongBytes));
    case 4: {
      std::string tools = R"({"type":"function","function":{"name":"f"}})";
      while (tools.size() < kLongBytes)
        tools += R"(,{"type":"function","function":{"name":"get_weather","description":"Of a city","parameters":)"
                 R"({"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer","minimum":1}},)"
                 R"("required":["city"],"additionalProperties":false}}})";
      return R"({"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"hi"}],"tools":[)" + tools + "]}";
    }
    default: {
      std::string messages = R"({"role":"user","content":"hi"})";
      while (messages.size() < kLongBytes)
        messages += R"(,{"role":"assistant","content":[{"type":"text","text":"Yes, it is."}]})";
      return R"({"model":"openai/gpt-4o-mini","messages":[)" + messages + "]}";
    }
  }
}
constexpr const char* kKindNames[] = {"short", "prose", "program", "chinese", "tools", "messages"};

void count_bytes(benchmark::State& state, std::size_t size) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(size));
}
void count_bytes_of_kind(benchmark::State& state, std::size_t size) {
  count_bytes(state, size);
  state.SetLabel(kKindNames[state.range(0)]);
}

void scan(benchmark::State& state) {
  const std::string body = body_of(state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(scan_request(Operation::chat, body));
  count_bytes_of_kind(state, body.size());
}
BENCHMARK(scan)->DenseRange(0, 5);

void scan_and_change(benchmark::State& state) {
  const std::string body = body_of(state.range(0));
  for (auto _ : state) {
    const auto facts = scan_request(Operation::chat, body);
    benchmark::DoNotOptimize(with_changes(Operation::chat, body, *facts,
                                          {.model = "gpt-4o-mini", .output_tokens = 1024, .ask_usage = true}));
  }
  count_bytes_of_kind(state, body.size());
}
BENCHMARK(scan_and_change)->DenseRange(0, 5);

void build_with_boost(benchmark::State& state) {
  const std::string body = body_of(state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(boost::json::parse(body));
  count_bytes_of_kind(state, body.size());
}
BENCHMARK(build_with_boost)->DenseRange(0, 5);

constexpr std::string_view kFrame =
    "data: {\"id\":\"chatcmpl-AbCdEf0123456789\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
    "\"model\":\"gpt-4o-mini-2024-07-18\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_0123456789\","
    "\"choices\":[{\"index\":0,\"delta\":{\"content\":\" harbour\"},\"logprobs\":null,\"finish_reason\":null}],"
    "\"usage\":null}\n\n";

void look_at_a_frame(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(look_at_frame(Operation::chat, kFrame));
  count_bytes(state, kFrame.size());
}
BENCHMARK(look_at_a_frame);

void cut_a_frame(benchmark::State& state) {
  FrameCutter cutter(1'048'576);
  for (auto _ : state)
    benchmark::DoNotOptimize(cutter.feed(kFrame));
  count_bytes(state, kFrame.size());
}
BENCHMARK(cut_a_frame);

// 64 embeddings of 1536 numbers each, about 2 MB.
void usage_of_embeddings(benchmark::State& state) {
  const std::string embedding = R"({"embedding":[)" + repeated("-0.012345679,", 1536 * 13) + "0.5]}";
  std::string reply = R"({"data":[)" + embedding;
  for (int i = 1; i < 64; ++i)
    reply += "," + embedding;
  reply += R"(],"usage":{"prompt_tokens":8,"total_tokens":8}})";
  for (auto _ : state)
    benchmark::DoNotOptimize(usage_of_reply(Operation::embeddings, reply));
  count_bytes(state, reply.size());
}
BENCHMARK(usage_of_embeddings);

}  // namespace
}  // namespace swarm::chat

BENCHMARK_MAIN();
