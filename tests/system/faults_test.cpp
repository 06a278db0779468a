// The real program in trouble: what it says, with which status it ends, and that it goes on where it can.
#include <arpa/inet.h>

#include "base/error_code.hpp"
#include "base/sizes.hpp"
#include "swarmd_process.hpp"

namespace swarm::tests {
namespace {

int status_of(ErrorCode code) {
  return facts_of(code).exit_code;
}

class Faults : public testing::Test {
 protected:
  std::filesystem::path data() const { return folder_.path() / "data"; }

  // Runs to its end; its status. What it said is in said_.
  int run(std::vector<std::string> arguments) {
    SwarmdProcess process(folder_.path(), std::move(arguments));
    const std::optional<int> status = process.wait_for_end();
    said_ = process.out() + process.err();
    EXPECT_TRUE(status) << "it runs on: " << said_;
    return status.value_or(-1);
  }
  int start(std::vector<std::string> more = {}) { return run(ServerUnderTest::arguments_for(data(), std::move(more))); }
  bool said(std::string_view text) const { return said_.find(text) != std::string::npos; }
  std::filesystem::path write(std::string_view name, std::string_view text) {
    std::ofstream(folder_.path() / name) << text;
    return folder_.path() / name;
  }
  // A database with something in it, of a server that was stopped properly.
  void make_database() {
    ServerUnderTest server(folder_.path(), data());
    ASSERT_TRUE(server.ready()) << server.process().err();
    for (int i = 0; i < 50; ++i)
      ASSERT_EQ(server.submit("1+1").status, 201);
    server.process().signal(SIGTERM);
    ASSERT_EQ(server.process().wait_for_end(), 0);
  }
  void damage(std::uint64_t from, std::size_t bytes) const {
    std::fstream file(data() / "swarm.db", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(from));
    file << std::string(bytes, '\x5a');
  }

  TemporaryFolder folder_;
  std::string said_;
};

TEST_F(Faults, ADatabaseWithADamagedBeginningIsRefused) {
  make_database();
  damage(0, 64);
  EXPECT_EQ(start(), status_of(ErrorCode::invalid_input)) << said_;
  EXPECT_TRUE(said("restore a backup")) << said_;
  EXPECT_TRUE(said("swarm.db")) << said_;
}

TEST_F(Faults, ADatabaseWithADamagedMiddleIsRefused) {
  make_database();
  damage(3 * 4096, 40'000);
  EXPECT_EQ(start(), status_of(ErrorCode::unavailable)) << said_;
  EXPECT_TRUE(said("damaged")) << said_;
  EXPECT_TRUE(said("restore a backup")) << said_;
  EXPECT_TRUE(said("swarm.db")) << said_;
}

TEST_F(Faults, ASecondServerOnOneFolderIsRefusedAndTheFirstGoesOn) {
  ServerUnderTest first(folder_.path(), data());
  ASSERT_TRUE(first.ready());
  const TemporaryFolder other;
  SwarmdProcess second(other.path(), ServerUnderTest::arguments_for(data()));
  EXPECT_EQ(second.wait_for_end(), status_of(ErrorCode::conflict)) << second.err();
  EXPECT_NE(second.err().find(std::to_string(first.process().id())), std::string::npos) << second.err();
  EXPECT_EQ(first.submit("1+1").status, 201);
}

TEST_F(Faults, APortInUseIsNamed) {
  ServerUnderTest first(folder_.path(), data());
  ASSERT_TRUE(first.ready());
  const std::string taken = fmt::format("127.0.0.1:{}", first.port());
  const TemporaryFolder other;
  SwarmdProcess second(other.path(),
                       {"--data", (other.path() / "data").string(), "--http", taken, "--websocket", "127.0.0.1:0"});
  EXPECT_EQ(second.wait_for_end(), status_of(ErrorCode::conflict));
  EXPECT_NE(second.err().find(fmt::format("port {}", first.port())), std::string::npos) << second.err();
}

TEST_F(Faults, SigtermEndsEverythingWithinTheLimitAndWithStatusZero) {
  ServerUnderTest server(folder_.path(), data(),
                         {"--set", "runtime.drain_timeout_ms=1000", "--set", "agents.workers=0"});
  ASSERT_TRUE(server.ready());
  RawHttpClient waiting(server.port()), following(server.port());
  following.send(http_request("GET", "/api/v1/events?after=oldest", server.key_header()));
  ASSERT_EQ(following.read_head().status, 200);
  waiting.send(http_request("POST", "/api/v1/tasks", server.key_header(), R"({"prompt":"1+1","wait_ms":60000})"));
  ASSERT_TRUE(following.read_until("task.created").ends_with("task.created")) << "it waits for its task";
  const auto before = std::chrono::steady_clock::now();
  server.process().signal(SIGTERM);
  EXPECT_EQ(server.process().wait_for_end(), 0) << server.process().err();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{30});
}

TEST_F(Faults, AnAcknowledgedTaskIsThereAfterAKill) {
  std::string location;
  {
    ServerUnderTest server(folder_.path(), data(), {"--set", "agents.workers=0"});
    ASSERT_TRUE(server.ready());
    location = server.submit("6*7").header("location");
    server.process().signal(SIGKILL);
    EXPECT_EQ(server.process().wait_for_end(), 128 + SIGKILL);
  }
  ServerUnderTest again(folder_.path(), data());
  ASSERT_TRUE(again.ready()) << again.process().err();
  EXPECT_EQ(again.ask("GET", location).status, 200);
}

TEST_F(Faults, AnUnknownKeyIsNamedWithFileLineAndTheNearestKey) {
  const std::string file = write("swarm.yaml", "data: x\nhttp:\n  prot: 3000\n");
  EXPECT_EQ(run({"--check-config", "--config", file}), status_of(ErrorCode::invalid_input));
  EXPECT_TRUE(said(file + ":3")) << said_;
  EXPECT_TRUE(said("prot")) << said_;
  EXPECT_TRUE(said("http.port") || said("'port'")) << said_;
}

TEST_F(Faults, EveryFaultOfTheConfigurationIsToldAtOnce) {
  const std::string file = write("swarm.yaml", "http:\n  port: 99999\ntasks:\n  attempts_max: 0\n");
  EXPECT_EQ(run({"--check-config", "--config", file}), status_of(ErrorCode::invalid_input));
  EXPECT_TRUE(said(":2") && said("http.port")) << said_;
  EXPECT_TRUE(said(":4") && said("tasks.attempts_max")) << said_;
}

TEST_F(Faults, AGoodConfigurationIsSaidToBeGood) {
  EXPECT_EQ(run({"--check-config", "--config", write("swarm.yaml", "http: {port: 3000}\n")}), 0);
  EXPECT_TRUE(said("valid")) << said_;
}

TEST_F(Faults, ADamagedOrMissingFileAndAWrongFlagAreRefused) {
  EXPECT_EQ(run({"--check-config", "--config", write("swarm.yaml", "http: {port: [\n")}),
            status_of(ErrorCode::invalid_input));
  EXPECT_TRUE(said("swarm.yaml")) << said_;
  EXPECT_NE(run({"--check-config", "--config", "/no/such/file.yaml"}), 0);
  EXPECT_TRUE(said("/no/such/file.yaml")) << said_;
  EXPECT_EQ(run({"--no-such-flag"}), status_of(ErrorCode::invalid_input)) << said_;
  EXPECT_EQ(run({"--set", "nonsense"}), status_of(ErrorCode::invalid_input)) << said_;
}

TEST_F(Faults, TheVersionIsPrinted) {
  EXPECT_EQ(run({"--version"}), 0);
  EXPECT_TRUE(said("swarmd " SWARM_VERSION)) << said_;
}

TEST_F(Faults, AnAddressBeyondLoopbackNeedsTlsAProxyOrAnExplicitWord) {
  EXPECT_EQ(start({"--set", "http.address=0.0.0.0"}), status_of(ErrorCode::invalid_input)) << said_;
  EXPECT_TRUE(said("http.insecure") || said("insecure: true")) << said_;
  EXPECT_TRUE(said("trusted_proxies")) << said_;
  ServerUnderTest insecure(folder_.path(), data(), {"--set", "http.address=0.0.0.0", "--set", "http.insecure=true"});
  ASSERT_TRUE(insecure.ready());
  insecure.process().signal(SIGTERM);  // the log is written by a thread of its own, which ends with the server
  ASSERT_TRUE(insecure.process().wait_for_end());
  EXPECT_TRUE(insecure.process().err().contains("http_insecure")) << "every start warns";
}

TEST_F(Faults, AFolderThatCannotBeMadeIsNamed) {
  write("file", "in the way");
  EXPECT_EQ(run(ServerUnderTest::arguments_for(folder_.path() / "file" / "data")), status_of(ErrorCode::unavailable))
      << said_;
  EXPECT_TRUE(said("--data")) << said_;
}

TEST_F(Faults, LogFilesAreRotatedAndBounded) {
  constexpr std::uintmax_t kFileMax = 64 * KiB;
  ServerUnderTest server(folder_.path(), data(),
                         {"--set", "log.level=debug", "--set", "log.file_bytes_max=64KiB", "--set", "log.files_max=2"});
  ASSERT_TRUE(server.ready()) << server.process().err();
  RawHttpClient client(server.port());
  for (int i = 0; i < 1500; ++i)
    ASSERT_EQ(client.ask(http_request("GET", "/health/live")).status, 200);
  server.process().signal(SIGTERM);
  ASSERT_EQ(server.process().wait_for_end(), 0);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(data() / "logs")) {
    EXPECT_LE(entry.file_size(), kFileMax) << entry.path();
    ++files;
  }
  EXPECT_EQ(files, 2);
}

TEST_F(Faults, NearItsMemoryLimitItRefusesNewWorkAndRecovers) {
  ServerUnderTest server(folder_.path(), data(),
                         {"--set", "runtime.memory_limit=160MiB", "--set", "http.body_bytes_max=64MiB"});
  ASSERT_TRUE(server.ready()) << server.process().err();
  ASSERT_EQ(server.submit("1+1").status, 201);
  {
    std::vector<std::unique_ptr<RawHttpClient>> uploads;  // bodies that never end
    const std::string half(32 * MiB, ' ');
    HttpAnswer refused;
    while (uploads.size() < 8 && refused.status != 503) {
      uploads.push_back(std::make_unique<RawHttpClient>(server.port()));
      uploads.back()->send(
          http_request("POST", "/api/v1/tasks", server.key_header() + fmt::format("Content-Length: {}\r\n", 64 * MiB)));
      uploads.back()->send(half);
      refused = server.submit("1+1");
    }
    if (refused.status != 503) refused = server.submit_until(503);  // it looks ten times a second
    EXPECT_EQ(refused.status, 503) << refused.body;
    EXPECT_NE(refused.header("retry-after"), "");
    EXPECT_NE(refused.body.find("memory_short"), std::string::npos) << refused.body;
    const HttpAnswer health = server.ask("GET", "/health");
    EXPECT_EQ(health.status, 200);
    EXPECT_NE(health.body.find("degraded"), std::string::npos) << health.body;
    for (const auto& upload : uploads)
      upload->abort();
  }
  EXPECT_EQ(server.submit_until(201).status, 201) << "the memory came back";
}

TEST_F(Faults, TheOfflineVerbsRefuseARunningServersFolderAndWorkOnAStoppedOne) {
  {
    ServerUnderTest server(folder_.path(), data());
    ASSERT_TRUE(server.ready());
    const TemporaryFolder other;
    SwarmdProcess verify(other.path(), {"--data", data().string(), "verify"});
    EXPECT_EQ(verify.wait_for_end(), status_of(ErrorCode::conflict)) << verify.err();
    server.process().signal(SIGTERM);
    ASSERT_EQ(server.process().wait_for_end(), 0);
  }
  for (const std::string verb : {"verify", "audit-verify", "new-admin-key"})
    EXPECT_EQ(run({"--data", data().string(), verb}), 0) << said_;
}

}  // namespace
}  // namespace swarm::tests
