#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/json.hpp"

namespace swarm::telemetry {

enum class Level { debug, info, warn, error };
constexpr std::array<json::EnumName<Level>, 4> enum_names(Level) {
  return {{{Level::debug, "debug"}, {Level::info, "info"}, {Level::warn, "warn"}, {Level::error, "error"}}};
}

// A named value of an event. Never a secret, never a prompt.
struct Field {
  using Value = std::variant<std::string, std::int64_t, double, bool>;
  std::string_view name;
  Value value;

  Field(std::string_view of, std::string_view text) : name(of), value(std::string(text)) {}
  Field(std::string_view of, const std::string& text) : name(of), value(text) {}
  Field(std::string_view of, const char* text) : name(of), value(std::string(text)) {}
  Field(std::string_view of, bool flag) : name(of), value(flag) {}
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  Field(std::string_view of, T number) : name(of), value(static_cast<std::int64_t>(number)) {}
  Field(std::string_view of, double number) : name(of), value(number) {}
};
using Fields = std::initializer_list<Field>;

// Where finished events go. Thread-safe; never blocks for long and never fails: a full disk is counted, not raised.
class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual bool wants(Level level) const = 0;
  virtual void write(Level level, std::string_view part, std::string_view event, Fields fields) = 0;
};

// Events with fields: log.warn("provider_call_failed", {{"provider", name}, {"attempt", 2}}). A cheap value; copies
// share the sink, which outlives them. `part` says which part of the program speaks. Thread-safe.
class Log {
 public:
  Log(LogSink& sink, std::string part) : sink_(&sink), part_(std::move(part)) {}
  Log named(std::string part) const { return Log(*sink_, std::move(part)); }

  void debug(std::string_view event, Fields fields = {}) const { write(Level::debug, event, fields); }
  void info(std::string_view event, Fields fields = {}) const { write(Level::info, event, fields); }
  void warn(std::string_view event, Fields fields = {}) const { write(Level::warn, event, fields); }
  void error(std::string_view event, Fields fields = {}) const { write(Level::error, event, fields); }

 private:
  void write(Level level, std::string_view event, Fields fields) const {
    if (sink_->wants(level)) sink_->write(level, part_, event, fields);
  }
  LogSink* sink_;
  std::string part_;
};

}  // namespace swarm::telemetry
