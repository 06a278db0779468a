#include "providers/gateway/provider_health.hpp"

#include <fmt/format.h>

#include <boost/asio/this_coro.hpp>

#include "platform/runtime/timers.hpp"

namespace swarm::gateway {

namespace {

constexpr std::chrono::milliseconds kPatience{5'000};
constexpr std::size_t kBodyBytesMax = 1 * MiB;

}  // namespace

Sighting sighting_of(int status) {
  constexpr int kUnauthorized = 401, kForbidden = 403, kFirstServerError = 500;
  if (status == kUnauthorized || status == kForbidden)
    return {Condition::down, fmt::format("it refuses our key (status {}): swarmctl secrets rotate", status)};
  if (status >= kFirstServerError) return {Condition::down, fmt::format("its health is status {}", status)};
  return {Condition::up, fmt::format("its health is status {}", status)};  // it answers; not every server has the path
}

void ProviderHealth::start() {
  for (std::size_t i = 0; i < deps_.states.size(); ++i) {
    if (deps_.states[i]->hosted() != nullptr) continue;  // whoever runs it knows
    background_.spawn(watch(i));
  }
}

Async<void> ProviderHealth::watch(std::size_t provider) {
  while (true) {
    const Sighting sighting = deps_.states[provider]->sighting();
    const bool is_stale = sighting.condition != Condition::up || deps_.clock.steady_now() - sighting.seen >= interval_;
    if (is_stale) co_await look(provider);
    co_await runtime::pause(interval_);
  }
}

http_client::Request ProviderHealth::question(ProviderState& state) const {
  const chat::Provider& provider = state.provider();
  http_client::Request request{.url = provider.base};
  if (!provider.config.health_path.empty()) {
    request.url.target = provider.config.health_path;
  } else {
    if (request.url.target.ends_with('/')) request.url.target.pop_back();
    request.url.target += "/models";
  }
  const auto key = deps_.secrets.find(provider.config.key_secret);
  request.headers = state.dialect().headers(key ? std::string_view(key->reveal()) : std::string_view());
  request.headers.emplace_back("User-Agent", "swarmkeeper/" SWARM_VERSION);
  request.timeouts = {.connect = kPatience, .first_byte = kPatience, .pause = kPatience, .total = kPatience};
  return request;
}

// Takes no trial of a half-open breaker: these are for calls. A permit that is given back unused says nothing.
Async<void> ProviderHealth::look(std::size_t provider) {
  ProviderState& state = *deps_.states[provider];
  {
    const Result<breaker::Permit> permit = deps_.breaker.admit(provider);
    if (!permit) co_return;
  }
  const runtime::Executor executor = co_await boost::asio::this_coro::executor;
  const Result<http_client::WholeResponse> answer =
      co_await state.client_on(executor).fetch(question(state), kBodyBytesMax);
  const Condition before = state.sighting().condition;
  Sighting now{Condition::down, "it cannot be reached"};
  if (answer)
    now = sighting_of(answer->head.status);
  else if (answer.error().code == ErrorCode::too_large)
    now = {Condition::up, "it answers"};
  state.saw(now.condition, now.detail);
  if (now.condition == before) co_return;
  deps_.log.info("provider_condition", {{"provider", state.provider().config.name},
                                        {"condition", json::name_of(now.condition)},
                                        {"detail", answer ? now.detail : answer.error().message}});
}

}  // namespace swarm::gateway
