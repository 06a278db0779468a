// What one small request costs over loopback: framing, door, decoding, encoding, one write. The client is blocking and
// runs on the same machine, so the figures hold both sides.
#include <benchmark/benchmark.h>

#include "platform/http_server/server.hpp"
#include "support/http_client.hpp"
#include "support/http_gatekeepers.hpp"
#include "support/run.hpp"

namespace swarm::http {
namespace {

struct EchoRequest {
  std::string text{};
  static constexpr auto schema =
      json::object("EchoRequest", json::field("text", &EchoRequest::text, "Anything.", json::required));
};

class EchoEndpoints {
 public:
  Async<Result<EchoRequest>> echo(RequestContext, Body<EchoRequest> body) { co_return std::move(body.value); }
};

class QuietLogSink final : public telemetry::LogSink {
 public:
  bool wants(telemetry::Level) const override { return false; }
  void write(telemetry::Level, std::string_view, std::string_view, telemetry::Fields) override {}
};

class PassingAdmission final : public Admission {
 public:
  Result<Done> admit_address(const std::string&) override { return Done{}; }
  Result<RateLimitState> admit_key(const Principal&) override { return RateLimitState{1000, 999, 1}; }
  void authentication_failed(const std::string&) override {}
};

// One server for the whole program.
class Harness {
 public:
  Harness() {
    router_.post<&EchoEndpoints::echo>("/echo/text", Permission::tasks_write, endpoints_, "Says it again.");
    server_ = std::make_unique<Server>(
        ServerConfig{.port = 0}, Server::Deps{loops_, router_, authenticator_, admission_, security_, memory_, clock_,
                                              random_, metrics_, telemetry::Log(sink_, "http")});
    loops_.start();
    if (const Result<Done> started = server_->start(); !started) throw std::runtime_error(started.error().message);
  }
  ~Harness() {
    tests::run(server_->drain(std::chrono::milliseconds{100}));
    loops_.stop();
  }
  std::uint16_t port() const { return server_->port(); }

 private:
  runtime::Loops loops_{0, [](std::string_view) {}};
  EchoEndpoints endpoints_;
  Router router_;
  tests::ScriptedAuthenticator authenticator_;
  PassingAdmission admission_;
  tests::CountingSecurityObserver security_;
  SystemClock clock_;
  SystemRandom random_;
  runtime::MemoryLimit memory_{Bytes{64 * GiB}, clock_};
  telemetry::Metrics metrics_;
  QuietLogSink sink_;
  std::unique_ptr<Server> server_;
};

Harness& harness() {
  static Harness made;
  return made;
}

std::string echo_request() {
  return tests::http_request("POST", "/echo/text",
                             fmt::format("Authorization: Bearer {}\r\n", tests::ScriptedAuthenticator::kKey),
                             R"({"text": "a short text as prompts are"})");
}

void sequential_requests(benchmark::State& state) {
  const std::string request = echo_request();
  tests::RawHttpClient client(harness().port());
  for (auto _ : state) {
    if (client.ask(request).status != 200) state.SkipWithError("not answered");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(sequential_requests)->UseRealTime()->Threads(1)->Threads(8)->Threads(64);

// As many requests in one packet as a batching client sends: shows the server's own cost, without a round trip for
// each.
void pipelined_requests(benchmark::State& state) {
  constexpr int kTogether = 32;
  std::string requests;
  for (int i = 0; i < kTogether; ++i)
    requests += echo_request();
  tests::RawHttpClient client(harness().port());
  for (auto _ : state) {
    client.send(requests);
    for (int i = 0; i < kTogether; ++i) {
      if (client.read_answer().status != 200) state.SkipWithError("not answered");
    }
  }
  state.SetItemsProcessed(state.iterations() * kTogether);
}
BENCHMARK(pipelined_requests)->UseRealTime();

}  // namespace
}  // namespace swarm::http

BENCHMARK_MAIN();
