#include "platform/runtime/loops.hpp"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/system/system_error.hpp>

#include "platform/runtime/one_shot.hpp"

namespace swarm::runtime {

Loop::Loop(FailureHandler on_failure) : keep_running_(context_.get_executor()), on_failure_(std::move(on_failure)) {}

Loop::~Loop() {
  stop();
}

void Loop::start(std::string name) {
  thread_ = NamedThread(std::move(name), [this] {
    while (true) {
      try {
        context_.run();
        return;
      } catch (...) {
        report(std::current_exception());
      }
    }
  });
}

void Loop::stop() {
  keep_running_.reset();
  context_.stop();
  thread_.join();
}

void Loop::spawn(Async<void> work) {
  asio::co_spawn(context_, std::move(work), [this](std::exception_ptr failure) { report(failure); });
}

void Loop::report(std::exception_ptr failure) const {
  if (failure && !is_cancellation(failure)) on_failure_(describe(failure));
}

Loops::Loops(std::size_t count, FailureHandler on_failure) {
  constexpr std::size_t kLoopsMax = 8;
  if (count == 0) count = std::min(static_cast<std::size_t>(usable_cores()), kLoopsMax);
  for (std::size_t i = 0; i < count; ++i)
    loops_.push_back(std::make_unique<Loop>(on_failure));
}

void Loops::start() {
  for (std::size_t i = 0; i < loops_.size(); ++i)
    loops_[i]->start("loop-" + std::to_string(i));
}

void Loops::stop() {
  for (const auto& loop : loops_)
    loop->stop();
}

Loop& Loops::next() {
  return *loops_[turn_++ % loops_.size()];
}

namespace {

// Delivers when it goes away, so also when the work threw.
struct AtTheEnd {
  OneShot<Done> ended;
  ~AtTheEnd() { ended.deliver(Done{}); }
};

Async<void> carry(Async<void> work, OneShot<Done> ended) {
  const AtTheEnd at_the_end{ended};
  co_await std::move(work);
}

}  // namespace

Async<void> run_on(Loop& loop, Async<void> work) {  // tidy: reference outlives the coroutine because Loops end last
  const OneShot<Done> ended;
  loop.spawn(carry(std::move(work), ended));
  co_await ended.receive();
}

std::string describe(std::exception_ptr failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "something that is no std::exception";
  }
}

bool is_cancellation(std::exception_ptr failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& error) {
    return error.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

}  // namespace swarm::runtime
