#pragma once

#include <deque>
#include <fmt/ranges.h>
#include <memory>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <gtest/gtest.h>

#include "platform/http_server/server.hpp"
#include "platform/runtime/one_shot.hpp"
#include "platform/runtime/timers.hpp"
#include "support/fake_clock.hpp"
#include "support/http_client.hpp"
#include "support/http_gatekeepers.hpp"
#include "support/run.hpp"
#include "support/seeded_random.hpp"

// A whole HTTP server with a few endpoints, for tests of what happens on its connections.
namespace swarm::tests {

// What a test says to an event stream, from any thread.
class EventFeed : public std::enable_shared_from_this<EventFeed> {
 public:
  void say(std::string text) {
    MutexLock lock(mutex_);
    texts_.push_back(std::move(text));
    if (wake_) wake_();
  }
  void end() {
    MutexLock lock(mutex_);
    is_ended_ = true;
    if (wake_) wake_();
  }
  int open_sources() const { return open_sources_; }
  std::unique_ptr<http::EventSource> open();

 private:
  friend class FeedSource;
  using Timer =
      boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                        runtime::Executor>;

  // True when `next` has its value.
  bool take(std::optional<std::string>& next, const std::shared_ptr<Timer>& timer, const runtime::Executor& executor) {
    MutexLock lock(mutex_);
    wake_ = nullptr;
    if (!texts_.empty()) {
      next = std::move(texts_.front());
      texts_.pop_front();
      return true;
    }
    if (is_ended_) return true;
    wake_ = [timer, executor] { boost::asio::post(executor, [timer] { timer->cancel(); }); };
    return false;
  }

  Mutex mutex_;
  std::deque<std::string> texts_ SWARM_GUARDED_BY(mutex_);
  bool is_ended_ SWARM_GUARDED_BY(mutex_) = false;
  std::function<void()> wake_ SWARM_GUARDED_BY(mutex_);
  std::atomic<int> open_sources_ = 0;
};

class FeedSource final : public http::EventSource {
 public:
  explicit FeedSource(std::shared_ptr<EventFeed> feed) : feed_(std::move(feed)) { ++feed_->open_sources_; }
  ~FeedSource() override { --feed_->open_sources_; }
  Async<std::optional<std::string>> next(std::chrono::milliseconds at_most) override {
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto timer = std::make_shared<EventFeed::Timer>(executor, at_most);
    std::optional<std::string> text;
    if (feed_->take(text, timer, executor)) co_return text;
    boost::system::error_code error;
    co_await timer->async_wait(boost::asio::redirect_error(runtime::use_async, error));
    if (feed_->take(text, timer, executor)) co_return text;
    co_return "";
  }

 private:
  std::shared_ptr<EventFeed> feed_;
};

inline std::unique_ptr<http::EventSource> EventFeed::open() {
  return std::make_unique<FeedSource>(shared_from_this());
}

struct ItemPath {
  std::string id;
  static constexpr auto schema =
      json::object("ItemPath", json::field("id", &ItemPath::id, "Which item.", json::required, json::length{1, 20}));
};
struct ItemQuery {
  std::int64_t limit = 10;
  std::optional<bool> deep;
  static constexpr auto schema =
      json::object("ItemQuery", json::field("limit", &ItemQuery::limit, "How many.", json::between{1, 100}),
                   json::field("deep", &ItemQuery::deep, "Also what is inside."));
};
struct NewItem {
  std::string name;
  std::optional<json::Value> more;
  static constexpr auto schema = json::object(
      "NewItem", json::field("name", &NewItem::name, "What it is called.", json::required, json::length{1, 1000000}),
      json::field("more", &NewItem::more, "Anything."));
};
struct ItemView {
  std::string id;
  std::int64_t limit = 0;
  std::string caller{};
  static constexpr auto schema = json::object("ItemView", json::field("id", &ItemView::id, "Which."),
                                              json::field("limit", &ItemView::limit, "As asked."),
                                              json::field("caller", &ItemView::caller, "The key's name."));
};

struct ModelPath {
  std::string name;
  static constexpr auto schema =
      json::object("ModelPath", json::field("name", &ModelPath::name, "Which model.", json::required));
};

class Counted {
 public:
  explicit Counted(std::atomic<int>& count) : count_(count) { ++count_; }
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::atomic<int>& count_;
};

class TestEndpoints {
 public:
  static constexpr std::size_t kBigBytes = 32 * MiB;

  void declare(http::Router& router) {
    using http::Permission;
    router.get<&TestEndpoints::health>("/health", Permission::open, *this, "Alive.");
    router.get<&TestEndpoints::metrics>("/metrics", Permission::metrics_read, *this, "Numbers.");
    router.get<&TestEndpoints::find>("/items/{id}", Permission::tasks_read, *this, "One item.");
    router.post<&TestEndpoints::create>("/items", Permission::tasks_write, *this, "Make one.");
    router.remove<&TestEndpoints::remove>("/items/{id}", Permission::tasks_write, *this, "Drop one.");
    router.get<&TestEndpoints::big>("/big", Permission::tasks_read, *this, "A long text.");
    router.get<&TestEndpoints::fails>("/fails", Permission::tasks_read, *this, "Fails inside.");
    router.get<&TestEndpoints::throws>("/throws", Permission::tasks_read, *this, "Has a bug.");
    router.get<&TestEndpoints::slow>("/slow", Permission::tasks_read, *this, "Answers when told to.");
    router.get<&TestEndpoints::events>("/events", Permission::tasks_read, *this, "What happens.");
    router.get<&TestEndpoints::find_model>("/v1/models/{name...}", Permission::tasks_read, *this, "One model.");
    router.raw_post<&TestEndpoints::forward>("/v1/forward", Permission::tasks_write, *this, "As it came.",
                                             Bytes{2 * MiB});
    router.raw_post<&TestEndpoints::wait_for_ever>("/v1/wait", Permission::tasks_write, *this, "Until you leave.",
                                                   Bytes{2 * MiB});
  }

  const std::shared_ptr<EventFeed> feed = std::make_shared<EventFeed>();
  const runtime::OneShot<Done> slow_begun;
  const runtime::OneShot<Done> slow_release;
  std::atomic<int> created = 0;
  std::atomic<int> waiting = 0;

 private:
  Async<Result<ItemView>> health(http::RequestContext) { co_return ItemView{.id = "healthy"}; }
  Async<Result<http::Raw>> metrics(http::RequestContext) { co_return http::Raw{"text/plain; version=0.0.4", "up 1\n"}; }
  Async<Result<ItemView>> find(http::RequestContext caller, http::Path<ItemPath> path, http::Query<ItemQuery> query) {
    if (path.value.id == "absent") co_return fail(ErrorCode::not_found, "no such item");
    co_return ItemView{path.value.id, query.value.limit, caller.principal.name};
  }
  Async<Result<http::Created<ItemView>>> create(http::RequestContext caller, http::Body<NewItem> body) {
    ++created;
    co_return http::Created<ItemView>{{body.value.name, 0, caller.idempotency_key.value_or("")},
                                      "/items/" + body.value.name};
  }
  Async<Result<http::NoContent>> remove(http::RequestContext, http::Path<ItemPath>) { co_return http::NoContent{}; }
  Async<Result<http::Raw>> big(http::RequestContext) { co_return http::Raw{"text/plain", std::string(kBigBytes, 'a')}; }
  Async<Result<ItemView>> fails(http::RequestContext) {
    co_return fail(ErrorCode::internal, "secret detail of the database");
  }
  Async<Result<ItemView>> throws(http::RequestContext) {
    throw std::runtime_error("secret detail of a bug");
    co_return ItemView{};
  }
  Async<Result<ItemView>> slow(http::RequestContext) {
    slow_begun.deliver(Done{});
    co_await slow_release.receive();
    co_return ItemView{.id = "slow"};
  }
  Async<Result<ItemView>> find_model(http::RequestContext, http::Path<ModelPath> path) {
    co_return ItemView{.id = path.value.name};
  }
  Async<Result<http::Response>> forward(http::RequestContext, http::Request request) {
    if (request.body.empty()) co_return fail(ErrorCode::budget_exceeded, "day", "nothing is left");
    http::Response response{.status = 207, .body = std::string(request.header("x-own").value_or("")) + request.body};
    if (request.body == "stream") response.events = feed->open();
    co_return response;
  }
  Async<Result<http::Response>> wait_for_ever(http::RequestContext, http::Request) {
    const Counted counted(waiting);
    co_await runtime::pause(std::chrono::hours(1));
    co_return http::Response{};
  }
  Async<Result<http::EventStream>> events(http::RequestContext) { co_return http::EventStream{feed->open()}; }
};

class HttpServerTest : public testing::Test {
 protected:
  HttpServerTest() {
    config.port = 0;
    endpoints.declare(router);
    measured = Bytes{0};
  }
  ~HttpServerTest() override {
    stop();
    loops.stop();
  }

  void start() {
    server = std::make_unique<http::Server>(config, http::Server::Deps{.loops = loops,
                                                                       .router = router,
                                                                       .authenticator = authenticator,
                                                                       .admission = admission,
                                                                       .security = security,
                                                                       .memory = memory,
                                                                       .clock = clock,
                                                                       .random = random,
                                                                       .metrics = metrics,
                                                                       .log = telemetry::Log(log_sink, "http")});
    loops.start();
    started = server->start();
  }
  void stop(std::chrono::milliseconds at_most = std::chrono::milliseconds{500}) {
    if (server && started) run(server->drain(at_most));
    server.reset();
  }
  std::uint16_t port() const { return server->port(); }
  bool exposes(std::string_view line) { return metrics.exposition().find(line) != std::string::npos; }

  static inline std::string with_key(std::string_view more = "") {
    return fmt::format("Authorization: Bearer {}\r\n{}", ScriptedAuthenticator::kKey, more);
  }
  static inline Bytes measured;

  http::ServerConfig config;
  runtime::Loops loops{2, [](std::string_view what) { ADD_FAILURE() << what; }};
  TestEndpoints endpoints;
  http::Router router;
  ScriptedAuthenticator authenticator;
  ScriptedAdmission admission;
  CountingSecurityObserver security;
  FakeClock clock;
  SeededRandom random{1};
  runtime::MemoryLimit memory{Bytes{100}, clock, [] { return measured; }};
  telemetry::Metrics metrics;
  RecordingLogSink log_sink;
  Result<Done> started = fail(ErrorCode::internal, "not started");
  std::unique_ptr<http::Server> server;
};

}  // namespace swarm::tests
