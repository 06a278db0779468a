#pragma once

#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "platform/telemetry/metrics.hpp"
#include "swarm/answering/answer_stage.hpp"

namespace swarm::answering {

// What an attempt brought: an answer, or an abstention with its reason.
struct Answered {
  std::optional<StageAnswer> answer;
  std::optional<answers::AbstainReason> reason;  // when there is no answer
  AnswerTrace trace;
};

// An attempt that went wrong still has its trace.
struct AnswerFailure {
  Error error;
  AnswerTrace trace;
};

// Answers a question: what the worker pool calls. Tests put a scripted one in its place.
class Answerer {
 public:
  virtual ~Answerer() = default;
  virtual Async<std::expected<Answered, AnswerFailure>> answer(Question question) = 0;
};

struct AnsweringMetrics {
  AnsweringMetrics(telemetry::Metrics& metrics, std::vector<std::string_view> stages);
  void stage_ran(answers::Head head, std::string_view stage, std::chrono::nanoseconds duration) const;

  telemetry::Histogram router_duration;

 private:
  std::map<std::pair<answers::Head, std::string_view>, telemetry::Histogram> stages_;
};

// Routes, then runs the stages in their order. Thread-safe; owns nothing but the order.
class Cascade final : public Answerer {
 public:
  Cascade(std::vector<AnswerStage*> stages, const Clock& clock, const AnsweringMetrics& metrics)
      : stages_(std::move(stages)), clock_(clock), metrics_(metrics) {}
  Async<std::expected<Answered, AnswerFailure>> answer(Question question) override;

 private:
  std::vector<AnswerStage*> stages_;
  const Clock& clock_;
  const AnsweringMetrics& metrics_;
};

}  // namespace swarm::answering
