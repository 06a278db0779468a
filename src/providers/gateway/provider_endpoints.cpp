#include "providers/gateway/provider_endpoints.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace swarm::gateway {

void ProviderEndpoints::declare(http::Router& router) {
  router.get<&ProviderEndpoints::list>("/api/v1/providers", http::Permission::providers_read, *this,
                                       "Who can be asked, with their models, prices and condition.");
  router.get<&ProviderEndpoints::find>("/api/v1/providers/{name}", http::Permission::providers_read, *this,
                                       "One provider.");
}

Async<Result<ProviderList>> ProviderEndpoints::list(http::RequestContext) {
  ProviderList list;
  for (std::size_t place = 0; place < gateway_.catalogue().providers().size(); ++place)
    list.providers.push_back(view_of(place));
  co_return list;
}

Async<Result<ProviderView>> ProviderEndpoints::find(http::RequestContext, http::Path<ProviderPath> path) {
  std::vector<std::string_view> names;
  for (const chat::Provider& provider : gateway_.catalogue().providers())
    names.push_back(provider.config.name);
  const auto found = std::ranges::find(names, path.value.name);
  if (found != names.end()) co_return view_of(static_cast<std::size_t>(found - names.begin()));
  const std::string_view near = nearest_name(path.value.name, names);
  co_return fail(ErrorCode::not_found, near.empty() ? "there is no such provider; GET /api/v1/providers lists them"
                                                    : fmt::format("there is no such provider; is '{}' meant?", near));
}

namespace {

KeyState key_state(const chat::ProviderConfig& config, const secrets::SecretSource& secrets) {
  if (config.key_secret.empty()) return KeyState::none;
  return secrets.find(config.key_secret) ? KeyState::set : KeyState::missing;
}

ModelView model_view(const chat::Catalogue& catalogue, const chat::ModelConfig& config, const chat::Model& model) {
  ModelView view{.name = model.name,
                 .upstream_name = model.upstream_name,
                 .kind = model.kind,
                 .context_tokens = model.context_tokens,
                 .output_tokens_max = model.output_tokens_max,
                 .dollars_per_million_input_tokens = model.dollars_per_million_input_tokens,
                 .dollars_per_million_output_tokens = model.dollars_per_million_output_tokens,
                 .prices_version = config.prices_version,
                 .prices_date = config.prices_date,
                 .fallbacks = {}};
  for (const chat::Target fallback : model.fallbacks)
    view.fallbacks.push_back(catalogue.model_of(fallback).name);
  return view;
}

}  // namespace

ProviderView ProviderEndpoints::view_of(std::size_t place) const {
  const chat::Provider& provider = gateway_.catalogue().providers()[place];
  const ProviderState& state = gateway_.state_of(place);
  const Sighting sighting = state.sighting();
  ProviderView view{.name = provider.config.name,
                    .provider_class = provider.config.provider_class,
                    .dialect = provider.config.dialect,
                    .base_url = provider.config.base_url,
                    .key = key_state(provider.config, secrets_),
                    .masks = provider.masks(),
                    .condition = sighting.condition,
                    .condition_detail = sighting.detail,
                    .seen_at = {},
                    .calls_running = state.capacity().running(),
                    .calls_waiting = state.capacity().waiting(),
                    .concurrency_max = provider.config.concurrency_max,
                    .models = {}};
  if (const chat::HostedProvider* hosted = state.hosted()) {
    const std::optional<std::string> url = hosted->base_url();
    view.base_url = url.value_or("");
    view.condition = url ? Condition::up : Condition::down;
    view.condition_detail = hosted->condition();
  }
  if (sighting.condition != Condition::unknown) view.seen_at = sighting.at;
  for (std::size_t m = 0; m < provider.models.size(); ++m)
    view.models.push_back(model_view(gateway_.catalogue(), provider.config.models[m], provider.models[m]));
  return view;
}

}  // namespace swarm::gateway
