#include "platform/http_server/watchdog.hpp"

#include <future>

#include <gtest/gtest.h>

#include "platform/runtime/loops.hpp"

namespace swarm::http {
namespace {

class WatchdogTest : public testing::Test {
 protected:
  void SetUp() override { loops_.start(); }
  void TearDown() override {
    on_loop([this] { watchdog_->stop(); });
    loops_.stop();
  }
  void on_loop(const std::function<void()>& work) {
    std::promise<void> done;
    boost::asio::post(loops_.at(0).executor(), [&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }

  runtime::Loops loops_{1, [](std::string_view what) { ADD_FAILURE() << what; }};
  std::shared_ptr<Watchdog> watchdog_ = std::make_shared<Watchdog>(loops_.at(0).executor());
};

TEST_F(WatchdogTest, TellsAnExpiredLimitUntilThereIsAnother) {
  int told = 0;
  std::promise<void> third;
  on_loop([&] {
    watchdog_->start(watchdog_, [&] {
      EXPECT_TRUE(watchdog_->has_expired());
      if (++told < 3) return;
      watchdog_->clear();
      third.set_value();
    });
    watchdog_->limit(std::chrono::milliseconds{1});
  });
  third.get_future().wait();
  on_loop([&] { EXPECT_FALSE(watchdog_->has_expired()); });
  EXPECT_EQ(told, 3);
}

TEST_F(WatchdogTest, ALimitThatIsMovedInTimeIsNotTold) {
  int told = 0;
  std::promise<void> second;
  on_loop([&] {
    watchdog_->start(watchdog_, [&] {
      ++told;
      watchdog_->clear();
      second.set_value();
    });
    watchdog_->limit(std::chrono::hours{1});
    watchdog_->limit(std::chrono::hours{2});
    watchdog_->limit(std::chrono::milliseconds{1});
  });
  second.get_future().wait();
  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace swarm::http
