#pragma once

#include <utility>
#include <vector>

#include "support/run.hpp"
#include "support/silent_log.hpp"
#include "swarm/agents/worker_pool.hpp"
#include "swarm/answering/compute_stage.hpp"
#include "swarm/answering/model_stages.hpp"
#include "swarm/answering/vote_stage.hpp"
#include "swarm/tasks/task_service.hpp"

namespace swarm::tests {

// One server's answering part, from a submission to the stored answer: store, workers, cascade, and the models that a
// test gives it.
struct AnsweringSwarm {
  struct Parts {
    std::vector<chat::ChatModel*> models;
    std::vector<const heads::ComputingHead*> heads{};
    agents::CompletionListener* listener = nullptr;
  };

  AnsweringSwarm(storage::Database& on, const Clock& time, Random& random, IdSource& ids, Parts parts)
      : database(on),
        clock(time),
        plans(answering::ModelPlans::check({}, parts.models).value()),
        compute(parts.heads, {}, plans, pool),
        service(config, {.store = store, .database = on, .gauge = gauge, .ids = ids, .metrics = task_metrics}),
        workers({.workers = 4, .lease = std::chrono::seconds{600}, .poll_interval = std::chrono::milliseconds{20}},
                "one",
                {.work = work,
                 .store = store,
                 .answerer = cascade,
                 .database = on,
                 .loop = loop.loop(),
                 .clock = time,
                 .random = random,
                 .ids = ids,
                 .gauge = gauge,
                 .task_metrics = task_metrics,
                 .metrics = agent_metrics,
                 .log = telemetry::Log(log, "workers"),
                 .completion_listener = parts.listener}) {
    workers.start();
  }
  ~AnsweringSwarm() { stop(); }

  // Behind it everything is done that comes after a stored answer.
  void stop() {
    if (!std::exchange(is_stopped, true)) stopper.run(workers.stop(std::chrono::seconds{10}));
  }

  storage::Database& database;
  const Clock& clock;
  SilentLog log;
  TestLoop loop, stopper;
  runtime::BlockingPool pool{"test", 2, 100};
  telemetry::Metrics registry;
  answering::ModelPlans plans;
  answering::AnswerChecks checks{{.heads = {}, .limits = {}, .pool = pool}};
  answering::ModelSampler sampler{{.checks = checks, .clock = clock}};
  answering::ConsensusMetrics consensus_metrics{registry};
  answering::ComputeStage compute;
  answering::LocalStage local{plans, sampler};
  answering::VoteStage vote{plans, sampler, clock, consensus_metrics};
  answering::CloudStage cloud{plans, sampler};
  answering::AnsweringMetrics answering_metrics{registry, {"compute", "local", "vote", "cloud"}};
  answering::Cascade cascade{{&compute, &local, &vote, &cloud}, clock, answering_metrics};
  Live<tasks::TaskConfig> config{tasks::TaskConfig{}};
  tasks::TaskStore store{database};
  tasks::TaskWork work{database};
  tasks::QueueGauge gauge;
  tasks::TaskMetrics task_metrics{registry};
  agents::AgentMetrics agent_metrics{registry};
  tasks::TaskService service;
  agents::WorkerPool workers;
  bool is_stopped = false;
};

}  // namespace swarm::tests
