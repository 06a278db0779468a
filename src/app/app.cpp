#include "app/app.hpp"

#include "api/docs_endpoints.hpp"
#include "api/operations_endpoints.hpp"
#include "app/database_metrics.hpp"
#include "app/opening.hpp"
#include "app/retention.hpp"
#include "app/waiting.hpp"
#include "app/webhook_events.hpp"
#include "base/live.hpp"
#include "platform/audit/audit_endpoints.hpp"
#include "platform/audit/security_events.hpp"
#include "platform/http_server/server.hpp"
#include "platform/identity/admin_keys.hpp"
#include "platform/identity/identity_endpoints.hpp"
#include "platform/limits/limits_endpoints.hpp"
#include "platform/limits/request_admission.hpp"
#include "platform/outbox/outbox.hpp"
#include "platform/runtime/blocking_pool.hpp"
#include "platform/telemetry/log_writer.hpp"
#include "platform/telemetry/process_metrics.hpp"
#include "swarm/agents/worker_pool.hpp"
#include "swarm/answering/compute_stage.hpp"
#include "swarm/heads/code/code_head.hpp"
#include "swarm/heads/logic/logic_head.hpp"
#include "swarm/heads/math/math_head.hpp"
#include "swarm/live/live_endpoints.hpp"
#include "swarm/sandbox/jail_runner.hpp"
#include "swarm/tasks/task_endpoints.hpp"
#include "swarm/workflows/workflow_endpoints.hpp"
#include "swarm/workflows/workflow_engine.hpp"

namespace swarm::app {

namespace {

heads::ComputeLimits limits_of(const MathConfig& config) {
  return {.time = config.time_max, .prompt_bytes_max = config.prompt_bytes_max, .digits_max = config.digits_max};
}

telemetry::LogConfig with_folder(telemetry::LogConfig log, const std::filesystem::path& data) {
  if (!log.folder) log.folder = data / "logs";
  return log;
}

runtime::FailureHandler report_to(const telemetry::Log& log) {
  return [log](std::string_view what) { log.error("coroutine_failed", {{"error", what}}); };
}

// Refusing to run code is not trouble of the server: it abstains where it would have run some.
api::ComponentHealth sandbox_health(const sandbox::SandboxFacts& facts) {
  const bool as_wanted = facts.ready || !facts.is_known || facts.backend == json::name_of(sandbox::Backend::off);
  return {as_wanted ? api::Health::ok : api::Health::degraded, fmt::format("{}: {}", facts.backend, facts.detail)};
}

std::string address_text(const http::ServerConfig& config, std::uint16_t port) {
  return config.address.find(':') == std::string::npos ? fmt::format("{}:{}", config.address, port)
                                                       : fmt::format("[{}]:{}", config.address, port);
}

}  // namespace

// Everything there is, in the order in which it is made; it ends in reverse. What a part needs stands above it.
struct App::Parts {
  Parts(config::Loaded<AppConfig> loaded, config::Sources from, std::string name);
  ~Parts();

  Result<Done> open();
  Result<Done> start();
  bool stop();
  bool stop_part(std::string_view name, Async<void> stopping);
  void declare_routes();
  Result<api::ReloadView> reload();
  Async<Result<api::ReloadView>> reload_for(http::RequestContext caller);
  void apply(const AppConfig& changed);
  api::SettingsView settings();

  // --- time, chance, configuration ---
  SystemClock clock;
  SystemRandom random;
  IdSource ids{clock, random};
  const AppConfig config;  // as at start
  const config::Sources sources;
  const std::string replica;
  const Time started_at = clock.now();
  std::atomic<bool> draining = false;
  Mutex mutex;
  config::Places places SWARM_GUARDED_BY(mutex);
  AppConfig shown SWARM_GUARDED_BY(mutex);  // with what was reloaded
  Live<tasks::TaskConfig> task_config{config.tasks};
  Live<workflows::WorkflowConfig> workflow_config{config.workflows};
  Live<RetentionConfig> retention_config{config.retention};

  // --- platform ---
  telemetry::Metrics metrics;
  telemetry::LogWriter log_writer{with_folder(config.log, config.data), {.clock = clock, .metrics = metrics}};
  telemetry::Log log{log_writer, "swarmd"};
  runtime::Loops loops{config.runtime.loops, report_to(log)};
  runtime::Loop& background = loops.at(0);
  runtime::BlockingPool blocking{"blocking", config.runtime.blocking_threads, config.runtime.blocking_queue_max};
  runtime::MemoryLimit memory{config.runtime.memory_limit, clock};
  std::vector<storage::Schema> schemas = all_schemas();
  DatabaseMetrics database_metrics{metrics, schemas};
  std::unique_ptr<storage::Database> database;

  // --- made by open(), which has the database ---
  struct Slices;
  std::unique_ptr<Slices> slices;
};

struct App::Parts::Slices {
  Slices(Parts& parts, crypto::SigningKey signing_key);

  Parts& p;
  events::EventStore events{*p.database};

  audit::AuditMetrics audit_metrics{p.metrics};
  audit::AuditService audit;

  identity::IdentityMetrics identity_metrics{p.metrics};
  identity::IdentityStore identity_store{*p.database};
  identity::KeyAuthenticator authenticator{{.store = identity_store,
                                            .loop = p.background,
                                            .clock = p.clock,
                                            .metrics = identity_metrics,
                                            .log = p.log.named("identity")}};
  identity::AdminKeys admin_keys{{.store = identity_store,
                                  .audit = audit,
                                  .ids = p.ids,
                                  .random = p.random,
                                  .clock = p.clock,
                                  .log = p.log.named("identity"),
                                  .data_folder = p.config.data}};
  identity::ProjectService projects{
      {.store = identity_store, .audit = audit, .authenticator = authenticator, .ids = p.ids, .clock = p.clock}};
  identity::KeyService keys{{.store = identity_store,
                             .audit = audit,
                             .authenticator = authenticator,
                             .ids = p.ids,
                             .random = p.random,
                             .clock = p.clock}};

  limits::LimitsMetrics limits_metrics{p.metrics};
  limits::IpRuleService ip_rules{{.database = *p.database,
                                  .audit = audit,
                                  .ids = p.ids,
                                  .loop = p.background,
                                  .clock = p.clock,
                                  .metrics = limits_metrics,
                                  .log = p.log.named("limits")}};
  limits::RequestAdmission admission{p.config.limits, {.rules = ip_rules, .clock = p.clock, .metrics = limits_metrics}};
  audit::SecurityEvents security{audit, p.clock, p.metrics};

  sandbox::SandboxMetrics sandbox_metrics{p.metrics};
  sandbox::JailRunner sandbox{p.config.sandbox,
                              {.clock = p.clock, .metrics = sandbox_metrics, .log = p.log.named("sandbox")}};
  math::MathHead math;
  logic::LogicHead logic;
  code::CodeHead code{p.config.code, sandbox};
  answering::ComputeStage compute{{&math, &logic, &code}, limits_of(p.config.math), p.blocking};
  answering::AnsweringMetrics answering_metrics{p.metrics, {compute.name()}};
  answering::Cascade cascade{{&compute}, p.clock, answering_metrics};

  tasks::TaskMetrics task_metrics{p.metrics};
  tasks::QueueGauge gauge;
  tasks::TaskStore task_store{*p.database};
  tasks::TaskWork task_work{*p.database};
  tasks::TaskService task_service{
      p.task_config,
      {.store = task_store, .database = *p.database, .gauge = gauge, .ids = p.ids, .metrics = task_metrics}};
  tasks::TaskSteps task_steps{*p.database};
  tasks::TaskDependencies task_dependencies{*p.database, p.ids};
  workflows::WorkflowMetrics workflow_metrics{p.metrics};
  workflows::WorkflowStore workflow_store{*p.database};
  workflows::WorkflowService workflow_service{p.workflow_config,
                                              {.store = workflow_store,
                                               .steps = task_steps,
                                               .tasks = task_service,
                                               .task_store = task_store,
                                               .gauge = gauge,
                                               .database = *p.database,
                                               .ids = p.ids,
                                               .task_metrics = task_metrics,
                                               .metrics = workflow_metrics}};
  workflows::WorkflowEngine workflow_engine{{.database = *p.database,
                                             .store = workflow_store,
                                             .steps = task_steps,
                                             .dependencies = task_dependencies,
                                             .task_config = p.task_config,
                                             .loop = p.background,
                                             .ids = p.ids,
                                             .task_metrics = task_metrics,
                                             .metrics = workflow_metrics,
                                             .log = p.log.named("workflows")}};
  agents::AgentMetrics agent_metrics{p.metrics};
  agents::WorkerPool workers{p.config.agents,
                             p.replica,
                             {.work = task_work,
                              .store = task_store,
                              .answerer = cascade,
                              .database = *p.database,
                              .loop = p.loops.at(p.loops.size() - 1),
                              .clock = p.clock,
                              .random = p.random,
                              .ids = p.ids,
                              .gauge = gauge,
                              .task_metrics = task_metrics,
                              .metrics = agent_metrics,
                              .log = p.log.named("workers")}};
  Retention retention{p.retention_config,
                      p.task_config,
                      {.database = *p.database,
                       .tasks = task_store,
                       .workflows = workflow_store,
                       .events = events,
                       .audit = audit,
                       .loop = p.background,
                       .clock = p.clock,
                       .metrics = p.metrics,
                       .log = p.log.named("retention")}};

  http_client::SystemResolver resolver;
  WebhookEvents webhook_events{task_store};
  std::unique_ptr<outbox::Outbox> outbox;  // made by open()
  outbox::Outbox::Deps outbox_deps(secrets::SecretBox box) {
    return {.database = *p.database,
            .events = events,
            .renderer = webhook_events,
            .catalogue = webhook_catalogue(),
            .audit = audit,
            .secrets = std::move(box),
            .resolver = resolver,
            .ids = p.ids,
            .random = p.random,
            .clock = p.clock,
            .loop = p.background,
            .metrics = p.metrics,
            .log = p.log.named("webhooks"),
            .replica = p.replica};
  }

  live::LiveMetrics live_metrics{p.metrics};
  live::FeedHub feed_hub{p.config.websocket.feed_bytes_max,
                         {.tasks = task_store,
                          .events = events,
                          .database = *p.database,
                          .loop = p.background,
                          .metrics = live_metrics,
                          .log = p.log.named("live")}};

  tasks::TaskEndpoints task_endpoints{
      {.service = task_service, .store = task_store, .events = events, .database = *p.database}};
  workflows::WorkflowEndpoints workflow_endpoints{{.service = workflow_service,
                                                   .store = workflow_store,
                                                   .events = events,
                                                   .database = *p.database,
                                                   .task_config = p.task_config}};
  identity::IdentityEndpoints identity_endpoints{projects, keys, p.clock};
  audit::AuditEndpoints audit_endpoints{audit};
  limits::LimitsEndpoints limits_endpoints{ip_rules, p.clock};
  api::OperationsEndpoints operations{
      {.database = *p.database,
       .tasks = task_store,
       .memory = p.memory,
       .metrics = p.metrics,
       .clock = p.clock,
       .facts = [this] { return facts(); },
       .draining = [this] { return p.draining.load(); },
       .sandbox = [this] { return sandbox_health(sandbox.facts()); },
       .settings = [this] { return p.settings(); },
       .reload = [this](http::RequestContext caller) { return p.reload_for(std::move(caller)); }}};
  api::WebSocketHealthEndpoints websocket_health{SWARM_VERSION};
  api::OpenApiEndpoints openapi;
  api::DocsEndpoints docs;
  live::LiveEndpoints live_endpoints{p.config.websocket,
                                     p.config.websocket.write_timeout,
                                     {.hub = feed_hub,
                                      .tasks = task_store,
                                      .events = events,
                                      .metrics = live_metrics,
                                      .authenticator = authenticator,
                                      .admission = admission,
                                      .security = security}};
  http::Router router;
  http::Router websocket_router;
  http::Server http{p.config.http, server_deps(router, "http")};
  http::Server websocket{p.config.websocket, server_deps(websocket_router, "websocket")};

  http::Server::Deps server_deps(const http::Router& routes, std::string part) {
    return {.loops = p.loops,
            .router = routes,
            .authenticator = authenticator,
            .admission = admission,
            .security = security,
            .memory = p.memory,
            .clock = p.clock,
            .random = p.random,
            .metrics = p.metrics,
            .log = p.log.named(std::move(part))};
  }
  api::ServerFacts facts() const {
    return {SWARM_VERSION, p.replica, p.started_at, address_text(p.config.http, http.port()),
            address_text(p.config.websocket, websocket.port())};
  }
};

App::Parts::Slices::Slices(Parts& parts, crypto::SigningKey signing_key)
    : p(parts),
      audit(p.config.audit, {.database = *p.database,
                             .loop = p.background,
                             .clock = p.clock,
                             .metrics = audit_metrics,
                             .log = p.log.named("audit"),
                             .key = std::move(signing_key),
                             .replica = p.replica}) {}

App::Parts::Parts(config::Loaded<AppConfig> loaded, config::Sources from, std::string name)
    : config(std::move(loaded.value)),
      sources(std::move(from)),
      replica(std::move(name)),
      places(std::move(loaded.places)),
      shown(config) {}
App::Parts::~Parts() = default;

Result<Done> App::Parts::open() {
  telemetry::watch_process(metrics, SWARM_VERSION);
  database = TRY(open_database(config, clock, schemas, database_metrics));
  database_metrics.watch(*database);
  slices = std::make_unique<Slices>(*this, TRY(crypto::SigningKey::load_or_make(config.data / audit::kSigningKeyFile)));
  const std::filesystem::path& key_file = config.secrets.master_key_file;
  auto box = TRY(
      secrets::SecretBox::load_or_make(key_file.empty() ? config.data / secrets::kMasterKeyFile : key_file, random));
  slices->outbox = TRY(outbox::Outbox::open(config.outbox, slices->outbox_deps(std::move(box))));
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
  s.authenticator.start();
  s.sandbox.try_out_early();
  s.workers.start();
  s.workflow_engine.start();
  s.retention.start();
  TRY(begin(background, s.outbox->start()).get());
  TRY(s.http.start());
  TRY(s.websocket.start());
  log.info("started", {{"version", SWARM_VERSION},
                       {"replica", replica},
                       {"http", s.facts().http},
                       {"websocket", s.facts().websocket},
                       {"database", database->facts().location}});
  return Done{};
}

bool App::Parts::stop_part(std::string_view name, Async<void> stopping) {
  constexpr std::chrono::seconds kGrace{5};  // beyond the drain time, for the last writes
  std::future<Done> ended = begin(background, with_done(std::move(stopping)));
  if (ended.wait_for(config.runtime.drain_timeout + kGrace) == std::future_status::ready) return true;
  log.error("stop_timed_out", {{"part", name}});
  return false;
}

bool App::Parts::stop() {
  Slices& s = *slices;
  draining = true;
  log.info("stopping", {{"at_most_ms", config.runtime.drain_timeout.count()}});
  const bool whole = stop_part("http", s.http.drain(config.runtime.drain_timeout)) &&
                     stop_part("websocket", s.websocket.drain(config.runtime.drain_timeout)) &&
                     stop_part("live", s.feed_hub.stop()) &&
                     stop_part("workers", s.workers.stop(config.runtime.drain_timeout)) &&
                     stop_part("webhooks", s.outbox->stop(config.runtime.drain_timeout)) &&
                     stop_part("workflows", s.workflow_engine.stop()) && stop_part("retention", s.retention.stop()) &&
                     stop_part("authenticator", s.authenticator.stop()) && stop_part("limits", s.ip_rules.stop()) &&
                     stop_part("audit", s.audit.stop()) && stop_part("database", database->stop());
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
  slices->audit.set_level(changed.audit.level);
}

Result<api::ReloadView> App::Parts::reload() {
  config::Loaded<AppConfig> loaded = TRY(config::load<AppConfig>(sources));
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

Result<std::unique_ptr<App>> App::open(config::Loaded<AppConfig> loaded, config::Sources sources) {
  TRY(make_data_folder(loaded.value.data));
  const SystemClock clock;
  SystemRandom random;
  IdSource ids(clock, random);
  std::string replica = TRY(replica_name(loaded.value, ids));
  auto parts = std::make_unique<Parts>(std::move(loaded), std::move(sources), std::move(replica));
  TRY(parts->open());
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
