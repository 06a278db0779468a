// A provider in trouble, the breaker that keeps calls away from it, and what is seen of both.
#include <future>

#include "running_app.hpp"
#include "support/scripted_upstream.hpp"

namespace swarm::tests {
namespace {

using namespace scripted;

constexpr int kCallsMin = 4;
constexpr int kTrials = 2;

std::string settings(const Upstream& upstream) {
  return fmt::format(
      "breaker: {{calls_min: {}, open_ms: 600000, trial_calls: {}}}\n"
      "gateway: {{health_interval_ms: 86400000, backoff_ms: 1}}\n"
      "providers:\n"
      "  - {{name: up, base_url: '{}', attempts_max: 1, concurrency_max: 1, models: [{{name: m}}]}}\n",
      kCallsMin, kTrials, upstream.base_url());
}

class Breakers : public testing::Test {
 protected:
  HttpAnswer ask() const {
    return app_.post("/v1/chat/completions",
                     R"({"model":"up/m","messages":[{"role":"user","content":"Hello"}],"max_tokens":5})");
  }
  json::Value order(std::string_view verb, std::string body = "") const {
    return app_.made(app_.post(fmt::format("/api/v1/breakers/up/{}", verb), std::move(body)), 200);
  }
  json::Value breaker() const { return app_.made(app_.get("/api/v1/breakers/up"), 200); }
  void open_by_errors() {
    for (int i = 0; i < kCallsMin; ++i) {
      upstream_.then(reply(500, R"({"error":{"message":"broken"}})"));
      EXPECT_GE(ask().status, 500);
    }
    ASSERT_EQ(member(breaker(), "state"), "open");
  }

  Upstream upstream_{{}, reply(200, chat_reply())};
  RunningApp app_{settings(upstream_)};
};

TEST_F(Breakers, NothingGoesToAProviderWhileItsBreakerIsOpen) {
  EXPECT_EQ(ask().status, 200);
  order("reset");
  open_by_errors();
  const std::size_t connections = upstream_.connections().size();
  for (int i = 0; i < 20; ++i) {
    const HttpAnswer refused = ask();
    EXPECT_EQ(refused.status, 503);
    EXPECT_NE(refused.body.find("breaker_open"), std::string::npos) << refused.body;
    EXPECT_NE(refused.header("retry-after"), "");
  }
  EXPECT_EQ(upstream_.connections().size(), connections);
  EXPECT_EQ(upstream_.requests().size(), 1U + kCallsMin);
  const json::Value status = app_.made(app_.get("/api/v1/status"), 200);
  EXPECT_EQ(member(status.at("breakers"), "up"), "open (errors)");
}

TEST_F(Breakers, ClosesAfterItsTrials) {
  order("open", R"({"duration_ms": 1000, "reason": "try it"})");
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (member(breaker(), "state") != "half_open" && std::chrono::steady_clock::now() < patience) {
  }
  EXPECT_TRUE(upstream_.requests().empty());
  for (int i = 0; i < kTrials; ++i)
    EXPECT_EQ(ask().status, 200);
  EXPECT_EQ(member(breaker(), "state"), "closed");
  EXPECT_EQ(member(breaker(), "cause"), "trials_succeeded");
}

TEST_F(Breakers, ACallThatWaitsForItsTurnIsRefusedWhenTheBreakerOpensMeanwhile) {
  Script slow = reply(200, chat_reply());
  slow.insert(slow.begin(), wait("go"));
  upstream_.then(slow);
  std::future<HttpAnswer> first = std::async(std::launch::async, [this] { return ask(); });
  ASSERT_TRUE(upstream_.wait_for_requests(1));
  std::future<HttpAnswer> second = std::async(std::launch::async, [this] { return ask(); });
  const auto waits = [this] {
    return member(app_.made(app_.get("/api/v1/providers/up"), 200), "calls_waiting") == "1";
  };
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (!waits() && std::chrono::steady_clock::now() < patience) {
  }
  order("open", "{}");
  upstream_.release("go");
  EXPECT_EQ(first.get().status, 200) << "it was under way";
  EXPECT_EQ(second.get().status, 503);
  EXPECT_EQ(upstream_.requests().size(), 1U);
}

TEST_F(Breakers, EveryCallLeavesARecordOfUsage) {
  EXPECT_EQ(ask().status, 200);
  upstream_.then(reply(400, R"({"error":{"message":"no"}})"));
  EXPECT_EQ(ask().status, 400);
  const json::Value usage = app_.made(app_.get("/api/v1/usage?by=result"), 200);
  EXPECT_EQ(member(usage.at("total"), "calls"), "2");
  EXPECT_EQ(member(usage.at("total"), "input_tokens"), "10");
  EXPECT_EQ(member(usage.at("total"), "output_tokens"), "5");
  EXPECT_EQ(usage.at("sums").as_array().size(), 2U);
  const json::Value records = app_.made(app_.get("/api/v1/usage/records?result=refused"), 200);
  ASSERT_EQ(records.at("records").as_array().size(), 1U);
  EXPECT_EQ(member(records.at("records").at(0), "status"), "400");
  EXPECT_EQ(member(records.at("records").at(0), "model"), "up/m");
  EXPECT_EQ(member(breaker(), "calls"), "2");
  EXPECT_EQ(member(breaker(), "failed_calls"), "0") << "what a client says wrong is no trouble of the provider";
}

}  // namespace
}  // namespace swarm::tests
