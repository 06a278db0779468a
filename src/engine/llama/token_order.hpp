#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/llama/tokenizer.hpp"

namespace swarm::llama {

class Model;

// The tokens that are text, sorted by their bytes: neighbours begin alike, so what was found out about one token's
// beginning holds for the next. Immutable.
class TokenOrder {
 public:
  explicit TokenOrder(const Model& model);

  struct Entry {
    Token token;
    std::uint32_t offset, length;  // of its bytes
    std::uint32_t common;          // bytes that it begins with as the one before does
  };
  const std::vector<Entry>& entries() const { return entries_; }
  const std::vector<Token>& ends() const { return ends_; }  // those that end an answer
  std::string_view bytes_of(const Entry& entry) const {
    return std::string_view(bytes_).substr(entry.offset, entry.length);
  }
  std::size_t longest() const { return longest_; }

 private:
  std::string bytes_;
  std::vector<Entry> entries_;
  std::vector<Token> ends_;
  std::size_t longest_ = 0;
};

}  // namespace swarm::llama
