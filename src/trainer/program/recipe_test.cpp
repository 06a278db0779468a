#include "trainer/program/recipe.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace swarm::program {
namespace {

using testing::HasSubstr;

constexpr std::string_view kGood = "name: tiny\nlessons: [{path: lessons.jsonl}]\ntraining: {steps: 10}\n";

class RecipeText : public testing::Test {
 protected:
  Result<LoadedRecipe> load(std::string_view text) const {
    const std::filesystem::path path = folder_.path() / "recipe.yaml";
    std::ofstream(path, std::ios::binary) << text;
    return load_recipe(path);
  }
  std::string fault_of(std::string_view more) const {
    const Result<LoadedRecipe> recipe = load(std::string(kGood) + std::string(more));
    return recipe ? "" : recipe.error().message;
  }
  tests::TemporaryFolder folder_;
};

TEST_F(RecipeText, HasWhatIsSaidAndDefaultsForTheRest) {
  const Result<LoadedRecipe> loaded = load(
      "name: tiny\nseed: 7\nshape: {layers: 3, tied_output: false}\nlessons:\n  - path: a.jsonl\n"
      "    sha256: " +
      std::string(64, 'a') + "\nfamily_weights: {list: 1.6}\ntraining: {seconds: 30}\n");
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->recipe.seed, 7u);
  EXPECT_EQ(loaded->recipe.shape.shape().layers, 3);
  EXPECT_FALSE(loaded->recipe.shape.shape().tied_output);
  EXPECT_EQ(loaded->recipe.shape.shape().embedding, 128);
  EXPECT_EQ(loaded->recipe.family_weights.at("list"), 1.6);
  EXPECT_EQ(loaded->recipe.training.learning_rate, 3e-3);
  EXPECT_EQ(loaded->folder, folder_.path());
  EXPECT_EQ(loaded->sha256.size(), 64u);
}

TEST_F(RecipeText, NamesTheLineOfAnUnknownKey) {
  EXPECT_THAT(fault_of("layers: 3\n"), HasSubstr("recipe.yaml:4: layers"));
  EXPECT_THAT(fault_of("shape: {layer: 3}\n"), HasSubstr("layers"));
}

TEST_F(RecipeText, RefusesNumbersOutsideOfTheirBounds) {
  EXPECT_THAT(fault_of("vocabulary: 100\n"), HasSubstr("vocabulary: 266 to 2048 expected, got 100"));
  EXPECT_THAT(fault_of("shape: {layers: 0}\n"), HasSubstr("shape.layers"));
  EXPECT_THAT(fault_of("family_weights: {list: -1}\n"), HasSubstr("family_weights.list"));
}

TEST_F(RecipeText, RefusesWhatDoesNotFitTogether) {
  EXPECT_THAT(fault_of("shape: {embedding: 130}\n"), HasSubstr("no multiple of heads"));
  EXPECT_THAT(fault_of("shape: {context: 128}\n"), HasSubstr("training"));
  EXPECT_THAT(fault_of("validation: [{path: v, sha256: abc}]\n"), HasSubstr("validation[0].sha256"));
}

TEST_F(RecipeText, NeedsALimit) {
  EXPECT_THAT(load("name: tiny\nlessons: [{path: a}]\n").error().message, HasSubstr("steps or seconds"));
}

TEST_F(RecipeText, RefusesANameThatIsNoFileName) {
  EXPECT_THAT(load("name: ../tiny\nlessons: [{path: a}]\ntraining: {steps: 1}\n").error().message, HasSubstr("name"));
}

TEST_F(RecipeText, RefusesWhatIsNotThere) {
  EXPECT_FALSE(load_recipe(folder_.path() / "none.yaml"));
}

}  // namespace
}  // namespace swarm::program
