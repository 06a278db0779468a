#include "platform/storage/sql_value.hpp"

#include "base/invariant.hpp"

namespace swarm::storage {

bool Row::is_null(std::size_t column) const {
  SWARM_INVARIANT(column < columns_.size(), "a statement returns as many columns as its store reads");
  return std::holds_alternative<std::monostate>(columns_[column]);
}

std::int64_t Row::integer(std::size_t column) const {
  SWARM_INVARIANT(column < columns_.size(), "a statement returns as many columns as its store reads");
  const auto* value = std::get_if<std::int64_t>(&columns_[column]);
  SWARM_INVARIANT(value != nullptr, "a column that is read as an integer is BIGINT and not null");
  return *value;
}

double Row::real(std::size_t column) const {
  SWARM_INVARIANT(column < columns_.size(), "a statement returns as many columns as its store reads");
  if (const auto* value = std::get_if<double>(&columns_[column])) return *value;
  return static_cast<double>(integer(column));
}

const std::string& Row::text(std::size_t column) const {
  SWARM_INVARIANT(column < columns_.size(), "a statement returns as many columns as its store reads");
  const auto* value = std::get_if<std::string>(&columns_[column]);
  SWARM_INVARIANT(value != nullptr, "a column that is read as a text is TEXT and not null");
  return *value;
}

std::string Row::take_text(std::size_t column) {
  SWARM_INVARIANT(column < columns_.size(), "a statement returns as many columns as its store reads");
  auto* value = std::get_if<std::string>(&columns_[column]);
  SWARM_INVARIANT(value != nullptr, "a column that is read as a text is TEXT and not null");
  return std::move(*value);
}

const Blob& Row::blob(std::size_t column) const {
  SWARM_INVARIANT(column < columns_.size(), "a statement returns as many columns as its store reads");
  const auto* value = std::get_if<Blob>(&columns_[column]);
  SWARM_INVARIANT(value != nullptr, "a column that is read as a blob is one and not null");
  return *value;
}

std::optional<std::int64_t> Row::optional_integer(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

std::optional<std::string> Row::optional_text(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

std::optional<Time> Row::optional_time(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

}  // namespace swarm::storage
