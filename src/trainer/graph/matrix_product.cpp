#include "trainer/graph/matrix_product.hpp"

#include <dnnl.h>
#include <vector>

#include "base/invariant.hpp"

extern "C" void omp_set_num_threads(int threads);  // libgomp's, which oneDNN runs on; clang has no <omp.h> for it

namespace swarm::graph {

namespace {

dnnl_status_t product(const ProductShape& shape, const Matrix& a, const Matrix& b, const Target& target) {
  thread_local const bool alone = (omp_set_num_threads(1), true);  // our threads bring the parallelism
  (void)alone;
  return dnnl_sgemm(a.transposed ? 'T' : 'N', b.transposed ? 'T' : 'N', shape.rows, shape.columns, shape.inner,
                    target.scale, a.values, a.stride, b.values, b.stride, target.keep, target.values, target.stride);
}

}  // namespace

Result<Done> check_products() {
  constexpr std::int64_t kSide = 64;
  const std::vector<float> ones(kSide * kSide, 1.0F);
  std::vector<float> sums(kSide * kSide);
  const Matrix matrix{.values = ones.data(), .stride = kSide};
  if (product({kSide, kSide, kSide}, matrix, matrix, {.values = sums.data(), .stride = kSide}) == dnnl_success)
    return Done{};
  return fail(ErrorCode::unavailable,
              "oneDNN cannot make its kernels here: this process may not make memory executable; allow it "
              "(systemd: MemoryDenyWriteExecute=no)");
}

void multiply(const ProductShape& shape, const Matrix& a, const Matrix& b, const Target& target) {
  SWARM_INVARIANT(product(shape, a, b, target) == dnnl_success, "check_products() said that it works");
}

}  // namespace swarm::graph
