#include "platform/outbox/delivery_feeder.hpp"

#include <gmock/gmock.h>

#include "support/all_at_once.hpp"
#include "support/slice_databases.hpp"
#include "support/slice_world.hpp"
#include "support/webhook_events.hpp"

namespace swarm::outbox {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class DeliveryFeederTest : public tests::SliceTest {
 protected:
  DeliveryFeederTest() : SliceTest({events::schema(), outbox::schema()}) {}
  void SetUp() override {
    SliceTest::SetUp();
    if (!database_) return;
    webhooks_ = std::make_unique<WebhookStore>(*database_);
    deliveries_ = std::make_unique<DeliveryStore>(*database_);
    events_ = std::make_unique<events::EventStore>(*database_);
    make_feeder({});
    advance(std::chrono::milliseconds{0});  // also PostgreSQL's time is the test's from here on
  }
  void TearDown() override {
    feeder_.reset();
    SliceTest::TearDown();
  }
  void make_feeder(OutboxConfig config) {
    feeder_ = std::make_unique<DeliveryFeeder>(config, DeliveryFeeder::Deps{.database = *database_,
                                                                            .webhooks = *webhooks_,
                                                                            .deliveries = *deliveries_,
                                                                            .renderer = renderer_,
                                                                            .ids = ids_,
                                                                            .loop = loop_.loop(),
                                                                            .metrics = outbox_metrics_,
                                                                            .log = log_});
  }

  Webhook a_webhook(std::vector<std::string> types, std::optional<ProjectId> project = {}) {
    const Scope scope{project.value_or(scope_.project)};
    const Webhook webhook{.id = WebhookId::generate(ids_),
                          .project = scope.project,
                          .url = "https://a.example/",
                          .events = std::move(types),
                          .cursor = run(events_->newest(scope)).value()};
    EXPECT_TRUE(run(database_->write(WebhookStore::insert(webhook, 100))));
    return webhook;
  }
  void happen(std::string type, int count = 1, std::optional<ProjectId> project = {}) {
    storage::WriteUnit unit;
    for (int i = 0; i < count; ++i)
      tests::add_task_event(unit, project.value_or(scope_.project), type, ++number_);
    ASSERT_TRUE(run(database_->write(std::move(unit))));
  }
  // Until nothing is left.
  void feed() {
    for (int pass = 0; pass < 1'000; ++pass) {
      const Result<bool> more = run(feeder_->run_once());
      ASSERT_TRUE(more) << more.error().message;
      if (!*more) return;
    }
    FAIL() << "there is always more";
  }
  // Oldest first.
  std::vector<std::string> bodies(const Webhook& webhook) {
    std::vector<std::string> found;
    for (const Delivery& delivery : run(deliveries_->list({webhook.project}, webhook.id, {.count = 10'000})).value())
      found.insert(found.begin(), delivery.body);
    return found;
  }
  std::vector<std::string> subjects(const Webhook& webhook) {
    std::vector<std::string> found;
    for (const Delivery& delivery : run(deliveries_->list({webhook.project}, webhook.id, {.count = 10'000})).value())
      found.insert(found.begin(), delivery.subject);
    return found;
  }
  bool shows(const std::string& line) { return ("\n" + metrics_.exposition()).contains("\n" + line + "\n"); }

  Scope scope_{ProjectId::generate(ids_)};
  int number_ = 0;
  tests::RecordedLog logs_;
  telemetry::Log log_{logs_, "test"};
  telemetry::Metrics metrics_;
  OutboxMetrics outbox_metrics_{metrics_};
  tests::PlainRenderer renderer_;
  std::unique_ptr<WebhookStore> webhooks_;
  std::unique_ptr<DeliveryStore> deliveries_;
  std::unique_ptr<events::EventStore> events_;
  std::unique_ptr<DeliveryFeeder> feeder_;
};

TEST_P(DeliveryFeederTest, QueuesWhatAWebhookWantsOnceEach) {
  happen("task.completed");  // before there was a webhook
  const Webhook webhook = a_webhook({"task.completed", "task.failed"});
  happen("task.created");
  happen("task.completed");
  happen("task.failed");
  feed();
  feed();
  EXPECT_THAT(subjects(webhook), ElementsAre("task-3", "task-4"));
  const json::Value body = json::parse(bodies(webhook)[0]).value();
  EXPECT_EQ(body.at("type").as_string(), "task.completed");
  EXPECT_TRUE(std::string(body.at("timestamp").as_string()).starts_with("2023-11-14T22:13"));
  EXPECT_EQ(body.at("data").at("subject").as_string(), "task-3");
}

TEST_P(DeliveryFeederTest, KeepsProjectsApart) {
  const ProjectId other = ProjectId::generate(ids_);
  const Webhook mine = a_webhook({"task.completed"}), theirs = a_webhook({"task.completed"}, other);
  happen("task.completed");
  happen("task.completed", 1, other);
  feed();
  EXPECT_THAT(subjects(mine), ElementsAre("task-1"));
  EXPECT_THAT(subjects(theirs), ElementsAre("task-2"));
}

TEST_P(DeliveryFeederTest, FeedsMoreThanOneBatchToEachWebhook) {
  const Webhook some = a_webhook({"task.completed"}), none = a_webhook({"task.cancelled"});
  const int count = static_cast<int>(kEventsAtOnce) * 2 + 50;
  happen("task.completed", count);
  feed();
  EXPECT_EQ(bodies(some).size(), static_cast<std::size_t>(count));
  EXPECT_TRUE(bodies(none).empty());
}

TEST_P(DeliveryFeederTest, OfTwoServersOneQueuesEachEvent) {
  const Webhook webhook = a_webhook({"task.completed"});
  happen("task.completed", 500);
  std::unique_ptr<DeliveryFeeder> first = std::move(feeder_);
  make_feeder({});
  tests::AllAtOnce<Result<bool>> both(loop_);
  for (int pass = 0; pass < 5; ++pass) {
    both.start(first->run_once());
    both.start(feeder_->run_once());
  }
  for (const Result<bool>& one : both.wait())
    EXPECT_TRUE(one) << one.error().message;
  feed();
  std::vector<std::string> found = subjects(webhook);
  EXPECT_EQ(found.size(), 500U);
  EXPECT_EQ(std::set<std::string>(found.begin(), found.end()).size(), 500U);
}

TEST_P(DeliveryFeederTest, LeavesEventsInTheFeedWhileAQueueIsFull) {
  make_feeder({.waiting_per_webhook_max = 3});
  const Webhook webhook = a_webhook({"task.completed"});
  happen("task.completed", 3);
  feed();
  happen("task.completed", 2);
  feed();
  EXPECT_EQ(bodies(webhook).size(), 3U);
  EXPECT_TRUE(shows("swarm_webhook_feeds_held_back_total 1"));
  const auto claimed =
      run(deliveries_->claim({"one", "1"}, {.project = scope_.project, .id = webhook.id}, 3, 60s)).value();
  ASSERT_EQ(claimed.size(), 3U);
  ASSERT_TRUE(run(deliveries_->settle({.claimed = claimed[0]})));
  feed();
  EXPECT_EQ(bodies(webhook).size(), 5U);
}

TEST_P(DeliveryFeederTest, SaysThatEventsWereLostAndGoesOn) {
  const Webhook webhook = a_webhook({"task.completed"});
  happen("task.completed", 5);
  advance(48h);
  ASSERT_EQ(run(events_->forget({1h, 1'000}, 3)).value(), 3);
  happen("task.completed");
  feed();
  EXPECT_THAT(subjects(webhook), ElementsAre("task-4", "task-5", "task-6"));
  EXPECT_EQ(logs_.lines_with("webhook_events_lost").size(), 1U);
  EXPECT_TRUE(shows("swarm_webhook_feed_gaps_total 1"));
}

TEST_P(DeliveryFeederTest, SaysOnceThatAllWereLost) {
  const Webhook webhook = a_webhook({"task.completed"});
  happen("task.completed", 5);
  advance(48h);
  ASSERT_EQ(run(events_->forget({1h, 1'000}, 10)).value(), 5);
  feed();
  make_feeder({});  // as after a restart
  feed();
  EXPECT_EQ(logs_.lines_with("webhook_events_lost").size(), 1U);
  happen("task.completed");
  feed();
  EXPECT_THAT(subjects(webhook), ElementsAre("task-6"));
}

TEST_P(DeliveryFeederTest, IsWokenByAnEvent) {
  const Webhook webhook = a_webhook({"task.completed"});
  feeder_->start();
  happen("task.completed");
  const auto patience = std::chrono::steady_clock::now() + 10s;
  while (bodies(webhook).empty() && std::chrono::steady_clock::now() < patience)
    std::this_thread::yield();
  EXPECT_EQ(bodies(webhook).size(), 1U);
  run(feeder_->stop());
}

INSTANTIATE_TEST_SUITE_P(Databases, DeliveryFeederTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::outbox
