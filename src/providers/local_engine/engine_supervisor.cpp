#include "providers/local_engine/engine_supervisor.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <fmt/format.h>

#include "base/text.hpp"

namespace swarm::local_engine {

namespace {

constexpr std::chrono::milliseconds kLookAgain{60'000};
constexpr int kLooksBetweenFigures = 3;                  // at its health
constexpr std::chrono::seconds kEndsByItselfWithin{12};  // swarm-engine gives running answers 10 seconds
constexpr std::chrono::milliseconds kShortPause{2'000};  // before a restart: calls wait for it
constexpr std::chrono::milliseconds kKilledWithin{5'000};

std::string make_token(Random& random) {
  std::array<std::byte, 32> bytes{};
  random.fill(bytes);
  return to_hex(bytes);
}

std::string words_for(const process::ProcessEnd& end) {
  if (end.signal) return fmt::format("it was ended by signal {}", *end.signal);
  return fmt::format("it ended with status {}", end.exit_status.value_or(-1));
}

std::string text_in(const json::Object& line, std::string_view name) {
  const json::Value* value = line.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

// The port of {"event":"ready","http":"127.0.0.1:4711",…}; nothing for any other line.
std::optional<std::uint16_t> port_in(std::string_view line) {
  const Result<json::Value> said = json::parse(line);
  if (!said || !said->is_object()) return std::nullopt;
  const json::Value* event = said->get_object().if_contains("event");
  const json::Value* address = said->get_object().if_contains("http");
  if (event == nullptr || *event != "ready" || address == nullptr || !address->is_string()) return std::nullopt;
  const std::string_view text(address->get_string());
  const std::string_view digits = text.substr(std::min(text.rfind(':'), text.size() - 1) + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size() || port == 0) return std::nullopt;
  return port;
}

}  // namespace

// Written by the thread that reads the engine's output, read by the Loop.
struct EngineSupervisor::Watch {
  mutable Mutex mutex;
  std::optional<std::uint16_t> port SWARM_GUARDED_BY(mutex);
  std::optional<process::ProcessEnd> end SWARM_GUARDED_BY(mutex);

  RefusedAdapters refused SWARM_GUARDED_BY(mutex);

  // {"event":"adapter_refused","adapter":"math","error":"…",…}: the engine ends when it is to load such a one.
  void note_refusal(std::string_view line) {
    if (!line.contains("adapter_refused")) return;
    const Result<json::Value> said = json::parse(line);
    if (!said || !said->is_object() || text_in(said->get_object(), "event") != "adapter_refused") return;
    MutexLock lock(mutex);
    refused.emplace(text_in(said->get_object(), "adapter"), text_in(said->get_object(), "error"));
  }
  RefusedAdapters taken_refused() {
    MutexLock lock(mutex);
    return std::exchange(refused, {});
  }
  std::optional<std::uint16_t> ready_port() const {
    MutexLock lock(mutex);
    return port;
  }
  std::optional<process::ProcessEnd> ended() const {
    MutexLock lock(mutex);
    return end;
  }
};

EngineSupervisor::EngineSupervisor(EngineConfig config, Deps deps)
    : config_(std::move(config)),
      deps_(std::move(deps)),
      metrics_(deps_.metrics),
      devices_(deps_.metrics),
      log_(config_.log_lines_per_second, deps_.clock, deps_.log, metrics_.log_lines_left_out),
      door_(deps_.clock),
      admin_({.door = door_, .loop = deps_.loop, .resolver = deps_.resolver, .clock = deps_.clock}),
      rules_(config_),
      changed_(deps_.loop),
      background_(deps_.loop) {
  MutexLock lock(mutex_);
  facts_.model = config_.mode == Mode::off ? "" : model_name_of(config_);
  if (config_.mode == Mode::external) {
    facts_.condition = Condition::external;
    facts_.base_url = config_.base_url;
  }
  if (config_.mode == Mode::builtin) facts_.condition = Condition::starting;
  deps_.metrics.before_exposition([this] { metrics_.waiting.set(static_cast<double>(door_.waiting())); });
}

EngineSupervisor::~EngineSupervisor() = default;

void EngineSupervisor::start() {
  if (config_.mode != Mode::builtin) return;
  is_started_ = true;
  background_.spawn(run());
}

Async<void> EngineSupervisor::stop(std::chrono::milliseconds at_most) {
  if (!is_started_) co_return;
  {
    MutexLock lock(mutex_);
    stop_until_ = deps_.clock.steady_now() + at_most;
  }
  changed_.notify();
  co_await finished_.receive();
  co_await background_.stop();
}

// --- Starting, serving, ending ---------------------------------------------------------------------------------------

Async<void> EngineSupervisor::run() {
  while (!is_stopping()) {
    const std::string token = make_token(deps_.random);
    Result<StartPlan> planned = co_await plan(token);
    if (!planned) {
      co_await miss(std::move(planned).error());
      continue;
    }
    for (const std::string& remark : planned->remarks)
      deps_.log.warn("calibration_not_used", {{"remark", remark}});
    for (const LeftOut& one : planned->left_out)
      deps_.log.warn("engine_adapter_left_out", {{"adapter", one.adapter}, {"why", one.why}});
    const Ended ended = co_await run_once(std::move(*planned), token);
    if (ended != Ended::wanted) co_await pause_before_restart();
  }
  shut(Condition::stopped, "the server stops", EngineDoor::Waiting::no);
  answer_reloads(fail(ErrorCode::unavailable, "the server stops"));
  finished_.deliver(Done{});
}

Async<Result<StartPlan>> EngineSupervisor::plan(std::string token) {
  return deps_.blocking.run([config = config_, places = StartPlaces{deps_.program_folder, deps_.models_folder},
                             refused = refused_,
                             token = std::move(token)] { return plan_start(config, places, token, refused); });
}

// There is nothing to start; somebody may put it there at any time.
Async<void> EngineSupervisor::miss(Error why) {
  if (facts().trouble != why.message) deps_.log.error("engine_missing", {{"error", why.message}});
  shut(Condition::missing, why.message, EngineDoor::Waiting::no);
  answer_reloads(std::unexpected(std::move(why)));
  co_await wait_until(deps_.clock.steady_now() + config_.look_again);
}

// Looked up while the old engine still serves: what it can do without is not worth losing it. Also answers those who
// asked for a reload that is not to be.
Async<bool> EngineSupervisor::may_reload() {
  refused_.clear();  // somebody may have mended the files
  const Result<StartPlan> planned = co_await plan("");
  std::string why = planned ? "" : planned.error().message;
  for (const LeftOut& one : planned ? planned->left_out : std::vector<LeftOut>()) {
    if (why.empty() && std::ranges::find(left_out_, one.adapter, &LeftOut::adapter) == left_out_.end()) why = one.why;
  }
  if (why.empty()) co_return true;
  deps_.log.warn("engine_reload_refused", {{"why", why}});
  answer_reloads(fail(ErrorCode::unavailable, "reload_refused", "the engine goes on as it is, for " + why));
  co_return false;
}

Async<EngineSupervisor::Ended> EngineSupervisor::run_once(StartPlan plan, std::string token) {
  began_ = deps_.clock.steady_now();
  const auto watch = std::make_shared<Watch>();
  left_out_ = std::move(plan.left_out);
  {
    MutexLock lock(mutex_);
    reload_wanted_ = false;  // this start is what they wait for
    facts_.model_file = plan.files.model;
    facts_.adapters_left_out.clear();
    for (const LeftOut& one : left_out_)
      facts_.adapters_left_out.push_back(one.why);
    ++facts_.starts;
  }
  metrics_.starts.add();
  // After an end that nobody wanted the door stays as fell() left it; a start that is looked forward to is waited for.
  if (rules_.in_a_row() == 0) door_.shut("it is being started", EngineDoor::Waiting::yes);
  set_condition(Condition::starting);
  const Result<Done> launched = co_await launch(std::move(plan.command), watch);
  if (!launched) {
    fell(launched.error().message, Ended::never_served);
    co_return Ended::never_served;
  }
  if (!co_await wait_until_ready(watch)) {
    refused_.merge(watch->taken_refused());
    co_await end_in_order(watch);
    co_return is_stopping() ? Ended::wanted : Ended::never_served;
  }
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(deps_.clock.steady_now() - began_);
  metrics_.start_seconds.observe(std::chrono::duration<double>(took).count());
  {
    MutexLock lock(mutex_);
    facts_.start_took = took;
  }
  opened(*watch, std::move(token), std::move(plan.calibrations));
  std::string hung;
  do {
    hung = co_await serve(watch);
  } while (hung.empty() && !watch->ended() && !is_stopping() && !co_await may_reload());
  if (!hung.empty()) co_return co_await end_by_force(watch, std::move(hung));
  if (const auto end = watch->ended()) {
    process_.reset();
    fell(words_for(*end), Ended::by_itself);
    co_return Ended::by_itself;
  }
  co_await end_in_order(watch);
  co_return Ended::wanted;
}

Async<Result<Done>> EngineSupervisor::launch(EngineProcess::Command command, std::shared_ptr<Watch> watch) {
  log_.forget();
  EngineProcess::Listener listener{.said =
                                       [watch, changed = changed_](std::string line) {
                                         const auto port = port_in(line);
                                         if (!port) return;
                                         MutexLock lock(watch->mutex);
                                         watch->port = port;
                                         changed.notify();
                                       },
                                   .logged =
                                       [this, watch](std::string line) {
                                         log_.take(line);
                                         watch->note_refusal(line);
                                       },
                                   .ended =
                                       [watch, changed = changed_](process::ProcessEnd end) {
                                         MutexLock lock(watch->mutex);
                                         watch->end = end;
                                         changed.notify();
                                       }};
  using Started = Result<std::shared_ptr<std::unique_ptr<EngineProcess>>>;
  Started started = co_await deps_.blocking.run(
      [this, command = std::move(command), listener = std::move(listener)]() mutable -> Started {
        auto process = TRY(EngineProcess::start(launcher_, std::move(command), std::move(listener)));
        return std::make_shared<std::unique_ptr<EngineProcess>>(std::move(process));
      });
  if (!started) co_return std::unexpected(std::move(started).error());
  process_ = std::move(**started);
  MutexLock lock(mutex_);
  facts_.process = process_->id();
  co_return Done{};
}

// False when it ended, took too long or is not wanted any more.
Async<bool> EngineSupervisor::wait_until_ready(std::shared_ptr<Watch> watch) {
  const SteadyTime until = deps_.clock.steady_now() + config_.start_timeout;
  while (!is_stopping()) {
    if (const auto end = watch->ended()) {
      const std::string said = log_.last_words();
      fell(fmt::format("{} before it served{}{}", words_for(*end), said.empty() ? "" : ": ", said),
           Ended::never_served);
      co_return false;
    }
    if (watch->ready_port()) co_return true;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - deps_.clock.steady_now());
    if (left.count() <= 0) {
      fell(fmt::format("it did not serve within {}", to_text(config_.start_timeout)), Ended::never_served);
      co_return false;
    }
    co_await changed_.wait_for(std::min(left, kLookAgain));
  }
  co_return false;
}

// Until it ends, hangs or is ordered to end. Why it hangs; nothing otherwise.
Async<std::string> EngineSupervisor::serve(std::shared_ptr<Watch> watch) {
  HangRules hang(config_);
  SteadyTime next = deps_.clock.steady_now();
  for (int looks = 0; !is_ordered() && !watch->ended();) {
    const SteadyTime now = deps_.clock.steady_now();
    if (now < next) {
      co_await changed_.wait_for(std::chrono::ceil<std::chrono::milliseconds>(next - now));
      continue;
    }
    if (looks++ % kLooksBetweenFigures == 0) co_await look_at_figures(&hang);
    co_await look_at_health(watch, &hang);
    next = deps_.clock.steady_now() + config_.health_interval;
    if (auto why = hang.why_hung(deps_.clock.steady_now()); why && !watch->ended()) co_return std::move(*why);
  }
  co_return "";
}

Async<void> EngineSupervisor::look_at_health(std::shared_ptr<Watch> watch, HangRules* hang) {
  const bool is_alive = co_await admin_.is_alive(*watch->ready_port(), config_.health_timeout);
  hang->looked(is_alive);
  if (!is_alive && !watch->ended())
    deps_.log.warn("engine_health_missed", {{"within_ms", config_.health_timeout.count()}});
}

// It hears nothing any more, so it is not asked to end. A driver that is stuck may hold the process even then: nothing
// else is started beside it, and nobody waits for it.
Async<EngineSupervisor::Ended> EngineSupervisor::end_by_force(std::shared_ptr<Watch> watch, std::string why) {
  door_.shut(why, EngineDoor::Waiting::no);
  set_condition(Condition::restarting, why);
  process_->signal(SIGKILL);
  co_await wait_for_end(watch, kKilledWithin);
  if (!watch->ended()) deps_.log.error("engine_cannot_be_killed", {{"process", process_->id()}});
  while (!watch->ended() && !is_stopping())
    co_await changed_.wait_for(kLookAgain);
  process_.reset();
  fell(why, Ended::by_itself);
  co_return Ended::by_itself;
}

// New calls wait before the door while those inside come to their end; then the process is asked to end, then it is
// killed.
Async<void> EngineSupervisor::end_in_order(std::shared_ptr<Watch> watch) {
  bool hears = true;
  if (!watch->ended() && watch->ready_port()) {
    door_.shut("it is being reloaded", is_stopping() ? EngineDoor::Waiting::no : EngineDoor::Waiting::yes);
    // Told behind the shut door: nobody goes in after it.
    set_condition(Condition::draining, is_stopping() ? "it is being stopped" : "it is being reloaded");
    hears = co_await drain(watch);
  }
  const SteadyTime drained = deps_.clock.steady_now();
  if (process_ && !watch->ended() && hears) {
    process_->signal(SIGTERM);
    co_await wait_for_end(watch, std::min<std::chrono::milliseconds>(time_to_end(drained), kEndsByItselfWithin));
  }
  if (process_ && !watch->ended()) {
    process_->signal(SIGKILL);
    co_await wait_for_end(watch, kKilledWithin);
  }
  process_.reset();
  metrics_.up.set(0);
  devices_.nothing_serves();
  MutexLock lock(mutex_);
  facts_.process.reset();
  facts_.base_url.reset();
  facts_.serving_since.reset();
}

// Until nobody is inside or the time is over, which becomes shorter when the server is to stop. False when it hangs
// meanwhile: then it ends nobody's call, and hears nothing.
Async<bool> EngineSupervisor::drain(std::shared_ptr<Watch> watch) {
  constexpr std::chrono::milliseconds kSlice{1'000};
  HangRules hang(config_);
  const SteadyTime began = deps_.clock.steady_now();
  SteadyTime next = began + config_.health_interval;
  while (!watch->ended()) {
    const std::chrono::milliseconds left = time_to_end(began);
    if (co_await door_.wait_until_empty(std::min({left, kSlice, config_.health_interval}))) co_return true;
    if (left.count() == 0) break;
    if (deps_.clock.steady_now() < next) continue;
    co_await look_at_health(watch, &hang);
    if (const auto why = hang.why_hung(deps_.clock.steady_now())) {
      deps_.log.error("engine_hung", {{"why", *why}, {"calls_cut_off", door_.inside()}});
      co_return false;
    }
    next = deps_.clock.steady_now() + config_.health_interval;
  }
  deps_.log.warn("engine_drain_timed_out", {{"calls_cut_off", door_.inside()}});
  co_return true;
}

Async<void> EngineSupervisor::wait_for_end(std::shared_ptr<Watch> watch, std::chrono::milliseconds at_most) {
  const SteadyTime until = deps_.clock.steady_now() + at_most;
  while (!watch->ended()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - deps_.clock.steady_now());
    if (left.count() <= 0) co_return;
    co_await changed_.wait_for(left);
  }
}

Async<void> EngineSupervisor::wait_until(SteadyTime time) {
  while (!is_ordered()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(time - deps_.clock.steady_now());
    if (left.count() <= 0) co_return;
    co_await changed_.wait_for(left);
  }
}

Async<void> EngineSupervisor::pause_before_restart() {
  deps_.log.info("engine_restarts", {{"after_ms", pause_.count()}, {"in_a_row", rules_.in_a_row()}});
  co_await wait_until(deps_.clock.steady_now() + pause_);
  if (is_ordered()) rules_.reset();
  if (is_stopping()) co_return;
  metrics_.restarts.add();
  MutexLock lock(mutex_);
  ++facts_.restarts;
}

void EngineSupervisor::opened(const Watch& watch, std::string token, Calibrations calibrations) {
  const std::uint16_t port = *watch.ready_port();
  std::string url = fmt::format("http://127.0.0.1:{}/v1", port);
  deps_.log.info("engine_serves", {{"url", url}, {"model", model_name_of(config_)}, {"process", process_->id()}});
  metrics_.up.set(1);
  {
    MutexLock lock(mutex_);
    calibrations_ = std::move(calibrations);
    facts_.condition = Condition::serving;
    facts_.trouble.clear();
    facts_.serving_since = deps_.clock.now();
    facts_.base_url = std::move(url);
    door_.open(port, std::move(token));  // with the lock: whoever reads that it serves gets in, and the reverse
  }
  answer_reloads(Done{});
}

// It is back in a moment, also when a start failed (without the adapter that it refused, or behind a driver that was
// busy), and nobody waits for more than a moment: others may answer meanwhile. A start that hung may hang again.
void EngineSupervisor::fell(const std::string& why, Ended ended) {
  const bool did_serve = ended == Ended::by_itself;
  const auto lasted = std::chrono::duration_cast<std::chrono::milliseconds>(deps_.clock.steady_now() - began_);
  pause_ = rules_.pause_after(did_serve ? lasted : std::chrono::milliseconds{0}, deps_.random.fraction());
  const bool is_back_soon = pause_ <= kShortPause && (did_serve || lasted < config_.start_timeout);
  metrics_.up.set(0);
  devices_.nothing_serves();
  if (ended == Ended::never_served) metrics_.failed_starts.add();
  const std::string said = ended == Ended::by_itself ? log_.last_words() : "";
  const std::string whole = said.empty() ? why : why + "; its last words: " + said;
  deps_.log.error("engine_ended", {{"why", whole}, {"served", ended == Ended::by_itself}});
  {
    MutexLock lock(mutex_);
    facts_.condition = Condition::restarting;
    facts_.trouble = facts_.last_error = whole;
    facts_.process.reset();
    facts_.base_url.reset();
    facts_.serving_since.reset();
    if (ended == Ended::never_served) ++facts_.failed_starts;
    door_.shut(whole, is_back_soon ? EngineDoor::Waiting::yes : EngineDoor::Waiting::no);
  }
  if (ended == Ended::never_served) answer_reloads(fail(ErrorCode::unavailable, "engine_down", whole));
}

// --- What others ask -------------------------------------------------------------------------------------------------

void EngineSupervisor::set_condition(Condition condition, std::string trouble) {
  MutexLock lock(mutex_);
  facts_.condition = condition;
  facts_.trouble = std::move(trouble);
}

void EngineSupervisor::shut(Condition condition, std::string why, EngineDoor::Waiting waiting) {
  MutexLock lock(mutex_);
  facts_.condition = condition;
  facts_.trouble = why;
  door_.shut(std::move(why), waiting);
}

bool EngineSupervisor::is_stopping() const {
  MutexLock lock(mutex_);
  return stop_until_.has_value();
}

bool EngineSupervisor::is_ordered() const {
  MutexLock lock(mutex_);
  return stop_until_ || reload_wanted_;
}

std::chrono::milliseconds EngineSupervisor::time_to_end(SteadyTime began) const {
  MutexLock lock(mutex_);
  const SteadyTime until = stop_until_.value_or(began + config_.drain_timeout);
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - deps_.clock.steady_now());
  return std::max(left, std::chrono::milliseconds{0});
}

bool EngineSupervisor::is_set_up() const {
  MutexLock lock(mutex_);
  return facts_.condition != Condition::missing && facts_.condition != Condition::off;
}

std::optional<std::string> EngineSupervisor::base_url() const {
  MutexLock lock(mutex_);
  return facts_.base_url;
}

std::string EngineSupervisor::condition() const {
  MutexLock lock(mutex_);
  const std::string name(json::name_of(facts_.condition));
  return facts_.trouble.empty() ? name : name + ": " + facts_.trouble;
}

std::shared_ptr<const chat::Calibration> EngineSupervisor::calibration(std::string_view model) const {
  MutexLock lock(mutex_);
  const auto found = calibrations_.find(model);
  return found == calibrations_.end() ? nullptr : found->second;
}

Calibrations EngineSupervisor::calibrations() const {
  MutexLock lock(mutex_);
  return calibrations_;
}

Facts EngineSupervisor::facts() const {
  Facts facts;
  {
    MutexLock lock(mutex_);
    facts = facts_;
  }
  facts.calls_inside = door_.inside();
  facts.calls_waiting = door_.waiting();
  if (facts.condition == Condition::draining)
    facts.trouble += fmt::format(": it waits for {} running {} to end", facts.calls_inside,
                                 facts.calls_inside == 1 ? "call" : "calls");
  return facts;
}

Result<Done> EngineSupervisor::check_that_it_is_ours() const {
  if (config_.mode == Mode::builtin) return Done{};
  return fail(ErrorCode::conflict,
              fmt::format("engine.mode is {}: this server runs no engine", json::name_of(config_.mode)));
}

Async<Result<json::Value>> EngineSupervisor::ask(std::string method, std::string target) {
  CO_TRY(check_that_it_is_ours());
  co_return co_await admin_.ask(std::move(method), std::move(target));
}

Async<Result<Done>> EngineSupervisor::reload() {
  CO_TRY(check_that_it_is_ours());
  const runtime::OneShot<Result<Done>> done;
  {
    MutexLock lock(mutex_);
    if (stop_until_) co_return fail(ErrorCode::unavailable, "the server stops");
    if (reloads_.size() >= kReloadsWaitingMax)
      co_return fail(ErrorCode::limit_exceeded, "many wait already for the engine to be reloaded");
    reloads_.push_back(done);
    reload_wanted_ = true;
  }
  changed_.notify();
  co_return co_await done.receive();
}

void EngineSupervisor::answer_reloads(const Result<Done>& outcome) {
  std::vector<runtime::OneShot<Result<Done>>> waiting;
  {
    MutexLock lock(mutex_);
    if (outcome && reload_wanted_) return;  // somebody asked again while it started: that is still to come
    reload_wanted_ = false;
    waiting.swap(reloads_);
  }
  for (const auto& one : waiting)
    one.deliver(outcome);
}

namespace {

double number_in(const json::Object& figures, std::string_view name) {
  const json::Value* value = figures.if_contains(name);
  return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

}  // namespace

// Its memory, for the metrics, and whether it works.
Async<void> EngineSupervisor::look_at_figures(HangRules* hang) {
  const Result<json::Value> status = co_await admin_.ask_here("GET", "/admin/status");
  if (!status || !status->is_object()) co_return;
  const json::Value* state = status->get_object().if_contains("state");
  if (state != nullptr && state->is_object()) {
    const json::Object& figures = state->get_object();
    hang->showed({.answers = number_in(figures, "slots_busy"), .calls = number_in(figures, "decode_calls")},
                 deps_.clock.steady_now());
  }
  const json::Value* memory = status->get_object().if_contains("memory");
  if (memory == nullptr || !memory->is_array()) co_return;
  for (const json::Value& device : memory->get_array()) {
    const json::Value* name = device.is_object() ? device.get_object().if_contains("device") : nullptr;
    if (name == nullptr || !name->is_string()) continue;
    const json::Object& figures = device.get_object();
    devices_.show(std::string(name->get_string()),
                  {.used = number_in(figures, "used_bytes"),
                   .total = number_in(figures, "total_bytes"),
                   .limit = number_in(figures, "limit_bytes"),
                   .fragmentation_events = number_in(figures, "fragmentation_events")});
  }
}

}  // namespace swarm::local_engine
