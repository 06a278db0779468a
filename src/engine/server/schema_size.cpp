#include "engine/server/schema_size.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include "engine/grammars/schema_rules.hpp"

namespace swarm::engine_server {

namespace {

constexpr std::uint64_t kEndless = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kPartsMax = 4'000;          // that the conversion visits
constexpr std::uint64_t kAlternativesMax = 10'000;  // that may be entered before the first character
constexpr std::uint64_t kPatternParts = 20;         // of which a pattern is worth so many
constexpr std::uint64_t kOptionalDivisor = 16;      // n optional members are so many ways to go on at n places
constexpr std::size_t kTypesMax = 7;                // there are no more
constexpr std::size_t kNameBytesMax = 100;          // names are followed letter by letter

std::uint64_t sum(std::uint64_t a, std::uint64_t b) {
  return a > kEndless - b ? kEndless : a + b;
}

class SchemaSize {
 public:
  SchemaSize(const json::Value& root, json::Faults& faults) : root_(root), faults_(faults) {}

  void check() {
    std::uint64_t parts = 0;
    roots_.push_back(&root_);
    for (std::size_t i = 0; i < roots_.size(); ++i)  // grows with every reference that is new
      parts = sum(parts, parts_of(*roots_[i]));
    if (parts > kPartsMax) {
      return faults_.add(
          fmt::format("unfolds to {} parts, optional members and patterns counting several times; at most {} are taken",
                      parts == kEndless ? "endlessly many" : fmt::format("{}", parts), kPartsMax));
    }
    if (alternatives_in_all_ > kAlternativesMax)
      faults_.add(fmt::format("its references and alternatives unfold to more than {}", kAlternativesMax));
  }

 private:
  // What the conversion visits for this schema. A reference is a rule of its own, made once; but allOf takes the
  // members of what it refers to into its own object, every time.
  std::uint64_t parts_of(const json::Value& value) {
    if (!value.is_object()) return 1;
    const auto [known, is_new] = parts_.emplace(&value, kEndless);  // until it is known: a part of itself
    if (!is_new) return known->second;
    alternatives_in_all_ = sum(alternatives_in_all_, alternatives_of(value));
    const std::uint64_t parts = sum(1, parts_below(value.get_object()));
    return parts_[&value] = parts;
  }

  std::uint64_t parts_below(const json::Object& schema) {
    if (const json::Value* reference = schema.if_contains("$ref")) {
      note_root(grammars::target_of_reference(root_, *reference));
      return 1;
    }
    if (const json::Value* alternatives = alternatives_in(schema)) return parts_of_all(*alternatives);
    std::uint64_t parts = schema.contains("pattern") ? kPatternParts : 0;
    for (std::size_t i = 0; i < count_of_type(schema, "object"); ++i)
      parts = sum(parts, parts_of_object(schema));
    for (std::size_t i = 0; i < count_of_type(schema, "array"); ++i) {
      for (const std::string_view keyword : {"items", "prefixItems"})
        parts = sum(parts, parts_of_all(schema, keyword));
    }
    return sum(parts, parts_of_all_of(schema));
  }

  std::uint64_t parts_of_object(const json::Object& schema) {
    const json::Value* properties = schema.if_contains("properties");
    const json::Value* more = schema.if_contains("additionalProperties");
    std::uint64_t parts = more == nullptr ? 0 : parts_of(*more);
    if (properties == nullptr || !properties->is_object()) return parts;
    const std::unordered_set<std::string_view> required = required_of(schema);
    std::uint64_t optional = 0;
    for (const auto& member : properties->get_object()) {
      check_name(member.key());
      if (!required.contains(member.key())) ++optional;
      parts = sum(parts, parts_of(member.value()));
    }
    return sum(parts, optional * optional / kOptionalDivisor);
  }

  static std::unordered_set<std::string_view> required_of(const json::Object& schema) {
    std::unordered_set<std::string_view> names;
    const json::Value* required = schema.if_contains("required");
    if (required == nullptr || !required->is_array()) return names;
    for (const json::Value& name : required->get_array())
      if (name.is_string()) names.insert(name.get_string());
    return names;
  }

  std::uint64_t parts_of_all_of(const json::Object& schema) {
    const json::Value* components = schema.if_contains("allOf");
    if (components == nullptr || !components->is_array()) return 0;
    std::uint64_t parts = 0;
    for (const json::Value& component : components->get_array()) {
      const json::Value* meant = &component;
      if (component.is_object() && component.get_object().contains("$ref"))
        meant = grammars::target_of_reference(root_, component.get_object().at("$ref"));
      if (meant != nullptr) parts = sum(parts, parts_of(*meant));
    }
    return parts;
  }

  std::uint64_t parts_of_all(const json::Object& schema, std::string_view keyword) {
    const json::Value* below = schema.if_contains(keyword);
    return below == nullptr ? 0 : parts_of_all(*below);
  }
  std::uint64_t parts_of_all(const json::Value& below) {
    if (!below.is_array()) return parts_of(below);
    std::uint64_t parts = 0;
    for (const json::Value& each : below.get_array())
      parts = sum(parts, parts_of(each));
    return parts;
  }

  // How many rules are entered before the first character of an answer is known, each as often as a way leads there.
  std::uint64_t alternatives_of(const json::Value& value) {
    if (!value.is_object()) return 1;
    const auto [known, is_new] = alternatives_.emplace(&value, 1);  // in a circle the search ends with a refusal
    if (!is_new) return known->second;
    const json::Object& schema = value.get_object();
    std::uint64_t count = 1;
    if (const json::Value* reference = schema.if_contains("$ref")) {
      if (const json::Value* target = grammars::target_of_reference(root_, *reference))
        count = sum(count, alternatives_of(*target));
    } else if (const json::Value* among = alternatives_in(schema); among != nullptr && among->is_array()) {
      for (const json::Value& each : among->get_array())
        count = sum(count, alternatives_of(each));
    }
    return alternatives_[&value] = count;
  }

  static const json::Value* alternatives_in(const json::Object& schema) {
    const json::Value* alternatives = schema.if_contains("oneOf");
    return alternatives != nullptr ? alternatives : schema.if_contains("anyOf");
  }

  // A list of types is unfolded to one schema for each; without a type the schema may be of every kind.
  std::size_t count_of_type(const json::Object& schema, std::string_view name) {
    const json::Value* type = schema.if_contains("type");
    if (type == nullptr) return 1;
    if (!type->is_array()) return *type == json::Value(name) ? 1 : 0;
    if (type->get_array().size() > kTypesMax) {
      if (!has_complained_) faults_.add(fmt::format("a type has more than {} names", kTypesMax));
      has_complained_ = true;
      return 1;
    }
    return static_cast<std::size_t>(std::ranges::count(type->get_array(), json::Value(name)));
  }

  void check_name(std::string_view name) {
    if (name.size() <= kNameBytesMax || has_complained_) return;
    faults_.add(fmt::format("a member's name has {} bytes; at most {} are taken", name.size(), kNameBytesMax));
    has_complained_ = true;
  }

  void note_root(const json::Value* target) {
    if (target != nullptr && std::ranges::find(roots_, target) == roots_.end()) roots_.push_back(target);
  }

  const json::Value& root_;
  json::Faults& faults_;
  std::vector<const json::Value*> roots_;  // what becomes rules of its own
  std::unordered_map<const json::Value*, std::uint64_t> parts_, alternatives_;
  std::uint64_t alternatives_in_all_ = 0;
  bool has_complained_ = false;
};

}  // namespace

void check_schema_size(const json::Value& root, json::Faults& faults) {
  SchemaSize(root, faults).check();
}

}  // namespace swarm::engine_server
