#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/llama/tokenizer.hpp"

namespace swarm::batching {

using llama::Token;

// The sequences of one context: which are taken, and which tokens each still holds keys and values of. What a finished
// answer leaves behind spares the next prompt that begins the same way. Pure; not thread-safe.
class SlotTable {
 public:
  explicit SlotTable(std::size_t slots) : slots_(slots) {}

  struct Place {
    std::size_t slot = 0;
    std::size_t reused = 0;  // tokens at the beginning that it holds already; what it holds behind them must go
  };
  // Takes a free slot for the prompt: the one that holds most of it, when that is a good part of the prompt or of what
  // the slot holds; else an empty one; else the one that was used longest ago. The last token of a prompt is never
  // reused: its logits are wanted. None: all are taken.
  std::optional<Place> take(std::span<const Token> prompt);

  struct Source {
    std::size_t slot = 0, tokens = 0;
  };
  // The slot that holds most of the prompt's beginning, taken or not; of equals the first. Without the last token, as
  // above.
  Source most_held(std::span<const Token> prompt) const;
  // How many tokens both begin with; the prompt's last one does not count.
  static std::size_t common_prefix(std::span<const Token> held, std::span<const Token> prompt);

  // What the slot holds now: it follows the decode calls.
  std::vector<Token>& held(std::size_t slot) { return slots_[slot].held; }
  const std::vector<Token>& held(std::size_t slot) const { return slots_[slot].held; }

  void give_back(std::size_t slot);  // what it holds stays for the next one
  bool is_taken(std::size_t slot) const { return slots_[slot].is_taken; }
  std::size_t size() const { return slots_.size(); }
  std::size_t taken() const { return taken_; }

 private:
  struct Slot {
    std::vector<Token> held{};
    bool is_taken = false;
    std::uint64_t used = 0;  // greater: later
  };
  std::vector<Slot> slots_;
  std::size_t taken_ = 0;
  std::uint64_t uses_ = 0;
};

}  // namespace swarm::batching
