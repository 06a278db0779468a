#include "swarm/workflows/workflow_progress.hpp"

#include <algorithm>

#include "base/invariant.hpp"

namespace swarm::workflows {

using Standing = WorkflowProgress::Standing;

namespace {

bool is_end(Standing standing) {
  return standing != Standing::waiting && standing != Standing::released;
}

}  // namespace

WorkflowProgress::WorkflowProgress(std::shared_ptr<const WorkflowPlan> plan)
    : WorkflowProgress(plan, std::vector<Standing>(plan->steps.size(), Standing::waiting)) {}

WorkflowProgress::WorkflowProgress(std::shared_ptr<const WorkflowPlan> plan, std::vector<Standing> standing)
    : plan_(std::move(plan)), standing_(std::move(standing)) {
  SWARM_INVARIANT(standing_.size() == plan_->steps.size(), "every step is stored with its workflow");
  for (std::size_t place = 0; place < standing_.size(); ++place) {
    open_.push_back(plan_->steps[place].depends_on.size());
    if (open_.back() == 0) ready_.push_back(place);
    ended_ += is_end(standing_[place]) ? 1 : 0;
  }
  const std::vector<Standing> before = standing_;  // skipping changes it
  for (std::size_t place = 0; place < before.size(); ++place) {
    if (is_end(before[place])) follow(place);
  }
  fail_fast_.reset();  // what was stopped then is stopped already
}

Progress WorkflowProgress::progress() const {
  const auto count = [this](Standing standing) { return std::ranges::count(standing_, standing); };
  return {.total = static_cast<std::int64_t>(standing_.size()),
          .waiting = count(Standing::waiting),
          .running = count(Standing::released),
          .completed = count(Standing::completed),
          .failed = count(Standing::failed),
          .cancelled = count(Standing::cancelled)};
}

void WorkflowProgress::release(std::size_t place) {
  SWARM_INVARIANT(standing_[place] == Standing::waiting, "a step is released once");
  standing_[place] = Standing::released;
}

bool WorkflowProgress::lets_go_on(std::size_t place) const {
  return standing_[place] == Standing::completed || plan_->steps[place].on_failure == OnFailure::continue_;
}

void WorkflowProgress::close(std::size_t place, Standing how) {
  standing_[place] = how;
  ++ended_;
  if (!lets_go_on(place) && plan_->steps[place].on_failure == OnFailure::fail_fast && !fail_fast_) fail_fast_ = place;
}

void WorkflowProgress::end(std::size_t place, Standing how) {
  SWARM_INVARIANT(!is_end(standing_[place]), "a step ends once");
  close(place, how);
  follow(place);
}

// Skipped steps are followed in their turn: a list of what is left to do instead of recursion.
void WorkflowProgress::follow(std::size_t place) {
  std::vector<std::size_t> left{place};
  while (!left.empty()) {
    const std::size_t ended = left.back();
    left.pop_back();
    for (const std::size_t dependent : plan_->steps[ended].dependents) {
      if (standing_[dependent] != Standing::waiting) continue;
      if (lets_go_on(ended)) {
        if (--open_[dependent] == 0) ready_.push_back(dependent);
        continue;
      }
      close(dependent, Standing::cancelled);
      skipped_.push_back({dependent, ended});
      left.push_back(dependent);
    }
  }
}

std::optional<std::size_t> WorkflowProgress::next_ready() {
  while (!is_stopped_ && !fail_fast_ && !ready_.empty()) {
    const std::size_t place = ready_.front();
    ready_.pop_front();
    if (standing_[place] == Standing::waiting) return place;
  }
  return std::nullopt;
}

std::vector<WorkflowProgress::Skipped> WorkflowProgress::take_skipped() {
  return std::exchange(skipped_, {});
}

std::optional<std::size_t> WorkflowProgress::take_fail_fast() {
  const std::optional<std::size_t> place = fail_fast_;
  if (place) is_stopped_ = true;
  fail_fast_.reset();
  return place;
}

std::optional<std::size_t> WorkflowProgress::first_failed() const {
  for (std::size_t place = 0; place < standing_.size(); ++place) {
    if (is_end(standing_[place]) && !lets_go_on(place)) return place;
  }
  return std::nullopt;
}

}  // namespace swarm::workflows
