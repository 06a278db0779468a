#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/json.hpp"
#include "base/result.hpp"
#include "trainer/graph/learner.hpp"
#include "trainer/optimise/early_stop.hpp"

namespace swarm::optimise {

// What a run must know to go on, besides what the learner keeps itself.
struct LoopState {
  std::int64_t step = 0;
  double seconds = 0;  // of work
  double loss = 0;     // mean over the last steps
  std::optional<double> validation_loss{};
  std::optional<double> first_validation_loss{};  // before the first step
  Looks looks{};
  bool owes_look = true;               // at what is held out: one was due, and a stop came first
  std::uint64_t held_out_batches = 0;  // that a look takes; 0: not known yet
  bool operator==(const LoopState&) const = default;
};

// The folder from which a run goes on: `state.json` names the learner's files with their digests, has one of its own (a
// step that is wrong would become a false record), and is replaced last, so that a crash at any moment leaves the
// checkpoint before. One run at a time.
class CheckpointFolder {
 public:
  // `fingerprint`: of all that must be the same for going on (data, base, shapes, seed).
  CheckpointFolder(std::filesystem::path folder, std::string fingerprint);

  Result<Done> save(const graph::Learner& learner, const LoopState& state);
  // Keeps the learner as it is, as the best one so far; a later `save` makes that last.
  Result<Done> keep_best(const graph::Learner& learner, std::int64_t step);

  // Nothing where there is no checkpoint. `invalid_input` when a file is missing, cut short or changed; `conflict` when
  // it belongs to another run. A best one that is missing or changed is forgotten, with what the looks said: the next
  // look chooses a new one (`lost_best` says why).
  Result<std::optional<LoopState>> restore(graph::Learner& learner);
  const std::optional<std::string>& lost_best() const { return lost_best_; }
  // False where no best was kept.
  Result<bool> restore_best(graph::Learner& learner);

 private:
  struct FileView {
    std::string name;
    std::string sha256;
    static constexpr auto schema =
        json::object("CheckpointFile", json::field("name", &FileView::name, "In the folder.", json::required),
                     json::field("sha256", &FileView::sha256, "Of it.", json::required));
  };
  struct StateView;
  Result<FileView> write(const graph::Learner& learner, const std::string& name) const;
  std::filesystem::path path_of(const FileView& file) const;
  Result<Done> check(const FileView& file) const;
  Result<Done> read(graph::Learner& learner, const FileView& file) const;
  Result<StateView> read_state() const;
  void remove_others(const std::string& kept) const;

  std::filesystem::path folder_;
  std::string fingerprint_;
  std::optional<FileView> best_{};
  std::optional<std::string> lost_best_{};
};

}  // namespace swarm::optimise
