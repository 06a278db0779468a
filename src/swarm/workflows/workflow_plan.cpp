#include "swarm/workflows/workflow_plan.hpp"

#include <algorithm>
#include <deque>
#include <limits>
#include <map>

#include "base/invariant.hpp"
#include "base/text.hpp"

namespace swarm::workflows {

namespace {

// One dependency, and where its author wrote it.
struct Edge {
  std::size_t to;     // the place of what is depended on
  std::string path;   // "$.steps[2].depends_on[0]", "$.steps[2].prompt"
  std::size_t order;  // among those of its step, as written: the first is reported
};

class Planner {
 public:
  Planner(const std::vector<StepDefinition>& steps, const WorkflowConfig& limits)
      : definitions_(steps), limits_(limits), edges_(steps.size()) {}

  Result<WorkflowPlan> plan() {
    if (static_cast<std::int64_t>(definitions_.size()) > limits_.steps_max) {
      add_fault("$.steps", fmt::format("at most {} steps expected (workflows.steps_max), got {}", limits_.steps_max,
                                       definitions_.size()));
      return std::unexpected(json::error_of(std::move(faults_)));
    }
    for (std::size_t place = 0; place < definitions_.size(); ++place)
      take_name(place);
    for (std::size_t place = 0; place < definitions_.size(); ++place)
      take_step(place);
    check_total();
    find_cycles();
    if (!faults_.empty()) return std::unexpected(json::error_of(std::move(faults_)));
    connect();
    return std::move(plan_);
  }

 private:
  void add_fault(std::string path, std::string message) {
    if (faults_.size() < json::Faults::kFaultsMax) faults_.push_back({std::move(path), std::move(message)});
  }
  static std::string path_of(std::size_t place) { return fmt::format("$.steps[{}]", place); }

  void take_name(std::size_t place) {
    const std::string& name = definitions_[place].name;
    if (!is_step_name(name)) {
      add_fault(path_of(place) + ".name",
                fmt::format("1 to {} letters, digits, '_' or '-' expected, the first no '-'", kStepNameMax));
    } else if (const auto [found, is_new] = places_.emplace(name, place); !is_new) {
      add_fault(path_of(place) + ".name", fmt::format("'{}' is already the name of steps[{}]", name, found->second));
    }
  }

  std::string unknown(std::string_view name) const {
    std::vector<std::string_view> known;
    for (const auto& [each, place] : places_)
      known.push_back(each);
    const std::string_view nearest = nearest_name(name, known);
    return fmt::format("there is no step '{}'{}", name,
                       nearest.empty() ? "" : fmt::format("; did you mean '{}'?", nearest));
  }

  void add_edge(std::size_t from, std::string_view name, std::string path) {
    const auto found = places_.find(name);
    if (found == places_.end())
      add_fault(std::move(path), unknown(name));
    else if (found->second == from)
      add_fault(std::move(path), fmt::format("the step '{}' cannot depend on itself", name));
    else
      edges_[from].push_back({found->second, std::move(path), edges_[from].size()});
  }

  void take_step(std::size_t place) {
    const StepDefinition& definition = definitions_[place];
    PlannedStep step{.name = definition.name,
                     .on_failure = definition.on_failure,
                     .priority = definition.priority,
                     .prompt = {},
                     .messages = {},
                     .depends_on = {},
                     .dependents = {}};
    for (std::size_t i = 0; i < definition.depends_on.size(); ++i)
      add_edge(place, definition.depends_on[i], fmt::format("{}.depends_on[{}]", path_of(place), i));
    check_twice(place);
    std::int64_t references = 0;
    if (definition.prompt) step.prompt = take_text(place, *definition.prompt, ".prompt", references);
    for (std::size_t i = 0; definition.messages && i < definition.messages->size(); ++i) {
      const tasks::Message& message = (*definition.messages)[i];
      step.messages.push_back(
          {message.role, take_text(place, message.content, fmt::format(".messages[{}].content", i), references)});
    }
    if (references > limits_.references_per_step_max) {
      add_fault(path_of(place),
                fmt::format("at most {} references expected (workflows.references_per_step_max), got {}",
                            limits_.references_per_step_max, references));
    }
    plan_.steps.push_back(std::move(step));
  }

  void check_twice(std::size_t place) {
    std::map<std::size_t, const Edge*> seen;
    for (const Edge& edge : edges_[place]) {
      if (!seen.emplace(edge.to, &edge).second)
        add_fault(edge.path, fmt::format("'{}' is named twice", definitions_[edge.to].name));
    }
  }

  StepTemplate take_text(std::size_t place, const std::string& text, const std::string& member,
                         std::int64_t& references) {
    const std::string path = path_of(place) + member;
    auto pieces = parse_template(text);
    if (!pieces) {
      add_fault(path, std::move(pieces).error());
      return {};
    }
    for (TemplatePiece& piece : *pieces) {
      if (!piece.reference) continue;
      ++references;
      add_edge(place, piece.reference->step, path);
      if (const auto found = places_.find(piece.reference->step); found != places_.end())
        piece.reference->place = found->second;
    }
    return std::move(*pieces);
  }

  // Each dependency once, whether it is named, referred to, or both.
  static void make_unique(std::vector<Edge>& edges) {
    std::ranges::sort(edges, {}, [](const Edge& edge) { return std::pair(edge.to, edge.order); });
    const auto rest = std::ranges::unique(edges, {}, &Edge::to);
    edges.erase(rest.begin(), rest.end());
  }

  void check_total() {
    std::int64_t total = 0;
    for (std::size_t place = 0; place < edges_.size(); ++place) {
      make_unique(edges_[place]);
      const auto count = static_cast<std::int64_t>(edges_[place].size());
      total += count;
      if (count > limits_.dependencies_per_step_max) {
        add_fault(path_of(place), fmt::format("at most {} dependencies expected (workflows.dependencies_per_step_max), "
                                              "got {}",
                                              limits_.dependencies_per_step_max, count));
      }
    }
    if (total > limits_.dependencies_max) {
      add_fault("$.steps", fmt::format("at most {} dependencies in all expected (workflows.dependencies_max), got {}",
                                       limits_.dependencies_max, total));
    }
  }

  // The steps that wait for each other, and those that wait for these: empty without a cycle.
  std::vector<bool> stuck() const {
    std::vector<std::size_t> open(edges_.size());
    std::vector<std::vector<std::size_t>> dependents(edges_.size());
    std::deque<std::size_t> free;
    for (std::size_t place = 0; place < edges_.size(); ++place) {
      open[place] = edges_[place].size();
      for (const Edge& edge : edges_[place])
        dependents[edge.to].push_back(place);
      if (open[place] == 0) free.push_back(place);
    }
    std::vector<bool> is_stuck(edges_.size(), true);
    for (; !free.empty(); free.pop_front()) {
      is_stuck[free.front()] = false;
      for (const std::size_t dependent : dependents[free.front()]) {
        if (--open[dependent] == 0) free.push_back(dependent);
      }
    }
    return is_stuck;
  }

  // From one stuck step to what it waits for, and on, until a step comes again: that is the cycle.
  void find_cycles() {
    while (faults_.size() < json::Faults::kFaultsMax) {
      const std::vector<bool> is_stuck = stuck();
      const auto first = std::ranges::find(is_stuck, true);
      if (first == is_stuck.end()) return;
      report_cycle(is_stuck, static_cast<std::size_t>(first - is_stuck.begin()));
    }
  }

  void report_cycle(const std::vector<bool>& is_stuck, std::size_t place) {
    std::vector<std::size_t> way;
    std::vector<bool> was_here(is_stuck.size());
    while (!was_here[place]) {
      was_here[place] = true;
      way.push_back(place);
      place = std::ranges::find_if(edges_[place], [&](const Edge& edge) { return is_stuck[edge.to]; })->to;
    }
    way.erase(way.begin(), std::ranges::find(way, place));
    // The last one closes the cycle; without that dependency the search goes on.
    const auto closing = std::ranges::find(edges_[way.back()], place, &Edge::to);
    add_fault(closing->path, "a cycle: " + cycle_text(way));
    edges_[way.back()].erase(closing);
  }

  std::string cycle_text(const std::vector<std::size_t>& way) const {
    constexpr std::size_t kShownMax = 10;
    std::string text;
    for (std::size_t i = 0; i < way.size() && i < kShownMax; ++i)
      text += definitions_[way[i]].name + " needs ";
    if (way.size() > kShownMax) text += fmt::format("… ({} more) … needs ", way.size() - kShownMax);
    return text + definitions_[way.front()].name;
  }

  void connect() {
    for (std::size_t place = 0; place < edges_.size(); ++place) {
      for (const Edge& edge : edges_[place]) {
        plan_.steps[place].depends_on.push_back(edge.to);
        plan_.steps[edge.to].dependents.push_back(place);
      }
    }
  }

  const std::vector<StepDefinition>& definitions_;
  const WorkflowConfig& limits_;
  std::map<std::string, std::size_t, std::less<>> places_;
  std::vector<std::vector<Edge>> edges_;  // by the place of what depends
  WorkflowPlan plan_;
  std::vector<Fault> faults_;
};

void add_references(const StepTemplate& pieces, std::vector<std::size_t>& places) {
  for (const TemplatePiece& piece : pieces) {
    if (piece.reference) places.push_back(piece.reference->place);
  }
}

}  // namespace

Result<WorkflowPlan> make_plan(const std::vector<StepDefinition>& steps, const WorkflowConfig& limits) {
  return Planner(steps, limits).plan();
}

std::string plan_text(const std::vector<StepDefinition>& steps) {
  return json::to_text(json::encode(steps));
}

std::shared_ptr<const WorkflowPlan> stored_plan(const std::string& text) {
  const Result<json::Value> value = json::parse(text);
  SWARM_INVARIANT(value.has_value(), "the column holds only JSON that we wrote");
  const Result<std::vector<StepDefinition>> steps = json::decode<std::vector<StepDefinition>>(*value);
  SWARM_INVARIANT(steps.has_value(), "the column holds only steps that we wrote");
  constexpr std::int64_t kAny = std::numeric_limits<std::int64_t>::max();
  Result<WorkflowPlan> plan = make_plan(*steps, {.steps_max = kAny,
                                                 .dependencies_per_step_max = kAny,
                                                 .dependencies_max = kAny,
                                                 .references_per_step_max = kAny});
  SWARM_INVARIANT(plan.has_value(), "a plan is checked before it is stored");
  return std::make_shared<const WorkflowPlan>(std::move(*plan));
}

std::vector<std::size_t> referred_to(const PlannedStep& step) {
  std::vector<std::size_t> places;
  add_references(step.prompt, places);
  for (const PlannedMessage& message : step.messages)
    add_references(message.content, places);
  std::ranges::sort(places);
  const auto rest = std::ranges::unique(places);
  places.erase(rest.begin(), rest.end());
  return places;
}

std::size_t known_bytes(const PlannedStep& step, const StepResultsByPlace& results) {
  std::size_t bytes = known_bytes(step.prompt, results);
  for (const PlannedMessage& message : step.messages)
    bytes += known_bytes(message.content, results);
  return bytes;
}

std::expected<RenderedStep, RenderFailure> render_step(const PlannedStep& step, const StepResultsByPlace& results,
                                                       std::size_t bytes_max) {
  if (known_bytes(step, results) > bytes_max) return std::unexpected(too_long(bytes_max));
  RenderedStep rendered;
  if (step.messages.empty()) {
    rendered.prompt = TRY(render(step.prompt, results, bytes_max));
    return rendered;
  }
  std::size_t left = bytes_max;
  for (const PlannedMessage& message : step.messages) {
    rendered.messages.push_back({ message.role, TRY(render(message.content, results, left)) });
    left -= rendered.messages.back().content.size();
    if (message.role == "user") rendered.prompt = rendered.messages.back().content;
  }
  return rendered;
}

}  // namespace swarm::workflows
