#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/mutex.hpp"
#include "platform/http_server/gatekeepers.hpp"
#include "platform/http_server/router.hpp"
#include "swarm/live/live_config.hpp"
#include "swarm/live/live_session.hpp"

namespace swarm::live {

// Counts the connections of each key. Thread-safe; the places may outlive it.
class KeyPlaces {
 public:
  explicit KeyPlaces(std::int64_t per_key_max) : state_(std::make_shared<State>(per_key_max)) {}
  // A place for as long as it lives; null when the key has as many as it may.
  std::shared_ptr<void> take(const std::string& key_id);

 private:
  struct State {
    explicit State(std::int64_t most) : per_key_max(most) {}
    const std::int64_t per_key_max;
    Mutex mutex;
    std::map<std::string, std::int64_t> taken SWARM_GUARDED_BY(mutex);
  };
  std::shared_ptr<State> state_;
};

// Whether a page may connect: no Origin (no browser), one that is listed, or a page of the same host, whatever its
// port.
bool is_allowed_origin(const http::WebSocketRequest& request, const std::vector<std::string>& allowed);

// /ws and /ws/health on the WebSocket port.
class LiveEndpoints {
 public:
  struct Deps {
    FeedHub& hub;
    tasks::TaskStore& tasks;
    events::EventStore& events;
    LiveMetrics& metrics;
    http::Authenticator& authenticator;
    http::Admission& admission;
    http::SecurityObserver& security;
  };
  // `write_timeout`: a reader that takes nothing for this long is cut off.
  LiveEndpoints(LiveConfig config, std::chrono::milliseconds write_timeout, Deps deps);
  void declare(http::Router& router);

  Async<Result<http::WebSocketUpgrade>> open(http::RequestContext caller, http::WebSocketRequest request);

 private:
  websocket::ChannelLimits limits() const;

  const LiveConfig config_;
  const std::chrono::milliseconds write_timeout_;
  const Deps deps_;
  KeyPlaces places_;
};

// The checks of the door for one connection.
class DoorGate final : public Gate {
 public:
  struct Deps {
    http::Authenticator& authenticator;
    http::Admission& admission;
    http::SecurityObserver& security;
    LiveMetrics& metrics;
    KeyPlaces places;
  };
  DoorGate(Deps deps, std::string client_address, std::string request_id);

  // Who said its key with the handshake: the door has checked it. `limit_exceeded` beyond the key's connections.
  Result<Caller> admit_known(http::Principal principal);
  Async<Result<Caller>> admit(Credentials credentials) override;
  Async<Result<Done>> renew(Credentials credentials) override;
  Result<Done> admit_message() override;

 private:
  Result<Done> check(const http::Principal& principal);
  void tell(http::SecurityEvent event);

  const Deps deps_;
  const std::string client_address_;
  const std::string request_id_;
  std::optional<http::Principal> principal_;
  KeyPlaces places_;
};

}  // namespace swarm::live
