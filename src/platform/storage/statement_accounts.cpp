#include "platform/storage/statement_accounts.hpp"

namespace swarm::storage {
namespace {

constexpr NamedStatement kOther{"other", ""};

double in_milliseconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

void StatementAccounts::ran(const NamedStatement& what, std::chrono::nanoseconds duration) {
  metrics_.statement_ran(what.name, duration);
  MutexLock lock(mutex_);
  Totals& totals = totals_of(what);
  ++totals.calls;
  totals.total += duration;
  totals.max = std::max(totals.max, duration);
}

StatementAccounts::Totals& StatementAccounts::totals_of(const NamedStatement& what) {
  const auto found = totals_.find(&what);
  if (found != totals_.end()) return found->second;
  return totals_[totals_.size() < kStatementsMax ? &what : &kOther];
}

std::vector<StatementAccount> StatementAccounts::all() const {
  std::vector<StatementAccount> accounts;
  {
    MutexLock lock(mutex_);
    for (const auto& [what, totals] : totals_) {
      accounts.push_back({.name = std::string(what->name),
                          .calls = totals.calls,
                          .total_ms = in_milliseconds(totals.total),
                          .max_ms = in_milliseconds(totals.max)});
    }
  }
  std::ranges::sort(accounts, std::greater{}, &StatementAccount::total_ms);
  return accounts;
}

}  // namespace swarm::storage
