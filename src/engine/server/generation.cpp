#include "engine/server/generation.hpp"

#include <algorithm>

namespace swarm::engine_server {

void AnswerMailbox::generated(std::vector<batching::GeneratedToken> tokens) {
  bool was_empty = false;
  {
    MutexLock lock(mutex_);
    was_empty = mail_.tokens.empty();
    if (was_empty)
      mail_.tokens = std::move(tokens);
    else
      std::ranges::move(tokens, std::back_inserter(mail_.tokens));
  }
  if (was_empty && wakes_for_tokens_) wakeup_.notify();
}

void AnswerMailbox::ended(Result<batching::GenerationEnd> end) {
  {
    MutexLock lock(mutex_);
    mail_.end.emplace(std::move(end));
    mail_.ended_at = clock_.steady_now();
  }
  wakeup_.notify();
}

AnswerMailbox::Mail AnswerMailbox::take() {
  MutexLock lock(mutex_);
  return std::exchange(mail_, Mail{});
}

namespace {

constexpr std::chrono::seconds kTryAgainAfter{1};

// As clients of OpenAI's API know it.
Error in_openai_words(Error error) {
  if (error.code == ErrorCode::too_large) {
    error.code = ErrorCode::invalid_input;
    error.reason = "context_length_exceeded";
  }
  if (error.code == ErrorCode::limit_exceeded && !error.retry_after) error.retry_after = kTryAgainAfter;
  return error;
}

}  // namespace

Generation::~Generation() {
  for (const Answer& answer : answers_) {
    if (!answer.is_running) continue;
    deps_.inference.cancel(answer.ticket);
    deps_.metrics.failed(ErrorCode::cancelled);
  }
}

Result<Done> Generation::add(batching::GenerationRequest request, bool counts_prompt) {
  request.adapter = adapter_.weights();
  const bool is_in_thoughts = ends_in_thoughts(request.prompt, wishes_.marks);
  const auto mailbox = std::make_shared<AnswerMailbox>(wakeup_, deps_.clock, wishes_.hears_every_token);
  const Result<batching::Inference::Ticket> ticket = deps_.inference.submit(std::move(request), mailbox);
  if (!ticket) {
    deps_.metrics.failed(ticket.error().code);
    return std::unexpected(in_openai_words(ticket.error()));
  }
  answers_.push_back({.mailbox = mailbox,
                      .ticket = *ticket,
                      .text = ChoiceText(wishes_.marks, is_in_thoughts, wishes_.keeps_tokens),
                      .submitted = deps_.clock.steady_now(),
                      .counts_prompt = counts_prompt});
  ++running_;
  return Done{};
}

Result<std::vector<ChoiceNews>> Generation::take() {
  std::vector<ChoiceNews> all;
  for (std::size_t i = 0; i < answers_.size(); ++i) {
    if (!answers_[i].is_running) continue;
    ChoiceNews news = TRY(take(i));
    if (!news.piece.empty() || news.end) all.push_back(std::move(news));
  }
  if (running_ > 0 && all.empty() && deps_.clock.steady_now() >= wishes_.ends_by)
    return fail(ErrorCode::timeout, "the request's deadline has passed, and the engine does not answer");
  return all;
}

Async<void> Generation::wait_for(std::chrono::milliseconds at_most) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(wishes_.ends_by - deps_.clock.steady_now());
  return wakeup_.wait_for(std::clamp(left, std::chrono::milliseconds{0}, at_most));
}

Result<ChoiceNews> Generation::take(std::size_t index) {
  Answer& answer = answers_[index];
  AnswerMailbox::Mail mail = answer.mailbox->take();
  ChoiceNews news{.choice = index};
  if (!mail.tokens.empty()) answer.text.add(std::move(mail.tokens), news.piece);
  if (!mail.end) return news;
  answer.is_running = false;
  --running_;
  if (!*mail.end) {
    deps_.metrics.failed(mail.end->error().code);
    return std::unexpected(in_openai_words(std::move(*mail.end).error()));
  }
  answer.text.finish(news.piece);
  news.end = (*mail.end)->reason;
  end(answer, **mail.end, mail.ended_at);
  return news;
}

void Generation::end(Answer& answer, const batching::GenerationEnd& end, SteadyTime at) {
  if (answer.counts_prompt) {
    usage_.prompt += end.prompt_tokens;
    usage_.cached += end.cached_tokens;
  }
  usage_.output += end.output_tokens;
  usage_.reasoning += answer.text.reasoning_tokens();
  deps_.metrics.ended(end, at - answer.submitted);
}

}  // namespace swarm::engine_server
