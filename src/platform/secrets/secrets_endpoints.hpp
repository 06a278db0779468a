#pragma once

#include "platform/http_server/router.hpp"
#include "platform/secrets/master_key_service.hpp"
#include "platform/secrets/secret_service.hpp"
#include "platform/secrets/secrets_api_types.hpp"

namespace swarm::secrets {

// /api/v1/secrets. Named secrets belong to the installation, not to a project.
class SecretsEndpoints {
 public:
  SecretsEndpoints(SecretService& secrets, MasterKeyService& master_key, const SecretBox& box)
      : secrets_(secrets), master_key_(master_key), box_(box) {}
  void declare(http::Router& router);

  Async<Result<SecretList>> list(http::RequestContext context);
  Async<Result<http::WithStatus<SecretView>>> set(http::RequestContext context, http::Path<SecretPath> path,
                                                  http::Body<SecretValue> body);
  Async<Result<SecretView>> rotate(http::RequestContext context, http::Path<SecretPath> path,
                                   http::Body<SecretValue> body);
  Async<Result<http::NoContent>> remove(http::RequestContext context, http::Path<SecretPath> path);
  Async<Result<MasterKeyRotated>> rotate_master_key(http::RequestContext context, http::Body<RotateMasterKey> body);

 private:
  SecretService& secrets_;
  MasterKeyService& master_key_;
  const SecretBox& box_;
};

}  // namespace swarm::secrets
