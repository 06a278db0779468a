#include "trainer/scoring/answering.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "support/temporary_folder.hpp"
#include "support/tiny_model.hpp"

namespace swarm::scoring {
namespace {

batching::GeneratedToken token_of(llama::Token token, std::string bytes, double probability = 0.5,
                                  double margin = 0.25) {
  return {.token = token, .bytes = std::move(bytes), .log_probability = std::log(probability), .margin = margin};
}

// Answers at once with what it was told, by the prompt's length; remembers what it was asked.
class ScriptedInference final : public batching::Inference {
 public:
  Result<Ticket> submit(batching::GenerationRequest request,
                        std::shared_ptr<batching::GenerationListener> listener) override {
    asked.push_back(request);
    running_max = std::max(running_max, ++running);
    if (refuses_with) return fail(*refuses_with, "3 tokens too many");
    waiting.push_back(std::move(listener));
    if (waiting.size() == 3 || asked.size() == expected) answer_all_waiting();
    return Ticket{asked.size()};
  }
  void answer_all_waiting() {
    for (const auto& listener : waiting) {
      listener->generated(tokens);
      --running;
      listener->ended(batching::GenerationEnd{.reason = reason});
    }
    waiting.clear();
  }
  Result<Ticket> embed(batching::EmbeddingRequest, batching::EmbeddingDone) override {
    return fail(ErrorCode::internal, "not asked for here");
  }
  void cancel(Ticket ticket) override { cancelled.push_back(ticket); }
  Bytes give_back_idle() override { return {}; }
  void release(std::shared_ptr<llama::Adapter>, std::function<void()> done) override { done(); }
  batching::EngineState state() const override { return {}; }

  std::vector<batching::GeneratedToken> tokens;
  batching::FinishReason reason = batching::FinishReason::stop;
  std::optional<ErrorCode> refuses_with;
  std::size_t expected = 0, running = 0, running_max = 0;
  std::vector<batching::GenerationRequest> asked;
  std::vector<std::shared_ptr<batching::GenerationListener>> waiting;
  std::vector<Ticket> cancelled;
};

class Answering : public testing::Test {
 protected:
  Answering() {
    tests::write_tiny_model(folder_.path() / "tiny.gguf");
    model_ = llama::Model::load({.file = folder_.path() / "tiny.gguf", .gpu_layers = 0}).value();
    format_ = data::ChatFormat::of(model_, *model_->special("<|end|>")).value();
  }
  Result<std::vector<Answer>> ask(std::size_t count) {
    lessons_.assign(count, {.family = "add", .head = data::Head::math, .prompt = "1+1", .answer = "2", .content = "c"});
    inference_.expected = count;
    inference_.asked.clear();
    return answer_all(lessons_, true,
                      {.inference = inference_,
                       .format = *format_,
                       .adapter = nullptr,
                       .clock = clock_,
                       .stop = stop_,
                       .on_progress = [this](std::size_t answered) { progress_.push_back(answered); },
                       .at_once = kAtOnce,
                       .context_tokens = context_tokens_,
                       .answer_tokens_max = 50});
  }
  static constexpr std::size_t kAtOnce = 4;
  std::int64_t context_tokens_ = 512;
  tests::TemporaryFolder folder_;
  std::shared_ptr<llama::Model> model_;
  std::optional<data::ChatFormat> format_;
  ScriptedInference inference_;
  tests::FakeClock clock_;
  std::atomic<bool> stop_ = false;
  std::vector<data::Lesson> lessons_;
  std::vector<std::size_t> progress_;
};

TEST_F(Answering, PartsThinkingFromTheAnswerAndAveragesOverAllTokens) {
  inference_.tokens = {token_of(*model_->special("<think>"), "", 1, 1), token_of('1', "1+1=2", 0.6, 0.2),
                       token_of(*model_->special("</think>"), "", 1, 1), token_of('2', "2", 0.8, 0.6)};
  const Result<std::vector<Answer>> answers = ask(4);
  ASSERT_TRUE(answers);
  ASSERT_EQ(answers->size(), 4u);
  const Answer& answer = answers->front();
  EXPECT_EQ(answer.text, "2");
  EXPECT_EQ(answer.thinking, "1+1=2");
  EXPECT_TRUE(answer.certainty.is_right);
  EXPECT_NEAR(answer.certainty.mean_probability, 0.85, 1e-12);
  EXPECT_NEAR(answer.certainty.mean_margin, 0.7, 1e-12);
  EXPECT_THAT(progress_, testing::ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(inference_.asked[0].sampling.temperature, 0);
  EXPECT_EQ(inference_.asked[0].prompt, format_->prompt(lessons_[0], true).value());
}

TEST_F(Answering, CountsWhatWasCutOffAsWrong) {
  inference_.tokens = {token_of('2', "2")};
  inference_.reason = batching::FinishReason::length;
  const Result<std::vector<Answer>> answers = ask(1);
  ASSERT_TRUE(answers);
  EXPECT_THAT(answers->front().trouble, testing::HasSubstr("cut off"));
  EXPECT_FALSE(answers->front().certainty.is_right);
}

TEST_F(Answering, CountsWhatTheEngineRefusesAsWrong) {
  inference_.refuses_with = ErrorCode::too_large;
  const Result<std::vector<Answer>> answers = ask(2);
  ASSERT_TRUE(answers);
  EXPECT_EQ((*answers)[1].trouble, "3 tokens too many");
}

TEST_F(Answering, IsNoScoreWhenNotOnePromptCouldBeAsked) {
  inference_.refuses_with = ErrorCode::too_large;
  std::vector<Answer> answers = ask(2).value();
  const Result<Done> none = check_any_asked(answers);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::invalid_input);
  EXPECT_THAT(none.error().message, testing::HasSubstr("none of 2 prompts could be asked"));
  answers[1] = {.text = "2", .trouble = "cut off", .certainty = {}, .tokens = 1};
  EXPECT_TRUE(check_any_asked(answers)) << "one was answered, if not to the end";
}

TEST_F(Answering, AsksNoMoreThanItsBoundAtOnce) {
  inference_.tokens = {token_of('2', "2")};
  ASSERT_TRUE(ask(3 * kAtOnce));
  EXPECT_EQ(inference_.asked.size(), 3 * kAtOnce);
  EXPECT_LE(inference_.running_max, kAtOnce);
}

TEST_F(Answering, GivesEveryAnswerTheSameRoomHoweverFastTheMachineIs) {
  inference_.tokens = {token_of('2', "2")};
  ASSERT_TRUE(ask(1));
  EXPECT_EQ(inference_.asked[0].output_tokens_max, 50);
  context_tokens_ = 40;
  ASSERT_TRUE(ask(1));
  EXPECT_EQ(inference_.asked[0].output_tokens_max, 0) << "as much as the context holds";
}

TEST_F(Answering, IsNoScoreWhenTheEngineFails) {
  for (const ErrorCode code : {ErrorCode::timeout, ErrorCode::unavailable, ErrorCode::limit_exceeded}) {
    inference_.refuses_with = code;
    const Result<std::vector<Answer>> answers = ask(50);
    ASSERT_FALSE(answers);
    EXPECT_EQ(answers.error().code, ErrorCode::unavailable);
    EXPECT_THAT(answers.error().message, testing::HasSubstr("3 tokens too many"));
  }
}

TEST_F(Answering, StopsWhenAskedTo) {
  stop_ = true;
  const Result<std::vector<Answer>> answers = ask(5);
  ASSERT_FALSE(answers);
  EXPECT_EQ(answers.error().code, ErrorCode::cancelled);
}

TEST_F(Answering, KnowsAnAnswerThatDeclines) {
  inference_.tokens = {token_of('I', "I don't know.")};
  const Result<std::vector<Answer>> answers = ask(1);
  ASSERT_TRUE(answers);
  EXPECT_TRUE(answers->front().is_declined());
  EXPECT_FALSE(answers->front().certainty.is_right);
}

}  // namespace
}  // namespace swarm::scoring
