#pragma once

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "platform/http_server/server.hpp"

// The HTTP and WebSocket stack of swarmd with nothing behind it: every method on every path is answered with the
// request's body, every message comes back. For conformance suites (echo_server) and for tests that talk raw bytes.
namespace swarm::tests {

class NobodyKnown final : public http::Authenticator {
 public:
  Async<Result<http::Principal>> authenticate(std::string, std::optional<std::string>) override {
    co_return fail(ErrorCode::unauthenticated, "no keys here");
  }
  bool grants(const http::Principal&, http::Permission) const override { return false; }
};

class EverybodyAdmitted final : public http::Admission {
 public:
  Result<Done> admit_address(const std::string&) override { return Done{}; }
  Result<http::RateLimitState> admit_key(const http::Principal&) override { return http::RateLimitState{}; }
  void authentication_failed(const std::string&) override {}
};

class NothingObserved final : public http::SecurityObserver {
 public:
  void happened(http::SecurityEvent, const http::Request&, const http::Principal*) override {}
};

class NothingLogged final : public telemetry::LogSink {
 public:
  bool wants(telemetry::Level) const override { return false; }
  void write(telemetry::Level, std::string_view, std::string_view, telemetry::Fields) override {}
};

// Sends every message back as it came.
class EchoSession final : public websocket::Session {
 public:
  void opened(websocket::Channel& channel) override { channel_ = &channel; }
  Async<void> received(websocket::Message message) override {
    channel_->send(message.is_text ? websocket::Opcode::text : websocket::Opcode::binary, message.payload);
    co_return;
  }
  Async<websocket::Frames> next() override { co_return websocket::Frames{}; }
  void taken(std::size_t) override {}
  bool is_admitted() const override { return true; }
  Async<std::optional<websocket::Farewell>> renew() override { co_return std::nullopt; }
  websocket::Farewell farewell(websocket::Ending ending) override {
    const bool is_draining = ending == websocket::Ending::draining;
    return {is_draining ? websocket::CloseCode::going_away : websocket::CloseCode::policy, ""};
  }

 private:
  websocket::Channel* channel_ = nullptr;
};

inline Async<Result<http::Response>> echo_request(http::RequestContext, http::Request request,
                                                  std::vector<std::string>) {
  const auto type = request.header("content-type");
  http::Response response{.content_type = std::string(type.value_or("application/octet-stream"))};
  response.body = std::move(request.body);
  co_return response;
}

class EchoService {
 public:
  EchoService(http::ServerConfig http, http::ServerConfig websocket, websocket::ChannelLimits limits)
      : limits_(limits), router_(routes()), http_(std::move(http), deps()), websocket_(std::move(websocket), deps()) {}

  Result<Done> start() {
    loops_.start();
    TRY(http_.start());
    return websocket_.start();
  }
  // Both servers end within `at_most`, on `on`, a Loop that goes on running.
  Async<void> drain(std::chrono::milliseconds at_most) {
    co_await http_.drain(at_most);
    co_await websocket_.drain(at_most);
  }
  void stop_loops() { loops_.stop(); }
  runtime::Loop& loop() { return loops_.at(0); }
  std::uint16_t http_port() const { return http_.port(); }
  std::uint16_t websocket_port() const { return websocket_.port(); }
  telemetry::Metrics& metrics() { return metrics_; }

  // Bounds that no suite reaches by being thorough.
  static http::ServerConfig generous() {
    http::ServerConfig config;
    config.port = 0;
    config.body_bytes_max = Bytes{64 * MiB};
    config.connections_per_address_max = config.connections_max;
    return config;
  }
  static websocket::ChannelLimits generous_limits() {
    return {.message_bytes_max = Bytes{64 * MiB}, .send_buffer_bytes = Bytes{4 * MiB}};
  }

 private:
  http::Router routes() {
    http::Router router;
    router.answer_everything(
        {.method = http::Method::get,
         .path = "/",
         .permission = http::Permission::open,
         .summary = "Everything comes back.",
         .run = echo_request,
         .open_websocket = [limits = limits_](http::RequestContext, http::WebSocketRequest) { return open(limits); },
         .takes_any_content = true});
    return router;
  }
  static Async<Result<http::WebSocketUpgrade>> open(websocket::ChannelLimits limits) {
    co_return http::WebSocketUpgrade{.session = std::make_unique<EchoSession>(), .limits = limits};
  }
  http::Server::Deps deps() {
    return {.loops = loops_,
            .router = router_,
            .authenticator = authenticator_,
            .admission = admission_,
            .security = security_,
            .memory = memory_,
            .clock = clock_,
            .random = random_,
            .metrics = metrics_,
            .log = telemetry::Log(log_sink_, "echo")};
  }

  const websocket::ChannelLimits limits_;
  SystemClock clock_;
  SystemRandom random_;
  NobodyKnown authenticator_;
  EverybodyAdmitted admission_;
  NothingObserved security_;
  NothingLogged log_sink_;
  telemetry::Metrics metrics_;
  runtime::MemoryLimit memory_{Bytes{16 * GiB}, clock_};
  runtime::Loops loops_{0, [](std::string_view) {}};
  http::Router router_;
  http::Server http_;
  http::Server websocket_;
};

}  // namespace swarm::tests
