#include "swarm/answering/chat_requests.hpp"

#include <gmock/gmock.h>

#include "support/fake_clock.hpp"
#include "support/seeded_random.hpp"

namespace swarm::answering {
namespace {

using answers::Head;
using testing::HasSubstr;

struct Asked {
  Asked() { question.payer = budget::Payer{.project = ProjectId::generate(ids), .key_id = "key"}; }
  tests::FakeClock clock;
  tests::SeededRandom random{1};
  IdSource ids{clock, random};
  Question question{.prompt = "how many?", .head_wanted = {}, .deadline = {}, .stop = {}};
  HeadPlan plan;

  chat::ChatRequest request(Head head = Head::math, CallWishes wishes = {}) const {
    return request_of(question, plan, head, wishes);
  }
  std::string content(std::size_t place, Head head = Head::math) const {
    return std::string(request(head).messages.at(place).at("content").as_string());
  }
};

json::Array said(std::string_view text) {
  return json::parse(text).value().as_array();
}

TEST(ChatRequests, AskForAValueInFrontOfTheConversation) {
  Asked asked;
  EXPECT_EQ(asked.request().messages.size(), 2U);
  EXPECT_THAT(asked.content(0), HasSubstr("Answer: VALUE"));
  EXPECT_EQ(asked.content(1), "how many?");
  EXPECT_EQ(asked.request(Head::reasoning).messages.size(), 1U);
}

TEST(ChatRequests, GoBehindTheClientsOwnSystemMessage) {
  Asked asked;
  asked.question.messages = said(R"([{"role":"system","content":"be kind"},{"role":"user","content":"how many?"}])");
  EXPECT_EQ(asked.request().messages.size(), 2U);
  EXPECT_THAT(asked.content(0), testing::StartsWith("be kind\n\n"));
}

TEST(ChatRequests, TheBuiltInModelIsToldTheHeadsNameAndNothingElse) {
  Asked asked;
  asked.plan.config.system_prompt = "short!";
  asked.question.messages = said(
      R"([{"role":"system","content":"be kind"},{"role":"developer","content":"x"},{"role":"user","content":"how many?"}])");
  for (const Head head : {Head::math, Head::logic, Head::code, Head::reasoning}) {
    const chat::ChatRequest request = request_of(asked.question, asked.plan, head, {}, chat::Instructions::head);
    ASSERT_EQ(request.messages.size(), 2U);
    EXPECT_EQ(request.messages[0].at("role"), "system");
    EXPECT_EQ(request.messages[0].at("content").as_string(), json::name_of(head));
    EXPECT_EQ(request.messages[1].at("content"), "how many?");
  }
}

TEST(ChatRequests, AskForTheNextLikeliestTokenWhereTheMarginCounts) {
  const Asked asked;
  const auto request = asked.request(Head::math, {.wants_confidence = true, .wants_margin = true});
  EXPECT_EQ(request.options.at("logprobs"), true);
  EXPECT_EQ(request.options.at("top_logprobs"), 2);
  EXPECT_FALSE(asked.request(Head::math, {.wants_confidence = true}).options.contains("top_logprobs"));
}

TEST(ChatRequests, TheConfiguredWordsTakeTheHeadsPlace) {
  Asked asked;
  asked.plan.config.system_prompt = "short!";
  EXPECT_EQ(asked.content(0), "short!");
  EXPECT_EQ(asked.content(0, Head::reasoning), "short!");
}

TEST(ChatRequests, NothingIsAddedToWhatIsTakenAsItStands) {
  Asked asked;
  asked.question.verify = answers::Verify::off;
  EXPECT_EQ(asked.request().messages.size(), 1U);
  asked.question.verify = answers::Verify::on;
  asked.question.options = {{"tools", said(R"([{"type":"function"}])")}};
  EXPECT_EQ(asked.request().messages.size(), 1U);
  EXPECT_TRUE(asked.request().options.contains("tools"));
}

TEST(ChatRequests, TheTokenLimitStandsApartFromTheOptions) {
  Asked asked;
  EXPECT_EQ(asked.request().output_tokens_max, std::nullopt);
  asked.plan.config.output_tokens_max = 500;
  EXPECT_EQ(asked.request().output_tokens_max, 500);
  asked.question.options = {{"max_tokens", 100}, {"max_completion_tokens", 200}, {"top_p", 0.5}};
  EXPECT_EQ(asked.request().output_tokens_max, 200);
  EXPECT_EQ(asked.request().options, (json::Object{{"top_p", 0.5}}));
}

TEST(ChatRequests, SamplesHaveTheirOwnTemperatureAndSeed) {
  Asked asked;
  asked.question.options = {{"temperature", 0}, {"seed", 7}};
  const chat::ChatRequest request =
      asked.request(Head::math, {.temperature = 0.8, .sample = 2, .wants_confidence = true});
  EXPECT_EQ(request.options.at("temperature"), json::Value(0.8));
  EXPECT_EQ(request.options.at("seed"), json::Value(9));
  EXPECT_EQ(request.options.at("logprobs"), json::Value(true));
}

TEST(ChatRequests, TheHeadPays) {
  Asked asked;
  EXPECT_EQ(asked.request(Head::logic).payer.head, "logic");
  EXPECT_EQ(asked.request(Head::logic).payer.key_id, "key");
}

TEST(ChatRequests, KnowWhatTheClientSaidOfTheAnswersForm) {
  Asked asked;
  EXPECT_FALSE(is_formatted(asked.question));
  asked.question.options = {{"tools", json::Array{}}, {"response_format", json::Object{{"type", "text"}}}};
  EXPECT_FALSE(is_formatted(asked.question));
  asked.question.options = {{"response_format", json::Object{{"type", "json_object"}}}};
  EXPECT_TRUE(is_formatted(asked.question) && wants_json(asked.question));
}

TEST(ChatRequests, KnowWhatIsAskedInWords) {
  Asked asked;
  EXPECT_TRUE(is_asked_in_words(asked.question));
  asked.question.messages = said(R"([{"role":"user","content":[{"type":"text","text":"2+2"}]}])");
  EXPECT_TRUE(is_asked_in_words(asked.question));
  asked.question.messages = said(R"([{"role":"user","content":[{"type":"image_url","image_url":{}}]}])");
  EXPECT_FALSE(is_asked_in_words(asked.question));
  asked.question.messages = said(R"([{"role":"user","content":"2+2"},{"role":"tool","content":"4"}])");
  EXPECT_FALSE(is_asked_in_words(asked.question));
}

}  // namespace
}  // namespace swarm::answering
