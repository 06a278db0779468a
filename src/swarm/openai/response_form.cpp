// Answers as responses: an object that grows, and a stream of events that say how.
#include "swarm/openai/form_parts.hpp"

namespace swarm::openai {

namespace {

json::Value text_part(std::string text) {
  return json::Object{
      {"type", "output_text"}, {"text", std::move(text)}, {"annotations", json::Array{}}, {"logprobs", json::Array{}}};
}

std::string text_at(const json::Value& value, std::string_view name) {
  const json::Value* member = value.is_object() ? value.get_object().if_contains(name) : nullptr;
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
}

json::Object token_counts_of_response(const tasks::Usage& usage) {
  return json::Object{{"input_tokens", usage.input_tokens},
                      {"input_tokens_details", json::Object{{"cached_tokens", 0}}},
                      {"output_tokens", usage.output_tokens},
                      {"output_tokens_details", json::Object{{"reasoning_tokens", 0}}},
                      {"total_tokens", usage.input_tokens + usage.output_tokens}};
}

class ResponseForm final : public AnswerForm {
 public:
  explicit ResponseForm(FormFacts facts) : facts_(std::move(facts)) {}

  json::Object whole(const tasks::TaskView& task) const override {
    json::Object response = object("completed");
    response["output"] = output_of(task);
    response["usage"] = token_counts_of_response(task.usage);
    response["swarm"] = swarm_member(task);
    return response;
  }

  std::string begin() override {
    return event("response.created", {{"response", object("in_progress")}}) +
           event("response.in_progress", {{"response", object("in_progress")}});
  }
  std::string status(const json::Object& status) override {
    return facts_.status_wanted ? event("swarm.status", {{"swarm", status}}) : status_comment(status);
  }
  std::string text(std::string_view piece) override {
    std::string frames = text_.empty() ? open_message() : std::string();
    text_ += piece;
    json::Object delta = place();
    delta["delta"] = piece;
    delta["logprobs"] = json::Array{};
    return frames += event("response.output_text.delta", std::move(delta));
  }
  std::string end(const tasks::TaskView& task, std::string_view rest) override {
    std::string frames;
    for (const std::string_view piece : pieces_of(rest))
      frames += text(piece);
    frames += text_.empty() && tool_calls_of(task).empty() ? open_message() : std::string();
    if (is_open_) frames += close_message();
    frames += calls_frames(task);
    return frames += event("response.completed", {{"response", whole(task)}});
  }
  std::string failed(const json::Object& error) override {
    json::Object response = object("failed");
    response["error"] = json::Object{{"code", error.at("code")}, {"message", error.at("message")}};
    return event("response.failed", {{"response", std::move(response)}});
  }

 private:
  json::Object object(std::string_view status) const {
    return json::Object{{"id", "resp_" + facts_.task_id},
                        {"object", "response"},
                        {"created_at", facts_.created},
                        {"status", status},
                        {"error", nullptr},
                        {"incomplete_details", nullptr},
                        {"instructions", nullptr},
                        {"metadata", json::Object{}},
                        {"model", facts_.model},
                        {"output", json::Array{}},
                        {"parallel_tool_calls", true},
                        {"previous_response_id", nullptr},
                        {"temperature", nullptr},
                        {"tool_choice", "auto"},
                        {"tools", json::Array{}},
                        {"top_p", nullptr},
                        {"usage", nullptr}};
  }
  json::Object message(std::string_view status, json::Array content) const {
    return json::Object{{"id", "msg_" + facts_.task_id},
                        {"type", "message"},
                        {"status", status},
                        {"role", "assistant"},
                        {"content", std::move(content)}};
  }
  json::Array output_of(const tasks::TaskView& task) const {
    json::Array output;
    const json::Array calls = tool_calls_of(task);
    if (std::string content = content_of(task); !content.empty() || calls.empty()) {
      json::Array parts;
      parts.push_back(text_part(std::move(content)));
      output.push_back(message("completed", std::move(parts)));
    }
    for (std::size_t i = 0; i < calls.size(); ++i)
      output.push_back(call_item(calls[i], i));
    return output;
  }
  json::Object call_item(const json::Value& call, std::size_t number) const {
    const json::Value* function = call.as_object().if_contains("function");
    const json::Value none;
    return json::Object{{"id", fmt::format("fc_{}_{}", facts_.task_id, number)},
                        {"type", "function_call"},
                        {"status", "completed"},
                        {"call_id", text_at(call, "id")},
                        {"name", text_at(function != nullptr ? *function : none, "name")},
                        {"arguments", text_at(function != nullptr ? *function : none, "arguments")}};
  }

  std::string event(std::string_view type, json::Object data) {
    json::Object whole_event{{"type", type}, {"sequence_number", number_++}};
    for (const auto& member : data)
      whole_event.insert(member);
    return event_frame(type, whole_event);
  }
  json::Object place() const {
    return json::Object{{"item_id", "msg_" + facts_.task_id}, {"output_index", 0}, {"content_index", 0}};
  }
  std::string open_message() {
    is_open_ = true;
    json::Object part = place();
    part["part"] = text_part("");
    return event("response.output_item.added", {{"output_index", 0}, {"item", message("in_progress", {})}}) +
           event("response.content_part.added", std::move(part));
  }
  std::string close_message() {
    json::Object done = place(), part = place();
    done["text"] = text_;
    done["logprobs"] = json::Array{};
    part["part"] = text_part(text_);
    json::Array parts;
    parts.push_back(text_part(text_));
    std::string frames = event("response.output_text.done", std::move(done));
    frames += event("response.content_part.done", std::move(part));
    return frames +=
           event("response.output_item.done", {{"output_index", 0}, {"item", message("completed", std::move(parts))}});
  }
  std::string calls_frames(const tasks::TaskView& task) {
    std::string frames;
    const json::Array calls = tool_calls_of(task);
    for (std::size_t i = 0; i < calls.size(); ++i) {
      const json::Object item = call_item(calls[i], i);
      const std::size_t at = i + (is_open_ ? 1 : 0);
      json::Object begun = item;
      begun["arguments"] = "";
      begun["status"] = "in_progress";
      frames += event("response.output_item.added", {{"output_index", at}, {"item", std::move(begun)}});
      frames += event("response.function_call_arguments.delta",
                      {{"item_id", item.at("id")}, {"output_index", at}, {"delta", item.at("arguments")}});
      frames += event("response.function_call_arguments.done", {{"item_id", item.at("id")},
                                                                {"output_index", at},
                                                                {"name", item.at("name")},
                                                                {"arguments", item.at("arguments")}});
      frames += event("response.output_item.done", {{"output_index", at}, {"item", item}});
    }
    return frames;
  }

  const FormFacts facts_;
  std::string text_;
  bool is_open_ = false;  // the message among the items
  std::int64_t number_ = 0;
};

}  // namespace

std::unique_ptr<AnswerForm> make_response_form(FormFacts facts) {
  return std::make_unique<ResponseForm>(std::move(facts));
}

}  // namespace swarm::openai
