// Attention by segments: scores of one head fit the nearest cache, since lessons are short. The way back computes the
// shares again from the scores instead of keeping them, which costs less than memory does.
#include <algorithm>
#include <cmath>

#include "trainer/graph/lanes.hpp"
#include "trainer/graph/vector_kernels.hpp"

namespace swarm::graph::kernels {
namespace {

constexpr std::size_t kTileColumns = 2 * kLanes, kTileRows = 4, kBlock = 32;  // queries that are looked at together

std::size_t padded(std::size_t width) {
  return (width + kTileColumns - 1) / kTileColumns * kTileColumns;
}

struct View {
  const float* values = nullptr;
  std::size_t stride = 0;
};

// result[rows][32] (+)= sum over k of a[row][k] * b[k][32 columns]; transposed: a[k][row].
template <std::size_t kRows, bool kTransposed, bool kKeep>
inline void tile(View a, View b, std::size_t inner, float* result, std::size_t stride) {
  Lanes sums[kRows][2];
  for (std::size_t row = 0; row < kRows; ++row) {
    sums[row][0] = kKeep ? load(result + row * stride) : Lanes(0.0F);
    sums[row][1] = kKeep ? load(result + row * stride + kLanes) : Lanes(0.0F);
  }
  for (std::size_t k = 0; k < inner; ++k) {
    const Lanes left = load(b.values + k * b.stride), right = load(b.values + k * b.stride + kLanes);
    for (std::size_t row = 0; row < kRows; ++row) {
      const Lanes factor = Lanes(kTransposed ? a.values[k * a.stride + row] : a.values[row * a.stride + k]);
      sums[row][0] += factor * left;
      sums[row][1] += factor * right;
    }
  }
  for (std::size_t row = 0; row < kRows; ++row) {
    store(result + row * stride, sums[row][0]);
    store(result + row * stride + kLanes, sums[row][1]);
  }
}

// `columns` is a multiple of 32.
template <bool kTransposed, bool kKeep>
void product(std::size_t rows, std::size_t columns, std::size_t inner, View a, View b, float* result,
             std::size_t stride) {
  const std::size_t step = kTransposed ? 1 : a.stride;
  for (std::size_t column = 0; column < columns; column += kTileColumns) {
    const View part{b.values + column, b.stride};
    std::size_t row = 0;
    for (; row + kTileRows <= rows; row += kTileRows)
      tile<kTileRows, kTransposed, kKeep>({a.values + row * step, a.stride}, part, inner,
                                          result + row * stride + column, stride);
    for (; row < rows; ++row)
      tile<1, kTransposed, kKeep>({a.values + row * step, a.stride}, part, inner, result + row * stride + column,
                                  stride);
  }
}

// Hands out the caller's scratch memory.
struct Scratch {
  float* next;
  float* take(std::size_t floats) {
    float* taken = next;
    next += floats;
    return taken;
  }
};

// Rows whose width is a multiple of 32: as they are, or a copy with zeros behind.
View wide_rows(View rows, std::size_t count, std::size_t width, Scratch& scratch) {
  if (width == padded(width)) return rows;
  float* copy = scratch.take(count * padded(width));
  for (std::size_t row = 0; row < count; ++row) {
    std::copy_n(rows.values + row * rows.stride, width, copy + row * padded(width));
    std::fill_n(copy + row * padded(width) + width, padded(width) - width, 0.0F);
  }
  return {copy, padded(width)};
}

View transposed(View rows, std::size_t count, std::size_t width, float scale, Scratch& scratch) {
  const std::size_t stride = padded(count);
  float* copy = scratch.take(width * stride);
  for (std::size_t i = 0; i < width; ++i) {
    for (std::size_t row = 0; row < count; ++row)
      copy[i * stride + row] = rows.values[row * rows.stride + i] * scale;
    std::fill_n(copy + i * stride + count, stride - count, 0.0F);
  }
  return {copy, stride};
}

float scale_of(const Attention& of) {
  return 1 / std::sqrt(static_cast<float>(of.head_width));
}

struct Block {
  std::size_t begin, rows, seen;  // queries, and the keys that the last of them sees
};
Block block_at(const Attention& of, std::size_t begin) {
  const std::size_t rows = std::min(kBlock, of.positions.size() - begin);
  return {begin, rows, static_cast<std::size_t>(of.positions[begin + rows - 1]) + 1};
}

// Scores to shares, with zeros for keys behind the query's own place up to the block's padded width.
float softmax_row(float* scores, std::size_t seen, std::size_t width) {
  float largest = scores[0];
  for (std::size_t i = 1; i < seen; ++i)
    largest = scores[i] > largest ? scores[i] : largest;
  Lanes total = 0.0F;
  for_lanes(seen, [&](std::size_t i, std::size_t lanes) {
    store_some(scores + i, exponential(load_some(scores + i, lanes) - largest), lanes);
    total += load_some(scores + i, lanes);
  });
  const float normaliser = sum(total), factor = 1 / normaliser;
  for (std::size_t i = 0; i < seen; ++i)
    scores[i] *= factor;
  std::fill(scores + seen, scores + width, 0.0F);
  return largest + std::log(normaliser);
}

void shares_again(float* scores, std::size_t seen, std::size_t width, float normaliser) {
  for_lanes(seen, [&](std::size_t i, std::size_t lanes) {
    store_some(scores + i, exponential(load_some(scores + i, lanes) - normaliser), lanes);
  });
  std::fill(scores + seen, scores + width, 0.0F);
}

// Rows of `result` may be narrower than the product's: then through scratch.
void narrow_product(const Block& block, std::size_t width, View a, View b, float* result, std::size_t stride,
                    float* scratch) {
  if (width == padded(width)) return product<false, false>(block.rows, width, block.seen, a, b, result, stride);
  product<false, false>(block.rows, padded(width), block.seen, a, b, scratch, padded(width));
  for (std::size_t row = 0; row < block.rows; ++row)
    std::copy_n(scratch + row * padded(width), width, result + row * stride);
}

struct Prepared {
  View key_columns, value_columns, keys, queries, mixed;
  float *shares, *scores, *key_sums, *value_sums, *narrow;
};

void block_back(const Attention& of, const AttentionGradient& gradient, const Prepared& with, const Block& block) {
  const std::size_t width = padded(block.seen), stride = with.key_columns.stride, head = padded(of.head_width);
  const float scale = scale_of(of);
  product<false, false>(block.rows, width, of.head_width, {of.query + block.begin * of.query_stride, of.query_stride},
                        with.key_columns, with.shares, stride);
  const View mixed_gradient{gradient.mixed + block.begin * of.mixed_stride, of.mixed_stride};
  product<false, false>(block.rows, width, of.head_width, mixed_gradient, with.value_columns, with.scores, stride);
  for (std::size_t row = 0; row < block.rows; ++row) {
    const std::size_t query = block.begin + row;
    float *shares = with.shares + row * stride, *scores = with.scores + row * stride;
    shares_again(shares, static_cast<std::size_t>(of.positions[query]) + 1, width,
                 of.normalisers[query * of.normaliser_stride]);
    const float *mixed = of.mixed + query * of.mixed_stride, *back = gradient.mixed + query * of.mixed_stride;
    Lanes total = 0.0F;
    for_lanes(of.head_width, [&](std::size_t i, std::size_t lanes) {
      total += load_some(mixed + i, lanes) * load_some(back + i, lanes);
    });
    const float dot = sum(total);
    for (std::size_t i = 0; i < width; ++i)
      scores[i] = shares[i] * (scores[i] - dot) * scale;
  }
  narrow_product(block, of.head_width, {with.scores, stride}, with.keys, gradient.query + block.begin * of.query_stride,
                 of.query_stride, with.narrow);
  const View queries{with.queries.values + block.begin * with.queries.stride, with.queries.stride};
  const View back{with.mixed.values + block.begin * with.mixed.stride, with.mixed.stride};
  product<true, true>(block.seen, head, block.rows, {with.scores, stride}, queries, with.key_sums, head);
  product<true, true>(block.seen, head, block.rows, {with.shares, stride}, back, with.value_sums, head);
}

void add_rows(const Attention& of, const float* sums, float* to) {
  for (std::size_t row = 0; row < of.keys; ++row)
    add(to + row * of.key_stride, sums + row * padded(of.head_width), of.head_width);
}

}  // namespace

std::size_t attention_scratch(std::size_t head_width, std::size_t keys_max) {
  const std::size_t head = padded(head_width), keys = padded(keys_max);
  return 2 * head * keys      // keys and values by columns
         + 3 * keys * head    // keys, queries and gradients with zeros behind
         + 2 * kBlock * keys  // shares and scores
         + 2 * keys * head    // sums over queries
         + kBlock * head;
}

void attend(const Attention& of, float* memory) {
  Scratch scratch{memory};
  const View columns = transposed({of.key, of.key_stride}, of.keys, of.head_width, scale_of(of), scratch);
  const View values = wide_rows({of.value, of.key_stride}, of.keys, of.head_width, scratch);
  float* shares = scratch.take(kBlock * columns.stride);
  float* narrow = scratch.take(kBlock * padded(of.head_width));
  for (std::size_t begin = 0; begin < of.positions.size(); begin += kBlock) {
    const Block block = block_at(of, begin);
    const std::size_t width = padded(block.seen);
    product<false, false>(block.rows, width, of.head_width, {of.query + begin * of.query_stride, of.query_stride},
                          columns, shares, columns.stride);
    for (std::size_t row = 0; row < block.rows; ++row)
      of.normalisers[(begin + row) * of.normaliser_stride] =
          softmax_row(shares + row * columns.stride, static_cast<std::size_t>(of.positions[begin + row]) + 1, width);
    narrow_product(block, of.head_width, {shares, columns.stride}, values, of.mixed + begin * of.mixed_stride,
                   of.mixed_stride, narrow);
  }
}

void attend_back(const Attention& of, const AttentionGradient& gradient, float* memory) {
  Scratch scratch{memory};
  const std::size_t head = padded(of.head_width), queries = of.positions.size();
  Prepared with{};
  with.key_columns = transposed({of.key, of.key_stride}, of.keys, of.head_width, scale_of(of), scratch);
  with.value_columns = transposed({of.value, of.key_stride}, of.keys, of.head_width, 1, scratch);
  with.keys = wide_rows({of.key, of.key_stride}, of.keys, of.head_width, scratch);
  with.queries = wide_rows({of.query, of.query_stride}, queries, of.head_width, scratch);
  with.mixed = wide_rows({gradient.mixed, of.mixed_stride}, queries, of.head_width, scratch);
  with.shares = scratch.take(kBlock * with.key_columns.stride);
  with.scores = scratch.take(kBlock * with.key_columns.stride);
  with.narrow = scratch.take(kBlock * head);
  with.key_sums = scratch.take(of.keys * head);
  with.value_sums = scratch.take(of.keys * head);
  std::fill_n(with.key_sums, 2 * of.keys * head, 0.0F);
  for (std::size_t begin = 0; begin < queries; begin += kBlock)
    block_back(of, gradient, with, block_at(of, begin));
  add_rows(of, with.key_sums, gradient.key);
  add_rows(of, with.value_sums, gradient.value);
}

}  // namespace swarm::graph::kernels
