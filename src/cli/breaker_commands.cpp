#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace swarm::cli {

namespace {

constexpr char kBreakersPath[] = "/api/v1/breakers";

Style style_of(std::string_view state) {
  if (state == "closed") return Style::good;
  return state == "open" ? Style::bad : Style::warning;
}

std::string age_at(Session& session, const json::Value& value, std::string_view name, std::string_view otherwise) {
  const auto time = time_at(value, name);
  return time ? human_age(*time, session.clock.now()) : std::string(otherwise);
}

// "open until in 8 s", "2 of 3 trials succeeded".
std::string outlook_of(Session& session, const json::Value& breaker) {
  const std::string state = raw_text(breaker, "state");
  if (state == "open") return "tried again " + age_at(session, breaker, "until", "when it is closed by hand");
  if (state != "half_open") return "";
  return fmt::format("{} of {} trials succeeded, {} running", shown(breaker, "trials_succeeded"),
                     shown(breaker, "trials"), shown(breaker, "trials_running"));
}

std::string cause_of(const json::Value& breaker) {
  const std::string cause = shown(breaker, "cause");
  const std::string reason = shown(breaker, "reason");
  if (!reason.empty()) return fmt::format("{}: {}", cause, reason);
  return cause == "none" ? "" : cause;
}

std::string calls_of(const json::Value& breaker) {
  return fmt::format("{} ({} failed, {} slow, {} limited)", shown(breaker, "calls"), shown(breaker, "failed_calls"),
                     shown(breaker, "slow_calls"), shown(breaker, "limited_calls"));
}

Outcome<int> list(Session& session) {
  const Document breakers = TRY(call(session.api, {.path = kBreakersPath}));
  if (session.json) return print_document(session, breakers);
  Table table({{"provider"},
               {"state"},
               {"cause", Align::left, true},
               {"since"},
               {"recent calls"},
               {"outlook", Align::left, true}});
  for (const json::Value& breaker : list_at(breakers.value, "breakers")) {
    const std::string state = raw_text(breaker, "state");
    table.add({shown(breaker, "provider"), Cell(shown(breaker, "state"), style_of(state)), cause_of(breaker),
               age_at(session, breaker, "since", ""), calls_of(breaker), outlook_of(session, breaker)});
  }
  if (table.empty()) return say(session, "no providers are configured, so there are no breakers");
  table.print(session.console);
  return 0;
}

Outcome<Document> order(Session& session, std::string_view provider, std::string_view verb,
                        std::optional<std::string> body = std::nullopt) {
  return call(session.api, {.method = "POST",
                            .path = fmt::format("{}/{}/{}", kBreakersPath, path_segment(provider), verb),
                            .body = std::move(body)});
}

struct OpenOptions {
  std::string provider;
  std::optional<std::string> reason;
  std::optional<std::chrono::milliseconds> duration;
};

Outcome<int> open(Session& session, const OpenOptions& options) {
  json::Object body;
  if (options.reason) body.emplace("reason", *options.reason);
  if (options.duration) body.emplace("duration_ms", options.duration->count());
  const Document breaker = TRY(order(session, options.provider, "open", json::to_text(body)));
  if (session.json) return print_document(session, breaker);
  return say(session, fmt::format("{}: open on all servers, {}", shown(breaker.value, "provider"),
                                  outlook_of(session, breaker.value)));
}

Argument provider_argument(std::string& provider) {
  return {.name = "NAME", .target = &provider, .help = "The provider's name.", .is_required = true};
}

Command open_command() {
  auto options = std::make_shared<OpenOptions>();
  Command command{.name = "open", .help = "Let no call through to a provider, on all servers, at once."};
  command.arguments = {
      provider_argument(options->provider),
      {.name = "--reason", .target = &options->reason, .help = "Why, for people.", .value = "TEXT"},
      {.name = "--for",
       .target = &options->duration,
       .help = "Then it is tried again (default: open until it is closed by hand).",
       .value = "DURATION"},
  };
  command.run = [options](Session& session) { return open(session, *options); };
  return command;
}

Command close_command() {
  auto provider = std::make_shared<std::string>();
  Command command{.name = "close", .help = "Let calls through again, on all servers; what was counted is forgotten."};
  command.arguments = {provider_argument(*provider)};
  command.run = [provider](Session& session) -> Outcome<int> {
    const Document breaker = TRY(order(session, *provider, "close"));
    if (session.json) return print_document(session, breaker);
    return say(session, fmt::format("{}: closed on all servers", shown(breaker.value, "provider")));
  };
  return command;
}

struct ResetOptions {
  std::optional<std::string> provider;
  bool all = false;
};

Outcome<std::vector<std::string>> providers_of(Session& session, const ResetOptions& options) {
  if (options.all == options.provider.has_value()) {
    Trouble trouble(ErrorCode::invalid_input, "which breakers?");
    trouble.next = "say either a provider's name or --all";
    return std::unexpected(std::move(trouble));
  }
  std::vector<std::string> providers;
  if (options.provider) providers.push_back(*options.provider);
  if (options.all) {
    const Document breakers = TRY(call(session.api, {.path = kBreakersPath}));
    for (const json::Value& breaker : list_at(breakers.value, "breakers"))
      providers.push_back(raw_text(breaker, "provider"));
  }
  return providers;
}

Outcome<int> reset(Session& session, const ResetOptions& options) {
  const std::vector<std::string> providers = TRY(providers_of(session, options));
  json::Array breakers;
  for (const std::string& provider : providers) {
    Document breaker = TRY(order(session, provider, "reset"));
    if (!session.json)
      session.console.print_line(fmt::format("{}: closed on all servers", shown(breaker.value, "provider")));
    breakers.push_back(std::move(breaker.value));
  }
  if (session.json) return print_json(session, json::Object{{"breakers", std::move(breakers)}});
  return providers.empty() ? say(session, "no providers are configured, so there is nothing to reset") : 0;
}

Command reset_command() {
  auto options = std::make_shared<ResetOptions>();
  Command command{.name = "reset", .help = "Close a breaker and forget how often trials failed, on all servers."};
  command.arguments = {
      {.name = "NAME", .target = &options->provider, .help = "The provider's name."},
      {.name = "--all", .target = &options->all, .help = "Every provider's breaker."},
  };
  command.run = [options](Session& session) { return reset(session, *options); };
  return command;
}

}  // namespace

Command breaker_command() {
  Command list_breakers{.name = "list", .help = "Show the breaker of each provider, as this server judges its calls."};
  list_breakers.run = &list;
  return {.name = "breaker",
          .help = "What keeps calls away from providers that are in trouble.",
          .commands = {std::move(list_breakers), open_command(), close_command(), reset_command()}};
}

}  // namespace swarm::cli
