#include "swarm/routing/router.hpp"

#include <fstream>
#include <map>

#include <gtest/gtest.h>

namespace swarm::routing {
namespace {

using answers::Head;

struct Labelled {
  std::string prompt;
  Head head = Head::math;
  std::string family;
  static constexpr auto schema = json::object("Labelled", json::field("prompt", &Labelled::prompt, "", json::required),
                                              json::field("head", &Labelled::head, "", json::required),
                                              json::field("family", &Labelled::family, ""));
};

std::vector<Labelled> labelled_set() {
  std::vector<Labelled> set;
  std::ifstream file(std::string(SWARM_SOURCE_FOLDER) + "/suites/routing/written.jsonl");
  for (std::string line; std::getline(file, line);) {
    Result<Labelled> entry = json::parse_as<Labelled>(line);
    if (entry)
      set.push_back(std::move(*entry));
    else
      ADD_FAILURE() << line << ": " << entry.error().message;
  }
  return set;
}

TEST(Router, IsBetterThanAlwaysTheCommonestHeadOnTheLabelledSet) {
  const std::vector<Labelled> set = labelled_set();
  ASSERT_GE(set.size(), 250U);
  std::map<std::pair<Head, Head>, int> confusion;
  std::map<Head, std::size_t> labels;
  std::size_t right = 0;
  for (const Labelled& entry : set) {
    const Head chosen = route(entry.prompt, std::nullopt).head;
    ++confusion[{entry.head, chosen}];
    ++labels[entry.head];
    right += chosen == entry.head ? 1 : 0;
  }
  std::size_t commonest = 0;
  for (const auto& [head, count] : labels)
    commonest = std::max(commonest, count);
  for (const auto& [pair, count] : confusion) {
    std::printf("%-10s as %-10s %4d\n", std::string(json::name_of(pair.first)).c_str(),
                std::string(json::name_of(pair.second)).c_str(), count);
  }
  std::printf("right: %zu of %zu\n", right, set.size());
  EXPECT_GT(right, commonest);
}

TEST(Router, GivesReasonsAndChancesThatSumToOne) {
  const RouteDecision decision = route("What is 15% of 80?", std::nullopt);
  EXPECT_EQ(decision.head, Head::math);
  EXPECT_FALSE(decision.reasons.empty());
  double sum = 0;
  for (const HeadChance& chance : decision.chances)
    sum += chance.probability;
  EXPECT_NEAR(sum, 1.0, 1e-9);
}

TEST(Router, FollowsTheCallersWish) {
  EXPECT_EQ(route("What is 15% of 80?", Head::code).head, Head::code);
  EXPECT_EQ(route("What is 15% of 80?", Head::code).chances.size(), 1U);
}

TEST(Router, TakesAnyBytes) {
  EXPECT_EQ(route("", std::nullopt).head, Head::reasoning);
  EXPECT_NO_THROW(route(std::string(1'000'000, '\xff'), std::nullopt));
}

}  // namespace
}  // namespace swarm::routing
