#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace swarm::cli {

namespace {

Style style_of(std::string_view condition) {
  if (condition == "up") return Style::good;
  return condition == "down" ? Style::bad : Style::warning;
}

std::string price_of(const json::Value& model, std::string_view name) {
  const double dollars = number(model, name).value_or(0);
  return dollars == 0 ? "free" : fmt::format("${:g}", dollars);
}

Outcome<int> list(Session& session) {
  const Document providers = TRY(call(session.api, {.path = "/api/v1/providers"}));
  if (session.json) return print_document(session, providers);
  Table table({{"provider"}, {"class"}, {"condition"}, {"key"}, {"running"}, {"models"}, {"where", Align::left, true}});
  for (const json::Value& provider : list_at(providers.value, "providers")) {
    table.add({shown(provider, "name"), shown(provider, "class"),
               Cell(shown(provider, "condition"), style_of(raw_text(provider, "condition"))), shown(provider, "key"),
               fmt::format("{} of {}", shown(provider, "calls_running"), shown(provider, "concurrency_max")),
               std::to_string(list_at(provider, "models").size()), shown(provider, "base_url")});
  }
  if (table.empty())
    return say(session, "no providers: docs/howto/use-as-openai-gateway.md shows how one is configured");
  table.print(session.console);
  return 0;
}

void print_models(Session& session, const json::Value& provider) {
  Table table({{"model"},
               {"kind"},
               {"context"},
               {"output"},
               {"input $/M"},
               {"output $/M"},
               {"prices of"},
               {"fallbacks", Align::left, true}});
  for (const json::Value& model : list_at(provider, "models")) {
    std::string fallbacks;
    for (const json::Value& fallback : list_at(model, "fallbacks"))
      fallbacks += (fallbacks.empty() ? "" : ", ") + shown_value(fallback);
    table.add(
        {shown(model, "name"), shown(model, "kind"), human_count(whole_number(model, "context_tokens").value_or(0)),
         human_count(whole_number(model, "output_tokens_max").value_or(0)),
         price_of(model, "dollars_per_million_input_tokens"), price_of(model, "dollars_per_million_output_tokens"),
         raw_text(model, "prices_date").empty() ? "-" : shown(model, "prices_date"), fallbacks});
  }
  table.print(session.console);
}

Outcome<int> show(Session& session, const std::string& name) {
  const Document provider = TRY(call(session.api, {.path = "/api/v1/providers/" + path_segment(name)}));
  if (session.json) return print_document(session, provider);
  const json::Value& value = provider.value;
  const std::string condition = raw_text(value, "condition");
  session.console.print_line(fmt::format("{}  {}  {}  {}", shown(value, "name"), shown(value, "class"),
                                         shown(value, "dialect"), shown(value, "base_url")));
  session.console.print_line(fmt::format("  {}: {}", session.console.styled(condition, style_of(condition)),
                                         shown(value, "condition_detail")));
  session.console.print_line(fmt::format("  key {}, {} of {} calls running, {} waiting, {}\n", shown(value, "key"),
                                         shown(value, "calls_running"), shown(value, "concurrency_max"),
                                         shown(value, "calls_waiting"),
                                         is_true(value, "masks") ? "personal data is masked" : "nothing is masked"));
  print_models(session, value);
  return 0;
}

Command list_command() {
  Command command{.name = "list", .help = "List the providers of language models, with their condition."};
  command.run = &list;
  return command;
}

Command show_command() {
  auto name = std::make_shared<std::string>();
  Command command{.name = "show", .help = "Show one provider, its models and their prices."};
  command.arguments = {{.name = "NAME", .target = name.get(), .help = "The provider's name.", .is_required = true}};
  command.run = [name](Session& session) { return show(session, *name); };
  return command;
}

}  // namespace

Command providers_command() {
  Command command{.name = "providers", .help = "Who answers as a language model, and how they are."};
  command.commands = {list_command(), show_command()};
  return command;
}

}  // namespace swarm::cli
