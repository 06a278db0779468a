#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/commands.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/paging.hpp"
#include "cli/private_output.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace swarm::cli {

namespace {

constexpr std::int64_t kWebhookPageMax = 500;

std::string webhook_path(std::string_view id, std::string_view rest = "") {
  return fmt::format("/api/v1/webhooks/{}{}", path_segment(id), rest);
}
std::string delivery_path(std::string_view id, std::string_view delivery, std::string_view rest = "") {
  return webhook_path(id, fmt::format("/deliveries/{}{}", path_segment(delivery), rest));
}

Argument id_argument(std::string& id) {
  return {.name = "ID", .target = &id, .help = "The webhook's id.", .is_required = true};
}
Argument delivery_argument(std::string& delivery) {
  return {.name = "DELIVERY",
          .target = &delivery,
          .help = "The delivery's id, or the webhook-id that the receiver saw.",
          .is_required = true};
}

std::string age_or(Session& session, const json::Value& value, std::string_view name, std::string_view otherwise) {
  const auto time = time_at(value, name);
  return time ? human_age(*time, session.clock.now()) : std::string(otherwise);
}

std::string events_of(const json::Value& webhook) {
  std::vector<std::string> types;
  for (const json::Value& type : list_at(webhook, "events"))
    types.push_back(shown_value(type));
  return fmt::format("{}", fmt::join(types, ", "));
}

Style style_of_webhook(const json::Value& webhook) {
  if (raw_text(webhook, "state") != "enabled") return Style::bad;
  return whole_number(webhook, "failures").value_or(0) > 0 ? Style::warning : Style::good;
}
Style style_of_delivery(const json::Value& delivery) {
  const std::string state = raw_text(delivery, "state");
  if (state == "delivered") return Style::good;
  return state == "failed" ? Style::bad : Style::warning;
}

// --- Webhooks -------------------------------------------------------------------------------------------------------

void print_webhook(Session& session, const json::Value& webhook) {
  Console& console = session.console;
  console.print_line(fmt::format("webhook {}  {}", console.styled(shown(webhook, "id"), Style::bold),
                                 console.styled(shown(webhook, "state"), style_of_webhook(webhook))));
  console.print_line("  url          " + shown(webhook, "url"));
  console.print_line("  events       " + events_of(webhook));
  if (const std::string description = shown(webhook, "description"); !description.empty())
    console.print_line("  description  " + description);
  if (const std::string reason = shown(webhook, "disabled_reason"); !reason.empty())
    console.print_line("  disabled     " + reason);
  if (whole_number(webhook, "failures").value_or(0) > 0)
    console.print_line(fmt::format("  failing      {} attempts in a row, since {}", shown(webhook, "failures"),
                                   age_or(session, webhook, "failing_since", "?")));
  if (time_at(webhook, "previous_secret_until"))
    console.print_line("  old secret   signs along until " + age_or(session, webhook, "previous_secret_until", ""));
  console.print_line(fmt::format("  made         {} by {}", age_or(session, webhook, "created_at", "?"),
                                 shown(webhook, "created_by")));
}

Argument save_argument(std::optional<std::string>& save) {
  return {.name = "--save",
          .target = &save,
          .help = "Write the secret into this new file (0600) instead of showing it.",
          .value = "FILE",
          .completes = Completes::files};
}

// What shows a secret: its only time.
Outcome<int> issue(Session& session, const ApiRequest& request, const std::optional<std::string>& save) {
  std::optional<PrivateOutput> file;
  if (save) file.emplace(TRY(PrivateOutput::create(*save)));  // before the secret is made: it is never shown again
  Outcome<Document> issued = call(session.api, request);
  if (!issued) {
    if (file) file->discard();
    return std::unexpected(std::move(issued).error());
  }
  const json::Value& webhook = member(issued->value, "webhook");
  if (file) {
    TRY(file->write(raw_text(issued->value, "secret") + "\n"));
    if (session.json) return print_json(session, json::Object{{"saved_in", *save}, {"webhook", webhook}});
    session.console.print_line(fmt::format("saved in {} (readable by you only)", *save));
  } else if (session.json) {
    return print_document(session, *issued);
  } else {
    session.console.print_line(shown(issued->value, "secret"));
    session.console.remark_line("give it to the receiver, which checks signatures with it; it is shown only now");
  }
  session.console.remark_line(fmt::format("webhook {}, {}", shown(webhook, "id"), events_of(webhook)));
  return 0;
}

struct AddOptions {
  std::string url;
  std::vector<std::string> events;
  std::optional<std::string> description;
  std::optional<std::string> save;
};

Outcome<int> add(Session& session, const AddOptions& options) {
  json::Object body{{"url", options.url}};
  if (!options.events.empty()) {
    json::Array events;
    for (const std::string& type : options.events)
      events.push_back(json::Value(boost::json::string(type)));
    body.emplace("events", std::move(events));
  }
  if (options.description) body.emplace("description", *options.description);
  return issue(session, {.method = "POST", .path = "/api/v1/webhooks", .body = json::to_text(body)}, options.save);
}

Command add_command() {
  auto options = std::make_shared<AddOptions>();
  Command command{.name = "add",
                  .help = "Have events of the project posted to a URL; its signing secret is shown this once."};
  command.arguments = {
      {.name = "URL", .target = &options->url, .help = "Where to: https, to a public address.", .is_required = true},
      {.name = "--event",
       .target = &options->events,
       .help = "Send this type; may be repeated (default: the four ends of a task).",
       .value = "TYPE",
       .choices = {"task.created", "task.started", "task.retrying", "task.completed", "task.failed", "task.cancelled",
                   "task.dead_lettered", "workflow.created", "workflow.progressed", "workflow.retrying",
                   "workflow.completed", "workflow.failed", "workflow.cancelled", "webhook.disabled"}},
      {.name = "--description", .target = &options->description, .help = "For people.", .value = "TEXT"},
      save_argument(options->save),
  };
  command.run = [options](Session& session) { return add(session, *options); };
  return command;
}

Outcome<int> list(Session& session) {
  const json::Value webhooks = TRY(fetch_list(
      session,
      {.path = "/api/v1/webhooks", .member = "webhooks", .page_max = kWebhookPageMax, .limit = kWebhookPageMax}));
  if (session.json) return print_json(session, webhooks);
  Table table({{"id"}, {"state"}, {"url", Align::left, true}, {"events", Align::left, true}, {"failing"}});
  for (const json::Value& webhook : list_at(webhooks, "webhooks")) {
    table.add({shown(webhook, "id"), Cell(shown(webhook, "state"), style_of_webhook(webhook)), shown(webhook, "url"),
               events_of(webhook), age_or(session, webhook, "failing_since", "no")});
  }
  if (table.empty()) return say(session, "no webhooks in this project");
  table.print(session.console);
  return 0;
}

Outcome<int> show(Session& session, const std::string& id) {
  const Document webhook = TRY(call(session.api, {.path = webhook_path(id)}));
  if (session.json) return print_document(session, webhook);
  print_webhook(session, webhook.value);
  return 0;
}

Outcome<int> remove(Session& session, const std::string& id) {
  TRY(send_expecting_success(session.api, {.method = "DELETE", .path = webhook_path(id)}));
  if (session.json) return print_json(session, json::Object{{"removed", id}});
  return say(session, "removed, with what waited for it");
}

Outcome<int> set_enabled(Session& session, const std::string& id, bool enabled) {
  const Document webhook = TRY(
      call(session.api,
           {.method = "PATCH", .path = webhook_path(id), .body = json::to_text(json::Object{{"enabled", enabled}})}));
  if (session.json) return print_document(session, webhook);
  return say(session, enabled ? "enabled: what happens from now on is sent, and what waited"
                              : "disabled: nothing is sent, and nothing new is queued");
}
Outcome<int> enable(Session& session, const std::string& id) {
  return set_enabled(session, id, true);
}
Outcome<int> disable(Session& session, const std::string& id) {
  return set_enabled(session, id, false);
}

Command with_id(std::string name, std::string help, Outcome<int> (*run)(Session&, const std::string&)) {
  auto id = std::make_shared<std::string>();
  Command command{.name = std::move(name), .help = std::move(help)};
  command.arguments = {id_argument(*id)};
  command.run = [id, run](Session& session) { return run(session, *id); };
  return command;
}

struct RotateOptions {
  std::string id;
  std::optional<std::chrono::milliseconds> overlap;
  std::optional<std::string> save;
};

Command rotate_command() {
  auto options = std::make_shared<RotateOptions>();
  Command command{.name = "rotate-secret",
                  .help = "Replace a webhook's secret by a new one, which is shown this once."};
  command.arguments = {
      id_argument(options->id),
      {.name = "--overlap",
       .target = &options->overlap,
       .help = "How long the old secret signs along (default 24h; 0s: it ends at once).",
       .value = "DURATION"},
      save_argument(options->save),
  };
  command.run = [options](Session& session) {
    json::Object body;
    if (options->overlap) body.emplace("overlap_ms", options->overlap->count());
    return issue(session,
                 {.method = "POST", .path = webhook_path(options->id, "/rotate-secret"), .body = json::to_text(body)},
                 options->save);
  };
  return command;
}

// --- Deliveries -----------------------------------------------------------------------------------------------------

std::string attempt_text(const json::Value& attempt) {
  std::string text = shown(attempt, "outcome");
  if (const std::string status = shown(attempt, "status"); !status.empty()) text += " (" + status + ")";
  return text;
}

void print_delivery(Session& session, const json::Value& details) {
  const json::Value& delivery = member(details, "delivery");
  Console& console = session.console;
  console.print_line(fmt::format("delivery {}  {}  {}", console.styled(shown(delivery, "id"), Style::bold),
                                 shown(delivery, "type"),
                                 console.styled(shown(delivery, "state"), style_of_delivery(delivery))));
  console.print_line("  message  " + shown(delivery, "message"));
  console.print_line("  subject  " + shown(delivery, "subject"));
  if (time_at(delivery, "next_attempt_at"))
    console.print_line("  next     " + age_or(session, delivery, "next_attempt_at", ""));
  for (const json::Value& attempt : list_at(details, "log")) {
    console.print_line(fmt::format("  attempt {}, {}, {} ms: {}", shown(attempt, "number"),
                                   age_or(session, attempt, "at", "?"), shown(attempt, "duration_ms"),
                                   attempt_text(attempt)));
    for (const char* name : {"trouble", "answer"}) {
      if (const std::string text = shown(attempt, name); !text.empty()) console.print_line("    " + text);
    }
  }
}

Outcome<int> test(Session& session, const std::string& id) {
  constexpr std::chrono::milliseconds kWait{30'000};
  const Document details = TRY(call(session.api, {.method = "POST",
                                                  .path = webhook_path(id, "/test"),
                                                  .body = json::to_text(json::Object{{"wait_ms", kWait.count()}}),
                                                  .extra_time = kWait}));
  const std::string state = raw_text(member(details.value, "delivery"), "state");
  if (session.json)
    print_document(session, details);
  else
    print_delivery(session, details.value);
  return state == "delivered" ? 0 : facts_of(ErrorCode::unavailable).exit_code;
}

struct DeliveriesOptions {
  std::string id;
  std::optional<std::string> delivery;
  std::optional<std::string> state;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
};

Outcome<int> list_deliveries(Session& session, const DeliveriesOptions& options) {
  constexpr std::int64_t kUsual = 50;
  PagedList wanted{.path = webhook_path(options.id, "/deliveries"),
                   .member = "deliveries",
                   .page_max = kWebhookPageMax,
                   .limit = options.limit.value_or(kUsual),
                   .cursor = options.cursor.value_or("")};
  if (options.state) wanted.query.emplace_back("state", *options.state);
  const json::Value page = TRY(fetch_list(session, std::move(wanted)));
  if (session.json) return print_json(session, page);
  Table table(
      {{"id"}, {"state"}, {"event"}, {"attempts", Align::right}, {"last", Align::left, true}, {"queued"}, {"next"}});
  for (const json::Value& delivery : list_at(page, "deliveries")) {
    table.add({shown(delivery, "id"), Cell(shown(delivery, "state"), style_of_delivery(delivery)),
               shown(delivery, "type"), shown(delivery, "attempts"), attempt_text(member(delivery, "last_attempt")),
               age_or(session, delivery, "created_at", "?"), age_or(session, delivery, "next_attempt_at", "")});
  }
  if (table.empty()) return say(session, "no deliveries");
  table.print(session.console);
  print_more(session, page);
  return 0;
}

Outcome<int> show_delivery(Session& session, const DeliveriesOptions& options) {
  const Document details = TRY(call(session.api, {.path = delivery_path(options.id, *options.delivery)}));
  if (session.json) return print_document(session, details);
  print_delivery(session, details.value);
  return 0;
}

Command deliveries_command() {
  auto options = std::make_shared<DeliveriesOptions>();
  Command command{.name = "deliveries", .help = "Show what was sent, what waits, and how each attempt went."};
  command.arguments = {
      id_argument(options->id),
      {.name = "--delivery",
       .target = &options->delivery,
       .help = "Only this one, with all of its attempts; also by the webhook-id that the receiver saw.",
       .value = "DELIVERY"},
      {.name = "--state",
       .target = &options->state,
       .help = "Only these.",
       .value = "STATE",
       .choices = {"pending", "delivered", "failed"}},
      limit_option(options->limit, 50),
      cursor_option(options->cursor),
  };
  command.run = [options](Session& session) {
    return options->delivery ? show_delivery(session, *options) : list_deliveries(session, *options);
  };
  return command;
}

struct RedeliverOptions {
  std::string id;
  std::string delivery;
};

Command redeliver_command() {
  auto options = std::make_shared<RedeliverOptions>();
  Command command{.name = "redeliver", .help = "Send a delivery again, at once, with the same webhook-id."};
  command.arguments = {id_argument(options->id), delivery_argument(options->delivery)};
  command.run = [options](Session& session) -> Outcome<int> {
    const Document delivery =
        TRY(call(session.api, {.method = "POST", .path = delivery_path(options->id, options->delivery, "/redeliver")}));
    if (session.json) return print_document(session, delivery);
    return say(session, "queued again");
  };
  return command;
}

}  // namespace

Command webhooks_command() {
  Command list_webhooks{.name = "list", .help = "List the webhooks of the project, without their secrets."};
  list_webhooks.run = &list;
  return {.name = "webhooks",
          .help = "Events posted to other servers, signed (standardwebhooks.com).",
          .commands = {
              add_command(), std::move(list_webhooks), with_id("show", "Show one webhook.", &show),
              with_id("remove", "Remove a webhook and what waits for it.", &remove),
              with_id("enable", "Send again what happens from now on.", &enable),
              with_id("disable", "Send nothing until it is enabled again.", &disable),
              with_id("test", "Send a test message, once, and show how that went (exit code 12: it failed).", &test),
              rotate_command(), deliveries_command(), redeliver_command()}};
}

}  // namespace swarm::cli
