// Webhooks of a whole server: real tasks, a real receiver, and the receivers' code that the documentation shows.
#include "platform/outbox/webhook_types.hpp"
#include "running_app.hpp"
#include "support/scripted_receiver.hpp"

namespace swarm::tests {
namespace {

constexpr std::string_view kSettings =
    "outbox: {allow_private_addresses: [\"127.0.0.1/32\"]}\nhttp: {header_timeout_ms: 9000}";

class Webhooks : public testing::Test {
 protected:
  json::Value made_webhook(const ScriptedReceiver& receiver, std::string_view more = "") {
    return server_.made(server_.post("/api/v1/webhooks", fmt::format(R"({{"url":"{}"{}}})", receiver.url(), more)));
  }
  RunningApp server_{kSettings};
};

TEST_F(Webhooks, ATaskThatEndsIsPostedOnceWithTheTask) {
  const ScriptedReceiver receiver(answers(204));
  made_webhook(receiver);
  const std::string id = member(server_.make_task("2+2"), "id");
  ASSERT_TRUE(receiver.wait_for(1));
  const json::Value body = parsed(receiver.received()[0].body);
  EXPECT_EQ(member(body, "type"), "task.completed");
  EXPECT_EQ(member(body.at("data").at("task"), "id"), id);
  EXPECT_EQ(member(body.at("data").at("task"), "value"), "4");
  EXPECT_EQ(member(body.at("data").at("task"), "state"), "completed");
  server_.make_task("2+3");
  ASSERT_TRUE(receiver.wait_for(2));
  EXPECT_EQ(receiver.count(), 2U);
}

TEST_F(Webhooks, EveryTaskArrivesExactlyOnce) {
  const ScriptedReceiver receiver(answers(204));
  made_webhook(receiver);
  constexpr std::size_t kTasks = 200;
  std::string tasks;
  for (std::size_t i = 0; i < kTasks; ++i)
    tasks += fmt::format(R"({}{{"prompt":"{}+1"}})", i == 0 ? "" : ",", i);
  server_.made(server_.post("/api/v1/tasks/batch", "{\"tasks\":[" + tasks + "]}"));
  ASSERT_TRUE(receiver.wait_for(kTasks));
  std::set<std::string> ids, messages;
  for (const ReceivedRequest& got : receiver.received()) {
    ids.insert(member(parsed(got.body).at("data").at("task"), "id"));
    messages.insert(got.header("webhook-id"));
  }
  EXPECT_EQ(ids.size(), kTasks);
  EXPECT_EQ(messages.size(), kTasks);
  EXPECT_EQ(receiver.count(), kTasks);
}

TEST_F(Webhooks, OfADisabledOneTheProjectsOthersHear) {
  const ScriptedReceiver gone(answers(410)), witness(answers(204));
  const json::Value disabled = made_webhook(gone);
  made_webhook(witness, R"(,"events":["webhook.disabled"])");
  server_.make_task("2+2");
  ASSERT_TRUE(witness.wait_for(1));
  const json::Value body = parsed(witness.received()[0].body);
  EXPECT_EQ(member(body, "type"), "webhook.disabled");
  EXPECT_EQ(member(body.at("data"), "id"), member(disabled.at("webhook"), "id"));
  EXPECT_EQ(member(body.at("data"), "reason"), "gone");
}

TEST_F(Webhooks, TheMasterKeyIsPrivateAndNoSecretIsInTheDatabase) {
  const ScriptedReceiver receiver(answers(204));
  const std::string secret = member(made_webhook(receiver), "secret");
  EXPECT_EQ(std::filesystem::status(server_.data() / "master.key").permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  server_.stop();  // the log is written by a thread of its own, which ends with the server
  for (const auto& file : std::filesystem::recursive_directory_iterator(server_.data())) {
    if (file.is_regular_file()) EXPECT_FALSE(text_of(file.path()).contains(secret.substr(6))) << file.path();
  }
}

// The only code block of this language on the page.
std::string documented(std::string_view language) {
  const std::string page = text_of(std::filesystem::path(SWARM_SOURCE_FOLDER) / "docs/howto/receive-webhooks.md");
  const std::string begin = fmt::format("```{}\n", language);
  const std::size_t from = page.find(begin) + begin.size();
  return page.substr(from, page.find("```", from) - from);
}

class DocumentedReceiver : public Webhooks {
 protected:
  void SetUp() override {
    const ScriptedReceiver receiver(answers(204));
    const json::Value made = made_webhook(receiver);
    server_.make_task("15% of 80");
    ASSERT_TRUE(receiver.wait_for(1));
    got_ = receiver.received()[0];
    secret_ = member(made, "secret");
  }
  static bool has(const std::string& program) {
    return std::system((program + " --version > /dev/null 2>&1").c_str()) == 0;
  }
  // Runs the documented code over a message that was really sent; what it printed.
  std::string judged(const std::string& program, const std::string& code, const std::string& secret,
                     const std::string& body) {
    json::Object headers;
    for (const auto& [name, value] : got_.headers)
      headers.emplace(name, value);
    const json::Object input{{"secret", secret}, {"headers", std::move(headers)}, {"body", body}};
    std::ofstream(folder_.path() / "code") << code;
    std::ofstream(folder_.path() / "input") << json::to_text(input);
    const std::string folder = folder_.path().string();
    EXPECT_EQ(std::system(fmt::format("{0} {1}/code < {1}/input > {1}/output", program, folder).c_str()), 0);
    return text_of(folder_.path() / "output");
  }
  void judges(const std::string& program, const std::string& code) {
    EXPECT_EQ(judged(program, code, secret_, got_.body), "good\n");
    EXPECT_EQ(judged(program, code, secret_, got_.body + " "), "bad\n") << "another body";
    EXPECT_EQ(judged(program, code, "whsec_" + std::string(43, 'A') + "=", got_.body), "bad\n") << "another secret";
    got_.headers["webhook-signature"] = "v1,AAAA " + got_.headers["webhook-signature"];
    EXPECT_EQ(judged(program, code, secret_, got_.body), "good\n") << "the second of two signatures";
    got_.headers["webhook-timestamp"] = "1000000000";
    EXPECT_EQ(judged(program, code, secret_, got_.body), "bad\n") << "an old message";
  }

  TemporaryFolder folder_;
  ReceivedRequest got_;
  std::string secret_;
};

TEST_F(DocumentedReceiver, InPythonKnowsOurMessages) {
  ASSERT_TRUE(has("python3"));
  judges("python3", documented("python") +
                        "import json, sys\nask = json.load(sys.stdin)\n"
                        "print('good' if verify(ask['secret'], ask['headers'], ask['body'].encode()) else 'bad')\n");
}

TEST_F(DocumentedReceiver, InNodeKnowsOurMessages) {
  if (!has("node")) GTEST_SKIP() << "there is no node here";
  judges("node", documented("js") +
                     "const ask = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));\n"
                     "console.log(verify(ask.secret, ask.headers, Buffer.from(ask.body)) ? 'good' : 'bad');\n");
}

}  // namespace
}  // namespace swarm::tests
