#include "swarm/live/subscription.hpp"

#include <algorithm>

namespace swarm::live {

using websocket::Frames;

Subscription::Subscription(Deps deps, Scope scope, Wish wish, std::unique_ptr<FeedHub::Attachment> attachment)
    : deps_(deps),
      scope_(std::move(scope)),
      is_of_feed_(wish.of.empty()),
      prefix_(fmt::format(R"({{"type":"event","subscription":{},)",
                          json::to_text(json::Value(boost::json::string(wish.id))))),
      attachment_(std::move(attachment)),
      resume_(wish.after),
      mark_(wish.after) {
  if (is_of_feed_) sources_.push_back({.of = std::nullopt, .after = wish.after});
  for (const tasks::Task& task : wish.of) {
    by_subject_.emplace(task.id.text(), sources_.size());
    sources_.push_back({.of = task.id, .after = wish.after, .was_final = tasks::is_final(task.state)});
  }
  open_ = sources_.size();
  deps_.metrics.subscriptions.add(1);
}

Subscription::~Subscription() {
  deps_.metrics.subscriptions.add(-1);
}

Async<Result<Frames>> Subscription::next() {
  marks_.clear();
  while (!has_ended()) {
    if (is_joined_) {
      Frames frames = take_shared();
      if (is_joined_ || !frames.empty()) co_return frames;
    }
    const bool is_first = reading_ == 0;
    Frames frames = CO_TRY(co_await catch_up());
    if (!frames.empty()) co_return frames;
    if (!is_joined_ && is_first) co_return Frames{};  // what is shared has not begun: it wakes us
  }
  co_return Frames{};
}

void Subscription::taken(std::size_t count) {
  if (count < marks_.size()) {
    if (count > 0) resume_ = marks_[count - 1];
  } else {
    resume_ = mark_;
  }
  deps_.metrics.events_sent.add(static_cast<double>(count));
}

// --- Behind ---------------------------------------------------------------------------------------------------------

// Reads each source to its end. What is shared is noted before the first read: every event that the reads do not show
// was made visible later and so comes at or behind that place.
Async<Result<Frames>> Subscription::catch_up() {
  if (reading_ == 0) meeting_ = attachment_->end();
  while (reading_ < sources_.size()) {
    Source& source = sources_[reading_];
    if (source.has_ended) {
      ++reading_;
      continue;
    }
    Frames frames = CO_TRY(co_await read(&source));
    if (!frames.empty()) co_return frames;
  }
  reading_ = 0;
  is_joined_ = join();
  co_return Frames{};
}

Async<Result<Frames>> Subscription::read(Source* source) {
  CO_TRY(co_await deps_.events.check_kept(scope_, source->after));
  const auto found = CO_TRY(co_await deps_.tasks.events_after(scope_, source->of, source->after, kEventsPerRead));
  deps_.metrics.catch_ups.add();
  Frames frames;
  for (const tasks::TaskStore::EventWithTask& event : found) {
    if (is_of_feed_) mark_ = event.event.cursor;
    add(frames, *source, entry_of(event));
  }
  if (static_cast<std::int64_t>(found.size()) < kEventsPerRead) {
    if (source->was_final && found.empty()) end(*source);
    ++reading_;
  }
  co_return frames;
}

bool Subscription::join() {
  if (!meeting_) return false;
  block_ = meeting_->block;
  index_ = 0;
  mark_ = resume_ = std::max(resume_, meeting_->cursor);
  meeting_.reset();
  return true;
}

// --- Joined ---------------------------------------------------------------------------------------------------------

Frames Subscription::take_shared() {
  Frames frames;
  while (frames.bytes.size() < kBatchBytes) {
    const ProjectFeed::Look look = attachment_->look(block_);
    if (look.found == ProjectFeed::Found::dropped) is_joined_ = false;
    if (look.found != ProjectFeed::Found::block) break;
    if (look.number != block_) index_ = 0;
    block_ = look.number;
    take_from(*look.block, frames);
    if (index_ < look.block->size()) break;
    ++block_;
    index_ = 0;
  }
  return frames;
}

void Subscription::take_from(const FeedBlock& block, Frames& frames) {
  while (index_ < block.size() && frames.bytes.size() < kBatchBytes) {
    const FeedEntry& entry = block[index_++];
    mark_ = std::max(mark_, entry.cursor);
    Source* const source = source_of(entry.subject);
    if (source != nullptr && !source->has_ended && entry.cursor > source->after) add(frames, *source, entry);
  }
}

Subscription::Source* Subscription::source_of(const std::string& subject) {
  if (is_of_feed_) return sources_.data();
  const auto found = by_subject_.find(subject);
  return found == by_subject_.end() ? nullptr : &sources_[found->second];
}

void Subscription::add(Frames& frames, Source& source, const FeedEntry& entry) {
  source.after = entry.cursor;
  append_frame_header(frames.bytes, websocket::Opcode::text, prefix_.size() + entry.text.size());
  frames.bytes += prefix_;
  frames.bytes += entry.text;
  frames.ends.push_back(frames.bytes.size());
  marks_.push_back(mark_);
  if (entry.ends_subject && !is_of_feed_) end(source);
}

void Subscription::end(Source& source) {
  if (source.has_ended) return;
  source.has_ended = true;
  --open_;
}

}  // namespace swarm::live
