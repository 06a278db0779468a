#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <string_view>

#include "base/result.hpp"
#include "swarm/heads/computing_head.hpp"
#include "swarm/lessons/lesson.hpp"
#include "swarm/lessons/scratch.hpp"

namespace swarm::lessons {

// A prompt that was understood, with its solution in the model's scratch format.
struct Derivation {
  Problem problem;
  Worked worked;
};

// Makes lessons out of prompts that people typed. The computing heads read the prompt and confirm the value; what they
// do not read needs an answer that is known to be right, and then only one way to it. Thread-safe if the heads are.
class Derivations {
 public:
  // The heads outlive it. Without the code head no prompt with Python in it is read.
  explicit Derivations(std::vector<const heads::ComputingHead*> heads, heads::ComputeLimits limits = {})
      : heads_(std::move(heads)), limits_(limits) {}

  // What a head understood and verified; nothing for what no head reads or the scratch format has no place for.
  std::optional<Derivation> derive(std::string_view prompt, std::stop_token stop = {}) const;
  // The same for a prompt whose right answer is known, from a person or a verified stage. Nothing where several
  // different calculations would lead to it.
  std::optional<Derivation> derive(std::string_view prompt, std::string_view answer, std::stop_token stop = {}) const;

  std::optional<Lesson> lesson_of(std::string_view prompt, std::stop_token stop = {}) const;
  std::optional<Lesson> lesson_of(std::string_view prompt, std::string_view answer, std::stop_token stop = {}) const;

  // Whether a head that reads the lesson's prompt finds its answer: true or false; nothing when none reads it.
  std::optional<bool> confirms(const Lesson& lesson, std::stop_token stop = {}) const;

 private:
  std::vector<const heads::ComputingHead*> heads_;
  heads::ComputeLimits limits_;
};

// "[2, 3, 9]" is "2;3;9", "$7" and "7 euros" are "7", "True" is "true".
bool same_answer(std::string_view a, std::string_view b);

}  // namespace swarm::lessons
