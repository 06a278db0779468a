#pragma once

#include <cstdint>

#include "base/result.hpp"

namespace swarm::graph {

// A row-major matrix, or one that is stored transposed.
struct Matrix {
  const float* values;
  std::int64_t stride;  // values from one stored row to the next
  bool transposed = false;
};

// Where a product goes: scale * product + keep * what is there.
struct Target {
  float* values;
  std::int64_t stride;
  float keep = 0;
  float scale = 1;
};

struct ProductShape {
  std::int64_t rows, columns, inner;  // a is rows x inner, b is inner x columns
};

// Whether products can be made here. oneDNN writes its kernels as machine code, which some services may not:
// `unavailable` says so.
Result<Done> check_products();

// By oneDNN, on the caller's thread alone.
void multiply(const ProductShape& shape, const Matrix& a, const Matrix& b, const Target& target);

}  // namespace swarm::graph
