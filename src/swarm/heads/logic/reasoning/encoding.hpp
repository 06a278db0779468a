#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "swarm/heads/logic/outcome.hpp"
#include "swarm/heads/logic/reasoning/formula.hpp"

namespace swarm::logic {

// The first path: statements as clauses for the SAT solver CaDiCaL, a number as one literal for each of its values.
// Not thread-safe; lives for one prompt. Its time ends with the budget's.
class Encoding {
 public:
  Encoding(const Universe& universe, const Budget& budget);
  ~Encoding();
  Encoding(const Encoding&) = delete;
  Encoding& operator=(const Encoding&) = delete;

  void require(const Formula& formula);
  // A model of all that is required and of `extra`; nothing when there is none.
  Outcome<std::optional<Model>> model_with(const Formula& extra);

 private:
  class Cadical;
  std::unique_ptr<Cadical> cadical_;
  const Budget& budget_;
};

}  // namespace swarm::logic
