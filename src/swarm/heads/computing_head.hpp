#pragma once

#include <chrono>
#include <expected>
#include <stop_token>
#include <string>
#include <string_view>

#include "swarm/answers/answer_types.hpp"

namespace swarm::heads {

// What a head found, checked by a second path: a head that cannot check refuses.
struct Computed {
  std::string answer;  // for people, one line: "15% of 80 is 12"
  std::string value;   // canonical (DESIGN.md, "Heads"): "12", "x=-3;x=-2", "2.5 km"
  answers::Evidence evidence;
};

enum class RefusalKind {
  outside_grammar,  // not every token of the prompt was understood: somebody else's question
  too_large,        // understood, but the result or the work is beyond the limits
  unchecked,        // computed, but the second path could not confirm it
  cancelled,
};

struct Refusal {
  RefusalKind kind = RefusalKind::outside_grammar;
  std::string message;  // for the trace: where understanding ended
};

struct ComputeLimits {
  std::chrono::milliseconds time{2'000};
  std::size_t prompt_bytes_max = 4'096;  // longer prompts are refused unread
  std::size_t digits_max = 10'000;       // of any number that appears on the way
  std::size_t depth_max = 64;            // of nesting
};

// Computes what its grammar understands wholly. Stateless; safe to call from any thread; runs for at most about
// `limits.time` and ends soon after `stop` is requested.
class ComputingHead {
 public:
  virtual ~ComputingHead() = default;
  virtual answers::Head name() const = 0;
  virtual std::expected<Computed, Refusal> compute(std::string_view prompt, const ComputeLimits& limits,
                                                   std::stop_token stop) const = 0;
};

}  // namespace swarm::heads
