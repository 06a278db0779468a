#pragma once

#include "cli/command.hpp"

// One file per group. Each returns its declaration; `run` holds the struct that its arguments fill.
namespace swarm::cli {

Command ask_command();
Command tasks_command();
Command task_submit_command();
Command task_batch_command();
Command task_events_command();
std::vector<Command> task_action_commands();  // wait, cancel, retry, requeue, feedback, correct
Command workflows_command();
Command keys_command();
Command projects_command();
Command ip_rules_command();
Command webhooks_command();
Command secrets_command();
Command audit_command();
Command budget_command();
Command config_command();
Command database_command();
Command health_command();
Command status_command();
Command providers_command();
Command breaker_command();
Command usage_command();
Command engine_command();
Command models_command();
Command training_command();
Command misses_command();

struct GlobalOptions;
// The whole program; global options go to `options`, which outlives it.
Command root_command(GlobalOptions& options);

}  // namespace swarm::cli
