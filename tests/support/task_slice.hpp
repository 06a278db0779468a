#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "support/slice_databases.hpp"
#include "swarm/tasks/task_store.hpp"
#include "swarm/tasks/task_work.hpp"

namespace swarm::tests {

// What the tests of the task slice stand on: both databases with the tables of tasks and events, and short ways to
// submit, claim and look.
class TaskSliceTest : public SliceTest {
 protected:
  static constexpr std::chrono::milliseconds kLease{10'000};

  TaskSliceTest() : SliceTest({events::schema(), tasks::schema()}) {}

  void SetUp() override {
    SliceTest::SetUp();
    if (!database_) return;
    store_ = std::make_unique<tasks::TaskStore>(*database_);
    work_ = std::make_unique<tasks::TaskWork>(*database_);
  }

  tasks::Task a_task(std::string prompt = "2+2", tasks::Priority priority = tasks::Priority::normal) {
    return {.id = tasks::TaskId::generate(ids_),
            .project = scope_.project,
            .input = {.prompt = std::move(prompt), .priority = priority, .created_by = "key", .request_id = "request"}};
  }
  void insert(const tasks::Task& task) {
    const Result<std::vector<tasks::Task>> inserted = run(store_->insert({task.project}, {task}, std::nullopt));
    ASSERT_TRUE(inserted.has_value()) << inserted.error().message;
  }
  tasks::TaskId submitted(std::string prompt = "2+2", tasks::Priority priority = tasks::Priority::normal) {
    const tasks::Task task = a_task(std::move(prompt), priority);
    insert(task);
    return task.id;
  }
  tasks::Task find(const tasks::TaskId& id) { return run(store_->find(scope_, id)).value(); }

  void enlist(const tasks::WorkerId& worker) {
    const std::string replica = worker.text.substr(0, worker.text.find('/'));
    ASSERT_TRUE(run(work_->enlist(worker, replica, kLease)).has_value());
  }
  std::vector<tasks::Assignment> claim(const tasks::WorkerId& worker, std::int64_t count = 10) {
    return run(work_->claim(worker, ids_.next(), count)).value();
  }
  tasks::Assignment claim_one(const tasks::WorkerId& worker) {
    std::vector<tasks::Assignment> claimed = claim(worker, 1);
    if (claimed.empty()) throw std::runtime_error("nothing to claim");
    return claimed.front();
  }
  static tasks::TaskResult four() {
    return {.head = answers::Head::math, .verdict = answers::Verdict::verified, .answer = "4", .value = "4"};
  }
  Result<Done> complete(const tasks::WorkerId& worker, const tasks::Assignment& assignment) {
    return run(work_->complete(worker, assignment, four(), R"({"stages":[]})"));
  }
  Result<Done> give_up(const tasks::WorkerId& worker, const tasks::Assignment& assignment, tasks::TaskState to) {
    return run(work_->give_up(worker, assignment,
                              {.to = to,
                               .trouble = tasks::TaskTrouble::unavailable,
                               .failure = "the model was away",
                               .ready_at = clock_.now() + std::chrono::seconds{5},
                               .spent = {.input_tokens = 5, .output_tokens = 7, .cost = Money{11}}},
                              "{}"));
  }
  // Types of the events of a task, in order.
  std::vector<std::string> events_of(const tasks::TaskId& id) {
    std::vector<std::string> types;
    const auto entries = run(store_->events_after(scope_, id, events::Cursor::oldest(), 1'000)).value();
    for (const auto& entry : entries) {
      types.push_back(entry.event.type);
      EXPECT_EQ(entry.event.number, static_cast<std::int64_t>(types.size()));
    }
    return types;
  }
  // Brings a new task into this state, as workers and people do.
  tasks::TaskId task_in(tasks::TaskState state) {
    const tasks::TaskId id = submitted();
    if (state == tasks::TaskState::pending) return id;
    if (state == tasks::TaskState::cancelled) {
      EXPECT_TRUE(run(store_->apply({find(id), state, "task.cancelled"})).has_value());
      return id;
    }
    enlist(worker_);
    const tasks::Assignment assignment = claim_one(worker_);
    EXPECT_EQ(assignment.id, id);
    if (state == tasks::TaskState::completed) {
      EXPECT_TRUE(complete(worker_, assignment).has_value());
    } else if (state != tasks::TaskState::running) {
      EXPECT_TRUE(give_up(worker_, assignment, state).has_value());
    }
    return id;
  }

  Scope scope_{ProjectId::generate(ids_)};
  Scope foreign_{ProjectId::generate(ids_)};
  const tasks::WorkerId worker_{"one/1"};
  const tasks::WorkerId other_worker_{"two/1"};
  std::unique_ptr<tasks::TaskStore> store_;
  std::unique_ptr<tasks::TaskWork> work_;
};

}  // namespace swarm::tests
