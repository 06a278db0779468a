#include "swarm/sandbox/run_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <fmt/format.h>

#include "base/text.hpp"
#include "swarm/sandbox/seccomp_filter.hpp"

namespace swarm::sandbox {

namespace {

std::int64_t number_of(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

void add_step_end(InitReport& report, const std::vector<std::string_view>& words) {
  if (words.size() != 8) return;
  report.steps.push_back({.index = static_cast<int>(number_of(words[1])),
                          .exited = words[2] == "exited",
                          .number = static_cast<int>(number_of(words[3])),
                          .cpu_us = number_of(words[4]) + number_of(words[5]),
                          .wall_us = number_of(words[6]),
                          .memory_kib = number_of(words[7])});
}

// A limit that holds for each process makes its calls fail, and runtimes say so before they give up.
struct Sign {
  RunLimit limit;
  std::string_view said;
};
constexpr std::array kSigns{
    Sign{RunLimit::memory, "MemoryError"},
    Sign{RunLimit::memory, "std::bad_alloc"},
    Sign{RunLimit::memory, "heap out of memory"},
    Sign{RunLimit::memory, "Cannot allocate memory"},
    Sign{RunLimit::memory, "Array buffer allocation failed"},
    Sign{RunLimit::processes, "Resource temporarily unavailable"},
    Sign{RunLimit::processes, "can't start new thread"},
    Sign{RunLimit::processes, "spawn EAGAIN"},
    Sign{RunLimit::processes, "EAGAIN"},
    Sign{RunLimit::disk, "No space left on device"},
    Sign{RunLimit::disk, "File too large"},
    Sign{RunLimit::disk, "ENOSPC"},
};

std::optional<RunLimit> limit_said(std::string_view text) {
  constexpr std::size_t kLooked = 4096;
  if (text.size() > kLooked) text.remove_prefix(text.size() - kLooked);
  const auto sign = std::ranges::find_if(kSigns, [&](const Sign& known) { return text.contains(known.said); });
  return sign == kSigns.end() ? std::nullopt : std::optional(sign->limit);
}

std::optional<RunLimit> limit_of_signal(std::int64_t signal) {
  if (signal == SIGXCPU) return RunLimit::time;
  if (signal == SIGXFSZ) return RunLimit::disk;
  return std::nullopt;
}

std::optional<RunLimit> limit_hit(const RunFacts& facts, const RunReport& report) {
  if (facts.ended_for == EndedFor::time) return RunLimit::time;
  if (facts.ended_for == EndedFor::output) return RunLimit::output;
  if (facts.group && facts.group->out_of_memory) return RunLimit::memory;
  if (facts.group && facts.group->out_of_processes) return RunLimit::processes;
  if (report.signal) {
    if (const auto limit = limit_of_signal(*report.signal)) return limit;
  }
  const bool failed = report.signal || report.exit_status.value_or(0) != 0;
  return failed ? limit_said(report.error_out) : std::nullopt;
}

void add_usage(const RunFacts& facts, RunReport& report) {
  for (const StepReport& step : facts.init.steps) {
    report.cpu = std::chrono::milliseconds(std::max(report.cpu.count(), step.cpu_us / 1000));  // a running total
    report.memory_peak_bytes = std::max(report.memory_peak_bytes, step.memory_kib * 1024);
  }
  if (!facts.group) return;
  if (facts.group->cpu_us) report.cpu = std::chrono::milliseconds(*facts.group->cpu_us / 1000);
  if (facts.group->memory_peak_bytes) report.memory_peak_bytes = *facts.group->memory_peak_bytes;
}

RunOutcome outcome_of(const RunFacts& facts, const RunReport& report, bool program_ended) {
  if (facts.ended_for == EndedFor::stop) return RunOutcome::cancelled;
  if (!facts.init.violation.empty() || report.signal == SIGSYS) return RunOutcome::violation;
  const bool failed = report.signal || report.exit_status.value_or(0) != 0;
  if (report.limit && (failed || facts.ended_for != EndedFor::nothing)) return RunOutcome::limit;
  if (!report.trouble.empty()) return RunOutcome::sandbox_failed;
  if (!program_ended) return RunOutcome::tool_failed;
  return failed ? RunOutcome::program_failed : RunOutcome::completed;
}

}  // namespace

void add_line(InitReport& report, std::string_view line) {
  const std::vector<std::string_view> words = split(line, ' ');
  if (line == "ready") report.ready = true;
  if (line == "input") report.input_read = true;
  if (words[0] == "ended") add_step_end(report, words);
  if (line.starts_with("path ")) report.paths.emplace_back(line.substr(5));
  if (line.starts_with("failed ") && report.failure.empty()) report.failure = line.substr(7);
  if (words[0] == "violation" && words.size() == 3 && report.violation.empty())
    report.violation = violation_name(static_cast<int>(number_of(words[1])));
}

void conclude(const RunFacts& facts, RunReport& report) {
  const int steps_wanted = static_cast<int>(facts.request.tools.size()) + 1;
  const bool program_ended = !facts.init.steps.empty() && facts.init.steps.back().index + 1 == steps_wanted;
  report.paths = facts.init.paths;
  report.input_read = facts.init.input_read;
  report.blocked = facts.init.violation;
  if (!facts.init.steps.empty()) {
    const StepReport& last = facts.init.steps.back();
    (last.exited ? report.exit_status : report.signal) = last.number;
  }
  if (report.signal == SIGSYS && report.blocked.empty()) report.blocked = "foreign call";
  if (!facts.init.failure.empty()) report.trouble = "the sandbox could not do its part: " + facts.init.failure;
  if (!facts.init.ready)
    report.trouble = fmt::format("the jail did not start: {}", trim(facts.jail_said));
  else if (facts.init.steps.empty() && report.trouble.empty())
    report.trouble = "the first process of the sandbox was lost";
  add_usage(facts, report);
  report.limit = limit_hit(facts, report);
  report.outcome = outcome_of(facts, report, program_ended);
}

}  // namespace swarm::sandbox
