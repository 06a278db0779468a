#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace swarm::batching {

// What a running answer needs next: one token (the answer goes on), or the rest of its prompt.
struct Demand {
  std::size_t slot = 0;
  std::size_t tokens = 0;
  bool is_answering = false;
  bool operator==(const Demand&) const = default;
};

// How much of each demand one decode call serves, in ascending order of slots: first every answer's next token, so
// that no long prompt holds them up, then the prompts, first come, with what is left of `tokens_max`. Answers beyond
// tokens_max wait; the caller rotates its demands. Pure.
std::vector<Demand> plan_batch(std::span<const Demand> demands, std::size_t tokens_max);

}  // namespace swarm::batching
