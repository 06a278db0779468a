// The committed weights against the committed suites. Prints the confusion tables.

#include <cstdio>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "swarm/routing/router_training/classifier_trainer.hpp"
#include "swarm/routing/router_training/router_report.hpp"

namespace swarm::router_training {
namespace {

using answers::Head;

constexpr double kAccuracyMin = 0.95;
constexpr double kCalibrationErrorMax = 0.05;

LabelledPrompts suite(const std::string& name) {
  Result<LabelledPrompts> read = read_prompts(std::string(SWARM_SOURCE_FOLDER) + "/suites/routing/" + name + ".jsonl");
  if (!read) throw std::runtime_error(read.error().message);
  return std::move(*read);
}

RouterReport measure(const std::string& name, const std::vector<const LabelledPrompt*>& prompts) {
  std::vector<Routed> routed;
  for (const LabelledPrompt* prompt : prompts)
    routed.push_back(route_by(routing::committed_router_model(), *prompt));
  RouterReport report = report_of(routed);
  std::printf("%s", text_of(name, report).c_str());
  for (const Routed& one : report.wrong) {
    std::printf("    %s (%.2f) for %s: %s\n", std::string(json::name_of(one.chosen)).c_str(), one.chance,
                std::string(json::name_of(one.prompt->head)).c_str(), one.prompt->prompt.c_str());
  }
  return report;
}

std::vector<const LabelledPrompt*> all_of(const LabelledPrompts& suite) {
  std::vector<const LabelledPrompt*> prompts;
  for (const LabelledPrompt& prompt : suite.prompts)
    prompts.push_back(&prompt);
  return prompts;
}

TEST(RouterSuite, IsWhatTheCommittedWeightsWereTrainedOn) {
  EXPECT_EQ(suite("families").sha256, routing::committed_router_model().data_sha256)
      << "run 'make train-router' and commit the weights with the suite";
}

TEST(RouterSuite, HasManyFamiliesOfEveryHead) {
  const LabelledPrompts families = suite("families");
  EXPECT_GE(families.prompts.size(), 1'500U);
  std::map<Head, std::set<std::string>> names;
  for (const LabelledPrompt& prompt : families.prompts)
    names[prompt.head].insert(prompt.family);
  for (const auto& head : enum_names(Head{}))
    EXPECT_GE(names[head.value].size(), 60U) << head.name;
}

TEST(RouterSuite, IsRoutedRightOnFamiliesThatWereNeverTrainedOn) {
  const LabelledPrompts families = suite("families");
  std::vector<const LabelledPrompt*> unseen;
  for (const LabelledPrompt& prompt : families.prompts) {
    if (part_of(prompt.family) == 0) unseen.push_back(&prompt);
  }
  ASSERT_GE(unseen.size(), 500U);
  const RouterReport report = measure("unseen families", unseen);
  EXPECT_GE(report.accuracy(), kAccuracyMin);
  EXPECT_LE(report.calibration_error, kCalibrationErrorMax);
}

TEST(RouterSuite, IsRoutedRightOnTheHandWrittenPrompts) {
  const LabelledPrompts written = suite("written");
  ASSERT_GE(written.prompts.size(), 250U);
  const RouterReport report = measure("written", all_of(written));
  EXPECT_GE(report.accuracy(), kAccuracyMin);
  EXPECT_LE(report.calibration_error, kCalibrationErrorMax);
}

TEST(RouterSuite, IsRoutedRightOnTheBlindPrompts) {
  const LabelledPrompts blind = suite("blind");
  ASSERT_GE(blind.prompts.size(), 250U);
  const RouterReport report = measure("blind", all_of(blind));
  EXPECT_GE(report.accuracy(), kAccuracyMin);
  EXPECT_LE(report.calibration_error, kCalibrationErrorMax);
}

TEST(RouterSuite, SharesNoPromptBetweenTrainingAndMeasuring) {
  std::set<std::string> trained;
  const LabelledPrompts families = suite("families");
  for (const LabelledPrompt& prompt : families.prompts)
    trained.insert(prompt.prompt);
  for (const char* name : {"written", "blind"}) {
    const LabelledPrompts measured = suite(name);
    for (const LabelledPrompt& prompt : measured.prompts)
      EXPECT_FALSE(trained.contains(prompt.prompt)) << prompt.prompt;
  }
}

}  // namespace
}  // namespace swarm::router_training
