#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "platform/telemetry/metrics.hpp"

namespace swarm::telemetry {

// Registers swarm_build_info, the usual process_* series and swarm_network_{receive,transmit}_bytes_total, all read
// from /proc when the metrics are asked for. What cannot be read keeps its last value.
void watch_process(Metrics& metrics, std::string_view version);

struct TrafficBytes {
  std::uint64_t received = 0;
  std::uint64_t transmitted = 0;
  bool operator==(const TrafficBytes&) const = default;
};

// The interfaces in a text such as /proc/self/net/dev, without the loopback: what stays inside the machine would hide
// what leaves it. They are those of the network namespace, so other processes' traffic is in them.
std::map<std::string, TrafficBytes> interfaces_in(std::string_view net_dev);

// What went through the interfaces between two readings. An interface that is new or was reset counts from zero; one
// that went away counts nothing.
TrafficBytes traffic_between(const std::map<std::string, TrafficBytes>& before,
                             const std::map<std::string, TrafficBytes>& after);

struct ProcessFigures {
  std::uint64_t threads = 0;
  std::uint64_t start_ticks = 0;  // since the machine's start
  std::uint64_t virtual_bytes = 0;
  std::uint64_t resident_pages = 0;
  bool operator==(const ProcessFigures&) const = default;
};

// Of a text such as /proc/self/stat; zeros where it is malformed. The program's name in it may hold anything.
ProcessFigures figures_in(std::string_view stat);

}  // namespace swarm::telemetry
