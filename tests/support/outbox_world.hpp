#pragma once

#include <map>

#include "platform/outbox/outbox.hpp"
#include "support/audited_world.hpp"
#include "support/in_process.hpp"
#include "support/scripted_receiver.hpp"
#include "support/webhook_events.hpp"

namespace swarm::tests {

// Names that a test decides: per look-up the next list of addresses of a name, the last one for good.
class ScriptedNames final : public http_client::Resolver {
 public:
  void set(std::string host, std::vector<std::vector<std::string>> lists) {
    const std::lock_guard lock(mutex_);
    names_[std::move(host)] = std::move(lists);
  }
  Async<Result<std::vector<http_client::Address>>> resolve(std::string host, std::chrono::milliseconds) override {
    co_return look_up(host);
  }

 private:
  Result<std::vector<http_client::Address>> look_up(const std::string& host) {
    const std::lock_guard lock(mutex_);
    const auto found = names_.find(host);
    if (found == names_.end()) return fail(ErrorCode::unavailable, "resolve", "no such name");
    std::vector<http_client::Address> addresses;
    for (const std::string& text : found->second.front())
      addresses.push_back(boost::asio::ip::make_address(text));
    if (found->second.size() > 1) found->second.erase(found->second.begin());
    return addresses;
  }
  std::mutex mutex_;
  std::map<std::string, std::vector<std::vector<std::string>>> names_;
};

// Webhooks over SQLite in memory, with time and names in the test's hand; receivers are on 127.0.0.1. Nothing happens
// by itself: turn() does once what the background does.
class OutboxWorld : public AuditedWorld {
 public:
  static outbox::OutboxConfig config_for_tests() {
    outbox::OutboxConfig config;
    config.allow_private_addresses = {"127.0.0.1/32"};
    config.request_timeout = std::chrono::seconds{20};
    return config;
  }
  explicit OutboxWorld(outbox::OutboxConfig config = config_for_tests())
      : AuditedWorld({events::schema(), secrets::schema(), outbox::schema()}), events(*database) {
    outbox = open(std::move(config));
  }
  ~OutboxWorld() {
    run(outbox->stop(std::chrono::seconds{5}));
    run(drop(this));
  }

  std::unique_ptr<outbox::Outbox> open(outbox::OutboxConfig config) {
    return outbox::Outbox::open(
               config, {.database = *database,
                        .events = events,
                        .renderer = renderer,
                        .catalogue = {.types = {"task.created", "task.completed", "task.failed", "webhook.disabled"},
                                      .usual = {"task.completed", "task.failed"}},
                        .audit = audit,
                        .secrets = secrets::SecretBox::load_or_make(folder.path() / "master.key", random).value(),
                        .resolver = names,
                        .ids = ids,
                        .random = random,
                        .clock = clock,
                        .loop = loop.loop(),
                        .metrics = metrics,
                        .log = log,
                        .replica = "one"})
        .value();
  }

  audit::Caller developer() { return caller(http::Role::developer, project); }
  Scope scope() const { return {project}; }
  outbox::WebhookService::WithSecret a_webhook(const std::string& url) {
    auto made = run(outbox->service().create(developer(), {.url = url}));
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return std::move(*made);
  }
  void happen(std::string type = "task.completed") {
    storage::WriteUnit unit;
    add_task_event(unit, project, std::move(type), ++happened_);
    EXPECT_TRUE(run(database->write(std::move(unit))));
  }
  // Queues what happened, sends what is due, and waits until it has ended.
  void turn() {
    for (int i = 0; i < 2; ++i) {  // what is claimed one at a time needs another round
      EXPECT_TRUE(run(outbox->feeder().run_once()));
      EXPECT_TRUE(run(outbox->dispatcher().run_once()));
      run(outbox->dispatcher().wait_until_idle(std::chrono::seconds{60}));
    }
  }
  std::vector<outbox::Delivery> deliveries(const outbox::WebhookId& id) {
    return run(outbox::DeliveryStore(*database).list(scope(), id, {.count = 1'000})).value();
  }
  outbox::Delivery only_delivery(const outbox::WebhookId& id) {
    const auto all = deliveries(id);
    EXPECT_EQ(all.size(), 1U);
    return all.at(0);
  }
  outbox::Webhook webhook(const outbox::WebhookId& id) {
    return run(outbox::WebhookStore(*database).find(scope(), id)).value();
  }

  events::EventStore events;
  PlainRenderer renderer;
  ScriptedNames names;
  ProjectId project = ProjectId::generate(ids);
  std::unique_ptr<outbox::Outbox> outbox;

 private:
  // Its connections end on their Loop.
  static Async<void> drop(OutboxWorld* world) {
    world->outbox.reset();
    co_return;
  }
  int happened_ = 0;
};

}  // namespace swarm::tests
