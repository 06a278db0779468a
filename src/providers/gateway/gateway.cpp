#include "providers/gateway/gateway.hpp"

#include <fmt/format.h>

#include "providers/chat/request_scan.hpp"
#include "providers/gateway/governed_chat_model.hpp"

namespace swarm::gateway {

Gateway::Gateway(GatewayConfig config, chat::Catalogue catalogue, Deps deps)
    : config_(config),
      catalogue_(std::move(catalogue)),
      deps_(std::move(deps)),
      metrics_(deps_.metrics, catalogue_),
      calls_(config_, {.catalogue = catalogue_,
                       .states = states_,
                       .breaker = deps_.breaker,
                       .budget = deps_.budget,
                       .usage = deps_.usage,
                       .secrets = deps_.secrets,
                       .clock = deps_.clock,
                       .random = deps_.random,
                       .log = deps_.log}),
      health_(config_, {.states = states_,
                        .breaker = deps_.breaker,
                        .secrets = deps_.secrets,
                        .loop = deps_.background,
                        .clock = deps_.clock,
                        .log = deps_.log}) {
  for (std::size_t place = 0; place < catalogue_.providers().size(); ++place)
    add_provider(place);
  deps_.metrics.before_exposition([this] { show_capacity(); });
}

void Gateway::add_provider(std::size_t place) {
  const chat::Provider& provider = catalogue_.providers()[place];
  const auto hosted = deps_.hosted.find(provider.config.name);
  states_.push_back(std::make_unique<ProviderState>(
      config_, ProviderState::Deps{.provider = provider,
                                   .metrics = metrics_.providers[place],
                                   .loops = deps_.loops,
                                   .resolver = deps_.resolver,
                                   .policy = any_address_,
                                   .clock = deps_.clock,
                                   .hosted = hosted == deps_.hosted.end() ? nullptr : hosted->second}));
  for (std::size_t m = 0; m < provider.models.size(); ++m) {
    if (provider.models[m].kind == chat::ModelKind::chat)
      models_.push_back(
          std::make_unique<GovernedChatModel>(calls_, catalogue_, chat::Target{place, m}, states_.back()->hosted()));
  }
}

void Gateway::show_capacity() const {
  for (std::size_t p = 0; p < states_.size(); ++p) {
    metrics_.providers[p].running.set(static_cast<double>(states_[p]->capacity().running()));
    metrics_.providers[p].waiting.set(static_cast<double>(states_[p]->capacity().waiting()));
    if (states_[p]->hosted() != nullptr) metrics_.providers[p].up.set(states_[p]->hosted()->base_url() ? 1 : 0);
  }
}

void Gateway::start() {
  health_.start();
}

Async<void> Gateway::stop() {
  return health_.stop();
}

std::vector<chat::ChatModel*> Gateway::chat_models() const {
  std::vector<chat::ChatModel*> models;
  for (const auto& model : models_)
    models.push_back(model.get());
  return models;
}

Async<Result<PlainReply>> Gateway::forward(PlainCall call) {
  chat::RequestFacts facts = CO_TRY(chat::scan_request(call.operation, call.body));
  const std::optional<chat::Target> target = catalogue_.find(facts.model);
  if (!target)
    co_return fail(ErrorCode::not_found, "model_not_found",
                   fmt::format("there is no model {}; GET /v1/models lists those that there are",
                               boost::json::serialize(json::Value(boost::json::string(facts.model)))));
  auto job = std::make_shared<Job>(
      Job{.operation = call.operation,
          .body = std::move(call.body),
          .facts = std::move(facts),
          .payer = std::move(call.payer),
          .lane = usage::Lane::plain,
          .request_id = std::move(call.request_id),
          .trace_id = std::move(call.trace_id),
          .deadline = deps_.clock.steady_now() + catalogue_.provider_of(*target).config.total_timeout});
  co_return co_await calls_.run(std::move(job), *target);
}

}  // namespace swarm::gateway
