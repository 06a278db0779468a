#include <fmt/format.h>

#include "base/time_text.hpp"
#include "cli/commands.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/paging.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace swarm::cli {

namespace {

constexpr std::int64_t kRulePageMax = 500;
constexpr std::int64_t kRulesMax = 10'000;  // as many as a server holds

struct AddOptions {
  std::string action;
  std::string cidr;
  std::optional<std::chrono::milliseconds> expires_in;
  std::optional<std::string> note;
};

Outcome<json::Value> all_rules(Session& session) {
  return fetch_list(session,
                    {.path = "/api/v1/ip-rules", .member = "rules", .page_max = kRulePageMax, .limit = kRulesMax});
}

std::string expiry_of(Session& session, const json::Value& rule) {
  const auto expires = time_at(rule, "expires_at");
  if (!expires) return "never";
  return is_true(rule, "expired") ? "expired " + human_age(*expires, session.clock.now())
                                  : human_age(*expires, session.clock.now());
}

Outcome<int> add(Session& session, const AddOptions& options) {
  json::Object body{{"cidr", options.cidr}, {"action", options.action}};
  if (options.note) body.emplace("note", *options.note);
  if (options.expires_in) body.emplace("expires_at", to_text(session.clock.now() + *options.expires_in));
  const Document rule =
      TRY(call(session.api, {.method = "POST", .path = "/api/v1/ip-rules", .body = json::to_text(body)}));
  if (session.json) return print_document(session, rule);
  session.console.print_line(fmt::format("rule {}: {} {}, at once; ends {}", shown(rule.value, "id"),
                                         shown(rule.value, "action"), shown(rule.value, "cidr"),
                                         expiry_of(session, rule.value)));
  return 0;
}

Command add_command() {
  auto options = std::make_shared<AddOptions>();
  Command command{
      .name = "add",
      .help = "Allow or block addresses, at once.",
      .details = "As soon as there is one allow rule, only allowed addresses may come in: allow your own first."};
  command.arguments = {
      {.name = "ACTION",
       .target = &options->action,
       .help = "What happens to these addresses.",
       .choices = {"allow", "block"},
       .is_required = true},
      {.name = "CIDR",
       .target = &options->cidr,
       .help = "A block such as 10.0.0.0/8 or 2001:db8::/32, or one address.",
       .is_required = true},
      {.name = "--expires-in",
       .target = &options->expires_in,
       .help = "Without effect after this long (default: never).",
       .value = "DURATION"},
      {.name = "--note", .target = &options->note, .help = "Why, for people.", .value = "TEXT"},
  };
  command.run = [options](Session& session) { return add(session, *options); };
  return command;
}

// An id has neither '.' nor ':'; an address has one of them.
Outcome<std::string> rule_id(Session& session, const std::string& given) {
  if (given.find_first_of(".:") == std::string::npos) return given;
  const json::Value list = TRY(all_rules(session));
  std::vector<std::string> ids;
  for (const json::Value& rule : list_at(list, "rules")) {
    const std::string cidr = raw_text(rule, "cidr");
    if (cidr == given || cidr == given + "/32" || cidr == given + "/128") ids.push_back(raw_text(rule, "id"));
  }
  if (ids.size() == 1) return ids.front();
  Trouble trouble(
      ids.empty() ? ErrorCode::not_found : ErrorCode::conflict,
      ids.empty() ? fmt::format("no rule for {}", given) : fmt::format("{} rules for {}", ids.size(), given));
  trouble.next = "'swarmctl ip-rules list' shows the ids";
  return std::unexpected(std::move(trouble));
}

Outcome<int> remove(Session& session, const std::string& given) {
  const std::string id = TRY(rule_id(session, given));
  TRY(send_expecting_success(session.api, {.method = "DELETE", .path = "/api/v1/ip-rules/" + path_segment(id)}));
  if (session.json)
    print_json(session, json::Object{{"removed", id}});
  else
    session.console.print_line("removed, at once");
  return 0;
}

Command remove_command() {
  auto given = std::make_shared<std::string>();
  Command command{.name = "remove", .help = "Remove an address rule, at once."};
  command.arguments = {{.name = "RULE",
                        .target = given.get(),
                        .help = "The rule's id, or its addresses as 'list' shows them.",
                        .is_required = true}};
  command.run = [given](Session& session) { return remove(session, *given); };
  return command;
}

Outcome<int> list(Session& session) {
  const json::Value rules = TRY(all_rules(session));
  if (session.json) return print_json(session, rules);
  Table table(
      {{"id"}, {"action"}, {"addresses"}, {"ends"}, {"note", Align::left, true}, {"made by", Align::left, true}});
  for (const json::Value& rule : list_at(rules, "rules")) {
    const bool is_block = raw_text(rule, "action") == "block";
    table.add({shown(rule, "id"), Cell(shown(rule, "action"), is_block ? Style::bad : Style::good), shown(rule, "cidr"),
               expiry_of(session, rule), shown(rule, "note"), shown(rule, "created_by")});
  }
  if (table.empty()) return say(session, "no rules: every address may come in");
  table.print(session.console);
  return 0;
}

}  // namespace

Command ip_rules_command() {
  Command list_rules{.name = "list", .help = "List which addresses are allowed or blocked."};
  list_rules.run = &list;
  return {.name = "ip-rules",
          .help = "Which addresses may come in.",
          .commands = {add_command(), remove_command(), std::move(list_rules)}};
}

}  // namespace swarm::cli
