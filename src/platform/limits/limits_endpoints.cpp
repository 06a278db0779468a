#include "platform/limits/limits_endpoints.hpp"

#include <fmt/format.h>

namespace swarm::limits {

namespace {

audit::Caller caller_of(const http::RequestContext& context) {
  return {context.principal, context.client_address, context.request_id};
}

Result<std::string> after_of(const std::string& cursor) {
  if (cursor.empty()) return cursor;
  return TRY(IpRuleId::parse(cursor))
  .text();
}

}  // namespace

void LimitsEndpoints::declare(http::Router& router) {
  using E = LimitsEndpoints;
  using http::Permission;
  router.get<&E::list>("/api/v1/ip-rules", Permission::ip_rules_read, *this, "Which addresses are allowed or blocked.");
  router.post<&E::create>("/api/v1/ip-rules", Permission::ip_rules_write, *this, "Allow or block addresses, at once.");
  router.get<&E::find>("/api/v1/ip-rules/{id}", Permission::ip_rules_read, *this, "One address rule.");
  router.remove<&E::remove>("/api/v1/ip-rules/{id}", Permission::ip_rules_write, *this,
                            "Remove an address rule, at once.");
}

Async<Result<IpRuleList>> LimitsEndpoints::list(http::RequestContext, http::Query<IpRuleQuery> query) {
  std::string after = CO_TRY(after_of(query.value.cursor));
  std::vector<IpRule> rules = CO_TRY(co_await rules_.list(std::move(after), query.value.limit + 1));
  IpRuleList list;
  if (std::ssize(rules) > query.value.limit) {
    rules.pop_back();
    list.next_cursor = rules.back().id.text();
  }
  for (const IpRule& rule : rules)
    list.rules.push_back(view_of(rule));
  co_return list;
}

Async<Result<http::Created<IpRuleView>>> LimitsEndpoints::create(http::RequestContext context,
                                                                 http::Body<CreateIpRule> body) {
  CreateIpRule& asked = body.value;
  NewIpRule wanted{.cidr = std::move(asked.cidr),
                   .action = asked.action,
                   .note = std::move(asked.note),
                   .expires_at = asked.expires_at};
  const IpRule rule = CO_TRY(co_await rules_.add(caller_of(context), std::move(wanted)));
  co_return http::Created<IpRuleView>{view_of(rule), fmt::format("/api/v1/ip-rules/{}", rule.id.text())};
}

Async<Result<IpRuleView>> LimitsEndpoints::find(http::RequestContext, http::Path<IpRulePath> path) {
  IpRuleId id = CO_TRY(IpRuleId::parse(path.value.id));
  co_return view_of(CO_TRY(co_await rules_.find(std::move(id))));
}

Async<Result<http::NoContent>> LimitsEndpoints::remove(http::RequestContext context, http::Path<IpRulePath> path) {
  IpRuleId id = CO_TRY(IpRuleId::parse(path.value.id));
  CO_TRY(co_await rules_.remove(caller_of(context), std::move(id)));
  co_return http::NoContent{};
}

IpRuleView LimitsEndpoints::view_of(const IpRule& rule) const {
  return {.id = rule.id.text(),
          .cidr = rule.block.text(),
          .action = rule.action,
          .note = rule.note,
          .expired = rule.expires_at && *rule.expires_at <= clock_.now(),
          .created_at = rule.created_at,
          .created_by = rule.created_by,
          .expires_at = rule.expires_at};
}

}  // namespace swarm::limits
