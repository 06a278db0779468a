#pragma once

#include <vector>

#include "base/clock.hpp"
#include "platform/storage/statement_accounts.hpp"

namespace swarm::storage {

// Accounts the statements of one flight as we see them: by when each reply came, where the server sends each at once,
// otherwise an equal share each (the server holds replies back, so that the first to come would pay for all).
class FlightTimer {
 public:
  // In a flight of at most so many statements the server is asked to send each reply at once.
  static constexpr std::size_t kExactMax = 16;

  FlightTimer(const Clock& clock, StatementAccounts& accounts, std::size_t statements)
      : clock_(clock), accounts_(accounts), is_exact_(statements <= kExactMax), last_(clock.steady_now()) {}

  bool is_exact() const { return is_exact_; }
  void ran(const NamedStatement& what);
  void end();

 private:
  const Clock& clock_;
  StatementAccounts& accounts_;
  const bool is_exact_;
  SteadyTime last_;
  std::vector<const NamedStatement*> ran_;
};

}  // namespace swarm::storage
