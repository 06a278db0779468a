#include "app/offline_verbs.hpp"

#include <cstdio>
#include <cstdlib>
#include <future>

#include "app/app_config.hpp"
#include "app/opening.hpp"
#include "app/waiting.hpp"
#include "platform/audit/audit_api_types.hpp"
#include "platform/audit/audit_service.hpp"
#include "platform/audit/audit_verifier.hpp"
#include "platform/identity/admin_keys.hpp"
#include "platform/telemetry/log_writer.hpp"

namespace swarm::app {

namespace {

// What the verbs need of a server: the database and a Loop. Opening it applies migrations, takes the lock of a SQLite
// file (so a running server is noticed) and, for SQLite, checks the file.
class Offline {
 public:
  static Result<std::unique_ptr<Offline>> open(const CommandLine& line) {
    config::Loaded<AppConfig> loaded = TRY(config::load<AppConfig>(line.sources));
    TRY(make_data_folder(loaded.value.data));
    auto offline = std::unique_ptr<Offline>(new Offline(std::move(loaded.value)));
    offline->replica = TRY(replica_name(offline->config, offline->ids));
    offline->database = TRY(open_database(offline->config, offline->clock, offline->schemas, offline->metrics));
    offline->loops.start();
    return offline;
  }
  ~Offline() {
    if (database) begin(loops.at(0), with_done(database->stop())).get();
    loops.stop();
  }

  template <class T>
  T run(Async<T> work) {
    return begin(loops.at(0), std::move(work)).get();
  }

  const AppConfig config;
  SystemClock clock;
  SystemRandom random;
  IdSource ids{clock, random};
  telemetry::Metrics registry;
  telemetry::LogWriter log_writer{{.level = telemetry::Level::warn}, {.clock = clock, .metrics = registry}};
  telemetry::Log log{log_writer, "swarmd"};
  std::vector<storage::Schema> schemas = all_schemas();
  DatabaseMetrics metrics{registry, schemas};
  runtime::Loops loops{1, [this](std::string_view what) { log.error("coroutine_failed", {{"error", what}}); }};
  std::string replica;
  std::unique_ptr<storage::Database> database;

 private:
  explicit Offline(AppConfig of) : config(std::move(of)) {}
};

Result<int> verify(Offline& offline) {
  const storage::DatabaseFacts facts = offline.database->facts();
  std::printf("%s\n", json::to_text(json::Object{{"database", facts.location},
                                                 {"version", facts.version},
                                                 {"size_bytes", facts.size_bytes},
                                                 {"status", facts.healthy ? "ok" : facts.trouble}})
                          .c_str());
  return facts.healthy ? EXIT_SUCCESS : facts_of(ErrorCode::unavailable).exit_code;
}

Result<int> verify_audit(Offline& offline) {
  const crypto::SigningKey key = TRY(crypto::SigningKey::load_or_make(offline.config.data / audit::kSigningKeyFile));
  audit::AuditStore store(*offline.database);
  audit::AuditVerifier verifier(store, {.trusted_keys = {key.public_key()}, .own_replica = offline.replica});
  const std::vector<audit::ChainReport> reports = TRY(offline.run(verifier.verify()));
  std::printf("%s\n", json::to_text(json::encode(audit::view_of(reports))).c_str());
  return audit::all_valid(reports) ? EXIT_SUCCESS : facts_of(ErrorCode::conflict).exit_code;
}

Result<int> make_admin_key(Offline& offline) {
  audit::AuditMetrics audit_metrics(offline.registry);
  audit::AuditService audit(offline.config.audit, {
    .database = *offline.database, .loop = offline.loops.at(0), .clock = offline.clock, .metrics = audit_metrics,
    .log = offline.log, .key = TRY(crypto::SigningKey::load_or_make(offline.config.data / audit::kSigningKeyFile))
    , .replica = offline.replica
  });
  TRY(offline.run(audit.start()));
  identity::IdentityStore store(*offline.database);
  identity::AdminKeys keys({.store = store,
                            .audit = audit,
                            .ids = offline.ids,
                            .random = offline.random,
                            .clock = offline.clock,
                            .log = offline.log,
                            .data_folder = offline.config.data});
  const Result<std::filesystem::path> file = offline.run(keys.new_admin_key());
  offline.run(with_done(audit.stop()));
  if (!file) return std::unexpected(file.error());
  std::printf("a new admin key is in %s\n", file->string().c_str());
  return EXIT_SUCCESS;
}

Result<int> run_verb(const CommandLine& line) {
  const std::unique_ptr<Offline> offline = TRY(Offline::open(line));
  if (line.verb == Verb::verify) return verify(*offline);
  if (line.verb == Verb::audit_verify) return verify_audit(*offline);
  return make_admin_key(*offline);
}

}  // namespace

int run_offline(const CommandLine& line) {
  const Result<int> status = run_verb(line);
  if (status) return *status;
  std::fprintf(stderr, "swarmd: %s\n", status.error().message.c_str());
  return facts_of(status.error().code).exit_code;
}

}  // namespace swarm::app
