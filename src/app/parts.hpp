#pragma once

// What app.cpp wires; nobody else includes it.

#include "api/docs_endpoints.hpp"
#include "api/operations_endpoints.hpp"
#include "app/app.hpp"
#include "app/calibration_metrics.hpp"
#include "app/database_metrics.hpp"
#include "app/opening.hpp"
#include "app/retention.hpp"
#include "app/webhook_events.hpp"
#include "base/live.hpp"
#include "learning/misses/miss_endpoints.hpp"
#include "learning/misses/miss_recorder.hpp"
#include "learning/training_runs/training_endpoints.hpp"
#include "learning/training_runs/training_runner.hpp"
#include "platform/audit/audit_endpoints.hpp"
#include "platform/audit/security_events.hpp"
#include "platform/http_server/server.hpp"
#include "platform/identity/admin_keys.hpp"
#include "platform/identity/identity_endpoints.hpp"
#include "platform/limits/limits_endpoints.hpp"
#include "platform/limits/request_admission.hpp"
#include "platform/outbox/outbox.hpp"
#include "platform/runtime/blocking_pool.hpp"
#include "platform/secrets/secrets.hpp"
#include "platform/telemetry/log_writer.hpp"
#include "platform/telemetry/process_metrics.hpp"
#include "providers/breaker/breaker_endpoints.hpp"
#include "providers/budget/budget_endpoints.hpp"
#include "providers/gateway/provider_endpoints.hpp"
#include "providers/local_engine/engine_endpoints.hpp"
#include "providers/usage/usage_endpoints.hpp"
#include "swarm/agents/worker_pool.hpp"
#include "swarm/answering/compute_stage.hpp"
#include "swarm/answering/model_stages.hpp"
#include "swarm/answering/vote_stage.hpp"
#include "swarm/heads/code/code_head.hpp"
#include "swarm/heads/logic/logic_head.hpp"
#include "swarm/heads/math/math_head.hpp"
#include "swarm/live/live_endpoints.hpp"
#include "swarm/openai/openai_endpoints.hpp"
#include "swarm/sandbox/jail_runner.hpp"
#include "swarm/tasks/task_endpoints.hpp"
#include "swarm/workflows/workflow_endpoints.hpp"
#include "swarm/workflows/workflow_engine.hpp"

namespace swarm::app {

heads::ComputeLimits limits_of(const MathConfig& config);
telemetry::LogConfig with_folder(telemetry::LogConfig log, const std::filesystem::path& data);
runtime::FailureHandler report_to(const telemetry::Log& log);
training_runs::FindModel model_finder(const std::filesystem::path& models);
training_runs::TryAdapter adapter_trier(local_engine::EngineSupervisor& engine);
std::vector<std::filesystem::path> paths_in_use(const AppConfig& config);
api::ComponentHealth sandbox_health(const sandbox::SandboxFacts& facts);
api::ComponentHealth engine_health(const local_engine::Facts& facts);
api::ComponentHealth external_engine_health(const gateway::Gateway& gateway, const breaker::BreakerService& breakers);
std::map<std::string, chat::HostedProvider*> hosted_providers(local_engine::EngineSupervisor& engine);
std::string address_text(const http::ServerConfig& config, std::uint16_t port);

// Everything there is, in the order in which it is made; it ends in reverse. What a part needs stands above it.
struct App::Parts {
  Parts(config::Loaded<AppConfig> loaded, config::Sources from, chat::Catalogue providers, std::string name);
  ~Parts();

  Result<Done> open(secrets::EnvironmentSecrets environment);
  Result<Done> start();
  bool stop();
  void declare_routes();
  Result<api::ReloadView> reload();
  Async<Result<api::ReloadView>> reload_for(http::RequestContext caller);
  void apply(const AppConfig& changed);
  api::SettingsView settings();

  storage::FileLock data_lock;  // let go of last

  // --- time, chance, configuration ---
  SystemClock clock;
  SystemRandom random;
  IdSource ids{clock, random};
  const AppConfig config;  // as at start
  const config::Sources sources;
  chat::Catalogue catalogue;
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
  Slices(Parts& parts, crypto::SigningKey signing_key, secrets::SecretBox box, secrets::EnvironmentSecrets environment);

  Parts& p;
  events::EventStore events{*p.database};

  audit::AuditMetrics audit_metrics{p.metrics};
  audit::AuditService audit;
  secrets::Secrets secrets;

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

  http_client::SystemResolver resolver;
  breaker::BreakerService breakers{p.config.breaker,
                                   p.catalogue.names(),
                                   {.database = *p.database,
                                    .audit = audit,
                                    .loop = p.background,
                                    .clock = p.clock,
                                    .metrics = p.metrics,
                                    .log = p.log.named("breaker"),
                                    .replica = p.replica}};
  budget::BudgetService budget{p.config.budget,
                               {.database = *p.database,
                                .audit = audit,
                                .identity = identity_store,
                                .ids = p.ids,
                                .loop = p.background,
                                .clock = p.clock,
                                .metrics = p.metrics,
                                .log = p.log.named("budget"),
                                .replica = p.replica}};
  usage::UsageMetrics usage_metrics{p.metrics};
  usage::UsageStore usage_store{*p.database};
  usage::UsageWriter usage{p.config.usage,
                           {.database = *p.database,
                            .ids = p.ids,
                            .loop = p.background,
                            .metrics = usage_metrics,
                            .log = p.log.named("usage")}};
  local_engine::EngineSupervisor engine{p.config.engine,
                                        {.loop = p.background,
                                         .blocking = p.blocking,
                                         .resolver = resolver,
                                         .clock = p.clock,
                                         .random = p.random,
                                         .metrics = p.metrics,
                                         .log = p.log.named("engine"),
                                         .program_folder = local_engine::own_program_folder(),
                                         .models_folder = models_folder(p.config)}};
  local_engine::ModelStore models{models_folder(p.config), {.launcher = engine.launcher(), .clock = p.clock}};
  CalibrationMetrics calibration_metrics{p.metrics, engine};
  gateway::Gateway gateway{p.config.gateway,
                           p.catalogue,
                           {.loops = p.loops,
                            .background = p.background,
                            .resolver = resolver,
                            .breaker = breakers,
                            .budget = budget,
                            .usage = usage,
                            .secrets = secrets.source(),
                            .clock = p.clock,
                            .random = p.random,
                            .metrics = p.metrics,
                            .log = p.log.named("gateway"),
                            .hosted = hosted_providers(engine)}};

  sandbox::SandboxMetrics sandbox_metrics{p.metrics};
  sandbox::JailRunner sandbox{p.config.sandbox,
                              {.clock = p.clock, .metrics = sandbox_metrics, .log = p.log.named("sandbox")}};
  math::MathHead math;
  logic::LogicHead logic;
  code::CodeHead code{p.config.code, sandbox};
  answering::ModelPlans plans;  // checked by open()
  answering::AnswerChecks answer_checks{{.heads = {&math, &logic, &code},
                                         .calculator = &math,
                                         .runner = &sandbox,
                                         .limits = limits_of(p.config.math),
                                         .pool = p.blocking}};
  answering::ModelSampler sampler{{.checks = answer_checks, .clock = p.clock}};
  answering::ConsensusMetrics consensus_metrics{p.metrics};
  answering::ComputeStage compute{{&math, &logic, &code}, limits_of(p.config.math), plans, p.blocking};
  answering::LocalStage local{plans, sampler};
  answering::VoteStage vote{plans, sampler, p.clock, consensus_metrics};
  answering::CloudStage cloud{plans, sampler};
  answering::AnsweringMetrics answering_metrics{p.metrics, {compute.name(), local.name(), vote.name(), cloud.name()}};
  answering::Cascade cascade{{&compute, &local, &vote, &cloud}, p.clock, answering_metrics};

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
  openai::OpenAiMetrics openai_metrics{p.metrics};
  openai::TextHub text_hub{openai_metrics.early_text_cut};
  openai::SwarmLane swarm_lane{{.service = task_service,
                                .store = task_store,
                                .database = *p.database,
                                .texts = text_hub,
                                .config = p.task_config,
                                .metrics = openai_metrics,
                                .ids = p.ids,
                                .loop = p.background,
                                .log = p.log.named("openai")}};
  misses::MissMetrics miss_metrics{p.metrics};
  misses::MissStore miss_store{*p.database};
  misses::MissLessons miss_lessons{{&math, &logic}, p.blocking};
  misses::MissRecorder miss_recorder{{.lessons = miss_lessons, .ids = p.ids, .metrics = miss_metrics}};
  misses::MissService misses{{.store = miss_store,
                              .tasks = task_store,
                              .lessons = miss_lessons,
                              .audit = audit,
                              .ids = p.ids,
                              .metrics = miss_metrics}};
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
                              .log = p.log.named("workers"),
                              .text_listeners = &text_hub,
                              .completion_listener = &miss_recorder}};
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

  WebhookEvents webhook_events{task_store};
  std::unique_ptr<outbox::Outbox> outbox;  // made by open()
  outbox::Outbox::Deps outbox_deps() {
    return {.database = *p.database,
            .events = events,
            .renderer = webhook_events,
            .catalogue = webhook_catalogue(),
            .audit = audit,
            .secrets = secrets.box(),
            .resolver = resolver,
            .ids = p.ids,
            .random = p.random,
            .clock = p.clock,
            .loop = p.background,
            .metrics = p.metrics,
            .log = p.log.named("webhooks"),
            .replica = p.replica};
  }

  training_runs::TrainingMetrics training_metrics{p.metrics};
  training_runs::RunFolders training_folders{std::filesystem::absolute(p.config.data)};
  training_runs::TrainingRunner training_runner{p.config.training,
                                                {.database = *p.database,
                                                 .budget = budget,
                                                 .blocking = p.blocking,
                                                 .loop = p.background,
                                                 .clock = p.clock,
                                                 .ids = p.ids,
                                                 .metrics = training_metrics,
                                                 .log = p.log.named("training"),
                                                 .folders = training_folders,
                                                 .find_model = model_finder(training_folders.models()),
                                                 .try_adapter = adapter_trier(engine),
                                                 .free_space = [this] { return storage::free_space_at(p.config.data); },
                                                 .replica = p.replica,
                                                 .program_folder = local_engine::own_program_folder(),
                                                 .paths_in_use = paths_in_use(p.config)}};
  training_runs::TrainingService training{p.config.training,
                                          {.database = *p.database,
                                           .audit = audit,
                                           .blocking = p.blocking,
                                           .ids = p.ids,
                                           .folders = training_folders,
                                           .find_model = model_finder(training_folders.models()),
                                           .free_space = [this] { return storage::free_space_at(p.config.data); },
                                           .replica = p.replica,
                                           .program_folder = local_engine::own_program_folder(),
                                           .missed = &misses}};

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
  breaker::BreakerEndpoints breaker_endpoints{breakers, p.replica};
  usage::UsageEndpoints usage_endpoints{usage, usage_store, p.clock};
  gateway::ProviderEndpoints provider_endpoints{gateway, secrets.source()};
  local_engine::EngineEndpoints engine_endpoints{{.engine = engine,
                                                  .models = models,
                                                  .audit = audit,
                                                  .blocking = p.blocking,
                                                  .clock = p.clock,
                                                  .program_folder = local_engine::own_program_folder()}};
  openai::OpenAiEndpoints openai_endpoints{
      {.plain = gateway, .lane = swarm_lane, .clock = p.clock, .body_bytes_max = p.config.gateway.body_bytes_max}};
  budget::BudgetEndpoints budget_endpoints{budget};
  training_runs::TrainingEndpoints training_endpoints{training, *p.database};
  misses::MissEndpoints miss_endpoints{misses};
  api::OperationsEndpoints operations{
      {.database = *p.database,
       .tasks = task_store,
       .memory = p.memory,
       .metrics = p.metrics,
       .clock = p.clock,
       .facts = [this] { return facts(); },
       .draining = [this] { return p.draining.load(); },
       .sandbox = [this] { return sandbox_health(sandbox.facts()); },
       .engine =
           [this] {
             const local_engine::Facts engine_facts = engine.facts();
             return engine_facts.condition == local_engine::Condition::external
                        ? external_engine_health(gateway, breakers)
                        : engine_health(engine_facts);
           },
       .breakers = [this] { return breakers.not_closed(); },
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

}  // namespace swarm::app
