#include "swarm/answering/model_plans.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace swarm::answering {

namespace {

using chat::ChatModel;
using chat::ProviderClass;
using Models = std::vector<ChatModel*>;

// Finds what one head's configuration names, and collects what it does not find.
class Planner {
 public:
  Planner(const Models& models, std::vector<Fault>& faults) : models_(models), faults_(faults) {}

  HeadPlan plan(const HeadConfig& config, std::string_view head) {
    HeadPlan plan{.config = config};
    const std::string path = fmt::format("$.answering.{}", head);
    plan.local = config.local_model.empty() ? first_local() : named(config.local_model, path + ".local_model");
    plan.vote = config.vote.model.empty() ? plan.local : named(config.vote.model, path + ".vote.model");
    for (std::size_t i = 0; i < config.cloud_models.size(); ++i)
      plan.cloud.push_back(named(config.cloud_models[i], fmt::format("{}.cloud_models[{}]", path, i)));
    if (config.cloud_models.empty()) plan.cloud = all_of_cloud();
    if (config.vote.samples_min > config.vote.samples_max)
      faults_.push_back({path + ".vote.samples_min", "at most vote.samples_max expected"});
    return plan;
  }

 private:
  ChatModel* first_local() const {
    const auto found = std::ranges::find(models_, ProviderClass::local, &ChatModel::provider_class);
    return found == models_.end() ? nullptr : *found;
  }
  Models all_of_cloud() const {
    Models cloud;
    for (ChatModel* model : models_) {
      if (model->provider_class() == ProviderClass::cloud && cloud.size() < kCloudModelsMax) cloud.push_back(model);
    }
    return cloud;
  }
  ChatModel* named(std::string_view name, std::string path) {
    const auto found = std::ranges::find(models_, name, &ChatModel::name);
    if (found != models_.end()) return *found;
    faults_.push_back({std::move(path), fmt::format("no chat model '{}' is configured under providers", name)});
    return nullptr;
  }

  const Models& models_;
  std::vector<Fault>& faults_;
};

}  // namespace

bool HeadPlan::has(StageName stage) const {
  return std::ranges::find(config.stages, stage) != config.stages.end();
}

Result<ModelPlans> ModelPlans::check(const AnsweringConfig& config, const Models& models) {
  ModelPlans plans;
  std::vector<Fault> faults;
  Planner planner(models, faults);
  const std::array<const HeadConfig*, 4> heads{&config.math, &config.logic, &config.code, &config.reasoning};
  for (const auto& head : enum_names(answers::Head{})) {
    const auto place = static_cast<std::size_t>(head.value);
    plans.plans_[place] = planner.plan(*heads[place], head.name);
  }
  if (!faults.empty()) return std::unexpected(json::error_of(std::move(faults)));
  return plans;
}

}  // namespace swarm::answering
