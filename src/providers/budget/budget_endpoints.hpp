#pragma once

#include "platform/http_server/router.hpp"
#include "providers/budget/budget_api_types.hpp"
#include "providers/budget/budget_service.hpp"

namespace swarm::budget {

// /api/v1/budget. Operators and admins see all ledgers; every other key those of its own project and of itself, and any
// other does not exist for it.
class BudgetEndpoints {
 public:
  explicit BudgetEndpoints(BudgetService& service) : service_(service) {}
  void declare(http::Router& router);

  Async<Result<BudgetView>> list(http::RequestContext context, http::Query<BudgetQuery> query);
  Async<Result<LedgerView>> find(http::RequestContext context, http::Path<LedgerPath> path);
  Async<Result<BudgetEntryList>> entries(http::RequestContext context, http::Query<BudgetEntriesQuery> query);
  Async<Result<LedgerView>> set_limit(http::RequestContext context, http::Path<LedgerPath> path,
                                      http::Body<SetBudgetLimit> body);
  Async<Result<http::NoContent>> remove_limit(http::RequestContext context, http::Path<LedgerPath> path);
  Async<Result<LedgerView>> correct(http::RequestContext context, http::Body<CorrectBudget> body);
  Async<Result<BudgetView>> reset(http::RequestContext context);

 private:
  BudgetService& service_;
};

}  // namespace swarm::budget
