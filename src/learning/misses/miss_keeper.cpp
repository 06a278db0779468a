#include "learning/misses/miss_keeper.hpp"

namespace swarm::misses {

Async<Result<std::int64_t>> MissKeeper::forget(Kept kept, std::int64_t count) {
  const std::int64_t gone = CO_TRY(co_await store_.forget(kept, count));
  if (gone == 0) metrics_.kept(CO_TRY(co_await store_.count()));
  co_return gone;
}

}  // namespace swarm::misses
