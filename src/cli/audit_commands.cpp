#include <fmt/format.h>

#include "base/time_text.hpp"
#include "cli/commands.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/paging.hpp"
#include "cli/private_output.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace swarm::cli {

namespace {

constexpr std::int64_t kAuditPageMax = 500;
constexpr std::int64_t kAuditDefault = 50;
constexpr std::int64_t kExportPage = 1'000;
constexpr std::chrono::minutes kVerifyTime{30};  // a long chain is walked from its beginning

struct ListOptions {
  std::optional<std::string> actor, action, subject, of_project, since, until, cursor;
  std::optional<std::int64_t> limit;
};

// A time of day as RFC 3339, or how long ago: "2h".
Outcome<std::string> time_argument(Session& session, std::string_view name, const std::string& text) {
  if (const auto ago = parse_duration(text)) return to_text(session.clock.now() - *ago);
  if (const auto time = parse_time(text)) return to_text(*time);
  return trouble(ErrorCode::invalid_input,
                 fmt::format("{}: a time such as 2026-11-21T17:00:00Z, or how long ago, such as 2h, expected", name));
}

Outcome<PagedList> wanted_list(Session& session, const ListOptions& options) {
  PagedList wanted{.path = "/api/v1/audit",
                   .member = "entries",
                   .page_max = kAuditPageMax,
                   .limit = options.limit.value_or(kAuditDefault),
                   .cursor = options.cursor.value_or("")};
  if (options.actor) wanted.query.emplace_back("actor", *options.actor);
  if (options.action) wanted.query.emplace_back("action", *options.action);
  if (options.subject) wanted.query.emplace_back("subject", *options.subject);
  if (options.of_project) wanted.query.emplace_back("project", *options.of_project);
  if (options.since) wanted.query.emplace_back("since", TRY(time_argument(session, "--since", *options.since)));
  if (options.until) wanted.query.emplace_back("until", TRY(time_argument(session, "--until", *options.until)));
  return wanted;
}

Outcome<int> list(Session& session, const ListOptions& options) {
  PagedList wanted = TRY(wanted_list(session, options));
  const json::Value page = TRY(fetch_list(session, std::move(wanted)));
  if (session.json) return print_json(session, page);
  Table table({{"when"},
               {"who", Align::left, true},
               {"did"},
               {"to", Align::left, true},
               {"outcome"},
               {"from"},
               {"details", Align::left, true}});
  for (const json::Value& entry : list_at(page, "entries")) {
    const auto at = time_at(entry, "at");
    const bool is_refused = raw_text(entry, "outcome") == "refused";
    table.add({at ? human_time(*at, session.clock.now()) : "", shown(entry, "actor_name"), shown(entry, "action"),
               shown(entry, "subject"), Cell(shown(entry, "outcome"), is_refused ? Style::warning : Style::plain),
               shown(entry, "client_address"), shown(entry, "details")});
  }
  if (table.empty()) return say(session, "no entries");
  table.print(session.console);
  print_more(session, page);
  return 0;
}

Command list_command() {
  auto options = std::make_shared<ListOptions>();
  Command command{.name = "list", .help = "List the audit log, newest first."};
  command.arguments = {
      {.name = "--actor", .target = &options->actor, .help = "Done with this key (an id).", .value = "ID"},
      {.name = "--action",
       .target = &options->action,
       .help = "Actions that begin like this, such as 'keys.'.",
       .value = "PREFIX"},
      {.name = "--subject", .target = &options->subject, .help = "Done to this.", .value = "ID"},
      {.name = "--of-project", .target = &options->of_project, .help = "In this project (an id).", .value = "ID"},
      {.name = "--since",
       .target = &options->since,
       .help = "From this time on: RFC 3339, or how long ago, such as 2h.",
       .value = "TIME"},
      {.name = "--until", .target = &options->until, .help = "Before this time.", .value = "TIME"},
      limit_option(options->limit, 50),
      cursor_option(options->cursor),
  };
  command.run = [options](Session& session) { return list(session, *options); };
  return command;
}

void print_verification(Session& session, const json::Value& report) {
  Console& console = session.console;
  const bool is_valid = is_true(report, "valid");
  console.print_line(is_valid ? console.styled("the audit log is whole", Style::good)
                              : console.styled("the audit log is NOT whole", Style::bad));
  for (const json::Value& chain : list_at(report, "chains")) {
    console.print_line(fmt::format("  replica {}: entries {} to {}, {} checkpoints, signed through {}{}",
                                   shown(chain, "replica"), shown(chain, "first_number"), shown(chain, "last_number"),
                                   shown(chain, "checkpoints"), shown(chain, "signed_through"),
                                   is_true(chain, "signer_known") ? "" : " by a key that this server does not know"));
    if (is_true(chain, "valid")) continue;
    console.print_line(console.styled(
        fmt::format("    broken at entry {}: {}", shown(chain, "broken_number"), shown(chain, "trouble")), Style::bad));
  }
}

Outcome<int> verify(Session& session) {
  const Document report =
      TRY(call(session.api, {.method = "POST", .path = "/api/v1/audit/verify", .extra_time = kVerifyTime}));
  if (session.json)
    print_document(session, report);
  else
    print_verification(session, report.value);
  return is_true(report.value, "valid") ? 0 : kExitBroken;
}

// One page of lines; the place of its last entry goes into `after`.
struct ExportPlace {
  std::string replica;
  std::int64_t number = 0;
};

Outcome<std::int64_t> export_page(Session& session, ExportPlace& place,
                                  const std::function<Outcome<Done>(std::string_view)>& write) {
  ApiRequest request{.path = "/api/v1/audit/export"};
  request.query = {{"after_replica", place.replica},
                   {"after_number", std::to_string(place.number)},
                   {"limit", std::to_string(kExportPage)}};
  const ApiReply reply = TRY(send_expecting_success(session.api, request));
  if (reply.body.empty()) return 0;
  const std::string_view lines = std::string_view(reply.body).substr(0, reply.body.find_last_not_of('\n') + 1);
  const Result<json::Value> last = json::parse(lines.substr(lines.rfind('\n') + 1), 64);
  const auto number = last ? whole_number(*last, "number") : std::nullopt;
  if (!number) return trouble(ErrorCode::internal, "the server's export holds a line that is no audit entry");
  const ExportPlace next{raw_text(*last, "replica"), *number};
  if (next.replica == place.replica && next.number == place.number)
    return trouble(ErrorCode::internal, "the server's export does not go on");
  TRY(write(reply.body));
  place = next;
  return std::ranges::count(reply.body, '\n');
}

struct ExportOptions {
  std::optional<std::string> output;
};

Outcome<int> export_all(Session& session, const ExportOptions& options) {
  std::optional<PrivateOutput> file;
  if (options.output) file.emplace(TRY(PrivateOutput::create(*options.output)));
  const auto write = [&](std::string_view text) -> Outcome<Done> {
    if (file) return file->write(text);
    session.console.print(text);
    return Done{};
  };
  ProgressLine progress(session.console, session.clock, "entries", std::nullopt);
  ExportPlace place;
  while (true) {
    if (session.is_interrupted()) return trouble(ErrorCode::cancelled, "stopped by Ctrl-C: the export is not complete");
    const std::int64_t count = TRY(export_page(session, place, write));
    if (count == 0) break;
    progress.advance(count);
  }
  const std::int64_t exported = progress.meter().done();
  progress.clear();
  session.console.remark_line(fmt::format("exported {} entries", human_count(exported)));
  return 0;
}

Command export_command() {
  auto options = std::make_shared<ExportOptions>();
  Command command{.name = "export",
                  .help = "Write the audit log in the order of its chains, one JSON object per line.",
                  .details = "'swarmd audit-verify' checks the chains where no server runs."};
  command.arguments = {{.name = "--output",
                        .target = &options->output,
                        .help = "A new file (0600) instead of standard output.",
                        .value = "FILE",
                        .completes = Completes::files}};
  command.run = [options](Session& session) { return export_all(session, *options); };
  return command;
}

}  // namespace

Command audit_command() {
  Command verification{.name = "verify",
                       .help = "Walk the chains of all replicas and say whether they are whole (exit code 23: not)."};
  verification.run = &verify;
  return {.name = "audit",
          .help = "The audit log: who did what.",
          .commands = {list_command(), std::move(verification), export_command()}};
}

}  // namespace swarm::cli
