#include "providers/chat/catalogue.hpp"

#include <gtest/gtest.h>

namespace swarm::chat {
namespace {

ProviderConfig provider(std::string name, std::vector<std::string> models) {
  ProviderConfig config{.name = std::move(name), .base_url = "http://127.0.0.1:9100/v1"};
  for (std::string& model : models)
    config.models.push_back({.name = std::move(model)});
  return config;
}

std::vector<std::string> paths_of(const Result<Catalogue>& catalogue) {
  std::vector<std::string> paths;
  for (const Fault& fault : catalogue ? std::vector<Fault>{} : catalogue.error().faults)
    paths.push_back(fault.path);
  return paths;
}

TEST(Catalogue, FindsAModelByItsWholeNameAndAloneWhereThatIsClear) {
  const auto catalogue = Catalogue::check({provider("one", {"a", "b"}), provider("two", {"b", "org/c"})});
  ASSERT_TRUE(catalogue) << catalogue.error().message;
  EXPECT_EQ(catalogue->find("one/a"), (Target{0, 0}));
  EXPECT_EQ(catalogue->find("a"), (Target{0, 0}));
  EXPECT_EQ(catalogue->find("two/org/c"), (Target{1, 1}));
  EXPECT_EQ(catalogue->find("org/c"), (Target{1, 1}));
  EXPECT_EQ(catalogue->find("b"), std::nullopt);  // two have it
  EXPECT_EQ(catalogue->find("two/b"), (Target{1, 0}));
  EXPECT_EQ(catalogue->find("three/b"), std::nullopt);
}

TEST(Catalogue, AWholeNameGoesBeforeAModelThatIsCalledLikeIt) {
  const auto catalogue = Catalogue::check({provider("one", {"two/b"}), provider("two", {"b"})});
  ASSERT_TRUE(catalogue) << catalogue.error().message;
  EXPECT_EQ(catalogue->find("two/b"), (Target{1, 0}));
}

TEST(Catalogue, NamesEveryMistakeWithItsPlace) {
  ProviderConfig cloud = provider("swarm", {"x", "x"});
  cloud.provider_class = ProviderClass::cloud;
  cloud.base_url = "ftp://example.com";
  EXPECT_EQ(
      paths_of(Catalogue::check({cloud})),
      (std::vector<std::string>{
          "$.providers[0].name", "$.providers[0].base_url", "$.providers[0].models[0].dollars_per_million_input_tokens",
          "$.providers[0].models[0].dollars_per_million_output_tokens", "$.providers[0].models[1].name",
          "$.providers[0].models[1].dollars_per_million_input_tokens",
          "$.providers[0].models[1].dollars_per_million_output_tokens"}));
  EXPECT_EQ(paths_of(Catalogue::check({provider("a", {"x"}), provider("a", {"y"})})),
            std::vector<std::string>{"$.providers[1].name"});
}

TEST(Catalogue, AFallbackIsAnotherModelThatExists) {
  ProviderConfig one = provider("one", {"a"});
  one.models[0].fallbacks = {"two/b"};
  const auto catalogue = Catalogue::check({one, provider("two", {"b"})});
  ASSERT_TRUE(catalogue) << catalogue.error().message;
  EXPECT_EQ(catalogue->model_of({0, 0}).fallbacks, std::vector<Target>{(Target{1, 0})});
  one.models[0].fallbacks = {"one/a", "three/x"};
  EXPECT_EQ(paths_of(Catalogue::check({one})).size(), 2U);
}

TEST(Catalogue, CountsWhatACallCosts) {
  ProviderConfig one = provider("one", {"a"});
  one.models[0].dollars_per_million_input_tokens = 0.15;
  one.models[0].dollars_per_million_output_tokens = 0.60;
  const auto catalogue = Catalogue::check({one});
  ASSERT_TRUE(catalogue) << catalogue.error().message;
  EXPECT_EQ(catalogue->model_of({0, 0}).cost_of({.input = 1'000, .output = 100}), Money{150'000 + 60'000});
  EXPECT_FALSE(catalogue->model_of({0, 0}).is_free());
}

}  // namespace
}  // namespace swarm::chat
