#include "providers/breaker/breaker_service.hpp"

#include "support/audited_world.hpp"

namespace swarm::breaker {
namespace {

using namespace std::chrono_literals;
using http::Role;

constexpr std::size_t kOne = 0;
constexpr std::size_t kTwo = 1;

class BreakerServiceTest : public testing::Test {
 protected:
  ~BreakerServiceTest() override {
    for (const auto& service : services_)
      world_.run(service->stop());
  }

  // A server; each has series of its own, as another process would.
  BreakerService& start(std::string replica) {
    metrics_.push_back(std::make_unique<telemetry::Metrics>());
    services_.push_back(std::make_unique<BreakerService>(config_, std::vector<std::string>{"one", "two"},
                                                         BreakerService::Deps{.database = *world_.database,
                                                                              .audit = world_.audit,
                                                                              .loop = world_.loop.loop(),
                                                                              .clock = world_.clock,
                                                                              .metrics = *metrics_.back(),
                                                                              .log = world_.log,
                                                                              .replica = std::move(replica)}));
    const Result<Done> started = world_.run(services_.back()->start());
    EXPECT_TRUE(started) << started.error().message;
    return *services_.back();
  }
  void end(BreakerService& service) {
    world_.run(service.stop());
    std::erase_if(services_, [&](const auto& one) { return one.get() == &service; });
  }

  Result<BreakerStatus> give(BreakerService& service, OrderAction action, std::string provider = "one",
                             std::optional<std::chrono::milliseconds> open_for = std::nullopt) {
    return world_.run(service.give(world_.caller(Role::operator_, project_), std::move(provider),
                                   {.action = action, .open_for = open_for, .reason = "why"}));
  }
  static void fail_calls(BreakerService& service, std::size_t provider) {
    for (int i = 0; i < 10; ++i)
      service.admit(provider).value().ended(CallOutcome::failed, 1ms);
  }
  void refresh(BreakerService& service) {
    const Result<Done> refreshed = world_.run(service.refresh());
    ASSERT_TRUE(refreshed) << refreshed.error().message;
  }

  tests::AuditedWorld world_{{schema()}};
  ProjectId project_ = ProjectId::generate(world_.ids);
  BreakerConfig config_;
  std::vector<std::unique_ptr<telemetry::Metrics>> metrics_;
  std::vector<std::unique_ptr<BreakerService>> services_;
};

TEST_F(BreakerServiceTest, JudgesEachProviderByItsOwnCalls) {
  BreakerService& service = start("a");
  fail_calls(service, kOne);
  EXPECT_EQ(service.admit(kOne).error().reason, "breaker_open");
  EXPECT_TRUE(service.admit(kTwo));
  EXPECT_EQ(service.list().at(0).state, State::open);
  EXPECT_EQ(service.list().at(1).state, State::closed);
  EXPECT_EQ(service.not_closed(), (std::map<std::string, std::string>{{"one", "open (errors)"}}));
}

TEST_F(BreakerServiceTest, AnOpenBreakerStaysOpenAfterARestartForTheRestOfItsTime) {
  BreakerService& before = start("a");
  fail_calls(before, kOne);
  end(before);
  world_.clock.advance(4s);
  BreakerService& after = start("a");
  EXPECT_EQ(after.admit(kOne).error().retry_after, 6s);
  EXPECT_EQ(after.list().at(0).cause, Cause::errors);
  EXPECT_TRUE(after.admit(kTwo));
  world_.clock.advance(6s);
  EXPECT_TRUE(after.admit(kOne));
  EXPECT_EQ(after.list().at(0).state, State::half_open);
}

TEST_F(BreakerServiceTest, WhatOpenedByItselfIsThisServersOwn) {
  BreakerService& one = start("a");
  BreakerService& other = start("b");
  fail_calls(one, kOne);
  refresh(one);
  refresh(other);
  EXPECT_TRUE(other.admit(kOne));
}

TEST_F(BreakerServiceTest, AnOrderActsAtOnceHereAndSoonElsewhere) {
  BreakerService& here = start("a");
  BreakerService& there = start("b");
  ASSERT_TRUE(give(here, OrderAction::open));
  EXPECT_FALSE(here.admit(kOne));
  while (there.admit(kOne))
    world_.run(world_.audit.follow("", 0, 1));  // ends by the background of `there`, or the test's time limit ends it
  ASSERT_TRUE(give(there, OrderAction::close));
  EXPECT_TRUE(there.admit(kOne));
  while (!here.admit(kOne))
    world_.run(world_.audit.follow("", 0, 1));
  EXPECT_TRUE(here.admit(kTwo));
}

TEST_F(BreakerServiceTest, WhatIsOpenByHandOutlivesARestartAndCallsDoNotCloseIt) {
  BreakerService& before = start("a");
  Permit early = before.admit(kOne).value();
  ASSERT_TRUE(give(before, OrderAction::open));
  early.ended(CallOutcome::succeeded, 1ms);
  end(before);
  world_.clock.advance(24h * 100);
  BreakerService& after = start("a");
  EXPECT_FALSE(after.admit(kOne));
  const BreakerStatus status = after.find("one").value();
  EXPECT_TRUE(status.manual);
  EXPECT_EQ(status.note, "why");
  EXPECT_FALSE(status.until);
}

TEST_F(BreakerServiceTest, FollowsAtStartWhatWasOrderedMeanwhile) {
  BreakerService& down = start("a");
  fail_calls(down, kOne);
  end(down);
  BreakerService& up = start("b");
  ASSERT_TRUE(give(up, OrderAction::close, "one"));
  ASSERT_TRUE(give(up, OrderAction::open, "two"));
  BreakerService& again = start("a");
  EXPECT_TRUE(again.admit(kOne)) << "closed by hand after it had opened by itself";
  EXPECT_FALSE(again.admit(kTwo));
}

TEST_F(BreakerServiceTest, AnOrderThatWasFollowedIsNotFollowedAgainAfterARestart) {
  BreakerService& before = start("a");
  ASSERT_TRUE(give(before, OrderAction::close));
  fail_calls(before, kOne);
  end(before);
  EXPECT_FALSE(start("a").admit(kOne)) << "it opened by itself after it was closed by hand";
}

TEST_F(BreakerServiceTest, AnOpeningForATimeIsTriedAgainWhenTheTimeIsOver) {
  BreakerService& service = start("a");
  const BreakerStatus opened = give(service, OrderAction::open, "one", 60s).value();
  EXPECT_EQ(opened.until, world_.clock.now() + 60s);
  refresh(service);
  refresh(service);  // behind what the background may be storing
  world_.clock.advance(59s);
  EXPECT_FALSE(service.admit(kOne));
  end(service);
  world_.clock.advance(1s);
  BreakerService& after = start("a");
  EXPECT_TRUE(after.admit(kOne));
  EXPECT_EQ(after.list().at(0).state, State::half_open);
}

TEST_F(BreakerServiceTest, ByHandGoesBeforeByItself) {
  BreakerService& service = start("a");
  fail_calls(service, kOne);
  ASSERT_TRUE(give(service, OrderAction::open));
  world_.clock.advance(24h);
  refresh(service);
  EXPECT_FALSE(service.admit(kOne)) << "its own time is long over";
  ASSERT_TRUE(give(service, OrderAction::reset));
  EXPECT_TRUE(service.admit(kOne));
}

TEST_F(BreakerServiceTest, AuditsOrders) {
  BreakerService& service = start("a");
  ASSERT_TRUE(give(service, OrderAction::open));
  ASSERT_TRUE(give(service, OrderAction::close));
  ASSERT_TRUE(give(service, OrderAction::reset));
  EXPECT_EQ(world_.audited(),
            (std::vector<std::string>{"breakers.open one", "breakers.close one", "breakers.reset one"}));
}

TEST_F(BreakerServiceTest, NamesTheNearestProvider) {
  BreakerService& service = start("a");
  const Error error = give(service, OrderAction::open, "onr").error();
  EXPECT_EQ(error.code, ErrorCode::not_found);
  EXPECT_TRUE(error.message.contains("did you mean 'one'?")) << error.message;
  EXPECT_EQ(give(service, OrderAction::open, "x").error().code, ErrorCode::not_found);
  EXPECT_TRUE(world_.audited().empty());
}

TEST_F(BreakerServiceTest, RefusesADurationOrReasonBeyondItsBounds) {
  BreakerService& service = start("a");
  EXPECT_TRUE(give(service, OrderAction::open, "one", kManualOpenMin));
  EXPECT_TRUE(give(service, OrderAction::open, "one", kManualOpenMax));
  for (const auto duration : {kManualOpenMin - 1ms, kManualOpenMax + 1ms})
    EXPECT_EQ(give(service, OrderAction::open, "one", duration).error().code, ErrorCode::invalid_input);
  const auto with_reason = [&](std::string reason) {
    return world_.run(service.give(world_.caller(Role::admin, project_), "one", {.reason = std::move(reason)}));
  };
  EXPECT_TRUE(with_reason(std::string(kReasonLengthMax, 'x')));
  EXPECT_EQ(with_reason(std::string(kReasonLengthMax + 1, 'x')).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(with_reason("two\nlines").error().code, ErrorCode::invalid_input);
}

TEST_F(BreakerServiceTest, CallsGoOnWhileTheDatabaseIsAwayAndTheStateIsStoredLater) {
  BreakerService& service = start("a");
  world_.database->refuse_reads(true);
  fail_calls(service, kOne);
  EXPECT_FALSE(service.admit(kOne));
  EXPECT_TRUE(service.admit(kTwo));
  EXPECT_FALSE(world_.run(service.refresh()));
  world_.database->refuse_reads(false);
  world_.database->trouble_next_write(tests::TroubledDatabase::Trouble::not_written);
  while (!world_.run(service.refresh()))
    ;  // the background may have met the trouble before us
  end(service);
  EXPECT_FALSE(start("a").admit(kOne));
}

TEST_F(BreakerServiceTest, AnOrderThatCouldNotBeStoredChangesNothing) {
  BreakerService& service = start("a");
  world_.database->trouble_next_write(tests::TroubledDatabase::Trouble::not_written);
  EXPECT_EQ(give(service, OrderAction::open).error().code, ErrorCode::unavailable);
  EXPECT_TRUE(service.admit(kOne));
}

TEST_F(BreakerServiceTest, TakesNewSettingsWhileItServes) {
  BreakerService& service = start("a");
  BreakerConfig config = config_;
  config.calls_min = 2;
  service.set_config(config);
  for (int i = 0; i < 2; ++i)
    service.admit(kOne).value().ended(CallOutcome::failed, 1ms);
  EXPECT_FALSE(service.admit(kOne));
  config.enabled = false;
  service.set_config(config);
  EXPECT_TRUE(service.admit(kOne));
}

TEST_F(BreakerServiceTest, WithoutProvidersItAsksTheDatabaseNothing) {
  const int reads = world_.database->reads();
  BreakerService none(config_, {},
                      {.database = *world_.database,
                       .audit = world_.audit,
                       .loop = world_.loop.loop(),
                       .clock = world_.clock,
                       .metrics = world_.metrics,
                       .log = world_.log,
                       .replica = "a"});
  ASSERT_TRUE(world_.run(none.start()));
  EXPECT_EQ(world_.database->reads(), reads);
  world_.run(none.stop());
}

}  // namespace
}  // namespace swarm::breaker
