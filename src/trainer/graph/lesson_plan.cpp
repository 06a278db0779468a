#include "trainer/graph/lesson_plan.hpp"

#include <algorithm>

namespace swarm::graph {
namespace {

struct Piece {
  std::size_t begin, length;  // in the batch
};

std::vector<Piece> pieces_of(const Batch& batch, std::size_t columns) {
  std::vector<Piece> pieces;
  for (std::size_t begin = 0; begin < batch.tokens.size();) {
    const std::size_t row_end = begin - begin % columns + columns;
    std::size_t end = begin, useful = begin;
    for (; end < row_end && batch.segments[end] == batch.segments[begin]; ++end)
      if (batch.weights[end] != 0) useful = end + 1;
    if (useful > begin) pieces.push_back({begin, useful - begin});
    begin = end;
  }
  return pieces;
}

void append(Chunk& chunk, const Batch& batch, const Piece& piece, double weight_sum) {
  Chunk::Segment segment{chunk.tokens.size(), piece.length, chunk.learnt.size(), 0};
  for (std::size_t i = 0; i < piece.length; ++i) {
    const std::size_t place = piece.begin + i;
    if (batch.weights[place] != 0) {
      chunk.learnt.push_back(static_cast<std::int32_t>(chunk.tokens.size()));
      chunk.learnt_positions.push_back(static_cast<std::int32_t>(i));
      chunk.targets.push_back(batch.targets[place]);
      chunk.weights.push_back(static_cast<float>(static_cast<double>(batch.weights[place]) / weight_sum));
    }
    chunk.tokens.push_back(batch.tokens[place]);
    chunk.positions.push_back(static_cast<std::int32_t>(i));
  }
  segment.learnt_count = chunk.learnt.size() - segment.learnt_begin;
  chunk.segments.push_back(segment);
}

}  // namespace

std::vector<std::vector<Chunk>> plan_lessons(const Batch& batch, const PlanLimits& limits) {
  double weight_sum = 0;
  for (const float weight : batch.weights)
    weight_sum += static_cast<double>(weight);
  const std::vector<Piece> pieces = pieces_of(batch, limits.columns);
  std::size_t total = 0;
  for (const Piece& piece : pieces)
    total += piece.length;
  const std::size_t share = (total + limits.threads - 1) / limits.threads;
  const std::size_t chunks = std::max<std::size_t>(1, (share + limits.chunk_positions - 1) / limits.chunk_positions);
  const std::size_t aim = (share + chunks - 1) / chunks;  // chunks of about equal size
  std::vector<std::vector<Chunk>> plan(limits.threads);
  std::size_t done = 0;
  for (const Piece& piece : pieces) {
    // The thread in whose share the middle of the piece falls.
    const std::size_t thread = std::min((done + piece.length / 2) / share, limits.threads - 1);
    done += piece.length;
    std::vector<Chunk>& of_thread = plan[thread];
    if (of_thread.empty() || of_thread.back().tokens.size() >= aim ||
        of_thread.back().tokens.size() + piece.length > limits.chunk_positions)
      of_thread.emplace_back();
    append(of_thread.back(), batch, piece, weight_sum);
  }
  return plan;
}

}  // namespace swarm::graph
