// The plain lane before an upstream that breaks off, splits and lies at every possible byte. What each fault means for
// the client is listed in docs/reference/gateway-faults.md; tests/system/gateway_faults_test.py goes through that list.
#include <algorithm>
#include <array>
#include <filesystem>

#include "running_app.hpp"
#include "support/scripted_upstream.hpp"

namespace swarm::tests {
namespace {

using namespace scripted;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view kKey = "sk-secret-of-the-provider-4711";

// "up" costs something, so that nothing is sent twice; "free" may be asked again.
std::string settings(const Upstream& upstream, std::string_view more = "") {
  constexpr std::string_view kProvider = R"(
  - name: {}
    class: cloud
    base_url: "{}"
    key_secret: UP_KEY
    first_byte_timeout_ms: 10000
    pause_timeout_ms: 10000
    total_timeout_ms: {}
    models: [{{name: m, dollars_per_million_input_tokens: {}, dollars_per_million_output_tokens: {}}}]
)";
  return fmt::format(
      "breaker: {{enabled: false}}\nbudget: {{dollars_per_day: 1000}}\n"
      "gateway: {{health_interval_ms: 86400000, reply_bytes_max: 2MiB, backoff_ms: 1, retries_min: 1000000}}\n"
      "http: {{write_timeout_ms: 2000}}\nlog: {{level: debug}}\n{}\nproviders:{}{}{}",
      more, fmt::format(kProvider, "up", upstream.base_url(), 20'000, 1, 1),
      fmt::format(kProvider, "free", upstream.base_url(), 20'000, 0, 0),
      fmt::format(kProvider, "brief", upstream.base_url(), 3'000, 1, 1));
}

std::string chat_body(std::string_view model, bool is_stream, bool wants_usage) {
  return fmt::format(R"({{"model":"{}","messages":[{{"role":"user","content":"Hello"}}],"max_tokens":5{}{}}})", model,
                     is_stream ? R"(,"stream":true)" : "",
                     wants_usage ? R"(,"stream_options":{"include_usage":true})" : "");
}

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts)
    all += part;
  return all;
}

class GatewayFaults : public testing::Test {
 protected:
  std::string request(std::string_view model = "up/m", bool is_stream = false, bool wants_usage = true) const {
    return app_.request_text(
        {"POST", "/v1/chat/completions", app_.admin(), chat_body(model, is_stream, is_stream && wants_usage)});
  }
  HttpAnswer ask(std::string_view model = "up/m", bool is_stream = false, bool wants_usage = true) {
    return client_->ask(request(model, is_stream, wants_usage));
  }
  HttpAnswer ask_for_stream(bool wants_usage = true) { return ask("up/m", true, wants_usage); }
  void ask_on_a_fresh_connection() { client_ = std::make_unique<RawHttpClient>(app_.port()); }

  // An error of OpenAI's form; its code.
  static std::string code_of(std::string_view body) {
    const json::Value document = parsed(body);
    const json::Value* error = document.is_object() ? document.get_object().if_contains("error") : nullptr;
    if (error == nullptr || !error->is_object()) return fmt::format("no error object: {}", body.substr(0, 300));
    EXPECT_NE(member(*error, "message"), "") << body;
    EXPECT_NE(member(*error, "type"), "") << body;
    return member(*error, "code");
  }
  // Whether the answer says that the provider's reply broke off, in its own status and code.
  static void expect_broken(const HttpAnswer& answer, const std::string& where) {
    EXPECT_TRUE(answer.is_whole) << where;
    EXPECT_TRUE(answer.status == 502 || answer.status == 503) << answer.status << where << answer.body;
    const std::string code = code_of(answer.body);
    EXPECT_TRUE(code == "lost" || code == "protocol") << code << where;
  }

  Upstream upstream_;
  RunningApp app_{settings(upstream_)};
  std::unique_ptr<RawHttpClient> client_ = std::make_unique<RawHttpClient>(app_.port());
};

// --- Broken off ------------------------------------------------------------------------------------------------------

TEST_F(GatewayFaults, AReplyThatEndsAtAnyByteIsAnErrorAndIsAskedForOnce) {
  const Script whole = reply(200, chat_reply());
  std::size_t asked = 0;
  for (const Step& end : {close(), reset()}) {
    for (std::size_t size = 0; size < flat(whole).size(); ++size) {
      upstream_.then(cut(whole, size, end));
      expect_broken(ask(), fmt::format(" at byte {}", size));
      EXPECT_EQ(upstream_.requests().size(), ++asked) << "at byte " << size;
      if (HasFailure()) return;  // the next hundreds would say the same
    }
  }
  upstream_.then(whole);
  EXPECT_EQ(ask().body, chat_reply()) << "the connection of the client is as good as before";
}

TEST_F(GatewayFaults, AStreamThatEndsAtAnyByteGivesWholeFramesThenAnError) {
  const std::vector<std::string> frames = chat_frames();
  const Script whole = stream(frames);
  const std::string all = joined(frames);
  for (const Step& end : {close(), reset()}) {
    for (std::size_t size = 0; size < flat(whole).size(); ++size) {
      upstream_.then(cut(whole, size, end));
      const HttpAnswer answer = ask_for_stream();
      const std::string where = fmt::format(" at byte {}", size);
      if (answer.status != 200) {
        EXPECT_LT(size, flat({whole[0], whole[1]}).size()) << "a whole frame had come" << where;
        expect_broken(answer, where);
        if (HasFailure()) return;
        continue;
      }
      EXPECT_TRUE(answer.is_whole) << where;
      const std::size_t error = answer.body.find("data: {\"error\"");
      const std::string came = answer.body.substr(0, error);
      EXPECT_TRUE(all.starts_with(came) && came.ends_with("\n\n")) << where << answer.body;
      if (error == std::string::npos) {
        EXPECT_EQ(came, all) << where;  // only the last chunk is missing: the answer itself is whole
      } else {
        EXPECT_FALSE(answer.body.contains("[DONE]")) << where << answer.body;
        EXPECT_TRUE(answer.body.ends_with("\n\n")) << where;
        code_of(std::string_view(answer.body).substr(error + 6));
      }
      if (HasFailure()) return;
    }
  }
  EXPECT_EQ(upstream_.requests().size(), 2 * flat(whole).size()) << "none was asked for again";
}

TEST_F(GatewayFaults, AFreeModelIsAskedAgainWhenItsReplyIsLost) {
  upstream_.then(cut(reply(200, chat_reply()), 0));
  upstream_.then({reset()});
  upstream_.then(reply(200, chat_reply()));
  EXPECT_EQ(ask("free/m").body, chat_reply());
  EXPECT_EQ(upstream_.requests().size(), 3U);
}

// --- Split anywhere --------------------------------------------------------------------------------------------------

TEST_F(GatewayFaults, AReplySplitAtAnyByteComesUnchanged) {
  const Script whole = reply(200, chat_reply());
  for (std::size_t place = 1; place < flat(whole).size(); ++place) {
    upstream_.then(split_at(whole, place));
    const HttpAnswer answer = ask();
    ASSERT_EQ(answer.status, 200) << place;
    ASSERT_EQ(answer.body, chat_reply()) << place;
  }
}

TEST_F(GatewayFaults, AStreamSplitAtAnyByteComesUnchanged) {
  const Script whole = stream(chat_frames());
  for (std::size_t place = 1; place < flat(whole).size(); ++place) {
    upstream_.then(split_at(whole, place));
    const HttpAnswer answer = ask_for_stream();
    ASSERT_EQ(answer.status, 200) << place;
    ASSERT_EQ(answer.body, joined(chat_frames())) << place;
  }
}

TEST_F(GatewayFaults, ChunksNeedNotEndWhereFramesDo) {
  const std::string all = joined(chat_frames());
  for (std::size_t size = 1; size < 40; ++size) {
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < all.size(); at += size)
      pieces.push_back(all.substr(at, size));
    upstream_.then(stream(pieces));
    ASSERT_EQ(ask_for_stream().body, all) << size;
  }
}

TEST_F(GatewayFaults, TheFrameOfUsageIsKeptFromWhoDidNotAskForIt) {
  upstream_.then(stream(chat_frames()));
  EXPECT_EQ(ask_for_stream(false).body, joined(chat_frames(false)));
  ASSERT_TRUE(upstream_.wait_for_requests(1));
  EXPECT_TRUE(upstream_.requests()[0].body.contains(R"("include_usage":true)")) << upstream_.requests()[0].body;
}

// --- In time ---------------------------------------------------------------------------------------------------------

TEST_F(GatewayFaults, EachFrameComesBeforeTheNextIsSentAndWithoutDelay) {
  constexpr std::size_t kFrames = 25;
  Script script = stream({}, false);
  for (std::size_t i = 0; i < kFrames; ++i) {
    script.push_back(wait(fmt::format("{}", i)));
    script.push_back(send(chunk(chat_frame(fmt::format("{}", i)))));
  }
  script.push_back(send(chunk(kDoneFrame) + "0\r\n\r\n"));
  upstream_.then(script);
  client_->send(request("up/m", true));
  ASSERT_TRUE(upstream_.wait_for_requests(1));
  std::vector<milliseconds> delays;
  for (std::size_t i = 0; i < kFrames; ++i) {
    const auto released = steady_clock::now();
    upstream_.release(fmt::format("{}", i));
    const std::string frame = client_->read_until("\n\n");
    ASSERT_TRUE(frame.ends_with(chat_frame(fmt::format("{}", i)))) << frame;
    delays.push_back(std::chrono::duration_cast<milliseconds>(steady_clock::now() - released));
  }
  // Nagle's algorithm and delayed acknowledgements together make 40 ms of every second write.
  std::ranges::nth_element(delays, delays.begin() + kFrames / 2);
  EXPECT_LT(delays[kFrames / 2], milliseconds{35});
}

TEST_F(GatewayFaults, AClientThatLeavesIsFeltUpstreamLongBeforeAnyTimeout) {
  Script endless = stream({chat_frame("Good")}, false);
  endless.push_back(hang());
  const Script half_reply{send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), hang()};
  std::size_t asked = 0;
  for (const auto& [is_stream, script] : {std::pair{false, Script{hang()}}, {false, half_reply}, {true, endless}}) {
    upstream_.then(script);
    ask_on_a_fresh_connection();
    client_->send(request("up/m", is_stream));
    ASSERT_TRUE(upstream_.wait_for_requests(++asked));
    const std::size_t connection = upstream_.requests().back().connection;
    if (is_stream) ASSERT_NE(client_->read_until("Good"), "");
    const auto left = steady_clock::now();
    client_->abort();
    ASSERT_TRUE(upstream_.wait_until_left(connection));
    EXPECT_LT(*upstream_.connections()[connection].left_at - left, std::chrono::seconds{5});
  }
  EXPECT_EQ(upstream_.requests().size(), 3U);
}

TEST_F(GatewayFaults, AStreamWithoutEndIsEndedByItsTimeout) {
  Script endless = stream({}, false);
  for (int i = 0; i < 5'000; ++i) {  // each frame is read before the next, so that they come over some time
    endless.push_back(send(chunk(chat_frame("again "))));
    endless.push_back(taken());
  }
  endless.push_back(hang());
  upstream_.then(endless);
  const auto began = steady_clock::now();
  const HttpAnswer answer = ask("brief/m", true);
  EXPECT_LT(steady_clock::now() - began, std::chrono::seconds{10}) << "pause_timeout_ms";
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.is_whole);
  const std::size_t error = answer.body.rfind("data: ");
  EXPECT_NE(code_of(std::string_view(answer.body).substr(error + 6)), "");
  EXPECT_FALSE(answer.body.contains("[DONE]"));
}

// --- Sizes -----------------------------------------------------------------------------------------------------------

TEST_F(GatewayFaults, FramesOfAMebibytePassUnchanged) {
  const std::string large = chat_frame(std::string(1024 * 1024, 'x'));
  upstream_.then(stream({large, large, chat_frame("", true), usage_frame(), std::string(kDoneFrame)}));
  EXPECT_EQ(ask_for_stream().body, large + large + chat_frame("", true) + usage_frame() + std::string(kDoneFrame));
}

TEST_F(GatewayFaults, AFrameBeyondTheLimitEndsTheStreamWithAnError) {
  Script script = stream({chat_frame("Good")}, false);
  script.push_back(send(chunk("data: ")));
  script.push_back(repeat(chunk(std::string(65536, 'x'))));
  upstream_.then(script);
  const HttpAnswer answer = ask_for_stream();
  ASSERT_TRUE(answer.body.starts_with(chat_frame("Good"))) << answer.body.substr(0, 500);
  EXPECT_NE(code_of(std::string_view(answer.body).substr(chat_frame("Good").size() + 6)), "");
  EXPECT_TRUE(upstream_.wait_until_left(upstream_.requests()[0].connection));
}

TEST_F(GatewayFaults, AReplyBeyondTheLimitIsGivenUp) {
  upstream_.then({send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"),
                  repeat(chunk(std::string(65536, ' ')))});
  const HttpAnswer answer = ask();
  EXPECT_EQ(answer.status, 502) << answer.body;
  EXPECT_TRUE(upstream_.wait_until_left(upstream_.requests()[0].connection));
}

TEST_F(GatewayFaults, ALengthThatLiesIsAnErrorOrEndsTheConnection) {
  upstream_.then({send(flat(reply(200, chat_reply(), {.length = chat_reply().size() + 10}))), close()});
  expect_broken(ask(), " too long");
  upstream_.then(reply(200, chat_reply() + "surplus", {.length = chat_reply().size()}));
  EXPECT_EQ(ask().body, chat_reply());
  upstream_.then(reply(200, chat_reply()));
  EXPECT_EQ(ask().body, chat_reply()) << "the surplus is no part of the next reply";
  EXPECT_NE(upstream_.requests()[2].connection, upstream_.requests()[1].connection);
}

TEST_F(GatewayFaults, AClientThatReadsNothingStopsTheUpstreamAndIsCutOff) {
  Script endless = stream({}, false);
  endless.push_back(repeat(chunk(chat_frame(std::string(32 * 1024, 'x')))));
  upstream_.then(endless);
  RawHttpClient slow(app_.port(), 4096);
  slow.send(request("up/m", true));
  ASSERT_TRUE(upstream_.wait_for_requests(1));
  const std::size_t connection = upstream_.requests()[0].connection;
  ASSERT_TRUE(upstream_.wait_until_left(connection)) << "http.write_timeout_ms has passed";
  // What the kernel holds on both legs, and some frames; without a bound it would be hundreds of megabytes by now.
  EXPECT_LT(upstream_.connections()[connection].sent_bytes, 40U * 1024 * 1024);
}

// --- Secrets ---------------------------------------------------------------------------------------------------------

TEST_F(GatewayFaults, AKeyThatTheProviderEchoesIsSeenByNobody) {
  const std::string secret = fmt::format(R"({{"value":"{}"}})", kKey);
  ASSERT_EQ(app_.ask({"PUT", "/api/v1/secrets/UP_KEY", app_.admin(), secret}).status, 201);
  upstream_.then({echo(401)});
  upstream_.then({echo(400)});
  upstream_.then({send(flat(reply(500, fmt::format("<html>{}</html>", kKey),
                                  {.headers = {{"Connection", "close"}}, .content_type = "text/html"}))),
                  close()});
  for (const int status : {401, 400, 500}) {
    const HttpAnswer answer = ask();
    EXPECT_EQ(answer.status, status);
    EXPECT_FALSE(answer.body.contains(kKey)) << answer.body;
    if (status != 500) EXPECT_TRUE(answer.body.contains("***")) << answer.body;
    if (status == 500) break;  // it is asked again; what comes then is of no interest
  }
  EXPECT_EQ(upstream_.requests()[0].headers.at("authorization"), fmt::format("Bearer {}", kKey));
  app_.stop();  // the log is written by a thread of its own, which ends with the server
  for (const auto& entry : std::filesystem::recursive_directory_iterator(app_.data()))
    if (entry.is_regular_file()) EXPECT_FALSE(text_of(entry.path()).contains(kKey)) << entry.path();
}

TEST_F(GatewayFaults, NothingOfTheClientButItsBodyGoesUpstream) {
  upstream_.then(reply(200, chat_reply()));
  client_->ask(app_.request_text({"POST", "/v1/chat/completions", app_.admin(), chat_body("up/m", false, false),
                                  "Cookie: a=b\r\nX-Mine: c\r\nOpenAI-Organization: d\r\n"}));
  ASSERT_TRUE(upstream_.wait_for_requests(1));
  constexpr std::array<std::string_view, 10> kExpected{
      "accept", "accept-encoding", "authorization", "connection",  "content-length", "content-type",
      "host",   "traceparent",     "user-agent",    "x-request-id"};
  const std::vector<SeenRequest> requests = upstream_.requests();
  for (const auto& [name, value] : requests[0].headers) {
    EXPECT_NE(std::ranges::find(kExpected, name), kExpected.end()) << name;
    EXPECT_FALSE(value.contains(app_.admin())) << name;
  }
}

}  // namespace
}  // namespace swarm::tests
