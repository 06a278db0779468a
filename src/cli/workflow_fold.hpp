#pragma once

#include <cstddef>
#include <vector>

#include "cli/workflow_graph.hpp"

namespace swarm::cli {

// What the drawing shows as one: a step, several with the same place in the graph, or the inner part of a long row.
struct GraphNode {
  std::vector<std::size_t> steps;       // in the order of the list
  bool is_row = false;                  // they follow each other
  std::vector<std::size_t> depends_on;  // nodes, ascending
  std::vector<std::size_t> dependents;
};

// Every step alone, in an order in which each comes after what it needs.
std::vector<GraphNode> nodes_of(const std::vector<GraphStep>& steps);
// With equal branches as one and the inner part of long rows as one.
std::vector<GraphNode> folded_nodes_of(const std::vector<GraphStep>& steps);

}  // namespace swarm::cli
