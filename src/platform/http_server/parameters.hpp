#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/json.hpp"

// Path and query values are texts; a field list wants integers, booleans and lists. What a text can become for its
// field is turned into that, everything else stays a text, so that the field list's own decoder finds the fault and
// names it.
namespace swarm::http {

struct Parameter {
  std::string name;
  std::string value;
};

inline constexpr std::size_t kQueryParametersMax = 100;

// "a=1&b=x%20y". Faults stand at the path that `faults` has.
std::vector<Parameter> parse_query(std::string_view raw, json::Faults& faults);

namespace detail {

json::Value integer_or_text(std::string_view text);
json::Value real_or_text(std::string_view text);
json::Value flag_or_text(std::string_view text);
json::Array split_list(const std::vector<std::string_view>& texts, json::Value (*convert)(std::string_view));

template <class Member>
json::Value value_of_text(std::string_view text) {
  if constexpr (json::detail::is_optional<Member>) {
    return value_of_text<typename Member::value_type>(text);
  } else if constexpr (std::same_as<Member, bool>) {
    return flag_or_text(text);
  } else if constexpr (std::integral<Member> || std::same_as<Member, Bytes> || json::detail::is_duration<Member>) {
    return integer_or_text(text);
  } else if constexpr (std::floating_point<Member>) {
    return real_or_text(text);
  } else {
    return json::Value(boost::json::string(text));
  }
}

template <class Member>
json::Value value_of_texts(const std::vector<std::string_view>& texts, json::Faults& faults) {
  if constexpr (json::detail::is_optional<Member>) {
    return value_of_texts<typename Member::value_type>(texts, faults);
  } else if constexpr (json::detail::is_vector<Member>) {
    return split_list(texts, &value_of_text<typename Member::value_type>);
  } else {
    if (texts.size() > 1) faults.add("stands more than once");
    return value_of_text<Member>(texts.front());
  }
}

}  // namespace detail

// Decodes parameters through the field list of T. A list is written by repeating the name, with commas, or both.
template <json::Described T>
void decode_parameters(const std::vector<Parameter>& parameters, T& out, json::Faults& faults) {
  json::Object members;
  const auto collect = [&](const auto& listed) {
    std::vector<std::string_view> texts;
    for (const Parameter& parameter : parameters) {
      if (parameter.name == listed.name) texts.push_back(parameter.value);
    }
    if (texts.empty()) return;
    const json::Faults::Deeper deeper(faults, listed.name);
    using Member = typename std::decay_t<decltype(listed)>::Type;
    members.emplace(listed.name, detail::value_of_texts<Member>(texts, faults));
  };
  std::apply([&](const auto&... listed) { (collect(listed), ...); }, T::schema.fields);
  for (const Parameter& parameter : parameters)
    members.emplace(parameter.name, nullptr);  // the decoder refuses unknown ones
  json::decode_members(json::Value(std::move(members)), out, faults);
}

// For a handler that takes none.
void refuse_parameters(const std::vector<Parameter>& parameters, json::Faults& faults);

}  // namespace swarm::http
