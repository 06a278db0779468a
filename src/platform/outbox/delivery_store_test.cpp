#include "platform/outbox/delivery_store.hpp"

#include <gmock/gmock.h>

#include "platform/events/event_store.hpp"
#include "platform/outbox/webhook_store.hpp"
#include "support/all_at_once.hpp"
#include "support/slice_databases.hpp"

// What both databases keep, of webhooks and of their deliveries.
namespace swarm::outbox {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr std::string_view kKey = "key-1";

class OutboxStoreTest : public tests::SliceTest {
 protected:
  OutboxStoreTest() : SliceTest({events::schema(), outbox::schema()}) {}
  void SetUp() override {
    SliceTest::SetUp();
    if (!database_) return;
    webhooks_ = std::make_unique<WebhookStore>(*database_);
    deliveries_ = std::make_unique<DeliveryStore>(*database_);
    advance(0s);  // also PostgreSQL's time is the test's from here on
  }

  Webhook a_webhook(events::Cursor cursor = {}) {
    return {.id = WebhookId::generate(ids_),
            .project = scope_.project,
            .url = "https://a.example/hook?token=1",
            .description = "for tests",
            .events = {"task.completed", "task.failed"},
            .secret = "1.key.sealed",
            .secret_key = std::string(kKey),
            .cursor = cursor,
            .created_by = "key"};
  }
  Webhook stored(Webhook webhook) {
    EXPECT_TRUE(write(WebhookStore::insert(webhook, 100)).has_value());
    return find(webhook.id);
  }
  Webhook find(const WebhookId& id) { return run(webhooks_->find(scope_, id)).value(); }
  Result<storage::WriteOutcome> write(storage::WriteUnit unit) { return run(database_->write(std::move(unit))); }

  Delivery a_delivery(const Webhook& webhook, std::string body = "{}") {
    return {.id = DeliveryId::generate(ids_),
            .project = webhook.project,
            .webhook = webhook.id,
            .type = "task.completed",
            .subject = "subject",
            .body = std::move(body)};
  }
  Delivery queued(const Webhook& webhook) {
    const Delivery delivery = a_delivery(webhook);
    EXPECT_TRUE(write(DeliveryStore::insert(delivery)).has_value());
    return delivery;
  }
  std::vector<Delivery> claim(const Webhook& webhook, std::int64_t count = 10, std::string incarnation = "1") {
    return run(deliveries_->claim({"one", std::move(incarnation)}, {.project = webhook.project, .id = webhook.id},
                                  count, 60s))
        .value();
  }
  std::optional<DueWebhook> due(const Webhook& webhook, std::string_view key = kKey) {
    for (const DueWebhook& one : run(deliveries_->due({"another", std::string(key)})).value()) {
      if (one.id == webhook.id) return one;
    }
    return std::nullopt;
  }
  Delivery now(const Delivery& delivery) {
    return run(deliveries_->find(scope_, delivery.webhook, delivery.id)).value();
  }
  static Delivery with_attempt(Delivery delivery, AttemptOutcome outcome = AttemptOutcome::http_error) {
    delivery.log.push_back({.number = delivery.attempts + 1, .outcome = outcome, .status = 500, .trouble = "why"});
    return delivery;
  }
  Result<Done> settle(const Delivery& claimed, DeliveryState to, std::chrono::milliseconds retry_in = 0s,
                      std::optional<std::chrono::milliseconds> pause = {}) {
    return run(deliveries_->settle(
        {.claimed = with_attempt(claimed), .to = to, .retry_in = retry_in, .pause_webhook = pause}));
  }
  void happen(std::string subject, std::int64_t number, std::string type) {
    storage::WriteUnit unit;
    events::add_event(unit, {scope_.project, std::move(subject), number, std::move(type), "{}"});
    ASSERT_TRUE(write(std::move(unit)).has_value());
  }

  Scope scope_{ProjectId::generate(ids_)};
  std::unique_ptr<WebhookStore> webhooks_;
  std::unique_ptr<DeliveryStore> deliveries_;
};

// --- Webhooks -------------------------------------------------------------------------------------------------------

TEST_P(OutboxStoreTest, KeepsAWebhookAsItWasMade) {
  const Webhook made = a_webhook({7, 9});
  const Webhook read = stored(made);
  EXPECT_EQ(read.url, made.url);
  EXPECT_EQ(read.description, made.description);
  EXPECT_EQ(read.events, made.events);
  EXPECT_EQ(read.state, WebhookState::enabled);
  EXPECT_EQ(read.secret, made.secret);
  EXPECT_EQ(read.secret_key, kKey);
  EXPECT_EQ(read.cursor, (events::Cursor{7, 9}));
  EXPECT_LE(std::chrono::abs(read.created_at - clock_.now()), 60s);
  EXPECT_FALSE(read.previous_secret);
  EXPECT_FALSE(read.failing_since);
  EXPECT_THAT(run(webhooks_->list(scope_, "", 10)).value(), testing::SizeIs(1));
  EXPECT_THAT(run(webhooks_->enabled()).value(), testing::SizeIs(1));
}

TEST_P(OutboxStoreTest, ShowsNothingToAnotherProject) {
  const Webhook webhook = stored(a_webhook());
  const Delivery delivery = queued(webhook);
  const Scope other{ProjectId::generate(ids_)};
  EXPECT_EQ(run(webhooks_->find(other, webhook.id)).error().code, ErrorCode::not_found);
  EXPECT_TRUE(run(webhooks_->list(other, "", 10)).value().empty());
  EXPECT_EQ(run(deliveries_->find(other, webhook.id, delivery.id)).error().code, ErrorCode::not_found);
  EXPECT_TRUE(run(deliveries_->list(other, webhook.id, {})).value().empty());
}

TEST_P(OutboxStoreTest, TakesNoMoreWebhooksThanAProjectMayHave) {
  EXPECT_TRUE(write(WebhookStore::insert(a_webhook(), 2)));
  EXPECT_TRUE(write(WebhookStore::insert(a_webhook(), 2)));
  EXPECT_EQ(write(WebhookStore::insert(a_webhook(), 2)).error().code, ErrorCode::conflict);
  EXPECT_EQ(run(webhooks_->count(scope_)).value(), 2);
}

TEST_P(OutboxStoreTest, ChangesOnlyTheVersionThatWasRead) {
  Webhook webhook = stored(a_webhook({1, 1}));
  webhook.url = "https://b.example/";
  webhook.events = {"task.cancelled"};
  EXPECT_TRUE(write(WebhookStore::change(webhook, {5, 5})));
  EXPECT_EQ(write(WebhookStore::change(webhook, {5, 5})).error().code, ErrorCode::conflict);
  const Webhook read = find(webhook.id);
  EXPECT_EQ(read.url, "https://b.example/");
  EXPECT_THAT(read.events, ElementsAre("task.cancelled"));
  EXPECT_EQ(read.cursor, (events::Cursor{1, 1})) << "it was enabled all the time";
}

TEST_P(OutboxStoreTest, SendsOnlyWhatHappensOnceEnabledAgain) {
  Webhook webhook = stored(a_webhook({1, 1}));
  webhook.state = WebhookState::disabled;
  webhook.disabled_reason = DisabledReason::by_request;
  ASSERT_TRUE(write(WebhookStore::change(webhook, {2, 2})));
  EXPECT_TRUE(run(webhooks_->enabled()).value().empty());
  webhook = find(webhook.id);
  EXPECT_EQ(webhook.disabled_reason, DisabledReason::by_request);
  webhook.state = WebhookState::enabled;
  webhook.disabled_reason.reset();
  ASSERT_TRUE(write(WebhookStore::change(webhook, {5, 5})));
  EXPECT_EQ(find(webhook.id).cursor, (events::Cursor{5, 5}));
}

TEST_P(OutboxStoreTest, KeepsTheOldSecretForTheOverlap) {
  const Webhook webhook = stored(a_webhook());
  ASSERT_TRUE(write(WebhookStore::replace_secret(webhook, "1.key.new", "key-2", 1h)));
  Webhook read = find(webhook.id);
  EXPECT_EQ(read.secret, "1.key.new");
  EXPECT_EQ(read.secret_key, "key-2");
  EXPECT_EQ(read.previous_secret, webhook.secret);
  EXPECT_LE(std::chrono::abs(*read.previous_until - (clock_.now() + 1h)), 60s);
  ASSERT_TRUE(write(WebhookStore::replace_secret(read, "1.key.newest", "key-2", 0s)));
  read = find(webhook.id);
  EXPECT_FALSE(read.previous_secret);
  EXPECT_FALSE(read.previous_until);
}

TEST_P(OutboxStoreTest, DisablesWithAnEvent) {
  const Webhook webhook = stored(a_webhook());
  ASSERT_TRUE(write(WebhookStore::disable(webhook, DisabledReason::gone)));
  EXPECT_EQ(write(WebhookStore::disable(webhook, DisabledReason::gone)).error().code, ErrorCode::conflict);
  EXPECT_EQ(find(webhook.id).disabled_reason, DisabledReason::gone);
  const auto happened = run(deliveries_->events_behind(scope_, events::Cursor::oldest(), 10)).value();
  ASSERT_EQ(happened.size(), 1U);
  EXPECT_EQ(happened[0].type, kDisabledEvent);
  EXPECT_EQ(happened[0].subject, webhook.id.text());
}

TEST_P(OutboxStoreTest, RemovesAWebhookWithWhatWaitsForIt) {
  const Webhook webhook = stored(a_webhook());
  const Delivery delivery = queued(webhook);
  ASSERT_TRUE(write(WebhookStore::remove(webhook)));
  EXPECT_EQ(run(webhooks_->find(scope_, webhook.id)).error().code, ErrorCode::not_found);
  EXPECT_EQ(run(deliveries_->find(scope_, webhook.id, delivery.id)).error().code, ErrorCode::not_found);
}

// --- From the feed --------------------------------------------------------------------------------------------------

TEST_P(OutboxStoreTest, ReadsTheFeedInItsOrder) {
  for (int i = 1; i <= 3; ++i)
    happen("a", i, "task.started");
  const auto all = run(deliveries_->events_behind(scope_, events::Cursor::oldest(), 10)).value();
  ASSERT_EQ(all.size(), 3U);
  const auto rest = run(deliveries_->events_behind(scope_, all[0].cursor, 1)).value();
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].number, 2);
  EXPECT_TRUE(run(deliveries_->events_behind(scope_, all[2].cursor, 10)).value().empty());
}

TEST_P(OutboxStoreTest, MovesACursorOnceWhoeverElseTries) {
  const Webhook webhook = stored(a_webhook());
  tests::AllAtOnce<Result<Done>> all(loop_);
  for (int i = 0; i < 10; ++i)
    all.start(deliveries_->feed(webhook, {3, 3}, {a_delivery(webhook), a_delivery(webhook)}));
  int moved = 0;
  for (const Result<Done>& one : all.wait()) {
    moved += one ? 1 : 0;
    if (!one) EXPECT_EQ(one.error().code, ErrorCode::conflict) << one.error().message;
  }
  EXPECT_EQ(moved, 1);
  EXPECT_EQ(run(deliveries_->list(scope_, webhook.id, {})).value().size(), 2U);
  EXPECT_EQ(find(webhook.id).cursor, (events::Cursor{3, 3}));
  EXPECT_EQ(run(deliveries_->count_waiting(webhook.id, 100)).value(), 2);
  EXPECT_EQ(run(deliveries_->count_waiting(webhook.id, 1)).value(), 1);
}

TEST_P(OutboxStoreTest, FeedsNothingToADisabledWebhook) {
  const Webhook webhook = stored(a_webhook());
  ASSERT_TRUE(write(WebhookStore::disable(webhook, DisabledReason::failing)));
  EXPECT_EQ(run(deliveries_->feed(webhook, {3, 3}, {a_delivery(webhook)})).error().code, ErrorCode::conflict);
  EXPECT_TRUE(run(deliveries_->list(scope_, webhook.id, {})).value().empty());
}

// --- Sending --------------------------------------------------------------------------------------------------------

TEST_P(OutboxStoreTest, IsDueAtOnceAndForWhoHasTheKey) {
  const Webhook webhook = stored(a_webhook());
  EXPECT_FALSE(due(webhook)->due_in) << "nothing waits";
  queued(webhook);
  EXPECT_LE(*due(webhook)->due_in, 0ms);
  EXPECT_FALSE(due(webhook, "key-2"));
}

TEST_P(OutboxStoreTest, GivesADeliveryToOneOfMany) {
  const Webhook webhook = stored(a_webhook());
  for (int i = 0; i < 20; ++i)
    queued(webhook);
  tests::AllAtOnce<Result<std::vector<Delivery>>> all(loop_);
  for (int i = 0; i < 8; ++i)
    all.start(deliveries_->claim({"one", std::to_string(i)}, {.project = scope_.project, .id = webhook.id}, 5, 60s));
  std::set<DeliveryId> claimed;
  std::size_t count = 0;
  for (const auto& some : all.wait()) {
    for (const Delivery& delivery : some.value()) {
      claimed.insert(delivery.id);
      ++count;
    }
  }
  EXPECT_EQ(count, 20U);
  EXPECT_EQ(claimed.size(), 20U);
}

TEST_P(OutboxStoreTest, ClaimsOldestFirstUnderALease) {
  const Webhook webhook = stored(a_webhook());
  const Delivery first = queued(webhook);
  advance(1s);
  queued(webhook);
  std::vector<Delivery> claimed = claim(webhook, 1);
  ASSERT_EQ(claimed.size(), 1U);
  EXPECT_EQ(claimed[0].id, first.id);
  EXPECT_EQ(claimed[0].body, "{}");
  EXPECT_EQ(claimed[0].fence, 1);
  EXPECT_TRUE(now(first).is_being_sent);
  EXPECT_EQ(claim(webhook).size(), 1U) << "the other one";
  EXPECT_TRUE(claim(webhook).empty());
  advance(61s);  // whoever claimed them died
  claimed = claim(webhook);
  EXPECT_EQ(claimed.size(), 2U);
  EXPECT_EQ(claimed[0].fence, 2);
}

TEST_P(OutboxStoreTest, RefusesWhoLostTheLease) {
  const Webhook webhook = stored(a_webhook());
  queued(webhook);
  const Delivery slow = claim(webhook).at(0);
  advance(61s);
  const Delivery quick = claim(webhook).at(0);
  EXPECT_TRUE(settle(quick, DeliveryState::delivered));
  EXPECT_EQ(settle(slow, DeliveryState::failed).error().code, ErrorCode::conflict);
  EXPECT_EQ(now(slow).state, DeliveryState::delivered);
}

TEST_P(OutboxStoreTest, TriesAgainWhenItIsTime) {
  const Webhook webhook = stored(a_webhook());
  queued(webhook);
  ASSERT_TRUE(settle(claim(webhook).at(0), DeliveryState::pending, 1h));
  EXPECT_TRUE(claim(webhook).empty());
  EXPECT_TRUE(due(webhook)->is_failing);
  EXPECT_GT(*due(webhook)->due_in, 0ms);
  advance(1h + 1s);
  const Delivery again = claim(webhook).at(0);
  EXPECT_EQ(again.attempts, 1);
  EXPECT_EQ(again.round, 1);
  EXPECT_EQ(again.log.size(), 1U);
  EXPECT_EQ(again.log[0].trouble, "why");
  ASSERT_TRUE(settle(again, DeliveryState::delivered));
  const Delivery ended = now(again);
  EXPECT_EQ(ended.state, DeliveryState::delivered);
  EXPECT_EQ(ended.attempts, 2);
  EXPECT_TRUE(ended.ended_at.has_value());
  EXPECT_FALSE(due(webhook)->is_failing);
  EXPECT_FALSE(find(webhook.id).failing_since);
}

TEST_P(OutboxStoreTest, RemembersSinceWhenAWebhookFails) {
  const Webhook webhook = stored(a_webhook());
  queued(webhook);
  const Time first = clock_.now();
  ASSERT_TRUE(settle(claim(webhook).at(0), DeliveryState::pending, 1s));
  advance(1h);
  ASSERT_TRUE(settle(claim(webhook).at(0), DeliveryState::failed));
  const Webhook read = find(webhook.id);
  EXPECT_EQ(read.failures, 2);
  EXPECT_LE(std::chrono::abs(*read.failing_since - first), 60s);
}

TEST_P(OutboxStoreTest, PausesAllOfAWebhookWhenItsReceiverAsks) {
  const Webhook webhook = stored(a_webhook());
  queued(webhook);
  ASSERT_TRUE(settle(claim(webhook).at(0), DeliveryState::pending, 1s, 1h));
  queued(webhook);
  EXPECT_GT(*due(webhook)->due_in, 30min);
  advance(1h + 1s);
  EXPECT_LE(*due(webhook)->due_in, 0ms);
}

TEST_P(OutboxStoreTest, KeepsTheYoungestAttemptsOnly) {
  const Webhook webhook = stored(a_webhook());
  queued(webhook);
  for (std::size_t i = 0; i < kAttemptsKeptMax + 3; ++i) {
    ASSERT_TRUE(settle(claim(webhook).at(0), DeliveryState::pending, 1ms));
    advance(2s);
  }
  const Delivery delivery = claim(webhook).at(0);
  EXPECT_EQ(delivery.log.size(), kAttemptsKeptMax);
  EXPECT_EQ(delivery.log.back().number, static_cast<std::int64_t>(kAttemptsKeptMax) + 3);
}

TEST_P(OutboxStoreTest, GivesBackWhatEarlierRunsOfAServerHeld) {
  const Webhook webhook = stored(a_webhook());
  for (int i = 0; i < 3; ++i)
    queued(webhook);
  ASSERT_EQ(claim(webhook, 1, "1").size(), 1U);
  ASSERT_EQ(claim(webhook, 1, "2").size(), 1U);
  ASSERT_EQ(run(deliveries_->claim({"other", "9"}, {.project = scope_.project, .id = webhook.id}, 1, 60s))->size(), 1U);
  EXPECT_EQ(run(deliveries_->release_of_earlier_runs({"one", "2"})).value(), 1);
  EXPECT_EQ(claim(webhook, 10, "2").size(), 1U);
  EXPECT_EQ(run(deliveries_->release_own({"one", "2"})).value(), 2);
}

// --- The log --------------------------------------------------------------------------------------------------------

TEST_P(OutboxStoreTest, ListsDeliveriesByPages) {
  const Webhook webhook = stored(a_webhook());
  std::vector<DeliveryId> made;
  for (int i = 0; i < 3; ++i)
    made.push_back(queued(webhook).id);
  const auto first = run(deliveries_->list(scope_, webhook.id, {.count = 2})).value();
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].id, made[2]);
  const auto rest = run(deliveries_->list(scope_, webhook.id, {.before = first[1].id})).value();
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].id, made[0]);
  ASSERT_TRUE(settle(claim(webhook, 1).at(0), DeliveryState::failed));
  EXPECT_EQ(run(deliveries_->list(scope_, webhook.id, {.state = DeliveryState::failed}))->size(), 1U);
  EXPECT_EQ(run(deliveries_->list(scope_, webhook.id, {.state = DeliveryState::pending}))->size(), 2U);
}

TEST_P(OutboxStoreTest, PutsADeliveryBackIntoTheQueue) {
  const Webhook webhook = stored(a_webhook());
  const Delivery delivery = queued(webhook);
  const Delivery claimed = claim(webhook).at(0);
  EXPECT_EQ(run(deliveries_->requeue(claimed)).error().code, ErrorCode::conflict) << "it is being sent";
  ASSERT_TRUE(settle(claimed, DeliveryState::failed));
  ASSERT_TRUE(run(deliveries_->requeue(now(delivery))));
  const Delivery again = claim(webhook).at(0);
  EXPECT_EQ(again.id, delivery.id);
  EXPECT_EQ(again.attempts, 1);
  EXPECT_EQ(again.round, 0) << "the schedule begins anew";
  EXPECT_FALSE(again.ended_at);
}

TEST_P(OutboxStoreTest, ForgetsWhatIsOldOrTooMuchInSmallSteps) {
  const Webhook webhook = stored(a_webhook());
  for (int i = 0; i < 5; ++i) {
    queued(webhook);
    ASSERT_TRUE(settle(claim(webhook).at(0), DeliveryState::delivered));
    advance(1s);
  }
  queued(webhook);
  EXPECT_EQ(run(deliveries_->forget(1h, 100, 100)).value(), 0);
  EXPECT_EQ(run(deliveries_->forget(1h, 2, 1)).value(), 1) << "at most one at a time";
  EXPECT_EQ(run(deliveries_->forget(1h, 2, 100)).value(), 1) << "three are left: two, and the one at the border";
  advance(2h);
  EXPECT_EQ(run(deliveries_->forget(1h, 100, 100)).value(), 3);
  EXPECT_EQ(run(deliveries_->list(scope_, webhook.id, {}))->size(), 1U) << "what waits stays";
}

TEST_P(OutboxStoreTest, ForgetsWhatWaitsForNobody) {
  const Webhook webhook = stored(a_webhook()), removed = stored(a_webhook());
  queued(webhook);
  ASSERT_TRUE(write(WebhookStore::remove(removed)));
  queued(removed);  // as a crash between two units would leave it
  ASSERT_TRUE(write(WebhookStore::disable(webhook, DisabledReason::gone)));
  EXPECT_EQ(run(deliveries_->forget(1h, 100, 100)).value(), 1);
  advance(2h);
  EXPECT_EQ(run(deliveries_->forget(1h, 100, 100)).value(), 1);
}

TEST_P(OutboxStoreTest, MeasuresTheQueue) {
  const Webhook webhook = stored(a_webhook());
  EXPECT_EQ(run(deliveries_->measure())->waiting, 0);
  queued(webhook);
  advance(1h);
  queued(webhook);
  const QueueMeasure measure = run(deliveries_->measure()).value();
  EXPECT_EQ(measure.waiting, 2);
  EXPECT_LE(std::chrono::abs(measure.oldest_age - 1h), 60s);
}

INSTANTIATE_TEST_SUITE_P(Databases, OutboxStoreTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::outbox
