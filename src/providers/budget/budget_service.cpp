#include "providers/budget/budget_service.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace swarm::budget {

namespace {

// A waiter that leaves the book however its coroutine ends.
class Turn {
 public:
  Turn(std::shared_ptr<LedgerBook> book, Claim& claim, runtime::Wakeup wakeup)
      : book_(std::move(book)), waiter_(claim, std::move(wakeup)) {}
  ~Turn() { book_->leave(waiter_, goes_on_); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  Waiter& waiter() { return waiter_; }
  void call_goes_on() { goes_on_ = true; }

 private:
  const std::shared_ptr<LedgerBook> book_;
  Waiter waiter_;
  bool goes_on_ = false;
};

// No day can hold more; so the sums of many of them stay within their type.
const Money kWorstCaseMax = dollars(kDollarsMax) + Money{1};

DayZone zone_of(const BudgetConfig& config) {
  return config.time_zone ? *config.time_zone : DayZone::utc();
}

// What a call is told when the database fails.
Error for_calls(const Error& error) {
  return {.code = ErrorCode::unavailable,
          .message = fmt::format("the ledger cannot be asked, and nothing is spent without it: {}", error.message),
          .retry_after = std::chrono::milliseconds{1'000}};
}

double limit_for_metric(const std::optional<Money>& limit) {
  return limit ? in_dollars(*limit) : std::numeric_limits<double>::infinity();
}

}  // namespace

BudgetService::BudgetService(const BudgetConfig& config, Deps deps)
    : deps_(std::move(deps)),
      metrics_(deps_.metrics),
      store_(deps_.database, deps_.replica, deps_.ids.next()),
      zone_(zone_of(config)),
      wakeup_(deps_.loop),
      book_(std::make_shared<LedgerBook>(terms_of(config), config.ledgers_max,
                                         LedgerBook::Deps{.clock = deps_.clock,
                                                          .ids = deps_.ids,
                                                          .metrics = metrics_,
                                                          .on_work = [wakeup = wakeup_] { wakeup.notify(); }})),
      background_(deps_.loop) {
  deps_.metrics.before_exposition([this] { show_figures(); });
}

BudgetService::~BudgetService() = default;

void BudgetService::start() {
  is_started_ = true;
  subscription_ = deps_.database.subscribe(std::string(kBudgetTopic), [this] {
    must_look_ = true;
    wakeup_.notify();
  });
  background_.spawn(work_forever());
}

Async<void> BudgetService::stop() {
  subscription_.reset();
  book_->close();
  if (is_started_ && !stopping_.exchange(true)) {
    wakeup_.notify();
    co_await ended_.receive();
  }
  while (book_->has_postings() && co_await work_once()) {  // what close() took back; not when the database fails
  }
  refuse_pages();
  co_await background_.stop();
}

void BudgetService::refuse_pages() {
  MutexLock lock(mutex_);
  has_ended_ = true;
  for (const Asked& asked : asked_)
    asked.answer.deliver(fail(ErrorCode::unavailable, "the server is stopping"));
  asked_.clear();
}

void BudgetService::set_config(const BudgetConfig& config) {
  zone_.set(zone_of(config));
  book_->set_terms(terms_of(config));
  must_look_ = true;
  wakeup_.notify();
}

// --- Calls ----------------------------------------------------------------------------------------------------------

Async<Result<Reservation>> BudgetService::reserve(Payer payer, Money worst_case) {
  if (worst_case <= Money{}) co_return Reservation{};
  worst_case = std::min(worst_case, kWorstCaseMax);
  auto claim = std::make_shared<Claim>(book_, worst_case);
  if (book_->take_at_once(*claim, payer)) co_return Reservation(std::move(claim), worst_case);
  co_return co_await reserve_slowly(std::move(claim), std::move(payer));
}

Async<Result<Reservation>> BudgetService::reserve_slowly(std::shared_ptr<Claim> claim, Payer payer) {
  constexpr std::chrono::seconds kDatabaseTime{10};     // the database's answer is waited for a little longer
  constexpr std::chrono::milliseconds kLookAgain{200};  // at the clock
  runtime::Wakeup wakeup(co_await runtime::asio::this_coro::executor);
  Turn turn(book_, *claim, wakeup);
  const SteadyTime give_up_at = deps_.clock.steady_now() + book_->wait_max();  // before anybody sees that it waits
  book_->queue_up(turn.waiter(), payer);
  std::optional<Result<Done>> outcome;
  while (!(outcome = book_->outcome_of(turn.waiter()))) {
    const SteadyTime now = deps_.clock.steady_now();
    if (now >= give_up_at) book_->give_up(turn.waiter(), now >= give_up_at + kDatabaseTime);
    if (!book_->outcome_of(turn.waiter())) co_await wakeup.wait_for(kLookAgain);
  }
  CO_TRY(std::move(*outcome));
  // Whoever asked may have gone while we waited; then nothing was sent, and nothing is spent.
  if ((co_await runtime::asio::this_coro::cancellation_state).cancelled() != runtime::asio::cancellation_type::none)
    co_return fail(ErrorCode::cancelled, "nobody waits for the call any more");
  turn.call_goes_on();
  const Money worst_case = claim->worst_case();
  co_return Reservation(std::move(claim), worst_case);
}

// --- The coroutine that works ---------------------------------------------------------------------------------------

Async<void> BudgetService::work_forever() {
  while (!stopping_) {
    co_await wakeup_.wait_for(kLookInterval);
    co_await work_once();
  }
  ended_.deliver(Done{});
}

bool BudgetService::is_time_to_look() const {
  return must_look_ || book_->needs_period() || deps_.clock.steady_now() >= next_look_;
}

Async<bool> BudgetService::work_once() {
  Result<Done> outcome = Done{};
  if (is_time_to_look()) outcome = co_await look();
  if (outcome) outcome = co_await find_lost_answers();  // before anything new is asked: so they are few
  if (outcome)
    outcome = co_await write_work();
  else
    book_->cannot_ask(for_calls(outcome.error()));
  report(outcome);
  co_await answer_pages();
  co_return outcome.has_value();
}

Async<Result<Done>> BudgetService::look() {
  must_look_ = false;
  const Result<Standing> standing = co_await standing_with_period();
  if (!standing) {
    must_look_ = true;
    co_return std::unexpected(standing.error());
  }
  if (standing->change_number != change_number_) {
    book_->set_limits(CO_TRY(co_await store_.limits()));
    change_number_ = standing->change_number;
  }
  book_->begin(*standing->running, standing->now);
  std::vector<LedgerName> shown{LedgerName::day(), LedgerName::training()};
  for (const auto& head : enum_names(Head{}))
    shown.push_back(LedgerName::of(LedgerKind::head, std::string(head.name)));
  for (const LedgerName& name : shown)
    book_->facts(name, CO_TRY(co_await store_.ledger(id_of(*standing->running), name.text())).counted);
  book_->trim();
  next_look_ = deps_.clock.steady_now() + kLookInterval;
  co_return Done{};
}

Async<Result<Standing>> BudgetService::standing_with_period() {
  constexpr int kAttemptsMax = 5;  // several servers begin the day at the same time
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    Standing standing = CO_TRY(co_await store_.standing());
    if (standing.running) co_return standing;
    const Period period = period_at(standing.now, *zone_.get(), standing.earlier_end, standing.later_begin);
    CO_TRY(co_await store_.begin_period(period));
  }
  co_return fail(ErrorCode::unavailable, "the ledger's day could not be begun");
}

Async<Result<Done>> BudgetService::write_work() {
  while (true) {
    Work work = book_->take_work();
    if (work.empty()) co_return Done{};
    CO_TRY(co_await write(std::move(work)));
    if (book_->needs_period()) co_return Done{};  // its asks wait for it
  }
}

Async<Result<Done>> BudgetService::write(Work work) {
  const Result<WorkDone> done = co_await store_.write(work);
  if (done) {
    apply(work, *done);
    co_return Done{};
  }
  if (done.error().code == ErrorCode::conflict) co_return co_await write_one_by_one(std::move(work));
  keep_in_mind(work, done.error());
  co_return std::unexpected(done.error());
}

// One of them cannot be done: an entry that was written although the answer was lost, or an account that retention
// took. Both are over and done with.
Async<Result<Done>> BudgetService::write_one_by_one(Work work) {
  std::vector<Work> singles;
  for (const Posting& posting : work.postings)
    singles.push_back({.asks = {}, .postings = {posting}});
  for (const GrantAsk& ask : work.asks)
    singles.push_back({.asks = {ask}, .postings = {}});
  Result<Done> outcome = Done{};
  for (const Work& single : singles) {
    const Result<WorkDone> done = co_await store_.write(single);
    if (done) {
      apply(single, *done);
    } else if (done.error().code == ErrorCode::conflict && !single.postings.empty()) {
      drop(single.postings.front(), done.error());
    } else {
      keep_in_mind(single, done.error());
      outcome = std::unexpected(done.error());
    }
  }
  co_return outcome;
}

void BudgetService::drop(const Posting& posting, const Error& error) {
  if (error.reason != "taken")
    deps_.log.warn("budget_entry_dropped", {{"ledger", posting.ledger}, {"amount", to_text(posting.amount)}});
  book_->posted(posting, std::nullopt);
}

void BudgetService::apply(const Work& work, const WorkDone& done) {
  for (std::size_t i = 0; i < work.postings.size(); ++i)
    book_->posted(work.postings[i], done.counted[i]);
  for (std::size_t i = 0; i < work.asks.size(); ++i)
    book_->answered(work.asks[i], done.answers[i]);
}

// The write may have been stored all the same: then a block is there that nobody knows of, and must not be lost.
void BudgetService::keep_in_mind(const Work& work, const Error& error) {
  const bool is_surely_not = error.code == ErrorCode::limit_exceeded || error.code == ErrorCode::storage_full ||
                             error.code == ErrorCode::conflict;
  for (const GrantAsk& ask : work.asks) {
    if (!is_surely_not) lost_answers_.push_back(ask);
    book_->failed(ask, for_calls(error), !is_surely_not);
  }
  for (const Posting& posting : work.postings)
    book_->not_posted(posting);
}

Async<Result<Done>> BudgetService::find_lost_answers() {
  while (!lost_answers_.empty()) {
    const std::optional<Money> amount = CO_TRY(co_await store_.amount_of(lost_answers_.back().entry));
    book_->granted_late(lost_answers_.back(), amount.value_or(Money{}));
    lost_answers_.pop_back();
  }
  co_return Done{};
}

void BudgetService::report(const Result<Done>& outcome) {
  if (!outcome) metrics_.failures.add();
  if (outcome.has_value() != is_troubled_) return;
  is_troubled_ = !outcome.has_value();
  if (is_troubled_)
    deps_.log.error("budget_ledger_unavailable", {{"error", outcome.error().message}});
  else
    deps_.log.info("budget_ledger_available");
}

// Before each exposition, on its thread.
void BudgetService::show_figures() {
  const auto show = [this](const BudgetMetrics::Ledger& gauges, const LedgerName& name) {
    const LedgerFacts facts = book_->facts(name, std::nullopt);
    gauges.spent.set(in_dollars(facts.spent));
    gauges.reserved.set(in_dollars(facts.reserved));
    gauges.limit.set(limit_for_metric(facts.limit));
  };
  show(metrics_.day, LedgerName::day());
  show(metrics_.training, LedgerName::training());
  for (const auto& head : enum_names(Head{}))
    show(metrics_.heads[static_cast<std::size_t>(head.value)],
         LedgerName::of(LedgerKind::head, std::string(head.name)));
}

}  // namespace swarm::budget
