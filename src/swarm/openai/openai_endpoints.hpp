#pragma once

#include "platform/http_server/router.hpp"
#include "providers/gateway/plain_lane.hpp"
#include "swarm/openai/model_list.hpp"
#include "swarm/openai/swarm_lane.hpp"

namespace swarm::openai {

// What clients of OpenAI's API find under /v1: "provider/model" goes through the plain lane as it came, "swarm" is a
// task. Errors get OpenAI's form from the server.
class OpenAiEndpoints {
 public:
  struct Deps {
    gateway::PlainLane& plain;
    SwarmLane& lane;
    const Clock& clock;
    Bytes body_bytes_max;  // of a request
  };
  explicit OpenAiEndpoints(Deps deps) : deps_(deps), started_at_(to_milliseconds(deps.clock.now()) / 1'000) {}
  void declare(http::Router& router);

  Async<Result<http::Response>> chat(http::RequestContext caller, http::Request request);
  Async<Result<http::Response>> complete(http::RequestContext caller, http::Request request);
  Async<Result<http::Response>> respond(http::RequestContext caller, http::Request request);
  Async<Result<http::Response>> embed(http::RequestContext caller, http::Request request);
  Async<Result<ModelListView>> list(http::RequestContext caller);
  Async<Result<ModelView>> find(http::RequestContext caller, http::Path<ModelPath> path);

 private:
  Async<Result<http::Response>> answer(chat::Operation operation, Form form, http::RequestContext caller,
                                       http::Request request);
  Async<Result<http::Response>> forward(chat::Operation operation, http::RequestContext caller, http::Request request);
  Async<Result<http::Response>> ask_swarm(Form form, http::RequestContext caller, http::Request request);

  Deps deps_;
  const std::int64_t started_at_;  // in seconds
};

}  // namespace swarm::openai
