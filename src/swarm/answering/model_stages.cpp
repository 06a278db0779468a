#include "swarm/answering/model_stages.hpp"

#include <fmt/format.h>

#include "swarm/answering/stored_text.hpp"
#include "swarm/answering/vote_stage.hpp"
#include "swarm/answers/normal_form.hpp"

namespace swarm::answering {

namespace {

chat::ChatModel* if_set_up(chat::ChatModel* model) {
  return model != nullptr && model->is_set_up() ? model : nullptr;
}

// The model that answers in the local stage. A vote among answers that are taken as they stand is one answer.
chat::ChatModel* model_of(const HeadPlan& plan, const Question& question) {
  if (question.strategy == answers::Strategy::vote)
    return is_taken_as_it_stands(question) ? if_set_up(plan.vote) : nullptr;
  if (question.strategy != answers::Strategy::automatic && question.strategy != answers::Strategy::local)
    return nullptr;
  const bool is_asked = plan.has(StageName::local) || question.strategy == answers::Strategy::local;
  return is_asked ? if_set_up(plan.local) : nullptr;
}

// Made for values, as the built-in model: short answers, of which its probabilities say something.
bool answers_with_values(const chat::ChatModel& model) {
  return model.instructions() == chat::Instructions::head || model.calibration() != nullptr;
}

// With log probabilities where they say something: values are short, texts are not.
CallWishes wishes_for(const Question& question, answers::Head head, const chat::ChatModel& model) {
  CallWishes wishes{.wants_confidence = !is_taken_as_it_stands(question) &&
                                        (answers_with_values(model) || head != answers::Head::reasoning),
                    .wants_margin = model.calibration() != nullptr};
  if (model.instructions() == chat::Instructions::head && !question.options.contains("temperature"))
    wishes.temperature = 0;  // it calculates: its likeliest answer is the one that was measured
  return wishes;
}

// Whether the answer is sure enough to end the cascade, and why not.
std::optional<std::string> doubt_about(const StageAnswer& answer, const HeadPlan& plan, const Question& question,
                                       const routing::RouteDecision& route) {
  if (answer.verdict == answers::Verdict::verified || is_taken_as_it_stands(question)) return std::nullopt;
  if (answer.confidence) {
    if (*answer.confidence >= plan.config.confidence_min) return std::nullopt;
    return fmt::format("its confidence is {:.3f}, and {:.3f} is asked for; its guess: {}", *answer.confidence,
                       plan.config.confidence_min, shortened(answer.value.empty() ? answer.answer : answer.value));
  }
  const bool can_vote = !answer.value.empty() && is_voted_on(plan, question, route.head);
  if (!can_vote) return std::nullopt;
  return "it tells no confidence: the first of several answers";
}

// How an earlier answer compares with this one.
std::string comparison(const Candidate& candidate, const StageAnswer& answer) {
  const std::string& before = candidate.answer.value.empty() ? candidate.answer.answer : candidate.answer.value;
  const std::string& now = answer.value.empty() ? answer.answer : answer.value;
  return fmt::format("the {} stage's {}/{} {}: {}", candidate.stage, candidate.answer.provider, candidate.answer.model,
                     answers::same_meaning(before, now) ? "agrees" : "disagrees", shortened(before));
}

}  // namespace

void note_setback(StageEnd& end, const Sample& sample) {
  if (sample.kind == SampleKind::usable) return;
  if (sample.kind == SampleKind::unreadable) {
    if (!end.words) end.words = sample.words;
    return end.setbacks.push_back(Setback::unreadable);
  }
  if (sample.kind == SampleKind::refuted) return end.setbacks.push_back(Setback::refuted);
  switch (sample.error->code) {
    case ErrorCode::budget_exceeded:
      return end.setbacks.push_back(Setback::over_budget);
    case ErrorCode::invalid_input:
      return end.setbacks.push_back(Setback::refused);
    case ErrorCode::too_large:
      return end.setbacks.push_back(Setback::too_long);
    default:
      end.trouble = sample.error;
  }
}

bool LocalStage::takes(const Question& question, const routing::RouteDecision& route) const {
  return question.payer && model_of(plans_.of(route.head), question) != nullptr;
}

std::optional<std::chrono::nanoseconds> LocalStage::expected(const routing::RouteDecision& route) const {
  return sampler_.expected(plans_.of(route.head).local);
}

Async<Result<StageEnd>> LocalStage::run(Question question, routing::RouteDecision route, std::vector<Candidate>) {
  const HeadPlan& plan = plans_.of(route.head);
  chat::ChatModel* const model = model_of(plan, question);
  if (model == nullptr) co_return StageEnd{.notes = {"the model is not there any more"}};
  Sample sample = co_await sampler_.take(
      question,
      {.model = model, .plan = &plan, .head = route.head, .wishes = wishes_for(question, route.head, *model)});
  const bool is_over = sample.error && (sample.was_told || sample.error->code == ErrorCode::cancelled);
  if (is_over) co_return std::unexpected(std::move(*sample.error));
  StageEnd end;
  end.calls.push_back(std::move(sample.call));
  note_setback(end, sample);
  if (!sample.answer) co_return end;
  if (const auto doubt = doubt_about(*sample.answer, plan, question, route)) {
    end.notes.push_back("passed on: " + *doubt);
    end.setbacks.push_back(Setback::unsure);
    const bool is_guess = answers_with_values(*model) && sample.answer->confidence;
    end.candidates.push_back({std::move(*sample.answer), std::string(name()), !is_guess});
    co_return end;
  }
  end.outcome = StageOutcome::answered;
  end.answer = std::move(sample.answer);
  co_return end;
}

bool CloudStage::takes(const Question& question, const routing::RouteDecision& route) const {
  const HeadPlan& plan = plans_.of(route.head);
  if (!question.payer || plan.cloud.empty()) return false;
  return question.strategy == answers::Strategy::cloud ||
         (question.strategy == answers::Strategy::automatic && plan.has(StageName::cloud));
}

std::optional<std::chrono::nanoseconds> CloudStage::expected(const routing::RouteDecision& route) const {
  const HeadPlan& plan = plans_.of(route.head);
  return plan.cloud.empty() ? std::nullopt : sampler_.expected(plan.cloud.front());
}

Async<Result<StageEnd>> CloudStage::run(Question question, routing::RouteDecision route,
                                        std::vector<Candidate> so_far) {
  const HeadPlan& plan = plans_.of(route.head);
  StageEnd end;
  for (chat::ChatModel* model : plan.cloud) {
    Sample sample = co_await sampler_.take(question, {.model = model, .plan = &plan, .head = route.head});
    const bool is_over = sample.error && (sample.was_told || sample.error->code == ErrorCode::cancelled);
    if (is_over) co_return std::unexpected(std::move(*sample.error));
    end.calls.push_back(std::move(sample.call));
    note_setback(end, sample);
    if (!sample.answer) continue;
    for (const Candidate& candidate : so_far)
      end.notes.push_back(comparison(candidate, *sample.answer));
    end.outcome = StageOutcome::answered;
    end.answer = std::move(sample.answer);
    co_return end;
  }
  co_return end;
}

}  // namespace swarm::answering
