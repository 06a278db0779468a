#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "swarm/heads/computing_head.hpp"

// The calculations that a model wrote down, done again.
namespace swarm::answering {

inline constexpr std::size_t kEquationsMax = 50;  // of one answer; further ones are not looked at

// "12 * 7 = 84": what stands before the sign, and the number behind it.
struct StatedEquation {
  std::string expression;  // digits, points, brackets and + - * / ^
  std::string stated;
};

// Equations of numbers alone that stand for themselves. Passed over is whatever might mean something else: next to
// words or letters, marked as rounded or as a question, spoken about in other bases or modulo something, and what the
// prompt itself says. Pure; linear in the texts.
std::vector<StatedEquation> stated_equations(std::string_view prompt, std::string_view worked);

struct ArithmeticFindings {
  std::size_t right = 0;
  std::optional<std::string> wrong{};  // the first one: "12*7=74, and it is 84"
};
// `calculator` is the math head. A number that was rounded in its last digit is right.
ArithmeticFindings check_arithmetic(const std::vector<StatedEquation>& equations,
                                    const heads::ComputingHead& calculator, const heads::ComputeLimits& limits,
                                    std::stop_token stop);

}  // namespace swarm::answering
