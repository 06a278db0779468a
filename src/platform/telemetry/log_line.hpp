#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/sizes.hpp"
#include "platform/telemetry/log.hpp"

namespace swarm::telemetry {

// A line that would be longer, its end of line included, is cut and says so.
inline constexpr std::size_t kLineBytesMax = 16 * KiB;

struct Event {
  Time at;
  Level level = Level::info;
  std::string_view part;
  std::string_view name;
  Fields fields;
};

// {"at":"2026-11-21T17:23:05.120Z","level":"ERROR","part":"…","event":"…",fields…} with its end of line. Whatever is in
// a text, the line stays one line of valid JSON in UTF-8 that no terminal obeys: control characters, marks that change
// the direction of writing and bytes that are no UTF-8 are escaped.
std::string json_line(const Event& event);

// The same for people: "2026-11-21T17:23:05.120Z ERROR part event name=value name="a value"", equally harmless.
std::string text_line(const Event& event, bool coloured);

}  // namespace swarm::telemetry
