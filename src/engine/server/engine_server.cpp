#include "engine/server/engine_server.hpp"

#include <fmt/format.h>

namespace swarm::engine_server {

namespace {

constexpr std::size_t kPoolThreads = 2;
constexpr std::size_t kPoolQueueMax = 256;
constexpr std::size_t kLoadsQueueMax = 64;
constexpr std::int64_t kConnectionsMax = 4'096;

Bytes or_unlimited(Bytes limit) {
  return limit.count > 0 ? limit : Bytes{std::numeric_limits<std::uint64_t>::max()};
}

}  // namespace

EngineServer::EngineServer(EngineServerConfig config, Deps deps)
    : config_(std::move(config)),
      deps_(std::move(deps)),
      authenticator_(config_.token),
      memory_(or_unlimited(config_.resident_bytes_max), deps_.clock),
      metrics_(deps_.metrics, deps_.inference),
      pool_("engine-pool", kPoolThreads, kPoolQueueMax),
      loading_pool_("engine-load", 1, kLoadsQueueMax),
      generation_({deps_.text, deps_.inference, deps_.adapters, pool_, deps_.clock, metrics_, config_.answer_timeout,
                   config_.answer_grace, config_.body_bytes_max}),
      embedding_({deps_.text, deps_.inference, deps_.adapters, pool_, deps_.clock, metrics_, config_.answer_timeout,
                  config_.answer_grace, config_.body_bytes_max}),
      models_({deps_.adapters, loading_pool_, base_view()}),
      admin_({deps_.inference, deps_.adapters, pool_, deps_.metrics, deps_.clock, facts(), config_.stall_timeout}),
      http_(http_config(config_), http_deps()) {
  declare();
}

void EngineServer::declare() {
  using http::Permission;
  const bool is_open = config_.token.empty();
  const Permission use = is_open ? Permission::open : Permission::models_use;
  const Permission read = is_open ? Permission::open : Permission::operations_read;
  const Permission change = is_open ? Permission::open : Permission::operations_write;
  generation_.declare(router_, use);
  embedding_.declare(router_, use);
  models_.declare(router_, use, change);
  admin_.declare(router_, read, change);
}

http::ServerConfig EngineServer::http_config(const EngineServerConfig& config) {
  http::ServerConfig http;
  http.address = config.address;
  http.port = config.port;
  http.insecure = config.insecure;
  http.connections_max = kConnectionsMax;
  http.connections_per_address_max = kConnectionsMax;  // its owner is one address
  http.names_settings = false;
  http.is_without_keys = config.token.empty();
  return http;
}

http::Server::Deps EngineServer::http_deps() {
  return {.loops = deps_.loops,
          .router = router_,
          .authenticator = authenticator_,
          .admission = admission_,
          .security = security_,
          .memory = memory_,
          .clock = deps_.clock,
          .random = deps_.random,
          .metrics = deps_.metrics,
          .log = deps_.log.named("http")};
}

ModelView EngineServer::base_view() const {
  return {.id = config_.model_name,
          .created = to_milliseconds(deps_.clock.now()) / 1'000,
          .root = config_.model_file,
          .max_model_len = config_.context_tokens};
}

StatusView EngineServer::facts() const {
  const llama::ModelFacts& model = deps_.text.facts();
  return {.model = config_.model_name,
          .version = deps_.version,
          .architecture = model.architecture,
          .parameters = model.parameters,
          .context_tokens = config_.context_tokens,
          .trained_context_tokens = model.context_tokens,
          .vocabulary = model.vocabulary,
          .profile = deps_.profile};
}

std::string EngineServer::address() const {
  const bool is_six = config_.address.find(':') != std::string::npos;
  return is_six ? fmt::format("[{}]:{}", config_.address, http_.port())
                : fmt::format("{}:{}", config_.address, http_.port());
}

}  // namespace swarm::engine_server
