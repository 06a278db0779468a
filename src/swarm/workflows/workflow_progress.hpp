#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "swarm/workflows/workflow_plan.hpp"

namespace swarm::workflows {

// What follows from the ends of steps: which ones may run, which ones are skipped, and how the workflow ends. Pure, and
// without recursion however long a chain is. The same ends in any order lead to the same result, but for what
// fail_fast cuts off.
class WorkflowProgress {
 public:
  enum class Standing : char {
    waiting,   // for the steps that it depends on
    released,  // to the workers
    completed,
    failed,
    cancelled,
  };
  struct Skipped {
    std::size_t place;
    std::size_t because_of;  // the step that it stands on
  };

  // Every step waits; those that depend on nothing are ready.
  explicit WorkflowProgress(std::shared_ptr<const WorkflowPlan> plan);
  // As it stands in the database. What follows from the ends in it and has not been done is ready or skipped.
  WorkflowProgress(std::shared_ptr<const WorkflowPlan> plan, std::vector<Standing> standing);

  const WorkflowPlan& plan() const { return *plan_; }
  Standing standing(std::size_t place) const { return standing_[place]; }
  Progress progress() const;

  void release(std::size_t place);            // one that waits
  void end(std::size_t place, Standing how);  // one that has not ended; `how` is completed, failed or cancelled
  void stop() { is_stopped_ = true; }         // nothing becomes ready any more

  // The next step that may run; the caller releases or ends it. Nothing when there is none.
  std::optional<std::size_t> next_ready();
  // Put back by a caller that has enough for now.
  void put_back_ready(std::size_t place) { ready_.push_front(place); }
  // Those that were skipped since the last call. They have ended.
  std::vector<Skipped> take_skipped();
  // A step whose failure ends everything else; told once.
  std::optional<std::size_t> take_fail_fast();

  bool has_ended() const { return ended_ == standing_.size(); }
  // The first step, by its place, that has no answer and may not do without.
  std::optional<std::size_t> first_failed() const;

 private:
  bool lets_go_on(std::size_t place) const;
  void close(std::size_t place, Standing how);
  void follow(std::size_t place);

  std::shared_ptr<const WorkflowPlan> plan_;
  std::vector<Standing> standing_;
  std::vector<std::size_t> open_;  // dependencies that have not ended yet
  std::deque<std::size_t> ready_;
  std::vector<Skipped> skipped_;
  std::optional<std::size_t> fail_fast_;
  std::size_t ended_ = 0;
  bool is_stopped_ = false;
};

}  // namespace swarm::workflows
