#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "engine/llama/model.hpp"

namespace swarm::data {

// A lesson as tokens. Learnt is what the assistant says: every token from `learnt_from` on.
struct EncodedLesson {
  std::vector<llama::Token> tokens;
  std::uint32_t learnt_from = 0;
  bool has_head_token = false;  // the first one, which may be left out
};

// Many lessons as tokens, close together in memory.
class LessonSet {
 public:
  struct Entry {
    std::uint64_t first = 0;  // token
    std::uint32_t length = 0;
    std::uint32_t learnt_from = 0;
    std::uint32_t family = 0;
    float weight = 1;
    bool has_head_token = false;

    // Places in a row: the last token is only ever a target.
    std::uint32_t positions(bool with_head) const { return length - 1 - (has_head_token && !with_head ? 1 : 0); }
  };

  // The place of the lesson; its family is numbered in the order of first appearance.
  std::uint32_t add(const EncodedLesson& lesson, const std::string& family, double weight);

  std::size_t size() const { return entries_.size(); }
  const Entry& at(std::uint32_t lesson) const { return entries_[lesson]; }
  std::span<const llama::Token> tokens_of(std::uint32_t lesson) const {
    return std::span(tokens_).subspan(entries_[lesson].first, entries_[lesson].length);
  }
  const std::vector<std::string>& families() const { return families_; }
  std::uint64_t bytes() const {  // of memory
    return tokens_.capacity() * sizeof(llama::Token) + entries_.capacity() * sizeof(Entry);
  }
  std::uint64_t positions(std::span<const std::uint32_t> lessons) const;  // of all of these, with their heads

 private:
  std::vector<llama::Token> tokens_;
  std::vector<Entry> entries_;
  std::vector<std::string> families_;
  std::map<std::string, std::uint32_t> family_numbers_;
};

}  // namespace swarm::data
