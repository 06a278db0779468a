#include "trainer/program/recipe.hpp"

#include <fstream>
#include <sys/stat.h>

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

TEST_F(RecipeText, RefusesWhatIsNoFileAndNamesIt) {
  const Result<LoadedRecipe> device = load_recipe("/dev/null");
  ASSERT_FALSE(device);
  ASSERT_THAT(device.error().message, HasSubstr("/dev/null: a recipe expected, this is no plain file"))
      << "a pipe hangs";
  ASSERT_EQ(::mkfifo((folder_.path() / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(load_recipe(folder_.path() / "pipe").error().code, ErrorCode::invalid_input);
  for (const char* text : {"", "# nothing\n"})
    EXPECT_THAT(load(text).error().message, HasSubstr("recipe.yaml: name: required")) << text;
}

TEST_F(RecipeText, RefusesAWeightForAFamilyThatNoLessonHas) {
  Recipe recipe{.family_weights = {{"order", 1.2}, {"sums", 2}}};
  EXPECT_TRUE(check_family_weights(recipe, {"order", "sums", "lists"}));
  recipe.family_weights.emplace("ordr", 1);
  const Result<Done> refused = check_family_weights(recipe, {"order", "sums", "lists"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_input);
  EXPECT_THAT(refused.error().message,
              HasSubstr("family_weights.ordr: no lesson has this family; there are lists, order, sums"));
}

}  // namespace
}  // namespace swarm::program
