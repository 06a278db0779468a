#include "engine/server/schema_check.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <initializer_list>
#include <unordered_set>

#include "engine/grammars/formats.hpp"
#include "engine/grammars/schema_rules.hpp"
#include "engine/server/schema_size.hpp"

namespace swarm::engine_server {

namespace {

using Names = std::initializer_list<std::string_view>;

// No grammar has these.
constexpr std::array<std::string_view, 19> kNever{"not",
                                                  "if",
                                                  "then",
                                                  "else",
                                                  "patternProperties",
                                                  "propertyNames",
                                                  "minProperties",
                                                  "maxProperties",
                                                  "contains",
                                                  "minContains",
                                                  "maxContains",
                                                  "dependentRequired",
                                                  "dependentSchemas",
                                                  "dependencies",
                                                  "unevaluatedProperties",
                                                  "unevaluatedItems",
                                                  "multipleOf",
                                                  "$dynamicRef",
                                                  "$recursiveRef"};

// Everything that says something about a value, beside what one keyword already says.
constexpr std::array<std::string_view, 22> kConstraints{"$ref",
                                                        "oneOf",
                                                        "anyOf",
                                                        "allOf",
                                                        "type",
                                                        "const",
                                                        "enum",
                                                        "properties",
                                                        "required",
                                                        "additionalProperties",
                                                        "items",
                                                        "prefixItems",
                                                        "minItems",
                                                        "maxItems",
                                                        "pattern",
                                                        "minLength",
                                                        "maxLength",
                                                        "format",
                                                        "minimum",
                                                        "maximum",
                                                        "exclusiveMinimum",
                                                        "exclusiveMaximum"};

class SchemaCheck {
 public:
  SchemaCheck(const json::Value& root, json::Faults& faults) : root_(root), faults_(faults) {}

  // References may lead to places that are no schema's, where nothing else has looked.
  void check_whole() {
    check(root_);
    for (std::size_t i = 0; i < references_.size(); ++i) {
      const json::Value* target = grammars::target_of_reference(root_, *references_[i]);
      if (target == nullptr || checked_.contains(target)) continue;
      const json::Faults::Deeper deeper(faults_, "$ref");
      check(*target);
    }
  }

 private:
  void check(const json::Value& value) {
    if (!checked_.insert(&value).second) return;
    if (!value.is_object()) return faults_.add("a schema that is an object expected");
    const json::Object& schema = value.get_object();
    for (const std::string_view keyword : kNever)
      refuse_if(schema, keyword, "no grammar can keep to this");
    if (const json::Value* unique = schema.if_contains("uniqueItems"); unique != nullptr && *unique != false)
      complain("uniqueItems", "no grammar can keep to this");
    check_own(schema);
    check_below(schema);
  }

  void check_own(const json::Object& schema) {
    if (const json::Value* reference = schema.if_contains("$ref")) {
      references_.push_back(reference);
      return stands_alone(schema, "$ref", {});
    }
    if (schema.contains("oneOf") && schema.contains("anyOf")) complain("anyOf", "not together with oneOf");
    if (schema.contains("oneOf")) return check_alternatives(schema, "oneOf");
    if (schema.contains("anyOf")) return check_alternatives(schema, "anyOf");
    if (schema.contains("const")) return stands_alone(schema, "const", {"type"});
    if (schema.contains("enum")) return stands_alone(schema, "enum", {"type"});
    if (schema.contains("allOf")) return check_all_of(schema);
    check_bounds(schema);
    check_text(schema);
    check_list(schema);
    check_required(schema);
  }

  void stands_alone(const json::Object& schema, std::string_view keyword, Names allowed) {
    for (const std::string_view other : kConstraints) {
      if (other == keyword || !schema.contains(other) || std::ranges::find(allowed, other) != allowed.end()) continue;
      complain(other, fmt::format("not beside {}, which would be kept to alone", keyword));
    }
  }

  // A type beside alternatives is left out by the grammar, which is well when each of them has it.
  void check_alternatives(const json::Object& schema, std::string_view keyword) {
    const json::Value* type = schema.if_contains("type");
    const json::Value& alternatives = schema.at(keyword);
    const bool all_have_it =
        type == nullptr ||
        (alternatives.is_array() && std::ranges::all_of(alternatives.get_array(), [&](const json::Value& one) {
           return one.is_object() && one.get_object().contains("type") && one.get_object().at("type") == *type;
         }));
    if (!all_have_it) complain("type", fmt::format("write it into every schema of {}", keyword));
    stands_alone(schema, keyword, {"type"});
  }

  void check_all_of(const json::Object& schema) {
    stands_alone(schema, "allOf", {"type"});
    const json::Value& parts = schema.at("allOf");
    const bool are_objects =
        parts.is_array() && std::ranges::all_of(parts.get_array(), [&](const json::Value& part) {
          const json::Value* meant = resolved(part);
          return meant != nullptr && meant->is_object() && meant->get_object().contains("properties");
        });
    if (!are_objects) complain("allOf", "a list of schemas with properties expected");
  }

  // The schema itself, or the one in the same document that it refers to.
  const json::Value* resolved(const json::Value& schema) const {
    if (!schema.is_object() || !schema.get_object().contains("$ref")) return &schema;
    return grammars::target_of_reference(root_, schema.get_object().at("$ref"));
  }

  // Bounds are kept to where every number is an integer.
  void check_bounds(const json::Object& schema) {
    const auto is_whole = [](const json::Value& type) { return type.is_string() && type.get_string() != "number"; };
    const json::Value* type = schema.if_contains("type");
    const bool are_whole =
        type != nullptr && (type->is_array() ? std::ranges::all_of(type->get_array(), is_whole) : is_whole(*type));
    if (are_whole) {
      both(schema, "minimum", "exclusiveMinimum");
      return both(schema, "maximum", "exclusiveMaximum");
    }
    for (const std::string_view keyword : {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
      refuse_if(schema, keyword, "kept to with type integer only");
  }

  void check_text(const json::Object& schema) {
    check_format(schema);
    for (const std::string_view kept : {"pattern", "format"}) {
      for (const std::string_view lost : {"minLength", "maxLength"})
        both(schema, kept, lost);
    }
    both(schema, "pattern", "format");
  }

  // Formats are about texts; "int32" beside a number is no more than a note.
  void check_format(const json::Object& schema) {
    const json::Value* format = schema.if_contains("format");
    const json::Value* type = schema.if_contains("type");
    if (format == nullptr || (type != nullptr && !grammars::has_type(json::Value(""), type))) return;
    const bool is_kept = format->is_string() && grammars::pattern_of_format(format->get_string()).has_value();
    if (!is_kept) complain("format", fmt::format("these can be kept to: {}", grammars::kFormatsKept));
  }

  void check_list(const json::Object& schema) {
    both(schema, "items", "prefixItems");
    for (const std::string_view lost : {"minItems", "maxItems"})
      both(schema, "prefixItems", lost);
  }

  void check_required(const json::Object& schema) {
    const json::Value* required = schema.if_contains("required");
    if (required == nullptr || !required->is_array()) return;
    const json::Value* properties = schema.if_contains("properties");
    for (const json::Value& name : required->get_array()) {
      const bool is_listed = name.is_string() && properties != nullptr && properties->is_object() &&
                             properties->get_object().contains(name.get_string());
      if (!is_listed) return complain("required", "every name has to be one of properties");
    }
  }

  void check_below(const json::Object& schema) {
    for (const std::string_view keyword : {"properties", "$defs", "definitions"})
      for_each_member(schema, keyword);
    for (const std::string_view keyword : {"oneOf", "anyOf", "allOf", "prefixItems"})
      for_each_item(schema, keyword);
    for (const std::string_view keyword : {"items", "additionalProperties"}) {
      const json::Value* below = schema.if_contains(keyword);
      if (below == nullptr || !below->is_object()) continue;
      const json::Faults::Deeper deeper(faults_, keyword);
      check(*below);
    }
  }
  void for_each_member(const json::Object& schema, std::string_view keyword) {
    const json::Value* members = schema.if_contains(keyword);
    if (members == nullptr || !members->is_object()) return;
    const json::Faults::Deeper deeper(faults_, keyword);
    for (const auto& member : members->get_object()) {
      const json::Faults::Deeper at_member(faults_, std::string_view(member.key()));
      check(member.value());
    }
  }
  void for_each_item(const json::Object& schema, std::string_view keyword) {
    const json::Value* items = schema.if_contains(keyword);
    if (items == nullptr || !items->is_array()) return;
    const json::Faults::Deeper deeper(faults_, keyword);
    for (std::size_t i = 0; i < items->get_array().size(); ++i) {
      const json::Faults::Deeper at_item(faults_, i);
      check(items->get_array()[i]);
    }
  }

  void both(const json::Object& schema, std::string_view kept, std::string_view lost) {
    if (schema.contains(kept))
      refuse_if(schema, lost, fmt::format("not beside {}, which would be kept to alone", kept));
  }
  void refuse_if(const json::Object& schema, std::string_view keyword, std::string_view why) {
    if (schema.contains(keyword)) complain(keyword, why);
  }
  void complain(std::string_view keyword, std::string_view why) {
    const json::Faults::Deeper deeper(faults_, keyword);
    faults_.add(fmt::format("not supported: {}", why));
  }

  const json::Value& root_;
  json::Faults& faults_;
  std::vector<const json::Value*> references_;
  std::unordered_set<const json::Value*> checked_;
};

}  // namespace

void check_schema(const json::Value& schema, json::Faults& faults) {
  SchemaCheck(schema, faults).check_whole();
  check_schema_size(schema, faults);
}

}  // namespace swarm::engine_server
