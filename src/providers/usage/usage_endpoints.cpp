#include "providers/usage/usage_endpoints.hpp"

#include "base/text.hpp"

namespace swarm::usage {

namespace {

constexpr std::chrono::hours kAskedAboutByDefault{24 * 7};

// U+0000 cannot be in any text that is stored.
Result<Done> check_texts(const CallsAsked& asked) {
  for (const std::string* text : {&asked.key, &asked.provider, &asked.model, &asked.head}) {
    if (has_control_character(*text))
      return fail(ErrorCode::invalid_input, "a text without control characters expected");
  }
  return Done{};
}

UsageTotals total_of(const std::vector<UsageSum>& sums) {
  UsageTotals total;
  for (const UsageSum& sum : sums)
    total += sum.totals;
  return total;
}

}  // namespace

void UsageEndpoints::declare(http::Router& router) {
  using http::Permission;
  router.get<&UsageEndpoints::sums>("/api/v1/usage", Permission::budget_read, *this,
                                    "What calls to providers came to: tokens, cost, durations.");
  router.get<&UsageEndpoints::records>("/api/v1/usage/records", Permission::budget_read, *this,
                                       "Single calls to providers, the youngest first.");
}

Result<UsageFilter> UsageEndpoints::filter_of(const http::RequestContext& caller, CallsAsked asked) const {
  if (asked.all_projects && caller.principal.role != http::Role::admin)
    return fail(ErrorCode::forbidden, "all_projects: only an admin may see other projects");
  TRY(check_texts(asked));
  UsageFilter filter{.to = asked.to.value_or(clock_.now() + std::chrono::milliseconds{1}),
                     .key = std::move(asked.key),
                     .provider = std::move(asked.provider),
                     .model = std::move(asked.model),
                     .head = std::move(asked.head),
                     .result = asked.result};
  if (!asked.all_projects) filter.project = caller.principal.project;
  filter.from = asked.from.value_or(filter.to - kAskedAboutByDefault);
  if (filter.from >= filter.to) {
    std::vector<Fault> faults;
    faults.push_back({"$.query.from", "a time before `to` expected"});
    return std::unexpected(json::error_of(std::move(faults)));
  }
  return filter;
}

Async<Result<UsageView>> UsageEndpoints::sums(http::RequestContext caller, http::Query<UsageAsked> query) {
  UsageFilter filter = CO_TRY(filter_of(caller, query.value));
  filter.from = std::chrono::floor<std::chrono::hours>(filter.from);
  filter.to = std::chrono::ceil<std::chrono::hours>(filter.to);
  co_await writer_.flush();  // so that a client sees the calls that it has made through this server
  UsageView view{.from = filter.from, .to = filter.to};
  const std::vector<Dimension>& by = query.value.by;
  std::vector<UsageSum> sums = CO_TRY(co_await store_.sums(filter, by, query.value.limit + 1));
  view.truncated = std::ssize(sums) > query.value.limit;
  const std::vector<UsageSum> whole = view.truncated ? CO_TRY(co_await store_.sums(filter, {}, 1)) : std::vector<UsageSum>();
  view.total = view_of(total_of(view.truncated ? whole : sums));
  if (by.empty()) co_return view;
  if (view.truncated) sums.pop_back();
  for (UsageSum& sum : sums)
    view.sums.push_back(view_of(std::move(sum), by));
  co_return view;
}

Async<Result<RecordPage>> UsageEndpoints::records(http::RequestContext caller, http::Query<RecordsAsked> query) {
  UsageFilter filter = CO_TRY(filter_of(caller, query.value));
  const RecordPosition after = CO_TRY(position_of(query.value.cursor));
  co_await writer_.flush();
  std::vector<StoredRecord> records = CO_TRY(co_await store_.records(std::move(filter), after, query.value.limit + 1));
  RecordPage page;
  if (std::ssize(records) > query.value.limit) {
    records.pop_back();
    page.next_cursor = cursor_of(records.back());
  }
  for (StoredRecord& stored : records)
    page.records.push_back(view_of(std::move(stored.record)));
  co_return page;
}

}  // namespace swarm::usage
