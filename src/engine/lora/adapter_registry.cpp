#include "engine/lora/adapter_registry.hpp"

#include <fmt/format.h>

#include "engine/lora/adapter_name.hpp"

namespace swarm::lora {

class AdapterVersion {
 public:
  using Engine = std::weak_ptr<batching::Inference*>;

  AdapterVersion(AdapterFacts facts, std::shared_ptr<llama::Adapter> weights, Engine engine, telemetry::Counter unloads)
      : facts_(std::move(facts)), weights_(std::move(weights)), engine_(std::move(engine)), unloads_(unloads) {}
  ~AdapterVersion();
  AdapterVersion(const AdapterVersion&) = delete;
  AdapterVersion& operator=(const AdapterVersion&) = delete;

  const AdapterFacts& facts() const { return facts_; }
  const std::shared_ptr<llama::Adapter>& weights() const { return weights_; }
  void tell_end(runtime::OneShot<Done> gone) { gone_ = std::move(gone); }  // before the registry's hold ends

 private:
  const AdapterFacts facts_;
  std::shared_ptr<llama::Adapter> weights_;
  const Engine engine_;
  const telemetry::Counter unloads_;
  std::optional<runtime::OneShot<Done>> gone_;
};

AdapterVersion::~AdapterVersion() {
  const auto engine = engine_.lock();
  auto ended = [gone = std::move(gone_), unloads = unloads_] {
    unloads.add();
    if (gone) gone->deliver(Done{});
  };
  if (engine)
    (*engine)->release(std::move(weights_), std::move(ended));
  else
    ended();
}

std::shared_ptr<llama::Adapter> AdapterUse::weights() const {
  return version_ ? version_->weights() : nullptr;
}

namespace {

Error unknown(std::string_view name) {
  return {.code = ErrorCode::not_found,
          .message = fmt::format("the model '{}' does not exist; GET /v1/models lists what does", name.substr(0, 200)),
          .reason = "model_not_found"};
}

}  // namespace

AdapterRegistry::AdapterRegistry(RegistryConfig config, Deps deps)
    : config_(std::move(config)),
      deps_(std::move(deps)),
      metrics_(deps_.metrics),
      engine_(std::make_shared<batching::Inference*>(&deps_.inference)) {}

AdapterRegistry::~AdapterRegistry() = default;

Result<Done> AdapterRegistry::reserve(const std::string& name, IfLoaded if_loaded) {
  TRY(check_name(name));
  if (name == config_.base_name)
    return fail(ErrorCode::conflict, "adapter_loaded", fmt::format("'{}' is the name of the model itself", name));
  MutexLock lock(mutex_);
  const bool is_known = versions_.contains(name);
  if (is_known && if_loaded == IfLoaded::refuse) {
    return fail(ErrorCode::conflict, "adapter_loaded",
                fmt::format("The lora adapter '{}' has already been loaded. If you want to load the adapter in place, "
                            "set 'load_inplace' to True.",
                            name));
  }
  if (loading_.contains(name))
    return fail(ErrorCode::conflict, "adapter_loading", fmt::format("'{}' is being loaded by another request", name));
  if (!is_known && versions_.size() + loading_.size() >= config_.adapters_max) {
    return fail(ErrorCode::limit_exceeded, "adapters_max",
                fmt::format("{} adapters are loaded, which is the limit; unload one", config_.adapters_max));
  }
  loading_.insert(name);
  return Done{};
}

Result<AdapterFacts> AdapterRegistry::load(const AdapterOrigin& origin, IfLoaded if_loaded) {
  TRY(reserve(origin.name, if_loaded));
  Result<LoadedAdapter> loaded = deps_.loader.load(origin);
  if (!loaded) {
    metrics_.refusals.add();
    deps_.log.warn("adapter_refused", {{"adapter", origin.name}, {"error", loaded.error().message}});
    MutexLock lock(mutex_);
    loading_.erase(origin.name);
    return std::unexpected(std::move(loaded).error());
  }
  AdapterFacts facts{.name = origin.name,
                     .path = origin.path.string(),
                     .sha256 = std::move(loaded->sha256),
                     .bytes = loaded->bytes,
                     .loaded_at = deps_.clock.now()};
  {
    MutexLock lock(mutex_);
    facts.version = ++last_version_;
  }
  install(facts, std::move(loaded->weights));
  metrics_.loads.add();
  deps_.log.info("adapter_loaded", {{"adapter", facts.name}, {"version", facts.version}, {"bytes", facts.bytes.count}});
  return facts;
}

void AdapterRegistry::install(AdapterFacts facts, std::shared_ptr<llama::Adapter> weights) {
  const std::string name = facts.name;
  auto version = std::make_shared<AdapterVersion>(std::move(facts), std::move(weights), engine_, metrics_.unloads);
  std::shared_ptr<AdapterVersion> before;  // its end calls the engine, behind the lock
  MutexLock lock(mutex_);
  loading_.erase(name);
  before = std::exchange(versions_[name], std::move(version));
  metrics_.loaded.set(static_cast<double>(versions_.size()));
}

std::shared_ptr<AdapterVersion> AdapterRegistry::take(std::string_view name) {
  MutexLock lock(mutex_);
  const auto found = versions_.find(name);
  if (found == versions_.end()) return nullptr;
  auto version = std::move(found->second);
  versions_.erase(found);
  metrics_.loaded.set(static_cast<double>(versions_.size()));
  return version;
}

Async<Result<Done>> AdapterRegistry::unload(std::string name) {
  std::shared_ptr<AdapterVersion> version = take(name);
  if (!version)
    co_return fail(ErrorCode::not_found, "adapter_not_found",
                   fmt::format("The lora adapter '{}' cannot be found.", name.substr(0, kNameBytesMax)));
  const runtime::OneShot<Done> gone;
  version->tell_end(gone);
  version.reset();
  co_return co_await gone.receive();
}

Result<AdapterUse> AdapterRegistry::use(std::string_view name) const {
  if (name == config_.base_name) return AdapterUse();
  MutexLock lock(mutex_);
  const auto found = versions_.find(name);
  if (found == versions_.end()) return std::unexpected(unknown(name));
  return AdapterUse(found->second);
}

std::vector<AdapterFacts> AdapterRegistry::list() const {
  MutexLock lock(mutex_);
  std::vector<AdapterFacts> all;
  for (const auto& [name, version] : versions_) {
    all.push_back(version->facts());
    all.back().users = version.use_count() - 1;
  }
  return all;
}

}  // namespace swarm::lora
