#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace swarm {

// A zone of the IANA data base (package tzdata), behind which the date library stands: libstdc++ 12 has none.
// A value; safe to use from any thread.
class TimeZone {
 public:
  // "Europe/Berlin", "UTC". `invalid_input` for a name that the data base does not hold.
  static Result<TimeZone> find(std::string_view name);

  const std::string& name() const { return name_; }
  // What a clock on the wall there shows.
  std::chrono::local_time<std::chrono::milliseconds> local(Time time) const;
  // When the calendar day that holds `time` began there: midnight, or the first moment after a skipped midnight.
  Time day_start(Time time) const;
  Time next_day_start(Time time) const;

 private:
  TimeZone(std::string name, const void* zone) : name_(std::move(name)), zone_(zone) {}
  Time start_of(std::chrono::local_days day) const;

  std::string name_;
  const void* zone_;  // date::time_zone, owned by the library's own data base for the life of the process
};

}  // namespace swarm
