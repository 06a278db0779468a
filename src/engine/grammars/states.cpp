#include "engine/grammars/states.hpp"

#include <algorithm>

namespace swarm::grammars {
namespace {

constexpr std::int64_t kMakeWork = 20;      // a stack that is made
constexpr std::int64_t kOpenWork = 4;       // one that is opened, or found again
constexpr std::uint32_t kLooksPerWork = 4;  // at the byte that a stack waits for

std::uint64_t hash_of(const std::vector<std::uint32_t>& numbers) {
  std::uint64_t hash = 0x9E3779B97F4A7C15U;
  for (const std::uint32_t number : numbers)
    hash = (hash ^ number) * 0xFF51AFD7ED558CCDU, hash ^= hash >> 32;
  return hash;
}

}  // namespace

States::States(std::shared_ptr<const Rules> rules) : rules_(std::move(rules)) {
  find_classes();
  forget_all();
}

// Two bytes are of one class while no set has only one of them.
void States::find_classes() {
  classes_ = 1;
  for (const ByteSet& set : rules_->sets) {
    std::array<int, 512> renamed;
    renamed.fill(-1);
    int count = 0;
    for (std::size_t byte = 0; byte < 256; ++byte) {
      int& name = renamed[class_of_[byte] * 2U + (set[byte] ? 1 : 0)];
      if (name < 0) name = count++;
      class_of_[byte] = static_cast<std::uint8_t>(name);
    }
    classes_ = static_cast<std::size_t>(count);
  }
}

void States::forget_all() {
  nodes_.assign(1, Node{});
  known_nodes_.clear();
  stacks_.clear();
  sets_.assign(1, Set{.first = 0, .end = 0, .is_complete = false});
  next_.assign(classes_, kDead);
  known_states_.clear();
  seen_.assign(1, 0);
  round_ = 0;
}

void States::allow(std::int64_t work, std::int64_t most) {
  work_left_ = std::min(work_left_ + work, most);
}

States::State States::begin() {
  std::vector<Stack> open;
  for (std::uint32_t i = rules_->rules.front().first; i < rules_->rules.front().end; ++i)
    open.push_back(before(rules_->alternatives[i], kEmpty));
  return settled(open);
}

// The stack with that symbol on top; an alternative that is over leaves what is below.
States::Stack States::before(std::uint32_t symbol, Stack below) {
  if (rules_->symbols[symbol].kind == Symbol::Kind::end) return below;
  const auto [known, is_new] = known_nodes_.try_emplace(std::uint64_t{symbol} << 32 | below);
  if (is_new) {
    work_left_ -= kMakeWork;
    known->second = static_cast<Stack>(nodes_.size());
    nodes_.push_back({symbol, below});
    seen_.push_back(0);
  }
  return known->second;
}

States::State States::follow(State state, unsigned char byte) {
  std::vector<Stack> open;
  const Set set = sets_[state];
  work_left_ -= 1 + (set.end - set.first) / kLooksPerWork;
  if (is_exhausted()) return kDead;
  for (std::uint32_t i = set.first; i < set.end; ++i) {
    if (stacks_[i] == kEmpty) continue;
    const Node node = nodes_[stacks_[i]];
    if (rules_->sets[rules_->symbols[node.symbol].index][byte]) open.push_back(before(node.symbol + 1, node.below));
  }
  const State next = settled(open);
  if (!is_exhausted()) next_[state * classes_ + class_of_[byte]] = next;
  return next;
}

// Until every stack has a byte on top. A stack that was seen in this round is not looked into again, so rules that go
// in a circle without a byte come to an end unless their stacks grow, and then the work does.
States::State States::settled(std::vector<Stack>& open) {
  std::vector<Stack> done;
  ++round_;
  while (!open.empty()) {
    work_left_ -= kOpenWork;
    if (is_exhausted()) return kDead;
    const Stack stack = open.back();
    open.pop_back();
    if (seen_[stack] == round_) continue;
    seen_[stack] = round_;
    const Node node = nodes_[stack];
    if (stack == kEmpty || rules_->symbols[node.symbol].kind == Symbol::Kind::bytes) {
      done.push_back(stack);
      continue;
    }
    const Rules::Span rule = rules_->rules[rules_->symbols[node.symbol].index];
    const Stack rest = before(node.symbol + 1, node.below);
    work_left_ -= (rule.end - rule.first) * kOpenWork / 2;
    for (std::uint32_t i = rule.first; i < rule.end; ++i)
      open.push_back(before(rules_->alternatives[i], rest));
  }
  return state_of(done);
}

States::State States::state_of(std::vector<Stack>& stacks) {
  if (stacks.empty()) return kDead;
  std::ranges::sort(stacks);
  std::vector<State>& same_hash = known_states_[hash_of(stacks)];
  for (const State known : same_hash) {
    const auto first = stacks_.begin() + sets_[known].first;
    if (std::ranges::equal(stacks, std::ranges::subrange(first, stacks_.begin() + sets_[known].end))) return known;
  }
  work_left_ -= static_cast<std::int64_t>(kMakeWork + classes_ / 4);  // its row of the table
  const auto state = static_cast<State>(sets_.size());
  const auto first = static_cast<std::uint32_t>(stacks_.size());
  stacks_.insert(stacks_.end(), stacks.begin(), stacks.end());
  sets_.push_back(
      {.first = first, .end = static_cast<std::uint32_t>(stacks_.size()), .is_complete = stacks.front() == kEmpty});
  next_.resize(next_.size() + classes_, kUnknown);
  same_hash.push_back(state);
  return state;
}

States::State States::keep_only(State state) {
  if (kept() < kept_max_) return state;
  const std::vector<Stack> alive(stacks_.begin() + sets_[state].first, stacks_.begin() + sets_[state].end);
  const std::vector<Node> nodes = std::move(nodes_);
  forget_all();
  std::vector<Stack> copies(nodes.size(), kEmpty);
  std::vector<Stack> stacks;
  for (const Stack stack : alive)
    stacks.push_back(copied(stack, nodes, copies));
  const State only = state_of(stacks);
  kept_max_ = std::max(kKeptMax, 2 * kept());  // not again at once, where the state itself is large
  return only;
}

std::size_t States::kept() const {
  return nodes_.size() * 8 + sets_.size() * 20 + stacks_.size() + next_.size();
}

// From the lowest that is not there yet: stacks may be deep.
States::Stack States::copied(Stack stack, const std::vector<Node>& nodes, std::vector<Stack>& copies) {
  std::vector<Stack> missing;
  Stack at = stack;
  for (; at != kEmpty && copies[at] == kEmpty; at = nodes[at].below)
    missing.push_back(at);
  Stack below = at == kEmpty ? kEmpty : copies[at];
  for (; !missing.empty(); missing.pop_back())
    below = copies[missing.back()] = before(nodes[missing.back()].symbol, below);
  return below;
}

}  // namespace swarm::grammars
