#include "providers/local_engine/engine_admin.hpp"

#include <fmt/format.h>

namespace swarm::local_engine {

Async<Result<json::Value>> EngineAdmin::ask(std::string method, std::string target) {
  const auto answer = std::make_shared<Result<json::Value>>(fail(ErrorCode::unavailable, "the server stops"));
  co_await runtime::run_on(deps_.loop, ask_into(std::move(method), std::move(target), answer));
  co_return std::move(*answer);
}

Async<void> EngineAdmin::ask_into(std::string method, std::string target, std::shared_ptr<Result<json::Value>> answer) {
  *answer = co_await ask_here(std::move(method), std::move(target));
}

Async<Result<http_client::WholeResponse>> EngineAdmin::fetch(http_client::Request request,
                                                             std::chrono::milliseconds patience) {
  constexpr std::size_t kAnswerBytesMax = 1 * MiB;
  if (!client_)
    client_ = CO_TRY(http_client::Client::open(
        {}, {.executor = deps_.loop.executor(), .resolver = deps_.resolver, .policy = any_address_}));
  request.timeouts = {.connect = patience, .first_byte = patience, .pause = patience, .total = patience};
  co_return co_await client_->fetch(std::move(request), kAnswerBytesMax);
}

Async<bool> EngineAdmin::is_alive(std::uint16_t port, std::chrono::milliseconds patience) {
  Result<http_client::Url> url = http_client::Url::parse(fmt::format("http://127.0.0.1:{}/health", port));
  if (!url) co_return false;
  const auto answer = co_await fetch({.url = std::move(*url)}, patience);
  co_return answer.has_value();
}

Async<Result<json::Value>> EngineAdmin::ask_here(std::string method, std::string target) {
  constexpr std::chrono::milliseconds kPatience{3'000};
  constexpr std::size_t kDepthMax = 32;
  constexpr int kFirstRefusal = 300;
  if (!deps_.door.port()) co_return fail(ErrorCode::unavailable, "engine_down", "the engine does not serve now");
  const EngineDoor::Visit visit = CO_TRY(co_await deps_.door.enter(deps_.clock.steady_now() + kPatience));
  http_client::Url url = CO_TRY(http_client::Url::parse(fmt::format("http://127.0.0.1:{}{}", visit.port, target)));
  http_client::Request request{
      .method = std::move(method), .url = std::move(url), .headers = {{"Authorization", "Bearer " + *visit.key}}};
  const http_client::WholeResponse answer = CO_TRY(co_await fetch(std::move(request), kPatience));
  if (answer.head.status >= kFirstRefusal)
    co_return fail(ErrorCode::unavailable, "engine_refused",
                   fmt::format("the engine answered {} with status {}", target, answer.head.status));
  co_return json::parse(answer.body, kDepthMax);
}

}  // namespace swarm::local_engine
