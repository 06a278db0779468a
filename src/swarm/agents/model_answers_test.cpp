// From a submission to its stored answer with language models in between: store, worker pool, cascade, stages.
#include <gmock/gmock.h>

#include "platform/events/event_store.hpp"
#include "support/answering_swarm.hpp"
#include "support/scripted_models.hpp"
#include "support/slice_databases.hpp"

namespace swarm::agents {
namespace {

using namespace std::chrono_literals;
using chat::ProviderClass;
using tasks::Task;
using tasks::TaskState;
using Say = tests::ScriptedModel::Say;

class ModelAnswers : public testing::TestWithParam<tests::DatabaseUnderTest> {
 protected:
  void SetUp() override {
    factory_ = GetParam().make();
    if (const auto reason = factory_->skip_reason()) GTEST_SKIP() << *reason;
    auto opened = factory_->open(schemas_, clock_);
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    database_ = std::move(*opened);
  }
  void TearDown() override {
    if (database_) loop_.run(database_->stop());
  }
  // The task once it has ended.
  Task answered(tests::AnsweringSwarm& swarm, tasks::CreateTask request) {
    const auto stored = loop_.run(swarm.service.submit(scope_, {std::move(request)}, {.key_id = "key"}));
    EXPECT_TRUE(stored.has_value()) << stored.error().message;
    return loop_.run(swarm.service.wait(scope_, stored->front().id, 60s)).value();
  }
  static tasks::CreateTask asking(std::string prompt, tasks::HeadChoice head = tasks::HeadChoice::math) {
    tasks::CreateTask request;
    request.prompt = std::move(prompt);
    request.head = head;
    return request;
  }

  SystemClock clock_;
  tests::SeededRandom random_{1};
  IdSource ids_{clock_, random_};
  tests::TestLoop loop_;
  std::vector<storage::Schema> schemas_{events::schema(), tasks::schema()};
  Scope scope_{ProjectId::generate(ids_)};
  std::unique_ptr<tests::DatabaseFactory> factory_;
  std::unique_ptr<storage::Database> database_;
};

TEST_P(ModelAnswers, AVoteIsStoredWithWhatItTookAndWhoAnswered) {
  tests::ScriptedModel model("near/small", ProviderClass::local,
                             {{.text = "Answer: 41"}, {.text = "Answer: 42"}, {.text = "Answer: 42"}});
  tests::AnsweringSwarm swarm(*database_, clock_, random_, ids_, {.models = {&model}});
  const Task task = answered(swarm, asking("how many sheep?"));
  ASSERT_EQ(task.state, TaskState::completed);
  const tasks::TaskView view = tasks::view_of(task);
  EXPECT_EQ(view.value, "42");
  EXPECT_EQ(view.verdict, answers::Verdict::agreed);
  EXPECT_EQ(view.provider, "near");
  EXPECT_EQ(view.model, "small");
  EXPECT_EQ(view.usage.input_tokens, 10 * model.calls());
  EXPECT_EQ(view.cost_dollars, 0);
  EXPECT_EQ(model.asked().front().payer.key_id, "key");
  const auto traces = loop_.run(swarm.store.traces(scope_, task.id)).value();
  EXPECT_THAT(traces.at(0).trace, testing::HasSubstr(R"("clusters":[{"value":"42")"));
}

TEST_P(ModelAnswers, WhatAFailedAttemptTookIsCountedToo) {
  tests::ScriptedModel near("near/small", ProviderClass::local, {{.text = "I'm sorry."}});
  tests::ScriptedModel far(
      "far/large", ProviderClass::cloud,
      {{.error = Error{.code = ErrorCode::unavailable, .message = "away"}}, {.text = "Answer: 7"}});
  tests::AnsweringSwarm swarm(*database_, clock_, random_, ids_, {.models = {&near, &far}});
  const Task task = answered(swarm, asking("how many sheep?"));
  ASSERT_EQ(task.state, TaskState::completed);
  EXPECT_EQ(task.attempts, 2);
  EXPECT_EQ(task.result->value, "7");
  EXPECT_EQ(task.spent.cost, Money{1'000'000});
  EXPECT_EQ(task.spent.input_tokens, 10 * (near.calls() + 1));
}

TEST_P(ModelAnswers, AConversationWithToolsBringsTheModelsMessage) {
  const json::Value calls = json::parse(R"({"role":"assistant","content":null,"tool_calls":[{"id":"c1"}]})").value();
  tests::ScriptedModel model("near/small", ProviderClass::local, {{.message = calls}});
  tests::AnsweringSwarm swarm(*database_, clock_, random_, ids_, {.models = {&model}});
  tasks::CreateTask request = asking("");
  request.prompt.reset();
  request.conversation = json::parse(R"([{"role":"user","content":"weather?"},{"role":"assistant","content":null,
      "tool_calls":[{"id":"c0"}]},{"role":"tool","tool_call_id":"c0","content":"rain"}])")
                             .value();
  request.options = json::Object{{"tools", json::Array{json::Object{{"type", "function"}}}}};
  const tasks::TaskView view = tasks::view_of(answered(swarm, request));
  ASSERT_TRUE(view.message);
  EXPECT_EQ(json::Value(*view.message), calls);
  EXPECT_EQ(view.value, std::nullopt);
  EXPECT_EQ(json::Value(model.asked().front().messages), *request.conversation);
}

INSTANTIATE_TEST_SUITE_P(Databases, ModelAnswers, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::agents
