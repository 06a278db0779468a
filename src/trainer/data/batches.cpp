#include "trainer/data/batches.hpp"

#include <algorithm>
#include <numeric>

#include "base/invariant.hpp"

namespace swarm::data {

namespace {

constexpr std::uint64_t kWindowBatches = 32;  // packed together: enough to fill rows well, little enough to stay mixed
enum Purpose : std::uint64_t { kRowOrder = 1, kHeadToken = 2, kLessonOrder = 3 };

void write_piece(const LessonSet& lessons, Piece piece, std::int32_t segment, std::uint64_t at, PackedBatch& batch) {
  const LessonSet::Entry& entry = lessons.at(piece.lesson);
  const std::uint32_t skipped = entry.has_head_token && !piece.with_head ? 1 : 0;
  const std::span<const llama::Token> tokens = lessons.tokens_of(piece.lesson).subspan(skipped);
  const std::uint32_t learnt_from = entry.learnt_from - skipped;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    batch.tokens[at + i] = tokens[i];
    batch.targets[at + i] = tokens[i + 1];
    batch.segments[at + i] = segment;
    if (i + 1 < learnt_from) continue;
    batch.weights[at + i] = entry.weight;
    batch.weight_sum += static_cast<double>(entry.weight);
  }
  batch.filled += tokens.size() - 1;
}

PackedBatch batch_of(const LessonSet& lessons, std::span<const std::vector<Piece>> rows, BatchShape shape) {
  PackedBatch batch(shape);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    std::uint64_t at = row * shape.columns;
    std::int32_t segment = 0;  // of the padding; lessons count from 1
    for (const Piece piece : rows[row]) {
      write_piece(lessons, piece, ++segment, at, batch);
      at += lessons.at(piece.lesson).positions(piece.with_head);
    }
  }
  return batch;
}

std::vector<std::vector<Piece>> packed_rows(const LessonSet& lessons, std::span<const Piece> pieces,
                                            std::uint32_t columns) {
  std::vector<std::uint32_t> lengths;
  lengths.reserve(pieces.size());
  for (const Piece piece : pieces)
    lengths.push_back(lessons.at(piece.lesson).positions(piece.with_head));
  std::vector<std::vector<Piece>> rows;
  for (const Row& row : pack(lengths, columns)) {
    std::vector<Piece>& filled = rows.emplace_back();
    for (const std::uint32_t place : row)
      filled.push_back(pieces[place]);
  }
  return rows;
}

}  // namespace

PackedBatch::PackedBatch(BatchShape shape)
    : tokens(shape.positions()), segments(shape.positions()), targets(shape.positions()), weights(shape.positions()) {}

LessonStream::LessonStream(std::vector<std::uint32_t> lessons, std::uint64_t seed)
    : lessons_(std::move(lessons)), seed_(seed) {
  SWARM_INVARIANT(!lessons_.empty(), "a part without lessons is refused where it is read");
  start_round();
}

void LessonStream::start_round() {
  SeededBits bits(derived_seed(seed_, kLessonOrder + 16 * round_));
  shuffle(std::span(lessons_), bits);
  place_ = 0;
}

Piece LessonStream::next() {
  if (place_ == lessons_.size()) {
    ++round_;
    start_round();
  }
  const std::uint32_t lesson = lessons_[place_++];
  const bool first_half = (derived_seed(seed_, kHeadToken + 16 * std::uint64_t{lesson}) & 1) != 0;
  return {lesson, first_half == (round_ % 2 == 0)};
}

std::vector<Part> parts_by_family(const LessonSet& lessons, std::span<const std::uint32_t> of,
                                  const std::map<std::string, double>& weights) {
  std::vector<Part> parts(lessons.families().size());
  for (const std::uint32_t lesson : of)
    parts[lessons.at(lesson).family].lessons.push_back(lesson);
  double sum = 0;
  for (std::size_t family = 0; family < parts.size(); ++family) {
    const auto weight = weights.find(lessons.families()[family]);
    parts[family].share =
        static_cast<double>(lessons.positions(parts[family].lessons)) * (weight == weights.end() ? 1 : weight->second);
    sum += parts[family].share;
  }
  std::erase_if(parts, [](const Part& part) { return part.share <= 0; });
  for (Part& part : parts)
    part.share /= sum;
  return parts;
}

Mixture::Mixture(const LessonSet& lessons, std::vector<Part> parts, std::uint64_t seed) : lessons_(lessons) {
  for (std::size_t i = 0; i < parts.size(); ++i)
    sources_.push_back({LessonStream(std::move(parts[i].lessons), derived_seed(seed, 1000 + i)), parts[i].share});
}

Piece Mixture::next() {
  const auto lag = [&](const Source& source) {
    return source.share * static_cast<double>(drawn_) - static_cast<double>(source.positions);
  };
  const auto behind = [&](const Source& a, const Source& b) { return lag(a) < lag(b); };
  Source& source = *std::ranges::max_element(sources_, behind);
  const Piece piece = source.stream.next();
  source.positions += positions(piece);
  drawn_ += positions(piece);
  return piece;
}

double Mixture::first_part_ratio() const {
  return drawn_ == 0 ? 0 : static_cast<double>(sources_.front().positions) / static_cast<double>(drawn_);
}

BatchMaker::BatchMaker(const LessonSet& lessons, std::vector<Part> parts, BatchShape shape, std::uint64_t seed)
    : lessons_(lessons),
      first_part_positions_(lessons.positions(parts.at(0).lessons)),
      mixture_(lessons, std::move(parts), seed),
      shape_(shape),
      row_order_(derived_seed(seed, kRowOrder)),
      batch_(shape) {}

void BatchMaker::pack_window() {
  std::vector<Piece> pieces;
  for (std::uint64_t positions = 0; positions < kWindowBatches * shape_.positions();) {
    pieces.push_back(mixture_.next());
    positions += mixture_.positions(pieces.back());
  }
  std::vector<std::vector<Piece>> rows = packed_rows(lessons_, pieces, shape_.columns);
  shuffle(std::span(rows), row_order_);
  std::ranges::move(rows, std::back_inserter(rows_));
}

std::vector<std::vector<Piece>> BatchMaker::next_rows() {
  while (rows_.size() < shape_.rows)
    pack_window();
  const auto end = rows_.begin() + shape_.rows;
  std::vector<std::vector<Piece>> taken(std::make_move_iterator(rows_.begin()), std::make_move_iterator(end));
  rows_.erase(rows_.begin(), end);
  ++batches_;
  for (const auto& row : taken) {
    for (const Piece piece : row)
      filled_ += mixture_.positions(piece);
  }
  return taken;
}

const PackedBatch& BatchMaker::next() {
  batch_ = batch_of(lessons_, next_rows(), shape_);
  return batch_;
}

void BatchMaker::skip(std::uint64_t batches) {
  for (std::uint64_t i = 0; i < batches; ++i)
    next_rows();
}

double BatchMaker::epochs() const {
  const double trained = static_cast<double>(filled_) * mixture_.first_part_ratio();
  return trained / static_cast<double>(std::max<std::uint64_t>(1, first_part_positions_));
}

double BatchMaker::fill() const {
  const std::uint64_t all = batches_ * shape_.positions();
  return all == 0 ? 0 : static_cast<double>(filled_) / static_cast<double>(all);
}

std::vector<PackedBatch> batches_of_all(const LessonSet& lessons, std::span<const std::uint32_t> of, BatchShape shape) {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < of.size(); ++i)
    pieces.push_back({of[i], i % 2 == 0});
  const std::vector<std::vector<Piece>> rows = packed_rows(lessons, pieces, shape.columns);
  std::vector<PackedBatch> batches;
  for (std::size_t first = 0; first < rows.size(); first += shape.rows) {
    const std::size_t count = std::min<std::size_t>(shape.rows, rows.size() - first);
    batches.push_back(batch_of(lessons, std::span(rows).subspan(first, count), shape));
  }
  return batches;
}

}  // namespace swarm::data
