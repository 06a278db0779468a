#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/websocket/websocket_session.hpp"
#include "swarm/live/live_api_types.hpp"
#include "swarm/live/live_gate.hpp"
#include "swarm/live/subscription.hpp"

namespace swarm::live {

// One client of /ws: answers its messages and sends the events of its subscriptions, in turn.
// States: unknown (only `authenticate` and `ping` are answered) → admitted.
class LiveSession final : public websocket::Session {
 public:
  struct Deps {
    FeedHub& hub;
    tasks::TaskStore& tasks;
    events::EventStore& events;
    LiveMetrics& metrics;
  };
  struct Start {
    std::unique_ptr<Gate> gate;
    std::int64_t subscriptions_max = 100;
    std::optional<Caller> caller{};  // who said its key with the handshake
    Credentials credentials{};       // as said there
  };
  LiveSession(Deps deps, Start start);

  void opened(websocket::Channel& channel) override;
  Async<void> received(websocket::Message message) override;
  Async<websocket::Frames> next() override;
  void taken(std::size_t count) override;
  bool is_admitted() const override { return caller_.has_value(); }
  Async<std::optional<websocket::Farewell>> renew() override;
  websocket::Farewell farewell(websocket::Ending ending) override;

 private:
  struct Named {
    std::string id;
    std::unique_ptr<Subscription> subscription;
  };
  using Subscriptions = std::vector<Named>;

  Async<Result<Done>> obey(json::Value message);
  Async<Result<Done>> authenticate(Authenticate wish);
  Async<Result<Done>> subscribe(Subscribe wish);
  Async<Result<std::vector<tasks::Task>>> find_tasks(std::vector<tasks::TaskId> ids);
  Async<Result<events::Cursor>> find_cursor(std::optional<std::string> after);
  Result<Done> unsubscribe(const Unsubscribe& wish);
  Subscriptions::iterator find(std::string_view id);
  void end_subscription(Subscriptions::iterator one, UnsubscribedReason reason);
  void complain(const Error& error, std::optional<std::string> id);
  std::string reason_text(std::string_view code) const;

  template <class T>
  void say(const T& message) {
    channel_->send(websocket::Opcode::text, json::to_text(json::encode(message)));
  }

  const Deps deps_;
  const std::unique_ptr<Gate> gate_;
  const std::size_t subscriptions_max_;
  std::optional<Caller> caller_;
  Credentials credentials_;
  websocket::Channel* channel_ = nullptr;
  std::function<void()> wake_;
  Subscriptions subscriptions_;
  std::size_t turn_ = 0;           // who is asked first next time
  Subscription* given_ = nullptr;  // whose frames were given last
};

}  // namespace swarm::live
