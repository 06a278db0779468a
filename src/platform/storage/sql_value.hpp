#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.hpp"

namespace swarm::storage {

using Blob = std::vector<std::byte>;
// What goes into and comes out of a column: NULL, BIGINT, DOUBLE PRECISION, TEXT, BYTEA. Never U+0000 in a text.
using SqlValue = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;
using Parameters = std::vector<SqlValue>;

template <std::integral T>
SqlValue sql(T value) {
  return static_cast<std::int64_t>(value);
}
inline SqlValue sql(double value) {
  return value;
}
inline SqlValue sql(Blob value) {
  return value;
}
inline SqlValue sql(std::string_view value) {
  return std::string(value);
}
inline SqlValue sql(Time value) {
  return to_milliseconds(value);
}
template <class T>
SqlValue sql(const std::optional<T>& value) {
  return value ? sql(*value) : SqlValue{};
}

// One row of a result. Reading a column as what it is not is a bug in our SQL and ends the process.
class Row {
 public:
  explicit Row(std::vector<SqlValue> columns) : columns_(std::move(columns)) {}

  std::size_t size() const { return columns_.size(); }
  bool is_null(std::size_t column) const;
  std::int64_t integer(std::size_t column) const;
  double real(std::size_t column) const;  // also of an integer column
  const std::string& text(std::size_t column) const;
  std::string take_text(std::size_t column);  // moved out
  const Blob& blob(std::size_t column) const;
  Time time(std::size_t column) const { return from_milliseconds(integer(column)); }
  std::optional<std::int64_t> optional_integer(std::size_t column) const;
  std::optional<std::string> optional_text(std::size_t column) const;
  std::optional<Time> optional_time(std::size_t column) const;

 private:
  std::vector<SqlValue> columns_;
};

using Rows = std::vector<Row>;

}  // namespace swarm::storage
