#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace swarm::telemetry {

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

// Handles to single series; cheap values, valid as long as their Metrics. Thread-safe.
class Counter {
 public:
  void add(double amount = 1) const;

 private:
  friend class Metrics;
  explicit Counter(void* series) : series_(series) {}
  void* series_;
};

class Gauge {
 public:
  void set(double value) const;
  void add(double amount) const;

 private:
  friend class Metrics;
  explicit Gauge(void* series) : series_(series) {}
  void* series_;
};

class Histogram {
 public:
  void observe(double value) const;

 private:
  friend class Metrics;
  explicit Histogram(void* series) : series_(series) {}
  void* series_;
};

// 0.1 ms to 60 s: what durations of requests, statements and tasks are sorted into, in seconds.
const std::vector<double>& duration_buckets();

// The registry behind /metrics (prometheus-cpp). Names: swarm_ prefix, base units; labels from enums, statement names
// or checked configuration only, never from users' text. A slice registers its series in the constructor of its
// <Slice>Metrics struct, all label values at once, so that every series exists from the start. Asking again for the
// same name and labels gives the same series. Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  Counter counter(std::string_view name, std::string_view help, Labels labels = {});
  Gauge gauge(std::string_view name, std::string_view help, Labels labels = {});
  Histogram histogram(std::string_view name, std::string_view help, Labels labels = {},
                      const std::vector<double>& buckets = duration_buckets());

  // Called before every exposition: for values that are looked up rather than counted. They end with the Metrics.
  void before_exposition(std::function<void()> refresh);

  // The Prometheus text format, version 0.0.4.
  std::string exposition();
  // Every name with its type, label names and help, sorted: the golden file and docs/reference/metrics.md.
  std::string reference();

 private:
  struct Registry;
  std::unique_ptr<Registry> registry_;
};

}  // namespace swarm::telemetry
