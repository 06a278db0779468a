#include "swarm/heads/math/expression/tree.hpp"

#include <algorithm>

#include "swarm/heads/math/expression/values.hpp"

namespace swarm::math {

namespace {

int precedence(const Node& node) {
  switch (node.kind) {
    case NodeKind::add:
    case NodeKind::subtract:
      return 1;
    case NodeKind::multiply:
    case NodeKind::divide:
    case NodeKind::of:
      return 2;
    case NodeKind::negate:
      return 3;
    case NodeKind::power:
      return 4;
    default:
      return 5;
  }
}

std::string_view sign_of(NodeKind kind) {
  switch (kind) {
    case NodeKind::add:
      return " + ";
    case NodeKind::subtract:
      return " - ";
    case NodeKind::multiply:
      return " * ";
    case NodeKind::divide:
      return " / ";
    case NodeKind::of:
      return " of ";
    default:
      return "^";
  }
}

class Printer {
 public:
  explicit Printer(const Tree& tree) : tree_(tree) {}

  void print(NodeId id, int least) {
    if (text_.size() > kShownMax) return;
    const Node& node = tree_[id];
    const bool literal_group =
        node.kind == NodeKind::literal && least >= 4 &&
        (node.literal.number.sign() < 0 || !node.literal.number.rational().is_integer() || !node.literal.rational());
    const bool group = precedence(node) < least || literal_group;
    if (group) text_ += '(';
    print_node(node);
    if (group) text_ += ')';
  }

  std::string take() {
    if (text_.size() > kShownMax) {
      text_.resize(kShownMax);
      text_ += " …";
    }
    return std::move(text_);
  }

 private:
  void print_node(const Node& node) {
    const int own = precedence(node);
    switch (node.kind) {
      case NodeKind::literal:
        text_ += plain_text(node.literal, true);
        return;
      case NodeKind::variable:
        text_ += node.variable;
        return;
      case NodeKind::negate:
        text_ += '-';
        print(node.children[0], own + 1);
        return;
      case NodeKind::call:
        print_call(node);
        return;
      case NodeKind::convert:
        print(node.children[0], 2);
        text_ += " in " + node.target->symbol;
        return;
      case NodeKind::power:
        print(node.children[0], own + 1);
        text_ += '^';
        print(node.children[1], own);
        return;
      default:
        print(node.children[0], own);
        text_ += node.implicit ? "" : sign_of(node.kind);
        print(node.children[1], own + 1);
    }
  }

  void print_call(const Node& node) {
    std::string_view form = node.function->shown;
    while (!form.empty()) {
      const std::size_t open = std::min(form.find('{'), form.size());
      text_ += form.substr(0, open);
      form.remove_prefix(open);
      if (form.empty()) return;
      const std::size_t close = form.find('}');
      print_place(node, form.substr(1, close - 1));
      form.remove_prefix(close + 1);
    }
  }

  void print_place(const Node& node, std::string_view place) {
    if (!place.empty()) {
      const auto index = static_cast<std::size_t>(place[0] - '0');
      if (index < node.children.size()) print(node.children[index], 3);
      return;
    }
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (i > 0) text_ += ", ";
      print(node.children[i], 0);
    }
  }

  const Tree& tree_;
  std::string text_;
};

}  // namespace

std::vector<NodeId> Tree::order_of(NodeId root) const {
  std::vector<NodeId> order{root};
  std::vector<bool> seen(root + 1, false);
  for (std::size_t next = 0; next < order.size(); ++next) {
    for (const NodeId child : nodes_[order[next]].children) {
      if (!seen[child]) order.push_back(child);
      seen[child] = true;
    }
  }
  std::ranges::sort(order);
  return order;
}

bool Tree::has_variable(NodeId root) const {
  return std::ranges::any_of(order_of(root), [&](NodeId id) { return nodes_[id].kind == NodeKind::variable; });
}

std::string shown(const Tree& tree, NodeId root) {
  Printer printer(tree);
  printer.print(root, 0);
  return printer.take();
}

}  // namespace swarm::math
