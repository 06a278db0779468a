#include "trainer/export/adapter_export.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "engine/model_files/file_access.hpp"
#include "engine/model_files/gguf_file.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::exporting {
namespace {

const ModelOrigin kOrigin{.name = "toy",
                          .version = "1",
                          .license = "Apache-2.0",
                          .description = "",
                          .recipe_sha256 = "r",
                          .data_sha256 = "d",
                          .seed = 4};
const ModelShape kShape{
    .layers = 1, .embedding = 32, .heads = 2, .key_value_heads = 1, .feed_forward = 64, .context = 128};

class AdapterExport : public testing::Test {
 protected:
  AdapterExport() {
    data::BytePairTrainer trainer;
    trainer.add("What is the largest of 12, 7 and 30? Reverse the list [1, 2, 3].");
    const data::Vocabulary vocabulary = trainer.train(270).value();
    const Result<Done> written = write_model(base_, describe(kShape, vocabulary, kOrigin),
                                             initial_weights(kShape, vocabulary.tokens.size(), 4), Precision::single);
    EXPECT_TRUE(written) << written.error().message;
  }
  Result<Done> write(double alpha) const {
    std::vector<float> a(32 * 4), b(4 * 32);
    for (std::size_t i = 0; i < a.size(); ++i)
      a[i] = b[i] = 0.001F * static_cast<float>(i);
    const std::vector<Weights> weights{{"blk.0.attn_q.weight.lora_a", {32, 4}, a},
                                       {"blk.0.attn_q.weight.lora_b", {4, 32}, b}};
    return write_adapter(folder_.path(), weights,
                         {.name = "tonight", .base_file = base_, .base_name = "acme/toy", .alpha = alpha});
  }
  json::Value config() const {
    return json::parse(model_files::read_text(folder_.path() / "adapter/adapter_config.json", 64 * KiB).value())
        .value();
  }
  tests::TemporaryFolder folder_;
  std::filesystem::path base_ = folder_.path() / "toy.gguf";
};

TEST_F(AdapterExport, KeepsAnAlphaThatIsNoFloat) {
  for (const double alpha : {0.1, 12.3, 32.0}) {
    const Result<Done> written = write(alpha);
    ASSERT_TRUE(written) << written.error().message;
    const double kept =
        model_files::GgufFile::open(folder_.path() / "adapter.gguf")->real("adapter.lora.alpha").value();
    EXPECT_FLOAT_EQ(static_cast<float>(kept), static_cast<float>(alpha));
    EXPECT_EQ(config().at("lora_alpha").to_number<double>(), kept) << "both say the same";
  }
}

TEST_F(AdapterExport, NamesItsBaseAndNoPathOfTheMachine) {
  ASSERT_TRUE(write(16));
  EXPECT_EQ(config().at("base_model_name_or_path").as_string(), "acme/toy");
}

}  // namespace
}  // namespace swarm::exporting
