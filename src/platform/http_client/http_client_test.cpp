#include "platform/http_client/http_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/runtime/task_group.hpp"
#include "support/run.hpp"
#include "support/scripted_receiver.hpp"

namespace swarm::http_client {
namespace {

using namespace std::chrono_literals;
using tests::answer_text;
using tests::answers;
using tests::ReceivedRequest;
using tests::ReceiverPeer;
using tests::ScriptedReceiver;

// Names that a test decides, a list of addresses for each look-up; what is left of the last one stays.
class ScriptedResolver final : public Resolver {
 public:
  std::vector<std::vector<std::string>> script{{"127.0.0.1"}};
  int lookups = 0;
  Async<Result<std::vector<Address>>> resolve(std::string, std::chrono::milliseconds) override {
    const auto& texts = script.at(std::min<std::size_t>(static_cast<std::size_t>(lookups++), script.size() - 1));
    std::vector<Address> addresses;
    for (const std::string& text : texts)
      addresses.push_back(boost::asio::ip::make_address(text));
    co_return addresses;
  }
};

class HttpClientTest : public testing::Test {
 protected:
  void open(ClientConfig config = {}) {
    client_ = Client::open(config, {loop_.loop().executor(), resolver_, policy_}).value();
  }
  void SetUp() override { open(); }
  // The client is gone before its Loop; its connections end there.
  void TearDown() override { loop_.run(drop(this)); }
  static Async<void> drop(HttpClientTest* test) {
    test->client_.reset();
    co_return;
  }

  static Request request(const std::string& url, std::string method = "GET", std::string body = "") {
    return {.method = std::move(method),
            .url = Url::parse(url).value(),
            .body = std::move(body),
            .timeouts = {.connect = 5s, .first_byte = 5s, .pause = 5s, .total = 10s}};
  }
  Result<WholeResponse> fetch(Request wanted, std::size_t bytes_max = 1 << 20) {
    return loop_.run(client_->fetch(std::move(wanted), bytes_max));
  }
  Result<WholeResponse> get(const ScriptedReceiver& receiver) { return fetch(request(receiver.url())); }
  static Async<std::pair<std::size_t, std::size_t>> counts_of(Client* client) {
    co_return std::pair{client->connections(), client->idle_connections()};
  }
  std::size_t open_connections() { return loop_.run(counts_of(client_.get())).first; }
  std::size_t idle_connections() { return loop_.run(counts_of(client_.get())).second; }
  // By name: the policy's answer then depends on the resolver.
  static std::string named_url(const ScriptedReceiver& receiver) {
    return fmt::format("http://receiver.example:{}/", receiver.port());
  }

  tests::TestLoop loop_;
  ScriptedResolver resolver_;
  PublicAddresses policy_ = PublicAddresses::parse({"127.0.0.1/32"}).value();
  std::unique_ptr<Client> client_;
};

TEST_F(HttpClientTest, SendsWhatWasAskedAndReadsTheAnswer) {
  const ScriptedReceiver receiver(answers(201, "made", "X-Answer: yes\r\n"));
  Request wanted = request(receiver.url("/in?a=b"), "POST", "hello");
  wanted.headers = {{"Content-Type", "text/plain"}};
  const auto answer = fetch(wanted);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->head.status, 201);
  EXPECT_EQ(answer->head.header("x-answer"), "yes");
  EXPECT_EQ(answer->body, "made");
  const ReceivedRequest got = receiver.received().at(0);
  EXPECT_EQ(got.line, "POST /in?a=b HTTP/1.1");
  EXPECT_EQ(got.header("host"), fmt::format("127.0.0.1:{}", receiver.port()));
  EXPECT_EQ(got.header("content-type"), "text/plain");
  EXPECT_EQ(got.header("accept-encoding"), "identity");
  EXPECT_EQ(got.body, "hello");
}

TEST_F(HttpClientTest, UsesAConnectionAgainOnceTheAnswerIsRead) {
  const ScriptedReceiver receiver(answers(200, "ok"));
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(get(receiver)->body, "ok");
  EXPECT_EQ(receiver.connections(), 1);
  EXPECT_EQ(idle_connections(), 1U);
}

TEST_F(HttpClientTest, NeverUsesAConnectionWhoseAnswerWasNotReadToItsEnd) {
  const ScriptedReceiver receiver(answers(200, std::string(100'000, 'x')));
  for (int i = 0; i < 2; ++i) {
    const auto answer = fetch(request(receiver.url()), 10);
    EXPECT_EQ(answer.error().code, ErrorCode::too_large);
    EXPECT_EQ(answer.error().reason, "body");
  }
  EXPECT_EQ(receiver.connections(), 2);
  EXPECT_EQ(open_connections(), 0U);
}

TEST_F(HttpClientTest, NeverUsesAConnectionOnWhichMoreCameThanTheAnswer) {
  const ScriptedReceiver receiver(answers(answer_text(200, "ok") + answer_text(200, "poison")));
  EXPECT_EQ(get(receiver)->body, "ok");
  EXPECT_EQ(get(receiver)->body, "ok");
  EXPECT_EQ(receiver.connections(), 2);
}

TEST_F(HttpClientTest, HonoursConnectionClose) {
  const ScriptedReceiver receiver(answers(200, "ok", "Connection: close\r\n"));
  EXPECT_TRUE(get(receiver));
  EXPECT_EQ(idle_connections(), 0U);
}

// The connection is closed by the other end while it is idle, which the client may or may not have seen.
TEST_F(HttpClientTest, TakesANewConnectionWhenAKeptOneWasClosed) {
  const ScriptedReceiver receiver([](ReceiverPeer& peer, const ReceivedRequest&) {
    peer.send(answer_text(200, "ok"));
    peer.close();
  });
  for (int i = 0; i < 5; ++i)
    ASSERT_TRUE(get(receiver));
  EXPECT_EQ(receiver.connections(), 5);
}

// The receiver takes a second request and closes without a word: was it carried out?
TEST_F(HttpClientTest, RepeatsOnAnotherConnectionOnlyWhatMayBeRepeated) {
  const ScriptedReceiver receiver(
      [seen = std::make_shared<std::map<int, int>>()](ReceiverPeer& peer, const ReceivedRequest& request) {
        if (++(*seen)[request.connection] > 1) return peer.close();
        peer.send(answer_text(200, "ok"));
      });
  ASSERT_TRUE(fetch(request(receiver.url(), "POST", "1")));
  const auto lost = fetch(request(receiver.url(), "POST", "2"));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().reason, "lost");
  ASSERT_TRUE(fetch(request(receiver.url(), "POST", "3")));
  Request repeatable = request(receiver.url(), "POST", "4");
  repeatable.may_repeat = true;
  EXPECT_TRUE(fetch(repeatable));
  EXPECT_TRUE(fetch(request(receiver.url())));
  std::vector<std::string> bodies;
  for (const ReceivedRequest& got : receiver.received())
    bodies.push_back(got.body);
  EXPECT_THAT(bodies, testing::ElementsAre("1", "2", "3", "4", "4", "", ""));
}

TEST_F(HttpClientTest, ReadsChunksAndBodiesThatEndWithTheConnection) {
  const ScriptedReceiver chunks(
      answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n"
              "0\r\nTrailer: t\r\n\r\n"));
  EXPECT_EQ(get(chunks)->body, "abcde");
  EXPECT_EQ(get(chunks)->body, "abcde");
  EXPECT_EQ(chunks.connections(), 1);
  const ScriptedReceiver until_close([](ReceiverPeer& peer, const ReceivedRequest&) {
    peer.send("HTTP/1.0 200 OK\r\n\r\nall of it");
    peer.close();
  });
  EXPECT_EQ(get(until_close)->body, "all of it");
}

TEST_F(HttpClientTest, SkipsInterimAnswersButNotForEver) {
  const std::string interim = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
  const ScriptedReceiver some(answers("HTTP/1.1 100 Continue\r\n\r\n" + interim + answer_text(200, "ok")));
  EXPECT_EQ(get(some)->body, "ok");
  std::string many;
  for (int i = 0; i <= kInterimAnswersMax; ++i)
    many += interim;
  const ScriptedReceiver endless(answers(many));
  EXPECT_EQ(get(endless).error().reason, "protocol");
  const ScriptedReceiver upgrade(answers("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"));
  EXPECT_EQ(get(upgrade).error().reason, "protocol");
}

TEST_F(HttpClientTest, HandsOverAStreamAsItComes) {
  const ScriptedReceiver receiver([](ReceiverPeer& peer, const ReceivedRequest&) {
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
    peer.hang();  // the second piece never comes, and the first does not wait for it
  });
  const auto read_first = [](Client* client, Request wanted) -> Async<std::string> {
    Result<Response> response = co_await client->send(std::move(wanted));
    if (!response) co_return response.error().message;
    co_return (co_await response->read()).value_or("none");
  };
  EXPECT_EQ(loop_.run(read_first(client_.get(), request(receiver.url()))), "first");
  EXPECT_EQ(open_connections(), 0U) << "not read to its end, so the connection is gone";
}

TEST_F(HttpClientTest, SaysHowAnAnswerIsBroken) {
  const auto reason_of = [&](ScriptedReceiver::Script script) {
    const ScriptedReceiver receiver(std::move(script));
    const auto answer = get(receiver);
    return answer ? "none" : answer.error().reason;
  };
  EXPECT_EQ(reason_of(answers("SSH-2.0-OpenSSH_9.2\r\n\r\n")), "protocol");
  EXPECT_EQ(reason_of(answers("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx")), "protocol");
  EXPECT_EQ(reason_of(answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")), "protocol");
  EXPECT_EQ(reason_of(tests::closes_early()), "lost");
  EXPECT_EQ(reason_of([](ReceiverPeer& peer, const ReceivedRequest&) {
              peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
              peer.close();
            }),
            "lost");
  EXPECT_EQ(reason_of(answers("HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n")), "head");
  EXPECT_EQ(reason_of(tests::never_ends(200)), "body");
}

TEST_F(HttpClientTest, GivesUpInTimeWhereverTheReceiverHangs) {
  Request wanted = request("http://127.0.0.1/");
  const auto error_of = [&](ScriptedReceiver::Script script, Timeouts timeouts) {
    const ScriptedReceiver receiver(std::move(script));
    wanted.url = Url::parse(receiver.url()).value();
    wanted.timeouts = timeouts;
    const auto answer = fetch(wanted);
    return answer ? Error{.reason = "none"} : answer.error();
  };
  EXPECT_EQ(error_of(tests::hangs(), {.first_byte = 50ms}).reason, "first_byte");
  EXPECT_EQ(error_of(tests::hangs(), {.first_byte = 50ms}).code, ErrorCode::timeout);
  EXPECT_EQ(error_of(tests::hangs_in_body(200), {.pause = 50ms}).reason, "body");
  EXPECT_EQ(error_of(tests::hangs_in_body(200), {.total = 100ms}).code, ErrorCode::timeout);
  EXPECT_EQ(error_of(answers("HTTP/1.1 200 OK\r\n"), {.first_byte = 50ms}).reason, "first_byte");
  // Every piece comes in time, the whole does not.
  const auto drip = [](ReceiverPeer& peer, const ReceivedRequest&) {
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (peer.send("1\r\nx\r\n"))
      std::this_thread::yield();
    peer.close();
  };
  wanted.timeouts = {.pause = 5s, .total = 100ms};
  const ScriptedReceiver dripping(drip);
  wanted.url = Url::parse(dripping.url()).value();
  const auto dripped = loop_.run(client_->fetch(wanted, std::size_t{1} << 40));
  ASSERT_FALSE(dripped);
  EXPECT_EQ(dripped.error().code, ErrorCode::timeout);
  EXPECT_EQ(open_connections(), 0U);
}

TEST_F(HttpClientTest, ReadsAnAnswerThatComesBeforeTheRequestIsTaken) {
  ScriptedReceiver refusing([](ReceiverPeer& peer, const ReceivedRequest&) { peer.send(answer_text(413)); });
  refusing.answer_at_the_head();
  const auto answer = fetch(request(refusing.url(), "POST", std::string(16 << 20, 'x')));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->head.status, 413);
}

TEST_F(HttpClientTest, EndsWithItsTaskGroup) {
  const ScriptedReceiver receiver(tests::hangs());
  std::atomic<bool> came_back = false;
  runtime::TaskGroup group(loop_.loop());
  const auto ask = [](Client* client, Request wanted, std::atomic<bool>* done) -> Async<void> {
    co_await client->fetch(std::move(wanted), 10);
    *done = true;
  };
  group.spawn(ask(client_.get(), request(receiver.url()), &came_back));
  ASSERT_TRUE(receiver.wait_for(1));
  loop_.run(group.stop());
  EXPECT_FALSE(came_back);
  EXPECT_EQ(open_connections(), 0U);
}

TEST_F(HttpClientTest, RefusesToWriteWhatWouldChangeItsMeaning) {
  const ScriptedReceiver receiver(answers(200));
  const auto refused = [&](std::string name, std::string value) {
    Request wanted = request(receiver.url());
    wanted.headers = {{std::move(name), std::move(value)}};
    return fetch(wanted).error().code;
  };
  EXPECT_EQ(refused("X-A", "b\r\nX-C: d"), ErrorCode::invalid_input);
  EXPECT_EQ(refused("X A", "b"), ErrorCode::invalid_input);
  EXPECT_EQ(refused("", "b"), ErrorCode::invalid_input);
  for (const char* name : {"Host", "content-length", "Transfer-Encoding", "Connection", "Expect", "Upgrade"})
    EXPECT_EQ(refused(name, "x"), ErrorCode::invalid_input) << name;
  EXPECT_EQ(fetch(request(receiver.url(), "GET /x HTTP/1.1\r\nX:")).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(receiver.connections(), 0);
}

// --- Where it may go ------------------------------------------------------------------------------------------------

TEST_F(HttpClientTest, ConnectsToTheVeryAddressThatWasChecked) {
  const ScriptedReceiver receiver(answers(200, "ok"));
  resolver_.script = {{"127.0.0.1"}, {"127.0.0.2"}};  // what a name server says to whoever asks twice
  EXPECT_EQ(fetch(request(named_url(receiver)))->body, "ok");
  EXPECT_EQ(resolver_.lookups, 1);
}

TEST_F(HttpClientTest, RefusesANameThatMovesInward) {
  const ScriptedReceiver receiver(answers(200, "ok", "Connection: close\r\n"));
  resolver_.script = {{"127.0.0.1"}, {"127.0.0.2"}};
  EXPECT_TRUE(fetch(request(named_url(receiver))));
  const auto answer = fetch(request(named_url(receiver)));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::forbidden);
  EXPECT_EQ(answer.error().reason, "address_refused");
  EXPECT_EQ(receiver.connections(), 1);
}

TEST_F(HttpClientTest, RefusesANameOfWhichOneAddressIsForbidden) {
  const ScriptedReceiver receiver(answers(200, "ok"));
  for (const char* inner : {"169.254.169.254", "10.0.0.1", "::1", "::ffff:10.0.0.1", "fd00::1", "0.0.0.0"}) {
    resolver_.script = {{"127.0.0.1", inner}};
    EXPECT_EQ(fetch(request(named_url(receiver))).error().reason, "address_refused") << inner;
  }
  EXPECT_EQ(receiver.connections(), 0);
}

TEST_F(HttpClientTest, RefusesAForbiddenAddressInPlaceOfAName) {
  for (const char* url : {"http://10.0.0.1/", "http://[::1]/", "http://[::]/", "http://[::ffff:10.0.0.1]/",
                          "http://169.254.169.254/latest/meta-data/", "http://0.0.0.0/", "http://127.0.0.2/"})
    EXPECT_EQ(fetch(request(url)).error().reason, "address_refused") << url;
  EXPECT_EQ(resolver_.lookups, 0);
}

TEST_F(HttpClientTest, FollowsNoRedirect) {
  const ScriptedReceiver inner(answers(200, "secret"));
  const ScriptedReceiver outer(answers(302, "", fmt::format("Location: {}\r\n", inner.url())));
  EXPECT_EQ(get(outer)->head.status, 302);
  EXPECT_EQ(inner.connections(), 0);
}

TEST_F(HttpClientTest, DoesNotUndoCompression) {
  const std::string bomb = "\x1f\x8b\x08" + std::string(100, '\0');
  const ScriptedReceiver receiver(answers(200, bomb, "Content-Encoding: gzip\r\n"));
  EXPECT_EQ(get(receiver)->body, bomb);
}

TEST_F(HttpClientTest, TriesTheNextAddressWhenOneDoesNotAnswer) {
  const ScriptedReceiver receiver(answers(200, "ok"));
  policy_ = PublicAddresses::parse({"127.0.0.0/8"}).value();
  resolver_.script = {{"127.0.0.9", "127.0.0.1"}};  // nobody listens on the first
  EXPECT_EQ(fetch(request(named_url(receiver)))->body, "ok");
}

TEST_F(HttpClientTest, SaysThatNobodyListens) {
  const tests::SilentPort nobody;
  const auto answer = fetch(request(fmt::format("http://127.0.0.1:{}/", nobody.port())));
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
  EXPECT_EQ(answer.error().reason, "connect");
}

// --- Limits ---------------------------------------------------------------------------------------------------------

TEST_F(HttpClientTest, OpensNoMoreConnectionsThanItMay) {
  open({.pool = {.connections_max = 2}});
  const ScriptedReceiver receiver(tests::hangs());
  runtime::TaskGroup group(loop_.loop());
  const auto ask = [](Client* client, Request wanted) -> Async<void> { co_await client->fetch(std::move(wanted), 10); };
  for (int i = 0; i < 2; ++i)
    group.spawn(ask(client_.get(), request(receiver.url())));
  ASSERT_TRUE(receiver.wait_for(2));
  EXPECT_EQ(get(receiver).error().code, ErrorCode::limit_exceeded);
  loop_.run(group.stop());
}

TEST_F(HttpClientTest, KeepsNoMoreIdleConnectionsThanItMayAndNotForLong) {
  open({.pool = {.connections_max = 2, .idle_max = 1, .idle_timeout = 1h}});
  const ScriptedReceiver one(answers(200)), two(answers(200));
  ASSERT_TRUE(get(one));
  ASSERT_TRUE(get(two));
  EXPECT_EQ(idle_connections(), 1U);
  loop_.run(drop(this));
  open({.pool = {.idle_timeout = 50ms}});
  ASSERT_TRUE(get(one));
  const auto patience = std::chrono::steady_clock::now() + 60s;
  while (idle_connections() > 0 && std::chrono::steady_clock::now() < patience)
    std::this_thread::yield();
  EXPECT_EQ(idle_connections(), 0U);
}

TEST_F(HttpClientTest, ClosesAnIdleConnectionToMakeRoom) {
  open({.pool = {.connections_max = 1}});
  const ScriptedReceiver one(answers(200)), two(answers(200));
  ASSERT_TRUE(get(one));
  EXPECT_TRUE(get(two));
  EXPECT_EQ(open_connections(), 1U);
}

}  // namespace
}  // namespace swarm::http_client
