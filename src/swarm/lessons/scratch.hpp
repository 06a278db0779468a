#pragma once

#include "base/result.hpp"
#include "swarm/lessons/lesson.hpp"
#include "swarm/lessons/problems.hpp"

namespace swarm::lessons {

// A solution as the model should write it, and the same for people.
struct Worked {
  std::string thinking;  // "812-467:2-7=b5,1-6-1=b4,8-4-1=3"
  std::string answer;    // "345"
  std::vector<answers::Step> steps;
};

// The problem in the model's scratch format: first the problem without its wording, then step by step. README.md has
// the format of each family. `too_large` for what the format is not made for (numbers above three digits …).
Result<Worked> worked(const Problem& problem);

// Facts from which what is asked for does not follow: "Ann>Bob,Cid>Bob:?", answered by kUnknown.
std::string undecided(const Ranking& problem);

Family family_of(const Problem& problem);
std::string content_of(const Problem& problem);  // "borrow 812-467"; the same for 7+8 and 8+7

// Whether there are so few such problems that all of them are taught: sums of two digits, tables up to ten.
bool always_taught(const Problem& problem);

// As people write it in one line: "((T|F)&!T)".
std::string text_of(const Expression& expression);
bool value_of(const Expression& expression);

}  // namespace swarm::lessons
