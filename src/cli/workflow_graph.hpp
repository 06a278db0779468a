#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/console.hpp"

// A workflow drawn from top to bottom, one line for each step: lines lead from a step to those that need it. Pure.
namespace swarm::cli {

enum class StepLook { waiting, queued, running, retrying, completed, abstained, failed, cancelled };

struct GraphStep {
  std::string name;  // safe, one line, as the note
  StepLook look = StepLook::waiting;
  std::vector<std::size_t> depends_on;  // places in the list
  std::string note{};                   // the value, or why there is none
};

std::string_view symbol_of(StepLook look);
Style style_of(StepLook look);

// A line of the drawing. Lines that only connect have no label.
struct GraphLine {
  std::string rails;   // left of the symbol, without it
  std::string symbol;  // of the step; empty on a connecting line
  std::string tail;    // rails right of the symbol
  Style style = Style::plain;
  std::string label{};  // the step's name, or what was folded
  std::string note{};
};

struct GraphOptions {
  std::size_t fold_over = 40;  // a larger workflow is folded: equal branches are one, long rows show their ends
  std::size_t lanes_max = 12;  // with more lines side by side each step names what it needs instead
};

// Steps that failed are never folded together with others. Drawn in the order of the list, as far as dependencies
// allow.
std::vector<GraphLine> draw_graph(const std::vector<GraphStep>& steps, const GraphOptions& options);

}  // namespace swarm::cli
