#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/mutex.hpp"
#include "platform/storage/database.hpp"

namespace swarm::storage {

// All topics of a unit that was committed with this outcome; some may be there twice.
std::vector<std::string> topics_of(const WriteUnit& unit, const WriteOutcome& outcome);

// Who in this process wants to look again when a topic is told. Safe to call from any thread; may be destroyed before
// the subscriptions that it gave.
class Topics {
 public:
  Topics();

  // Once the subscription is destroyed, `look_again` is not running and will not be called. So neither may it destroy
  // its own subscription, nor wait for whoever does.
  Database::Subscription subscribe(std::string topic, std::function<void()> look_again);

  // Calls everyone whose topic is among `topics`, once per topic however often it is named. On the caller's thread.
  void tell(std::vector<std::string> topics) const;
  void tell_all() const;  // when it is not known what was missed
  std::size_t subscriptions() const;

 private:
  struct Subscriber;
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace swarm::storage
