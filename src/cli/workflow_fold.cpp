#include "cli/workflow_fold.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <queue>
#include <set>
#include <tuple>

namespace swarm::cli {

namespace {

using Places = std::vector<std::size_t>;

// The first of the list that is free goes first. What is in a cycle, or needs what is not there, is left out: a server
// that sends such a thing is broken, which must not hang us.
Places order_of(const std::vector<GraphStep>& steps, std::vector<Places>& dependents) {
  Places open(steps.size()), order;
  dependents.assign(steps.size(), {});
  std::priority_queue<std::size_t, Places, std::greater<>> free;
  for (std::size_t place = 0; place < steps.size(); ++place) {
    open[place] = steps[place].depends_on.size();
    for (const std::size_t needed : steps[place].depends_on) {
      if (needed < steps.size()) dependents[needed].push_back(place);
    }
    if (open[place] == 0) free.push(place);
  }
  while (!free.empty()) {
    order.push_back(free.top());
    free.pop();
    for (const std::size_t dependent : dependents[order.back()]) {
      if (--open[dependent] == 0) free.push(dependent);
    }
  }
  return order;
}

// Steps by what they are taken together as; a node for each, in the order in which their first steps come.
std::vector<GraphNode> nodes_by(const std::vector<GraphStep>& steps, const Places& order, const Places& class_of) {
  std::vector<GraphNode> nodes;
  std::map<std::size_t, std::size_t> node_of_class;
  for (const std::size_t place : order) {
    const auto [found, is_new] = node_of_class.emplace(class_of[place], nodes.size());
    if (is_new) nodes.emplace_back();
    nodes[found->second].steps.push_back(place);
  }
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    std::set<std::size_t> needed;
    for (const std::size_t place : nodes[node].steps) {
      for (const std::size_t dependency : steps[place].depends_on)
        needed.insert(node_of_class.at(class_of[dependency]));
    }
    needed.erase(node);
    nodes[node].depends_on.assign(needed.begin(), needed.end());
    for (const std::size_t dependency : needed)
      nodes[dependency].dependents.push_back(node);
    std::ranges::sort(nodes[node].steps);
  }
  return nodes;
}

std::set<std::size_t> classes_of(const Places& places, const Places& class_of) {
  std::set<std::size_t> classes;
  for (const std::size_t place : places)
    classes.insert(class_of[place]);
  return classes;
}

// Steps are equal when they stand equally deep, need equal steps and are needed by equal ones. Starts with what is
// equally deep, and takes apart what differs until nothing does.
Places equal_classes(const std::vector<GraphStep>& steps, const Places& order, const std::vector<Places>& dependents) {
  Places class_of(steps.size());
  std::map<std::pair<std::size_t, bool>, std::size_t> first;
  Places depth(steps.size());
  for (const std::size_t place : order) {
    for (const std::size_t needed : steps[place].depends_on)
      depth[place] = std::max(depth[place], depth[needed] + 1);
    const bool is_bad = steps[place].look == StepLook::failed || steps[place].look == StepLook::abstained;
    class_of[place] = first.emplace(std::pair(depth[place], is_bad), first.size()).first->second;
  }
  for (std::size_t count = first.size(), before = 0; count != before;) {
    before = count;
    std::map<std::tuple<std::size_t, std::set<std::size_t>, std::set<std::size_t>>, std::size_t> finer;
    Places next(steps.size());
    for (const std::size_t place : order) {
      auto key = std::tuple(class_of[place], classes_of(steps[place].depends_on, class_of),
                            classes_of(dependents[place], class_of));
      next[place] = finer.emplace(std::move(key), finer.size()).first->second;
    }
    class_of = std::move(next);
    count = finer.size();
  }
  return class_of;
}

bool is_in_a_row(const std::vector<GraphNode>& nodes, std::size_t node) {
  return nodes[node].depends_on.size() == 1 && nodes[node].dependents.size() == 1;
}

// The nodes of each row that is long enough, but for its first and last one.
std::vector<Places> inner_rows(const std::vector<GraphNode>& nodes) {
  constexpr std::size_t kRowMin = 5;
  std::vector<Places> rows;
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    if (!is_in_a_row(nodes, node) || is_in_a_row(nodes, nodes[node].depends_on.front())) continue;
    Places row{node};
    while (is_in_a_row(nodes, nodes[row.back()].dependents.front()))
      row.push_back(nodes[row.back()].dependents.front());
    if (row.size() >= kRowMin) rows.emplace_back(row.begin() + 1, row.end() - 1);
  }
  return rows;
}

}  // namespace

std::vector<GraphNode> nodes_of(const std::vector<GraphStep>& steps) {
  std::vector<Places> dependents;
  const Places order = order_of(steps, dependents);
  Places class_of(steps.size());
  for (std::size_t place = 0; place < steps.size(); ++place)
    class_of[place] = place;
  return nodes_by(steps, order, class_of);
}

std::vector<GraphNode> folded_nodes_of(const std::vector<GraphStep>& steps) {
  std::vector<Places> dependents;
  const Places order = order_of(steps, dependents);
  Places class_of = equal_classes(steps, order, dependents);
  const std::vector<GraphNode> nodes = nodes_by(steps, order, class_of);
  std::set<std::size_t> rows;
  for (const Places& row : inner_rows(nodes)) {
    const std::size_t together = class_of[nodes[row.front()].steps.front()];
    rows.insert(nodes[row.front()].steps.front());
    for (const std::size_t node : row) {
      for (const std::size_t place : nodes[node].steps)
        class_of[place] = together;
    }
  }
  std::vector<GraphNode> folded = nodes_by(steps, order, class_of);
  for (GraphNode& node : folded) {
    node.is_row = std::ranges::any_of(node.steps, [&](std::size_t place) { return rows.contains(place); });
  }
  return folded;
}

}  // namespace swarm::cli
