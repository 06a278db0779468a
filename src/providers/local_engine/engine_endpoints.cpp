#include "providers/local_engine/engine_endpoints.hpp"

#include <fmt/format.h>

namespace swarm::local_engine {

using http::Permission;
using http::RequestContext;

void EngineEndpoints::declare(http::Router& router) {
  using E = EngineEndpoints;
  router.get<&E::show>("/api/v1/engine", Permission::providers_read, *this,
                       "The engine of this server: state, memory, model, adapters.");
  router.post<&E::reload>("/api/v1/engine/reload", Permission::operations_write, *this,
                          "Start the engine anew: new calls wait, running ones end first. Answers when it serves.");
  router.post<&E::collect>("/api/v1/engine/gc", Permission::operations_write, *this,
                           "Let the engine give back what it keeps for later.");
  router.get<&E::list>("/api/v1/models", Permission::providers_read, *this, "The models and adapters on this server.");
  router.post<&E::add>("/api/v1/models", Permission::providers_write, *this,
                       "Check a GGUF file on the server's machine and keep a copy of it.");
  router.get<&E::find>("/api/v1/models/{name}", Permission::providers_read, *this, "One model or adapter.");
  router.remove<&E::remove>("/api/v1/models/{name}", Permission::providers_write, *this,
                            "Remove a model that the engine does not use.");
  router.post<&E::verify>("/api/v1/models/{name}/verify", Permission::providers_read, *this,
                          "Whether the model's file is the one that was added.");
}

Async<Result<Done>> EngineEndpoints::write_down(RequestContext caller, std::string action, std::string subject,
                                                bool succeeded, json::Object details) {
  audit::AuditEntry entry = audit::entry_of({std::move(caller.principal), caller.client_address, caller.request_id},
                                            std::move(action), std::move(subject), std::move(details));
  entry.outcome = succeeded ? audit::Outcome::succeeded : audit::Outcome::refused;
  CO_TRY(co_await deps_.audit.write({}, std::move(entry)));
  co_return Done{};
}

Async<Result<EngineView>> EngineEndpoints::view() {
  const Facts facts = deps_.engine.facts();
  EngineView view{.mode = deps_.engine.config().mode,
                  .state = facts.condition,
                  .detail = facts.trouble,
                  .model = facts.model,
                  .model_file = facts.model_file.string(),
                  .base_url = facts.base_url,
                  .process = facts.process ? std::optional<std::int64_t>(*facts.process) : std::nullopt,
                  .serving_since = facts.serving_since,
                  .uptime_seconds = {},
                  .start_took_ms = {},
                  .starts = facts.starts,
                  .restarts = facts.restarts,
                  .failed_starts = facts.failed_starts,
                  .last_error = facts.last_error,
                  .adapters_left_out = facts.adapters_left_out,
                  .calls_running = static_cast<std::int64_t>(facts.calls_inside),
                  .calls_waiting = static_cast<std::int64_t>(facts.calls_waiting),
                  .calibration = {},
                  .status = {}};
  if (facts.serving_since) view.uptime_seconds = (deps_.clock.now() - *facts.serving_since).count() / 1000;
  if (facts.start_took) view.start_took_ms = facts.start_took->count();
  for (const auto& [model, calibration] : deps_.engine.calibrations()) {
    for (const auto& [head, fit] : calibration->heads)
      view.calibration.push_back({model, head, fit.error_before, fit.error_after, fit.samples});
  }
  if (facts.condition == Condition::serving) {
    Result<json::Value> status = co_await deps_.engine.ask("GET", "/admin/status");
    if (status) view.status = std::move(*status);
  }
  co_return view;
}

Async<Result<EngineView>> EngineEndpoints::show(RequestContext) {
  return view();
}

Async<Result<EngineView>> EngineEndpoints::reload(RequestContext caller) {
  const Result<Done> reloaded = co_await deps_.engine.reload();
  CO_TRY(co_await write_down(std::move(caller), "engine.reload", "engine", reloaded.has_value(), {}));
  CO_TRY(reloaded);
  co_return co_await view();
}

Async<Result<GarbageView>> EngineEndpoints::collect(RequestContext) {
  co_return GarbageView {
    CO_TRY(co_await deps_.engine.ask("POST", "/admin/gc"))
  };
}

// --- Models ----------------------------------------------------------------------------------------------------------

bool EngineEndpoints::is_in_use(const std::filesystem::path& file) const {
  const EngineConfig& config = deps_.engine.config();
  if (config.mode != Mode::builtin) return false;
  std::error_code error;
  if (std::filesystem::equivalent(deps_.engine.facts().model_file, file, error)) return true;
  for (const AdapterConfig& adapter : config.adapters) {
    const std::filesystem::path stored = deps_.models.folder() / (adapter.path.string() + ".gguf");
    if (stored == file || std::filesystem::equivalent(adapter.path, file, error)) return true;
  }
  return !uses_built_in_model(config) && file == deps_.models.folder() / (config.model + ".gguf");
}

StoredModelView EngineEndpoints::view_of(const ModelRecord& record) const {
  const std::filesystem::path file = deps_.models.folder() / (record.name + ".gguf");
  return {.name = record.name,
          .kind = record.kind,
          .is_built_in = false,
          .is_in_use = is_in_use(file),
          .is_checked = record.is_checked(),
          .sha256 = record.sha256,
          .size_bytes = record.size_bytes,
          .file = file.string(),
          .added_at = record.is_checked() ? std::optional(record.added_at) : std::nullopt,
          .added_from = record.added_from,
          .facts = record.facts};
}

std::optional<StoredModelView> EngineEndpoints::built_in_view() const {
  const auto file = built_in_model(deps_.program_folder);
  if (!file) return std::nullopt;
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(*file, error);
  return StoredModelView{.name = std::string(kBuiltInModel),
                         .kind = ModelFileKind::model,
                         .is_built_in = true,
                         .is_in_use = is_in_use(*file),
                         .is_checked = true,
                         .sha256 = {},
                         .size_bytes = error ? 0 : static_cast<std::int64_t>(size),
                         .file = file->string(),
                         .added_at = {},
                         .added_from = {},
                         .facts = {}};
}

Async<Result<StoredModelList>> EngineEndpoints::list(RequestContext) {
  co_return co_await deps_.blocking.run([this]() -> Result<StoredModelList> {
    StoredModelList list;
    if (auto built_in = built_in_view()) list.models.push_back(std::move(*built_in));
    for (const ModelRecord& record : deps_.models.list())
      list.models.push_back(view_of(record));
    return list;
  });
}

// Its file; nothing for no name.
Result<std::filesystem::path> EngineEndpoints::base_named(const std::string& name) const {
  if (name.empty()) return std::filesystem::path();
  if (name == kBuiltInModel) {
    if (const auto built_in = built_in_view()) return built_in->file;
  }
  const Result<ModelRecord> base = deps_.models.find(name);
  if (base && base->kind == ModelFileKind::model) return deps_.models.folder() / (name + ".gguf");
  return fail(ErrorCode::invalid_input, "base", fmt::format("$.base: there is no model {}", name));
}

Async<Result<http::Created<StoredModelView>>> EngineEndpoints::add(RequestContext caller,
                                                                   http::Body<AddModel> request) {
  const AddModel wanted = std::move(request.value);
  if (!wanted.path.is_absolute()) co_return fail(ErrorCode::invalid_input, "file", "$.path: a path from / on expected");
  Result<ModelRecord> added = co_await deps_.blocking.run([this, wanted]() -> Result<ModelRecord> {
    return deps_.models.add({
      .file = wanted.path, .name = wanted.name,
      .program = TRY(find_engine_program(deps_.engine.config(), deps_.program_folder))
      , .base = TRY(base_named(wanted.base))
      , .served = deps_.engine.facts().model_file
    });
  });
  json::Object details{{"path", wanted.path.string()}};
  if (!added) details.emplace("error", added.error().message);
  CO_TRY(co_await write_down(std::move(caller), "models.add", added ? added->name : wanted.name, added.has_value(),
                             std::move(details)));
  const ModelRecord record = CO_TRY(std::move(added));
  co_return http::Created<StoredModelView>{view_of(record), "/api/v1/models/" + record.name};
}

Async<Result<StoredModelView>> EngineEndpoints::find(RequestContext, http::Path<ModelPath> path) {
  if (path.value.name == kBuiltInModel) {
    if (auto built_in = built_in_view()) co_return std::move(*built_in);
  }
  co_return view_of(CO_TRY(deps_.models.find(path.value.name)));
}

Async<Result<http::NoContent>> EngineEndpoints::remove(RequestContext caller, http::Path<ModelPath> path) {
  const std::string name = std::move(path.value.name);
  if (name == kBuiltInModel) co_return fail(ErrorCode::conflict, "the built-in model belongs to the program");
  Result<Done> removed = co_await deps_.blocking.run([this, name]() -> Result<Done> {
    if (!deps_.models.has(name)) return deps_.models.remove(name);  // says what is wrong
    if (is_in_use(deps_.models.folder() / (name + ".gguf")))
      return fail(ErrorCode::conflict,
                  fmt::format("the engine uses {}: change engine.model or engine.adapters first", name));
    return deps_.models.remove(name);
  });
  CO_TRY(co_await write_down(std::move(caller), "models.remove", name, removed.has_value(), {}));
  CO_TRY(removed);
  co_return http::NoContent{};
}

Async<Result<VerificationView>> EngineEndpoints::verify(RequestContext, http::Path<ModelPath> path) {
  const std::string name = std::move(path.value.name);
  const Verification found = CO_TRY(co_await deps_.blocking.run([this, name] { return deps_.models.verify(name); }));
  co_return VerificationView{name, found.is_good, found.sha256, found.trouble};
}

}  // namespace swarm::local_engine
