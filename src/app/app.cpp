#include "app/app.hpp"

#include "app/opening.hpp"
#include "app/parts.hpp"
#include "app/stopping.hpp"
#include "app/waiting.hpp"

namespace swarm::app {

Result<Done> App::Parts::open(secrets::EnvironmentSecrets environment) {
  telemetry::watch_process(metrics, SWARM_VERSION);
  database = TRY(open_database(config, clock, schemas, database_metrics));
  database_metrics.watch(*database);
  const std::filesystem::path& key_file = config.secrets.master_key_file;
  auto box = TRY(
      secrets::SecretBox::load_or_make(key_file.empty() ? config.data / secrets::kMasterKeyFile : key_file, random));
  slices = std::make_unique<Slices>(*this, TRY(crypto::SigningKey::load_or_make(config.data / audit::kSigningKeyFile)),
                                    std::move(box), std::move(environment));
  slices->plans = TRY(answering::ModelPlans::check(config.answering, slices->gateway.chat_models()));
  slices->outbox = TRY(outbox::Outbox::open(config.outbox, slices->outbox_deps()));
  slices->secrets.add_owner(slices->outbox->resealer());
  declare_routes();
  return Done{};
}

void App::Parts::declare_routes() {
  Slices& s = *slices;
  s.task_endpoints.declare(s.router);
  s.workflow_endpoints.declare(s.router);
  s.identity_endpoints.declare(s.router);
  s.audit_endpoints.declare(s.router);
  s.limits_endpoints.declare(s.router);
  s.breaker_endpoints.declare(s.router);
  s.usage_endpoints.declare(s.router);
  s.provider_endpoints.declare(s.router);
  s.engine_endpoints.declare(s.router);
  s.openai_endpoints.declare(s.router);
  s.budget_endpoints.declare(s.router);
  s.training_endpoints.declare(s.router);
  s.miss_endpoints.declare(s.router);
  s.secrets.declare(s.router);
  s.outbox->declare(s.router);
  s.operations.declare(s.router);
  s.openapi.declare(s.router);
  s.docs.declare(s.router);
  s.openapi.describe(s.router, SWARM_VERSION);
  s.websocket_health.declare(s.websocket_router);
  s.live_endpoints.declare(s.websocket_router);
}

Result<Done> App::Parts::start() {
  Slices& s = *slices;
  loops.start();
  TRY(begin(background, s.audit.start()).get());
  TRY(begin(background, s.admin_keys.bootstrap()).get());
  TRY(begin(background, s.ip_rules.start()).get());
  TRY(begin(background, s.secrets.start()).get());
  TRY(begin(background, s.breakers.start()).get());
  s.usage.start();
  s.engine.start();
  s.gateway.start();
  s.authenticator.start();
  s.budget.start();
  s.sandbox.try_out_early();
  s.workers.start();
  s.workflow_engine.start();
  s.retention.start();
  TRY(begin(background, s.outbox->start()).get());
  TRY(s.http.start());
  TRY(s.websocket.start());
  s.training_runner.start();  // last: a server that cannot listen takes no run, which its end would lose
  log.info("started", {{"version", SWARM_VERSION},
                       {"replica", replica},
                       {"http", s.facts().http},
                       {"websocket", s.facts().websocket},
                       {"database", database->facts().location}});
  return Done{};
}

bool App::Parts::stop() {
  constexpr std::chrono::seconds kGrace{5};  // beyond the drain time, for the last writes
  Slices& s = *slices;
  draining = true;
  const std::chrono::milliseconds drain = config.runtime.drain_timeout, most = drain + kGrace;
  const std::chrono::milliseconds of_training = training_runs::longest_stop(config.training);
  log.info("stopping", {{"at_most_ms", drain.count()}, {"training_at_most_ms", of_training.count()}});
  Stopping parts(background, clock, log);
  Stopping::Part training = parts.begin("training", of_training, s.training_runner.stop());
  parts.stop("http", most, s.http.drain(drain));
  parts.stop("websocket", most, s.websocket.drain(drain));
  parts.stop("live", most, s.feed_hub.stop());
  parts.stop("openai", most, s.swarm_lane.stop());
  parts.stop("workers", most, s.workers.stop(drain));
  parts.wait_for(std::move(training));
  parts.stop("webhooks", most, s.outbox->stop(drain));
  parts.stop("workflows", most, s.workflow_engine.stop());
  parts.stop("retention", most, s.retention.stop());
  parts.stop("gateway", most, s.gateway.stop());
  parts.stop("engine", most, s.engine.stop(drain));
  parts.stop("breakers", most, s.breakers.stop());
  parts.stop("usage", most, s.usage.stop());
  parts.stop("budget", most, s.budget.stop());
  parts.stop("authenticator", most, s.authenticator.stop());
  parts.stop("secrets", most, s.secrets.stop());
  parts.stop("limits", most, s.ip_rules.stop());
  parts.stop("audit", most, s.audit.stop());
  parts.stop("database", most, database->stop());
  const bool whole = parts.is_whole();
  if (whole) loops.stop();
  log.info("stopped", {{"whole", whole}});
  return whole;
}

api::SettingsView App::Parts::settings() {
  MutexLock lock(mutex);
  std::map<std::string, std::string> running;  // what was read again and is not live does not act yet
  for (const config::Setting& setting : config::effective(config, {}))
    running[setting.key] = setting.value;
  api::SettingsView view;
  for (const config::Setting& setting : config::effective(shown, places)) {
    const bool acts = setting.live || !running.contains(setting.key);
    view.settings.push_back({setting.key, acts ? setting.value : running[setting.key], setting.origin, setting.live});
  }
  std::ranges::sort(view.settings, {}, &api::SettingView::key);
  return view;
}

void App::Parts::apply(const AppConfig& changed) {
  log_writer.set_level(changed.log.level);
  task_config.set(changed.tasks);
  workflow_config.set(changed.workflows);
  retention_config.set(changed.retention);
  slices->admission.set_config(changed.limits);
  slices->budget.set_config(changed.budget);
  slices->audit.set_level(changed.audit.level);
  slices->breakers.set_config(changed.breaker);
}

Result<api::ReloadView> App::Parts::reload() {
  config::Loaded<AppConfig> loaded = TRY(config::load<AppConfig>(sources));
  TRY(checked_providers(loaded));
  api::ReloadView view;
  MutexLock lock(mutex);
  for (const config::Change& change : config::difference(shown, loaded.value)) {
    view.changes.push_back({change.key, change.before, change.after, change.live});
    log.info("setting_changed",
             {{"key", change.key}, {"before", change.before}, {"after", change.after}, {"applied", change.live}});
  }
  for (const config::Change& change : config::difference(config, loaded.value)) {
    if (!change.live) view.needs_restart.push_back(change.key);
  }
  apply(loaded.value);
  shown = std::move(loaded.value);
  places = std::move(loaded.places);
  return view;
}

Async<Result<api::ReloadView>> App::Parts::reload_for(http::RequestContext caller) {
  Result<api::ReloadView> view = co_await blocking.run([this] { return reload(); });
  audit::AuditEntry entry =
      audit::entry_of({caller.principal, caller.client_address, caller.request_id}, "config.reload", "configuration");
  entry.outcome = view ? audit::Outcome::succeeded : audit::Outcome::refused;
  CO_TRY(co_await slices->audit.write({}, std::move(entry)));
  co_return view;
}

App::App(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
App::~App() = default;

Result<std::unique_ptr<App>> App::open(config::Loaded<AppConfig> loaded, config::Sources sources,
                                       secrets::EnvironmentSecrets environment) {
  TRY(make_data_folder(loaded.value.data));
  storage::FileLock lock = TRY(lock_data_folder(loaded.value.data));
  const SystemClock clock;
  SystemRandom random;
  IdSource ids(clock, random);
  std::string replica = TRY(replica_name(loaded.value, ids));
  chat::Catalogue providers = TRY(checked_providers(loaded));
  auto parts = std::make_unique<Parts>(std::move(loaded), std::move(sources), std::move(providers), std::move(replica));
  parts->data_lock = std::move(lock);
  TRY(parts->open(std::move(environment)));
  return std::unique_ptr<App>(new App(std::move(parts)));
}

Result<Done> App::start() {
  return parts_->start();
}
bool App::stop() {
  return parts_->stop();
}
Result<api::ReloadView> App::reload() {
  return parts_->reload();
}
std::string App::http_address() const {
  return parts_->slices->facts().http;
}
std::string App::websocket_address() const {
  return parts_->slices->facts().websocket;
}
std::filesystem::path App::key_file() const {
  return parts_->config.data / identity::kAdminKeyFile;
}
const http::Router& App::router() const {
  return parts_->slices->router;
}
std::string App::metrics_reference() {
  return parts_->metrics.reference();
}
telemetry::Log App::log() const {
  return parts_->log;
}
void App::flush_log() {
  parts_->log_writer.flush();
}

}  // namespace swarm::app
