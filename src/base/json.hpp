#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/result.hpp"
#include "base/sizes.hpp"

// Typed JSON: a struct lists its fields once; the list decodes, checks limits, names the path in every fault, refuses
// unknown members, encodes, and describes itself (OpenAPI, configuration reference, command line help).
//
//   struct CreateTask {
//     std::string prompt;
//     std::chrono::milliseconds deadline{30'000};
//     static constexpr auto schema = json::object("CreateTask",
//         json::field("prompt", &CreateTask::prompt, "What is asked.", json::required, json::length{1, 256 * KiB}),
//         json::field("deadline_ms", &CreateTask::deadline, "Give up after this long.", json::between{1, 600'000}));
//   };
//
// An enum is listed by a function found by its arguments: constexpr auto enum_names(Head) returns an array of
// json::EnumName<Head>.
namespace swarm::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

// --- What can be said about a field ---------------------------------------------------------------------------------

struct between {  // of a number, a duration (in its unit on the wire) or a size in bytes
  std::int64_t low, high;
};
struct fraction {  // of a floating-point number
  double low, high;
};
struct length {  // of a text, in bytes
  std::size_t low, high;
};
struct items {  // of a list or a map
  std::size_t low, high;
};
struct required_t {};  // a missing member is a fault; otherwise the struct's own default stays
inline constexpr required_t required{};
struct live_t {};  // configuration only: may change while the server runs
inline constexpr live_t live{};
struct plain_t {};  // a text in which control characters other than tab and line ends are refused
inline constexpr plain_t plain{};

struct Limits {
  std::optional<between> number;
  std::optional<fraction> real;
  std::optional<length> text;
  std::optional<items> list;
  bool required = false;
  bool live = false;
  bool plain = false;

  constexpr void add(between limit) { number = limit; }
  constexpr void add(fraction limit) { real = limit; }
  constexpr void add(length limit) { text = limit; }
  constexpr void add(items limit) { list = limit; }
  constexpr void add(required_t) { required = true; }
  constexpr void add(live_t) { live = true; }
  constexpr void add(plain_t) { plain = true; }
};

template <class Owner, class Member>
struct Field {
  using Type = Member;
  std::string_view name;
  Member Owner::* member;
  std::string_view help;
  Limits limits;
};

template <class Owner, class Member, class... Said>
constexpr Field<Owner, Member> field(std::string_view name, Member Owner::* member, std::string_view help,
                                     Said... said) {
  Limits limits;
  (limits.add(said), ...);
  return {name, member, help, limits};
}

template <class... Fields>
struct ObjectSchema {
  std::string_view name;
  std::tuple<Fields...> fields;
};

template <class... Fields>
constexpr ObjectSchema<Fields...> object(std::string_view name, Fields... fields) {
  return {name, {fields...}};
}

template <class Enum>
struct EnumName {
  Enum value;
  std::string_view name;
};

template <class T>
concept Described = requires { T::schema.fields; };
template <class T>
concept NamedEnum = std::is_enum_v<T> && requires(T value) { enum_names(value); };
template <class T>
concept Wrapped = requires(const T& value) {  // an Id, or another type that is a checked text
  { T::parse(std::string_view{}) } -> std::same_as<Result<T>>;
  { value.text() } -> std::convertible_to<std::string_view>;
};

template <NamedEnum Enum>
constexpr std::string_view name_of(Enum value) {
  for (const auto& entry : enum_names(value)) {
    if (entry.value == value) return entry.name;
  }
  return "?";
}

template <NamedEnum Enum>
constexpr std::optional<Enum> enum_named(std::string_view name) {
  for (const auto& entry : enum_names(Enum{})) {
    if (entry.name == name) return entry.value;
  }
  return std::nullopt;
}

// --- Decoding -------------------------------------------------------------------------------------------------------

// Collects the faults of one input, at most kFaultsMax of them, and knows the path it stands at.
class Faults {
 public:
  static constexpr std::size_t kFaultsMax = 20;

  void add(std::string message);
  bool empty() const { return found_.empty(); }
  std::vector<Fault> take() { return std::move(found_); }

  // While it lives, the path is one member or one item deeper.
  class Deeper {
   public:
    Deeper(Faults& faults, std::string_view member);
    Deeper(Faults& faults, std::size_t index);
    ~Deeper();
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

   private:
    Faults& faults_;
    std::size_t length_before_;
  };

 private:
  std::string path_ = "$";
  std::vector<Fault> found_;
};

// Texts of a JSON document to a value: strict (RFC 8259, UTF-8, at most `depth_max` levels, no repeated members).
// `invalid_input` names the byte at which it went wrong.
Result<Value> parse(std::string_view text, std::size_t depth_max = 32);

// The fault of an input with the faults in it, as one Error whose message names the first.
Error error_of(std::vector<Fault> faults);

namespace detail {

bool decode_bool(const Value& value, bool& out, Faults& faults);
bool decode_integer(const Value& value, const Limits& limits, std::int64_t low, std::uint64_t high, bool& negative,
                    std::uint64_t& magnitude, Faults& faults);
bool decode_real(const Value& value, const Limits& limits, double& out, Faults& faults);
bool decode_text(const Value& value, const Limits& limits, std::string& out, Faults& faults);
bool decode_size(const Value& value, const Limits& limits, Bytes& out, Faults& faults);
bool decode_duration(const Value& value, const Limits& limits, std::int64_t unit_ms, std::chrono::milliseconds& out,
                     Faults& faults);
bool decode_time(const Value& value, Time& out, Faults& faults);
bool check_items(std::size_t count, const Limits& limits, Faults& faults);
void unknown_member(std::string_view member, const std::vector<std::string_view>& known, Faults& faults);
std::string allowed_names(const std::vector<std::string_view>& names);

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class T>
inline constexpr bool is_map<std::map<std::string, T>> = true;
template <class T>
inline constexpr bool is_duration = false;
template <class R, class P>
inline constexpr bool is_duration<std::chrono::duration<R, P>> = true;

}  // namespace detail

// Decodes one value into `out`; false, and at least one fault, when it cannot.
template <class T>
bool decode_value(const Value& value, const Limits& limits, T& out, Faults& faults);

template <Described T>
bool decode_members(const Value& value, T& out, Faults& faults) {
  if (!value.is_object()) {
    faults.add("an object expected");
    return false;
  }
  const Object& members = value.get_object();
  std::vector<std::string_view> known;
  bool good = true;
  const auto decode_field = [&](const auto& listed) {
    known.push_back(listed.name);
    const Value* member = members.if_contains(listed.name);
    if (member != nullptr) {
      const Faults::Deeper deeper(faults, listed.name);
      good = decode_value(*member, listed.limits, out.*listed.member, faults) && good;
    } else if (listed.limits.required) {
      const Faults::Deeper deeper(faults, listed.name);
      faults.add("required, but missing");
      good = false;
    }
  };
  std::apply([&](const auto&... listed) { (decode_field(listed), ...); }, T::schema.fields);
  if (members.size() <= known.size() && good) {  // nearly always: as many members as were looked up, or fewer
    std::size_t found = 0;
    for (const std::string_view name : known)
      found += members.contains(name) ? 1 : 0;
    if (found == members.size()) return true;
  }
  for (const auto& member : members) {
    const std::string_view name(member.key());
    if (std::ranges::find(known, name) != known.end()) continue;
    detail::unknown_member(name, known, faults);
    good = false;
  }
  return good;
}

template <Wrapped T>
bool decode_wrapped(const Value& value, std::optional<T>& out, Faults& faults) {
  std::string text;
  if (!detail::decode_text(value, Limits{}, text, faults)) return false;
  Result<T> parsed = T::parse(text);
  if (!parsed) {
    faults.add(std::move(parsed).error().message);
    return false;
  }
  out = std::move(*parsed);
  return true;
}

namespace detail {

template <class T>
bool decode_whole_number(const Value& value, const Limits& limits, T& out, Faults& faults) {
  bool negative = false;
  std::uint64_t magnitude = 0;
  if (!decode_integer(value, limits, static_cast<std::int64_t>(std::numeric_limits<T>::min()),
                      static_cast<std::uint64_t>(std::numeric_limits<T>::max()), negative, magnitude, faults)) {
    return false;
  }
  out = static_cast<T>(negative ? 0 - magnitude : magnitude);
  return true;
}

template <class T>
bool decode_any_duration(const Value& value, const Limits& limits, T& out, Faults& faults) {
  std::chrono::milliseconds decoded{};
  if (!decode_duration(value, limits, std::chrono::milliseconds(T{1}).count(), decoded, faults)) return false;
  out = std::chrono::duration_cast<T>(decoded);
  return true;
}

template <class T>
bool decode_optional(const Value& value, const Limits& limits, std::optional<T>& out, Faults& faults) {
  if (value.is_null()) {
    out.reset();
    return true;
  }
  if constexpr (std::is_default_constructible_v<T>)
    return decode_value(value, limits, out.emplace(), faults);
  else
    return decode_wrapped(value, out, faults);
}

template <class T>
bool decode_list(const Value& value, const Limits& limits, std::vector<T>& out, Faults& faults) {
  if (!value.is_array()) {
    faults.add("a list expected");
    return false;
  }
  const Array& list = value.get_array();
  if (!check_items(list.size(), limits, faults)) return false;
  bool good = true;
  out.clear();
  out.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Faults::Deeper deeper(faults, i);
    std::optional<T> item;
    if constexpr (std::is_default_constructible_v<T>)
      good = decode_value(list[i], limits, item.emplace(), faults) && good;
    else
      good = decode_wrapped(list[i], item, faults) && good;
    if (item) out.push_back(std::move(*item));
  }
  return good;
}

template <class T>
bool decode_map(const Value& value, const Limits& limits, std::map<std::string, T>& out, Faults& faults) {
  if (!value.is_object()) {
    faults.add("an object expected");
    return false;
  }
  const Object& members = value.get_object();
  if (!check_items(members.size(), limits, faults)) return false;
  bool good = true;
  out.clear();
  for (const auto& member : members) {
    const Faults::Deeper deeper(faults, std::string_view(member.key()));
    good = decode_value(member.value(), limits, out[std::string(member.key())], faults) && good;
  }
  return good;
}

template <class T>
bool decode_name(const Value& value, T& out, Faults& faults) {
  if (value.is_string()) {
    if (const auto named = enum_named<T>(std::string_view(value.get_string()))) {
      out = *named;
      return true;
    }
  }
  std::vector<std::string_view> names;
  for (const auto& entry : enum_names(T{}))
    names.push_back(entry.name);
  faults.add(allowed_names(names));
  return false;
}

bool decode_path(const Value& value, const Limits& limits, std::filesystem::path& out, Faults& faults);
bool decode_object(const Value& value, const Limits& limits, Object& out, Faults& faults);

}  // namespace detail

template <class T>
bool decode_value(const Value& value, const Limits& limits, T& out, Faults& faults) {
  if constexpr (std::same_as<T, Value>) {
    out = value;
    return true;
  } else if constexpr (std::same_as<T, bool>) {
    return detail::decode_bool(value, out, faults);
  } else if constexpr (std::same_as<T, Object>) {
    return detail::decode_object(value, limits, out, faults);
  } else if constexpr (std::integral<T>) {
    return detail::decode_whole_number(value, limits, out, faults);
  } else if constexpr (std::floating_point<T>) {
    return detail::decode_real(value, limits, out, faults);
  } else if constexpr (std::same_as<T, std::string>) {
    return detail::decode_text(value, limits, out, faults);
  } else if constexpr (std::same_as<T, std::filesystem::path>) {
    return detail::decode_path(value, limits, out, faults);
  } else if constexpr (std::same_as<T, Bytes>) {
    return detail::decode_size(value, limits, out, faults);
  } else if constexpr (std::same_as<T, Time>) {
    return detail::decode_time(value, out, faults);
  } else if constexpr (detail::is_duration<T>) {
    return detail::decode_any_duration(value, limits, out, faults);
  } else if constexpr (detail::is_optional<T>) {
    return detail::decode_optional(value, limits, out, faults);
  } else if constexpr (detail::is_vector<T>) {
    return detail::decode_list(value, limits, out, faults);
  } else if constexpr (detail::is_map<T>) {
    return detail::decode_map(value, limits, out, faults);
  } else if constexpr (NamedEnum<T>) {
    return detail::decode_name(value, out, faults);
  } else {
    static_assert(Described<T>, "a type without a field list cannot be decoded");
    return decode_members(value, out, faults);
  }
}

// A whole input: every fault is reported, each with its path.
template <class T>
Result<T> decode(const Value& value) {
  Faults faults;
  T out{};
  if (!decode_value(value, Limits{}, out, faults)) return std::unexpected(error_of(faults.take()));
  return out;
}

template <class T>
Result<T> parse_as(std::string_view text) {
  Result<Value> value = parse(text);
  if (!value) return std::unexpected(std::move(value).error());
  return decode<T>(*value);
}

// --- Encoding -------------------------------------------------------------------------------------------------------

Value encode_time(Time time);
Value encode_real(double value);  // a whole one without an exponent: 1, not 1E0

template <class T>
Value encode(const T& value);

template <Described T>
Object encode_members(const T& value) {
  Object members;
  members.reserve(std::tuple_size_v<decltype(T::schema.fields)>);
  std::apply([&](const auto&... listed) { (members.emplace(listed.name, encode(value.*listed.member)), ...); },
             T::schema.fields);
  return members;
}

template <class T>
Value encode(const T& value) {
  if constexpr (std::same_as<T, Value> || std::same_as<T, Object> || std::same_as<T, bool>) {
    return Value(value);
  } else if constexpr (std::floating_point<T>) {
    return encode_real(value);
  } else if constexpr (std::integral<T>) {
    if constexpr (std::is_signed_v<T>)
      return Value(static_cast<std::int64_t>(value));
    else
      return Value(static_cast<std::uint64_t>(value));
  } else if constexpr (std::same_as<T, std::string>) {
    return Value(boost::json::string(value));
  } else if constexpr (std::same_as<T, std::filesystem::path>) {
    return Value(boost::json::string(value.string()));
  } else if constexpr (std::same_as<T, Bytes>) {
    return Value(value.count);
  } else if constexpr (std::same_as<T, Time>) {
    return encode_time(value);
  } else if constexpr (detail::is_duration<T>) {
    return Value(static_cast<std::int64_t>(value.count()));
  } else if constexpr (detail::is_optional<T>) {
    return value ? encode(*value) : Value(nullptr);
  } else if constexpr (detail::is_vector<T>) {
    Array list;
    list.reserve(value.size());
    for (const auto& item : value)
      list.push_back(encode(item));
    return list;
  } else if constexpr (detail::is_map<T>) {
    Object members;
    for (const auto& [name, member] : value)
      members.emplace(name, encode(member));
    return members;
  } else if constexpr (NamedEnum<T>) {
    return Value(boost::json::string_view(name_of(value)));
  } else if constexpr (Wrapped<T>) {
    return Value(boost::json::string(std::string_view(value.text())));
  } else {
    static_assert(Described<T>, "a type without a field list cannot be encoded");
    return encode_members(value);
  }
}

std::string to_text(const Value& value);  // compact
// Members sorted by name and no blanks, so that equal values have equal texts (RFC 8785 for what we store: no
// floating-point numbers may be inside when the text is hashed).
std::string canonical_text(const Value& value);

}  // namespace swarm::json
