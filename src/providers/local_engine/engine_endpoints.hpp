#pragma once

#include "platform/audit/audit_writer.hpp"
#include "platform/http_server/router.hpp"
#include "providers/local_engine/engine_api_types.hpp"

namespace swarm::local_engine {

// /api/v1/engine and /api/v1/models: the engine of this server, and the files that it can load.
class EngineEndpoints {
 public:
  struct Deps {
    EngineSupervisor& engine;
    ModelStore& models;
    audit::AuditWriter& audit;
    runtime::BlockingPool& blocking;
    const Clock& clock;
    std::filesystem::path program_folder;  // of swarmd
  };
  explicit EngineEndpoints(Deps deps) : deps_(std::move(deps)) {}
  void declare(http::Router& router);

  Async<Result<EngineView>> show(http::RequestContext caller);
  Async<Result<EngineView>> reload(http::RequestContext caller);
  Async<Result<GarbageView>> collect(http::RequestContext caller);
  Async<Result<StoredModelList>> list(http::RequestContext caller);
  Async<Result<http::Created<StoredModelView>>> add(http::RequestContext caller, http::Body<AddModel> request);
  Async<Result<StoredModelView>> find(http::RequestContext caller, http::Path<ModelPath> path);
  Async<Result<http::NoContent>> remove(http::RequestContext caller, http::Path<ModelPath> path);
  Async<Result<VerificationView>> verify(http::RequestContext caller, http::Path<ModelPath> path);

 private:
  Async<Result<Done>> write_down(http::RequestContext caller, std::string action, std::string subject, bool succeeded,
                                 json::Object details);
  StoredModelView view_of(const ModelRecord& record) const;
  std::optional<StoredModelView> built_in_view() const;
  Result<std::filesystem::path> base_named(const std::string& name) const;
  bool is_in_use(const std::filesystem::path& file) const;
  Async<Result<EngineView>> view();

  Deps deps_;
};

}  // namespace swarm::local_engine
