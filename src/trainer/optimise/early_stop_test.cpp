#include "trainer/optimise/early_stop.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace swarm::optimise {
namespace {

TEST(EarlyStop, StopsAfterAsManyLooksWithoutGainAsItsPatience) {
  EarlyStop stop(2);
  EXPECT_TRUE(stop.on_look(0, 1.0));
  EXPECT_TRUE(stop.on_look(10, 0.5));
  EXPECT_FALSE(stop.on_look(20, 0.6));
  EXPECT_FALSE(stop.should_stop());
  EXPECT_FALSE(stop.on_look(30, 0.5)) << "as good is no gain";
  EXPECT_TRUE(stop.should_stop());
  EXPECT_EQ(stop.looks().best_step, 10);
}

TEST(EarlyStop, BeginsToCountAnewAfterAGain) {
  EarlyStop stop(2);
  for (const double loss : {1.0, 1.1, 0.9, 1.0})
    stop.on_look(0, loss);
  EXPECT_FALSE(stop.should_stop());
}

TEST(EarlyStop, WithoutPatienceNeverStops) {
  EarlyStop stop(0);
  for (int i = 0; i < 100; ++i)
    stop.on_look(i, 1);
  EXPECT_FALSE(stop.should_stop());
}

TEST(EarlyStop, NeverTakesWhatIsNoNumberForTheBest) {
  EarlyStop stop(1);
  EXPECT_FALSE(stop.on_look(0, std::nan("")));
  EXPECT_FALSE(stop.looks().best_loss);
  EXPECT_TRUE(stop.should_stop());
}

TEST(EarlyStop, GoesOnWhereItWas) {
  EarlyStop stop(2);
  stop.on_look(0, 1);
  stop.on_look(1, 2);
  EarlyStop again(2, stop.looks());
  EXPECT_FALSE(again.should_stop());
  again.on_look(2, 3);
  EXPECT_TRUE(again.should_stop());
}

}  // namespace
}  // namespace swarm::optimise
