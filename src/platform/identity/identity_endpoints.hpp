#pragma once

#include "platform/http_server/router.hpp"
#include "platform/identity/identity_api_types.hpp"
#include "platform/identity/key_service.hpp"
#include "platform/identity/project_service.hpp"

namespace swarm::identity {

// /api/v1/projects, /api/v1/keys, /api/v1/self.
class IdentityEndpoints {
 public:
  IdentityEndpoints(ProjectService& projects, KeyService& keys, const Clock& clock)
      : projects_(projects), keys_(keys), clock_(clock) {}
  void declare(http::Router& router);

  Async<Result<ProjectList>> list_projects(http::RequestContext context, http::Query<PageQuery> query);
  Async<Result<http::Created<ProjectView>>> create_project(http::RequestContext context,
                                                           http::Body<CreateProject> body);
  Async<Result<ProjectView>> find_project(http::RequestContext context, http::Path<ProjectPath> path);
  Async<Result<http::NoContent>> archive_project(http::RequestContext context, http::Path<ProjectPath> path);

  Async<Result<KeyList>> list_keys(http::RequestContext context, http::Query<KeyQuery> query);
  Async<Result<http::Created<IssuedKeyView>>> create_key(http::RequestContext context, http::Body<CreateKey> body);
  Async<Result<KeyView>> find_key(http::RequestContext context, http::Path<KeyPath> path);
  Async<Result<http::NoContent>> revoke_key(http::RequestContext context, http::Path<KeyPath> path);
  Async<Result<http::Created<IssuedKeyView>>> rotate_key(http::RequestContext context, http::Path<KeyPath> path,
                                                         http::Body<RotateKey> body);
  Async<Result<SelfView>> self(http::RequestContext context);

 private:
  KeyView view_of(const ApiKey& key) const;
  http::Created<IssuedKeyView> created(IssuedKey issued) const;

  ProjectService& projects_;
  KeyService& keys_;
  const Clock& clock_;
};

}  // namespace swarm::identity
