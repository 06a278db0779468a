#include "swarm/live/live_session.hpp"

#include <algorithm>

#include "platform/events/event_feed.hpp"

namespace swarm::live {

using websocket::CloseCode;
using websocket::Ending;
using websocket::Farewell;
using websocket::Frames;

namespace {

// The id in a message, also in one that is wrong otherwise.
std::optional<std::string> id_in(const json::Value& message) {
  if (!message.is_object()) return std::nullopt;
  const json::Value* id = message.get_object().if_contains("id");
  if (id == nullptr || !id->is_string() || id->get_string().size() > kIdBytesMax) return std::nullopt;
  return std::string(id->get_string());
}

std::string type_of(const json::Value& message) {
  const json::Value* type = message.is_object() ? message.get_object().if_contains("type") : nullptr;
  return type != nullptr && type->is_string() ? std::string(type->get_string()) : "";
}

Error wrong(std::string path, std::string message) {
  return json::error_of({{std::move(path), std::move(message)}});
}

}  // namespace

LiveSession::LiveSession(Deps deps, Start start)
    : deps_(deps),
      gate_(std::move(start.gate)),
      subscriptions_max_(static_cast<std::size_t>(start.subscriptions_max)),
      caller_(std::move(start.caller)),
      credentials_(std::move(start.credentials)) {}

void LiveSession::opened(websocket::Channel& channel) {
  channel_ = &channel;
  wake_ = channel.waker();
}

// --- What the client says -------------------------------------------------------------------------------------------

Async<void> LiveSession::received(websocket::Message message) {
  if (!message.is_text) {
    channel_->close({CloseCode::unsupported, R"({"code":"text_only"})"});
    co_return;
  }
  Result<json::Value> parsed = json::parse(message.payload);
  if (!parsed) {
    complain(parsed.error(), std::nullopt);
    co_return;
  }
  const std::optional<std::string> id = id_in(*parsed);
  const Result<Done> obeyed = co_await obey(std::move(*parsed));
  if (!obeyed) complain(obeyed.error(), id);
}

Async<Result<Done>> LiveSession::obey(json::Value message) {
  const std::string type = type_of(message);
  if (type == "ping") {
    say(Pong {
      .id = CO_TRY(json::decode<Ping>(message))
      .id
    });
    co_return Done{};
  }
  if (type == "authenticate") co_return co_await authenticate(CO_TRY(json::decode<Authenticate>(message)));
  if (!caller_) {
    co_return fail(ErrorCode::unauthenticated, "no_key",
                   R"(send {"type":"authenticate","key":"…"} first, or the key with the handshake)");
  }
  if (type == "unsubscribe") co_return unsubscribe(CO_TRY(json::decode<Unsubscribe>(message)));
  if (type != "subscribe")
    co_return std::unexpected(wrong("$.type", "authenticate, subscribe, unsubscribe or ping expected"));
  CO_TRY(gate_->admit_message());
  co_return co_await subscribe(CO_TRY(json::decode<Subscribe>(message)));
}

Async<Result<Done>> LiveSession::authenticate(Authenticate wish) {
  if (caller_) co_return fail(ErrorCode::conflict, "authenticated", "this connection has said its key already");
  credentials_ = {.key = std::move(wish.key), .project = std::move(wish.project)};
  Result<Caller> caller = co_await gate_->admit(credentials_);
  if (!caller) {
    const ErrorCode code = caller.error().code;
    const bool is_final = code == ErrorCode::unauthenticated || code == ErrorCode::forbidden;
    if (is_final) channel_->close({CloseCode::policy, reason_text(name_of(code))});
    co_return std::unexpected(std::move(caller).error());
  }
  caller_ = std::move(*caller);
  say(Authenticated{.name = caller_->name, .project = caller_->scope.project.text()});
  co_return Done{};
}

Async<Result<Done>> LiveSession::subscribe(Subscribe wish) {
  if (wish.feed != wish.tasks.empty())
    co_return std::unexpected(wrong("$.tasks", "either feed: true or a list of tasks expected"));
  if (find(wish.id) != subscriptions_.end())
    co_return fail(ErrorCode::conflict, "subscription_exists",
                   "there is a subscription with this id; unsubscribe first");
  if (subscriptions_.size() >= subscriptions_max_) {
    co_return fail(ErrorCode::limit_exceeded, "subscriptions_max",
                   fmt::format("a connection has at most {} subscriptions", subscriptions_max_));
  }
  std::vector<tasks::Task> tasks = CO_TRY(co_await find_tasks(std::move(wish.tasks)));
  const events::Cursor after = CO_TRY(co_await find_cursor(std::move(wish.after)));
  Watcher watcher{.wake = wake_};
  for (const tasks::Task& task : tasks)
    watcher.subjects.push_back(task.id.text());
  auto attachment = CO_TRY(deps_.hub.follow(caller_->scope, std::move(watcher)));
  const Subscription::Deps deps{deps_.tasks, deps_.events, deps_.metrics};
  subscriptions_.push_back({wish.id, std::make_unique<Subscription>(
                                         deps, caller_->scope, Subscription::Wish{wish.id, std::move(tasks), after},
                                         std::move(attachment))});
  say(Subscribed{.subscription = std::move(wish.id), .after = after.text()});
  co_return Done{};
}

Async<Result<std::vector<tasks::Task>>> LiveSession::find_tasks(std::vector<tasks::TaskId> ids) {
  std::vector<tasks::Task> found;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (std::ranges::find(found, ids[i], &tasks::Task::id) != found.end()) continue;
    Result<tasks::Task> task = co_await deps_.tasks.find(caller_->scope, ids[i]);
    if (!task) {
      task.error().faults = {{fmt::format("$.tasks[{}]", i), task.error().message}};
      co_return std::unexpected(std::move(task).error());
    }
    found.push_back(std::move(*task));
  }
  co_return found;
}

Async<Result<events::Cursor>> LiveSession::find_cursor(std::optional<std::string> after) {
  std::optional<events::Cursor> cursor = CO_TRY(events::cursor_of(std::nullopt, after));
  if (!cursor) co_return co_await deps_.events.newest(caller_->scope);
  CO_TRY(co_await deps_.events.check_kept(caller_->scope, *cursor));
  co_return *cursor;
}

Result<Done> LiveSession::unsubscribe(const Unsubscribe& wish) {
  const auto found = find(wish.id);
  if (found == subscriptions_.end())
    return fail(ErrorCode::not_found, "no_such_subscription", "there is no subscription with this id");
  end_subscription(found, UnsubscribedReason::asked);
  return Done{};
}

LiveSession::Subscriptions::iterator LiveSession::find(std::string_view id) {
  return std::ranges::find(subscriptions_, id, &Named::id);
}

void LiveSession::end_subscription(Subscriptions::iterator one, UnsubscribedReason reason) {
  say(Unsubscribed{.subscription = one->id, .reason = reason, .cursor = one->subscription->resume().text()});
  subscriptions_.erase(one);
}

void LiveSession::complain(const Error& error, std::optional<std::string> id) {
  const bool is_internal = error.code == ErrorCode::internal;
  ErrorMessage message{.code = std::string(name_of(error.code)),
                       .detail = is_internal ? "internal error" : error.message,
                       .id = std::move(id)};
  if (!error.reason.empty()) message.reason = error.reason;
  if (!error.faults.empty() && !is_internal) {
    for (const Fault& fault : error.faults)
      (message.errors ? *message.errors : message.errors.emplace()).push_back({fault.path, fault.message});
  }
  if (error.retry_after) message.retry_after_ms = error.retry_after->count();
  say(message);
}

// --- What it is told ------------------------------------------------------------------------------------------------

// One subscription after the other, so that a busy one does not starve the rest.
Async<Frames> LiveSession::next() {
  given_ = nullptr;
  for (std::size_t asked = 0; asked < subscriptions_.size();) {
    turn_ %= subscriptions_.size();
    Named& one = subscriptions_[turn_];
    Result<Frames> frames = co_await one.subscription->next();
    if (!frames) {
      complain(frames.error(), one.id);
      end_subscription(subscriptions_.begin() + static_cast<std::ptrdiff_t>(turn_), UnsubscribedReason::failed);
      continue;
    }
    if (!frames->empty()) {
      given_ = one.subscription.get();
      ++turn_;
      co_return std::move(*frames);
    }
    if (one.subscription->has_ended()) {
      end_subscription(subscriptions_.begin() + static_cast<std::ptrdiff_t>(turn_), UnsubscribedReason::ended);
      continue;
    }
    ++turn_;
    ++asked;
  }
  co_return Frames{};
}

void LiveSession::taken(std::size_t count) {
  if (given_ != nullptr) given_->taken(count);
  given_ = nullptr;
}

Async<std::optional<Farewell>> LiveSession::renew() {
  if (!caller_) co_return std::nullopt;
  const Result<Done> renewed = co_await gate_->renew(credentials_);
  if (renewed) co_return std::nullopt;
  co_return Farewell{CloseCode::policy, reason_text(name_of(renewed.error().code))};
}

Farewell LiveSession::farewell(Ending ending) {
  switch (ending) {
    case Ending::draining:
      return {CloseCode::going_away, reason_text("draining")};
    case Ending::slow_reader:
      return {CloseCode::try_again_later, reason_text("slow_reader")};
    case Ending::silent:
      return {CloseCode::policy, reason_text("no_pong")};
    case Ending::not_admitted:
      break;
  }
  return {CloseCode::policy, reason_text("unauthenticated")};
}

// The lowest cursor of all subscriptions: going on from there misses nothing.
std::string LiveSession::reason_text(std::string_view code) const {
  if (subscriptions_.empty()) return fmt::format(R"({{"code":"{}"}})", code);
  events::Cursor lowest = subscriptions_.front().subscription->resume();
  for (const Named& one : subscriptions_)
    lowest = std::min(lowest, one.subscription->resume());
  return fmt::format(R"({{"code":"{}","cursor":"{}"}})", code, lowest.text());
}

}  // namespace swarm::live
