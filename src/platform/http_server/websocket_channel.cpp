#include "platform/http_server/websocket_channel.hpp"

#include <algorithm>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>

namespace swarm::http {

namespace asio = boost::asio;
using websocket::CloseCode;
using websocket::Ending;
using websocket::Farewell;
using websocket::Frames;
using websocket::Opcode;
using websocket::Received;

namespace {

constexpr std::size_t kAnswersMax = 256 * KiB;  // that wait to be written before more is read
constexpr std::uint16_t kNoCode = 1005;         // stands for a close frame without a code; never on the wire

}  // namespace

Async<void> LoopSignal::wait() {
  if (!is_set_) {
    boost::system::error_code ignored;  // notify() ends the wait by cancelling it
    co_await timer_.async_wait(asio::redirect_error(runtime::use_async, ignored));
  }
  is_set_ = false;
}

WebSocketChannel::WebSocketChannel(Deps deps, std::unique_ptr<websocket::Session> session,
                                   websocket::ChannelLimits limits)
    : deps_(std::move(deps)),
      session_(std::move(session)),
      limits_(limits),
      metrics_(deps_.state->websocket_metrics),
      reader_(limits.message_bytes_max.count),
      heartbeat_(limits.ping_interval, limits.pong_timeout, std::chrono::steady_clock::now()),
      rate_(limits.messages_per_second, std::chrono::steady_clock::now()),
      wake_(deps_.executor),
      room_(deps_.executor),
      opened_(std::chrono::steady_clock::now()),
      renew_at_(limits.renewal_interval.count() > 0 ? opened_ + limits.renewal_interval : Moment::max()) {
  metrics_.connections.add(1);
}

WebSocketChannel::~WebSocketChannel() {
  metrics_.connections.add(-1);
  metrics_.closed(closed_with_);
}

Async<void> WebSocketChannel::talk() {
  using namespace asio::experimental::awaitable_operators;
  const std::shared_ptr<WebSocketChannel> self = shared_from_this();
  deps_.watchdog.start(weak_from_this(), [this] { on_time(); });
  deps_.transport.limit_unsent(limits_.send_buffer_bytes.count);
  session_->opened(*this);
  if (deps_.state->draining) drain();
  arm();
  co_await (hear() && speak());
}

void WebSocketChannel::drain() {
  end_for(Ending::draining);
}

void WebSocketChannel::end_for(Ending ending) {
  if (!is_closing()) ending_ = ending;
  wake_.notify();
}

void WebSocketChannel::send(Opcode opcode, std::string_view payload) {
  if (opcode == Opcode::text || opcode == Opcode::binary) metrics_.messages_sent.add();
  queued_.add(opcode, payload);
}

void WebSocketChannel::close(Farewell farewell) {
  if (!is_closing()) farewell_ = std::move(farewell);
  wake_.notify();
}

std::function<void()> WebSocketChannel::waker() {
  return [weak = weak_from_this(), executor = deps_.executor, posted = wake_is_posted_] {
    if (posted->exchange(true)) return;
    asio::post(executor, [weak, posted] {
      *posted = false;
      if (const auto channel = weak.lock()) channel->wake_.notify();
    });
  };
}

// --- Time -----------------------------------------------------------------------------------------------------------

WebSocketChannel::Moment WebSocketChannel::next_moment() const {
  Moment next = Moment::max();
  if (close_deadline_) next = *close_deadline_;
  if (write_since_ && !is_stalled_) next = std::min(next, *write_since_ + limits_.write_timeout);
  if (is_closing()) return next;
  next = std::min({next, heartbeat_.next(), renew_at_});
  if (!session_->is_admitted()) next = std::min(next, opened_ + limits_.admission_timeout);
  return next;
}

void WebSocketChannel::arm() {
  const Moment next = next_moment();
  if (next == Moment::max()) return deps_.watchdog.clear();
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - std::chrono::steady_clock::now());
  deps_.watchdog.limit(std::max(left, std::chrono::milliseconds{0}));
}

void WebSocketChannel::on_time() {
  const Moment now = std::chrono::steady_clock::now();
  if (close_deadline_ && now >= *close_deadline_) {
    is_lost_ = true;
    deps_.transport.cancel();
    return;
  }
  if (write_since_ && !is_stalled_ && now >= *write_since_ + limits_.write_timeout) {
    is_stalled_ = true;
    metrics_.slow_readers.add();
    deps_.transport.cancel();
  } else if (!is_closing()) {
    if (now >= renew_at_) {
      is_renewal_due_ = true;
      renew_at_ = now + limits_.renewal_interval;
    }
    const auto due = heartbeat_.at(now);
    is_ping_due_ = is_ping_due_ || due == websocket::Heartbeat::Action::ping;
    if (due == websocket::Heartbeat::Action::give_up) {
      metrics_.pongs_missed.add();
      end_for(Ending::silent);
    }
    if (!session_->is_admitted() && now >= opened_ + limits_.admission_timeout) end_for(Ending::not_admitted);
    wake_.notify();
  }
  arm();
}

// --- Hearing --------------------------------------------------------------------------------------------------------

Async<void> WebSocketChannel::hear() {
  bool is_open = true;
  while (is_open) {
    const auto step = reader_.feed(deps_.input.view());
    if (!step) {
      if (!is_closing()) farewell_ = Farewell{step.error().code, std::string(step.error().why)};
      close_deadline_ = std::chrono::steady_clock::now() + limits_.close_timeout;  // no answer is waited for
      break;
    }
    deps_.input.consume(step->used);
    if (step->received)
      is_open = co_await take_received(std::move(*step->received));
    else
      is_open = co_await read_more();
  }
  has_heard_all_ = true;
  arm();
  wake_.notify();
}

Async<bool> WebSocketChannel::read_more() {
  if (last_read_ < InputBuffer::kSizeMin) deps_.input.shrink_when_empty();
  const Transferred got = co_await deps_.transport.read_some(deps_.input.prepare());
  deps_.input.commit(got.bytes);
  last_read_ = got.bytes;
  if (got.bytes > 0) {
    deps_.input.grow_if_full();
    heartbeat_.heard(std::chrono::steady_clock::now());
    co_return true;
  }
  if (!is_stalled_) is_lost_ = true;
  if (is_lost_) deps_.transport.cancel();  // also what is being written
  co_return false;
}

// False when nothing more is to be heard. Once we have said farewell only the client's close frame counts.
Async<bool> WebSocketChannel::take_received(Received received) {
  if (received.kind == Kind::close) {
    heard_close_ = received.close_code.value_or(kNoCode);
    co_return false;
  }
  if (is_closing()) co_return true;
  if (received.kind == Kind::pong) co_return true;
  if (!rate_.admit(std::chrono::steady_clock::now())) {
    close({CloseCode::policy, R"({"code":"message_rate"})"});
    co_return true;
  }
  if (received.kind == Kind::ping) {
    send(Opcode::pong, received.payload);
    wake_.notify();
  } else {
    metrics_.messages_received.add();
    inbox_ = websocket::Message{received.kind == Kind::text, std::move(received.payload)};
    wake_.notify();
  }
  co_await wait_for_room();
  co_return !is_lost_;
}

Async<void> WebSocketChannel::wait_for_room() {
  while (!is_lost_ && !is_stalled_ && (inbox_ || queued_.bytes.size() > kAnswersMax))
    co_await room_.wait();
}

// --- Speaking -------------------------------------------------------------------------------------------------------

// A session that throws has a bug: the client is told, and the server goes on.
Async<void> WebSocketChannel::speak() {
  bool has_failed = false;
  try {
    co_await speak_until_the_end();
  } catch (...) {
    if (runtime::is_cancellation(std::current_exception())) throw;
    deps_.state->deps.log.error("websocket_session_threw", {{"error", runtime::describe(std::current_exception())}});
    has_failed = true;
  }
  if (has_failed) {
    farewell_ = Farewell{CloseCode::internal, R"({"code":"internal"})"};
    co_await write_close();
  }
  room_.notify();
}

Async<void> WebSocketChannel::speak_until_the_end() {
  while (!is_lost_ && !is_stalled_) {
    if (co_await say_something()) continue;
    if (is_lost_ || is_stalled_) break;
    if (is_closing()) {
      co_await write_close();
      break;
    }
    if (has_heard_all_) break;
    co_await wake_.wait();
  }
}

// What was received before is answered, and what was answered is written, before anything else is said or closed.
Async<bool> WebSocketChannel::say_something() {
  if (!queued_.empty()) {
    co_await write_frames(std::exchange(queued_, {}), false);
    room_.notify();
    co_return true;
  }
  if (inbox_) {
    websocket::Message message = std::move(*inbox_);
    inbox_.reset();
    co_await session_->received(std::move(message));
    arm();  // it may have been admitted
    room_.notify();
    co_return true;
  }
  if (is_closing()) co_return false;
  if (std::exchange(is_renewal_due_, false)) {
    co_await renew();
    co_return true;
  }
  if (std::exchange(is_ping_due_, false)) {
    send(Opcode::ping, {});
    co_return true;
  }
  Frames frames = co_await session_->next();
  if (frames.empty()) co_return !queued_.empty();
  if (is_closing()) {
    session_->taken(0);
    co_return true;
  }
  metrics_.messages_sent.add(static_cast<double>(frames.ends.size()));
  co_await write_frames(std::move(frames), true);
  co_return true;
}

Async<void> WebSocketChannel::renew() {
  std::optional<Farewell> farewell = co_await session_->renew();
  if (farewell) close(std::move(*farewell));
}

// Written at once where the kernel has room, which is nearly always.
Async<bool> WebSocketChannel::write(std::string_view bytes) {
  written_ = 0;
  while (written_ < bytes.size()) {
    const Gathered buffers{asio::const_buffer(bytes.data() + written_, bytes.size() - written_), asio::const_buffer()};
    Transferred put = deps_.transport.write_now(buffers);
    if (put.bytes == 0 && !put.error) {
      write_since_ = std::chrono::steady_clock::now();
      arm();
      put = co_await deps_.transport.write_some(buffers);
      write_since_.reset();
      if (put.bytes > 0) heartbeat_.heard(std::chrono::steady_clock::now());  // whoever takes bytes is there
      arm();
    }
    written_ += put.bytes;
    if (is_stalled_ && !close_deadline_) co_return false;
    if (put.bytes == 0) {
      is_lost_ = true;
      co_return false;
    }
  }
  co_return true;
}

Async<void> WebSocketChannel::write_frames(Frames frames, bool is_of_session) {
  co_await write(frames.bytes);
  if (!is_stalled_) {
    if (is_of_session) session_->taken(frames.whole_frames_before(written_));
    co_return;
  }
  const std::size_t end = written_ == 0 ? 0 : frames.end_of_frame_at(written_);
  if (is_of_session) session_->taken(frames.whole_frames_before(end));
  co_await end_slow_reader(std::string_view(frames.bytes).substr(written_, end - written_));
}

// The kernel keeps room for this moment (limit_unsent): the frame that was begun and the close frame go in behind what
// the client has not read yet, and are there when it reads again.
Async<void> WebSocketChannel::end_slow_reader(std::string_view rest_of_frame) {
  if (!is_closing()) ending_ = Ending::slow_reader;
  close_deadline_ = std::chrono::steady_clock::now() + limits_.close_timeout;
  deps_.transport.limit_unsent(0);
  arm();
  if (!rest_of_frame.empty() && !co_await write(rest_of_frame)) co_return;
  co_await write_close();
}

// The client's close frame is answered with its code; ours waits for the client's.
Async<void> WebSocketChannel::write_close() {
  if (!close_deadline_) close_deadline_ = std::chrono::steady_clock::now() + limits_.close_timeout;
  arm();
  if (ending_ && !farewell_) farewell_ = session_->farewell(*ending_);
  closed_with_ = heard_close_ ? *heard_close_ : static_cast<std::uint16_t>(farewell_->code);
  std::string payload;
  if (!heard_close_)
    payload = websocket::close_payload(*closed_with_, farewell_->reason);
  else if (*heard_close_ != kNoCode)
    payload = websocket::close_payload(*heard_close_, {});
  std::string frame;
  websocket::append_frame(frame, Opcode::close, payload);
  co_await write(frame);
}

}  // namespace swarm::http
