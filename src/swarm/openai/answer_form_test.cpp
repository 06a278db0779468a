#include "swarm/openai/answer_form.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "swarm/openai/form_parts.hpp"

namespace swarm::openai {
namespace {

using testing::ElementsAre;

tasks::TaskView answered(std::string answer = "391") {
  tasks::TaskView task;
  task.id = "01t";
  task.state = tasks::TaskState::completed;
  task.head = answers::Head::math;
  task.verdict = answers::Verdict::verified;
  task.answer = std::move(answer);
  task.value = "391";
  task.usage = {.input_tokens = 12, .output_tokens = 3};
  task.cost_dollars = 0.25;
  return task;
}

tasks::TaskView calling() {
  tasks::TaskView task = answered("");
  task.message = json::parse(R"({"role":"assistant","content":null,"tool_calls":[
      {"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]})")
                     ->as_object();
  return task;
}

FormFacts facts(bool usage_wanted = false, bool status_wanted = false) {
  return {
      .task_id = "01t", .model = "swarm", .created = 7, .usage_wanted = usage_wanted, .status_wanted = status_wanted};
}

// The data of every event, as an official client sees them: comments are skipped, names of events do not matter.
std::vector<json::Value> data_of(std::string_view frames) {
  std::vector<json::Value> all;
  while (!frames.empty()) {
    const std::size_t end = frames.find("\n\n");
    EXPECT_NE(end, std::string_view::npos);
    const std::string_view frame = frames.substr(0, end);
    frames.remove_prefix(end + 2);
    const std::size_t at = frame.starts_with("data: ") ? 0 : frame.find("\ndata: ");
    if (frame.starts_with(':') || at == std::string_view::npos) continue;
    const std::string_view data = frame.substr(at + (at == 0 ? 6 : 7));
    all.push_back(data == "[DONE]" ? json::Value("[DONE]") : json::parse(data).value());
  }
  return all;
}
const json::Value& choice(const json::Value& chunk) {
  return chunk.at("choices").at(0);
}

TEST(ChatForm, AWholeAnswerIsAChatCompletion) {
  const json::Object whole = make_form(Form::chat, facts())->whole(answered());
  EXPECT_EQ(json::to_text(whole.at("choices")),
            R"([{"index":0,"message":{"role":"assistant","content":"391","refusal":null},"logprobs":null,)"
            R"("finish_reason":"stop"}])");
  EXPECT_EQ(json::to_text(whole.at("usage")), R"({"prompt_tokens":12,"completion_tokens":3,"total_tokens":15})");
  EXPECT_EQ(whole.at("id"), "chatcmpl-01t");
  EXPECT_EQ(whole.at("object"), "chat.completion");
  EXPECT_EQ(whole.at("model"), "swarm");
  EXPECT_EQ(whole.at("created"), 7);
  EXPECT_EQ(whole.at("swarm").at("verdict"), "verified");
  EXPECT_EQ(whole.at("swarm").at("value"), "391");
  EXPECT_EQ(whole.at("swarm").at("cost_dollars"), 0.25);
}

TEST(ChatForm, CallsOfToolsAreTheirOwnEnd) {
  const auto form = make_form(Form::chat, facts());
  const json::Object whole = form->whole(calling());
  EXPECT_EQ(whole.at("choices").at(0).at("finish_reason"), "tool_calls");
  EXPECT_TRUE(whole.at("choices").at(0).at("message").at("content").is_null());
  EXPECT_EQ(whole.at("choices").at(0).at("message").at("tool_calls").at(0).at("id"), "c1");
  const auto chunks = data_of(form->end(calling(), ""));
  ASSERT_EQ(chunks.size(), 3U);
  EXPECT_EQ(
      json::to_text(choice(chunks[0]).at("delta")),
      R"({"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]})");
  EXPECT_EQ(choice(chunks[1]).at("finish_reason"), "tool_calls");
}

TEST(ChatForm, AStreamSaysRoleTextAndEnd) {
  const auto form = make_form(Form::chat, facts());
  const auto begun = data_of(form->begin());
  ASSERT_EQ(begun.size(), 1U);
  EXPECT_EQ(choice(begun[0]).at("delta").at("role"), "assistant");
  EXPECT_TRUE(choice(begun[0]).at("finish_reason").is_null());
  EXPECT_FALSE(begun[0].as_object().contains("usage"));
  EXPECT_TRUE(data_of(form->status({{"state", "running"}})).empty());
  EXPECT_EQ(choice(data_of(form->text("3"))[0]).at("delta").at("content"), "3");
  const auto end = data_of(form->end(answered(), "91"));
  ASSERT_EQ(end.size(), 3U);
  EXPECT_EQ(choice(end[0]).at("delta").at("content"), "91");
  EXPECT_EQ(json::to_text(choice(end[1]).at("delta")), "{}");
  EXPECT_EQ(choice(end[1]).at("finish_reason"), "stop");
  EXPECT_EQ(end[1].at("swarm").at("task_id"), "01t");
  EXPECT_EQ(end[2], "[DONE]");
}

TEST(ChatForm, TheUsageIsTheLastFrameOfThoseWhoWantIt) {
  const auto form = make_form(Form::chat, facts(true));
  EXPECT_TRUE(data_of(form->begin())[0].at("usage").is_null());
  const auto end = data_of(form->end(answered(), ""));
  ASSERT_EQ(end.size(), 3U);
  EXPECT_TRUE(end[0].at("usage").is_null());
  EXPECT_TRUE(end[1].at("choices").as_array().empty());
  EXPECT_EQ(end[1].at("usage").at("total_tokens"), 15);
  EXPECT_EQ(end[2], "[DONE]");
}

TEST(ChatForm, AWantedStatusIsAChunkWithoutChoices) {
  const auto form = make_form(Form::chat, facts(false, true));
  const std::string frame = form->status({{"task_id", "01t"}, {"state", "running"}, {"stage", "local"}});
  EXPECT_TRUE(frame.starts_with("event: swarm.status\ndata: {"));
  const auto chunks = data_of(frame);
  EXPECT_TRUE(chunks[0].at("choices").as_array().empty());
  EXPECT_EQ(chunks[0].at("object"), "chat.completion.chunk");
  EXPECT_EQ(chunks[0].at("swarm").at("stage"), "local");
}

TEST(ChatForm, AFailureIsAnErrorAndNoEnd) {
  const json::Object error{{"message", "m"}, {"type", "server_error"}, {"param", nullptr}, {"code", "c"}};
  EXPECT_EQ(make_form(Form::chat, facts())->failed(error),
            "data: {\"error\":{\"message\":\"m\",\"type\":\"server_error\",\"param\":null,\"code\":\"c\"}}\n\n");
}

TEST(CompletionForm, AnswersAsTextWithoutARole) {
  const auto form = make_form(Form::completion, facts(true));
  const json::Object whole = form->whole(answered());
  EXPECT_EQ(whole.at("object"), "text_completion");
  EXPECT_EQ(whole.at("choices").at(0).at("text"), "391");
  EXPECT_EQ(form->begin(), "");
  const auto end = data_of(form->end(answered(), "391"));
  ASSERT_EQ(end.size(), 4U);
  EXPECT_EQ(choice(end[0]).at("text"), "391");
  EXPECT_EQ(choice(end[1]).at("finish_reason"), "stop");
  EXPECT_EQ(end[2].at("usage").at("prompt_tokens"), 12);
  EXPECT_EQ(end[3], "[DONE]");
}

std::vector<std::string> types_of(const std::vector<json::Value>& events) {
  std::vector<std::string> types;
  for (const json::Value& event : events)
    types.emplace_back(event.at("type").as_string());
  return types;
}

TEST(ResponseForm, AWholeAnswerIsAResponse) {
  const json::Object whole = make_form(Form::response, facts())->whole(answered());
  EXPECT_EQ(whole.at("id"), "resp_01t");
  EXPECT_EQ(whole.at("status"), "completed");
  EXPECT_EQ(whole.at("output").at(0).at("content").at(0).at("text"), "391");
  EXPECT_EQ(whole.at("usage").at("input_tokens"), 12);
  const json::Object calls = make_form(Form::response, facts())->whole(calling());
  EXPECT_EQ(calls.at("output").as_array().size(), 1U);
  EXPECT_EQ(calls.at("output").at(0).at("call_id"), "c1");
}

TEST(ResponseForm, AStreamGrowsOneMessageInNumberedEvents) {
  const auto form = make_form(Form::response, facts());
  std::string frames = form->begin();
  frames += form->text("3");
  frames += form->end(answered(), "91");
  const auto events = data_of(frames);
  EXPECT_THAT(types_of(events),
              ElementsAre("response.created", "response.in_progress", "response.output_item.added",
                          "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
                          "response.output_text.done", "response.content_part.done", "response.output_item.done",
                          "response.completed"));
  for (std::size_t i = 0; i < events.size(); ++i)
    EXPECT_EQ(events[i].at("sequence_number"), i);
  EXPECT_EQ(events[6].at("text"), "391");
}

TEST(ResponseForm, AStreamOfCallsHasNoMessage) {
  const auto events = data_of(make_form(Form::response, facts())->end(calling(), ""));
  EXPECT_THAT(types_of(events),
              ElementsAre("response.output_item.added", "response.function_call_arguments.delta",
                          "response.function_call_arguments.done", "response.output_item.done", "response.completed"));
  EXPECT_EQ(events[1].at("output_index"), 0);
}

TEST(ResponseForm, AnEmptyAnswerIsAMessageToo) {
  const auto events = data_of(make_form(Form::response, facts())->end(answered(""), ""));
  EXPECT_EQ(types_of(events).front(), "response.output_item.added");
  EXPECT_EQ(types_of(events).back(), "response.completed");
}

TEST(AnswerForm, WhatIsNotKnownIsSaidInPlainWords) {
  tasks::TaskView task = answered("");
  task.verdict = answers::Verdict::abstained;
  for (const auto& reason : enum_names(answers::AbstainReason{})) {
    task.reason = std::string(reason.name);
    EXPECT_TRUE(content_of(task).starts_with("I don't know: ")) << reason.name;
    EXPECT_EQ(content_of(task).find("nobody here does"), std::string::npos) << reason.name;
  }
  task.reason = "something_new";
  EXPECT_EQ(content_of(task), "I don't know: nobody here does.");
  task.verdict = answers::Verdict::refuted;
  task.answer = "wrong";
  task.reason.reset();
  EXPECT_EQ(content_of(task).find("wrong"), std::string::npos);
}

TEST(AnswerForm, ATaskThatEndedBadlyHasTheErrorOfItsTrouble) {
  tasks::TaskView task = answered();
  task.state = tasks::TaskState::failed;
  const auto code_for = [&](std::string_view reason) {
    task.reason = std::string(reason);
    return error_of(task).code;
  };
  EXPECT_EQ(code_for("deadline_exceeded"), ErrorCode::timeout);
  EXPECT_EQ(code_for("cancelled_by_client"), ErrorCode::cancelled);
  EXPECT_EQ(code_for("internal_error"), ErrorCode::internal);
  EXPECT_EQ(code_for("attempts_exhausted"), ErrorCode::unavailable);
  EXPECT_EQ(code_for("unheard_of"), ErrorCode::unavailable);
}

TEST(AnswerForm, ALongTextIsCutBetweenCharacters) {
  const std::string euro = "\xE2\x82\xAC";
  std::string text = "a";
  for (int i = 0; i < 2'000; ++i)
    text += euro;
  std::string joined;
  for (const std::string_view piece : pieces_of(text)) {
    EXPECT_LE(piece.size(), 2'048U);
    EXPECT_EQ(static_cast<unsigned char>(piece.front()) & 0xC0, piece.front() == 'a' ? 0x40 : 0xC0);
    joined += piece;
  }
  EXPECT_EQ(joined, text);
  EXPECT_TRUE(pieces_of("").empty());
}

}  // namespace
}  // namespace swarm::openai
