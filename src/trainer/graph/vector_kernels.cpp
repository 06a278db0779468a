#include "trainer/graph/vector_kernels.hpp"

#include <cmath>

#include "trainer/graph/lanes.hpp"

namespace swarm::graph::kernels {
namespace {

float dot(const float* a, const float* b, std::size_t count) {
  Lanes total = 0.0F;
  for_lanes(count,
            [&](std::size_t i, std::size_t lanes) { total += load_some(a + i, lanes) * load_some(b + i, lanes); });
  return sum(total);
}

Lanes sigmoid(Lanes x) {
  return 1.0F / (1.0F + exponential(-x));
}

}  // namespace

void rms_norm(const NormShape& shape, const float* input, const float* weight, float* output, float* scales) {
  for (std::size_t row = 0; row < shape.rows; ++row, input += shape.width, output += shape.width) {
    const float mean = dot(input, input, shape.width) / static_cast<float>(shape.width);
    const float scale = scales[row] = 1 / std::sqrt(mean + shape.epsilon);
    for (std::size_t i = 0; i < shape.width; ++i)
      output[i] = input[i] * scale * weight[i];
  }
}

void rms_norm_back(const NormShape& shape, const float* input, const float* weight, const float* scales,
                   const float* gradient, float* input_gradient, float* weight_gradient) {
  for (std::size_t row = 0; row < shape.rows; ++row) {
    const float scale = scales[row];
    Lanes total = 0.0F;
    for_lanes(shape.width, [&](std::size_t i, std::size_t lanes) {
      total += load_some(gradient + i, lanes) * load_some(weight + i, lanes) * load_some(input + i, lanes);
    });
    const float factor = scale * scale * scale * sum(total) / static_cast<float>(shape.width);
    for (std::size_t i = 0; i < shape.width; ++i)
      input_gradient[i] += scale * gradient[i] * weight[i] - factor * input[i];
    if (weight_gradient != nullptr)
      for (std::size_t i = 0; i < shape.width; ++i)
        weight_gradient[i] += gradient[i] * input[i] * scale;
    input += shape.width;
    gradient += shape.width;
    input_gradient += shape.width;
  }
}

void rotate(const Rotation& rotation, float* rows, std::size_t stride, std::size_t heads,
            std::span<const std::int32_t> positions, bool back) {
  const std::size_t half = rotation.head_width / 2;
  const float sign = back ? -1.0F : 1.0F;
  for (std::size_t row = 0; row < positions.size(); ++row) {
    const float* cosines = rotation.table + static_cast<std::size_t>(positions[row]) * rotation.head_width;
    const float* sines = cosines + half;
    for (std::size_t head = 0; head < heads; ++head) {
      float* first = rows + row * stride + head * rotation.head_width;
      float* second = first + half;
      for (std::size_t i = 0; i < half; ++i) {
        const float x = first[i], y = second[i], sine = sign * sines[i];
        first[i] = x * cosines[i] - y * sine;
        second[i] = x * sine + y * cosines[i];
      }
    }
  }
}

void swiglu(const float* gate, const float* up, float* product, std::size_t count) {
  for_lanes(count, [&](std::size_t i, std::size_t lanes) {
    const Lanes x = load_some(gate + i, lanes);
    store_some(product + i, x * sigmoid(x) * load_some(up + i, lanes), lanes);
  });
}

void swiglu_back(const float* product_gradient, float* gate, float* up, std::size_t count) {
  for_lanes(count, [&](std::size_t i, std::size_t lanes) {
    const Lanes x = load_some(gate + i, lanes), gradient = load_some(product_gradient + i, lanes);
    const Lanes share = sigmoid(x);
    store_some(gate + i, gradient * load_some(up + i, lanes) * share * (1.0F + x * (1.0F - share)), lanes);
    store_some(up + i, gradient * x * share, lanes);
  });
}

void add(float* to, const float* what, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    to[i] += what[i];
}

void add_to_rows(float* rows, std::size_t stride, std::size_t count, const float* bias, std::size_t width) {
  for (std::size_t row = 0; row < count; ++row)
    add(rows + row * stride, bias, width);
}

void add_sum_of_rows(float* bias, const float* rows, std::size_t stride, std::size_t count, std::size_t width) {
  for (std::size_t row = 0; row < count; ++row)
    add(bias, rows + row * stride, width);
}

double cross_entropy(float* logits, std::size_t vocabulary, std::span<const std::int32_t> targets,
                     std::span<const float> weights) {
  double loss = 0;
  for (std::size_t row = 0; row < targets.size(); ++row, logits += vocabulary) {
    float largest = logits[0];
    for (std::size_t i = 1; i < vocabulary; ++i)
      largest = logits[i] > largest ? logits[i] : largest;
    const float target = logits[targets[row]] - largest;
    Lanes total = 0.0F;
    for_lanes(vocabulary, [&](std::size_t i, std::size_t lanes) {
      const Lanes exponentials = exponential(load_some(logits + i, lanes) - largest);
      store_some(logits + i, exponentials, lanes);
      total += load_some(logits + i, lanes);
    });
    const float normaliser = sum(total), factor = weights[row] / normaliser;
    loss +=
        static_cast<double>(weights[row]) * (std::log(static_cast<double>(normaliser)) - static_cast<double>(target));
    for (std::size_t i = 0; i < vocabulary; ++i)
      logits[i] *= factor;
    logits[targets[row]] -= weights[row];
  }
  return loss;
}

}  // namespace swarm::graph::kernels
