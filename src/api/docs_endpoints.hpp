#pragma once

#include <string>

#include "platform/http_server/router.hpp"

namespace swarm::api {

// The page at /docs: one document without any outside host, which renders /openapi.json in the browser. Its own script
// and style are named by their digests in its content security policy, so nothing else can run there.
class DocsEndpoints {
 public:
  DocsEndpoints();
  void declare(http::Router& router);
  Async<Result<http::Raw>> page(http::RequestContext caller);

 private:
  std::string page_;
  std::string policy_;
};

}  // namespace swarm::api
