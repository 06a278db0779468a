#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/json_view.hpp"
#include "cli/safe_text.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace swarm::cli {

namespace {

Style style_of_health(const std::string& status) {
  if (status == "ok") return Style::good;
  return status == "degraded" ? Style::warning : Style::bad;
}

void print_health(Session& session, const json::Value& health) {
  const std::string status = raw_text(health, "status");
  session.console.print_line(fmt::format(
      "{}  swarmd {}", session.console.styled(safe_line(status), style_of_health(status)), shown(health, "version")));
  const json::Value& components = member(health, "components");
  if (!components.is_object() || components.get_object().empty()) return;
  Table table({{"component"}, {"status"}, {"detail", Align::left, true}});
  for (const auto& [name, component] : components.get_object())
    table.add({safe_line(name), Cell(shown(component, "status"), style_of_health(raw_text(component, "status"))),
               shown(component, "detail")});
  table.print(session.console);
}

// An unhealthy server answers 503 with the same report, which is no problem document.
Outcome<int> check_health(Session& session) {
  ApiReply reply = TRY(session.api.send({.path = "/health", .is_open = true}));
  if (reply.status != 200 && reply.status != 503) return std::unexpected(trouble_of(reply));
  const Trouble refusal = trouble_of(reply);
  const Outcome<Document> health = document_of(std::move(reply));
  if (!health || raw_text(health->value, "status").empty()) return std::unexpected(refusal);
  if (session.json)
    print_document(session, *health);
  else
    print_health(session, health->value);
  const std::string status = raw_text(health->value, "status");
  return status == "ok" || status == "degraded" ? 0 : facts_of(ErrorCode::unavailable).exit_code;
}

}  // namespace

Command health_command() {
  Command command{.name = "health",
                  .help = "Say how each component of the server is; needs no key.",
                  .details = "Exit code 0: ok, or degraded, which the word says. 12: unhealthy, or nobody answers."};
  command.run = &check_health;
  return command;
}

}  // namespace swarm::cli
