#include "engine/batching/engine.hpp"

#include <cmath>
#include <future>
#include <numeric>
#include <regex>

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "engine/batching/llama_runner.hpp"
#include "engine/batching/start_engine.hpp"
#include "engine/grammars/schema_rules.hpp"
#include "engine/llama/utf8.hpp"
#include "support/collecting_listener.hpp"
#include "support/temporary_folder.hpp"
#include "support/tiny_model.hpp"

namespace swarm::batching {
namespace {

using tests::CollectingListener;

// A small model with weights by chance, and the engine over it. Every test has its own.
class EngineTest : public testing::Test {
 protected:
  void SetUp() override {
    tests::write_tiny_model(file());
    start({});
  }

  std::filesystem::path file() const { return folder_.path() / "tiny.gguf"; }

  void start(const llama::Overrides& overrides, std::size_t waiting_max = 256) {
    engine_ = {};
    const auto profile = llama::plan_profile(file(), llama::this_machine(), overrides);
    ASSERT_TRUE(profile) << profile.error().message;
    auto started = start_engine(file(), *profile, {.clock = clock_, .random = random_, .waiting_max = waiting_max});
    ASSERT_TRUE(started) << started.error().message;
    engine_ = std::move(*started);
  }

  Inference& engine() { return *engine_.inference; }
  const llama::Model& model() { return *engine_.model; }

  GenerationRequest request(std::string_view text, std::int64_t output_tokens = 24) {
    return {.prompt = model().tokenize(text, false, false),
            .sampling = {.temperature = 0},
            .output_tokens_max = output_tokens};
  }

  std::shared_ptr<CollectingListener> ask(GenerationRequest request) {
    auto listener = std::make_shared<CollectingListener>();
    const auto ticket = engine().submit(std::move(request), listener);
    EXPECT_TRUE(ticket) << ticket.error().message;
    listener->ticket = ticket.value_or(0);
    return listener;
  }

  static std::shared_ptr<const grammars::Rules> rules_of(std::string_view schema) {
    const auto rules = grammars::rules_of_schema(json::parse(schema, 64).value());
    EXPECT_TRUE(rules) << rules.error().message;
    return rules.value_or(nullptr);
  }

  std::shared_ptr<llama::Adapter> adapter(std::uint64_t seed) {
    const auto path = folder_.path() / ("adapter" + std::to_string(seed) + ".gguf");
    tests::write_tiny_adapter(path, {}, seed);
    auto loaded = llama::Adapter::load(engine_.model, path);
    EXPECT_TRUE(loaded) << loaded.error().message;
    return loaded.value_or(nullptr);
  }

  SystemClock clock_;
  SystemRandom random_;
  tests::TemporaryFolder folder_;
  RunningEngine engine_;
};

TEST_F(EngineTest, AnswersAPrompt) {
  const auto answer = ask(request("how much is one and one"));
  const auto end = answer->wait();
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_GT(end->output_tokens, 0);
  EXPECT_EQ(end->cached_tokens, 0);
}

TEST_F(EngineTest, BatchedAnswersEqualThoseOneByOne) {
  std::vector<std::vector<llama::Token>> alone;
  for (int i = 0; i < 20; ++i) {
    const auto answer = ask(request("question number " + std::to_string(i * 37) + " of many"));
    ASSERT_TRUE(answer->wait());
    alone.push_back(answer->token_ids());
  }
  start({});
  std::vector<std::shared_ptr<CollectingListener>> together;
  for (int i = 0; i < 20; ++i)
    together.push_back(ask(request("question number " + std::to_string(i * 37) + " of many")));
  for (std::size_t i = 0; i < together.size(); ++i) {
    ASSERT_TRUE(together[i]->wait());
    EXPECT_EQ(together[i]->token_ids(), alone[i]) << i;
  }
  EXPECT_LT(engine().state().decode_calls, 20U * 24U);
}

TEST_F(EngineTest, WhatASlotHoldsGivesTheSameAnswerAsReadingItAgain) {
  const std::string beginning = "a long beginning that many questions share, word for word: ";
  const auto fresh = ask(request(beginning + "and then?"));
  ASSERT_TRUE(fresh->wait());
  EXPECT_EQ(fresh->wait()->cached_tokens, 0);
  const auto again = ask(request(beginning + "and then?"));
  EXPECT_GT(again->wait()->cached_tokens, 20);
  EXPECT_EQ(again->token_ids(), fresh->token_ids());
  const auto other = ask(request(beginning + "or else?"));
  EXPECT_GT(other->wait()->cached_tokens, 20);
  start({});
  const auto other_fresh = ask(request(beginning + "or else?"));
  ASSERT_TRUE(other_fresh->wait());
  EXPECT_EQ(other->token_ids(), other_fresh->token_ids());
}

TEST_F(EngineTest, AnswersToOnePromptShareItAndDifferByTheirSeeds) {
  const std::string text = "a question that is long enough to be worth sharing among its answers: what comes next";
  for (const bool is_shared : {false, true}) {
    start({.is_kv_shared = is_shared});
    std::vector<std::shared_ptr<CollectingListener>> together;
    for (std::uint64_t i = 0; i < 12; ++i) {
      GenerationRequest asked = request(text, 40);
      if (i % 2 == 1) asked.sampling = {.temperature = 1, .seed = i};
      together.push_back(ask(std::move(asked)));
    }
    for (const auto& answer : together)
      ASSERT_TRUE(answer->wait());
    for (std::size_t i = 2; i < 12; i += 2) {
      EXPECT_EQ(together[i]->token_ids(), together[0]->token_ids()) << i;
      EXPECT_NE(together[i + 1]->token_ids(), together[i - 1]->token_ids()) << i;
    }
    EXPECT_GT(together.back()->wait()->cached_tokens, 40);
  }
}

TEST_F(EngineTest, KeysAndValuesInOneBufferGiveTheSameAnswers) {
  std::vector<std::vector<llama::Token>> answers[2];
  for (const bool is_shared : {false, true}) {
    start({.is_kv_shared = is_shared});
    std::vector<std::shared_ptr<CollectingListener>> together;
    for (int i = 0; i < 12; ++i)
      together.push_back(ask(request("the question " + std::to_string(i))));
    for (const auto& answer : together) {
      ASSERT_TRUE(answer->wait());
      answers[is_shared ? 1 : 0].push_back(answer->token_ids());
    }
  }
  EXPECT_EQ(answers[0], answers[1]);
}

TEST_F(EngineTest, AdaptersAnswerBesideTheBaseAndEachOther) {
  const auto first = adapter(11);
  const auto second = adapter(12);
  const auto with = [&](const std::shared_ptr<llama::Adapter>& of) {
    GenerationRequest asked = request("what do you say to this");
    asked.adapter = of;
    return asked;
  };
  const auto base = ask(with(nullptr));
  const auto one = ask(with(first));
  const auto two = ask(with(second));
  ASSERT_TRUE(base->wait() && one->wait() && two->wait());
  EXPECT_NE(base->token_ids(), one->token_ids());
  EXPECT_NE(one->token_ids(), two->token_ids());
  const auto base_again = ask(with(nullptr));
  ASSERT_TRUE(base_again->wait());
  EXPECT_EQ(base_again->token_ids(), base->token_ids());
  EXPECT_EQ(engine().state().contexts, 3U);
}

TEST_F(EngineTest, AnAdapterCanBeLoadedWhileOthersAnswer) {
  std::vector<std::shared_ptr<CollectingListener>> answers;
  for (int i = 0; i < 10; ++i) {
    answers.push_back(ask(request("talk on and on " + std::to_string(i), 300)));
    GenerationRequest with_adapter = request("and you", 10);
    with_adapter.adapter = adapter(20 + static_cast<std::uint64_t>(i));
    answers.push_back(ask(std::move(with_adapter)));
  }
  for (const auto& answer : answers)
    EXPECT_TRUE(answer->wait());
}

TEST_F(EngineTest, AGrammarHoldsTheAnswerToItsSchema) {
  const auto rules = rules_of(
      R"({"type":"object","properties":{"value":{"type":"integer","minimum":0,"maximum":99},"ok":{"type":"boolean"}},
          "required":["value","ok"],"additionalProperties":false})");
  for (const double temperature : {0.0, 1.0}) {
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      GenerationRequest asked = request("give me something", 200);
      asked.grammar = make_constraint(engine_.model, rules).value_or(nullptr);
      ASSERT_TRUE(asked.grammar);
      asked.sampling = {.temperature = temperature, .seed = seed};
      const auto answer = ask(std::move(asked));
      const auto end = answer->wait();
      ASSERT_TRUE(end) << end.error().message;
      if (end->reason == FinishReason::length) continue;  // blanks may go on for long
      const auto value = json::parse(answer->text());
      ASSERT_TRUE(value) << answer->text();
      EXPECT_TRUE(value->at("value").is_int64());
      EXPECT_TRUE(value->at("ok").is_bool());
    }
  }
}

// A grammar that cannot be followed ends its own answer, and nobody waits for it.
TEST_F(EngineTest, ASchemaThatIsTooComplexEndsItsOwnAnswerOnly) {
  const auto other = ask(request("tell me", 300));
  std::vector<std::shared_ptr<CollectingListener>> held;
  for (const std::string_view pattern :
       {"^(([0-9]{1,3}){1,30},?){1,30}$", "^((a?){1,40}b?){1,40}$", "^((a{1,50}){1,50}){1,50}$"}) {
    auto constraint =
        make_constraint(engine_.model, rules_of(json::to_text(json::Object{{"type", "string"}, {"pattern", pattern}})));
    if (!constraint) {
      EXPECT_EQ(constraint.error().reason, "schema_too_complex");
      continue;
    }
    GenerationRequest asked = request("What is 12 + 7?", 300);
    asked.grammar = std::move(*constraint);
    held.push_back(ask(std::move(asked)));
  }
  EXPECT_FALSE(held.empty());
  for (const auto& answer : held) {
    if (const auto end = answer->wait(); !end) EXPECT_EQ(end.error().reason, "schema_too_complex");
  }
  EXPECT_TRUE(other->wait());
}

// The model's weights are chance, and so are its answers: what comes out is JSON all the same, and fits.
TEST_F(EngineTest, AnswersByChanceAreJsonAndFitTheirPattern) {
  int ended = 0;
  for (const std::string pattern :
       {R"(^"$)", "^[!-#]{3}$", "^[^a-z]{3}$", "^[^0-9A-Za-z ]{3}$", R"(^a\\b$)", R"(^\t[\\"]?$)", "^.{0,4}$"}) {
    const auto rules = rules_of(json::to_text(json::Object{{"type", "string"}, {"pattern", pattern}}));
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
      GenerationRequest asked = request("é ü ñ 你好 ", 200);
      asked.grammar = make_constraint(engine_.model, rules).value_or(nullptr);
      asked.sampling = {.temperature = 2, .seed = seed};
      const auto answer = ask(std::move(asked));
      const auto end = answer->wait();
      ASSERT_TRUE(end) << end.error().message;
      if (end->reason == FinishReason::length) continue;
      const auto value = json::parse(answer->text());
      ASSERT_TRUE(value && value->is_string()) << pattern << " gives " << answer->text();
      ++ended;
      const std::string meant(value->get_string());
      const bool is_plain = std::ranges::all_of(meant, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
      if (is_plain) EXPECT_TRUE(std::regex_match(meant, std::regex(pattern))) << pattern << " gives " << answer->text();
    }
  }
  EXPECT_GT(ended, 60);
}

TEST_F(EngineTest, AnswersThatAreHeldAreWellFormed) {
  const auto rules = rules_of(R"({"type":"array","items":{"type":"string","maxLength":6},"minItems":3,"maxItems":3})");
  for (std::uint64_t seed = 20'000; seed < 20'032; ++seed) {
    GenerationRequest asked = request("é ü ñ 你好 ", 60);
    asked.grammar = make_constraint(engine_.model, rules).value_or(nullptr);
    asked.sampling = {.temperature = 2, .seed = seed};
    const auto answer = ask(std::move(asked));
    ASSERT_TRUE(answer->wait());
    const std::string text = answer->text();  // may end within a character, at its last token
    EXPECT_EQ(llama::utf8_prefix(text) + llama::utf8_incomplete_suffix(text), text.size()) << seed;
  }
}

TEST_F(EngineTest, AStopTextEndsTheAnswer) {
  const auto whole = ask(request("tell me", 60));
  ASSERT_TRUE(whole->wait());
  const std::string text = whole->text();
  ASSERT_GT(text.size(), 8U);
  GenerationRequest asked = request("tell me", 60);
  asked.stops = {text.substr(5, 3)};
  const auto answer = ask(std::move(asked));
  const auto end = answer->wait();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->reason, FinishReason::stop);
  EXPECT_EQ(answer->text(), text.substr(0, text.find(text.substr(5, 3))));
}

TEST_F(EngineTest, TheSameSeedGivesTheSameAnswerWhoeverIsBesideIt) {
  GenerationRequest asked = request("surprise me", 40);
  asked.sampling = {.temperature = 1, .seed = 5};
  const auto alone = ask(asked);
  ASSERT_TRUE(alone->wait());
  std::vector<std::shared_ptr<CollectingListener>> others;
  for (int i = 0; i < 5; ++i)
    others.push_back(ask(request("noise " + std::to_string(i), 40)));
  const auto together = ask(asked);
  ASSERT_TRUE(together->wait());
  EXPECT_EQ(together->token_ids(), alone->token_ids());
  asked.sampling.seed = 6;
  const auto other = ask(asked);
  ASSERT_TRUE(other->wait());
  EXPECT_NE(other->token_ids(), alone->token_ids());
}

TEST_F(EngineTest, LogProbabilitiesBelongToTheTokens) {
  GenerationRequest asked = request("what are the odds", 20);
  asked.top_log_probabilities = 5;
  const auto answer = ask(std::move(asked));
  ASSERT_TRUE(answer->wait());
  for (const GeneratedToken& token : answer->tokens()) {
    ASSERT_EQ(token.likeliest.size(), 5U);
    EXPECT_EQ(token.likeliest[0].token, token.token);
    EXPECT_EQ(token.likeliest[0].log_probability, token.log_probability);
    EXPECT_LE(token.log_probability, 0);
    EXPECT_NEAR(token.margin, std::exp(token.log_probability) - std::exp(token.likeliest[1].log_probability), 1e-9);
  }
}

TEST_F(EngineTest, ATextBecomesAVectorOfLengthOne) {
  const auto vector_of = [&](std::string_view text) {
    std::promise<Result<std::vector<float>>> made;
    const auto ticket = engine().embed({.input = model().tokenize(text, false, false)},
                                       [&](Result<std::vector<float>> vector) { made.set_value(std::move(vector)); });
    EXPECT_TRUE(ticket);
    auto vector = made.get_future().get();
    EXPECT_TRUE(vector) << vector.error().message;
    return vector.value_or(std::vector<float>{});
  };
  const auto dot = [](const std::vector<float>& a, const std::vector<float>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
  };
  const std::vector<float> first = vector_of("the cat sat on the mat");
  ASSERT_EQ(first.size(), 32U);
  EXPECT_NEAR(dot(first, first), 1, 1e-5);
  EXPECT_EQ(first, vector_of("the cat sat on the mat"));
  EXPECT_GT(dot(first, vector_of("the cat sat on the mat!")), dot(first, vector_of("12345 % 77 = ?")));
  EXPECT_EQ(vector_of(std::string(400, 'x')).size(), 32U);  // in two pieces
  const auto too_long = engine().embed({.input = std::vector<llama::Token>(600, 1)}, [](const auto&) {});
  EXPECT_EQ(too_long.error().code, ErrorCode::too_large);
}

TEST_F(EngineTest, TellsWhatItHolds) {
  const auto path_bytes = std::filesystem::file_size(file());
  const EngineState state = engine().state();
  ASSERT_FALSE(state.memory.empty());
  const DeviceMemory& memory = state.memory.front();
  EXPECT_EQ(memory.device, "cpu");
  EXPECT_GT(memory.total.count, memory.used.count);
  EXPECT_GT(memory.used.count, 0U);
  EXPECT_GT(memory.limit.count, 0U);
  EXPECT_GT(memory.weights.count, path_bytes / 2);
  EXPECT_EQ(memory.kv.count, static_cast<std::uint64_t>(8 * 512 * model().facts().bytes_per_kv_token));
  EXPECT_GT(memory.compute.count, 0U);
  EXPECT_EQ(memory.fragmentation_events, 0U);
  EXPECT_EQ(state.slots, 8U);
}

TEST_F(EngineTest, NoBufferGrowsOnceAContextIsMade) {
  std::vector<std::shared_ptr<CollectingListener>> answers;
  for (int i = 0; i < 40; ++i)
    answers.push_back(ask(request(std::string(static_cast<std::size_t>(1 + i * 5), 'z'), 40 + i)));
  for (const auto& answer : answers)
    ASSERT_TRUE(answer->wait());
  engine().give_back_idle();
  EXPECT_EQ(engine().state().memory.front().fragmentation_events, 0U);
}

}  // namespace
}  // namespace swarm::batching
