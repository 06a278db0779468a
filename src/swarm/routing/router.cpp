#include "swarm/routing/router.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>

#include "swarm/routing/router_model.hpp"

namespace swarm::routing {

namespace {

using answers::Head;

constexpr std::string_view kRouterVersion = "linear-2";

// Something that was seen in the prompt, and what it adds to the distance between two heads, in steps of the weights.
struct Sign {
  Feature feature;
  int weight = 0;
};

// The strongest few, heaviest first.
class StrongestSigns {
 public:
  void offer(const Sign& sign) {
    if (sign.weight <= 0 || (count_ == kKept && sign.weight <= kept_[count_ - 1].weight)) return;
    std::size_t at = count_ < kKept ? count_++ : kKept - 1;
    for (; at > 0 && kept_[at - 1].weight < sign.weight; --at)
      kept_[at] = kept_[at - 1];
    kept_[at] = sign;
  }
  std::span<const Sign> all() const { return {kept_.data(), count_}; }

 private:
  static constexpr std::size_t kKept = 16;
  std::array<Sign, kKept> kept_;
  std::size_t count_ = 0;
};

bool is_about_tokens(const Feature& feature) {
  return feature.kind != FeatureKind::always && feature.kind != FeatureKind::classes &&
         feature.kind != FeatureKind::structure;
}

bool overlap(const Feature& a, const Feature& b) {
  return is_about_tokens(a) && is_about_tokens(b) && a.first < b.first + b.count && b.first < a.first + a.count;
}

struct Signs {
  StrongestSigns for_first, for_second;
};

// What speaks for one head rather than for the other, and the reverse. A word and its parts are many features and one
// sign.
Signs signs_between(Head first, Head second, const std::vector<Feature>& features, std::size_t tokens) {
  const RouterModel& model = committed_router_model();
  Signs signs;
  std::vector<Sign> words(tokens);
  const auto offer = [&](const Feature& feature, int weight) {
    signs.for_first.offer({feature, weight});
    signs.for_second.offer({feature, -weight});
  };
  for (const Feature& feature : features) {
    const HeadWeights weights = model.weights_of(feature);
    const int weight = weights[static_cast<std::size_t>(first)] - weights[static_cast<std::size_t>(second)];
    if (feature.kind == FeatureKind::word || feature.kind == FeatureKind::spelling) {
      words[feature.first].feature = feature;
      words[feature.first].weight += weight;
    } else {
      offer(feature, weight);
    }
  }
  for (const Sign& word : words)
    offer(word.feature, word.weight);
  return signs;
}

// The strongest signs that do not speak of the same words twice; of counts and classes at most two.
void tell(const StrongestSigns& signs, Head head, std::size_t count_max, const PromptTokens& prompt,
          std::vector<std::string>& reasons) {
  constexpr std::ptrdiff_t kAbstractMax = 2;
  std::vector<Feature> told;
  for (const Sign& sign : signs.all()) {
    if (told.size() >= count_max) return;
    if (std::ranges::any_of(told, [&](const Feature& earlier) { return overlap(earlier, sign.feature); })) continue;
    const bool concrete = is_about_tokens(sign.feature);
    if (!concrete && std::ranges::count_if(told, std::not_fn(is_about_tokens)) >= kAbstractMax) continue;
    const std::string reason = words_for(sign.feature, prompt) + " speaks for ";
    if (std::ranges::any_of(reasons, [&](const std::string& said) { return said.starts_with(reason); })) continue;
    told.push_back(sign.feature);
    reasons.push_back(reason + std::string(json::name_of(head)));
  }
}

RouteDecision decide(std::string_view text) {
  constexpr std::size_t kReasonsFor = 5, kReasonsAgainst = 2;
  const PromptTokens prompt(text);
  const std::vector<Feature> features = features_of(prompt);
  const RouterModel& model = committed_router_model();
  const std::array<double, kHeadCount> chances = model.chances_of(model.scores_of(features), features);
  RouteDecision decision;
  for (const auto& entry : enum_names(Head{}))
    decision.chances.push_back({entry.value, chances[static_cast<std::size_t>(entry.value)]});
  std::ranges::sort(decision.chances, std::less{},
                    [](const HeadChance& chance) { return std::pair(-chance.probability, chance.head); });
  decision.head = decision.chances[0].head;
  const Head second = decision.chances[1].head;
  const Signs signs = signs_between(decision.head, second, features, prompt.tokens.size());
  tell(signs.for_first, decision.head, kReasonsFor, prompt, decision.reasons);
  tell(signs.for_second, second, kReasonsAgainst, prompt, decision.reasons);
  return decision;
}

}  // namespace

RouteDecision route(std::string_view prompt, std::optional<answers::Head> wanted) {
  RouteDecision decision;
  if (wanted) {
    decision.head = *wanted;
    decision.chances = {{*wanted, 1.0}};
    decision.reasons = {"the caller asked for this head"};
  } else {
    decision = decide(prompt);
  }
  decision.router = kRouterVersion;
  return decision;
}

}  // namespace swarm::routing
