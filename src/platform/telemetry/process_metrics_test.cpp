#include "platform/telemetry/process_metrics.hpp"

#include <chrono>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"

namespace swarm::telemetry {
namespace {

using testing::HasSubstr;

double value_of(const std::string& exposition, const std::string& series) {
  const std::size_t at = exposition.find("\n" + series + " ");
  if (at == std::string::npos) return -1;
  return std::stod(exposition.substr(at + series.size() + 2));
}

TEST(ProcessMetrics, SayWhatRuns) {
  Metrics metrics;
  watch_process(metrics, "1.2.3");
  EXPECT_THAT(metrics.exposition(), HasSubstr("swarm_build_info{version=\"1.2.3\"} 1\n"));
}

TEST(ProcessMetrics, AreThoseOfThisProcess) {
  Metrics metrics;
  watch_process(metrics, "1");
  const std::string text = metrics.exposition();
  const double now = static_cast<double>(to_milliseconds(SystemClock().now())) / 1000;
  EXPECT_GT(value_of(text, "process_resident_memory_bytes"), 1e6);
  EXPECT_GT(value_of(text, "process_virtual_memory_bytes"), value_of(text, "process_resident_memory_bytes"));
  EXPECT_GE(value_of(text, "process_threads"), 1);
  EXPECT_GT(value_of(text, "process_max_fds"), 2);
  EXPECT_NEAR(value_of(text, "process_start_time_seconds"), now, 130);
  EXPECT_GE(value_of(text, "swarm_network_receive_bytes_total"), 0);
  EXPECT_GE(value_of(text, "swarm_network_transmit_bytes_total"), 0);
}

TEST(ProcessMetrics, CountOpenFiles) {
  Metrics metrics;
  watch_process(metrics, "1");
  const double before = value_of(metrics.exposition(), "process_open_fds");
  const int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
  EXPECT_EQ(value_of(metrics.exposition(), "process_open_fds"), before + 1);
  close(file);
  EXPECT_EQ(value_of(metrics.exposition(), "process_open_fds"), before);
}

TEST(ProcessMetrics, CountProcessorTimeOnce) {
  Metrics metrics;
  watch_process(metrics, "1");
  const double before = value_of(metrics.exposition(), "process_cpu_seconds_total");
  const auto start = std::chrono::steady_clock::now();
  double after = before;
  while (after <= before && std::chrono::steady_clock::now() - start < std::chrono::seconds{30}) {
    after = value_of(metrics.exposition(), "process_cpu_seconds_total");
  }
  EXPECT_GT(after, before);
  EXPECT_LT(after - before, 5) << "an exposition adds the difference, not the whole again";
}

constexpr std::string_view kNetDev =
    "Inter-|   Receive                                                |  Transmit\n"
    " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier\n"
    "    lo: 1000 10 0 0 0 0 0 0 1000 10 0 0 0 0 0 0\n"
    "  eth0:12345 10 0 0 0 0 0 0 678 10 0 0 0 0 0 0\n"
    " wlan0: 5 1 0 0 0 0 0 0 7 1 0 0 0 0 0 0\n"
    "broken: 5\n";

TEST(ProcessMetrics, ReadInterfacesWithoutTheLoopback) {
  const std::map<std::string, TrafficBytes> expected{{"eth0", {12345, 678}}, {"wlan0", {5, 7}}};
  EXPECT_EQ(interfaces_in(kNetDev), expected);
  EXPECT_TRUE(interfaces_in("").empty());
}

TEST(ProcessMetrics, NeverCountTrafficBackwards) {
  EXPECT_EQ(traffic_between({{"a", {10, 100}}}, {{"a", {15, 130}}, {"new", {1, 2}}}), (TrafficBytes{6, 32}));
  EXPECT_EQ(traffic_between({{"reset", {10, 100}}}, {{"reset", {3, 4}}}), (TrafficBytes{3, 4}));
  EXPECT_EQ(traffic_between({{"gone", {10, 100}}}, {}), TrafficBytes{});
}

TEST(ProcessMetrics, ReadFiguresBehindAProgramNameWithBlanksAndBraces) {
  const std::string stat = "42 (a) b (c) S 1 42 42 0 -1 4194560 1 0 0 0 5 6 0 0 20 0 7 0 12345 888888 99 184467 1 1";
  EXPECT_EQ(figures_in(stat), (ProcessFigures{7, 12345, 888888, 99}));
  EXPECT_EQ(figures_in("nonsense"), ProcessFigures{});
  EXPECT_EQ(figures_in("1 (x) S 1"), ProcessFigures{});
}

}  // namespace
}  // namespace swarm::telemetry
