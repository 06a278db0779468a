#include "platform/secrets/secrets_endpoints.hpp"

namespace swarm::secrets {

namespace {

audit::Caller caller_of(const http::RequestContext& context) {
  return {context.principal, context.client_address, context.request_id};
}

SecretView view_of(SecretFacts facts) {
  return {.name = std::move(facts.name),
          .origin = facts.origin,
          .version = facts.version,
          .key_id = std::move(facts.key_id),
          .readable = facts.is_readable,
          .created_at = facts.created_at,
          .updated_at = facts.updated_at,
          .updated_by = std::move(facts.updated_by)};
}

}  // namespace

void SecretsEndpoints::declare(http::Router& router) {
  using E = SecretsEndpoints;
  using http::Permission;
  router.get<&E::list>("/api/v1/secrets", Permission::secrets_read, *this, "Which secrets there are, without values.");
  router.put<&E::set>("/api/v1/secrets/{name}", Permission::secrets_write, *this,
                      "Set a secret, at once: 201 when it is new.");
  router.post<&E::rotate>("/api/v1/secrets/{name}/rotate", Permission::secrets_write, *this,
                          "Replace a secret that is stored, at once.");
  router.remove<&E::remove>("/api/v1/secrets/{name}", Permission::secrets_write, *this, "Remove a secret, at once.");
  constexpr std::string_view kRotateMasterKey = "/api/v1/admin/secrets/rotate-master-key";
  router.post<&E::rotate_master_key>(kRotateMasterKey, Permission::secrets_write, *this,
                                     "Make a new master key and seal everything that is stored with it.");
  router.alias("/admin/secrets/rotate-master-key", http::Method::post, kRotateMasterKey);
}

Async<Result<SecretList>> SecretsEndpoints::list(http::RequestContext) {
  SecretList list{.secrets = {},
                  .master_key = {.id = box_.key_id(), .rotation_unfinished = box_.previous_key_id().has_value()}};
  for (SecretFacts& facts : CO_TRY(co_await secrets_.list()))
    list.secrets.push_back(view_of(std::move(facts)));
  co_return list;
}

Async<Result<http::WithStatus<SecretView>>> SecretsEndpoints::set(http::RequestContext context,
                                                                  http::Path<SecretPath> path,
                                                                  http::Body<SecretValue> body) {
  constexpr int kOk = 200, kCreated = 201;
  SecretView view = view_of(
      CO_TRY(co_await secrets_.set(caller_of(context), std::move(path.value.name), std::move(body.value.value))));
  const int status = view.version == 1 ? kCreated : kOk;
  co_return http::WithStatus<SecretView>{std::move(view), status};
}

Async<Result<SecretView>> SecretsEndpoints::rotate(http::RequestContext context, http::Path<SecretPath> path,
                                                   http::Body<SecretValue> body) {
  co_return view_of(
      CO_TRY(co_await secrets_.rotate(caller_of(context), std::move(path.value.name), std::move(body.value.value))));
}

Async<Result<http::NoContent>> SecretsEndpoints::remove(http::RequestContext context, http::Path<SecretPath> path) {
  CO_TRY(co_await secrets_.remove(caller_of(context), std::move(path.value.name)));
  co_return http::NoContent{};
}

Async<Result<MasterKeyRotated>> SecretsEndpoints::rotate_master_key(http::RequestContext context,
                                                                    http::Body<RotateMasterKey> body) {
  MasterKeyService::Rotated rotated =
      CO_TRY(co_await master_key_.rotate(caller_of(context), body.value.abandon_unreadable));
  co_return MasterKeyRotated{.key_id = std::move(rotated.key_id),
                             .previous_key_id = std::move(rotated.previous_key_id),
                             .resealed = rotated.resealed,
                             .finished = rotated.finished};
}

}  // namespace swarm::secrets
