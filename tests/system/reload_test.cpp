// SIGHUP to the real program: what it prints, what acts, and that a broken file changes nothing.
#include "swarmd_process.hpp"

namespace swarm::tests {
namespace {

class Reload : public testing::Test {
 protected:
  void configure(std::string_view settings) { std::ofstream(folder_.path() / "swarm.yaml") << settings << '\n'; }
  SwarmdProcess start() {
    return {folder_.path(), ServerUnderTest::arguments_for(folder_.path() / "data",
                                                           {"--config", (folder_.path() / "swarm.yaml").string()})};
  }
  // The event that the n-th SIGHUP printed on stdout, behind the line that says ready.
  static json::Value event_after(SwarmdProcess& server, std::size_t n) {
    server.signal(SIGHUP);
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (std::chrono::steady_clock::now() < patience && !server.wait_for_end(std::chrono::milliseconds{5})) {
      const std::string said = server.out();
      const std::vector<std::string_view> lines = split(said, '\n');
      if (lines.size() > n + 1) return json::parse(lines[n]).value();
    }
    return json::Object{{"event", "nothing in time: " + server.err()}};
  }

  TemporaryFolder folder_;
};

TEST_F(Reload, PrintsTheDifferenceAndNamesWhatNeedsARestart) {
  configure("tasks: {prompt_bytes_max: 100}");
  SwarmdProcess server = start();
  ASSERT_TRUE(server.wait_until_ready());
  configure("tasks: {prompt_bytes_max: 200}\nagents: {workers: 3}");
  const json::Value event = event_after(server, 1);
  ASSERT_EQ(event.at("event").as_string(), "reloaded");
  ASSERT_EQ(event.at("changes").as_array().size(), 2U);
  const json::Value& change = event.at("changes").at(0);
  EXPECT_EQ(change.at("key").as_string(), "tasks.prompt_bytes_max");
  EXPECT_EQ(change.at("before").as_string(), "100 B");
  EXPECT_EQ(change.at("after").as_string(), "200 B");
  EXPECT_TRUE(change.at("applied").as_bool());
  EXPECT_FALSE(event.at("changes").at(1).at("applied").as_bool());
  EXPECT_EQ(event.at("needs_restart").at(0).as_string(), "agents.workers");
  const json::Value again = event_after(server, 2);
  EXPECT_TRUE(again.at("changes").as_array().empty());
  EXPECT_EQ(again.at("needs_restart").as_array().size(), 1U);
}

TEST_F(Reload, RefusesABrokenFileWithEveryFaultAndRunsOn) {
  configure("");
  SwarmdProcess server = start();
  ASSERT_TRUE(server.wait_until_ready());
  configure("tasks: {prompt_bytes_max: 0, no_such_key: 1}");
  const json::Value event = event_after(server, 1);
  ASSERT_EQ(event.at("event").as_string(), "reload_refused");
  EXPECT_EQ(event.at("faults").as_array().size(), 2U) << json::to_text(event);
  EXPECT_EQ(RawHttpClient(server.port()).ask(http_request("GET", "/health/live")).status, 200);
}

}  // namespace
}  // namespace swarm::tests
