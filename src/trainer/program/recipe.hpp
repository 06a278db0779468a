#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "trainer/data/byte_pairs.hpp"
#include "trainer/export/model_description.hpp"

namespace swarm::program {

struct RecipeFile {
  std::string path;      // relative to the recipe
  std::string sha256{};  // empty: not checked

  static constexpr auto schema = json::object(
      "RecipeFile",
      json::field("path", &RecipeFile::path, "Lessons (JSONL), relative to the recipe.", json::required,
                  json::length{1, 4096}),
      json::field("sha256", &RecipeFile::sha256, "That the file must have; empty: any.", json::length{0, 64}));
};

struct RecipeShape {
  std::int64_t layers = 5, embedding = 128, heads = 4, key_value_heads = 2, feed_forward = 384, context = 512;
  double rope_base = 10'000, norm_epsilon = 1e-6;
  bool tied_output = true;

  exporting::ModelShape shape() const;

  static constexpr auto schema = json::object(
      "RecipeShape", json::field("layers", &RecipeShape::layers, "Blocks.", json::between{1, 128}),
      json::field("embedding", &RecipeShape::embedding, "Length of the residual stream.", json::between{8, 8192}),
      json::field("heads", &RecipeShape::heads, "Of queries.", json::between{1, 128}),
      json::field("key_value_heads", &RecipeShape::key_value_heads, "Of keys and values.", json::between{1, 128}),
      json::field("feed_forward", &RecipeShape::feed_forward, "Inner length.", json::between{8, 65'536}),
      json::field("context", &RecipeShape::context, "Tokens that it is made for.", json::between{16, 1'048'576}),
      json::field("rope_base", &RecipeShape::rope_base, "Of the rotary positions.", json::fraction{1, 1e9}),
      json::field("norm_epsilon", &RecipeShape::norm_epsilon, "Of RMS norms.", json::fraction{1e-12, 1e-2}),
      json::field("tied_output", &RecipeShape::tied_output, "The output uses the embedding's matrix."));
};

struct RecipeTraining {
  std::int64_t steps = 0;
  double seconds = 0;
  std::int64_t rows = 8, columns = 256;
  double learning_rate = 3e-3;
  std::int64_t warm_up_steps = 100;
  double floor_ratio = 0.02;
  double weight_decay = 0.05;
  double beta1 = 0.9, beta2 = 0.98;
  double gradient_norm_max = 1;
  std::int64_t look_steps = 500;
  std::int64_t validation_lessons_max = 1000;

  static constexpr auto schema = json::object(
      "RecipeTraining",
      json::field("steps", &RecipeTraining::steps, "At most; 0: no limit.", json::between{0, 100'000'000}),
      json::field("seconds", &RecipeTraining::seconds, "At most; 0: no limit.", json::fraction{0, 1e7}),
      json::field("rows", &RecipeTraining::rows, "Of a batch.", json::between{1, 4096}),
      json::field("columns", &RecipeTraining::columns, "Positions of a row.", json::between{16, 65'536}),
      json::field("learning_rate", &RecipeTraining::learning_rate, "The highest.", json::fraction{1e-9, 1}),
      json::field("warm_up_steps", &RecipeTraining::warm_up_steps, "Up to it.", json::between{0, 1'000'000}),
      json::field("floor_ratio", &RecipeTraining::floor_ratio, "Where the cosine ends.", json::fraction{0, 1}),
      json::field("weight_decay", &RecipeTraining::weight_decay, "Of matrices.", json::fraction{0, 1}),
      json::field("beta1", &RecipeTraining::beta1, "Of AdamW.", json::fraction{0, 0.9999}),
      json::field("beta2", &RecipeTraining::beta2, "Of AdamW.", json::fraction{0, 0.99999}),
      json::field("gradient_norm_max", &RecipeTraining::gradient_norm_max, "Longer ones are cut.",
                  json::fraction{1e-6, 1e6}),
      json::field("look_steps", &RecipeTraining::look_steps, "Between looks at the validation lessons.",
                  json::between{1, 1'000'000}),
      json::field("validation_lessons_max", &RecipeTraining::validation_lessons_max, "That a look takes.",
                  json::between{1, 100'000}));
};

// How a model is made: everything that its weights follow from, besides the machine's speed when time is the limit.
struct Recipe {
  std::string name, version = "0.0.0", license = "Apache-2.0", description;
  std::uint64_t seed = 1;
  std::int64_t vocabulary = 640;
  RecipeShape shape{};
  std::vector<RecipeFile> lessons{};
  std::vector<RecipeFile> validation{};
  std::map<std::string, double> family_weights{};
  RecipeTraining training{};

  static constexpr auto schema = json::object(
      "Recipe", json::field("name", &Recipe::name, "Of the model and its file.", json::required, json::length{1, 64}),
      json::field("version", &Recipe::version, "Of the model.", json::length{1, 32}, json::plain),
      json::field("license", &Recipe::license, "Of the weights.", json::length{1, 64}, json::plain),
      json::field("description", &Recipe::description, "What it is for.", json::length{0, 1024}),
      json::field("seed", &Recipe::seed, "Of all chance."),
      json::field("vocabulary", &Recipe::vocabulary, "Tokens.",
                  json::between{static_cast<std::int64_t>(data::kFirstMergedToken),
                                static_cast<std::int64_t>(data::kVocabularyMax)}),
      json::field("shape", &Recipe::shape, "Of the decoder."),
      json::field("lessons", &Recipe::lessons, "Files to learn from.", json::required, json::items{1, 64}),
      json::field("validation", &Recipe::validation, "Files that are only looked at.", json::items{0, 64}),
      json::field("family_weights", &Recipe::family_weights, "Shares of families; 1 where none is said.",
                  json::items{0, 1000}),
      json::field("training", &Recipe::training, "How it is trained."));
};

struct LoadedRecipe {
  Recipe recipe;
  std::filesystem::path folder;  // that its files are relative to
  std::string sha256;            // of its text
};

// `invalid_input` with every fault, each with its line; also for keys that are not known, and for what is no plain
// file.
Result<LoadedRecipe> load_recipe(const std::filesystem::path& file);

// `invalid_input` when `family_weights` names a family that is not among those of the lessons.
Result<Done> check_family_weights(const Recipe& recipe, const std::set<std::string>& families);

}  // namespace swarm::program
