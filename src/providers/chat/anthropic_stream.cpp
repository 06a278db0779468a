#include <map>

#include "providers/chat/anthropic_wire.hpp"
#include "providers/chat/event_frame.hpp"

namespace swarm::chat::anthropic {

namespace {

// Events of a message to chunks of a chat completion. Blocks of the message become deltas: text, reasoning, and calls
// of tools, which count from 0 by themselves.
class Translator final : public StreamTranslator {
 public:
  Translator(std::string_view model, bool usage_wanted, Time now)
      : model_(model), usage_wanted_(usage_wanted), created_(to_milliseconds(now) / 1000) {}

  Result<std::string> translate(std::string_view frame) override {
    const EventFrame event(frame);
    if (event.data().empty() || is_over_) return std::string();
    const Result<json::Value> value = json::parse(event.data(), 128);
    if (!value || !value->is_object())
      return fail(ErrorCode::unavailable, "protocol",
                  "a frame of the provider's stream is no event of the Messages API");
    return take(value->get_object());
  }

  // The end of a message that was told whole may be missing from its stream; a message's end may not.
  std::string finish() override {
    if (is_over_) return {};
    return has_finish_reason_ ? end() : break_off("the provider's stream ended before the message did");
  }

 private:
  std::string take(const json::Object& event) {
    const std::string_view type = text_at(event, "type");
    if (type == "message_start") return start(event);
    if (type == "content_block_start") return start_block(event);
    if (type == "content_block_delta") return go_on(event);
    if (type == "content_block_stop") return end_block(event);
    if (type == "message_delta") return end_message(event);
    if (type == "message_stop") return end();
    if (type == "error") return fail_as(event);
    return {};  // ping, and what may come to be
  }

  std::string start(const json::Object& event) {
    if (const json::Object* message = object_at(event, "message")) {
      id_ = text_at(*message, "id");
      if (model_.empty()) model_ = text_at(*message, "model");
      if (const json::Value* usage = message->if_contains("usage")) usage_.take(*usage);
    }
    return delta({{"role", "assistant"}, {"content", ""}});
  }

  std::string start_block(const json::Object& event) {
    const json::Object* block = object_at(event, "content_block");
    if (block == nullptr) return {};
    const std::string_view type = text_at(*block, "type");
    if (type == "text") return text_delta("content", text_at(*block, "text"));
    if (type == "thinking") {
      thinking_ = *block;
      return text_delta("reasoning_content", text_at(*block, "thinking"));
    }
    if (type == "redacted_thinking") return delta({{"thinking_blocks", json::Array{*block}}});
    if (type != "tool_use") return {};
    const auto call = static_cast<std::int64_t>(calls_.size());
    Call& started = calls_[index_of(event)];
    started = {call, {}, false};
    if (const json::Object* input = object_at(*block, "input"); input != nullptr && !input->empty())
      started.input = json::to_text(*input);
    return call_delta({{"index", call},
                       {"id", text_at(*block, "id")},
                       {"type", "function"},
                       {"function", json::Object{{"name", text_at(*block, "name")}, {"arguments", ""}}}});
  }

  std::string go_on(const json::Object& event) {
    const json::Object* told = object_at(event, "delta");
    if (told == nullptr) return {};
    const std::string_view type = text_at(*told, "type");
    if (type == "text_delta") return text_delta("content", text_at(*told, "text"));
    if (type == "thinking_delta") {
      append(thinking_, "thinking", text_at(*told, "thinking"));
      return text_delta("reasoning_content", text_at(*told, "thinking"));
    }
    if (type == "signature_delta") append(thinking_, "signature", text_at(*told, "signature"));
    if (type != "input_json_delta") return {};
    const auto call = calls_.find(index_of(event));
    const std::string_view part = text_at(*told, "partial_json");
    if (call == calls_.end() || part.empty()) return {};
    call->second.has_arguments = true;
    return arguments_delta(call->second.number, part);
  }

  // A call without arguments has said nothing so far, and a client wants to read JSON. A thought is handed on whole,
  // with its signature, for whoever sends it back.
  std::string end_block(const json::Object& event) {
    if (!thinking_.empty()) return delta({{"thinking_blocks", json::Array{std::exchange(thinking_, {})}}});
    const auto call = calls_.find(index_of(event));
    if (call == calls_.end() || std::exchange(call->second.has_arguments, true)) return {};
    return arguments_delta(call->second.number, call->second.input.empty() ? "{}" : call->second.input);
  }

  std::string end_message(const json::Object& event) {
    if (const json::Value* usage = event.if_contains("usage")) usage_.take(*usage);
    const json::Object* told = object_at(event, "delta");
    const std::string_view reason = told == nullptr ? std::string_view() : text_at(*told, "stop_reason");
    if (reason.empty() || std::exchange(has_finish_reason_, true)) return {};
    return chunk(json::Array{json::Object{
        {"index", 0}, {"delta", json::Object()}, {"logprobs", nullptr}, {"finish_reason", finish_reason_of(reason)}}});
  }

  std::string end() {
    is_over_ = true;
    std::string frames;
    if (usage_wanted_ && usage_.is_known()) frames = chunk(json::Array());
    return frames + "data: [DONE]\n\n";
  }

  std::string fail_as(const json::Object& event) {
    const json::Value* error = event.if_contains("error");
    const auto translated = error == nullptr ? std::nullopt : error_of(*error);
    if (!translated) return break_off("the provider broke the stream off");
    is_over_ = true;
    return "data: " + *translated + "\n\n";
  }
  std::string break_off(std::string_view why) {
    is_over_ = true;
    return "data: " + openai_error(why, "server_error", std::nullopt, "lost") + "\n\n";
  }

  static std::int64_t index_of(const json::Object& event) {
    const json::Value* index = event.if_contains("index");
    return index != nullptr && index->is_int64() ? index->get_int64() : -1;
  }
  static void append(json::Object& block, std::string_view name, std::string_view text) {
    json::Value& member = block[name];
    if (!member.is_string()) member = "";
    member.get_string().append(text);
  }

  std::string text_delta(std::string_view name, std::string_view text) {
    return text.empty() ? std::string() : delta({{name, text}});
  }
  std::string arguments_delta(std::int64_t call, std::string_view part) {
    return call_delta({{"index", call}, {"function", json::Object{{"arguments", part}}}});
  }
  std::string call_delta(json::Object call) { return delta({{"tool_calls", json::Array{std::move(call)}}}); }
  std::string delta(json::Object delta) {
    return chunk(json::Array{
        json::Object{{"index", 0}, {"delta", std::move(delta)}, {"logprobs", nullptr}, {"finish_reason", nullptr}}});
  }
  // Without choices it is the frame that tells the usage.
  std::string chunk(json::Array choices) {
    const bool is_usage = choices.empty();
    json::Object frame{{"id", id_},
                       {"object", "chat.completion.chunk"},
                       {"created", created_},
                       {"model", model_},
                       {"choices", std::move(choices)}};
    if (is_usage)
      frame.emplace("usage", usage_.openai_form());
    else if (usage_wanted_)
      frame.emplace("usage", nullptr);
    return "data: " + json::to_text(frame) + "\n\n";
  }

  struct Call {
    std::int64_t number = 0;
    std::string input{};  // told at once, where it does not come in pieces
    bool has_arguments = false;
  };

  std::string model_;
  const bool usage_wanted_;
  const std::int64_t created_;
  std::string id_;
  Usage usage_;
  std::map<std::int64_t, Call> calls_;  // by the index of their block
  json::Object thinking_;               // the block that is being thought
  bool has_finish_reason_ = false;
  bool is_over_ = false;
};

}  // namespace

std::unique_ptr<StreamTranslator> stream_translator(std::string_view model, bool usage_wanted, Time now) {
  return std::make_unique<Translator>(model, usage_wanted, now);
}

}  // namespace swarm::chat::anthropic
