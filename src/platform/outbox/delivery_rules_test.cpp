#include "platform/outbox/delivery_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarm::outbox {
namespace {

using namespace std::chrono_literals;

constexpr Time kNow = from_milliseconds(784'111'777'000);  // Sun, 06 Nov 1994 08:49:37 GMT
constexpr double kMiddle = 0.5;                            // no jitter

Answer answered(std::int64_t status, std::optional<std::string> retry_after = {}) {
  return {.status = status, .retry_after = std::move(retry_after)};
}
Answer failed(ErrorCode code, std::string reason) {
  return {.error = Error{.code = code, .reason = std::move(reason)}};
}
NextStep next(const Answer& answer, std::int64_t round = 0, std::string_view type = "task.completed",
              double chance = kMiddle) {
  return next_step(answer, type, round, OutboxConfig{}, chance, kNow);
}

TEST(AttemptOutcome, IsWhatTheReceiverDid) {
  for (const int status : {200, 201, 202, 204, 299})
    EXPECT_EQ(outcome_of(answered(status)), AttemptOutcome::delivered) << status;
  for (const int status : {300, 301, 302, 303, 304, 307, 308})
    EXPECT_EQ(outcome_of(answered(status)), AttemptOutcome::redirected) << status;
  for (const int status : {400, 401, 404, 409, 411, 429, 500, 503, 599, 999})
    EXPECT_EQ(outcome_of(answered(status)), AttemptOutcome::http_error) << status;
  EXPECT_EQ(outcome_of(answered(410)), AttemptOutcome::gone);
  EXPECT_EQ(outcome_of(failed(ErrorCode::timeout, "first_byte")), AttemptOutcome::timeout);
  EXPECT_EQ(outcome_of(failed(ErrorCode::unavailable, "connect")), AttemptOutcome::unreachable);
  EXPECT_EQ(outcome_of(failed(ErrorCode::unavailable, "resolve")), AttemptOutcome::unreachable);
  EXPECT_EQ(outcome_of(failed(ErrorCode::unavailable, "protocol")), AttemptOutcome::bad_answer);
  EXPECT_EQ(outcome_of(failed(ErrorCode::too_large, "head")), AttemptOutcome::bad_answer);
  EXPECT_EQ(outcome_of(failed(ErrorCode::forbidden, "address_refused")), AttemptOutcome::address_refused);
  EXPECT_EQ(outcome_of(failed(ErrorCode::unavailable, "other_master_key")), AttemptOutcome::not_sent);
  EXPECT_EQ(outcome_of(failed(ErrorCode::internal, "")), AttemptOutcome::not_sent);
}

TEST(NextStep, FollowsTheScheduleOfTheStandard) {
  std::vector<std::chrono::milliseconds> delays;
  std::int64_t round = 0;
  while (next(answered(500), round).state == DeliveryState::pending)
    delays.push_back(next(answered(500), round++).retry_in);
  EXPECT_THAT(delays, testing::ElementsAre(5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h));
  EXPECT_EQ(next(answered(500), round).state, DeliveryState::failed);
  EXPECT_EQ(next(answered(204), 9).state, DeliveryState::delivered);
}

TEST(NextStep, HasTenPercentOfJitter) {
  EXPECT_EQ(next(answered(500), 1, "task.failed", 0.0).retry_in, 270s);
  EXPECT_EQ(next(answered(500), 1, "task.failed", 0.999'999).retry_in / 1s, 329);
}

TEST(NextStep, OfATestIsNone) {
  EXPECT_EQ(next(answered(500), 0, kTestEvent).state, DeliveryState::failed);
  EXPECT_EQ(next(answered(200), 0, kTestEvent).state, DeliveryState::delivered);
}

TEST(NextStep, AfterGoneIsToStopForGood) {
  EXPECT_TRUE(next(answered(410)).is_gone);
  EXPECT_EQ(next(answered(410)).state, DeliveryState::failed);
  EXPECT_FALSE(next(answered(404)).is_gone);
}

TEST(NextStep, HonoursRetryAfterWithinBounds) {
  const NextStep longer = next(answered(429, "60"));
  EXPECT_EQ(longer.retry_in, 60s);
  EXPECT_EQ(longer.pause_webhook, 60s);
  EXPECT_EQ(next(answered(503, "60"), 1).retry_in, 5min) << "the schedule's own delay is longer";
  EXPECT_EQ(next(answered(503, "999999999")).retry_in, 1h) << "at most retry_after_max";
  EXPECT_EQ(next(answered(500, "60")).retry_in, 5s) << "only where it asks for fewer requests";
  EXPECT_EQ(next(answered(429, "soon")).retry_in, 5s);
  EXPECT_FALSE(next(answered(429)).pause_webhook);
  EXPECT_FALSE(next(answered(200, "60")).pause_webhook);
}

TEST(RetryAfter, IsSecondsOrADate) {
  EXPECT_EQ(parse_retry_after("0", kNow), 0ms);
  EXPECT_EQ(parse_retry_after("120", kNow), 120s);
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:50:37 GMT", kNow), 60s);
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:40:37 GMT", kNow), 0s) << "passed already";
  for (const char* none :
       {"", "-1", "1.5", "1s", "9999999999", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Xxx 1994 08:49:37 GMT",
        "Sun, 06 ovD 1994 08:49:37 GMT", "Sun, 99 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z        XX"})
    EXPECT_EQ(parse_retry_after(none, kNow), std::nullopt) << none;
}

TEST(SafeExcerpt, IsShortAndHarmless) {
  EXPECT_EQ(safe_excerpt("not found\r\nreally"), "not found  really");
  EXPECT_EQ(safe_excerpt("\x1b[31mred\x7f\xff\x1f\x8b"), "?[31mred????");
  EXPECT_EQ(safe_excerpt(std::string_view("a\0b", 3)), "a?b");
  EXPECT_EQ(safe_excerpt(std::string(10'000, 'x')).size(), kAnswerShownMax);
}

}  // namespace
}  // namespace swarm::outbox
