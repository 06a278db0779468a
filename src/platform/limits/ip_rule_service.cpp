#include "platform/limits/ip_rule_service.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time_text.hpp"

namespace swarm::limits {

namespace {

constexpr std::size_t kNoteLengthMax = 256;

std::unexpected<Error> fault(std::string path, std::string message) {
  std::vector<Fault> faults;
  faults.push_back({std::move(path), std::move(message)});
  return std::unexpected(json::error_of(std::move(faults)));
}

json::Object details_of(const IpRule& rule) {
  json::Object details{{"cidr", rule.block.text()}, {"action", json::name_of(rule.action)}, {"note", rule.note}};
  details["expires_at"] =
      rule.expires_at ? json::Value(boost::json::string(to_text(*rule.expires_at))) : json::Value(nullptr);
  return details;
}

}  // namespace

IpRuleService::IpRuleService(Deps deps)
    : deps_(std::move(deps)), store_(deps_.database), wakeup_(deps_.loop), background_(deps_.loop) {
  loaded_.table = std::make_shared<const IpRuleTable>();
}

Async<Result<Done>> IpRuleService::start() {
  CO_TRY(co_await refresh());
  subscription_ = deps_.database.subscribe(std::string(kIpRulesTopic), [wakeup = wakeup_] { wakeup.notify(); });
  background_.spawn(watch_forever());
  co_return Done{};
}

Async<void> IpRuleService::stop() {
  subscription_.reset();
  co_await background_.stop();
}

Async<void> IpRuleService::watch_forever() {
  while (true) {
    co_await wakeup_.wait_for(kRulesPollInterval);
    const Result<Done> refreshed = co_await refresh();
    // What was read last goes on to be applied.
    if (!refreshed) deps_.log.warn("ip_rules_not_read", {{"error", refreshed.error().message}});
  }
}

Async<Result<Done>> IpRuleService::refresh() {
  const std::int64_t change_number = CO_TRY(co_await store_.change_number());
  std::int64_t known = 0;
  {
    MutexLock lock(mutex_);
    known = loaded_.change_number;
  }
  // Read after the number: the rules may be newer than it says, and are then read once more.
  if (change_number != known) set_table(change_number, CO_TRY(co_await store_.all()));
  deps_.metrics.rules_checked_at.set(static_cast<double>(to_milliseconds(deps_.clock.now())) / 1000);
  co_return Done{};
}

std::shared_ptr<const IpRuleTable> IpRuleService::table() const {
  MutexLock lock(mutex_);
  return loaded_.table;
}

void IpRuleService::set_table(std::int64_t change_number, const std::vector<IpRule>& rules) {
  auto table = std::make_shared<const IpRuleTable>(rules);
  MutexLock lock(mutex_);
  if (change_number < loaded_.change_number) return;  // a slower reader
  deps_.metrics.rules.set(static_cast<double>(table->size()));
  loaded_ = {.change_number = change_number, .table = std::move(table)};
}

Async<Result<std::vector<IpRule>>> IpRuleService::list(std::string after, std::int64_t limit) {
  return store_.list(std::move(after), limit);
}

Async<Result<IpRule>> IpRuleService::find(IpRuleId id) {
  return store_.find(std::move(id));
}

Async<Result<IpRule>> IpRuleService::add(audit::Caller caller, NewIpRule wanted) {
  const IpRule rule = CO_TRY(co_await checked(caller, std::move(wanted)));
  audit::AuditEntry entry = audit::entry_of(caller, "ip_rules.add", rule.id.text(), details_of(rule));
  Result<storage::WriteOutcome> written =
      co_await deps_.audit.write(IpRuleStore::add(rule, deps_.clock.now()), std::move(entry));
  if (!written) co_return std::unexpected(CO_TRY(co_await why_not_added(std::move(written).error())));
  CO_TRY(co_await refresh());
  co_return rule;
}

Async<Result<IpRule>> IpRuleService::checked(audit::Caller caller, NewIpRule wanted) {
  const Result<NetworkBlock> block = NetworkBlock::parse(wanted.cidr);
  if (!block) co_return fault("$.cidr", block.error().message);
  if (wanted.action == RuleAction::block && block->is_loopback()) {
    co_return fault(
        "$.cidr",
        fmt::format("{} is this machine itself, which is never refused: an operator on it must get in", block->text()));
  }
  const Time now = deps_.clock.now();
  if (wanted.expires_at && *wanted.expires_at <= now) co_return fault("$.expires_at", "a time in the future expected");
  if (wanted.note.size() > kNoteLengthMax || has_control_character(wanted.note)) {
    co_return fault("$.note", fmt::format("at most {} bytes without control characters expected", kNoteLengthMax));
  }
  IpRule rule{.id = IpRuleId::generate(deps_.ids),
              .block = *block,
              .action = wanted.action,
              .note = std::move(wanted.note),
              .created_at = now,
              .created_by = caller.principal.key_id,
              .expires_at = wanted.expires_at};
  CO_TRY(co_await check_no_lock_out(caller.client_address, rule, std::nullopt));
  co_return rule;
}

// Whoever changes the rules must be able to change them back.
Async<Result<Done>> IpRuleService::check_no_lock_out(std::string client_address, std::optional<IpRule> added,
                                                     std::optional<IpRuleId> removed) {
  const std::optional<NetworkAddress> address = NetworkAddress::parse(client_address);
  if (!address) co_return Done{};  // an offline verb
  std::vector<IpRule> rules = CO_TRY(co_await store_.all());
  const IpRuleTable before(rules);
  if (added) rules.push_back(std::move(*added));
  if (removed) std::erase_if(rules, [&](const IpRule& rule) { return rule.id == *removed; });
  const Time now = deps_.clock.now();
  if (IpRuleTable(rules).admits(*address, now) || !before.admits(*address, now)) co_return Done{};
  co_return fail(
      ErrorCode::conflict, "would_lock_out",
      fmt::format(
          "with this change your own address {} would be refused; allow it first, or do this on the machine itself",
          address->text()));
}

Async<Result<Error>> IpRuleService::why_not_added(Error refusal) {
  if (refusal.code != ErrorCode::conflict) co_return refusal;
  if (refusal.reason == "taken") {
    refusal.message = "there is such a rule for this block already; remove it first";
    co_return refusal;
  }
  const std::vector<IpRule> rules = CO_TRY(co_await store_.all());
  if (std::ssize(rules) < kIpRulesMax) co_return refusal;
  co_return Error{.code = ErrorCode::limit_exceeded,
                  .message = fmt::format("there are {} address rules, which is the most; remove some", kIpRulesMax)};
}

Async<Result<Done>> IpRuleService::remove(audit::Caller caller, IpRuleId id) {
  const IpRule rule = CO_TRY(co_await store_.find(id));
  CO_TRY(co_await check_no_lock_out(caller.client_address, std::nullopt, id));
  audit::AuditEntry entry = audit::entry_of(caller, "ip_rules.remove", id.text(), details_of(rule));
  const Result<storage::WriteOutcome> written = co_await deps_.audit.write(IpRuleStore::remove(id), std::move(entry));
  if (!written && written.error().code != ErrorCode::conflict) co_return std::unexpected(written.error());
  co_return co_await refresh();  // a conflict: somebody else removed it in between
}

}  // namespace swarm::limits
