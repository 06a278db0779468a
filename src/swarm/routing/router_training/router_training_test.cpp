#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"
#include "swarm/routing/router_training/classifier_trainer.hpp"
#include "swarm/routing/router_training/router_report.hpp"

namespace swarm::router_training {
namespace {

using answers::Head;

std::vector<LabelledPrompt> a_few_prompts() {
  std::vector<LabelledPrompt> prompts;
  for (const char* thing : {"cat", "lamp", "river", "song"}) {
    prompts.push_back({std::string("tell me about a ") + thing, Head::reasoning, "about"});
    prompts.push_back({std::string("how many ") + thing + "s are 3 + 4 " + thing + "s", Head::math, "sums"});
  }
  return prompts;
}

std::vector<const LabelledPrompt*> pointers_to(const std::vector<LabelledPrompt>& prompts) {
  std::vector<const LabelledPrompt*> pointers;
  for (const LabelledPrompt& prompt : prompts)
    pointers.push_back(&prompt);
  return pointers;
}

TEST(ClassifierTrainer, LearnsWhatItIsShown) {
  const std::vector<LabelledPrompt> prompts = a_few_prompts();
  const TrainedRouter router = train(examples_of(pointers_to(prompts)), {});
  for (const LabelledPrompt& prompt : prompts)
    EXPECT_EQ(route_by(router.model(), prompt).chosen, prompt.head) << prompt.prompt;
}

TEST(ClassifierTrainer, GivesTheSameTableForTheSameSeed) {
  const std::vector<LabelledPrompt> prompts = a_few_prompts();
  const std::vector<Example> examples = examples_of(pointers_to(prompts));
  EXPECT_EQ(train(examples, {}).cells, train(examples, {}).cells);
  EXPECT_NE(train(examples, {}).cells, train(examples, {.seed = 2}).cells);
}

TEST(ClassifierTrainer, WritesReadableWeights) {
  const std::vector<LabelledPrompt> prompts = a_few_prompts();
  for (const char cell : train(examples_of(pointers_to(prompts)), {}).cells) {
    ASSERT_GE(cell, '!');
    ASSERT_LE(cell, '}');
  }
}

TEST(RouterReport, CountsTheConfusionAndTheCalibrationError) {
  const std::vector<LabelledPrompt> prompts = a_few_prompts();
  const std::vector<Routed> routed{{&prompts[0], Head::reasoning, 0.9}, {&prompts[1], Head::code, 0.7}};
  const RouterReport report = report_of(routed);
  EXPECT_EQ(report.right, 1U);
  EXPECT_EQ(report.confusion[static_cast<std::size_t>(Head::math)][static_cast<std::size_t>(Head::code)], 1U);
  EXPECT_NEAR(report.calibration_error, (0.1 + 0.7) / 2, 1e-9);
  ASSERT_EQ(report.wrong.size(), 1U);
}

TEST(LabelledPrompts, NameTheLineThatIsWrong) {
  const tests::TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "prompts.jsonl";
  std::ofstream(file) << R"({"prompt": "a", "head": "math", "family": "f"})" << "\n" << R"({"prompt": "b"})" << "\n";
  const Result<LabelledPrompts> read = read_prompts(file);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("line 2"), std::string::npos);
  EXPECT_EQ(read_prompts("/nowhere/at/all").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace swarm::router_training
