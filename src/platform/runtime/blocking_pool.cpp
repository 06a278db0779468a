#include "platform/runtime/blocking_pool.hpp"

#include <fmt/format.h>

namespace swarm::runtime {

BlockingPool::BlockingPool(std::string name, std::size_t threads, std::size_t queue_max) : queue_(queue_max) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back(fmt::format("{}-{}", name, i), [this] { work_until_closed(); });
  }
}

BlockingPool::~BlockingPool() {
  queue_.close();
}

std::unexpected<Error> BlockingPool::refuse() const {
  return fail(
      ErrorCode::limit_exceeded,
      fmt::format("{} pieces of work already wait for a thread; try again soon, or raise runtime.blocking_threads",
                  queue_.size_max()));
}

void BlockingPool::work_until_closed() {
  while (auto job = queue_.pop())
    (*job)();
}

}  // namespace swarm::runtime
