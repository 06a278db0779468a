#pragma once

#include "swarm/heads/math/expression/tree.hpp"

// The operations beyond the four rules, by family. Each has its own second path (Function::confirm).
namespace swarm::math {

// roots.cpp
extern const Function kSquareRoot;
extern const Function kCubeRoot;
extern const Function kNthRoot;  // (degree, value)
extern const Function kAbsolute;
extern const Function kLogarithm;  // (base, value), where it is rational

// percent.cpp
extern const Function kIncrease;  // (value, share)
extern const Function kDecrease;
extern const Function kShareOf;         // (part, whole): a percentage
extern const Function kPercentChange;   // (from, to): a percentage with its sign
extern const Function kWholeOf;         // (part, share): what the part is that share of
extern const Function kBeforeIncrease;  // (value, share): what was increased to it
extern const Function kBeforeDecrease;

// divisibility.cpp
extern const Function kGcd;
extern const Function kLcm;
extern const Function kRemainder;  // (dividend, divisor)
extern const Function kQuotient;   // (dividend, divisor), rounded down

// statistics.cpp
extern const Function kSum;
extern const Function kProduct;
extern const Function kMean;
extern const Function kMedian;
extern const Function kRange;
extern const Function kLargest;
extern const Function kSmallest;

// rounding.cpp
extern const Function kFloor;
extern const Function kCeiling;
extern const Function kRoundToMultiple;  // (value, step)

// counting.cpp
extern const Function kFactorial;
extern const Function kChoose;   // (n, k)
extern const Function kPermute;  // (n, k)
extern const Function kMultichoose;

// series.cpp
extern const Function kSumOfRange;    // (from, to)
extern const Function kSumOfOdd;      // first n odd numbers
extern const Function kSumOfEven;     // first n even numbers
extern const Function kSumOfSquares;  // of the first n positive whole numbers
extern const Function kSumOfCubes;
extern const Function kNthPrime;
extern const Function kFibonacci;
extern const Function kTriangular;
extern const Function kArithmeticTerm;  // (first, difference, n)
extern const Function kArithmeticSum;
extern const Function kGeometricTerm;  // (first, ratio, n)
extern const Function kGeometricSum;
extern const Function kDigitSum;

}  // namespace swarm::math
