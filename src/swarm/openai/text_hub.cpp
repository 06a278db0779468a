#include "swarm/openai/text_hub.hpp"

#include <utility>

namespace swarm::openai {

struct TextHub::Told {
  Mutex mutex;
  Heard heard SWARM_GUARDED_BY(mutex);
  bool is_cut SWARM_GUARDED_BY(mutex) = false;
  std::function<void()> on_told;
};

TextHub::Heard TextHub::Ear::take() const {
  if (!told_) return {};
  MutexLock lock(told_->mutex);
  return std::exchange(told_->heard, {});
}

TextHub::Ear TextHub::listen(const tasks::TaskId& task, std::function<void()> on_told) {
  std::shared_ptr<Told> told(new Told, [this, key = task.text()](const Told* left) {
    forget(key);
    delete left;
  });
  told->on_told = std::move(on_told);
  MutexLock lock(mutex_);
  ears_.try_emplace(task.text(), told);
  return Ear(std::move(told));
}

// Another's place under the same key stays.
void TextHub::forget(const std::string& key) {
  MutexLock lock(mutex_);
  const auto found = ears_.find(key);
  if (found != ears_.end() && found->second.expired()) ears_.erase(found);
}

std::weak_ptr<TextHub::Told> TextHub::find(const tasks::TaskId& task) const {
  MutexLock lock(mutex_);
  const auto found = ears_.find(task.text());
  return found == ears_.end() ? std::weak_ptr<Told>() : found->second;
}

TextHub::Listener TextHub::listener_for(const tasks::TaskId& task, std::int64_t attempt) {
  const std::weak_ptr<Told> ear = attempt == 1 ? find(task) : std::weak_ptr<Told>();
  if (ear.expired()) return nullptr;
  return [this, ear](std::string_view text) {
    if (const std::shared_ptr<Told> told = ear.lock()) tell_text(*told, text);
  };
}

TextHub::Listener TextHub::stage_listener_for(const tasks::TaskId& task) {
  const std::weak_ptr<Told> ear = find(task);
  if (ear.expired()) return nullptr;
  return [ear](std::string_view stage) {
    if (const std::shared_ptr<Told> told = ear.lock()) tell_stage(*told, stage);
  };
}

void TextHub::tell_text(Told& told, std::string_view text) const {
  {
    MutexLock lock(told.mutex);
    if (told.is_cut) return;
    if (told.heard.text.size() + text.size() > kTextBytesMax) {
      told.is_cut = true;
      cut_.add();
      return;
    }
    told.heard.text += text;
  }
  told.on_told();
}

void TextHub::tell_stage(Told& told, std::string_view stage) {
  {
    MutexLock lock(told.mutex);
    if (told.heard.stages.size() == kStagesMax) return;
    told.heard.stages.emplace_back(stage);
  }
  told.on_told();
}

std::size_t TextHub::listening() const {
  MutexLock lock(mutex_);
  return ears_.size();
}

}  // namespace swarm::openai
