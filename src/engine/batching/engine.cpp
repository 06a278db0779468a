#include "engine/batching/engine.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace swarm::batching {
namespace {

constexpr std::int32_t kTopLogProbabilitiesMax = 20;
constexpr std::uint64_t kDecodeCallsBetweenLooks = 256;  // at the memory

bool has_passed(SteadyTime deadline, SteadyTime now) {
  return deadline != SteadyTime{} && deadline <= now;
}

Error stopping() {
  return {.code = ErrorCode::unavailable, .message = "the engine stops"};
}

Result<Done> check(const Sampling& sampling) {
  const auto within = [](double value, double low, double high) { return value >= low && value <= high; };
  if (!within(sampling.temperature, 0, 100)) return fail(ErrorCode::invalid_input, "temperature: 0 to 100 expected");
  if (!within(sampling.top_p, 0, 1)) return fail(ErrorCode::invalid_input, "top_p: 0 to 1 expected");
  if (!within(sampling.min_p, 0, 1)) return fail(ErrorCode::invalid_input, "min_p: 0 to 1 expected");
  if (!within(sampling.presence_penalty, -100, 100) || !within(sampling.frequency_penalty, -100, 100))
    return fail(ErrorCode::invalid_input, "penalties: -100 to 100 expected");
  return Done{};
}

}  // namespace

Engine::Engine(std::unique_ptr<ModelRunner> model, EngineSettings settings, Deps deps)
    : model_(std::move(model)),
      settings_(std::move(settings)),
      deps_(deps),
      pool_(*model_, deps.clock, settings_.lanes),
      vectors_(pool_) {
  publish();
  thread_ = runtime::NamedThread("engine", [this] { run(); });
}

Engine::~Engine() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  model_->abort();
  thread_.join();
}

// --- Any thread ------------------------------------------------------------------------------------------------------

Result<Done> Engine::check_tokens(std::span<const Token> tokens) const {
  if (tokens.empty()) return fail(ErrorCode::invalid_input, "the prompt is empty: at least one token is needed");
  const auto vocabulary = static_cast<Token>(model_->vocabulary());
  const auto unknown = std::ranges::find_if(tokens, [&](Token token) { return token < 0 || token >= vocabulary; });
  if (unknown != tokens.end())
    return fail(ErrorCode::invalid_input, fmt::format("{} is no token of the model", *unknown));
  return Done{};
}

Result<Done> Engine::check(const GenerationRequest& request) const {
  static_cast<void>(TRY(check_tokens(request.prompt)));
  static_cast<void>(TRY(batching::check(request.sampling)));
  if (request.top_log_probabilities < 0 || request.top_log_probabilities > kTopLogProbabilitiesMax)
    return fail(ErrorCode::invalid_input, "log probabilities of 0 to 20 tokens can be asked for");
  const std::size_t wanted =
      request.prompt.size() + static_cast<std::size_t>(std::max<std::int64_t>(request.output_tokens_max, 1));
  if (wanted <= settings_.context_tokens) return Done{};
  return fail(ErrorCode::too_large,
              fmt::format("the prompt has {} tokens and its answer up to {}: together {} more than the context of {}",
                          request.prompt.size(), wanted - request.prompt.size(), wanted - settings_.context_tokens,
                          settings_.context_tokens));
}

// A ticket, if one more may wait.
Result<Inference::Ticket> Engine::reserve_place() {
  MutexLock lock(mutex_);
  if (stopping_ || refuses_) return std::unexpected(stopping());
  if (waiting_count_ >= settings_.waiting_max) {
    return fail(ErrorCode::limit_exceeded,
                fmt::format("{} requests wait already, which is the most; try again later", waiting_count_));
  }
  ++waiting_count_;
  live_.insert(++last_ticket_);
  return last_ticket_;
}

Result<Inference::Ticket> Engine::submit(GenerationRequest request, std::shared_ptr<GenerationListener> listener) {
  static_cast<void>(TRY(check(request)));
  if (request.output_tokens_max <= 0)
    request.output_tokens_max = static_cast<std::int64_t>(settings_.context_tokens - request.prompt.size());
  const std::uint64_t seed = request.sampling.seed ? *request.sampling.seed : deps_.random.next();
  const Ticket ticket = TRY(reserve_place());
  auto generation =
      std::make_shared<Generation>(ticket, std::move(request), std::move(listener), seed, deps_.clock.steady_now());
  MutexLock lock(mutex_);
  new_generations_.push_back(std::move(generation));
  changed_.notify_one();
  return ticket;
}

Result<Inference::Ticket> Engine::embed(EmbeddingRequest request, EmbeddingDone done) {
  static_cast<void>(TRY(check_tokens(request.input)));
  if (request.input.size() > settings_.context_tokens) {
    return fail(ErrorCode::too_large,
                fmt::format("the text has {} tokens, {} more than the context of {}", request.input.size(),
                            request.input.size() - settings_.context_tokens, settings_.context_tokens));
  }
  const Ticket ticket = TRY(reserve_place());
  MutexLock lock(mutex_);
  new_vectors_.push_back({.ticket = ticket, .request = std::move(request), .done = std::move(done)});
  changed_.notify_one();
  return ticket;
}

void Engine::cancel(Ticket ticket) {
  MutexLock lock(mutex_);
  if (!live_.contains(ticket)) return;
  cancelled_.insert(ticket);
  changed_.notify_one();
}

void Engine::post(std::function<void()> command) {
  MutexLock lock(mutex_);
  commands_.push_back(std::move(command));
  changed_.notify_one();
}

template <class Value>
Value Engine::ask(std::function<Value()> question) {
  struct Answer {
    Mutex mutex;
    Condition changed;
    std::optional<Value> value SWARM_GUARDED_BY(mutex);
  };
  const auto answer = std::make_shared<Answer>();
  post([this, answer, question = std::move(question)] {
    Value value = question();
    publish();  // whoever asks for the state next sees what was done
    MutexLock lock(answer->mutex);
    answer->value = std::move(value);
    answer->changed.notify_all();
  });
  MutexLock lock(answer->mutex);
  while (!answer->value)
    answer->changed.wait(answer->mutex);
  return std::move(*answer->value);
}

Result<Done> Engine::warm_up() {
  return ask<Result<Done>>([this]() -> Result<Done> {
    static_cast<void>(TRY(pool_.provide(nullptr)));
    return Done{};
  });
}

Bytes Engine::give_back_idle() {
  return ask<Bytes>([this] { return pool_.give_back_idle(); });
}

Result<Done> Engine::check_room(Bytes adapter) {
  return ask<Result<Done>>([this, adapter] { return pool_.check_adapter(adapter); });
}

void Engine::end_all() {
  MutexLock lock(mutex_);
  refuses_ = true;
  changed_.notify_one();
}

std::optional<SteadyTime> Engine::busy_since() const {
  MutexLock lock(mutex_);
  return turn_began_;
}

void Engine::release(std::shared_ptr<llama::Adapter> adapter, std::function<void()> done) {
  post([this, adapter = std::move(adapter), done = std::move(done)] { releases_.push_back({adapter, done}); });
}

EngineState Engine::state() const {
  EngineState out;
  {
    MutexLock lock(mutex_);
    out = published_;
    out.waiting = waiting_count_;
  }
  // The other figures are of the last look at the contexts; adapters come and go without one.
  if (DeviceMemory* device = with_most_weights(out.memory)) device->adapters = model_->adapter_bytes();
  for (const llama::DeviceFacts& facts : model_->devices()) {
    const auto device = std::ranges::find(out.memory, facts.name, &DeviceMemory::device);
    if (device != out.memory.end()) device->used = model_->used_by_all(facts);
  }
  return out;
}

// --- The engine's thread ---------------------------------------------------------------------------------------------

void Engine::run() {
  while (take_in()) {
    cancel_and_expire();
    finish_making();
    admit();
    step_lane();
    step_vectors();
    finish_releases();
    publish();
  }
  stop_everything();
}

// What waits for a context that is being made is none: its end wakes us.
bool Engine::has_work() const {
  const bool is_answering =
      pool_.busy_lanes() > 0 || (vectors_.has_work() && (!pool_.is_making() || pool_.can_provide_vectors()));
  if (is_answering || pool_.is_made()) return true;
  return !pool_.is_making() && (!waiting_.empty() || !releases_.empty());
}

bool Engine::take_in() {
  Generations generations;
  std::vector<VectorJob> vectors;
  std::vector<std::function<void()>> commands;
  bool is_stopping = false;
  bool is_refusing = false;
  {
    MutexLock lock(mutex_);
    turn_began_.reset();
    while (!stopping_ && !has_work() && new_generations_.empty() && new_vectors_.empty() && commands_.empty())
      changed_.wait(mutex_);
    generations.swap(new_generations_);
    vectors.swap(new_vectors_);
    commands.swap(commands_);
    to_cancel_.swap(cancelled_);
    is_stopping = stopping_;
    is_refusing = refuses_;
    turn_began_ = deps_.clock.steady_now();
  }
  for (auto& generation : generations)
    waiting_.push(generation->request().client, generation);
  for (VectorJob& job : vectors)
    vectors_.add(std::move(job));
  for (const auto& command : commands)
    command();
  if (is_refusing) end_requests();
  return !is_stopping;
}

// The listener heard the end, or is about to; nothing can be said to the ticket any more.
void Engine::forget(Ticket ticket) {
  MutexLock lock(mutex_);
  live_.erase(ticket);
  cancelled_.erase(ticket);
}

void Engine::drop(const std::shared_ptr<Generation>& generation, const Error& error) {
  forget(generation->ticket());
  generation->end(error);
}

// Ends whatever waits or runs and `goes` says yes to: it is asked with a ticket and a request of either kind.
template <class Goes>
void Engine::end_those(Goes goes, const Error& error) {
  const auto generation_goes = [&](const std::shared_ptr<Generation>& generation) {
    return goes(generation->ticket(), generation->request());
  };
  drop_waiting(generation_goes, error);
  for (const auto& lane : pool_.lanes()) {
    if (std::ranges::none_of(lane->running(), generation_goes)) continue;
    for (const auto& generation : Generations(lane->running().begin(), lane->running().end())) {
      if (!generation_goes(generation)) continue;
      lane->remove(*generation);
      drop(generation, error);
    }
  }
  const std::size_t vectors_before = vectors_.waiting();
  for (const Ticket ticket : vectors_.drop([&](const VectorJob& job) { return goes(job.ticket, job.request); }, error))
    forget(ticket);
  no_longer_waiting(vectors_before - vectors_.waiting());
}

template <class Goes>
void Engine::drop_waiting(Goes goes, const Error& error) {
  const Generations dropped = waiting_.take_all(goes);
  for (const auto& generation : dropped)
    drop(generation, error);
  no_longer_waiting(dropped.size());
}

void Engine::no_longer_waiting(std::size_t count) {
  if (count == 0) return;
  MutexLock lock(mutex_);
  waiting_count_ -= count;
}

void Engine::cancel_and_expire() {
  if (!to_cancel_.empty()) {
    end_those([&](Ticket ticket, const auto&) { return to_cancel_.contains(ticket); },
              {.code = ErrorCode::cancelled, .message = "the request was cancelled"});
    to_cancel_.clear();
  }
  const SteadyTime now = deps_.clock.steady_now();
  end_those([&](Ticket, const auto& request) { return has_passed(request.deadline, now); },
            {.code = ErrorCode::timeout, .message = "the request's deadline has passed"});
}

// The lane that takes nobody in, because a request for another adapter has waited long and none is ever idle.
Lane* Engine::lane_to_drain(SteadyTime now, bool is_room) {
  bool is_someone_starving = vectors_.blocked_since() && now - *vectors_.blocked_since() >= kPatience;
  waiting_.for_each([&](const std::shared_ptr<Generation>& generation) {
    is_someone_starving |= !is_room && !pool_.is_making() && now - generation->submitted() >= kPatience &&
                           pool_.find(generation->request().adapter.get()) == nullptr;
  });
  return is_someone_starving ? pool_.least_busy() : nullptr;
}

bool Engine::can_start(const Generation& generation, const Lane* draining, bool is_room) {
  const llama::Adapter* adapter = generation.request().adapter.get();
  if (const Lane* lane = pool_.find(adapter)) return lane->has_free_slot() && lane != draining;
  return is_room && !is_somebody_answered();
}

bool Engine::is_somebody_answered() const {
  return pool_.busy_lanes() > 0 || vectors_.has_work();
}

// For the first that waits for a context that there is none of; whoever is answered goes on meanwhile.
void Engine::begin_making() {
  std::optional<std::shared_ptr<llama::Adapter>> wanted;
  waiting_.for_each([&](const std::shared_ptr<Generation>& generation) {
    const std::shared_ptr<llama::Adapter>& adapter = generation->request().adapter;
    if (!wanted && pool_.find(adapter.get()) == nullptr) wanted = adapter;
  });
  if (!wanted) return;
  const auto wake = [this] {
    MutexLock lock(mutex_);
    changed_.notify_one();
  };
  if (const Result<Done> begun = pool_.begin_making(*wanted, wake); !begun)
    drop_waiting_for(wanted->get(), begun.error());
}

void Engine::finish_making() {
  const std::optional<LanePool::Made> made = pool_.take_made();
  if (made && !made->lane) drop_waiting_for(made->adapter.get(), made->lane.error());
}

void Engine::drop_waiting_for(const llama::Adapter* adapter, const Error& error) {
  drop_waiting(
      [&](const std::shared_ptr<Generation>& generation) { return generation->request().adapter.get() == adapter; },
      error);
}

void Engine::admit() {
  if (waiting_.empty()) return;
  bool is_room = pool_.can_make_lane();  // costs a look at every buffer: once, not for each that waits
  const Lane* draining = lane_to_drain(deps_.clock.steady_now(), is_room);
  const auto fits = [&](const std::shared_ptr<Generation>& generation) {
    return can_start(*generation, draining, is_room);
  };
  while (std::optional<std::shared_ptr<Generation>> next = waiting_.take(fits)) {
    {
      MutexLock lock(mutex_);
      --waiting_count_;
    }
    start(*next);
    is_room = pool_.can_make_lane();
  }
  if (is_room && is_somebody_answered()) begin_making();
}

void Engine::start(const std::shared_ptr<Generation>& generation) {
  const Result<Lane*> lane = pool_.provide(generation->request().adapter);
  if (!lane) return drop(generation, lane.error());
  (*lane)->start(generation, deps_.clock.steady_now());
  counts_.cached_tokens += generation->reused_tokens();
  counts_.prompt_tokens += generation->reused_tokens();  // whoever reads them counts the others
}

void Engine::step_lane() {
  Lane* lane = pool_.next_busy();
  if (lane == nullptr) return;
  const Lane::Progress progress = lane->step(*model_, deps_.clock);
  ++counts_.decode_calls;
  counts_.prompt_tokens += progress.prompt_tokens;
  counts_.cached_tokens += progress.cached_tokens;
  for (const auto& generation : progress.ended)
    forget(generation->ticket());
  counts_.output_tokens += progress.output_tokens;
  if (progress.is_broken) pool_.discard(*lane);
}

void Engine::step_vectors() {
  const std::size_t before = vectors_.waiting();
  if (const std::optional<Ticket> ended = vectors_.step(deps_.clock.steady_now())) forget(*ended);
  MutexLock lock(mutex_);
  waiting_count_ -= before - vectors_.waiting();
}

bool Engine::is_used(const llama::Adapter* adapter) const {
  bool is_waited_for = vectors_.is_used(adapter) || pool_.is_making(adapter);
  waiting_.for_each([&](const std::shared_ptr<Generation>& generation) {
    is_waited_for |= generation->request().adapter.get() == adapter;
  });
  return is_waited_for || std::ranges::any_of(pool_.lanes(), [&](const auto& lane) {
           return lane->adapter().get() == adapter && !lane->is_idle();
         });
}

void Engine::finish_releases() {
  for (std::size_t i = 0; i < releases_.size();) {
    // The end of an adapter waits for the one that is being loaded, or for a context: not while somebody answers.
    const bool would_wait = pool_.busy_lanes() > 0 && (!model_->are_adapters_at_rest() || pool_.is_making());
    if (would_wait || is_used(releases_[i].adapter.get())) {
      ++i;
      continue;
    }
    const Release release = std::move(releases_[i]);
    releases_.erase(releases_.begin() + static_cast<std::ptrdiff_t>(i));
    pool_.give_back(release.adapter.get());
    release.done();
  }
}

void Engine::publish() {
  const LanePool::Counts& counts = pool_.counts();
  const std::uint64_t seen = counts.made + counts.given_back + counts_.decode_calls / kDecodeCallsBetweenLooks;
  const bool looks = seen != memory_seen_at_ || counts_.memory.empty();
  if (looks) {
    memory_seen_at_ = seen;
    pool_.look_for_growth();
    counts_.memory = pool_.memory();
  }
  counts_.contexts = pool_.lanes().size();
  counts_.slots = std::max<std::size_t>(counts_.contexts, 1) * settings_.lanes.slots;
  counts_.slots_busy = 0;
  for (const auto& lane : pool_.lanes())
    counts_.slots_busy += lane->busy();
  counts_.context_switches = counts.switches;
  counts_.contexts_made = counts.made;
  counts_.contexts_given_back = counts.given_back;
  counts_.switching = counts.making;
  MutexLock lock(mutex_);
  static_cast<EngineCounts&>(published_) = counts_;  // without the memory, which changes seldom
  if (looks) published_.memory = counts_.memory;
}

void Engine::end_requests() {
  end_those([](Ticket, const auto&) { return true; }, stopping());
}

void Engine::stop_everything() {
  pool_.stop_making();
  end_requests();
  pool_.give_back_idle();
  finish_releases();
}

}  // namespace swarm::batching
