#include "providers/chat/reply_scan.hpp"

#include <gtest/gtest.h>

namespace swarm::chat {
namespace {

TEST(UsageOfReply, ReadsTheFiguresOfEachOperation) {
  struct Case {
    Operation operation;
    std::string_view reply;
    std::optional<TokenUsage> usage;
  };
  for (const auto& [operation, reply, usage] : std::initializer_list<Case>{
           {Operation::chat, R"({"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}})",
            TokenUsage{7, 3}},
           {Operation::chat,
            R"({"usage":{"prompt_tokens":7,"completion_tokens":3},"choices":[{"message":{"content":"x"}}]})",
            TokenUsage{7, 3}},
           {Operation::chat, R"({"choices":[{"usage":{"prompt_tokens":1,"completion_tokens":1}}]})", std::nullopt},
           {Operation::chat, R"({"a":"\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}"})", std::nullopt},
           {Operation::completions, R"({"usage":{"prompt_tokens":0,"completion_tokens":0}})", TokenUsage{0, 0}},
           {Operation::embeddings,
            R"({"data":[{"embedding":[0.1,-2e-3]}],"usage":{"prompt_tokens":8,"total_tokens":8}})", TokenUsage{8, 0}},
           {Operation::embeddings, R"({"usage":{"prompt_tokens":8}})", TokenUsage{8, 0}},
           {Operation::responses,
            R"({"usage":{"input_tokens":5,"output_tokens":9,"output_tokens_details":{"reasoning_tokens":4}}})",
            TokenUsage{5, 9}},
           {Operation::chat, R"({"usage":null})", std::nullopt},
           {Operation::chat, R"({"usage":{}})", std::nullopt},
           {Operation::chat, R"({"usage":{"prompt_tokens":7}})", std::nullopt},
           {Operation::chat, R"({"usage":{"prompt_tokens":7,"total_tokens":9}})", TokenUsage{7, 2}},
           {Operation::chat, R"({"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":30}})",
            TokenUsage{7, 23}},
           {Operation::chat, R"({"usage":{"prompt_tokens":-7,"completion_tokens":3}})", std::nullopt},
           {Operation::chat, R"({"usage":{"prompt_tokens":7,"completion_tokens":1099511627777}})", std::nullopt},
           {Operation::chat, R"({"usage":{"prompt_tokens":7,"completion_tokens":1099511627776}})",
            TokenUsage{7, std::int64_t{1} << 40}},
           {Operation::chat, R"({"usage":{"prompt_tokens":"7","completion_tokens":3}})", std::nullopt},
           {Operation::chat, R"({"usage":{"prompt_tokens":7.5,"completion_tokens":3}})", std::nullopt},
           {Operation::chat, R"({"usage":{"prompt_tokens":7,"completion_tokens":3)", std::nullopt},
           {Operation::chat, R"({"usage":{"prompt_tokens":7,"completion_tokens":3}, rubbish)", TokenUsage{7, 3}},
           {Operation::chat, "<html>usage</html>", std::nullopt},
           {Operation::chat, "", std::nullopt},
           {Operation::chat, "[]", std::nullopt}})
    EXPECT_EQ(usage_of_reply(operation, reply), usage) << reply;
}

// --- FrameCutter -----------------------------------------------------------------------------------------------------

struct Cut {
  std::vector<std::string> frames;
  std::string rest;
  bool operator==(const Cut&) const = default;
};

Cut cut(std::string_view stream, std::size_t step) {
  FrameCutter cutter(1'000);
  Cut result;
  for (std::size_t at = 0; at < stream.size(); at += step) {
    const auto fed = cutter.feed(stream.substr(at, step));
    EXPECT_TRUE(fed);
    std::size_t begin = 0;
    for (const std::size_t end : cutter.ends_of_frames()) {
      result.frames.push_back(fed->substr(begin, end - begin));
      begin = end;
    }
    EXPECT_EQ(begin, fed->size());
  }
  result.rest = cutter.rest();
  return result;
}

TEST(FrameCutter, CutsAtEmptyLinesOfEveryKind) {
  EXPECT_EQ(cut("data: a\n\ndata: b\n\n", 100), (Cut{{"data: a\n\n", "data: b\n\n"}, ""}));
  EXPECT_EQ(cut("data: a\r\n\r\nb", 100), (Cut{{"data: a\r\n\r\n"}, "b"}));
  EXPECT_EQ(cut("data: a\r\rdata: b\r\r", 100), (Cut{{"data: a\r\r"}, "data: b\r\r"}));
  EXPECT_EQ(cut("a\nb\r\n\nc\r\r\n", 100), (Cut{{"a\nb\r\n\n", "c\r\r\n"}, ""}));
  EXPECT_EQ(cut(": comment\n\nevent: x\ndata: y\n\n", 100), (Cut{{": comment\n\n", "event: x\ndata: y\n\n"}, ""}));
  EXPECT_EQ(cut("\n\ndata", 100), (Cut{{"\n", "\n"}, "data"}));
}

TEST(FrameCutter, CutsAlikeWhereverThePiecesEnd) {
  const std::string_view stream =
      "data: one\n\ndata: two\r\n\r\n: ping\r\rdata: a\ndata: b\r\n\nevent: e\r\ndata: \xE4\xBD\xA0\r\n\r\ndata: "
      "rest\n";
  const Cut whole = cut(stream, stream.size());
  EXPECT_EQ(whole.frames.size(), 5U);
  for (std::size_t step = 1; step < stream.size(); ++step)
    EXPECT_EQ(cut(stream, step), whole) << step;
}

TEST(FrameCutter, AFrameMayBeAsLongAsItsBoundAndNoLonger) {
  constexpr std::size_t kMax = 1'000;
  const std::string longest = std::string(kMax - 2, 'x') + "\n\n";
  FrameCutter taking(kMax);
  EXPECT_EQ(taking.feed(longest + longest), longest + longest);
  for (const std::string& frame : {"x" + longest, std::string(kMax + 1, 'x')}) {
    FrameCutter refusing(kMax);
    const auto fed = refusing.feed(frame);
    ASSERT_FALSE(fed);
    EXPECT_EQ(fed.error().code, ErrorCode::too_large);
    EXPECT_EQ(fed.error().reason, "frame");
  }
  FrameCutter slowly(kMax);
  for (std::size_t i = 0; i < kMax; ++i)
    ASSERT_TRUE(slowly.feed("x"));
  EXPECT_FALSE(slowly.feed("x"));
}

TEST(FrameCutter, ManyShortLinesOfAnyKindTakeLinearTime) {
  constexpr std::size_t kMax = 8UZ * 1024 * 1024;
  for (const std::string_view line : {"a\r", "a\n", "a\r\n"}) {
    std::string frame;
    while (frame.size() + line.size() <= kMax - 2)
      frame += line;
    FrameCutter cutter(kMax);
    for (std::size_t at = 0; at < frame.size(); at += 16'384)
      ASSERT_EQ(cutter.feed(std::string_view(frame).substr(at, 16'384)), "");
    EXPECT_EQ(cutter.rest(), frame);
  }
}

// --- look_at_frame ---------------------------------------------------------------------------------------------------

std::string facts_text(Operation operation, std::string_view frame) {
  const FrameFacts facts = look_at_frame(operation, frame);
  std::string text;
  if (facts.usage) text += " usage " + std::to_string(facts.usage->input) + "+" + std::to_string(facts.usage->output);
  if (facts.is_usage_only) text += " alone";
  if (facts.has_output) text += " output";
  if (facts.is_done) text += " done";
  if (facts.is_error) text += " error";
  return text;
}

TEST(LookAtFrame, ReadsChunks) {
  struct Case {
    std::string_view frame, facts;
  };
  for (const auto& [frame, facts] : std::initializer_list<Case>{
           {"data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}],\"usage\":null}\n\n", ""},
           {"data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n", " output"},
           {"data:{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\r\n\r\n", " output"},
           {"data: {\"choices\":[{\"delta\":{\"content\":null,\"tool_calls\":[{\"index\":0}]}}]}\n\n", " output"},
           {"data: {\"choices\":[{\"delta\":{\"tool_calls\":[]},\"finish_reason\":\"stop\"}]}\n\n", ""},
           {"data: {\"choices\":[{\"text\":\"a\"}]}\n\n", " output"},
           {"data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\n\n", " usage 3+4 alone"},
           {"data: {\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4},\"choices\":[{\"delta\":{}}]}\n\n",
            " usage 3+4"},
           {"data: {\"choices\":[],\"usage\":{\"prompt_tokens\":-3}}\n\n", " alone"},
           {"data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n", ""},
           {"data: {\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\n\n", " usage 3+4"},
           {"data: {\"choices\":[{\"delta\":{\"content\":\"\\\"usage\\\":{}\"}}]}\n\n", " output"},
           {"data: [DONE]\n\n", " done"},
           {"data:[DONE] \r\r", " done"},
           {"\xEF\xBB\xBF"
            "data: [DONE]\n\n",
            " done"},
           {"data: {\"error\":{\"message\":\"no\"}}\n\n", " error"},
           {"data: {\"object\":\"error\",\"message\":\"no\"}\n\n", " error"},
           {"event: error\ndata: {\"message\":\"no\"}\n\n", " error"},
           {"data: {\"error\":null,\"choices\":[]}\n\n", ""},
           {"data: {\"choices\":[{\"delta\":{\"content\":\n", ""},
           {"data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"x\"}}]}\n\n", " output"},
           {": keep-alive\n\n", ""},
           {"retry: 10\nid: 7\n\n", ""},
           {"data\n\n", ""},
           {"data: rubbish\n\n", ""},
           {"\n", ""},
           {"", ""}})
    EXPECT_EQ(facts_text(Operation::chat, frame), facts) << frame;
}

TEST(LookAtFrame, ReadsTheEventsOfResponses) {
  struct Case {
    std::string_view frame, facts;
  };
  for (const auto& [frame, facts] : std::initializer_list<Case>{
           {"event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"usage\":null}}\n\n", ""},
           {"data: {\"type\":\"response.output_text.delta\",\"delta\":\"x\"}\n\n", " output"},
           {"event: response.output_text.delta\ndata: {\"delta\":\"x\"}\n\n", " output"},
           {"data: "
            "{\"response\":{\"usage\":{\"input_tokens\":5,\"output_tokens\":6}},\"type\":\"response.completed\"}\n\n",
            " usage 5+6 done"},
           {"data: "
            "{\"type\":\"response.incomplete\",\"response\":{\"usage\":{\"input_tokens\":5,\"output_tokens\":6}}}\n\n",
            " usage 5+6 done"},
           {"data: {\"type\":\"response.failed\",\"response\":{\"error\":{}}}\n\n", " done error"},
           {"data: {\"type\":\"error\",\"message\":\"no\"}\n\n", " error"},
           {"event: error\ndata: {}\n\n", " error"},
           {"data: [DONE]\n\n", " done"}})
    EXPECT_EQ(facts_text(Operation::responses, frame), facts) << frame;
}

TEST(LookAtFrame, AFrameOfAMebibyteIsReadToItsEnd) {
  const std::string frame = "data: {\"choices\":[{\"delta\":{\"content\":\"" + std::string(1'048'576, 'x') +
                            "\"}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n";
  EXPECT_EQ(facts_text(Operation::chat, frame), " usage 1+2 output");
}

}  // namespace
}  // namespace swarm::chat
