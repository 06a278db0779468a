#include "platform/identity/identity_endpoints.hpp"

#include <fmt/format.h>

#include "platform/identity/identity_rules.hpp"
#include "platform/identity/permissions.hpp"

namespace swarm::identity {

namespace {

audit::Caller caller_of(const http::RequestContext& context) {
  return {context.principal, context.client_address, context.request_id};
}

// A cursor is the last id of the page before; empty for the first page.
Result<std::string> after_of(const std::string& cursor) {
  if (cursor.empty()) return cursor;
  return TRY(KeyId::parse(cursor))
  .text();
}

ProjectView view_of(const Project& project) {
  return {.id = project.id.text(),
          .name = project.name,
          .created_at = project.created_at,
          .archived_at = project.archived_at};
}

}  // namespace

void IdentityEndpoints::declare(http::Router& router) {
  using E = IdentityEndpoints;
  using http::Permission;
  router.get<&E::list_projects>("/api/v1/projects", Permission::projects_read, *this,
                                "The projects that the key sees.");
  router.post<&E::create_project>("/api/v1/projects", Permission::projects_write, *this, "Make a project.");
  router.get<&E::find_project>("/api/v1/projects/{id}", Permission::projects_read, *this, "One project.");
  router.remove<&E::archive_project>("/api/v1/projects/{id}", Permission::projects_write, *this,
                                     "Archive a project: its keys are refused, its data stays.");
  router.get<&E::list_keys>("/api/v1/keys", Permission::keys_read, *this, "The API keys of the project.");
  router.post<&E::create_key>("/api/v1/keys", Permission::keys_write, *this,
                              "Make an API key; its text is shown this once.");
  router.get<&E::find_key>("/api/v1/keys/{id}", Permission::keys_read, *this, "One API key, without its text.");
  router.remove<&E::revoke_key>("/api/v1/keys/{id}", Permission::keys_write, *this, "Revoke an API key at once.");
  router.post<&E::rotate_key>("/api/v1/keys/{id}/rotate", Permission::keys_write, *this,
                              "Replace an API key by a new one; the old one ends after the overlap.");
  router.get<&E::self>("/api/v1/self", Permission::self_read, *this, "Whose key this is and what it may do.");
}

Async<Result<ProjectList>> IdentityEndpoints::list_projects(http::RequestContext context,
                                                            http::Query<PageQuery> query) {
  std::string after = CO_TRY(after_of(query.value.cursor));
  const Page<Project> page = CO_TRY(co_await projects_.list(caller_of(context), std::move(after), query.value.limit));
  ProjectList list{.projects = {}, .next_cursor = page.next};
  for (const Project& project : page.items)
    list.projects.push_back(identity::view_of(project));
  co_return list;
}

Async<Result<http::Created<ProjectView>>> IdentityEndpoints::create_project(http::RequestContext context,
                                                                            http::Body<CreateProject> body) {
  const Project project = CO_TRY(co_await projects_.create(caller_of(context), std::move(body.value.name)));
  co_return http::Created<ProjectView>{identity::view_of(project),
                                       fmt::format("/api/v1/projects/{}", project.id.text())};
}

Async<Result<ProjectView>> IdentityEndpoints::find_project(http::RequestContext context, http::Path<ProjectPath> path) {
  ProjectId id = CO_TRY(ProjectId::parse(path.value.id));
  co_return identity::view_of(CO_TRY(co_await projects_.find(caller_of(context), std::move(id))));
}

Async<Result<http::NoContent>> IdentityEndpoints::archive_project(http::RequestContext context,
                                                                  http::Path<ProjectPath> path) {
  ProjectId id = CO_TRY(ProjectId::parse(path.value.id));
  CO_TRY(co_await projects_.archive(caller_of(context), std::move(id)));
  co_return http::NoContent{};
}

Async<Result<KeyList>> IdentityEndpoints::list_keys(http::RequestContext context, http::Query<KeyQuery> query) {
  std::string after = CO_TRY(after_of(query.value.cursor));
  const Page<ApiKey> page =
      CO_TRY(co_await keys_.list(caller_of(context), query.value.all_projects, std::move(after), query.value.limit));
  KeyList list{.keys = {}, .next_cursor = page.next};
  for (const ApiKey& key : page.items)
    list.keys.push_back(view_of(key));
  co_return list;
}

Async<Result<http::Created<IssuedKeyView>>> IdentityEndpoints::create_key(http::RequestContext context,
                                                                          http::Body<CreateKey> body) {
  CreateKey& asked = body.value;
  NewKey wanted{.name = std::move(asked.name),
                .role = asked.role,
                .scopes = std::move(asked.scopes),
                .expires_at = asked.expires_at,
                .project = std::move(asked.project)};
  co_return created(CO_TRY(co_await keys_.create(caller_of(context), std::move(wanted))));
}

Async<Result<KeyView>> IdentityEndpoints::find_key(http::RequestContext context, http::Path<KeyPath> path) {
  KeyId id = CO_TRY(KeyId::parse(path.value.id));
  co_return view_of(CO_TRY(co_await keys_.find(caller_of(context), std::move(id))));
}

Async<Result<http::NoContent>> IdentityEndpoints::revoke_key(http::RequestContext context, http::Path<KeyPath> path) {
  KeyId id = CO_TRY(KeyId::parse(path.value.id));
  CO_TRY(co_await keys_.revoke(caller_of(context), std::move(id)));
  co_return http::NoContent{};
}

Async<Result<http::Created<IssuedKeyView>>> IdentityEndpoints::rotate_key(http::RequestContext context,
                                                                          http::Path<KeyPath> path,
                                                                          http::Body<RotateKey> body) {
  KeyId id = CO_TRY(KeyId::parse(path.value.id));
  co_return created(CO_TRY(co_await keys_.rotate(caller_of(context), std::move(id), body.value.overlap)));
}

Async<Result<SelfView>> IdentityEndpoints::self(http::RequestContext context) {
  const http::Principal& principal = context.principal;
  const Project project = CO_TRY(co_await projects_.find(caller_of(context), principal.project));
  SelfView view{.key_id = principal.key_id,
                .name = principal.name,
                .role = principal.role,
                .project = project.id.text(),
                .project_name = project.name,
                .permissions = {}};
  for (const auto& entry : enum_names(http::Permission{})) {
    if (permissions_of(principal).contains(entry.value)) view.permissions.push_back(entry.value);
  }
  co_return view;
}

KeyView IdentityEndpoints::view_of(const ApiKey& key) const {
  return {.id = key.id.text(),
          .name = key.name,
          .project = key.project.text(),
          .role = key.role,
          .scopes = key.scopes,
          .state = state_of(key, clock_.now()),
          .created_at = key.created_at,
          .created_by = key.created_by,
          .expires_at = key.expires_at,
          .last_used_at = key.last_used_at,
          .revoked_at = key.revoked_at};
}

http::Created<IssuedKeyView> IdentityEndpoints::created(IssuedKey issued) const {
  std::string location = fmt::format("/api/v1/keys/{}", issued.key.id.text());
  return {IssuedKeyView{.key = std::move(issued.text), .details = view_of(issued.key)}, std::move(location)};
}

}  // namespace swarm::identity
