#include "swarm/openai/swarm_stream_endpoints.hpp"

#include "platform/http_server/openai_error.hpp"

namespace swarm::openai {

json::Object error_object(const Error& error, std::string_view request_id) {
  const Result<json::Value> document = json::parse(http::openai_problem(error, request_id).body);
  return document->at("error").as_object();
}

Outcome outcome_of(const tasks::Task& task) {
  if (task.state != tasks::TaskState::completed || !task.result) return Outcome::failed;
  return tasks::has_answer(task.state, task.result->verdict) ? Outcome::answered : Outcome::abstained;
}

namespace {

std::string_view without_blanks_before(std::string_view text) {
  return text.substr(std::min(text.size(), text.find_first_not_of(" \t\r\n")));
}
std::string_view without_blanks_behind(std::string_view text) {
  return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
}

// What of the answer was not told yet; nothing when it is not the text whose beginning was told. Blanks at both ends
// of a model's text are no part of its answer.
std::optional<std::string_view> rest_of(std::string_view content, std::string_view told) {
  told = without_blanks_before(told);
  if (content.starts_with(told)) return content.substr(told.size());
  if (content == without_blanks_behind(told)) return std::string_view();
  return std::nullopt;
}

}  // namespace

SwarmStream::SwarmStream(const OpenAiMetrics& metrics, SwarmLane::Begun begun, std::unique_ptr<AnswerForm> form,
                         std::string request_id)
    : metrics_(metrics),
      hold_(std::move(begun.hold)),
      watch_(std::move(begun.watch)),
      form_(std::move(form)),
      request_id_(std::move(request_id)) {
  metrics_.streams.add(1);
}

SwarmStream::~SwarmStream() {
  metrics_.streams.add(-1);
}

std::string SwarmStream::fail_with(const Error& error) {
  has_ended_ = true;
  hold_.released(Outcome::failed);
  return form_->failed(error_object(error, request_id_));
}

std::string SwarmStream::end_frames(const tasks::Task& task) {
  const tasks::TaskView view = tasks::view_of(task);
  if (task.state != tasks::TaskState::completed) return fail_with(error_of(view));
  const std::string content = content_of(view);
  const std::optional<std::string_view> rest = rest_of(content, told_);
  if (!rest) {
    return fail_with({.code = ErrorCode::unavailable,
                      .message = "the answer was begun anew after a part of it had been shown; ask again",
                      .reason = "stream_broken"});
  }
  has_ended_ = true;
  hold_.released(outcome_of(task));
  return form_->end(view, *rest);
}

std::string SwarmStream::frames_of(const TextHub::Heard& heard) {
  std::string frames;
  for (const std::string& stage : heard.stages)
    frames += form_->status({{"task_id", hold_.task().text()}, {"state", "running"}, {"stage", stage}});
  if (heard.text.empty()) return frames;
  told_ += heard.text;
  return frames += form_->text(heard.text);
}

std::string SwarmStream::frames_of(const tasks::Task& task) {
  if (tasks::is_final(task.state)) return end_frames(task);
  const auto now = std::pair(task.state, task.attempts);
  if (shown_ == now) return {};
  shown_ = now;
  return form_->status({{"task_id", task.id.text()},
                        {"state", json::name_of(task.state)},
                        {"attempts", task.attempts},
                        {"reason", json::encode(task.reason)}});
}

Async<std::optional<std::string>> SwarmStream::next(std::chrono::milliseconds at_most) {
  if (has_ended_) co_return std::nullopt;
  std::string frames;
  if (!std::exchange(has_begun_, true)) frames = form_->begin();
  const auto until = std::chrono::steady_clock::now() + at_most;
  while (true) {
    const Result<std::optional<tasks::Task>> task = co_await watch_.look();
    frames += frames_of(watch_.take());  // all that was told before the end is there when the end is
    if (!task)
      frames += fail_with(task.error());
    else if (*task)
      frames += frames_of(**task);
    if (!frames.empty()) co_return frames;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) co_return std::string();
    co_await watch_.wait_for(left);
  }
}

}  // namespace swarm::openai
