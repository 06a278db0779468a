#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "trainer/data/lesson_set.hpp"
#include "trainer/data/packing.hpp"
#include "trainer/data/seeded_bits.hpp"
#include "trainer/graph/learner.hpp"

namespace swarm::data {

struct BatchShape {
  std::uint32_t rows = 16;
  std::uint32_t columns = 96;
  std::uint64_t positions() const { return std::uint64_t{rows} * columns; }
};

// A batch that owns its numbers.
struct PackedBatch {
  explicit PackedBatch(BatchShape shape);
  graph::Batch view() const { return {tokens, segments, targets, weights}; }
  std::uint64_t bytes() const { return tokens.size() * (3 * sizeof(std::int32_t) + sizeof(float)); }

  std::vector<std::int32_t> tokens, segments, targets;
  std::vector<float> weights;
  double weight_sum = 0;
  std::uint64_t filled = 0;  // positions that are no padding
};

// A lesson on its way into a row.
struct Piece {
  std::uint32_t lesson = 0;
  bool with_head = true;
};

// Some lessons, again and again, in a new order each time round.
class LessonStream {
 public:
  LessonStream(std::vector<std::uint32_t> lessons, std::uint64_t seed);
  Piece next();  // the head token stands in half of them, another half each time
  std::uint64_t round() const { return round_; }

 private:
  void start_round();
  std::vector<std::uint32_t> lessons_;
  std::uint64_t seed_;
  std::uint64_t round_ = 0;
  std::size_t place_ = 0;
};

// A part of what is learnt: its lessons and which share of all positions it gets.
struct Part {
  std::vector<std::uint32_t> lessons;
  double share = 1;
};

// Parts of a whole by their weights: share of the positions that lessons of each family get. Weight 1 for every family
// leaves things as they are; 2 for one doubles its part against the others.
std::vector<Part> parts_by_family(const LessonSet& lessons, std::span<const std::uint32_t> of,
                                  const std::map<std::string, double>& weights);

// Draws lessons without end, always from the part that lags furthest behind its share. The same seed draws the same.
// `lessons` outlives it.
class Mixture {
 public:
  Mixture(const LessonSet& lessons, std::vector<Part> parts, std::uint64_t seed);

  Piece next();
  std::uint32_t positions(Piece piece) const { return lessons_.at(piece.lesson).positions(piece.with_head); }
  double first_part_ratio() const;  // how much of what was drawn came from the first part

 private:
  struct Source {
    LessonStream stream;
    double share;
    std::uint64_t positions = 0;
  };
  const LessonSet& lessons_;
  std::vector<Source> sources_;
  std::uint64_t drawn_ = 0;  // positions
};

// Makes batches without end out of shuffled, mixed and packed lessons. The same seed gives the same batches: a run that
// goes on skips those that it has had. `lessons` outlives it.
class BatchMaker {
 public:
  BatchMaker(const LessonSet& lessons, std::vector<Part> parts, BatchShape shape, std::uint64_t seed);

  const PackedBatch& next();  // until the next call
  void skip(std::uint64_t batches);
  double epochs() const;  // how often the first part was seen, by positions
  BatchShape shape() const { return shape_; }
  double fill() const;  // how much of all batches so far was no padding, 0 to 1

 private:
  std::vector<std::vector<Piece>> next_rows();
  void pack_window();

  const LessonSet& lessons_;
  std::uint64_t first_part_positions_;
  Mixture mixture_;
  BatchShape shape_;
  SeededBits row_order_;
  std::uint64_t filled_ = 0, batches_ = 0;
  std::deque<std::vector<Piece>> rows_;
  PackedBatch batch_;
};

// All of these lessons once, for looking at: half of them (by place) with the head token.
std::vector<PackedBatch> batches_of_all(const LessonSet& lessons, std::span<const std::uint32_t> of, BatchShape shape);

}  // namespace swarm::data
