#include "providers/gateway/governed_call.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>

#include <boost/asio/this_coro.hpp>

#include "base/text.hpp"
#include "platform/runtime/timers.hpp"
#include "providers/chat/reply_scan.hpp"
#include "providers/chat/request_scan.hpp"
#include "providers/gateway/frame_relay.hpp"

namespace swarm::gateway {

using breaker::CallOutcome;
using usage::CallResult;
using Charge = CallAccount::Charge;

namespace {

constexpr std::size_t kErrorBytesMax = 256 * KiB;  // of a provider's error

AttemptEnd failed(Error error, Ending ending) {
  return {.reply = std::unexpected(std::move(error)), .ending = ending};
}

// What a transport's error means: whether the provider can have begun to work.
Ending ending_of(const Error& error) {
  constexpr std::array<std::string_view, 4> kUnsent{"resolve", "connect", "tls", "address_refused"};
  if (error.code == ErrorCode::limit_exceeded) return Ending::no_place;
  if (error.code == ErrorCode::invalid_input) return Ending::ours_to_stop;
  return std::ranges::find(kUnsent, error.reason) != kUnsent.end() ? Ending::never_sent : Ending::unknown;
}

// For the client, who need not know where our providers live.
Error for_client(const Error& error, const std::string& provider) {
  std::string_view what = "the call failed";
  if (error.reason == "connect" || error.reason == "resolve" || error.reason == "tls")
    what = "no connection could be made";
  else if (error.reason == "first_byte")
    what = "no answer came in time";
  else if (error.reason == "body")
    what = "the answer did not come to its end in time";
  else if (error.reason == "lost")
    what = "the connection broke before the answer was whole";
  else if (error.reason == "protocol" || error.reason == "frame" || error.reason == "head")
    what = "its answer cannot be understood";
  else if (error.code == ErrorCode::limit_exceeded)
    what = "too many connections to it are open";
  return {.code = error.code == ErrorCode::too_large ? ErrorCode::unavailable : error.code,
          .message = fmt::format("provider {}: {}", provider, what),
          .reason = error.reason,
          .retry_after = error.retry_after};
}

std::optional<std::chrono::milliseconds> retry_after_in(const http_client::ResponseHead& head) {
  constexpr int kDigitsMax = 6;
  const auto text = head.header("retry-after");
  if (!text || text->empty() || text->size() > kDigitsMax) return std::nullopt;  // dates are too rare to be believed
  std::int64_t seconds = 0;
  for (const char c : *text) {
    if (c < '0' || c > '9') return std::nullopt;
    seconds = seconds * 10 + (c - '0');
  }
  return std::chrono::seconds(seconds);
}

bool is_handed_on(std::string_view header) {
  return header == "retry-after" || header.starts_with("x-ratelimit-") || header.starts_with("openai-");
}

bool is_event_stream(const http_client::ResponseHead& head) {
  const auto type = head.header("content-type");
  return type && to_lower(type->substr(0, type->find(';'))).starts_with("text/event-stream");
}

// What a provider says in plain words; not a page, and nothing long.
std::string short_text(std::string_view body) {
  constexpr std::size_t kShort = 300;
  const std::string_view text = trim(body.substr(0, body.find_last_not_of("\r\n") + 1));
  if (text.empty() || text.size() > kShort || text.starts_with('<') || !is_utf8(text)) return "";
  return ": " + std::string(text);
}

// To where it listens now, with the key of this start, and for whom: an engine lets projects take turns.
void send_to(const chat::HostedProvider::Visit& visit, std::string_view project, http_client::Request& request) {
  request.url.port = visit.port;
  request.headers.emplace_back("X-Swarm-Project", project);
  if (visit.key) request.headers.emplace_back("Authorization", "Bearer " + *visit.key);
}

void hide(std::string& text, std::string_view secret) {
  constexpr std::size_t kShortestSecret = 4;  // less is no secret and may be part of any word
  constexpr std::string_view kHidden = "***";
  if (secret.size() < kShortestSecret) return;
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + kHidden.size()))
    text.replace(at, secret.size(), kHidden);
}

}  // namespace

// --- All attempts of a call -----------------------------------------------------------------------------------------

Async<Result<PlainReply>> GovernedCalls::run(std::shared_ptr<Job> job, chat::Target target) {
  const chat::Model& wanted = deps_.catalogue.model_of(target);
  AttemptEnd end = co_await try_provider(job, target, !wanted.fallbacks.empty());
  bool is_free = wanted.is_free();
  for (std::size_t i = 0; i < wanted.fallbacks.size() && allows_fallback(end.ending, is_free); ++i) {
    const chat::Target next = wanted.fallbacks[i];
    deps_.states[next.provider]->metrics().fallbacks.add();
    job->notes.push_back(fmt::format("fallback: {}", deps_.catalogue.model_of(next).name));
    end = co_await try_provider(job, next, i + 1 < wanted.fallbacks.size());
    is_free = deps_.catalogue.model_of(next).is_free();
  }
  co_return std::move(end.reply);
}

Async<AttemptEnd> GovernedCalls::try_provider(std::shared_ptr<Job> job, chat::Target target, bool has_fallback) {
  ProviderState& state = *deps_.states[target.provider];
  const bool is_free = deps_.catalogue.model_of(target).is_free();
  state.retries().earn();
  for (std::int64_t number = 1;; ++number) {
    ++job->attempts;
    job->answered_by = target;
    AttemptEnd end = co_await attempt(job, target);
    if (!end.reply) job->notes.push_back(end.reply.error().message);
    if (!is_repeatable(end.ending, is_free)) co_return end;
    const auto wait = pause_before_retry(end, *job, state, number, has_fallback);
    if (!wait) co_return end;
    state.metrics().retries.add();
    deps_.log.info("provider_call_repeated", {{"provider", state.provider().config.name},
                                              {"attempt", number + 1},
                                              {"request_id", job->request_id},
                                              {"after_ms", wait->count()}});
    co_await runtime::pause(*wait);
  }
}

std::optional<std::chrono::milliseconds> GovernedCalls::pause_before_retry(const AttemptEnd& end, const Job& job,
                                                                           ProviderState& state, std::int64_t number,
                                                                           bool has_fallback) {
  constexpr std::chrono::milliseconds kPatienceWithFallback{1'000};
  if (number >= state.provider().config.attempts_max) return std::nullopt;
  const auto wait = backoff(config_, number, end.retry_after, deps_.random.fraction());
  if (!wait || (has_fallback && *wait > kPatienceWithFallback)) return std::nullopt;
  if (deps_.clock.steady_now() + *wait >= job.deadline) return std::nullopt;
  if (state.hosted() == nullptr && !state.retries().take()) return std::nullopt;  // one of ours starts again unharmed
  return wait;
}

// --- One attempt ----------------------------------------------------------------------------------------------------

Async<AttemptEnd> GovernedCalls::attempt(std::shared_ptr<Job> job, chat::Target target) {
  ProviderState& state = *deps_.states[target.provider];
  const chat::Model& model = deps_.catalogue.model_of(target);
  if (deps_.clock.steady_now() >= job->deadline)
    co_return failed({.code = ErrorCode::timeout, .message = "the call's time is over", .reason = "deadline"},
                     Ending::ours_to_stop);
  Result<std::string> body = body_for(*job, target);
  if (!body) co_return failed(std::move(body).error(), Ending::ours_to_stop);
  Result<breaker::Permit> permit = deps_.breaker.admit(target.provider);
  if (!permit) co_return failed(std::move(permit).error(), Ending::no_place);
  const chat::TokenUsage worst = worst_tokens(*job, state.provider(), model);
  Result<Capacity::Place> place = co_await state.capacity().enter(worst.input + worst.output, job->deadline);
  if (!place) co_return failed(std::move(place).error(), Ending::no_place);
  budget::Reservation reservation;
  if (!model.is_free()) {
    Result<budget::Reservation> reserved = co_await deps_.budget.reserve(job->payer, model.cost_of(worst));
    if (!reserved) co_return failed(std::move(reserved).error(), Ending::ours_to_stop);
    reservation = std::move(*reserved);
  }
  // While this call waited, the breaker may have opened: then nothing goes to the provider any more.
  if (!permit->is_current()) permit = deps_.breaker.admit(target.provider);
  if (!permit) {
    reservation.settle(Money{});
    co_return failed(std::move(permit).error(), Ending::no_place);
  }
  CallAccount::Facts facts = account_facts(*job, target);
  if (chat::HostedProvider* hosted = state.hosted()) {
    Result<chat::HostedProvider::Visit> visit = co_await hosted->enter(job->deadline);
    if (!visit) {
      reservation.settle(Money{});
      co_return failed(std::move(visit).error(), Ending::no_place);
    }
    facts.visit = std::move(*visit);
  }
  CallAccount account(std::move(facts), std::move(*permit), std::move(*place), std::move(reservation));
  co_return co_await ask(job, target, std::move(account), std::move(*body));
}

Async<AttemptEnd> GovernedCalls::ask(std::shared_ptr<Job> job, chat::Target target, CallAccount account,
                                     std::string body) {
  ProviderState& state = *deps_.states[target.provider];
  const runtime::Executor executor = co_await boost::asio::this_coro::executor;
  http_client::Request request = request_for(*job, target, std::move(body));
  if (account.visit()) send_to(*account.visit(), job->payer.project.text(), request);
  account.sent();
  Result<http_client::Response> response = co_await state.client_on(executor).send(std::move(request));
  if (!response) {
    const Ending ending = ending_of(response.error());
    const bool is_ours = ending == Ending::no_place || ending == Ending::ours_to_stop;
    account.close(CallResult::failed, is_ours ? CallOutcome::abandoned : CallOutcome::failed,
                  ending == Ending::unknown ? Charge::told : Charge::nothing);
    co_return broken(*job, target, response.error(), ending);
  }
  account.head_came(response->head().status);
  constexpr int kFirstRefusal = 300;
  if (response->head().status >= kFirstRefusal)
    co_return co_await refusal_of(job, target, std::move(account), std::move(*response));
  if (job->facts.stream && is_event_stream(response->head()))
    co_return co_await stream_of(job, target, std::move(account), std::move(*response));
  co_return co_await answer_of(job, target, std::move(account), std::move(*response));
}

AttemptEnd GovernedCalls::broken(const Job& job, chat::Target target, const Error& error, Ending ending) const {
  const std::string& provider = deps_.catalogue.provider_of(target).config.name;
  deps_.log.warn(
      "provider_call_failed",
      {{"provider", provider}, {"request_id", job.request_id}, {"reason", error.reason}, {"error", error.message}});
  return failed(for_client(error, provider), ending);
}

Async<AttemptEnd> GovernedCalls::answer_of(std::shared_ptr<Job> job, chat::Target target, CallAccount account,
                                           http_client::Response response) {
  const chat::Dialect& dialect = deps_.states[target.provider]->dialect();
  Result<std::string> body = co_await response.read_all(config_.reply_bytes_max.count);
  if (!body) {
    Error error = body.error();
    const Ending ending = error.code == ErrorCode::too_large ? Ending::nonsense : Ending::unknown;
    if (error.code == ErrorCode::too_large) error.reason = "reply_too_large";
    account.close(CallResult::failed, CallOutcome::failed);
    co_return broken(*job, target, error, ending);
  }
  if (!dialect.is_openai()) body = dialect.reply_body(job->operation, *body);
  if (body && !chat::is_json_object(*body))
    body = fail(ErrorCode::unavailable, "protocol", "the provider's answer is no JSON object");
  if (!body) {
    account.close(CallResult::failed, CallOutcome::failed);
    co_return broken(*job, target, body.error(), Ending::nonsense);
  }
  if (const auto told = chat::usage_of_reply(job->operation, *body)) account.learn(*told);
  account.close(CallResult::answered, CallOutcome::succeeded);
  PlainReply reply = reply_for(*job, target, response.head());
  reply.body = std::move(*body);
  co_return AttemptEnd{.reply = std::move(reply), .ending = Ending::answered};
}

Async<AttemptEnd> GovernedCalls::stream_of(std::shared_ptr<Job> job, chat::Target target, CallAccount account,
                                           http_client::Response response) {
  const chat::Dialect& dialect = deps_.states[target.provider]->dialect();
  PlainReply reply = reply_for(*job, target, response.head());
  reply.content_type = "text/event-stream; charset=utf-8";
  FrameRelay::Call call{.operation = job->operation,
                        .usage_wanted = job->facts.usage_wanted,
                        .frame_bytes_max = static_cast<std::size_t>(config_.frame_bytes_max.count),
                        .translator = nullptr};
  if (!dialect.is_openai()) call.translator = dialect.translate_stream(job->operation, job->facts.model, true);
  auto relay = std::make_unique<FrameRelay>(std::move(call), std::move(response), std::move(account));
  Result<std::string> first = co_await relay->first();
  if (!first) {
    const bool is_nonsense = first.error().reason == "protocol" || first.error().code == ErrorCode::too_large;
    co_return broken(*job, target, first.error(), is_nonsense ? Ending::nonsense : Ending::unknown);
  }
  reply.body = std::move(*first);
  reply.frames = std::move(relay);
  co_return AttemptEnd{.reply = std::move(reply), .ending = Ending::answered};
}

// The provider says no. It costs nothing, and its own words are the best explanation, as long as they are an error
// object; a proxy's page is not.
Async<AttemptEnd> GovernedCalls::refusal_of(std::shared_ptr<Job> job, chat::Target target, CallAccount account,
                                            http_client::Response response) {
  constexpr int kFirstClientError = 400, kFirstServerError = 500;
  const int status = response.head().status;
  const auto retry_after = retry_after_in(response.head());
  const Ending ending = gateway::ending_of(status, retry_after.has_value());
  if (status < kFirstClientError) {
    account.close(CallResult::failed, CallOutcome::failed, Charge::nothing);
    co_return broken(*job, target,
                     {.code = ErrorCode::unavailable,
                      .message = fmt::format("it answered {}; redirects are not followed", status),
                      .reason = "redirect"},
                     Ending::nonsense);
  }
  // A server in trouble may be about to end; what goes out on its connection next would be lost, and count in full.
  if (status >= kFirstServerError) response.forbid_reuse();
  const Result<std::string> body = co_await response.read_up_to(kErrorBytesMax);
  const CallOutcome outcome = ending == Ending::busy      ? CallOutcome::limited
                              : ending == Ending::refused ? CallOutcome::failed
                                                          : CallOutcome::succeeded;
  account.close(status >= kFirstServerError ? CallResult::failed : CallResult::refused, outcome, Charge::nothing);
  job->notes.push_back(fmt::format("{}: status {}", deps_.catalogue.model_of(target).name, status));
  PlainReply reply = reply_for(*job, target, response.head());
  reply.content_type = "application/json";
  reply.body = error_body(target, status, body.value_or(""));
  co_return AttemptEnd{.reply = std::move(reply), .ending = ending, .retry_after = retry_after};
}

// --- What goes there, and what comes back ---------------------------------------------------------------------------

std::string GovernedCalls::error_body(chat::Target target, int status, std::string body) const {
  const chat::Provider& provider = deps_.catalogue.provider_of(target);
  const chat::Dialect& dialect = deps_.states[target.provider]->dialect();
  if (!dialect.is_openai()) body = dialect.error_body(status, body);
  if (!chat::is_json_object(body)) {
    constexpr int kFirstServerError = 500;
    body = chat::openai_error(
        fmt::format("provider {} answered with status {}{}", provider.config.name, status, short_text(body)),
        status >= kFirstServerError ? "server_error" : "invalid_request_error", std::nullopt, "upstream_status");
  }
  if (const auto key = deps_.secrets.find(provider.config.key_secret)) hide(body, key->reveal());
  return body;
}

Result<std::string> GovernedCalls::body_for(const Job& job, chat::Target target) const {
  const chat::Provider& provider = deps_.catalogue.provider_of(target);
  const chat::Model& model = deps_.catalogue.model_of(target);
  const chat::Dialect& dialect = deps_.states[target.provider]->dialect();
  if (!dialect.takes(job.operation))
    return fail(ErrorCode::invalid_input, "operation",
                fmt::format("provider {} does not offer {}", provider.config.name, chat::path_of(job.operation)));
  const bool has_output = job.operation != chat::Operation::embeddings;
  const bool tells_usage = job.operation == chat::Operation::responses || !dialect.is_openai();
  chat::Changes changes{.model = model.upstream_name};
  // 0: an engine of ours, which writes until it has ended or its context is full.
  if (has_output && !job.facts.output_tokens && provider.config.output_tokens_default > 0)
    changes.output_tokens = std::min(provider.config.output_tokens_default, model.output_tokens_max);
  changes.ask_usage =
      job.facts.stream && has_output && !tells_usage && !job.facts.usage_wanted && provider.config.stream_usage;
  std::string body = chat::with_changes(job.operation, job.body, job.facts, changes);
  if (dialect.is_openai()) return body;
  return dialect.request_body(job.operation, body);
}

http_client::Request GovernedCalls::request_for(const Job& job, chat::Target target, std::string body) const {
  ProviderState& state = *deps_.states[target.provider];
  const chat::ProviderConfig& config = state.provider().config;
  http_client::Request request{.method = "POST", .url = state.url_of(job.operation)};
  const auto key = deps_.secrets.find(config.key_secret);
  request.headers = state.dialect().headers(key ? std::string_view(key->reveal()) : std::string_view());
  request.headers.emplace_back("Content-Type", "application/json");
  request.headers.emplace_back("Accept", job.facts.stream ? "text/event-stream, application/json" : "application/json");
  request.headers.emplace_back("User-Agent", "swarmkeeper/" SWARM_VERSION);
  request.headers.emplace_back("X-Request-Id", job.request_id);
  if (!job.trace_id.empty()) {
    const std::size_t span = std::hash<std::string>{}(job.request_id) + static_cast<std::size_t>(job.attempts);
    request.headers.emplace_back("traceparent", fmt::format("00-{}-{:016x}-01", job.trace_id, span | 1));
  }
  request.body = std::move(body);
  request.timeouts = {.connect = config.connect_timeout,
                      .first_byte = config.first_byte_timeout,
                      .pause = config.pause_timeout,
                      .total = std::chrono::ceil<std::chrono::milliseconds>(job.deadline - deps_.clock.steady_now())};
  request.may_repeat = deps_.catalogue.model_of(target).is_free();
  return request;
}

// A token of a byte-level vocabulary is at least one byte, so a text has no more tokens than bytes; what holds
// pictures, or input that the provider adds, may fill the whole context.
chat::TokenUsage GovernedCalls::worst_tokens(const Job& job, const chat::Provider& provider,
                                             const chat::Model& model) const {
  const auto bytes = static_cast<std::int64_t>(job.body.size());
  chat::TokenUsage worst{.input = job.facts.has_media ? model.context_tokens : std::min(bytes, model.context_tokens)};
  if (job.operation == chat::Operation::embeddings) {
    worst.input = bytes;  // of many texts at once, each as long as the context
    return worst;
  }
  const std::int64_t unasked = std::min(provider.config.output_tokens_default, model.output_tokens_max);
  worst.output = std::min(job.facts.output_tokens.value_or(unasked), model.context_tokens) * job.facts.choices;
  if (job.operation == chat::Operation::completions) worst.input = bytes;  // of many prompts at once
  return worst;
}

CallAccount::Facts GovernedCalls::account_facts(const Job& job, chat::Target target) const {
  const chat::Provider& provider = deps_.catalogue.provider_of(target);
  const chat::Model& model = deps_.catalogue.model_of(target);
  return {.state = *deps_.states[target.provider],
          .model = model,
          .usage = deps_.usage,
          .clock = deps_.clock,
          .record = {.at = {},
                     .project = job.payer.project,
                     .key_id = job.payer.key_id,
                     .provider = provider.config.name,
                     .model = model.name,
                     .operation = std::string(json::name_of(job.operation)),
                     .head = job.payer.head,
                     .lane = job.lane,
                     .request_id = job.request_id},
          .total = job.total};
}

PlainReply GovernedCalls::reply_for(const Job& job, chat::Target target, const http_client::ResponseHead& head) const {
  constexpr std::size_t kHandedOnMax = 32;
  PlainReply reply{.status = head.status};
  for (const http_client::Header& header : head.headers) {
    if (is_handed_on(header.first) && reply.headers.size() < kHandedOnMax) reply.headers.push_back(header);
  }
  reply.headers.emplace_back("x-swarm-provider", deps_.catalogue.provider_of(target).config.name);
  reply.headers.emplace_back("x-swarm-model", deps_.catalogue.model_of(target).name);
  if (job.attempts > 1) reply.headers.emplace_back("x-swarm-attempts", std::to_string(job.attempts));
  return reply;
}

}  // namespace swarm::gateway
