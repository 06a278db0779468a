#include "trainer/export/model_export.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/llama/model.hpp"
#include "support/temporary_folder.hpp"
#include "trainer/data/chat_format.hpp"
#include "trainer/data/seeded_bits.hpp"

namespace swarm::exporting {
namespace {

using testing::HasSubstr;

const ModelShape kShape{
    .layers = 1, .embedding = 32, .heads = 2, .key_value_heads = 1, .feed_forward = 64, .context = 128};
const ModelOrigin kOrigin{.name = "toy",
                          .version = "1.2.3",
                          .license = "Apache-2.0",
                          .description = "",
                          .recipe_sha256 = "r",
                          .data_sha256 = "d",
                          .seed = 4};

data::Vocabulary a_vocabulary() {
  data::BytePairTrainer trainer;
  for (int i = 0; i < 3; ++i)
    trainer.add(
        "What is the largest of 12, 7 and 30? Reverse the list [1, 2, 3]. I don't know.\nfor i in range(3):\n    x");
  return trainer.train(330).value();
}

class ModelExport : public testing::Test {
 protected:
  Result<Done> write(Precision precision = Precision::half) const {
    return write_model(path_, describe(kShape, vocabulary_, kOrigin),
                       initial_weights(kShape, vocabulary_.tokens.size(), 4), precision);
  }
  std::shared_ptr<llama::Model> load() const {
    if (const Result<Done> written = write(); !written) ADD_FAILURE() << written.error().message;
    Result<std::shared_ptr<llama::Model>> model = llama::Model::load({.file = path_, .gpu_layers = 0});
    if (!model) ADD_FAILURE() << model.error().message;
    return model.value_or(nullptr);
  }
  static std::string text_of(const llama::Model& model, std::span<const llama::Token> tokens) {
    std::string text;
    for (const llama::Token token : tokens)
      text += model.bytes_of(token);
    return text;
  }
  tests::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "toy.gguf";
  data::Vocabulary vocabulary_ = a_vocabulary();
};

TEST_F(ModelExport, SaysWhereTheModelComesFromAndWhatItIs) {
  const std::shared_ptr<llama::Model> model = load();
  ASSERT_TRUE(model);
  EXPECT_EQ(model->facts().name, "toy");
  EXPECT_EQ(model->facts().context_tokens, 128);
  EXPECT_EQ(model->facts().vocabulary, static_cast<std::int64_t>(vocabulary_.tokens.size()));
  const model_files::GgufFile file = model_files::GgufFile::open(path_).value();
  EXPECT_EQ(file.text("general.license"), "Apache-2.0");
  EXPECT_EQ(file.text("swarmkeeper.recipe_sha256"), "r");
  EXPECT_EQ(file.number("swarmkeeper.seed"), 4);
  EXPECT_EQ(file.find("token_embd.weight")->type, 1U) << "matrices in half precision";
  EXPECT_EQ(file.find("output_norm.weight")->type, 0U) << "vectors in single precision";
}

TEST_F(ModelExport, GivesEveryTextBackFromItsTokens) {
  const std::shared_ptr<llama::Model> model = load();
  ASSERT_TRUE(model);
  data::SeededBits bits(11);
  std::vector<std::string> texts{"",
                                 "What is 812-467?",
                                 "naïve café, 日本語 🙂",
                                 "a\r\n\tb  c   ",
                                 "<|user|></think>",
                                 std::string("\0\x80\xFF\xC0\xAF", 5)};
  for (int i = 0; i < 200; ++i) {
    std::string& text = texts.emplace_back();
    for (std::uint64_t left = bits.below(60); left > 0; --left)
      text += static_cast<char>(bits.below(i % 2 == 0 ? 256 : 128));
  }
  for (const std::string& text : texts)
    EXPECT_EQ(text_of(*model, model->tokenize(text, false, false)), text);
}

TEST_F(ModelExport, MergesAreAppliedAsTheyWereLearnt) {
  const std::shared_ptr<llama::Model> model = load();
  ASSERT_TRUE(model);
  for (const std::string text : {"What is the largest of 12, 7 and 30?", "I don't know.\n", "for i in range(3):\n    x",
                                 "Largest  list [1,2]  \n\n and 'tis", "=b8,(a+the)*list"}) {
    std::vector<llama::Token> expected;
    for (const data::Word word : data::words_of(text)) {
      for (const std::uint32_t token : data::tokens_of_word(vocabulary_, word.text))
        expected.push_back(static_cast<llama::Token>(token));
    }
    EXPECT_EQ(model->tokenize(text, false, false), expected) << text;
  }
}

TEST_F(ModelExport, ItsTemplateSaysWhatLessonsBeginWith) {
  const std::shared_ptr<llama::Model> model = load();
  ASSERT_TRUE(model);
  const data::ChatFormat format = data::ChatFormat::of(model, 257).value();
  ASSERT_TRUE(format.is_built_in());
  const data::Lesson lesson{.family = "f",
                            .head = data::Head::code,
                            .prompt = "What is <|end|> 1+1? ",
                            .thinking = "1+1=2",
                            .answer = "2",
                            .content = "c"};
  const std::vector<llama::ChatMessage> with_head{{"system", "code"}, {"user", "earlier"}, {"user", lesson.prompt}};
  const std::vector<llama::ChatMessage> without{{"system", "Be brief."}, {"user", lesson.prompt}};
  EXPECT_EQ(model->chat_tokens(with_head, true).value(), format.prompt(lesson, true).value());
  EXPECT_EQ(model->chat_tokens(without, true).value(), format.prompt(lesson, false).value());
}

TEST_F(ModelExport, LessonsLearnExactlyWhatTheAssistantSays) {
  const std::shared_ptr<llama::Model> model = load();
  ASSERT_TRUE(model);
  const data::ChatFormat format = data::ChatFormat::of(model, 257).value();
  data::Lesson lesson{.family = "f", .head = data::Head::math, .prompt = "p", .answer = "a", .content = "c"};
  const data::EncodedLesson bare = format.encode(lesson).value();
  EXPECT_THAT(bare.tokens, testing::ElementsAre(262, 258, 'p', 259, 'a', 257));
  EXPECT_EQ(bare.learnt_from, 4u);
  EXPECT_TRUE(bare.has_head_token);
  lesson.thinking = "t";
  const data::EncodedLesson worked = format.encode(lesson).value();
  EXPECT_THAT(worked.tokens, testing::ElementsAre(262, 258, 'p', 259, 260, 't', 261, 'a', 257));
  EXPECT_EQ(worked.learnt_from, 4u);
}

TEST_F(ModelExport, RefusesNumbersThatHalfPrecisionCannotHold) {
  std::vector<Weights> weights = initial_weights(kShape, vocabulary_.tokens.size(), 4);
  weights[0].values[3] = 1e6F;
  EXPECT_THAT(write_model(path_, describe(kShape, vocabulary_, kOrigin), weights, Precision::half).error().message,
              HasSubstr("token_embd.weight[3]"));
  weights[0].values[3] = std::nanf("");
  EXPECT_FALSE(write_model(path_, describe(kShape, vocabulary_, kOrigin), weights, Precision::single));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST(InitialWeights, HaveTheDeviationThatTheShapeAsksFor) {
  const ModelShape shape{};
  const std::vector<Weights> weights = initial_weights(shape, 640, 1), again = initial_weights(shape, 640, 1);
  EXPECT_EQ(weights[0].values, again[0].values);
  EXPECT_NE(weights[0].values, initial_weights(shape, 640, 2)[0].values);
  for (const Weights& one : weights) {
    if (one.shape.size() != 2) continue;
    double squares = 0;
    for (const float value : one.values)
      squares += static_cast<double>(value) * static_cast<double>(value);
    const bool is_residual = one.name.ends_with("attn_output.weight") || one.name.ends_with("ffn_down.weight");
    const double expected = 0.0343 / (is_residual ? std::sqrt(10.0) : 1);
    EXPECT_NEAR(std::sqrt(squares / static_cast<double>(one.values.size())), expected, 0.05 * expected) << one.name;
  }
}

TEST(ModelShape, RefusesNumbersThatDoNotFit) {
  EXPECT_TRUE(check(ModelShape{}));
  EXPECT_FALSE(check({.embedding = 130, .heads = 4}));
  EXPECT_FALSE(check({.heads = 4, .key_value_heads = 3}));
  EXPECT_FALSE(check({.embedding = 12, .heads = 4, .key_value_heads = 2}));
}

}  // namespace
}  // namespace swarm::exporting
