#include "platform/storage/topics.hpp"

#include <algorithm>

namespace swarm::storage {

struct Topics::Subscriber {
  explicit Subscriber(std::function<void()> call) : look_again(std::move(call)) {}

  void call() {
    MutexLock lock(mutex);
    if (look_again) look_again();
  }
  void end() {
    MutexLock lock(mutex);
    look_again = nullptr;
  }

  Mutex mutex;  // held during the call, so that end() waits for it
  std::function<void()> look_again SWARM_GUARDED_BY(mutex);
};

struct Topics::State {
  mutable Mutex mutex;
  std::multimap<std::string, std::shared_ptr<Subscriber>, std::less<>> subscribers SWARM_GUARDED_BY(mutex);

  void remove(const std::shared_ptr<Subscriber>& subscriber) {
    MutexLock lock(mutex);
    std::erase_if(subscribers, [&](const auto& entry) { return entry.second == subscriber; });
  }

  void collect(const std::string& topic, std::vector<std::shared_ptr<Subscriber>>& into) const {
    MutexLock lock(mutex);
    const auto [first, last] = subscribers.equal_range(topic);
    for (auto entry = first; entry != last; ++entry)
      into.push_back(entry->second);
  }
};

std::vector<std::string> topics_of(const WriteUnit& unit, const WriteOutcome& outcome) {
  std::vector<std::string> topics = unit.topics;
  for (const TopicsOfRows& these : unit.topics_of_rows) {
    if (these.statement >= outcome.rows.size()) continue;
    for (const Row& row : outcome.rows[these.statement])
      topics.push_back(these.prefix + std::string(row.text(these.column)));
  }
  return topics;
}

Topics::Topics() : state_(std::make_shared<State>()) {}

Database::Subscription Topics::subscribe(std::string topic, std::function<void()> look_again) {
  auto subscriber = std::make_shared<Subscriber>(std::move(look_again));
  {
    MutexLock lock(state_->mutex);
    state_->subscribers.emplace(std::move(topic), subscriber);
  }
  Subscriber* const address = subscriber.get();
  return {address, [subscriber, state = state_](void*) {
            state->remove(subscriber);
            subscriber->end();
          }};
}

void Topics::tell(std::vector<std::string> topics) const {
  std::ranges::sort(topics);
  const auto repeated = std::ranges::unique(topics);
  topics.erase(repeated.begin(), repeated.end());
  std::vector<std::shared_ptr<Subscriber>> told;
  for (const std::string& topic : topics)
    state_->collect(topic, told);
  for (const auto& subscriber : told)
    subscriber->call();
}

void Topics::tell_all() const {
  std::vector<std::shared_ptr<Subscriber>> told;
  {
    MutexLock lock(state_->mutex);
    for (const auto& [topic, subscriber] : state_->subscribers)
      told.push_back(subscriber);
  }
  for (const auto& subscriber : told)
    subscriber->call();
}

std::size_t Topics::subscriptions() const {
  MutexLock lock(state_->mutex);
  return state_->subscribers.size();
}

}  // namespace swarm::storage
