#include "platform/telemetry/metrics.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/runtime/thread.hpp"
#include "platform/telemetry/process_metrics.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Metrics, ShowsEverySeriesFromItsRegistration) {
  Metrics metrics;
  metrics.counter("swarm_things_total", "Things done.", {{"outcome", "good"}});
  EXPECT_THAT(metrics.exposition(), HasSubstr("# HELP swarm_things_total Things done.\n"
                                              "# TYPE swarm_things_total counter\n"
                                              "swarm_things_total{outcome=\"good\"} 0\n"));
}

TEST(Metrics, GivesTheSameSeriesForTheSameNameAndLabels) {
  Metrics metrics;
  metrics.counter("swarm_things_total", "Things done.", {{"a", "1"}, {"b", "2"}}).add();
  metrics.counter("swarm_things_total", "Things done.", {{"b", "2"}, {"a", "1"}}).add(2);
  EXPECT_THAT(metrics.exposition(), HasSubstr("swarm_things_total{a=\"1\",b=\"2\"} 3\n"));
}

TEST(Metrics, GaugesGoUpAndDown) {
  Metrics metrics;
  const Gauge gauge = metrics.gauge("swarm_level", "How high.");
  gauge.set(5);
  gauge.add(2);
  gauge.add(-3.5);
  EXPECT_THAT(metrics.exposition(), HasSubstr("swarm_level 3.5\n"));
}

TEST(Metrics, HistogramsSortIntoTheirBuckets) {
  Metrics metrics;
  const Histogram histogram = metrics.histogram("swarm_wait_seconds", "Waits.", {{"lane", "fast"}});
  histogram.observe(0.0002);
  histogram.observe(0.03);
  histogram.observe(1000);
  const std::string text = metrics.exposition();
  EXPECT_THAT(text, HasSubstr("swarm_wait_seconds_bucket{lane=\"fast\",le=\"0.0001\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("swarm_wait_seconds_bucket{lane=\"fast\",le=\"0.00025\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("swarm_wait_seconds_bucket{lane=\"fast\",le=\"60\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("swarm_wait_seconds_bucket{lane=\"fast\",le=\"+Inf\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("swarm_wait_seconds_count{lane=\"fast\"} 3\n"));
}

TEST(Metrics, ShowsNamesAndLabelsInOrder) {
  Metrics metrics;
  metrics.counter("swarm_b_total", "B.", {{"kind", "y"}});
  metrics.counter("swarm_b_total", "B.", {{"kind", "x"}});
  metrics.gauge("swarm_a", "A.");
  EXPECT_EQ(metrics.exposition(),
            "# HELP swarm_a A.\n# TYPE swarm_a gauge\nswarm_a 0\n"
            "# HELP swarm_b_total B.\n# TYPE swarm_b_total counter\n"
            "swarm_b_total{kind=\"x\"} 0\nswarm_b_total{kind=\"y\"} 0\n");
}

TEST(Metrics, EscapesLabelValues) {
  Metrics metrics;
  metrics.gauge("swarm_a", "A.", {{"name", "a\"b\\c\nd"}});
  EXPECT_THAT(metrics.exposition(), HasSubstr("swarm_a{name=\"a\\\"b\\\\c\\nd\"} 0\n"));
}

TEST(Metrics, LooksValuesUpBeforeEveryExposition) {
  Metrics metrics;
  int asked = 0;
  metrics.before_exposition([&] { metrics.gauge("swarm_asked", "Times asked.").set(++asked); });
  EXPECT_THAT(metrics.exposition(), HasSubstr("swarm_asked 1\n"));
  EXPECT_THAT(metrics.exposition(), HasSubstr("swarm_asked 2\n"));
}

TEST(Metrics, CountsEveryAdditionOfManyThreads) {
  Metrics metrics;
  const Counter counter = metrics.counter("swarm_things_total", "Things.");
  {
    std::vector<runtime::NamedThread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back("adder", [counter] {
        for (int i = 0; i < 25'000; ++i)
          counter.add();
      });
    }
  }
  EXPECT_THAT(metrics.exposition(), HasSubstr("swarm_things_total 100000\n"));
}

TEST(Metrics, ListsNamesWithoutValuesAsTheirReference) {
  Metrics metrics;
  metrics.histogram("swarm_wait_seconds", "Waits.", {{"route", "r"}, {"method", "get"}}).observe(1);
  metrics.gauge("swarm_level", "How high.").set(3);
  EXPECT_EQ(metrics.reference(),
            "| name | type | labels | help |\n|---|---|---|---|\n"
            "| `swarm_level` | gauge |  | How high. |\n"
            "| `swarm_wait_seconds` | histogram | method, route | Waits. |\n");
}

TEST(MetricsDeathTest, RefusesOneNameWithTwoMeanings) {
  Metrics metrics;
  metrics.gauge("swarm_level", "How high.");
  EXPECT_DEATH(metrics.counter("swarm_level", "How high."), "one type");
  EXPECT_DEATH(metrics.gauge("swarm_level", "How low."), "one help");
  EXPECT_DEATH(metrics.gauge("swarm_level", "How high.", {{"a", "b"}}), "one set of label names");
}

// The judge of the Prometheus project itself: format, suffixes, units and help texts.
TEST(Metrics, PassPromtoolCheckMetrics) {
  if (std::system("promtool --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "promtool is not installed";
  Metrics metrics;
  watch_process(metrics, "1.2.3");
  metrics.counter("swarm_things_total", "Things.", {{"outcome", "good"}}).add();
  metrics.histogram("swarm_wait_seconds", "Waits.").observe(0.3);
  const tests::TemporaryFolder folder;
  std::ofstream(folder.path() / "metrics") << metrics.exposition();
  const std::string judge = "promtool check metrics < " + (folder.path() / "metrics").string();
  EXPECT_EQ(std::system(judge.c_str()), 0);

  std::ofstream(folder.path() / "metrics") << "# TYPE swarm_things counter\nswarm_things 1\n";
  EXPECT_NE(std::system((judge + " > /dev/null 2>&1").c_str()), 0) << "the judge must be able to say no";
}

}  // namespace
}  // namespace swarm::telemetry
