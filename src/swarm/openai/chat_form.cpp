// Answers as chat completions, and as completions, their older form.
#include "swarm/openai/form_parts.hpp"

namespace swarm::openai {

namespace {

constexpr std::string_view kDone = "data: [DONE]\n\n";

std::string_view finish_of(const tasks::TaskView& task) {
  return tool_calls_of(task).empty() ? "stop" : "tool_calls";
}

class ChatForm final : public AnswerForm {
 public:
  explicit ChatForm(FormFacts facts) : facts_(std::move(facts)) {}

  json::Object whole(const tasks::TaskView& task) const override {
    json::Object answer = head("chat.completion");
    answer["choices"] = json::Array{json::Object{
        {"index", 0}, {"message", message_of(task)}, {"logprobs", nullptr}, {"finish_reason", finish_of(task)}}};
    answer["usage"] = token_counts(task.usage);
    answer["swarm"] = swarm_member(task);
    return answer;
  }

  std::string begin() override {
    return data_frame(chunk(json::Object{{"role", "assistant"}, {"content", ""}, {"refusal", nullptr}}, nullptr));
  }
  std::string status(const json::Object& status) override {
    if (!facts_.status_wanted) return status_comment(status);
    json::Object frame = without_choices();
    frame["swarm"] = status;
    return event_frame("swarm.status", frame);
  }
  std::string text(std::string_view piece) override {
    return data_frame(chunk(json::Object{{"content", piece}}, nullptr));
  }
  std::string end(const tasks::TaskView& task, std::string_view rest) override {
    std::string frames;
    for (const std::string_view piece : pieces_of(rest))
      frames += text(piece);
    if (json::Array calls = tool_calls_of(task); !calls.empty()) frames += data_frame(chunk(deltas_of(calls), nullptr));
    json::Object last = chunk({}, json::Value(finish_of(task)));
    last["swarm"] = swarm_member(task);
    frames += data_frame(last);
    if (facts_.usage_wanted) {
      json::Object usage = without_choices();
      usage["usage"] = token_counts(task.usage);
      frames += data_frame(usage);
    }
    return frames += kDone;
  }
  std::string failed(const json::Object& error) override { return data_frame(json::Object{{"error", error}}); }

 private:
  json::Object head(std::string_view object) const {
    return json::Object{
        {"id", "chatcmpl-" + facts_.task_id}, {"object", object}, {"created", facts_.created}, {"model", facts_.model}};
  }
  json::Object without_choices() const {
    json::Object frame = head("chat.completion.chunk");
    frame["choices"] = json::Array{};
    if (facts_.usage_wanted) frame["usage"] = nullptr;
    return frame;
  }
  json::Object chunk(json::Object delta, json::Value finish) const {
    json::Object frame = without_choices();
    frame["choices"].as_array().push_back(json::Object{
        {"index", 0}, {"delta", std::move(delta)}, {"logprobs", nullptr}, {"finish_reason", std::move(finish)}});
    return frame;
  }
  static json::Object message_of(const tasks::TaskView& task) {
    json::Object message{{"role", "assistant"}, {"content", content_of(task)}, {"refusal", nullptr}};
    if (json::Array calls = tool_calls_of(task); !calls.empty()) {
      message["tool_calls"] = std::move(calls);
      if (content_of(task).empty()) message["content"] = nullptr;
    }
    return message;
  }
  // The pieces of a stream are put together by their index.
  static json::Object deltas_of(const json::Array& calls) {
    json::Array deltas;
    for (std::size_t i = 0; i < calls.size(); ++i) {
      json::Object delta{{"index", i}};
      for (const auto& member : calls[i].as_object())
        delta.insert(member);
      deltas.push_back(std::move(delta));
    }
    return json::Object{{"tool_calls", std::move(deltas)}};
  }

  const FormFacts facts_;
};

class CompletionForm final : public AnswerForm {
 public:
  explicit CompletionForm(FormFacts facts) : facts_(std::move(facts)) {}

  json::Object whole(const tasks::TaskView& task) const override {
    json::Object answer = chunk(content_of(task), "stop");
    answer["usage"] = token_counts(task.usage);
    answer["swarm"] = swarm_member(task);
    return answer;
  }
  std::string begin() override { return {}; }
  std::string status(const json::Object& status) override {
    if (!facts_.status_wanted) return status_comment(status);
    json::Object frame = without_choices();
    frame["swarm"] = status;
    return event_frame("swarm.status", frame);
  }
  std::string text(std::string_view piece) override { return data_frame(chunk(piece, nullptr)); }
  std::string end(const tasks::TaskView& task, std::string_view rest) override {
    std::string frames;
    for (const std::string_view piece : pieces_of(rest))
      frames += text(piece);
    json::Object last = chunk("", "stop");
    last["swarm"] = swarm_member(task);
    frames += data_frame(last);
    if (facts_.usage_wanted) {
      json::Object usage = without_choices();
      usage["usage"] = token_counts(task.usage);
      frames += data_frame(usage);
    }
    return frames += kDone;
  }
  std::string failed(const json::Object& error) override { return data_frame(json::Object{{"error", error}}); }

 private:
  json::Object without_choices() const {
    json::Object frame{{"id", "cmpl-" + facts_.task_id},
                       {"object", "text_completion"},
                       {"created", facts_.created},
                       {"model", facts_.model},
                       {"choices", json::Array{}}};
    if (facts_.usage_wanted) frame["usage"] = nullptr;
    return frame;
  }
  json::Object chunk(std::string_view text, json::Value finish) const {
    json::Object frame = without_choices();
    frame["choices"].as_array().push_back(
        json::Object{{"text", text}, {"index", 0}, {"logprobs", nullptr}, {"finish_reason", std::move(finish)}});
    return frame;
  }

  const FormFacts facts_;
};

}  // namespace

std::unique_ptr<AnswerForm> make_chat_form(FormFacts facts) {
  return std::make_unique<ChatForm>(std::move(facts));
}
std::unique_ptr<AnswerForm> make_completion_form(FormFacts facts) {
  return std::make_unique<CompletionForm>(std::move(facts));
}

}  // namespace swarm::openai
