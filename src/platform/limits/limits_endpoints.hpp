#pragma once

#include "platform/http_server/router.hpp"
#include "platform/limits/ip_rule_service.hpp"
#include "platform/limits/limits_api_types.hpp"

namespace swarm::limits {

// /api/v1/ip-rules. Address rules belong to the installation, not to a project.
class LimitsEndpoints {
 public:
  LimitsEndpoints(IpRuleService& rules, const Clock& clock) : rules_(rules), clock_(clock) {}
  void declare(http::Router& router);

  Async<Result<IpRuleList>> list(http::RequestContext context, http::Query<IpRuleQuery> query);
  Async<Result<http::Created<IpRuleView>>> create(http::RequestContext context, http::Body<CreateIpRule> body);
  Async<Result<IpRuleView>> find(http::RequestContext context, http::Path<IpRulePath> path);
  Async<Result<http::NoContent>> remove(http::RequestContext context, http::Path<IpRulePath> path);

 private:
  IpRuleView view_of(const IpRule& rule) const;

  IpRuleService& rules_;
  const Clock& clock_;
};

}  // namespace swarm::limits
