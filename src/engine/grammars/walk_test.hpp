#pragma once

#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "engine/grammars/schema_rules.hpp"
#include "engine/grammars/states.hpp"

// Texts through the rules of a schema, for tests.
namespace swarm::grammars {

class Walk {
 public:
  explicit Walk(std::shared_ptr<const Rules> rules) : states_(std::move(rules)) {
    states_.allow(1'000'000'000, 1'000'000'000);
    begin_ = states_.begin();
  }

  bool fits(std::string_view text) {
    States::State state = begin_;
    for (const char byte : text)
      state = states_.after(state, static_cast<unsigned char>(byte));
    EXPECT_FALSE(states_.is_exhausted());
    return states_.is_complete(state);
  }

  // A text by chance, or nothing when it got too long.
  std::string text(std::uint64_t seed, std::size_t bytes_max = 2'000) {
    std::mt19937_64 chance(seed);
    std::string out;
    for (States::State state = begin_; out.size() < bytes_max;) {
      std::string ways;
      for (int byte = 0; byte < 256; ++byte)
        if (states_.after(state, static_cast<unsigned char>(byte)) != States::kDead) ways += static_cast<char>(byte);
      const bool is_complete = states_.is_complete(state);
      if (is_complete && (ways.empty() || chance() % 3 == 0)) return out;
      if (ways.empty()) {
        ADD_FAILURE() << "nothing fits behind " << out;
        return {};
      }
      // What closes or ends comes up more often, so that texts end.
      const std::size_t closing = ways.find_first_of("\"]},");
      const char next =
          closing != std::string::npos && chance() % 4 == 0 ? ways[closing] : ways[chance() % ways.size()];
      out += next;
      state = states_.after(state, static_cast<unsigned char>(next));
    }
    return {};
  }

 private:
  States states_;
  States::State begin_ = States::kDead;
};

inline Walk walk(std::string_view schema) {
  const auto parsed = json::parse(schema, 64);
  EXPECT_TRUE(parsed) << schema;
  const auto rules = rules_of_schema(*parsed);
  EXPECT_TRUE(rules) << schema << ": " << (rules ? "" : rules.error().message);
  return Walk(*rules);
}

inline std::string refusal(std::string_view schema) {
  const auto rules = rules_of_schema(*json::parse(schema, 64));
  EXPECT_FALSE(rules) << schema;
  return rules ? "" : rules.error().message;
}

}  // namespace swarm::grammars
