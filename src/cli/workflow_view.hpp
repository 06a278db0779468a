#pragma once

#include "cli/session.hpp"
#include "cli/workflow_graph.hpp"

namespace swarm::cli {

const std::vector<std::string>& workflow_state_names();

// 0 when it completed; otherwise what --help names.
int exit_code_of_workflow(const json::Value& workflow);
Style style_of_workflow(const json::Value& workflow);

// "[#####-----] 5 of 10  ✔ 4  ✘ 1  ● 2"
std::string progress_of_workflow(const Console& console, const json::Value& progress);

// What and how far it is, and its graph; every step on a line of its own when `all`.
void print_workflow(Session& session, const json::Value& workflow, bool all);

// The steps of a workflow as the server sends it.
std::vector<GraphStep> graph_steps_of(const json::Value& workflow);
std::string graph_text(const Console& console, const std::vector<GraphLine>& lines, std::optional<std::size_t> width);

}  // namespace swarm::cli
