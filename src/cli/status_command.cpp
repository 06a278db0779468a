#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/safe_text.hpp"
#include "cli/session.hpp"

namespace swarm::cli {

namespace {

constexpr std::size_t kBarWidth = 24;
constexpr double kFullFrom = 0.9;  // from here on a bar is a warning
constexpr std::array<std::string_view, 4> kPriorities{"critical", "high", "normal", "low"};

std::string bar(Session& session, double amount, double most, bool warns) {
  const double fraction = most > 0 ? std::clamp(amount / most, 0.0, 1.0) : 0;
  auto filled = static_cast<std::size_t>(std::lround(fraction * static_cast<double>(kBarWidth)));
  if (amount > 0) filled = std::max<std::size_t>(filled, 1);
  const Style style = warns && fraction >= kFullFrom ? Style::bad : Style::good;
  return session.console.styled(std::string(filled, '#'), style) + std::string(kBarWidth - filled, '.');
}

std::string count_at(const json::Value& value, std::string_view name) {
  return human_count(whole_number(value, name).value_or(0));
}

std::string bytes_at(const json::Value& value, std::string_view name) {
  const auto bytes = whole_number(value, name);
  return bytes ? human_bytes(*bytes) : "?";
}

void print_server(Session& session, const json::Value& status) {
  Console& console = session.console;
  const bool serves = raw_text(status, "state") == "serving";
  const auto uptime = std::chrono::seconds{whole_number(status, "uptime_seconds").value_or(0)};
  console.print_line(fmt::format("swarmd {}  {}  up {}", shown(status, "version"),
                                 console.styled(shown(status, "state"), serves ? Style::good : Style::warning),
                                 human_duration(uptime)));
  console.print_line(fmt::format("  replica {}  http {}  websocket {}", shown(status, "replica"), shown(status, "http"),
                                 shown(status, "websocket")));
}

void print_queue(Session& session, const json::Value& queue) {
  const json::Value& queued = member(queue, "queued");
  std::int64_t total = 0;
  std::int64_t most = 0;
  for (const std::string_view priority : kPriorities) {
    const std::int64_t count = whole_number(queued, priority).value_or(0);
    total += count;
    most = std::max(most, count);
  }
  const auto oldest = number(queue, "oldest_age_ms");
  session.console.print_line(fmt::format(
      "\nqueue     {} waiting, {} running, {} retrying{}", human_count(total), count_at(queue, "running"),
      count_at(queue, "retrying"),
      oldest ? ", the oldest for " + human_duration(std::chrono::duration<double, std::milli>(*oldest)) : ""));
  for (const std::string_view priority : kPriorities) {
    const auto count = whole_number(queued, priority).value_or(0);
    session.console.print_line(fmt::format("  {:<8}{} {}", priority,
                                           bar(session, static_cast<double>(count), static_cast<double>(most), false),
                                           human_count(count)));
  }
}

void print_database(Session& session, const json::Value& database) {
  Console& console = session.console;
  const bool is_healthy = is_true(database, "healthy");
  console.print_line(fmt::format(
      "\ndatabase  {} {}  {}  {}", shown(database, "kind"), shown(database, "version"),
      bytes_at(database, "size_bytes"),
      is_healthy ? console.styled("ok", Style::good) : console.styled(shown(database, "trouble"), Style::bad)));
  console.print_line("  " + shown(database, "location"));
  const auto busy = static_cast<double>(whole_number(database, "connections_busy").value_or(0));
  const auto most = static_cast<double>(whole_number(database, "connections_max").value_or(0));
  console.print_line(fmt::format("  busy    {} {} of {} connections, {} writes waiting", bar(session, busy, most, true),
                                 count_at(database, "connections_busy"), count_at(database, "connections_max"),
                                 count_at(database, "writes_waiting")));
  if (whole_number(database, "disk_free_bytes"))
    console.print_line("  disk    " + bytes_at(database, "disk_free_bytes") + " free");
}

void print_agents(Session& session, const json::Value& agents) {
  if (!agents.is_object()) return;
  std::string words;
  for (const auto& [name, count] : agents.get_object())
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", shown_value(count), safe_line(name));
  session.console.print_line("\nagents    " + words);
}

void print_memory(Session& session, const json::Value& memory) {
  const auto used = static_cast<double>(whole_number(memory, "used_bytes").value_or(0));
  const auto limit = static_cast<double>(whole_number(memory, "limit_bytes").value_or(0));
  session.console.print_line(fmt::format("\nmemory  {} {} of {}", bar(session, used, limit, true),
                                         bytes_at(memory, "used_bytes"), bytes_at(memory, "limit_bytes")));
}

// Only those that keep calls away.
void print_breakers(Session& session, const json::Value& breakers) {
  if (!breakers.is_object() || breakers.get_object().empty()) return;
  session.console.print_line("");
  for (const auto& [provider, state] : breakers.get_object()) {
    session.console.print_line(
        fmt::format("breaker   {} {}", safe_line(provider), session.console.styled(shown_value(state), Style::bad)));
  }
}

Outcome<int> show_status(Session& session) {
  const Document status = TRY(call(session.api, {.path = "/api/v1/status"}));
  if (session.json) return print_document(session, status);
  print_server(session, status.value);
  print_queue(session, member(status.value, "queue"));
  print_agents(session, member(status.value, "agents"));
  print_breakers(session, member(status.value, "breakers"));
  print_database(session, member(status.value, "database"));
  print_memory(session, member(status.value, "memory"));
  return 0;
}

}  // namespace

Command status_command() {
  Command command{.name = "status", .help = "Show what the server is doing: queue, database, memory."};
  command.run = &show_status;
  return command;
}

}  // namespace swarm::cli
