#include "engine/llama/token_order.hpp"

#include <algorithm>

#include "engine/llama/model.hpp"

namespace swarm::llama {

TokenOrder::TokenOrder(const Model& model) {
  for (Token token = 0; token < model.facts().vocabulary; ++token) {
    if (model.is_end_of_generation(token)) {
      ends_.push_back(token);
      continue;
    }
    if (model.is_control(token)) continue;  // spells text too, but means something else
    const std::string bytes = model.bytes_of(token);
    if (bytes.empty()) continue;
    entries_.push_back({.token = token,
                        .offset = static_cast<std::uint32_t>(bytes_.size()),
                        .length = static_cast<std::uint32_t>(bytes.size()),
                        .common = 0});
    bytes_ += bytes;
    longest_ = std::max(longest_, bytes.size());
  }
  std::ranges::sort(entries_, {}, [&](const Entry& entry) { return bytes_of(entry); });
  for (std::size_t i = 1; i < entries_.size(); ++i) {
    const std::string_view before = bytes_of(entries_[i - 1]);
    const std::string_view bytes = bytes_of(entries_[i]);
    entries_[i].common = static_cast<std::uint32_t>(std::ranges::mismatch(before, bytes).in2 - bytes.begin());
  }
}

}  // namespace swarm::llama
