#include "engine/batching/lane.hpp"

#include <algorithm>

#include "base/invariant.hpp"

namespace swarm::batching {
namespace {

// A copy moves a sequence's whole buffer, and waiting for another prompt costs a decode call: neither is done for a
// small part of a prompt.
bool is_worth_a_copy(std::size_t tokens, std::size_t prompt) {
  constexpr std::size_t kTokensMin = 16;
  return tokens >= kTokensMin && tokens * 2 >= prompt;
}

}  // namespace

Lane::Lane(std::shared_ptr<llama::Adapter> adapter, std::unique_ptr<Decoder> decoder, std::size_t slots,
           std::size_t batch_tokens_max)
    : adapter_(std::move(adapter)),
      decoder_(std::move(decoder)),
      batch_tokens_max_(batch_tokens_max),
      slots_(slots),
      known_use_(decoder_->memory()) {}

std::vector<llama::DeviceUse> Lane::new_growth() {
  std::vector<llama::DeviceUse> now = decoder_->memory();
  std::vector<llama::DeviceUse> grown;
  for (const llama::DeviceUse& use : now) {
    const auto before = std::ranges::find(known_use_, use.device, &llama::DeviceUse::device);
    if (before == known_use_.end() || use.compute > before->compute) grown.push_back(use);
  }
  known_use_ = std::move(now);
  return grown;
}

void Lane::start(std::shared_ptr<Generation> generation, SteadyTime now) {
  std::optional<SlotTable::Place> place = slots_.take(generation->request().prompt);
  SWARM_INVARIANT(place.has_value(), "the engine asks has_free_slot() first");
  if (slots_.held(place->slot).size() > place->reused) forget_from(place->slot, place->reused);
  generation->start(place->slot, slots_.held(place->slot).size(), now);
  follow(generation);
  running_.push_back(std::move(generation));
}

// Behind whoever has most in common with it. Nobody leads who has begun to answer: its slot can be copied at once.
void Lane::follow(const std::shared_ptr<Generation>& generation) {
  const std::vector<Token>& prompt = generation->request().prompt;
  const std::size_t has = generation->reused_tokens();
  Follower best{.generation = generation, .leader = nullptr, .tokens = has};
  for (const auto& other : running_) {
    const std::size_t common = SlotTable::common_prefix(other->request().prompt, prompt);
    if (common > best.tokens) best = {.generation = generation, .leader = other, .tokens = common};
  }
  if (best.leader != nullptr && is_worth_a_copy(best.tokens - has, prompt.size())) followers_.push_back(best);
}

// Its leader may have been cancelled, and another one may have its slot.
bool Lane::is_still_reading(const Follower& follower) const {
  const Generation& leader = *follower.leader;
  const bool is_running = std::ranges::find(running_, follower.leader) != running_.end();
  return is_running && !leader.is_answering() && slots_.held(leader.slot()).size() < follower.tokens;
}

bool Lane::is_follower(const Generation& generation) const {
  return std::ranges::any_of(followers_, [&](const Follower& each) { return each.generation.get() == &generation; });
}

void Lane::settle_followers(Progress& progress) {
  std::erase_if(followers_, [&](const Follower& follower) {
    if (is_still_reading(follower)) return false;
    take_over(*follower.generation, progress);
    return true;
  });
}

void Lane::take_over(Generation& generation, Progress& progress) {
  const std::vector<Token>& prompt = generation.request().prompt;
  const std::size_t has = generation.reused_tokens();
  const SlotTable::Source source = slots_.most_held(prompt);
  if (source.tokens <= has || !is_worth_a_copy(source.tokens - has, prompt.size())) return;
  decoder_->copy(static_cast<int>(source.slot), static_cast<int>(generation.slot()));
  slots_.held(generation.slot()) = slots_.held(source.slot);
  if (slots_.held(generation.slot()).size() > source.tokens) forget_from(generation.slot(), source.tokens);
  const std::size_t now_has = slots_.held(generation.slot()).size();
  generation.reuse(now_has);
  if (now_has <= has) return;  // a model that forgets everything or nothing
  progress.cached_tokens += now_has - has;
  progress.prompt_tokens += now_has - has;
}

// Models with a state of fixed size forget everything or nothing.
void Lane::forget_from(std::size_t slot, std::size_t position) {
  std::vector<Token>& held = slots_.held(slot);
  if (position == 0 || !decoder_->forget(static_cast<int>(slot), static_cast<int>(position))) {
    decoder_->forget(static_cast<int>(slot), 0);
    position = 0;
  }
  held.resize(position);
}

void Lane::remove(const Generation& generation) {
  const auto found = std::ranges::find(running_, &generation, &std::shared_ptr<Generation>::get);
  SWARM_INVARIANT(found != running_.end(), "a generation is removed from the lane that it runs in, once");
  slots_.give_back(generation.slot());
  std::erase_if(followers_, [&](const Follower& follower) { return follower.generation.get() == &generation; });
  running_.erase(found);
}

Generation& Lane::in_slot(std::size_t slot) {
  return **std::ranges::find_if(running_, [&](const auto& each) { return each->slot() == slot; });
}

std::vector<Demand> Lane::demands() const {
  std::vector<Demand> demands;
  for (const auto& generation : running_) {
    if (is_follower(*generation)) continue;
    demands.push_back({.slot = generation->slot(),
                       .tokens = generation->unread().size(),
                       .is_answering = generation->is_answering()});
  }
  return demands;
}

Lane::Progress Lane::step(const ModelRunner& model, const Clock& clock) {
  Progress progress;
  settle_followers(progress);
  const std::vector<Demand> demanded = demands();
  const std::vector<Demand> plan = plan_batch(demanded, batch_tokens_max_);
  llama::Decoded decoded = decode(plan);
  if (decoded == llama::Decoded::no_room && forget_free_slots()) decoded = decode(plan);
  if (decoded != llama::Decoded::done) return fail_all(decoded, std::move(progress));
  note_read(plan, progress);
  choose(model, clock, progress);
  if (plan.size() < demanded.size() && !running_.empty()) std::ranges::rotate(running_, running_.begin() + 1);
  return progress;
}

llama::Decoded Lane::decode(const std::vector<Demand>& plan) {
  batch_.clear();
  outputs_.clear();
  for (const Demand& demand : plan) {
    const std::span<const Token> unread = in_slot(demand.slot).unread();
    auto position = static_cast<std::int32_t>(slots_.held(demand.slot).size());
    for (const Token token : unread.first(demand.tokens))
      batch_.push_back({.token = token, .position = position++, .sequence = static_cast<std::int32_t>(demand.slot)});
    if (demand.tokens < unread.size()) continue;
    batch_.back().has_output = true;
    outputs_.push_back({.slot = demand.slot, .row = batch_.size() - 1});
  }
  return decoder_->decode(batch_);
}

void Lane::note_read(const std::vector<Demand>& plan, Progress& progress) {
  for (const Demand& demand : plan) {
    Generation& generation = in_slot(demand.slot);
    const std::span<const Token> read = generation.unread().first(demand.tokens);
    std::vector<Token>& held = slots_.held(demand.slot);
    held.insert(held.end(), read.begin(), read.end());
    if (!generation.is_answering()) progress.prompt_tokens += demand.tokens;
    generation.was_read(demand.tokens);
  }
}

void Lane::choose(const ModelRunner& model, const Clock& clock, Progress& progress) {
  for (const Output& output : outputs_) {
    const auto found = std::ranges::find_if(running_, [&](const auto& each) { return each->slot() == output.slot; });
    const std::shared_ptr<Generation> generation = *found;
    const std::int64_t before = generation->output_tokens();
    const bool is_complete = generation->advance(decoder_->logits(output.row), model, clock.steady_now());
    progress.output_tokens += static_cast<std::size_t>(generation->output_tokens() - before);
    if (!is_complete) continue;
    remove(*generation);
    progress.ended.push_back(generation);
  }
}

Lane::Progress Lane::fail_all(llama::Decoded decoded, Progress progress) {
  progress.is_broken = true;
  const std::string message = decoded == llama::Decoded::aborted   ? "the engine stops"
                              : decoded == llama::Decoded::no_room ? "the context has no room for the batch"
                                                                   : "the device failed while it computed";
  for (const auto& generation : std::vector(running_)) {
    remove(*generation);
    generation->end({.code = ErrorCode::unavailable, .message = message});
    progress.ended.push_back(generation);
  }
  return progress;
}

bool Lane::forget_free_slots() {
  bool has_forgotten = false;
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    if (slots_.is_taken(slot) || slots_.held(slot).empty()) continue;
    forget_from(slot, 0);
    has_forgotten = true;
  }
  return has_forgotten;
}

}  // namespace swarm::batching
