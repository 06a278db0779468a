#include "cli/commands.hpp"
#include "cli/completion.hpp"
#include "cli/session.hpp"

namespace swarm::cli {

namespace {

constexpr std::string_view kDetails =
    "The API key comes from the first of: --key-file, SWARM_KEY, admin.key in the folder given with --data, "
    "./var/admin.key, /var/lib/swarmkeeper/admin.key. The last two are only sent to a server on this machine.\n"
    "\n"
    "Exit codes: 0 done; 1 internal; 2 invalid_input, wrong use; 3 unauthenticated; 4 budget_exceeded; 5 forbidden; "
    "6 not_found; 7 conflict; 8 expired; 9 too_large; 10 limit_exceeded; 11 cancelled; 12 unavailable, unhealthy; "
    "13 timeout; 14 storage_full; 20 the answer is \"I don't know\" (abstained); 21 the task failed or is a dead "
    "letter; 22 the answer is refuted; 23 the audit log is not whole, or a model is damaged.\n"
    "\n"
    "With --json standard output holds one JSON document, the server's own (streams: one per line), and an error is a "
    "problem document on standard error. SWARM_URL, SWARM_KEY, SWARM_CA_FILE and NO_COLOR are read from the "
    "environment.";

}  // namespace

Command root_command(GlobalOptions& options) {
  Command root{.name = "swarmctl",
               .help = "Ask and operate a Swarmkeeper server over its HTTP API.",
               .details = std::string(kDetails)};
  root.arguments = {
      {.name = "--url",
       .target = &options.url,
       .help = "The server (default: SWARM_URL, else http://127.0.0.1:3000).",
       .value = "URL"},
      {.name = "--key-file",
       .target = &options.key_file,
       .help = "The file that holds the API key.",
       .value = "FILE",
       .completes = Completes::files},
      {.name = "--data",
       .target = &options.data,
       .help = "The server's data folder; its admin.key is used.",
       .value = "DIR",
       .completes = Completes::files},
      {.name = "--project",
       .target = &options.project,
       .help = "Act in this project (an id); for admins.",
       .value = "ID"},
      {.name = "--ca-file",
       .target = &options.ca_file,
       .help = "Certificates to trust, instead of the system's (PEM).",
       .value = "FILE",
       .completes = Completes::files},
      {.name = "--timeout",
       .target = &options.timeout,
       .help = "The longest wait for one answer (default 30s).",
       .value = "DURATION"},
      {.name = "--json", .target = &options.json, .help = "Print what the server said, as JSON."},
      {.name = "--no-colour", .target = &options.no_colour, .help = "No colours, also on a terminal."},
  };
  root.commands = {ask_command(),      tasks_command(),     workflows_command(), keys_command(),
                   projects_command(), ip_rules_command(),  webhooks_command(),  budget_command(),
                   secrets_command(),  providers_command(), breaker_command(),   engine_command(),
                   models_command(),   training_command(),  misses_command(),    usage_command(),
                   audit_command(),    config_command(),    database_command(),  health_command(),
                   status_command(),   completion_command()};
  return root;
}

}  // namespace swarm::cli
