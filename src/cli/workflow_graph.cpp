#include "cli/workflow_graph.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <optional>
#include <set>

#include "cli/workflow_fold.hpp"

namespace swarm::cli {

namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

// The lines that run down beside each other. Each leads to the node that it will meet.
class Rails {
 public:
  std::size_t width() const { return lanes_.size(); }

  // The lane in which the node stands. Lines that meet there are led together, by one more line of the drawing.
  std::size_t meet(std::size_t node, std::vector<GraphLine>& lines) {
    std::vector<std::size_t> meeting;
    for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
      if (lanes_[lane] == node) meeting.push_back(lane);
    }
    if (meeting.empty()) return take_free(0, node);
    const std::size_t home = meeting.front();
    if (meeting.size() == 1) return home;
    std::vector<std::string> cells = straight();
    cells[home] = "├";
    for (std::size_t i = 1; i < meeting.size(); ++i)
      cells[meeting[i]] = i + 1 == meeting.size() ? "╯" : "┴";
    add(lines, cells, home, meeting.back());
    for (std::size_t i = 1; i < meeting.size(); ++i)
      lanes_[meeting[i]] = kNone;
    return home;
  }

  GraphLine node_line(std::size_t home, std::string_view symbol) const {
    const std::vector<std::string> cells = straight();
    GraphLine line;
    for (std::size_t lane = 0; lane < home; ++lane)
      line.rails += cells[lane] + " ";
    line.symbol = symbol;
    for (std::size_t lane = home + 1; lane < used(); ++lane)
      line.tail += " " + cells[lane];
    return line;
  }

  // Leads lines from the node to those that need it.
  void part(std::size_t home, const std::vector<std::size_t>& dependents, std::vector<GraphLine>& lines) {
    lanes_[home] = kNone;
    std::set<std::size_t> fresh, joined;
    for (const std::size_t dependent : dependents) {
      const auto there = std::ranges::find(lanes_, dependent);
      if (there != lanes_.end() && dependents.size() > 1)
        joined.insert(static_cast<std::size_t>(there - lanes_.begin()));
      else if (lanes_[home] == kNone)
        lanes_[home] = dependent;
      else
        fresh.insert(take_free(home, dependent));
    }
    if (!fresh.empty() || !joined.empty()) draw_parting(home, fresh, joined, lines);
    while (!lanes_.empty() && lanes_.back() == kNone)
      lanes_.pop_back();
  }

 private:
  std::size_t take_free(std::size_t from, std::size_t node) {
    std::size_t lane = from;
    while (lane < lanes_.size() && lanes_[lane] != kNone)
      ++lane;
    if (lane == lanes_.size()) lanes_.push_back(kNone);
    lanes_[lane] = node;
    return lane;
  }

  std::size_t used() const {
    std::size_t count = lanes_.size();
    while (count > 0 && lanes_[count - 1] == kNone)
      --count;
    return count;
  }

  std::vector<std::string> straight() const {
    std::vector<std::string> cells;
    for (const std::size_t lane : lanes_)
      cells.emplace_back(lane == kNone ? " " : "│");
    return cells;
  }

  void draw_parting(std::size_t home, const std::set<std::size_t>& fresh, const std::set<std::size_t>& joined,
                    std::vector<GraphLine>& lines) const {
    std::set<std::size_t> ends = fresh;
    ends.insert(joined.begin(), joined.end());
    const bool leads_left = *ends.begin()<home, leads_right = *ends.rbegin()> home;
    const bool goes_on = lanes_[home] != kNone;
    std::vector<std::string> cells = straight();
    if (leads_left && leads_right)
      cells[home] = goes_on ? "┼" : "┴";
    else if (leads_right)
      cells[home] = goes_on ? "├" : "╰";
    else
      cells[home] = goes_on ? "┤" : "╯";
    const std::size_t from = std::min(home, *ends.begin()), to = std::max(home, *ends.rbegin());
    for (const std::size_t lane : ends) {
      if (lane == from)
        cells[lane] = fresh.contains(lane) ? "╭" : "├";
      else if (lane == to)
        cells[lane] = fresh.contains(lane) ? "╮" : "┤";
      else
        cells[lane] = fresh.contains(lane) ? "┬" : "┼";
    }
    add(lines, cells, from, to);
  }

  // A connecting line, with a bar between the lanes `from` and `to`.
  static void add(std::vector<GraphLine>& lines, const std::vector<std::string>& cells, std::size_t from,
                  std::size_t to) {
    GraphLine line;
    for (std::size_t lane = 0; lane < cells.size(); ++lane) {
      const bool is_under_bar = lane >= from && lane < to;
      line.rails += cells[lane] == " " && lane > from && lane < to ? "─" : cells[lane];
      if (lane + 1 < cells.size()) line.rails += is_under_bar ? "─" : " ";
    }
    line.rails.erase(line.rails.find_last_not_of(' ') + 1);
    lines.push_back(std::move(line));
  }

  std::vector<std::size_t> lanes_;  // the node that each leads to; kNone: free
};

// What stands for several: what is wrong first, then what moves.
StepLook look_of(const std::vector<GraphStep>& steps, const GraphNode& node) {
  constexpr StepLook kFirst[] = {StepLook::failed, StepLook::abstained, StepLook::running,  StepLook::retrying,
                                 StepLook::queued, StepLook::waiting,   StepLook::cancelled};
  for (const StepLook look : kFirst) {
    if (std::ranges::any_of(node.steps, [&](std::size_t place) { return steps[place].look == look; })) return look;
  }
  return StepLook::completed;
}

std::string counts_of(const std::vector<GraphStep>& steps, const GraphNode& node) {
  std::map<StepLook, std::size_t> counts;
  for (const std::size_t place : node.steps)
    ++counts[steps[place].look];
  std::string text;
  for (const auto& [look, count] : counts)
    text += fmt::format("{}{} {}", text.empty() ? "" : "  ", symbol_of(look), count);
  return text;
}

void describe(GraphLine& line, const std::vector<GraphStep>& steps, const GraphNode& node) {
  const GraphStep& first = steps[node.steps.front()];
  if (node.steps.size() == 1) {
    line.label = first.name;
    line.note = first.note;
    return;
  }
  const std::string names = fmt::format("{} … {}", first.name, steps[node.steps.back()].name);
  line.label = node.is_row ? fmt::format("{} ({} in a row)", names, node.steps.size())
                           : fmt::format("{} (×{})", names, node.steps.size());
  line.note = counts_of(steps, node);
}

// For a graph with too many lines side by side: every step says what it needs.
std::vector<GraphLine> list_nodes(const std::vector<GraphStep>& steps, const std::vector<GraphNode>& nodes) {
  constexpr std::size_t kNamedMax = 4;
  std::vector<GraphLine> lines;
  for (const GraphNode& node : nodes) {
    GraphLine line{.symbol = node.is_row ? "⋮" : std::string(symbol_of(look_of(steps, node))),
                   .style = style_of(look_of(steps, node))};
    describe(line, steps, node);
    std::vector<std::string> needed;
    for (std::size_t i = 0; i < node.depends_on.size() && i < kNamedMax; ++i)
      needed.push_back(steps[nodes[node.depends_on[i]].steps.front()].name);
    if (node.depends_on.size() > kNamedMax)
      needed.push_back(fmt::format("{} more", node.depends_on.size() - kNamedMax));
    if (!needed.empty()) line.note += fmt::format("{}← {}", line.note.empty() ? "" : "  ", fmt::join(needed, ", "));
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

std::string_view symbol_of(StepLook look) {
  switch (look) {
    case StepLook::waiting:
      return "◌";
    case StepLook::queued:
      return "○";
    case StepLook::running:
      return "●";
    case StepLook::retrying:
      return "↻";
    case StepLook::completed:
      return "✔";
    case StepLook::abstained:
      return "?";
    case StepLook::failed:
      return "✘";
    case StepLook::cancelled:
      return "⊘";
  }
  return "?";
}

Style style_of(StepLook look) {
  switch (look) {
    case StepLook::waiting:
      return Style::faint;
    case StepLook::queued:
      return Style::plain;
    case StepLook::running:
      return Style::bold;
    case StepLook::completed:
      return Style::good;
    case StepLook::failed:
      return Style::bad;
    case StepLook::retrying:
    case StepLook::abstained:
    case StepLook::cancelled:
      return Style::warning;
  }
  return Style::plain;
}

std::vector<GraphLine> draw_graph(const std::vector<GraphStep>& steps, const GraphOptions& options) {
  const bool is_folded = steps.size() > options.fold_over;
  const std::vector<GraphNode> nodes = is_folded ? folded_nodes_of(steps) : nodes_of(steps);
  std::vector<GraphLine> lines;
  Rails rails;
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    const std::size_t home = rails.meet(node, lines);
    const StepLook look = look_of(steps, nodes[node]);
    GraphLine line = rails.node_line(home, nodes[node].is_row ? "⋮" : symbol_of(look));
    line.style = style_of(look);
    describe(line, steps, nodes[node]);
    lines.push_back(std::move(line));
    rails.part(home, nodes[node].dependents, lines);
    if (rails.width() > options.lanes_max) return list_nodes(steps, nodes);
  }
  return lines;
}

}  // namespace swarm::cli
