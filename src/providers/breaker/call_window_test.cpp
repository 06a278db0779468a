#include "providers/breaker/call_window.hpp"

#include <random>

#include <gtest/gtest.h>

namespace swarm::breaker {
namespace {

using namespace std::chrono_literals;

SteadyTime at(std::chrono::milliseconds since_start) {
  return SteadyTime{} + 1'000'000s + since_start;
}

TEST(CallWindow, CountsACallForNineTenthsOfItsLengthAndNotBeyondTheWhole) {
  CallWindow window(10s);
  window.add(at(500ms), {.calls = 1, .failed = 1});
  window.add(at(9'999ms), {.calls = 1});
  EXPECT_EQ(window.counts(at(9'999ms)), (CallCounts{.calls = 2, .failed = 1}));
  EXPECT_EQ(window.counts(at(10'000ms)), (CallCounts{.calls = 1}));
  EXPECT_EQ(window.counts(at(19'000ms)), CallCounts{});
}

TEST(CallWindow, ForgetsEverythingAfterALongSilence) {
  CallWindow window(10s);
  window.add(at(0ms), {.calls = 3, .failed = 1, .slow = 2, .limited = 4});
  window.add(at(1h), {.calls = 1});
  EXPECT_EQ(window.counts(at(1h)), (CallCounts{.calls = 1}));
}

TEST(CallWindow, TakesATimeBeforeTheLastOneAsThatOne) {
  CallWindow window(10s);
  window.add(at(5'000ms), {.calls = 1});
  window.add(at(3'000ms), {.calls = 1});  // read before the lock, counted behind it
  EXPECT_EQ(window.counts(at(14'999ms)).calls, 2);
  EXPECT_EQ(window.counts(at(15'000ms)).calls, 0);
}

TEST(CallWindow, AgreesWithAListOfAllCalls) {
  constexpr auto kLength = 1'000ms;
  std::mt19937 chance(7);
  CallWindow window(kLength);
  std::vector<std::int64_t> tenths;  // of every call so far
  std::chrono::milliseconds now{0};
  for (int i = 0; i < 5'000; ++i) {
    now += std::chrono::milliseconds{chance() % 40 == 0 ? chance() % 3'000 : chance() % 60};
    window.add(at(now), {.calls = 1});
    tenths.push_back(now.count() / 100);
    const auto expected = std::ranges::count_if(tenths, [&](auto tenth) { return tenth > now.count() / 100 - 10; });
    ASSERT_EQ(window.counts(at(now)).calls, expected) << "after call " << i;
  }
}

}  // namespace
}  // namespace swarm::breaker
