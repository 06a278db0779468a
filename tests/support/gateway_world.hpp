#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/mutex.hpp"
#include "platform/http_client/resolver.hpp"
#include "platform/runtime/one_shot.hpp"
#include "providers/gateway/gateway.hpp"
#include "support/run.hpp"
#include "support/scripted_upstream.hpp"
#include "support/seeded_random.hpp"

// A gateway before scripted upstreams, with a breaker, a budget and a usage log that only remember what they were told.
namespace swarm::tests {

class RecordingBreaker final : public breaker::BreakerGate {
 public:
  Result<breaker::Permit> admit(std::size_t provider) override {
    ++admitted;
    if (open.contains(provider))
      return std::unexpected(Error{.code = ErrorCode::unavailable,
                                   .message = "its breaker is open",
                                   .reason = "breaker_open",
                                   .retry_after = std::chrono::seconds(3)});
    return breaker::Permit(owner, false);
  }

  struct Owner final : breaker::Permit::Owner {
    void ended(breaker::CallOutcome outcome, std::chrono::nanoseconds, bool) override {
      MutexLock lock(mutex);
      outcomes.push_back(outcome);
    }
    Mutex mutex;
    std::vector<breaker::CallOutcome> outcomes SWARM_GUARDED_BY(mutex);
  };
  std::vector<breaker::CallOutcome> outcomes() const {
    MutexLock lock(owner->mutex);
    return owner->outcomes;
  }
  std::map<std::size_t, bool> open;
  std::atomic<int> admitted = 0;
  std::shared_ptr<Owner> owner = std::make_shared<Owner>();
};

class RecordingBudget final : public budget::BudgetGate {
 public:
  Async<Result<budget::Reservation>> reserve(budget::Payer payer, Money worst_case) override {
    {
      MutexLock lock(owner_->mutex);
      owner_->reserved.push_back(worst_case);
      owner_->payers.push_back(std::move(payer));
    }
    if (is_used_up) co_return fail(ErrorCode::budget_exceeded, "day", "the day's budget is used up");
    co_return budget::Reservation(owner_, worst_case);
  }
  std::vector<Money> reserved() const {
    MutexLock lock(owner_->mutex);
    return owner_->reserved;
  }
  std::vector<Money> settled() const {
    MutexLock lock(owner_->mutex);
    return owner_->paid;
  }
  std::atomic<bool> is_used_up = false;

 private:
  struct Owner final : budget::Reservation::Owner {
    void settled(Money actual) override {
      MutexLock lock(mutex);
      paid.push_back(actual);
    }
    Mutex mutex;
    std::vector<Money> reserved SWARM_GUARDED_BY(mutex), paid SWARM_GUARDED_BY(mutex);
    std::vector<budget::Payer> payers SWARM_GUARDED_BY(mutex);
  };
  std::shared_ptr<Owner> owner_ = std::make_shared<Owner>();
};

class RecordingUsage final : public usage::UsageSink {
 public:
  void record(usage::UsageRecord record) override {
    MutexLock lock(mutex_);
    records_.push_back(std::move(record));
  }
  std::vector<usage::UsageRecord> records() const {
    MutexLock lock(mutex_);
    return records_;
  }

 private:
  mutable Mutex mutex_;
  std::vector<usage::UsageRecord> records_ SWARM_GUARDED_BY(mutex_);
};

class OneSecret final : public secrets::SecretSource {
 public:
  std::shared_ptr<const secrets::SecretText> find(std::string_view name) const override {
    return name == "KEY" ? secret_ : nullptr;
  }
  static constexpr std::string_view kText = "sk-the-key-of-the-provider";

 private:
  std::shared_ptr<const secrets::SecretText> secret_ = std::make_shared<secrets::SecretText>(std::string(kText));
};

class IgnoringLog final : public telemetry::LogSink {
 public:
  bool wants(telemetry::Level) const override { return false; }
  void write(telemetry::Level, std::string_view, std::string_view, telemetry::Fields) override {}
};

// A provider "NAME" of class cloud with the model m at 1 and 2 dollars per million tokens.
inline chat::ProviderConfig paid_provider(std::string name, const scripted::Upstream& upstream) {
  chat::ProviderConfig config{.name = std::move(name),
                              .provider_class = chat::ProviderClass::cloud,
                              .base_url = upstream.base_url(),
                              .key_secret = "KEY"};
  config.models.push_back({.name = "m",
                           .upstream_name = "upstream-m",
                           .dollars_per_million_input_tokens = 1,
                           .dollars_per_million_output_tokens = 2});
  return config;
}

class GatewayWorld {
 public:
  gateway::GatewayConfig config{.backoff = std::chrono::milliseconds{1}, .retries_min = 1'000};
  RecordingBreaker breaker;
  RecordingBudget budget;
  RecordingUsage usage;
  std::map<std::string, chat::HostedProvider*> hosted{};  // before open()

  GatewayWorld() { loops_.start(); }
  ~GatewayWorld() {
    loops_.stop();
    gateway_.reset();
  }

  void open(std::vector<chat::ProviderConfig> providers) {
    gateway_ = std::make_unique<gateway::Gateway>(config, chat::Catalogue::check(std::move(providers)).value(),
                                                  gateway::Gateway::Deps{.loops = loops_,
                                                                         .background = loops_.at(0),
                                                                         .resolver = resolver_,
                                                                         .breaker = breaker,
                                                                         .budget = budget,
                                                                         .usage = usage,
                                                                         .secrets = secrets_,
                                                                         .clock = clock_,
                                                                         .random = random_,
                                                                         .metrics = metrics_,
                                                                         .log = telemetry::Log(log_, "gateway"),
                                                                         .hosted = hosted});
  }
  gateway::Gateway& gateway() { return *gateway_; }
  runtime::Loop& loop() { return loops_.at(0); }
  std::string exposition() { return metrics_.exposition(); }
  SteadyTime soon() const { return clock_.steady_now() + std::chrono::seconds(20); }

  budget::Payer payer() { return {.project = ProjectId::generate(ids_), .key_id = "key-1"}; }
  gateway::PlainCall call(std::string body) {
    return {.operation = chat::Operation::chat, .body = std::move(body), .payer = payer(), .request_id = "request-1"};
  }
  static std::string body(std::string_view model = "one/m", std::string_view more = "") {
    return fmt::format(R"({{"model":"{}","messages":[{{"role":"user","content":"Hello"}}],"max_tokens":5{}}})", model,
                       more);
  }

  // Starts the coroutine on the gateway's Loop and waits for it.
  template <class T>
  T run(Async<T> work) {
    const runtime::OneShot<std::shared_ptr<T>> done;
    loop().spawn(carry(std::move(work), done));
    std::promise<std::shared_ptr<T>> promise;
    std::future<std::shared_ptr<T>> future = promise.get_future();
    waiting_.loop().spawn(hand_over(done, &promise));
    return std::move(*future.get());
  }
  Result<gateway::PlainReply> forward(std::string body) { return run(gateway().forward(call(std::move(body)))); }
  // All that a client gets of a stream.
  std::string read_all(gateway::PlainReply& reply) {
    std::string all = reply.body;
    while (reply.frames) {
      std::optional<std::string> more = run(reply.frames->next(std::chrono::seconds(10)));
      if (!more) break;
      all += *more;
    }
    drop(reply);
    return all;
  }
  // On the Loop that the frames belong to.
  void drop(gateway::PlainReply& reply) { run(drop_frames(std::move(reply.frames))); }
  void stop() { tests::run(gateway_->stop()); }

 private:
  template <class T>
  static Async<void> carry(Async<T> work, runtime::OneShot<std::shared_ptr<T>> done) {
    done.deliver(std::make_shared<T>(co_await std::move(work)));
  }
  template <class T>
  static Async<void> hand_over(runtime::OneShot<std::shared_ptr<T>> done, std::promise<std::shared_ptr<T>>* promise) {
    promise->set_value(co_await done.receive());
  }
  static Async<int> drop_frames(std::unique_ptr<gateway::FrameSource> frames) {
    frames.reset();
    co_return 0;
  }

  SystemClock clock_;
  SeededRandom random_{1};
  IdSource ids_{clock_, random_};
  telemetry::Metrics metrics_;
  IgnoringLog log_;
  OneSecret secrets_;
  http_client::SystemResolver resolver_{1};
  runtime::Loops loops_{1, [](std::string_view) {}};
  TestLoop waiting_;
  std::unique_ptr<gateway::Gateway> gateway_;
};

}  // namespace swarm::tests
