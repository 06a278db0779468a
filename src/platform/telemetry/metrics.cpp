#include "platform/telemetry/metrics.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <sstream>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "base/invariant.hpp"
#include "base/mutex.hpp"

namespace swarm::telemetry {

void Counter::add(double amount) const {
  static_cast<prometheus::Counter*>(series_)->Increment(amount);
}
void Gauge::set(double value) const {
  static_cast<prometheus::Gauge*>(series_)->Set(value);
}
void Gauge::add(double amount) const {
  static_cast<prometheus::Gauge*>(series_)->Increment(amount);
}
void Histogram::observe(double value) const {
  static_cast<prometheus::Histogram*>(series_)->Observe(value);
}

const std::vector<double>& duration_buckets() {
  static const std::vector<double> kSeconds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                            0.1,    0.2,     0.5,    1,     2.5,    5,     10,   30,    60};
  return kSeconds;
}

namespace {

// What a name was first registered as; every later call must say the same.
struct Description {
  std::string type;
  std::string help;
  std::vector<std::string> label_names;  // sorted
  bool operator==(const Description&) const = default;
};

Description description_of(std::string_view type, std::string_view help, Labels labels) {
  Description description{.type = std::string(type), .help = std::string(help), .label_names = {}};
  for (const auto& [name, value] : labels)
    description.label_names.emplace_back(name);
  std::ranges::sort(description.label_names);
  return description;
}

prometheus::Labels labels_of(Labels labels) {
  prometheus::Labels made;
  for (const auto& [name, value] : labels)
    made.emplace(name, value);
  return made;
}

bool comes_before(const prometheus::ClientMetric& one, const prometheus::ClientMetric& other) {
  return one.label < other.label;
}

}  // namespace

// Two locks: refreshers run under `exposing` alone, so they may ask for series and set them.
struct Metrics::Registry {
  prometheus::Registry series{prometheus::Registry::InsertBehavior::Merge};
  Mutex exposing;  // one exposition at a time: refreshers need not be thread-safe
  Mutex mutex;
  std::map<std::string, Description> described SWARM_GUARDED_BY(mutex);
  std::vector<std::function<void()>> refreshers SWARM_GUARDED_BY(mutex);

  void describe(std::string_view name, Description description) SWARM_EXCLUDES(mutex) {
    MutexLock lock(mutex);
    const auto [found, added] = described.try_emplace(std::string(name), description);
    SWARM_INVARIANT(added || found->second == description,
                    "a metric has one type, one help and one set of label names");
  }

  std::vector<std::function<void()>> refreshers_now() SWARM_EXCLUDES(mutex) {
    MutexLock lock(mutex);
    return refreshers;
  }
};

Metrics::Metrics() : registry_(std::make_unique<Registry>()) {}
Metrics::~Metrics() = default;

Counter Metrics::counter(std::string_view name, std::string_view help, Labels labels) {
  registry_->describe(name, description_of("counter", help, labels));
  auto& family = prometheus::BuildCounter().Name(std::string(name)).Help(std::string(help)).Register(registry_->series);
  return Counter(&family.Add(labels_of(labels)));
}

Gauge Metrics::gauge(std::string_view name, std::string_view help, Labels labels) {
  registry_->describe(name, description_of("gauge", help, labels));
  auto& family = prometheus::BuildGauge().Name(std::string(name)).Help(std::string(help)).Register(registry_->series);
  return Gauge(&family.Add(labels_of(labels)));
}

Histogram Metrics::histogram(std::string_view name, std::string_view help, Labels labels,
                             const std::vector<double>& buckets) {
  registry_->describe(name, description_of("histogram", help, labels));
  auto& family =
      prometheus::BuildHistogram().Name(std::string(name)).Help(std::string(help)).Register(registry_->series);
  return Histogram(&family.Add(labels_of(labels), buckets));
}

void Metrics::before_exposition(std::function<void()> refresh) {
  MutexLock lock(registry_->mutex);
  registry_->refreshers.push_back(std::move(refresh));
}

std::string Metrics::exposition() {
  MutexLock lock(registry_->exposing);
  for (const auto& refresh : registry_->refreshers_now())
    refresh();
  std::vector<prometheus::MetricFamily> families = registry_->series.Collect();
  std::ranges::sort(families, {}, &prometheus::MetricFamily::name);
  for (prometheus::MetricFamily& family : families) {  // the library keeps series in a hash table
    std::ranges::sort(family.metric, comes_before);
  }
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, families);
  return std::move(text).str();
}

std::string Metrics::reference() {
  MutexLock lock(registry_->mutex);
  std::string table = "| name | type | labels | help |\n|---|---|---|---|\n";
  for (const auto& [name, description] : registry_->described) {
    table += fmt::format("| `{}` | {} | {} | {} |\n", name, description.type, fmt::join(description.label_names, ", "),
                         description.help);
  }
  return table;
}

}  // namespace swarm::telemetry
