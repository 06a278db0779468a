#include "swarm/routing/router.hpp"

#include <algorithm>
#include <fmt/format.h>

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
  static constexpr std::size_t kKept = 12;
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

// What speaks for `one` rather than for `other`. A word and its parts are many features and one sign.
StrongestSigns signs_for(Head one, Head other, const std::vector<Feature>& features, std::size_t tokens) {
  const RouterModel& model = committed_router_model();
  StrongestSigns strongest;
  std::vector<Sign> words(tokens);
  for (const Feature& feature : features) {
    const HeadScores weights = model.weights_of(feature.bucket);
    const int weight =
        (weights[static_cast<std::size_t>(one)] - weights[static_cast<std::size_t>(other)]) * strength_of(feature.kind);
    if (feature.kind == FeatureKind::word || feature.kind == FeatureKind::spelling) {
      words[feature.first].feature = feature;
      words[feature.first].weight += weight;
    } else {
      strongest.offer({feature, weight});
    }
  }
  for (const Sign& word : words)
    strongest.offer(word);
  return strongest;
}

// The strongest signs that do not speak of the same words twice.
void tell(const StrongestSigns& signs, Head head, std::size_t count_max, const PromptTokens& prompt,
          std::vector<std::string>& reasons) {
  std::vector<Feature> told;
  for (const Sign& sign : signs.all()) {
    if (told.size() >= count_max) return;
    if (std::ranges::any_of(told, [&](const Feature& earlier) { return overlap(earlier, sign.feature); })) continue;
    std::string reason = fmt::format("{} speaks for {}", words_for(sign.feature, prompt), json::name_of(head));
    if (std::ranges::find(reasons, reason) != reasons.end()) continue;
    told.push_back(sign.feature);
    reasons.push_back(std::move(reason));
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
  const std::size_t tokens = prompt.tokens.size();
  tell(signs_for(decision.head, second, features, tokens), decision.head, kReasonsFor, prompt, decision.reasons);
  tell(signs_for(second, decision.head, features, tokens), second, kReasonsAgainst, prompt, decision.reasons);
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
