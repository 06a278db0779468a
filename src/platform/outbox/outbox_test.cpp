#include "platform/outbox/outbox.hpp"

#include <gmock/gmock.h>

#include "platform/crypto/hash.hpp"
#include "platform/outbox/webhook_signature.hpp"
#include "support/outbox_world.hpp"

// From an event to a receiver that answers, fails, hangs, lies or leads inward.
namespace swarm::outbox {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using tests::answer_text;
using tests::answers;
using tests::ReceivedRequest;
using tests::ReceiverPeer;
using tests::ScriptedReceiver;

class OutboxTest : public testing::Test, public tests::OutboxWorld {
 protected:
  OutboxTest() = default;
  explicit OutboxTest(OutboxConfig config) : tests::OutboxWorld(std::move(config)) {}

  // Sends one event to a receiver with this script.
  Delivery sent_to(ScriptedReceiver::Script script) {
    const ScriptedReceiver receiver(std::move(script));
    const WebhookId id = a_webhook(receiver.url()).webhook.id;
    happen();
    turn();
    return only_delivery(id);
  }
  std::ptrdiff_t refusals_noted(const WebhookId& id) {
    return std::ranges::count(audited(), "security.outbound_address_refused " + id.text());
  }
  // Notes are written in the background.
  std::ptrdiff_t refusals_noted_within_patience(const WebhookId& id, std::ptrdiff_t count) {
    const auto patience = std::chrono::steady_clock::now() + 60s;
    while (refusals_noted(id) < count && std::chrono::steady_clock::now() < patience)
      std::this_thread::yield();
    return refusals_noted(id);
  }
  static AttemptOutcome outcome(const Delivery& delivery) { return delivery.log.back().outcome; }
};

// Gives an attempt up soon. A right one needs a small part of this.
class ImpatientOutbox : public OutboxTest {
 protected:
  ImpatientOutbox() : OutboxTest(impatient()) {}

 private:
  static OutboxConfig impatient() {
    OutboxConfig config = config_for_tests();
    config.request_timeout = 2s;
    return config;
  }
};

TEST_F(OutboxTest, SendsASignedMessageOnce) {
  const ScriptedReceiver receiver(answers(204));
  const auto made = a_webhook(receiver.url("/in?token=1"));
  happen("task.created");  // not wanted
  happen("task.completed");
  turn();
  turn();
  ASSERT_EQ(receiver.count(), 1U);
  const ReceivedRequest got = receiver.received()[0];
  const Delivery delivery = only_delivery(made.webhook.id);
  EXPECT_EQ(got.line, "POST /in?token=1 HTTP/1.1");
  EXPECT_EQ(got.header("content-type"), "application/json");
  EXPECT_EQ(got.header("webhook-id"), message_id(delivery.id));
  EXPECT_EQ(got.header("webhook-timestamp"), std::to_string(to_milliseconds(clock.now()) / 1000));
  EXPECT_EQ(got.header("webhook-signature"),
            signature_of(made.secret, got.header("webhook-id"), to_milliseconds(clock.now()) / 1000, got.body).value());
  EXPECT_EQ(json::parse(got.body)->at("data").at("subject").as_string(), "task-2");
  EXPECT_EQ(delivery.state, DeliveryState::delivered);
  EXPECT_EQ(delivery.log.at(0).status, 204);
  EXPECT_EQ(metric("swarm_webhook_deliveries_total{outcome=\"delivered\"}"), 1);
}

TEST_F(OutboxTest, TriesAgainBySchedulesWithTheSameIdAndBodyAndANewTimestamp) {
  std::atomic<int> seen = 0;
  const ScriptedReceiver receiver([&](ReceiverPeer& peer, const ReceivedRequest&) {
    peer.send(++seen < 3 ? answer_text(500, "not yet") : answer_text(200));
  });
  const WebhookId id = a_webhook(receiver.url()).webhook.id;
  happen();
  turn();
  EXPECT_EQ(only_delivery(id).state, DeliveryState::pending);
  EXPECT_EQ(only_delivery(id).log.at(0).answer, "not yet");
  clock.advance(4s);
  turn();
  EXPECT_EQ(receiver.count(), 1U) << "too early";
  clock.advance(2s);
  turn();
  EXPECT_EQ(receiver.count(), 2U);
  clock.advance(6min);
  turn();
  ASSERT_EQ(receiver.count(), 3U);
  const auto got = receiver.received();
  EXPECT_EQ(got[0].header("webhook-id"), got[2].header("webhook-id"));
  EXPECT_EQ(got[0].body, got[2].body);
  EXPECT_NE(got[0].header("webhook-timestamp"), got[2].header("webhook-timestamp"));
  EXPECT_EQ(only_delivery(id).state, DeliveryState::delivered);
  EXPECT_EQ(only_delivery(id).attempts, 3);
  EXPECT_EQ(webhook(id).failures, 0);
}

TEST_F(OutboxTest, GivesUpAfterTheWholeSchedule) {
  const ScriptedReceiver receiver(answers(500));
  const WebhookId id = a_webhook(receiver.url()).webhook.id;
  happen();
  for (int i = 0; i < 12; ++i) {
    turn();
    clock.advance(27h);
  }
  EXPECT_EQ(receiver.count(), 5U + 1U) << "after five days of failing it is disabled";
  EXPECT_EQ(webhook(id).disabled_reason, DisabledReason::failing);
}

TEST_F(OutboxTest, TenAttemptsAreAll) {
  const ScriptedReceiver receiver(answers(500));
  const WebhookId id = a_webhook(receiver.url()).webhook.id;
  happen();
  for (const auto delay : {0s, 6s, 331s, 1981s, 7921s, 19'801s, 39'601s, 55'441s, 79'201s, 95'041s, 95'041s}) {
    clock.advance(delay);
    turn();
  }
  EXPECT_EQ(receiver.count(), 10U);
  EXPECT_EQ(only_delivery(id).state, DeliveryState::failed);
}

TEST_F(OutboxTest, DisablesAWebhookThatFailedForDays) {
  const ScriptedReceiver receiver(answers(500));
  const WebhookId id = a_webhook(receiver.url()).webhook.id;
  const WebhookId witness = [&] {
    return run(outbox->service().create(developer(), {.url = receiver.url(), .events = {{"webhook.disabled"}}}))
        .value()
        .webhook.id;
  }();
  happen();
  turn();
  clock.advance(119h);
  happen();
  turn();
  EXPECT_EQ(webhook(id).state, WebhookState::enabled);
  clock.advance(2h);
  happen();
  turn();
  EXPECT_EQ(webhook(id).state, WebhookState::disabled);
  EXPECT_EQ(webhook(id).disabled_reason, DisabledReason::failing);
  EXPECT_THAT(audited(), testing::Contains("webhooks.disable " + id.text()));
  EXPECT_EQ(metric("swarm_webhooks_disabled_total"), 1);
  turn();
  ASSERT_EQ(deliveries(witness).size(), 1U) << "who asked to hear of it hears of it";
  EXPECT_EQ(deliveries(witness)[0].subject, id.text());
}

TEST_F(OutboxTest, AGoodAttemptForgivesTheBadOnes) {
  std::atomic<bool> fails = true;
  const ScriptedReceiver receiver(
      [&](ReceiverPeer& peer, const ReceivedRequest&) { peer.send(answer_text(fails ? 500 : 200)); });
  const WebhookId id = a_webhook(receiver.url()).webhook.id;
  happen();
  turn();
  clock.advance(119h);
  fails = false;
  happen();
  turn();
  fails = true;
  clock.advance(2h);
  happen();
  turn();
  EXPECT_EQ(webhook(id).state, WebhookState::enabled);
  EXPECT_EQ(webhook(id).failures, 1);
}

// --- What receivers do ----------------------------------------------------------------------------------------------

TEST_F(OutboxTest, AReceiverThatIsGoneGetsNothingMore) {
  const ScriptedReceiver receiver(answers(410));
  const WebhookId id = a_webhook(receiver.url()).webhook.id;
  happen();
  turn();
  EXPECT_EQ(webhook(id).disabled_reason, DisabledReason::gone);
  EXPECT_EQ(only_delivery(id).state, DeliveryState::failed);
  happen();
  clock.advance(1h);
  turn();
  EXPECT_EQ(receiver.count(), 1U);
}

TEST_F(OutboxTest, AReceiverThatAsksForTimeGetsIt) {
  const ScriptedReceiver receiver(answers(429, "", "Retry-After: 60\r\n"));
  a_webhook(receiver.url());
  happen();
  turn();
  happen();  // another delivery waits as well
  clock.advance(55s);
  turn();
  EXPECT_EQ(receiver.count(), 1U);
  clock.advance(6s);
  turn();
  EXPECT_GT(receiver.count(), 1U);
}

TEST_F(ImpatientOutbox, AReceiverThatHangsIsGivenUpInTime) {
  const Delivery delivery = sent_to(tests::hangs());
  EXPECT_EQ(outcome(delivery), AttemptOutcome::timeout);
  EXPECT_EQ(delivery.state, DeliveryState::pending);
}

TEST_F(OutboxTest, AReceiverThatClosesEarlyIsTriedAgain) {
  const Delivery delivery = sent_to(tests::closes_early());
  EXPECT_EQ(outcome(delivery), AttemptOutcome::unreachable);
  EXPECT_EQ(delivery.state, DeliveryState::pending);
}

TEST_F(OutboxTest, ABodyThatNeverEndsCostsLittleAndTheStatusCounts) {
  EXPECT_EQ(outcome(sent_to(tests::never_ends(200))), AttemptOutcome::delivered);
  const Delivery refused = sent_to(tests::never_ends(500));
  EXPECT_EQ(outcome(refused), AttemptOutcome::http_error);
  EXPECT_EQ(refused.log.back().answer->size(), kAnswerShownMax);
}

TEST_F(ImpatientOutbox, ASlowBodyChangesNothing) {
  EXPECT_EQ(outcome(sent_to(tests::hangs_in_body(200))), AttemptOutcome::delivered);
  EXPECT_EQ(outcome(sent_to(tests::hangs_in_body(503))), AttemptOutcome::http_error);
}

TEST_F(OutboxTest, AnAnswerThatIsNoneIsAFailure) {
  EXPECT_EQ(outcome(sent_to(answers("SSH-2.0-OpenSSH_9.2\r\n\r\n"))), AttemptOutcome::bad_answer);
  EXPECT_EQ(outcome(sent_to(answers("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n"))),
            AttemptOutcome::bad_answer);
}

TEST_F(OutboxTest, ACompressedAnswerIsShownAsItCame) {
  const std::string bomb = "\x1f\x8b\x08" + std::string(1'000, '\0');
  const Delivery delivery = sent_to(answers(500, bomb, "Content-Encoding: gzip\r\n"));
  EXPECT_EQ(delivery.log.back().answer, std::string(kAnswerShownMax, '?'));
}

// --- Inward ---------------------------------------------------------------------------------------------------------

TEST_F(OutboxTest, ARedirectInwardIsNotFollowed) {
  const ScriptedReceiver inner(answers(200, "secret"));
  for (const int status : {301, 302, 303, 307, 308}) {
    for (const std::string& target : {inner.url(), std::string("http://169.254.169.254/latest/meta-data/")}) {
      const Delivery delivery = sent_to(answers(status, "", "Location: " + target + "\r\n"));
      EXPECT_EQ(outcome(delivery), AttemptOutcome::redirected) << status;
      EXPECT_TRUE(delivery.log.back().trouble->contains("not followed"));
    }
  }
  EXPECT_EQ(inner.connections(), 0);
}

TEST_F(OutboxTest, ANameThatLeadsInwardIsRefusedAndAudited) {
  int number = 0;
  for (const char* address : {"127.0.0.2", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.2", "fd00::1"}) {
    const std::string host = fmt::format("n{}.example", ++number);
    names.set(host, {{address}});
    const WebhookId id = a_webhook(fmt::format("https://{}/", host)).webhook.id;
    happen();
    turn();
    EXPECT_EQ(outcome(only_delivery(id)), AttemptOutcome::address_refused) << address;
    EXPECT_EQ(refusals_noted_within_patience(id, 1), 1) << address;
    clock.advance(6s);
    turn();
    EXPECT_EQ(only_delivery(id).attempts, 2);
    EXPECT_EQ(refusals_noted(id), 1) << "only the first of a row";
    ASSERT_TRUE(run(outbox->service().remove(developer(), id)));
  }
}

TEST_F(OutboxTest, ANameThatIsReboundIsRefused) {
  const ScriptedReceiver receiver(answers(200, "", "Connection: close\r\n"));
  names.set("rebound.example", {{"127.0.0.1"}, {"127.0.0.1"}, {"127.0.0.3"}});
  const WebhookId id = a_webhook(fmt::format("http://rebound.example:{}/", receiver.port())).webhook.id;
  for (int i = 0; i < 3; ++i) {
    happen();
    turn();
  }
  EXPECT_EQ(receiver.count(), 2U);
  EXPECT_EQ(outcome(deliveries(id)[0]), AttemptOutcome::address_refused);
}

TEST_F(OutboxTest, WithoutTlsANameMayOnlyLeadToListedNetworks) {
  names.set("public.example", {{"8.8.8.8"}});
  const WebhookId id = a_webhook("http://public.example/").webhook.id;
  happen();
  turn();
  EXPECT_EQ(outcome(only_delivery(id)), AttemptOutcome::address_refused);
}

TEST_F(OutboxTest, RulesThatBecameNarrowerAlsoHoldForOldWebhooks) {
  const ScriptedReceiver receiver(answers(200));
  const WebhookId id = a_webhook(receiver.url()).webhook.id;
  OutboxConfig narrower = config_for_tests();
  narrower.allow_private_addresses = {};
  const auto restarted = open(narrower);
  happen();
  ASSERT_TRUE(run(restarted->feeder().run_once()));
  ASSERT_TRUE(run(restarted->dispatcher().run_once()));
  run(restarted->dispatcher().wait_until_idle(60s));
  EXPECT_EQ(outcome(only_delivery(id)), AttemptOutcome::address_refused);
  EXPECT_EQ(receiver.count(), 0U);
  run(restarted->stop(1s));
}

// --- Secrets --------------------------------------------------------------------------------------------------------

TEST_F(OutboxTest, SignsWithBothSecretsWhileOneIsReplaced) {
  const ScriptedReceiver receiver(answers(200));
  const auto made = a_webhook(receiver.url());
  const auto rotated = run(outbox->service().rotate_secret(developer(), made.webhook.id, 1h)).value();
  EXPECT_NE(rotated.secret, made.secret);
  happen();
  turn();
  clock.advance(2h);
  happen();
  turn();
  ASSERT_EQ(receiver.count(), 2U);
  const auto signatures = [&](std::size_t at, std::vector<std::string> secrets) {
    const ReceivedRequest got = receiver.received()[at];
    return signatures_of(secrets, got.header("webhook-id"), std::atoll(got.header("webhook-timestamp").c_str()),
                         got.body)
        .value();
  };
  EXPECT_EQ(receiver.received()[0].header("webhook-signature"), signatures(0, {rotated.secret, made.secret}));
  EXPECT_EQ(receiver.received()[1].header("webhook-signature"), signatures(1, {rotated.secret}));
}

TEST_F(OutboxTest, LeavesToOthersWhatAnotherMasterKeySealed) {
  const ScriptedReceiver receiver(answers(200));
  const WebhookId id = a_webhook(receiver.url()).webhook.id;
  happen();
  ASSERT_TRUE(run(outbox->feeder().run_once()));
  std::filesystem::rename(folder.path() / "master.key", folder.path() / "kept.key");
  const auto other = open(config_for_tests());
  ASSERT_TRUE(run(other->dispatcher().run_once()));
  run(other->dispatcher().wait_until_idle(60s));
  EXPECT_EQ(receiver.count(), 0U);
  turn();
  EXPECT_EQ(receiver.count(), 1U);
  EXPECT_EQ(only_delivery(id).attempts, 1);
  run(other->stop(1s));
}

TEST_F(OutboxTest, StoresNoSecretInTheClear) {
  const auto made = a_webhook("https://a.example/");
  const Webhook stored = webhook(made.webhook.id);
  EXPECT_FALSE(stored.secret.contains(made.secret.substr(6)));
  for (const std::string& line : audited())
    EXPECT_FALSE(line.contains(made.secret.substr(6)));
}

// --- Bounds, fairness, the end --------------------------------------------------------------------------------------

TEST_F(OutboxTest, SendsNoMoreAtOnceThanItMay) {
  OutboxConfig config = config_for_tests();
  config.request_timeout = 60s;
  config.concurrency_max = 3;
  config.concurrency_per_webhook_max = 2;
  const auto bounded = open(config);
  const ScriptedReceiver first(tests::hangs()), second(tests::hangs());
  a_webhook(first.url());
  a_webhook(second.url());
  for (int i = 0; i < 5; ++i)
    happen();
  ASSERT_TRUE(run(bounded->feeder().run_once()));
  for (int i = 0; i < 3; ++i)
    ASSERT_TRUE(run(bounded->dispatcher().run_once()));
  const auto patience = std::chrono::steady_clock::now() + 60s;
  while (first.count() + second.count() < 3 && std::chrono::steady_clock::now() < patience)
    std::this_thread::yield();
  run(bounded->stop(0ms));  // whoever still sends is cut off
  EXPECT_EQ(first.count() + second.count(), 3U);
  EXPECT_LE(first.count(), 2U);
  EXPECT_LE(second.count(), 2U);
}

TEST_F(OutboxTest, AFailingReceiverGetsOneAttemptAtATime) {
  OutboxConfig config = config_for_tests();
  config.request_timeout = 60s;
  std::atomic<bool> hangs = false;
  const ScriptedReceiver receiver([&](ReceiverPeer& peer, const ReceivedRequest&) {
    if (hangs) return peer.hang();
    peer.send(answer_text(500));
  });
  a_webhook(receiver.url());
  happen();
  turn();
  hangs = true;
  const auto bounded = open(config);
  for (int i = 0; i < 5; ++i)
    happen();
  ASSERT_TRUE(run(bounded->feeder().run_once()));
  for (int i = 0; i < 3; ++i)
    ASSERT_TRUE(run(bounded->dispatcher().run_once()));
  ASSERT_TRUE(receiver.wait_for(2));
  run(bounded->stop(0ms));
  EXPECT_EQ(receiver.count(), 2U);
}

TEST_F(OutboxTest, ASlowReceiverDoesNotHoldUpTheOthers) {
  OutboxConfig config = config_for_tests();
  config.request_timeout = 60s;
  const auto running = open(config);
  const ScriptedReceiver slow(tests::hangs()), quick(answers(200));
  a_webhook(slow.url());
  a_webhook(quick.url());
  for (int i = 0; i < 30; ++i)
    happen();
  ASSERT_TRUE(run(running->start()));
  EXPECT_TRUE(quick.wait_for(30)) << "long before the slow one's first attempt is given up";
  EXPECT_LE(slow.count(), config.concurrency_per_webhook_max);
  run(running->stop(0ms));
}

TEST_F(OutboxTest, WhatWasCutOffIsSentAtOnceByTheNextRun) {
  OutboxConfig config = config_for_tests();
  config.request_timeout = 60s;
  std::atomic<bool> hangs = true;
  const ScriptedReceiver receiver([&](ReceiverPeer& peer, const ReceivedRequest&) {
    if (hangs) return peer.hang();
    peer.send(answer_text(200));
  });
  const WebhookId id = a_webhook(receiver.url()).webhook.id;
  happen();
  auto first = open(config);
  ASSERT_TRUE(run(first->start()));
  ASSERT_TRUE(receiver.wait_for(1));
  run(first->stop(0ms));
  EXPECT_EQ(only_delivery(id).attempts, 0) << "what we cut off is no attempt of the receiver's";
  hangs = false;
  turn();
  EXPECT_EQ(receiver.count(), 2U);
  EXPECT_EQ(receiver.received()[0].header("webhook-id"), receiver.received()[1].header("webhook-id"));
  EXPECT_EQ(only_delivery(id).state, DeliveryState::delivered);
}

TEST_F(OutboxTest, StoppingWaitsForWhatIsBeingSent) {
  OutboxConfig config = config_for_tests();
  config.request_timeout = 60s;
  const ScriptedReceiver receiver([](ReceiverPeer& peer, const ReceivedRequest&) {
    std::this_thread::yield();
    peer.send(answer_text(200));
  });
  const WebhookId id = a_webhook(receiver.url()).webhook.id;
  happen();
  const auto running = open(config);
  ASSERT_TRUE(run(running->start()));
  ASSERT_TRUE(receiver.wait_for(1));
  run(running->stop(60s));
  EXPECT_EQ(only_delivery(id).state, DeliveryState::delivered);
}

// The receiver has it, but the database does not take that down: it comes again, with the same id.
TEST_F(OutboxTest, AnAnswerThatCouldNotBeNotedIsSentAgainAfterTheLease) {
  const ScriptedReceiver receiver([this](ReceiverPeer& peer, const ReceivedRequest& request) {
    if (request.connection == 1) database->trouble_next_write(tests::TroubledDatabase::Trouble::not_written);
    peer.send(answer_text(200, "", "Connection: close\r\n"));
  });
  const WebhookId id = a_webhook(receiver.url()).webhook.id;
  happen();
  turn();
  EXPECT_EQ(receiver.count(), 1U);
  EXPECT_EQ(only_delivery(id).state, DeliveryState::pending);
  EXPECT_EQ(logs.lines_with("webhook_not_settled").size(), 1U);
  clock.advance(config_for_tests().request_timeout + kLeaseMargin + 1s);
  turn();
  ASSERT_EQ(receiver.count(), 2U);
  EXPECT_EQ(receiver.received()[0].header("webhook-id"), receiver.received()[1].header("webhook-id"));
  EXPECT_EQ(only_delivery(id).state, DeliveryState::delivered);
}

TEST_F(OutboxTest, ForgetsItsLog) {
  const ScriptedReceiver receiver(answers(200));
  const WebhookId id = a_webhook(receiver.url()).webhook.id;
  happen();
  turn();
  EXPECT_EQ(run(outbox->forget()).value(), 0);
  clock.advance(24h * 8);
  EXPECT_EQ(run(outbox->forget()).value(), 1);
  EXPECT_TRUE(deliveries(id).empty());
  EXPECT_EQ(metric("swarm_retention_rows_deleted_total{kind=\"webhook_deliveries\"}"), 1);
}

TEST_F(OutboxTest, MeasuresItsQueue) {
  const ScriptedReceiver receiver(answers(500));
  a_webhook(receiver.url());
  happen();
  turn();
  clock.advance(3s);
  const auto running = open(config_for_tests());
  ASSERT_TRUE(run(running->start()));
  const auto patience = std::chrono::steady_clock::now() + 60s;
  const auto is_measured = [&] {
    return metric("swarm_webhook_queue_length") == 1 && metric("swarm_webhook_oldest_age_seconds") == 3;
  };
  while (!is_measured() && std::chrono::steady_clock::now() < patience)
    std::this_thread::yield();
  EXPECT_EQ(metric("swarm_webhook_queue_length"), 1);
  EXPECT_EQ(metric("swarm_webhook_oldest_age_seconds"), 3);
  run(running->stop(1s));
}

}  // namespace
}  // namespace swarm::outbox
