#include "base/json.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json_schema.hpp"
#include "base/text.hpp"
#include "base/time_text.hpp"

namespace swarm::json {

void Faults::add(std::string message) {
  if (found_.size() < kFaultsMax) found_.push_back({path_, std::move(message)});
}

Faults::Deeper::Deeper(Faults& faults, std::string_view member) : faults_(faults), length_before_(faults.path_.size()) {
  faults_.path_ += '.';
  faults_.path_ += member.substr(0, 100);
}

Faults::Deeper::Deeper(Faults& faults, std::size_t index) : faults_(faults), length_before_(faults.path_.size()) {
  faults_.path_ += fmt::format("[{}]", index);
}

Faults::Deeper::~Deeper() {
  faults_.path_.resize(length_before_);
}

Error error_of(std::vector<Fault> faults) {
  Error error{.code = ErrorCode::invalid_input, .message = "the input is not valid"};
  if (!faults.empty()) error.message = fmt::format("{}: {}", faults.front().path, faults.front().message);
  if (faults.size() > 1) error.message += fmt::format(" (and {} more)", faults.size() - 1);
  error.faults = std::move(faults);
  return error;
}

namespace {

// Members as written: a colon outside of a text stands for one. Of well-formed JSON only.
std::size_t members_written(std::string_view text) {
  std::size_t count = 0;
  bool inside_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (inside_text && c == '\\')
      ++i;
    else if (c == '"')
      inside_text = !inside_text;
    else if (c == ':' && !inside_text)
      ++count;
  }
  return count;
}

std::size_t members_kept(const Value& value) {
  std::size_t count = 0;
  if (value.is_array()) {
    for (const Value& item : value.get_array())
      count += members_kept(item);
  } else if (value.is_object()) {
    for (const auto& member : value.get_object())
      count += 1 + members_kept(member.value());
  }
  return count;
}

// The library makes 1e999 an infinity, which no JSON can say again.
bool has_infinity(const Value& value) {
  if (value.is_double()) return !std::isfinite(value.get_double());
  if (value.is_array()) return std::ranges::any_of(value.get_array(), has_infinity);
  if (!value.is_object()) return false;
  return std::ranges::any_of(value.get_object(), [](const auto& member) { return has_infinity(member.value()); });
}

}  // namespace

Result<Value> parse(std::string_view text, std::size_t depth_max) {
  boost::json::parse_options options;
  options.max_depth = depth_max;
  boost::json::stream_parser parser({}, options);
  boost::system::error_code error;
  const std::size_t read = parser.write_some(text.data(), text.size(), error);
  if (!error && read < text.size()) error = boost::json::error::extra_data;
  if (!error) parser.finish(error);
  if (error) {
    Fault fault{"$", fmt::format("no JSON at byte {}: {}", read, error.message())};
    if (error == boost::json::error::too_deep) fault.message = fmt::format("nested deeper than {} levels", depth_max);
    return std::unexpected(error_of({std::move(fault)}));
  }
  Value value = parser.release();
  // The library keeps the last of several members of one name; two readers of one input must not see two things.
  if (members_kept(value) != members_written(text)) {
    return std::unexpected(error_of({{"$", "a member is written twice in one object"}}));
  }
  if (has_infinity(value)) return std::unexpected(error_of({{"$", "a number is too large"}}));
  return value;
}

Value encode_real(double value) {
  constexpr double kExactMax = 9'007'199'254'740'992;  // 2^53: whole numbers up to here are exact
  if (std::trunc(value) == value && std::abs(value) <= kExactMax) return Value(static_cast<std::int64_t>(value));
  return Value(value);
}

Value encode_time(Time time) {
  return Value(boost::json::string(swarm::to_text(time)));
}

std::string to_text(const Value& value) {
  return boost::json::serialize(value);
}

namespace {

Value sorted(const Value& value) {
  if (value.is_array()) {
    Array list;
    for (const Value& item : value.get_array())
      list.push_back(sorted(item));
    return list;
  }
  if (!value.is_object()) return value;
  std::vector<std::string_view> names;
  for (const auto& member : value.get_object())
    names.emplace_back(member.key());
  std::ranges::sort(names);
  Object members;
  for (const std::string_view name : names)
    members.emplace(name, sorted(value.get_object().at(name)));
  return members;
}

}  // namespace

std::string canonical_text(const Value& value) {
  return boost::json::serialize(sorted(value));
}

namespace detail {

bool decode_bool(const Value& value, bool& out, Faults& faults) {
  if (!value.is_bool()) {
    faults.add("true or false expected");
    return false;
  }
  out = value.get_bool();
  return true;
}

namespace {

std::string got(const Value& value) {
  if (value.is_string()) return "a text";
  if (value.is_array()) return "a list";
  if (value.is_object()) return "an object";
  return to_text(value);
}

std::string range_text(const Limits& limits, std::int64_t low, std::uint64_t high) {
  if (limits.number) return fmt::format("{} to {}", limits.number->low, limits.number->high);
  return low < 0               ? "a whole number"
         : high <= 0xFFFF'FFFF ? fmt::format("{} to {}", low, high)
                               : "a whole number from 0";
}

}  // namespace

bool decode_integer(const Value& value, const Limits& limits, std::int64_t low, std::uint64_t high, bool& negative,
                    std::uint64_t& magnitude, Faults& faults) {
  const auto refuse = [&] {
    faults.add(fmt::format("{} expected, got {}", range_text(limits, low, high), got(value)));
    return false;
  };
  if (value.is_int64()) {
    const std::int64_t number = value.get_int64();
    negative = number < 0;
    magnitude = negative ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
    if (number < low) return refuse();
  } else if (value.is_uint64()) {
    negative = false;
    magnitude = value.get_uint64();
  } else {
    return refuse();
  }
  if (!negative && magnitude > high) return refuse();
  if (limits.number) {
    if (!negative && magnitude > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return refuse();
    const std::int64_t number =
        negative ? static_cast<std::int64_t>(0 - magnitude) : static_cast<std::int64_t>(magnitude);
    if (number < limits.number->low || number > limits.number->high) return refuse();
  }
  return true;
}

bool decode_real(const Value& value, const Limits& limits, double& out, Faults& faults) {
  if (!value.is_number()) {
    faults.add(fmt::format("a number expected, got {}", got(value)));
    return false;
  }
  const double number = value.to_number<double>();
  if (!std::isfinite(number)) {
    faults.add("a finite number expected");
    return false;
  }
  if (limits.real && (number < limits.real->low || number > limits.real->high)) {
    faults.add(fmt::format("{} to {} expected, got {}", limits.real->low, limits.real->high, number));
    return false;
  }
  out = number;
  return true;
}

bool decode_text(const Value& value, const Limits& limits, std::string& out, Faults& faults) {
  if (!value.is_string()) {
    faults.add(fmt::format("a text expected, got {}", got(value)));
    return false;
  }
  const std::string_view text(value.get_string());
  if (limits.text && (text.size() < limits.text->low || text.size() > limits.text->high)) {
    faults.add(fmt::format("{} to {} bytes expected, got {}", limits.text->low, limits.text->high, text.size()));
    return false;
  }
  if (text.find('\0') != std::string_view::npos) {
    faults.add("U+0000 cannot be stored in a text");
    return false;
  }
  const auto refused = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
  };
  if (limits.plain && std::ranges::any_of(text, refused)) {
    faults.add("control characters other than tab and line ends are refused");
    return false;
  }
  out = text;
  return true;
}

bool decode_path(const Value& value, const Limits& limits, std::filesystem::path& out, Faults& faults) {
  std::string text;
  if (!decode_text(value, limits, text, faults)) return false;
  out = text;
  return true;
}

bool decode_object(const Value& value, const Limits& limits, Object& out, Faults& faults) {
  if (!value.is_object()) {
    faults.add("an object expected");
    return false;
  }
  out = value.get_object();
  return check_items(out.size(), limits, faults);
}

bool decode_size(const Value& value, const Limits& limits, Bytes& out, Faults& faults) {
  Bytes size;
  if (value.is_string()) {
    Result<Bytes> parsed = parse_bytes(std::string_view(value.get_string()));
    if (!parsed) {
      faults.add(std::move(parsed).error().message);
      return false;
    }
    size = *parsed;
  } else {
    bool negative = false;
    if (!decode_integer(value, Limits{}, 0, static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()),
                        negative, size.count, faults)) {
      return false;
    }
  }
  if (limits.number && (size.count < static_cast<std::uint64_t>(limits.number->low) ||
                        size.count > static_cast<std::uint64_t>(limits.number->high))) {
    faults.add(
        fmt::format("{} to {} expected, got {}", swarm::to_text(Bytes{static_cast<std::uint64_t>(limits.number->low)}),
                    swarm::to_text(Bytes{static_cast<std::uint64_t>(limits.number->high)}), swarm::to_text(size)));
    return false;
  }
  out = size;
  return true;
}

bool decode_duration(const Value& value, const Limits& limits, std::int64_t unit_ms, std::chrono::milliseconds& out,
                     Faults& faults) {
  std::int64_t count = 0;
  if (value.is_string()) {
    const Result<std::chrono::milliseconds> parsed = parse_duration(std::string_view(value.get_string()));
    if (!parsed) {
      faults.add(parsed.error().message);
      return false;
    }
    count = parsed->count() / unit_ms;
  } else {
    bool negative = false;
    std::uint64_t magnitude = 0;
    const std::int64_t count_max = std::numeric_limits<std::int64_t>::max() / unit_ms;
    if (!decode_integer(value, limits, 0, static_cast<std::uint64_t>(count_max), negative, magnitude, faults))
      return false;
    count = static_cast<std::int64_t>(magnitude);
  }
  if (limits.number && (count < limits.number->low || count > limits.number->high)) {
    faults.add(fmt::format("{} to {} expected, got {}", limits.number->low, limits.number->high, count));
    return false;
  }
  out = std::chrono::milliseconds{count * unit_ms};
  return true;
}

bool decode_time(const Value& value, Time& out, Faults& faults) {
  std::string text;
  if (!decode_text(value, Limits{}, text, faults)) return false;
  const Result<Time> time = parse_time(text);
  if (!time) {
    faults.add(time.error().message);
    return false;
  }
  out = *time;
  return true;
}

bool check_items(std::size_t count, const Limits& limits, Faults& faults) {
  if (!limits.list || (count >= limits.list->low && count <= limits.list->high)) return true;
  faults.add(fmt::format("{} to {} entries expected, got {}", limits.list->low, limits.list->high, count));
  return false;
}

void unknown_member(std::string_view member, const std::vector<std::string_view>& known, Faults& faults) {
  const Faults::Deeper deeper(faults, member);
  const std::string_view nearest = nearest_name(member, known);
  if (nearest.empty()) {
    faults.add(fmt::format("unknown; known here: {}", fmt::join(known, ", ")));
  } else {
    faults.add(fmt::format("unknown; did you mean '{}'?", nearest));
  }
}

std::string allowed_names(const std::vector<std::string_view>& names) {
  return fmt::format("one of {} expected", fmt::join(names, ", "));
}

Object described(std::string_view type) {
  return Object{{"type", type}};
}

void describe_limits(Object& schema, const Limits& limits) {
  if (limits.number) {
    schema.emplace("minimum", limits.number->low);
    schema.emplace("maximum", limits.number->high);
  }
  if (limits.real) {
    schema.emplace("minimum", limits.real->low);
    schema.emplace("maximum", limits.real->high);
  }
  if (limits.text) {
    schema.emplace("minLength", limits.text->low);
    schema.emplace("maxLength", limits.text->high);
  }
  if (limits.list) {
    const bool is_list = schema.at("type") == "array";
    schema.emplace(is_list ? "minItems" : "minProperties", limits.list->low);
    schema.emplace(is_list ? "maxItems" : "maxProperties", limits.list->high);
  }
}

}  // namespace detail

}  // namespace swarm::json
