#include "swarm/openai/answer_form.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "swarm/openai/form_parts.hpp"

namespace swarm::openai {

namespace {

using tasks::TaskTrouble;

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kWords{
    {{"no_model_configured", "nothing here can compute it, and no language model is set up that may answer"},
     {"outside_competence", "the models that were asked gave no answer that can be read"},
     {"heads_disagree", "two exact computations came to different results"},
     {"too_large", "it is beyond the limits of size or time"},
     {"budget_exceeded", "it would cost more than may be spent"},
     {"low_confidence", "a model answered, but not surely enough"},
     {"disagreement", "the votes were too different"},
     {"refuted", "every answer failed its check"},
     {"request_refused", "the providers refused the request as it is"}}};

ErrorCode code_of(TaskTrouble trouble) {
  switch (trouble) {
    case TaskTrouble::deadline_exceeded:
      return ErrorCode::timeout;
    case TaskTrouble::cancelled_by_client:
      return ErrorCode::cancelled;
    case TaskTrouble::internal_error:
      return ErrorCode::internal;
    default:
      return ErrorCode::unavailable;
  }
}

}  // namespace

std::string_view words_for(std::string_view reason) {
  const auto* found = std::ranges::find(kWords, reason, &std::pair<std::string_view, std::string_view>::first);
  return found == kWords.end() ? "nobody here does" : found->second;
}

std::string content_of(const tasks::TaskView& task) {
  if (task.verdict == answers::Verdict::abstained || task.verdict == answers::Verdict::refuted) {
    const std::string reason = task.reason.value_or(task.verdict == answers::Verdict::refuted ? "refuted" : "");
    return fmt::format("I don't know: {}.", words_for(reason));
  }
  return task.answer.value_or("");
}

json::Object swarm_member(const tasks::TaskView& task) {
  return json::Object{{"task_id", task.id},
                      {"head", json::encode(task.head)},
                      {"verdict", json::encode(task.verdict)},
                      {"value", json::encode(task.value)},
                      {"reason", json::encode(task.reason)},
                      {"confidence", json::encode(task.confidence)},
                      {"evidence", json::encode(task.evidence)},
                      {"route", task.route},
                      {"provider", json::encode(task.provider)},
                      {"model", json::encode(task.model)},
                      {"cost_dollars", json::encode_real(task.cost_dollars)}};
}

json::Array tool_calls_of(const tasks::TaskView& task) {
  const json::Value* calls = task.message ? task.message->if_contains("tool_calls") : nullptr;
  return calls != nullptr && calls->is_array() ? calls->get_array() : json::Array{};
}

Error error_of(const tasks::TaskView& task) {
  const auto trouble = json::enum_named<TaskTrouble>(task.reason.value_or(""));
  Error error{.code = trouble ? code_of(*trouble) : ErrorCode::unavailable,
              .message = fmt::format("the task {} ended as {}: {}", task.id, json::name_of(task.state),
                                     task.failure ? *task.failure : task.reason.value_or("no reason is known")),
              .reason = task.reason.value_or("")};
  return error;
}

json::Object token_counts(const tasks::Usage& usage) {
  return json::Object{{"prompt_tokens", usage.input_tokens},
                      {"completion_tokens", usage.output_tokens},
                      {"total_tokens", usage.input_tokens + usage.output_tokens}};
}

std::string data_frame(const json::Object& data) {
  return "data: " + json::to_text(json::Value(data)) + "\n\n";
}

std::string event_frame(std::string_view event, const json::Object& data) {
  return fmt::format("event: {}\n{}", event, data_frame(data));
}

std::string status_comment(const json::Object& status) {
  return fmt::format(": swarm.status {}\n\n", json::to_text(json::Value(status)));
}

std::vector<std::string_view> pieces_of(std::string_view text) {
  constexpr std::size_t kPieceMax = 2'048;
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    std::size_t size = std::min(text.size(), kPieceMax);
    const auto is_inside = [&] {
      return size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80;
    };
    while (is_inside())
      --size;
    pieces.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return pieces;
}

std::unique_ptr<AnswerForm> make_form(Form form, FormFacts facts) {
  switch (form) {
    case Form::chat:
      return make_chat_form(std::move(facts));
    case Form::completion:
      return make_completion_form(std::move(facts));
    case Form::response:
      return make_response_form(std::move(facts));
  }
  return nullptr;
}

}  // namespace swarm::openai
