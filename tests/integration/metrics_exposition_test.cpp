// What Prometheus reads, as its own tool judges it.
#include <cstdio>

#include "running_app.hpp"

namespace swarm::tests {
namespace {

bool is_installed(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

TEST(MetricsExposition, PassesTheLinterOfPrometheus) {
  if (!is_installed("promtool")) GTEST_SKIP() << "promtool is missing: apt-get install prometheus";
  const RunningApp server;
  server.make_task("2+2");
  server.post("/api/v1/tasks", "{");
  const HttpAnswer answer = server.ask({"GET", "/metrics"});
  ASSERT_EQ(answer.status, 200);
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "metrics.txt").string(), said = (folder.path() / "said.txt").string();
  std::ofstream(file) << answer.body;
  EXPECT_EQ(std::system(fmt::format("promtool check metrics < {} > {} 2>&1", file, said).c_str()), 0) << text_of(said);
}

TEST(MetricsExposition, HasEverySeriesOfTheReference) {
  RunningApp server;
  const std::string exposition = server.ask({"GET", "/metrics"}).body;
  int families = 0;
  for (const std::string_view line : split(server.app().metrics_reference(), '\n')) {
    if (!line.starts_with("| `swarm_")) continue;
    const std::string name(line.substr(3, line.find('`', 3) - 3));
    EXPECT_NE(exposition.find("# TYPE " + name.substr(0, name.find('{')) + " "), std::string::npos) << name;
    ++families;
  }
  EXPECT_GT(families, 30);
}

}  // namespace
}  // namespace swarm::tests
