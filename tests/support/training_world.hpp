#pragma once

#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "learning/training_runs/base_models.hpp"
#include "learning/training_runs/training_runner.hpp"
#include "learning/training_runs/training_service.hpp"
#include "support/audited_world.hpp"

// Servers that train with a scripted trainer, for the tests of training runs.
namespace swarm::tests {

// fake_trainer.py, told what to do.
inline std::vector<std::string> fake_trainer(std::vector<std::string> steps) {
  std::vector<std::string> command{"/usr/bin/python3",
                                   std::string(SWARM_SOURCE_FOLDER) + "/tests/support/fake_trainer.py"};
  std::ranges::move(steps, std::back_inserter(command));
  command.emplace_back("--");
  return command;
}

// A gate that has so much money, and remembers what came of it.
class PurseGate final : public budget::BudgetGate {
 public:
  explicit PurseGate(Money money) : purse_(std::make_shared<Purse>()) { purse_->left = money; }

  Async<Result<budget::Reservation>> reserve(budget::Payer payer, Money worst_case) override {
    payers.push_back(payer);
    if (worst_case > purse_->left) co_return fail(ErrorCode::budget_exceeded, "training", "the purse is empty");
    purse_->left -= worst_case;
    co_return budget::Reservation(std::make_shared<Hold>(purse_, worst_case), worst_case);
  }
  Money left() const { return purse_->left; }

  std::vector<budget::Payer> payers;

 private:
  struct Purse {
    Money left;
  };
  struct Hold final : budget::Reservation::Owner {
    Hold(std::shared_ptr<Purse> of, Money amount) : purse(std::move(of)), held(amount) {}
    void settled(Money actual) override { purse->left += held - actual; }
    std::shared_ptr<Purse> purse;
    Money held;
  };
  std::shared_ptr<Purse> purse_;
};

class TrainingWorld : public AuditedWorld {
 public:
  // Trainers are found by their run's id among all processes of the machine: no two tests have the same ids.
  TrainingWorld() : AuditedWorld({training_runs::schema()}, {}, some_seed()) {
    std::filesystem::create_directories(folders.datasets());
    std::filesystem::create_directories(folders.models());
    std::ofstream(folders.models() / "tiny.gguf") << "a model";
    write_dataset("misses", 3);
  }

  // One server's part. Not started: tests call work() where they want determinism.
  struct Server {
    Server(TrainingWorld& world, const training_runs::TrainingConfig& config, const std::string& replica)
        : runner(config, {.database = *world.database,
                          .budget = world.purse,
                          .blocking = world.blocking,
                          .loop = world.loop.loop(),
                          .clock = world.clock,
                          .ids = world.ids,
                          .metrics = world.training_metrics,
                          .log = world.log.named("training"),
                          .folders = world.folders,
                          .find_model = world.model_finder(),
                          .try_adapter =
                              [&world](const auto& adapter, const auto&, const auto&) {
                                return adapter.filename() == world.tried_name ? world.tried : Result<Done>(Done{});
                              },
                          .free_space = [&world] { return world.free_space; },
                          .replica = replica,
                          .program_folder = world.folder.path(),
                          .paths_in_use = world.paths_in_use}),
          service(config, {.database = *world.database,
                           .audit = world.audit,
                           .blocking = world.blocking,
                           .ids = world.ids,
                           .folders = world.folders,
                           .find_model = world.model_finder(),
                           .free_space = [&world] { return world.free_space; },
                           .replica = replica,
                           .program_folder = world.folder.path()}),
          world_(world) {}
    ~Server() { world_.run(stopped(runner)); }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    training_runs::TrainingRunner runner;
    training_runs::TrainingService service;

   private:
    TrainingWorld& world_;
  };

  Server& server(std::vector<std::string> steps, training_runs::TrainingConfig config = {},
                 const std::string& replica = "one") {
    if (config.command.empty()) config.command = fake_trainer(std::move(steps));
    servers_.push_back(std::make_unique<Server>(*this, config, replica));
    return *servers_.back();
  }
  void end_servers() { servers_.clear(); }
  ~TrainingWorld() { end_servers(); }

  void write_dataset(const std::string& name, int lessons) {
    std::ofstream file(folders.datasets() / (name + ".jsonl"));
    for (int i = 0; i < lessons; ++i)
      file << fmt::format(R"({{"family":"borrow","head":"math","prompt":"{0}-1?","answer":"{1}","content":"{0}-1"}})"
                          "\n",
                          i + 1, i);
  }

  training_runs::TrainingRun queued(Server& at, training_runs::NewRun wanted = {}) {
    if (!wanted.dataset && wanted.lessons.empty()) wanted.dataset = "misses";
    auto made = run(at.service.create(caller(http::Role::operator_, project), std::move(wanted)));
    EXPECT_TRUE(made) << made.error().message;
    return made.value();
  }
  training_runs::TrainingRun found(const training_runs::RunId& id) {
    return run(training_runs::TrainingStore(*database).find({project}, id)).value();
  }

  // Works, while time goes on a little each time, until the run is in that state; what it is then.
  training_runs::TrainingRun work_until(Server& at, const training_runs::RunId& id, training_runs::RunState state) {
    return work_until(at, id, [state](const training_runs::TrainingRun& run) { return run.state == state; });
  }
  template <class Enough>
  training_runs::TrainingRun work_until(Server& at, const training_runs::RunId& id, const Enough& enough) {
    constexpr std::chrono::milliseconds kStep{5};
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (std::chrono::steady_clock::now() < patience) {
      run(done_by(at.runner));
      training_runs::TrainingRun now = found(id);
      if (enough(now)) return now;
      clock.advance(kStep);
    }
    ADD_FAILURE() << "it never came to that: " << json::name_of(found(id).state);
    return found(id);
  }
  static Async<Done> done_by(
      training_runs::TrainingRunner& runner) {  // tidy: reference outlives the coroutine because run() waits
    co_await runner.work_once();
    co_return Done{};
  }
  static Async<Done> stopped(
      training_runs::TrainingRunner& runner) {  // tidy: reference outlives the coroutine because run() waits
    co_await runner.stop();
    co_return Done{};
  }
  training_runs::FindModel model_finder() {
    return
        [this](std::string_view name) { return training_runs::find_base_model(name, folders.models(), folder.path()); };
  }

  training_runs::RunFolders folders{folder.path()};
  training_runs::TrainingMetrics training_metrics{metrics};
  runtime::BlockingPool blocking{"blocking", 1, 64};
  PurseGate purse{dollars(1)};
  Bytes free_space{100 * GiB};
  Result<Done> tried{Done{}};  // what the engine says of that part of a result
  std::string tried_name = "adapter.gguf";
  std::vector<std::filesystem::path> paths_in_use{};  // as the servers that are made from now on know them
  ProjectId project = ProjectId::generate(ids);

 private:
  static std::uint64_t some_seed() {
    std::uint64_t seed = 0;
    SystemRandom().fill(std::as_writable_bytes(std::span(&seed, 1)));
    return seed;
  }
  std::vector<std::unique_ptr<Server>> servers_;
};

}  // namespace swarm::tests
