#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/clock.hpp"

// Figures as a person reads them. What a program reads is printed with --json.
namespace swarm::cli {

std::string human_duration(std::chrono::duration<double, std::milli> duration);  // "0.42 ms", "1.3 s", "2 h 5 min"
std::string human_bytes(std::int64_t count);                                     // "512 B", "1.5 MiB"
std::string human_count(std::int64_t count);                                     // "12,345"

// In the machine's own time zone, as short as it is unambiguous beside `now`: "17:23:05", "21 Nov 17:23",
// "2024-11-21 17:23".
std::string human_time(Time time, Time now);
std::string human_time_in_full(Time time);   // "2026-11-21 17:23:05.120 +0100"
std::string human_age(Time time, Time now);  // "4 s ago", "in 2 h"

}  // namespace swarm::cli
