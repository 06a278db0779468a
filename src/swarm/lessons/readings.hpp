#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "swarm/answers/answer_types.hpp"
#include "swarm/lessons/problems.hpp"

// From texts back to problems: what the computing heads understood, or what a prompt may mean.
namespace swarm::lessons {

// "12 + 7 - 5", "$12 - $5", "(6 * 8) + 3": whole numbers with +, - and *, in the order of the calculation.
std::optional<Calculations> read_calculation(std::string_view text);

// "max(3, 9, 2)", "[3, 9, 2][-1]", "sorted([3, 9, 2])": the first of these that stands in the text.
std::optional<ListTask> read_list_expression(std::string_view text);

// The longest run of truth values, connectives, signs and brackets in the text that is one expression, with at least
// one connective. `not` binds before `and`, `and` before `or`.
std::optional<Expression> read_truth_expression(std::string_view text);

// The statements and the question that the logic head shows: "height of Bob < height of Ann". `value` is its answer,
// which tells what was asked for.
std::optional<Ranking> read_ranking(const std::vector<answers::Step>& steps, std::string_view value);

// The whole numbers of a prompt, also those in words from two to twelve ("one" is rather a pronoun), in their order;
// nothing when there is anything else that looks like a number: decimals, fractions, percentages, more than three
// digits.
std::optional<std::vector<std::int64_t>> numbers_in(std::string_view prompt);

// Whether it tells something before it asks, as a story does.
bool tells(std::string_view prompt);

// Every problem of the families with the prompt's numbers in a plausible order: candidates for a known answer.
std::vector<Problem> plausible_problems(std::string_view prompt);

}  // namespace swarm::lessons
