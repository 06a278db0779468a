#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "platform/storage/sql_value.hpp"

// How values travel. Parameters have no declared type: PostgreSQL infers it from the SQL around them, so what a test
// prepared is what runs, whatever values come. They travel as text, bytes as they are. Answers travel in binary form
// and are read by the type that the server names.
namespace swarm::storage {

// One statement's parameters in the shape that libpq takes; points into the Parameters that it was made from.
class WireParameters {
 public:
  explicit WireParameters(const Parameters& parameters);
  int count() const { return static_cast<int>(values_.size()); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void add(const SqlValue& value);

  std::vector<std::string> numbers_;  // as text; reserved once, so that pointers into it stay
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;  // 0 text, 1 binary
};

// About how many bytes they are on the wire.
std::size_t size_of(const Parameters& parameters);

// One column of an answer in binary form; an unexpected type or length is said in words.
std::expected<SqlValue, std::string> decode_column(std::uint32_t type, std::string_view bytes);

}  // namespace swarm::storage
