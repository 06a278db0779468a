#include <set>

#include "support/scripted_receiver.hpp"
#include "support/temporary_postgres.hpp"
#include "swarmd_process.hpp"

// Deliveries of webhooks while servers die: nothing that was acknowledged goes unsent.
namespace swarm::tests {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> settings(const std::filesystem::path& folder, const std::string& url = "") {
  std::ofstream(folder / "swarm.yaml")
      << "outbox: {allow_private_addresses: [\"127.0.0.1/32\"], retry_delays_s: [1, 1, 1, 1, 1, 1, 1, 1]}\n"
      << (url.empty() ? "" : fmt::format("database: {{url: \"{}\"}}\n", url));
  return {"--config", (folder / "swarm.yaml").string()};
}

void add_webhook(const ServerUnderTest& server, const ScriptedReceiver& receiver) {
  const HttpAnswer made = server.ask("POST", "/api/v1/webhooks", fmt::format(R"({{"url":"{}"}})", receiver.url()));
  ASSERT_EQ(made.status, 201) << made.body;
}

std::string submitted(const ServerUnderTest& server, std::string_view prompt) {
  const HttpAnswer answer = server.submit(prompt);
  EXPECT_EQ(answer.status, 201) << answer.body;
  return std::string(json::parse(answer.body)->at("id").as_string());
}

// The tasks that were taken with 2xx, and under which message ids.
std::map<std::string, std::set<std::string>> messages_by_task(const ScriptedReceiver& receiver) {
  std::map<std::string, std::set<std::string>> found;
  for (const ReceivedRequest& got : receiver.received()) {
    const std::string task(json::parse(got.body)->at("data").at("task").at("id").as_string());
    found[task].insert(got.header("webhook-id"));
  }
  return found;
}

// Whether all of them came. It is given up when nothing came for a minute.
bool wait_for_tasks(const ScriptedReceiver& receiver, const std::set<std::string>& tasks) {
  while (true) {
    const std::size_t count = receiver.count();
    const auto found = messages_by_task(receiver);
    if (std::ranges::all_of(tasks, [&](const std::string& task) { return found.contains(task); })) return true;
    if (!receiver.wait_for(count + 1)) return false;
  }
}

TEST(WebhookDelivery, SurvivesAKillBetweenCommitAndSend) {
  const TemporaryFolder folder;
  std::atomic<bool> hangs = true;
  const ScriptedReceiver receiver([&](ReceiverPeer& peer, const ReceivedRequest&) {
    if (hangs) return peer.hang();
    peer.send(answer_text(204));
  });
  std::set<std::string> tasks;
  {
    ServerUnderTest server(folder.path(), folder.path() / "data", settings(folder.path()));
    ASSERT_TRUE(server.ready()) << server.process().err();
    add_webhook(server, receiver);
    for (int i = 0; i < 20; ++i)
      tasks.insert(submitted(server, fmt::format("{}+1", i)));
    ASSERT_TRUE(receiver.wait_for(1));  // some are being sent, the others wait
    server.process().signal(SIGKILL);
    server.process().wait_for_end();
  }
  hangs = false;
  const std::size_t before = receiver.count();
  ServerUnderTest server(folder.path(), folder.path() / "data", settings(folder.path()));
  ASSERT_TRUE(server.ready()) << server.process().err();
  ASSERT_TRUE(receiver.wait_for(before + tasks.size()));
  EXPECT_TRUE(wait_for_tasks(receiver, tasks));
  for (const auto& [task, messages] : messages_by_task(receiver))
    EXPECT_EQ(messages.size(), 1U) << task << ": every attempt has the same id";
}

TEST(WebhookDelivery, SurvivesManyKills) {
  const TemporaryFolder folder;
  const ScriptedReceiver receiver(answers(204));
  std::set<std::string> tasks;
  for (int round = 0; round < 5; ++round) {
    ServerUnderTest server(folder.path(), folder.path() / "data", settings(folder.path()));
    ASSERT_TRUE(server.ready()) << server.process().err();
    if (round == 0) add_webhook(server, receiver);
    for (int i = 0; i < 10 * (round + 1); ++i)
      tasks.insert(submitted(server, fmt::format("{}+{}", i, round)));
    server.process().signal(SIGKILL);
    server.process().wait_for_end();
  }
  ServerUnderTest server(folder.path(), folder.path() / "data", settings(folder.path()));
  ASSERT_TRUE(server.ready()) << server.process().err();
  EXPECT_TRUE(wait_for_tasks(receiver, tasks));
  for (const auto& [task, messages] : messages_by_task(receiver))
    EXPECT_EQ(messages.size(), 1U) << task;
}

TEST(WebhookDelivery, OfTwoServersOnOneDatabaseOneSends) {
  const auto database = TemporaryDatabase::create();
  if (!database) GTEST_SKIP() << database.error().message;
  const TemporaryFolder one, two;
  const ScriptedReceiver receiver(answers(204));
  ServerUnderTest first(one.path(), one.path() / "data", settings(one.path(), (*database)->url()));
  ASSERT_TRUE(first.ready()) << first.process().err();
  // Both hold the same master key, so that either may send.
  std::filesystem::create_directories(two.path() / "data");
  std::filesystem::copy_file(one.path() / "data" / "master.key", two.path() / "data" / "master.key");
  std::filesystem::permissions(two.path() / "data" / "master.key",
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  ServerUnderTest second(two.path(), two.path() / "data", settings(two.path(), (*database)->url()));
  ASSERT_TRUE(second.ready()) << second.process().err();
  add_webhook(first, receiver);
  std::set<std::string> tasks;
  for (int i = 0; i < 100; ++i)
    tasks.insert(submitted(first, fmt::format("{}+1", i)));
  EXPECT_TRUE(wait_for_tasks(receiver, tasks));
  EXPECT_EQ(receiver.count(), tasks.size()) << "each once";
  second.process().signal(SIGKILL);
  second.process().wait_for_end();
  for (int i = 0; i < 20; ++i)
    tasks.insert(submitted(first, fmt::format("{}+2", i)));
  EXPECT_TRUE(wait_for_tasks(receiver, tasks));
  for (const auto& [task, messages] : messages_by_task(receiver))
    EXPECT_EQ(messages.size(), 1U) << task;
}

}  // namespace
}  // namespace swarm::tests
