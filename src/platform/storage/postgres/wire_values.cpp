#include "platform/storage/postgres/wire_values.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fmt/format.h>

namespace swarm::storage {

namespace {

constexpr int kText = 0;
constexpr int kBinary = 1;

// The numbers of built-in types (pg_type.dat), fixed since they exist.
enum Type : std::uint32_t {
  boolean = 16,
  bytea = 17,
  name = 19,
  int8 = 20,
  int2 = 21,
  int4 = 23,
  text = 25,
  json = 114,
  float4 = 700,
  float8 = 701,
  unknown = 705,
  bpchar = 1042,
  varchar = 1043,
  numeric = 1700,
  void_type = 2278,
};

template <class Integer>
Integer load(std::string_view bytes, std::size_t at = 0) {
  Integer value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return std::byteswap(value);
}

template <class Integer>
std::expected<SqlValue, std::string> integer(std::string_view bytes) {
  if (bytes.size() != sizeof(Integer)) return std::unexpected(fmt::format("an integer of {} bytes", bytes.size()));
  return SqlValue{static_cast<std::int64_t>(load<Integer>(bytes))};
}

template <class Real, class Bits>
std::expected<SqlValue, std::string> real(std::string_view bytes) {
  if (bytes.size() != sizeof(Real)) return std::unexpected(fmt::format("a number of {} bytes", bytes.size()));
  return SqlValue{static_cast<double>(std::bit_cast<Real>(load<Bits>(bytes)))};
}

// NUMERIC: four 16-bit words (count of digits, weight of the first, sign, decimals shown), then digits to base 10,000.
// What sum() and avg() of a BIGINT are. Whole numbers stay whole.
class Numeric {
 public:
  static constexpr std::size_t kHeader = 8;
  explicit Numeric(std::string_view bytes) : bytes_(bytes), count_(load<std::uint16_t>(bytes)) {}

  bool is_complete() const { return bytes_.size() == kHeader + 2 * std::size_t{count_}; }
  std::expected<SqlValue, std::string> value() const {
    constexpr std::uint16_t kNegative = 0x4000, kPositive = 0x0000;
    const auto sign = load<std::uint16_t>(bytes_, 4);
    if (sign != kNegative && sign != kPositive) return SqlValue{std::nan("")};
    if (load<std::uint16_t>(bytes_, 6) > 0) return SqlValue{as_real(sign == kNegative)};
    return as_integer(sign == kNegative);
  }

 private:
  std::int16_t weight() const { return load<std::int16_t>(bytes_, 2); }
  std::uint16_t digit(std::size_t at) const { return load<std::uint16_t>(bytes_, kHeader + 2 * at); }

  double as_real(bool negative) const {
    double sum = 0;
    for (std::size_t i = 0; i < count_; ++i)
      sum += digit(i) * std::pow(10'000.0, weight() - static_cast<int>(i));
    return negative ? -sum : sum;
  }
  std::expected<SqlValue, std::string> as_integer(bool negative) const {
    std::int64_t sum = 0;
    for (int i = 0; i <= weight(); ++i) {
      const std::int64_t next = i < count_ ? digit(static_cast<std::size_t>(i)) : 0;
      if (__builtin_mul_overflow(sum, std::int64_t{10'000}, &sum) ||
          __builtin_add_overflow(sum, negative ? -next : next, &sum)) {
        return std::unexpected("a whole number beyond 64 bits");
      }
    }
    return SqlValue{sum};
  }

  std::string_view bytes_;
  std::uint16_t count_;
};

std::expected<SqlValue, std::string> numeric_value(std::string_view bytes) {
  if (bytes.size() < Numeric::kHeader) return std::unexpected("a cut NUMERIC");
  const Numeric number(bytes);
  if (!number.is_complete()) return std::unexpected("a cut NUMERIC");
  return number.value();
}

Blob blob_of(std::string_view bytes) {
  const auto* first = reinterpret_cast<const std::byte*>(bytes.data());
  return Blob(first, first + bytes.size());
}

}  // namespace

WireParameters::WireParameters(const Parameters& parameters) {
  numbers_.reserve(parameters.size());
  values_.reserve(parameters.size());
  lengths_.reserve(parameters.size());
  formats_.reserve(parameters.size());
  for (const SqlValue& value : parameters)
    add(value);
}

void WireParameters::add(const SqlValue& value) {
  const char* bytes = nullptr;
  int length = 0;
  int format = kText;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    bytes = numbers_.emplace_back(fmt::format_int(*whole).c_str()).c_str();
  } else if (const auto* number = std::get_if<double>(&value)) {
    bytes = numbers_.emplace_back(fmt::format("{}", *number)).c_str();  // the shortest text that reads back the same
  } else if (const auto* words = std::get_if<std::string>(&value)) {
    bytes = words->c_str();
  } else if (const auto* blob = std::get_if<Blob>(&value)) {
    bytes = blob->empty() ? "" : reinterpret_cast<const char*>(blob->data());
    length = static_cast<int>(blob->size());
    format = kBinary;
  }
  values_.push_back(bytes);
  lengths_.push_back(length);
  formats_.push_back(format);
}

std::size_t size_of(const Parameters& parameters) {
  constexpr std::size_t kOverhead = 16;
  std::size_t sum = 0;
  for (const SqlValue& value : parameters) {
    sum += kOverhead;
    if (const auto* words = std::get_if<std::string>(&value)) sum += words->size();
    if (const auto* blob = std::get_if<Blob>(&value)) sum += blob->size();
  }
  return sum;
}

std::expected<SqlValue, std::string> decode_column(std::uint32_t type, std::string_view bytes) {
  switch (type) {
    case Type::boolean:
      return integer<std::int8_t>(bytes);
    case Type::int2:
      return integer<std::int16_t>(bytes);
    case Type::int4:
      return integer<std::int32_t>(bytes);
    case Type::int8:
      return integer<std::int64_t>(bytes);
    case Type::float4:
      return real<float, std::uint32_t>(bytes);
    case Type::float8:
      return real<double, std::uint64_t>(bytes);
    case Type::numeric:
      return numeric_value(bytes);
    case Type::bytea:
      return SqlValue{blob_of(bytes)};
    case Type::text:
    case Type::varchar:
    case Type::bpchar:
    case Type::name:
    case Type::json:
    case Type::unknown:
      return SqlValue{std::string(bytes)};
    case Type::void_type:
      return SqlValue{};
    default:
      return std::unexpected(fmt::format("type {} that we do not read; add a CAST", type));
  }
}

}  // namespace swarm::storage
