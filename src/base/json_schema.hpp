#pragma once

#include <string>
#include <string_view>
#include <tuple>

#include "base/json.hpp"

// JSON Schema (draft 2020-12, as OpenAPI 3.1 uses it) from a struct's field list.
namespace swarm::json {

// Collects the named object types that a description refers to ("#/components/schemas/NAME").
class SchemaBook {
 public:
  template <class T>
  Value describe(const Limits& limits = {});
  const Object& types() const { return types_; }

 private:
  Object types_;
};

namespace detail {

Object described(std::string_view type);
void describe_limits(Object& schema, const Limits& limits);

}  // namespace detail

template <class T>
Value SchemaBook::describe(const Limits& limits) {
  if constexpr (detail::is_optional<T>) {
    Value inner = describe<typename T::value_type>(limits);
    return Object{{"anyOf", Array{inner, Object{{"type", "null"}}}}};
  } else if constexpr (Described<T>) {
    const std::string_view name = T::schema.name;
    if (!types_.contains(name)) {
      types_.emplace(name, nullptr);  // a type may hold itself
      Object properties;
      Array required_names;
      const auto describe_field = [&](const auto& listed) {
        using Member = typename std::decay_t<decltype(listed)>::Type;
        Value property = describe<Member>(listed.limits);
        if (property.is_object()) property.get_object()["description"] = listed.help;
        properties.emplace(listed.name, std::move(property));
        if (listed.limits.required) required_names.push_back(Value(boost::json::string_view(listed.name)));
      };
      std::apply([&](const auto&... listed) { (describe_field(listed), ...); }, T::schema.fields);
      Object schema{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
      if (!required_names.empty()) schema.emplace("required", std::move(required_names));
      types_[name] = std::move(schema);
    }
    return Object{{"$ref", fmt::format("#/components/schemas/{}", name)}};
  } else {
    Object schema;
    if constexpr (std::same_as<T, bool>)
      schema = detail::described("boolean");
    else if constexpr (std::integral<T>)
      schema = detail::described("integer");
    else if constexpr (std::floating_point<T>)
      schema = detail::described("number");
    else if constexpr (std::same_as<T, Bytes> || detail::is_duration<T>)
      schema = detail::described("integer");
    else if constexpr (std::same_as<T, Time>)
      schema = Object{{"type", "string"}, {"format", "date-time"}};
    else if constexpr (std::same_as<T, Value>)
      schema = Object{};
    else if constexpr (std::same_as<T, Object>)
      schema = detail::described("object");
    else if constexpr (detail::is_vector<T>) {
      schema = detail::described("array");
      schema.emplace("items", describe<typename T::value_type>());
    } else if constexpr (detail::is_map<T>) {
      schema = detail::described("object");
      schema.emplace("additionalProperties", describe<typename T::mapped_type>());
    } else if constexpr (NamedEnum<T>) {
      Array names;
      for (const auto& entry : enum_names(T{}))
        names.push_back(Value(boost::json::string_view(entry.name)));
      schema = Object{{"type", "string"}, {"enum", std::move(names)}};
    } else {
      schema = detail::described("string");
    }
    detail::describe_limits(schema, limits);
    return schema;
  }
}

}  // namespace swarm::json
