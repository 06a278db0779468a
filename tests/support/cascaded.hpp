#pragma once

#include <gmock/gmock.h>

#include "support/fake_clock.hpp"
#include "support/run.hpp"
#include "support/scripted_models.hpp"
#include "support/seeded_random.hpp"
#include "swarm/answering/cascade.hpp"
#include "swarm/answering/compute_stage.hpp"
#include "swarm/answering/model_stages.hpp"
#include "swarm/answering/vote_stage.hpp"
#include "swarm/heads/math/math_head.hpp"

namespace swarm::answering {

using namespace std::chrono_literals;
using answers::AbstainReason;
using answers::Verdict;
using chat::ProviderClass;
using Say = tests::ScriptedModel::Say;

inline Say failing(ErrorCode code, std::string message = "as scripted") {
  return {.error = Error{.code = code, .message = std::move(message)}};
}
inline Say answering(std::string value) {
  return {.text = "Answer: " + value};
}

// The whole cascade over scripted models and the real math head; nothing computes its prompt.
class Cascaded : public testing::Test {
 protected:
  static constexpr char kPrompt[] = "how many sheep does the shepherd whom nobody named count tonight";

  Question asking() {
    return {.prompt = kPrompt,
            .head_wanted = answers::Head::math,
            .deadline = clock_.steady_now() + 60s,
            .stop = stop_.get_token(),
            .payer = budget::Payer{.project = ProjectId::generate(ids_), .key_id = "key"},
            .request_id = "request"};
  }
  using Outcome = std::expected<Answered, AnswerFailure>;
  Async<Outcome> answer_later(Question question) { return cascade_.answer(std::move(question)); }
  Outcome answer(Question question) {
    plan();
    return loop_.run(answer_later(std::move(question)));
  }
  Outcome answer() { return answer(asking()); }
  void plan() {
    auto checked = ModelPlans::check(config_, models_);
    ASSERT_TRUE(checked) << checked.error().message;
    plans_ = std::move(*checked);
  }
  tests::ScriptedModel& model(std::string name, ProviderClass of, std::vector<Say> script) {
    owned_.push_back(std::make_unique<tests::ScriptedModel>(std::move(name), of, std::move(script)));
    models_.push_back(owned_.back().get());
    return *owned_.back();
  }
  tests::ScriptedModel& local(std::vector<Say> script) {
    return model("near/small", ProviderClass::local, std::move(script));
  }
  tests::ScriptedModel& cloud(std::vector<Say> script, std::string name = "far/large") {
    return model(std::move(name), ProviderClass::cloud, std::move(script));
  }
  static const StageTrace& stage(const Outcome& outcome, std::string_view name) {
    const AnswerTrace& trace = outcome ? outcome->trace : outcome.error().trace;
    for (const StageTrace& stage : trace.stages) {
      if (stage.stage == name) return stage;
    }
    static const StageTrace none;
    return none;
  }

  tests::FakeClock clock_;
  tests::SeededRandom random_{1};
  IdSource ids_{clock_, random_};
  std::stop_source stop_;
  tests::TestLoop loop_;
  runtime::BlockingPool pool_{"test", 2, 100};
  math::MathHead math_;
  AnsweringConfig config_;
  std::vector<std::unique_ptr<tests::ScriptedModel>> owned_;
  std::vector<chat::ChatModel*> models_;
  ModelPlans plans_;
  AnswerChecks checks_{{.heads = {&math_}, .calculator = &math_, .limits = {}, .pool = pool_}};
  ModelSampler sampler_{{.checks = checks_, .clock = clock_}};
  telemetry::Metrics registry_;
  ConsensusMetrics consensus_metrics_{registry_};
  ComputeStage compute_{{&math_}, {}, plans_, pool_};
  LocalStage local_{plans_, sampler_};
  VoteStage vote_{plans_, sampler_, clock_, consensus_metrics_};
  CloudStage cloud_{plans_, sampler_};
  AnsweringMetrics metrics_{registry_, {"compute", "local", "vote", "cloud"}};
  Cascade cascade_{{&compute_, &local_, &vote_, &cloud_}, clock_, metrics_};
};

}  // namespace swarm::answering
