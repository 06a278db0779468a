#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/mutex.hpp"
#include "platform/telemetry/metrics.hpp"
#include "swarm/tasks/text_listeners.hpp"

namespace swarm::openai {

// Where what a worker of this process tells of its task meets the client that waits for it: the stages as they begin,
// and the text while it is written. The text of the first attempt is told, later ones write anew and are not.
// Thread-safe; outlives its ears.
class TextHub final : public tasks::TextListeners {
  struct Told;

 public:
  // Of one task that nobody has taken yet. Beyond it the rest comes with the end of the task.
  static constexpr std::size_t kTextBytesMax = 1 * MiB;
  // Of one task that nobody has taken yet; later ones are not told.
  static constexpr std::size_t kStagesMax = 100;

  explicit TextHub(telemetry::Counter cut) : cut_(cut) {}

  struct Heard {
    std::string text{};
    std::vector<std::string> stages{};
  };
  // One client's place; it hears until it is destroyed.
  class Ear {
   public:
    Ear() = default;
    Heard take() const;  // what was told since the last time

   private:
    friend class TextHub;
    explicit Ear(std::shared_ptr<Told> told) : told_(std::move(told)) {}
    std::shared_ptr<Told> told_;
  };
  // `on_told` is called on a worker's Loop. At most one client hears of a task: a second one gets the whole at its end.
  Ear listen(const tasks::TaskId& task, std::function<void()> on_told);

  Listener listener_for(const tasks::TaskId& task, std::int64_t attempt) override;
  Listener stage_listener_for(const tasks::TaskId& task) override;
  std::size_t listening() const;

 private:
  void forget(const std::string& key);
  std::weak_ptr<Told> find(const tasks::TaskId& task) const;
  void tell_text(Told& told, std::string_view text) const;
  static void tell_stage(Told& told, std::string_view stage);

  telemetry::Counter cut_;
  mutable Mutex mutex_;
  std::map<std::string, std::weak_ptr<Told>> ears_ SWARM_GUARDED_BY(mutex_);
};

}  // namespace swarm::openai
