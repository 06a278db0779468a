#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "engine/batching/inference.hpp"
#include "engine/lora/adapter_loader.hpp"
#include "engine/lora/adapter_metrics.hpp"
#include "platform/runtime/one_shot.hpp"
#include "platform/telemetry/log.hpp"

namespace swarm::lora {

struct AdapterFacts {
  std::string name;
  std::string path;
  std::string sha256;
  Bytes bytes{};
  std::int64_t version = 0;  // counts what was loaded under any name
  Time loaded_at{};
  std::int64_t users = 0;  // requests that run with it or wait for it
};

enum class IfLoaded { refuse, replace };

struct RegistryConfig {
  std::string base_name;          // of the model itself, which no adapter may have
  std::size_t adapters_max = 64;  // with those that are being loaded
};

// One set of weights under a name. Its end comes after its last user's: then the engine lets go of it, and whoever
// waits for its unloading hears of it.
class AdapterVersion;

// A request's hold on an adapter, or on the base model alone. While it lives the weights stay.
class AdapterUse {
 public:
  AdapterUse() = default;
  explicit AdapterUse(std::shared_ptr<const AdapterVersion> version) : version_(std::move(version)) {}
  std::shared_ptr<llama::Adapter> weights() const;  // none: the base model

 private:
  std::shared_ptr<const AdapterVersion> version_;
};

// The adapters beside one model, by name. Loading happens on the caller's thread, so that generations go on; a name
// becomes known when its weights are there. Loading under a known name makes a new version: requests that run finish
// on the old one. Thread-safe. It ends before the engine does, and after its users.
class AdapterRegistry {
 public:
  struct Deps {
    AdapterLoader& loader;
    batching::Inference& inference;
    const Clock& clock;
    telemetry::Metrics& metrics;
    telemetry::Log log;
  };
  AdapterRegistry(RegistryConfig config, Deps deps);
  ~AdapterRegistry();

  // Blocks while it reads. What AdapterLoader::load says, and `invalid_input` for a name that cannot be one, `conflict`
  // (reason "adapter_loaded") for a name that is taken, or "adapter_loading" while another load of it runs,
  // `limit_exceeded` (reason "adapters_max").
  Result<AdapterFacts> load(const AdapterOrigin& origin, IfLoaded if_loaded);
  // From now on nobody finds it; ends when its last user has ended and its weights are given back. `not_found`.
  Async<Result<Done>> unload(std::string name);

  // `not_found` (reason "model_not_found").
  Result<AdapterUse> use(std::string_view name) const;
  std::vector<AdapterFacts> list() const;  // by name

 private:
  Result<Done> reserve(const std::string& name, IfLoaded if_loaded);
  void install(AdapterFacts facts, std::shared_ptr<llama::Adapter> weights);
  std::shared_ptr<AdapterVersion> take(std::string_view name);

  const RegistryConfig config_;
  const Deps deps_;
  const AdapterMetrics metrics_;
  const std::shared_ptr<batching::Inference*> engine_;  // gone when the registry is: nothing is left to release

  mutable Mutex mutex_;
  std::map<std::string, std::shared_ptr<AdapterVersion>, std::less<>> versions_ SWARM_GUARDED_BY(mutex_);
  std::set<std::string, std::less<>> loading_ SWARM_GUARDED_BY(mutex_);
  std::int64_t last_version_ SWARM_GUARDED_BY(mutex_) = 0;
};

}  // namespace swarm::lora
