#include "providers/local_engine/engine_log.hpp"

#include <gmock/gmock.h>

#include "providers/local_engine/engine_metrics.hpp"
#include "support/fake_clock.hpp"

namespace swarm::local_engine {
namespace {

using namespace std::chrono_literals;
using telemetry::Level;
using testing::ElementsAre;
using testing::HasSubstr;

class KeepingLog final : public telemetry::LogSink {
 public:
  bool wants(Level) const override { return true; }
  void write(Level level, std::string_view part, std::string_view event, telemetry::Fields fields) override {
    std::string text = std::string(json::name_of(level)) + " " + std::string(part) + " " + std::string(event);
    for (const telemetry::Field& field : fields)
      text += " " + std::get<std::string>(field.value);
    lines.push_back(std::move(text));
  }
  std::vector<std::string> lines;
};

class EngineLogTest : public testing::Test {
 protected:
  tests::FakeClock clock_;
  telemetry::Metrics metrics_;
  KeepingLog kept_;
  EngineLog log_{3, clock_, telemetry::Log(kept_, "engine"), metrics_.counter("left_out", "of the log")};
};

TEST_F(EngineLogTest, HandsOnEventsWithTheirLevelAndFields) {
  log_.take(R"({"at":"now","level":"WARN","part":"lora","event":"adapter_slow","ms":12})");
  log_.take("ggml_abort: something else");
  EXPECT_THAT(kept_.lines, ElementsAre(R"(warn engine adapter_slow {"part":"lora","ms":12})",
                                       "info engine engine_said ggml_abort: something else"));
}

TEST_F(EngineLogTest, PassesSoManyLinesASecondAndCountsTheOthers) {
  for (int i = 0; i < 10; ++i)
    log_.take("line");
  EXPECT_EQ(kept_.lines.size(), 3U);
  EXPECT_THAT(metrics_.exposition(), HasSubstr("left_out 7"));
  clock_.advance(1s);
  log_.take("line");
  EXPECT_EQ(kept_.lines.size(), 4U);
}

TEST_F(EngineLogTest, RemembersTheLastErrorElseTheLastLine) {
  EXPECT_EQ(log_.last_words(), "");
  log_.take("loading");
  EXPECT_EQ(log_.last_words(), "loading");
  log_.take(R"({"level":"ERROR","event":"model_refused","why":"magic"})");
  log_.take("bye");
  EXPECT_EQ(log_.last_words(), R"(model_refused {"why":"magic"})");
  log_.forget();
  EXPECT_EQ(log_.last_words(), "");
}

TEST_F(EngineLogTest, CutsWhatIsTooLong) {
  log_.take(std::string(10'000, 'a'));
  EXPECT_LT(kept_.lines.at(0).size(), EngineLog::kTextBytesMax + 100);
}

TEST_F(EngineLogTest, TakesAnyBytes) {
  for (const std::string_view line : {"{", "{}", R"({"level":5,"event":[]})", "\xff\xfe", R"({"event":""})"})
    log_.take(line);
  clock_.advance(1s);
  log_.take(R"({"event":"fine"})");
  EXPECT_EQ(kept_.lines.size(), 4U);
}

TEST(DeviceMetrics, AreBounded) {
  telemetry::Metrics metrics;
  DeviceMetrics devices(metrics);
  for (std::size_t i = 0; i < DeviceMetrics::kDevicesMax + 5; ++i)
    devices.show("gpu" + std::to_string(i), {.used = 1, .total = 2, .limit = 3, .fragmentation_events = 0});
  const std::string text = metrics.exposition();
  EXPECT_THAT(text, HasSubstr("swarm_engine_device_memory_used_bytes{device=\"gpu30\"} 1"));
  EXPECT_THAT(text, testing::Not(HasSubstr("gpu31")));
  EXPECT_THAT(text, HasSubstr("swarm_engine_device_memory_total_bytes{device=\"other\"} 2"));
}

TEST(DeviceMetrics, CountFragmentationOverRestarts) {
  telemetry::Metrics metrics;
  DeviceMetrics devices(metrics);
  for (const double told : {2.0, 2.0, 5.0})
    devices.show("cpu", {.fragmentation_events = told});
  devices.nothing_serves();
  devices.show("cpu", {.fragmentation_events = 1});
  EXPECT_THAT(metrics.exposition(), HasSubstr("swarm_engine_fragmentation_events_total{device=\"cpu\"} 6"));
}

}  // namespace
}  // namespace swarm::local_engine
