#include "swarm/sandbox/supervision.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace swarm::sandbox {

namespace {

constexpr std::chrono::milliseconds kStartMax{10'000};  // of the jail itself, on a machine under load
constexpr std::chrono::milliseconds kGrace{1'000};      // for the first process to end the others and report

}  // namespace

void Stream::read_some() {
  std::array<char, 16 * 1024> buffer;
  while (from.is_open()) {
    const ssize_t size = ::read(from.number(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) return from.close();
    const std::size_t room = size_max - text.size();
    text.append(buffer.data(), std::min(room, static_cast<std::size_t>(size)));
    if (static_cast<std::size_t>(size) > room) {
      cut = true;
      return;
    }
  }
}

RunningJail::RunningJail(const RunRequest& request, const SandboxConfig& config, Parts parts, SteadyTime now)
    : request_(request), config_(config), parts_(std::move(parts)), began_(now), deadline_(now + kStartMax) {
  for (const Stream* stream : {&parts_.out, &parts_.error_out, &parts_.tool_out, &parts_.report})
    ::fcntl(stream->from.number(), F_SETFL, O_NONBLOCK);
}

void RunningJail::add_to(std::vector<pollfd>& waiting) const {
  if (ended_) return;
  waiting.push_back({parts_.jail.handle(), POLLIN, 0});
  for (const Stream* stream : {&parts_.out, &parts_.error_out, &parts_.tool_out, &parts_.report}) {
    if (stream->from.is_open() && !stream->cut) waiting.push_back({stream->from.number(), POLLIN, 0});
  }
}

void RunningJail::look(SteadyTime now) {
  if (ended_) return;
  const bool jail_ended = parts_.jail.wait_for(std::chrono::milliseconds{0}).has_value();
  for (Stream* stream : {&parts_.out, &parts_.error_out, &parts_.tool_out, &parts_.report})
    stream->read_some();
  take_report_lines(now);
  if (jail_ended) {
    ended_ = true;
  } else if (ending_ && now >= deadline_) {
    parts_.jail.signal(SIGKILL);
    if (parts_.group) parts_.group->kill_all();
    deadline_ = now + kGrace;
  } else if (parts_.out.cut || parts_.error_out.cut) {
    begin_to_end(EndedFor::output, now);
  } else if (now >= deadline_) {
    begin_to_end(EndedFor::time, now);
  }
}

void RunningJail::take_report_lines(SteadyTime now) {
  std::string& text = parts_.report.text;
  for (std::size_t end; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1)) {
    add_line(init_, std::string_view(text).substr(0, end));
    const bool begins_a_step = text.starts_with("ready\n") || text.starts_with("ended ");
    if (!begins_a_step || ending_) continue;
    const bool tool_is_next = init_.steps.size() < request_.tools.size();
    deadline_ = now + (tool_is_next ? config_.compile_time_max : config_.time_max);
  }
}

void RunningJail::stop() {
  if (!ended_ && !ending_) begin_to_end(EndedFor::stop, SteadyTime::max() - kGrace);
  parts_.jail.signal(SIGKILL);
}

// The first process sees the end of its lifeline, ends everything and reports; only then force is used.
void RunningJail::begin_to_end(EndedFor reason, SteadyTime now) {
  if (ending_) return;
  ending_ = true;
  ended_for_ = reason;
  parts_.lifeline.close();
  deadline_ = now + kGrace;
}

RunReport RunningJail::conclude_at(SteadyTime now) {
  RunReport report;
  report.wall = std::chrono::duration_cast<std::chrono::milliseconds>(now - began_);
  report.out = std::move(parts_.out.text);
  report.error_out = std::move(parts_.error_out.text);
  report.tool_out = std::move(parts_.tool_out.text);
  report.output_cut = parts_.out.cut || parts_.error_out.cut;
  RunFacts facts{.request = request_,
                 .init = std::move(init_),
                 .ended_for = ended_for_,
                 .group = parts_.group ? std::optional(parts_.group->usage()) : std::nullopt,
                 .jail_said = report.error_out};
  if (!facts.init.ready && ended_for_ == EndedFor::time)
    facts.ended_for = EndedFor::nothing;  // ours, not the program's
  conclude(facts, report);
  const bool whole_memory = parts_.group && parts_.group->limits_memory();
  report.coverage = {{"time", Coverage::tree},
                     {"output", Coverage::tree},
                     {"memory", whole_memory ? Coverage::tree : Coverage::process},
                     {"processes", Coverage::tree},  // by control group, or by the user's number in its own name space
                     {"disk", config_.backend == Backend::bubblewrap ? Coverage::tree : Coverage::process},
                     {"open_files", Coverage::process}};
  return report;
}

void watch_until_ended(std::vector<RunningJail>& jails, int wake, const Clock& clock) {
  bool stopped = false;
  while (!std::ranges::all_of(jails, &RunningJail::has_ended)) {
    std::vector<pollfd> waiting;
    if (!stopped) waiting.push_back({wake, POLLIN, 0});
    SteadyTime next = SteadyTime::max();
    for (const RunningJail& jail : jails) {
      jail.add_to(waiting);
      if (!jail.has_ended()) next = std::min(next, jail.next_look());
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - clock.steady_now());
    const int wait_ms = static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
    ::poll(waiting.data(), waiting.size(), wait_ms);
    if (!stopped && waiting.front().revents != 0) {
      stopped = true;
      std::ranges::for_each(jails, &RunningJail::stop);
    }
    std::ranges::for_each(jails, [&](RunningJail& jail) { jail.look(clock.steady_now()); });
  }
}

}  // namespace swarm::sandbox
