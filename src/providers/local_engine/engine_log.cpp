#include "providers/local_engine/engine_log.hpp"

#include "base/text.hpp"

namespace swarm::local_engine {

namespace {

using telemetry::Level;

std::string cut(std::string_view text) {
  std::string kept(text.substr(0, EngineLog::kTextBytesMax));
  if (kept.size() < text.size()) kept += "…";
  return kept;
}

std::string text_in(const json::Object& line, std::string_view name) {
  const json::Value* value = line.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Level level_named(const std::string& name) {
  return json::enum_named<Level>(to_lower(name)).value_or(Level::info);
}

}  // namespace

EngineLine read_engine_line(std::string_view line) {
  const Result<json::Value> value = line.starts_with('{') ? json::parse(line) : fail(ErrorCode::invalid_input, "");
  if (!value || !value->is_object()) return {.level = Level::info, .event = "engine_said", .text = cut(line)};
  json::Object members = value->get_object();
  EngineLine read{.level = level_named(text_in(members, "level")), .event = cut(text_in(members, "event")), .text = {}};
  if (read.event.empty()) read.event = "engine_said";
  for (const std::string_view own : {"at", "level", "event"})
    members.stable_erase(own);
  read.text = cut(json::to_text(members));
  return read;
}

bool EngineLog::may_pass() {
  const SteadyTime now = clock_.steady_now();
  if (now - second_ >= std::chrono::seconds{1}) {
    second_ = now;
    in_second_ = 0;
  }
  return ++in_second_ <= lines_per_second_;
}

void EngineLog::take(std::string_view line) {
  const EngineLine read = read_engine_line(line);
  bool passes = false;
  {
    MutexLock lock(mutex_);
    last_line_ = read.event == "engine_said" ? read.text : read.event + " " + read.text;
    if (read.level == Level::error) last_error_ = last_line_;
    passes = may_pass();
  }
  if (!passes) return left_out_.add();
  switch (read.level) {
    case Level::debug:
      return log_.debug(read.event, {{"said", read.text}});
    case Level::info:
      return log_.info(read.event, {{"said", read.text}});
    case Level::warn:
      return log_.warn(read.event, {{"said", read.text}});
    case Level::error:
      return log_.error(read.event, {{"said", read.text}});
  }
}

std::string EngineLog::last_words() const {
  MutexLock lock(mutex_);
  return last_error_.empty() ? last_line_ : last_error_;
}

void EngineLog::forget() {
  MutexLock lock(mutex_);
  last_error_.clear();
  last_line_.clear();
}

}  // namespace swarm::local_engine
