#include "platform/telemetry/log_writer.hpp"

#include <algorithm>
#include <exception>

namespace swarm::telemetry {

namespace {

constexpr std::string_view kDroppedHelp = "Log lines that were given up: the queue, the file or stderr took no more.";

Counter events_of(Metrics& metrics, Level level) {
  return metrics.counter("swarm_log_events_total", "Events logged.", {{"level", json::name_of(level)}});
}

std::unique_ptr<LogFile> file_of(const LogConfig& config) {
  if (!config.folder || config.folder->empty()) return nullptr;
  return std::make_unique<LogFile>(*config.folder, config.file_bytes_max, config.files_max);
}

}  // namespace

LogWriter::DroppedLines::DroppedLines(Metrics& metrics)
    : queue(metrics.counter("swarm_log_lines_dropped_total", kDroppedHelp, {{"target", "queue"}})),
      file(metrics.counter("swarm_log_lines_dropped_total", kDroppedHelp, {{"target", "file"}})),
      error_output(metrics.counter("swarm_log_lines_dropped_total", kDroppedHelp, {{"target", "stderr"}})) {}

LogWriter::LogWriter(const LogConfig& config, const Deps& deps)
    : clock_(deps.clock),
      level_(config.level),
      events_{events_of(deps.metrics, Level::debug), events_of(deps.metrics, Level::info),
              events_of(deps.metrics, Level::warn), events_of(deps.metrics, Level::error)},
      dropped_(deps.metrics),
      file_(file_of(config)),
      error_output_(deps.error_output, deps.stall_max),
      text_wanted_(config.format == LogFormat::text ||
                   (config.format == LogFormat::automatic && error_output_.is_terminal())),
      coloured_(error_output_.is_terminal()),
      thread_("log-writer", [this] { write_lines(); }) {}

LogWriter::~LogWriter() {
  queue_.close();
  thread_.join();
}

void LogWriter::write(Level level, std::string_view part, std::string_view event, Fields fields) {
  if (!wants(level)) return;
  events_[static_cast<std::size_t>(level)].add();
  try {
    Line line = line_of({.at = clock_.now(), .level = level, .part = part, .name = event, .fields = fields});
    if (!queue_.try_push(line)) dropped_.queue.add();
  } catch (const std::exception&) {  // no memory
    dropped_.queue.add();
  }
}

LogWriter::Line LogWriter::line_of(const Event& event) const {
  Line line;
  if (file_ != nullptr || !text_wanted_) line.json = json_line(event);
  if (text_wanted_) line.text = text_line(event, coloured_);
  return line;
}

void LogWriter::flush() {
  MutexLock lock(mutex_);
  const std::uint64_t number = ++flushes_asked_;
  Line mark{.json = {}, .text = {}, .flush = number};
  while (!queue_.try_push(mark))
    progressed_.wait(mutex_);
  while (flushes_done_ < number)
    progressed_.wait(mutex_);
}

void LogWriter::write_lines() {
  for (;;) {
    const std::vector<Line> batch = queue_.pop_many(kBatchLinesMax);
    if (batch.empty()) return;
    try {
      write_batch(batch);
    } catch (const std::exception&) {  // no memory to put the lines together
      dropped_.queue.add(static_cast<double>(batch.size()));
    }
    finish_flushes(batch);
  }
}

void LogWriter::write_batch(const std::vector<Line>& batch) {
  std::vector<std::string_view> for_file, for_people;
  for (const Line& line : batch) {
    if (line.flush != 0) continue;
    for_file.push_back(line.json);
    for_people.push_back(text_wanted_ ? line.text : line.json);
  }
  if (file_ != nullptr) {
    const std::size_t lost = file_->append(for_file, clock_.steady_now());
    if (lost > 0) dropped_.file.add(static_cast<double>(lost));
  }
  const std::size_t lost = error_output_.append(for_people, clock_);
  if (lost > 0) dropped_.error_output.add(static_cast<double>(lost));
}

void LogWriter::finish_flushes(const std::vector<Line>& batch) {
  MutexLock lock(mutex_);
  for (const Line& line : batch)
    flushes_done_ = std::max(flushes_done_, line.flush);
  progressed_.notify_all();  // also without a flush in the batch: there is room in the queue again
}

}  // namespace swarm::telemetry
