#pragma once

#include "cli/session.hpp"

namespace swarm::cli {

// The words that --help and completion offer; a test compares them with the server's own lists.
const std::vector<std::string>& head_names();  // with auto
const std::vector<std::string>& strategy_names();
const std::vector<std::string>& priority_names();
const std::vector<std::string>& task_state_names();

bool is_final(const json::Value& task);
// 0 when there is an answer to stand for; otherwise what --help names.
int exit_code_of(const json::Value& task);

// The answer, how sure it is, why it is right and how long it took.
void print_answer(Session& session, const json::Value& task);
// Everything about a task.
void print_task(Session& session, const json::Value& task);
// "completed verified", "running", "dead_letter attempts_exhausted": for a list.
std::string outcome_of(const json::Value& task);
Style style_of(const json::Value& task);

// One attempt's choice of the head and what each stage did.
void print_route(Session& session, const json::Value& trace);

}  // namespace swarm::cli
