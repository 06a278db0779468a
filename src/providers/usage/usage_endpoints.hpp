#pragma once

#include "platform/http_server/router.hpp"
#include "providers/usage/usage_api_types.hpp"
#include "providers/usage/usage_store.hpp"
#include "providers/usage/usage_writer.hpp"

namespace swarm::usage {

// /api/v1/usage. A key sees its own project; an admin may ask for all of them.
class UsageEndpoints {
 public:
  UsageEndpoints(UsageWriter& writer, UsageStore& store, const Clock& clock)
      : writer_(writer), store_(store), clock_(clock) {}
  void declare(http::Router& router);

  Async<Result<UsageView>> sums(http::RequestContext caller, http::Query<UsageAsked> query);
  Async<Result<RecordPage>> records(http::RequestContext caller, http::Query<RecordsAsked> query);

 private:
  Result<UsageFilter> filter_of(const http::RequestContext& caller, CallsAsked asked) const;

  UsageWriter& writer_;
  UsageStore& store_;
  const Clock& clock_;
};

}  // namespace swarm::usage
