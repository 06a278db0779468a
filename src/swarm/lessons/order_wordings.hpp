#pragma once

#include <string_view>

namespace swarm::lessons {

// Tables of wordings, one a line, for one kind of scale; a table may be empty.
// {x} has more than {y}, who has more than {z}, who has more than {w}. {more}, {less}, {most}, {least}, {plain} are the
// forms: "taller", "before", "in front of", or, for deeds, "more money" with {does} "has", {do} "have" and {aid} the
// verb that asks: "Does {p} have more money than {q}?". {most} may be "second tallest" or, in races, "third".
// {names} are all of them, {either} the same with "or", {count} how many; {p} and {q} are two of them.
struct OrderWordings {
  std::string_view facts;
  std::string_view chains, long_chains;  // three and four in one sentence
  std::string_view two;                  // what is said of two at once: {x} of {names}
  // How statements and question come together: {s} statements, {q} question, {u} the same within a sentence, {v} the
  // same without its mark {m}.
  std::string_view whole, condition;
  std::string_view most, first, middle, order, beyond, of_two, of_pair;
};

extern const OrderWordings kAdjectiveWordings, kRaceWordings, kLineWordings, kDeedWordings;

// All in the signs for more and less: {r} is "A > B > C" or "C < B < A", {noun} "height".
extern const std::string_view kSignWordings;

}  // namespace swarm::lessons
