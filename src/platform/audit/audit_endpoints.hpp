#pragma once

#include "platform/audit/audit_api_types.hpp"
#include "platform/audit/audit_service.hpp"
#include "platform/http_server/router.hpp"

namespace swarm::audit {

// /api/v1/audit. Who may read the log reads that of all projects: admins and operators.
class AuditEndpoints {
 public:
  explicit AuditEndpoints(AuditService& audit) : audit_(audit) {}
  void declare(http::Router& router);

  Async<Result<AuditPage>> list(http::RequestContext context, http::Query<AuditQuery> query);
  Async<Result<VerificationView>> verify(http::RequestContext context);
  // One JSON object per line, in chain order, everything that is needed to check the chain elsewhere.
  Async<Result<http::Raw>> export_lines(http::RequestContext context, http::Query<AuditExportQuery> query);

 private:
  AuditService& audit_;
};

}  // namespace swarm::audit
