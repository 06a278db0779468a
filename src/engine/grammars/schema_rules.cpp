#include "engine/grammars/schema_rules.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"
#include "engine/grammars/formats.hpp"
#include "engine/grammars/integer_rules.hpp"
#include "engine/grammars/json_rules.hpp"
#include "engine/grammars/pattern_rules.hpp"

namespace swarm::grammars {
namespace {

constexpr std::size_t kDepthMax = 128;

struct Member {
  std::string_view name;
  const json::Value* schema;
  bool is_required;
};

class SchemaRules {
 public:
  explicit SchemaRules(const json::Value& root) : root_(root), json_(book_) {}

  Result<std::shared_ptr<const Rules>> rules() {
    const Sequence whole = of_target(root_, "");
    for (std::size_t i = 0; i < targets_.size(); ++i) {  // grows with every reference that is new
      path_ = targets_[i].name;
      const Sequence content = TRY(of(*targets_[i].schema));
      book_.define(targets_[i].rule, {content});
    }
    if (book_.is_full()) {
      return fail(
          ErrorCode::invalid_input,
          fmt::format("all repetitions together are more than {}, or the schema unfolds to more than {} parts: ask "
                      "for shorter texts and lists, or fewer",
                      RuleBook::kRepeatedMax, RuleBook::kSymbolsMax));
    }
    return std::make_shared<const Rules>(book_.take(whole));
  }

 private:
  // While it lives, what is refused is refused there.
  class Below {
   public:
    Below(SchemaRules& rules, std::string_view name) : path_(rules.path_), length_(rules.path_.size()) {
      path_ += fmt::format("{}{}", path_.empty() ? "" : ".", name);
    }
    ~Below() { path_.resize(length_); }
    Below(const Below&) = delete;
    Below& operator=(const Below&) = delete;

   private:
    std::string& path_;
    const std::size_t length_;
  };

  std::unexpected<Error> refuse(std::string_view why) const {
    return fail(ErrorCode::invalid_input, path_.empty() ? std::string(why) : fmt::format("{}: {}", path_, why));
  }

  // A rule of its own, made once: it may refer to itself.
  Sequence of_target(const json::Value& schema, std::string_view name) {
    const auto [known, is_new] = rules_of_targets_.try_emplace(&schema);
    if (is_new) {
      known->second = book_.reserve();
      targets_.push_back({.schema = &schema, .rule = known->second, .name = std::string(name)});
    }
    return {known->second};
  }

  Result<Sequence> of(const json::Value& value) {
    if (!value.is_object()) return refuse("a schema that is an object expected");
    if (++depth_ > kDepthMax) return refuse("the schema is too deep");
    const Result<Sequence> out = of_object(value.get_object());
    --depth_;
    return out;
  }

  Result<Sequence> of_object(const json::Object& schema) {
    if (const json::Value* reference = schema.if_contains("$ref")) return referred(*reference);
    for (const std::string_view keyword : {"oneOf", "anyOf"})
      if (const json::Value* among = schema.if_contains(keyword)) return among_all(*among, keyword);
    const json::Value* type = schema.if_contains("type");
    if (const json::Value* value = schema.if_contains("const")) return among_values(json::Array{*value}, type);
    if (const json::Value* values = schema.if_contains("enum")) {
      if (!values->is_array()) return refuse("enum: a list expected");
      return among_values(values->get_array(), type);
    }
    if (schema.contains("allOf") && type != nullptr && *type != "object") return refuse("allOf: only with type object");
    if (type == nullptr) return of_type(schema, type_meant(schema));
    if (type->is_string()) return of_type(schema, type->get_string());
    if (!type->is_array() || type->get_array().empty()) return refuse("type: a name or a list of names expected");
    std::vector<Sequence> ways;
    for (const json::Value& each : type->get_array()) {
      if (!each.is_string()) return refuse("type: a list of names expected");
      ways.push_back(TRY(of_type(schema, each.get_string())));
    }
    return Sequence{book_.either(ways)};
  }

  Result<Sequence> referred(const json::Value& reference) {
    const json::Value* target = target_of_reference(root_, reference);
    if (target != nullptr) return of_target(*target, reference.get_string());
    return refuse(
        fmt::format("$ref: {} leads nowhere; '#' and '#/$defs/name' lead into this schema, others are not read",
                    json::to_text(reference)));
  }

  Result<Sequence> among_all(const json::Value& schemas, std::string_view keyword) {
    const Below below(*this, keyword);
    if (!schemas.is_array() || schemas.get_array().empty()) return refuse("a list of schemas expected");
    std::vector<Sequence> ways;
    for (std::size_t i = 0; i < schemas.get_array().size(); ++i) {
      const Below at(*this, fmt::format("{}", i));
      ways.push_back(TRY(of(schemas.get_array()[i])));
    }
    return Sequence{book_.either(ways)};
  }

  Result<Sequence> among_values(const json::Array& values, const json::Value* type) {
    std::vector<Sequence> ways;
    for (const json::Value& value : values)
      if (has_type(value, type)) ways.push_back(json_.constant(value));
    if (values.empty()) return refuse("enum: at least one value expected");
    if (ways.empty()) return refuse(fmt::format("no value that is listed has the type {}", json::to_text(*type)));
    return Sequence{book_.either(ways)};
  }

  // Without a type, what else is said decides.
  static std::string_view type_meant(const json::Object& schema) {
    const json::Value* more = schema.if_contains("additionalProperties");
    if (schema.contains("properties") || (more != nullptr && *more != true) || schema.contains("allOf"))
      return "object";
    if (schema.contains("items") || schema.contains("prefixItems")) return "array";
    for (const std::string_view keyword : {"pattern", "minLength", "maxLength", "format"})
      if (schema.contains(keyword)) return "string";
    return "";
  }

  Result<Sequence> of_type(const json::Object& schema, std::string_view type) {
    if (type.empty()) return json_.value();
    if (type == "object") return object(schema);
    if (type == "array") return array(schema);
    if (type == "string") return string(schema);
    if (type == "integer") return integer(schema);
    if (type == "number") return json_.number();
    if (type == "boolean") return json_.boolean();
    if (type == "null") return json_.null();
    return refuse(fmt::format("type: '{}' is none", type));
  }

  // --- Objects -------------------------------------------------------------------------------------------------------

  Result<Sequence> object(const json::Object& schema) {
    std::vector<Member> members;
    if (const json::Value* parts = schema.if_contains("allOf"); parts != nullptr && !schema.contains("properties"))
      TRY(add_all_of(*parts, members));
    else
      TRY(add_members(schema, members));
    const json::Value* more = schema.if_contains("additionalProperties");
    std::optional<Sequence> value;
    if (more != nullptr && more->is_object()) {
      const Below below(*this, "additionalProperties");
      value = TRY(of(*more));
    } else if (more != nullptr ? *more == true : members.empty() && !schema.contains("properties")) {
      value = json_.value();
    }
    return object_of(members, value);
  }

  Result<Done> add_members(const json::Object& schema, std::vector<Member>& members) {
    const json::Value* properties = schema.if_contains("properties");
    if (properties == nullptr) return Done{};
    if (!properties->is_object()) return refuse("properties: an object expected");
    std::unordered_set<std::string_view> required;
    if (const json::Value* names = schema.if_contains("required"); names != nullptr && names->is_array()) {
      for (const json::Value& name : names->get_array())
        if (name.is_string()) required.insert(name.get_string());
    }
    for (const auto& member : properties->get_object()) {
      members.push_back(
          {.name = member.key(), .schema = &member.value(), .is_required = required.contains(member.key())});
    }
    return Done{};
  }

  // The members of all parts, required where their own part says so.
  Result<Done> add_all_of(const json::Value& parts, std::vector<Member>& members) {
    if (!parts.is_array()) return refuse("allOf: a list of schemas expected");
    for (const json::Value& part : parts.get_array()) {
      const json::Value* meant = &part;
      if (part.is_object() && part.get_object().contains("$ref"))
        meant = target_of_reference(root_, part.get_object().at("$ref"));
      if (meant == nullptr || !meant->is_object()) return refuse("allOf: a list of schemas with properties expected");
      TRY(add_members(meant->get_object(), members));
    }
    return Done{};
  }

  Result<Sequence> object_of(const std::vector<Member>& members, const std::optional<Sequence>& more) {
    std::vector<Sequence> required, optional;
    std::vector<std::string_view> names;
    for (const Member& member : members) {
      if (std::ranges::find(names, member.name) != names.end())
        return refuse(fmt::format("'{}' is said twice", member.name));
      names.push_back(member.name);
      const Below below(*this, fmt::format("properties.{}", member.name));
      const Sequence value = TRY(of(*member.schema));
      const Sequence name = book_.text(json::to_text(json::Value(member.name)));
      (member.is_required ? required : optional).push_back({book_.either({member_of(name, value)})});
    }
    if (more)
      return with_members(required, optional,
                          member_of(names.empty() ? json_.string() : json_.string_but(names), *more));
    return with_members(required, optional, {});
  }

  Sequence member_of(const Sequence& name, const Sequence& value) {
    return joined({name, json_.blank(), json_.separator(':'), value});
  }

  // From the last one to the first: `behind` is what may come behind a member, `first` where none was before.
  Sequence with_members(const std::vector<Sequence>& required, const std::vector<Sequence>& optional,
                        const Sequence& more) {
    const Sequence comma = json_.separator(',');
    Sequence behind = more.empty() ? Sequence{} : book_.repeat(joined({comma, more}), 0, std::nullopt);
    Sequence first = more.empty() ? Sequence{} : book_.optional(joined({more, behind}));
    for (std::size_t i = optional.size(); i > 0; --i) {
      const Sequence& member = optional[i - 1];
      first = {book_.either({joined({member, behind}), first})};
      behind = {book_.either({joined({comma, member, behind}), behind})};
    }
    if (required.empty()) return json_.list('{', first, '}');
    Sequence content = required.front();
    for (std::size_t i = 1; i < required.size(); ++i)
      content = joined({content, comma, required[i]});
    return json_.list('{', joined({content, behind}), '}');
  }

  // --- Lists, texts, numbers -----------------------------------------------------------------------------------------

  Result<Sequence> array(const json::Object& schema) {
    const json::Value* items = schema.if_contains("items");
    if (items == nullptr) items = schema.if_contains("prefixItems");
    std::uint64_t least = 0;
    std::optional<std::uint64_t> most;
    TRY(counts(schema, "minItems", "maxItems", least, most));
    if (items == nullptr) return json_.list('[', json_.separated(json_.value(), least, most), ']');
    const Below below(*this, schema.contains("items") ? "items" : "prefixItems");
    if (!items->is_array()) return json_.list('[', json_.separated(TRY(of(*items)), least, most), ']');
    Sequence content;
    for (const json::Value& item : items->get_array())
      content = joined({ content, content.empty() ? Sequence{} : json_.separator(','), TRY(of(item)) });
    return json_.list('[', content, ']');
  }

  Result<Sequence> string(const json::Object& schema) {
    if (const json::Value* pattern = schema.if_contains("pattern")) {
      const Below below(*this, "pattern");
      if (!pattern->is_string()) return refuse("a text expected");
      return of_pattern(pattern->get_string());
    }
    if (const json::Value* format = schema.if_contains("format")) {
      const Below below(*this, "format");
      const std::optional<std::string> pattern =
          format->is_string() ? pattern_of_format(format->get_string()) : std::nullopt;
      if (!pattern) return refuse(fmt::format("cannot be kept to; these can: {}", kFormatsKept));
      return of_pattern(*pattern);
    }
    std::uint64_t least = 0;
    std::optional<std::uint64_t> most;
    TRY(counts(schema, "minLength", "maxLength", least, most));
    return json_.quoted(book_.repeat(json_.character(), least, most));
  }

  Result<Sequence> of_pattern(std::string_view pattern) {
    Result<Sequence> out = strings_of_pattern(book_, json_, pattern);
    if (!out) return refuse(out.error().message);
    return out;
  }

  Result<Done> counts(const json::Object& schema, std::string_view min, std::string_view max, std::uint64_t& least,
                      std::optional<std::uint64_t>& most) {
    const auto count_of = [&](std::string_view keyword) -> Result<std::optional<std::uint64_t>> {
      const json::Value* value = schema.if_contains(keyword);
      if (value == nullptr) return std::nullopt;
      const double number = value->is_number() ? value->to_number<double>() : -1;
      if (number < 0 || number != std::floor(number))
        return refuse(fmt::format("{}: a whole number from 0 expected", keyword));
      return static_cast<std::uint64_t>(std::min(number, 1e9));
    };
    least = TRY(count_of(min))
    .value_or(0);
    most = TRY(count_of(max));
    if (most && *most < least) return refuse(fmt::format("{} {} and {} {} is never", min, least, max, *most));
    return Done{};
  }

  Result<Sequence> integer(const json::Object& schema) {
    std::optional<WideInteger> least = TRY(bound(schema, "minimum", true));
    std::optional<WideInteger> most = TRY(bound(schema, "maximum", false));
    if (const auto above = TRY(bound(schema, "exclusiveMinimum", false)); above && !least) least = *above + 1;
    if (const auto below = TRY(bound(schema, "exclusiveMaximum", true)); below && !most) most = *below - 1;
    if (!least && !most) return json_.integer();
    const std::optional<Sequence> between = integers_between(book_, least, most);
    if (!between) return refuse("no integer is within its bounds");
    return *between;
  }

  // A fraction is rounded to the integers that it leaves.
  Result<std::optional<WideInteger>> bound(const json::Object& schema, std::string_view keyword, bool is_rounded_up) {
    const json::Value* value = schema.if_contains(keyword);
    if (value == nullptr) return std::nullopt;
    if (value->is_int64()) return WideInteger{value->get_int64()};
    if (value->is_uint64()) return WideInteger{value->get_uint64()};
    if (!value->is_double()) return refuse(fmt::format("{}: a number expected", keyword));
    const double number = is_rounded_up ? std::ceil(value->get_double()) : std::floor(value->get_double());
    if (std::abs(number) >= std::pow(10, kIntegerDigitsMax))
      return refuse(fmt::format("{}: integers of more than {} digits cannot be kept to", keyword, kIntegerDigitsMax));
    return static_cast<WideInteger>(number);
  }

  const json::Value& root_;
  RuleBook book_;
  JsonRules json_;
  struct Target {
    const json::Value* schema;
    Symbol rule;
    std::string name;
  };
  std::vector<Target> targets_;  // the schema itself, and what is referred to
  std::unordered_map<const json::Value*, Symbol> rules_of_targets_;
  std::string path_;
  std::size_t depth_ = 0;
};

}  // namespace

Result<std::shared_ptr<const Rules>> rules_of_schema(const json::Value& schema) {
  return SchemaRules(schema).rules();
}

bool has_type(const json::Value& value, const json::Value* type) {
  if (type == nullptr) return true;
  if (type->is_array())
    return std::ranges::any_of(type->get_array(), [&](const json::Value& each) { return has_type(value, &each); });
  if (!type->is_string()) return false;
  const std::string_view name = type->get_string();
  const bool is_whole = value.is_int64() || value.is_uint64() ||
                        (value.is_double() && value.get_double() == std::floor(value.get_double()));
  return (name == "string" && value.is_string()) || (name == "number" && value.is_number()) ||
         (name == "integer" && is_whole) || (name == "boolean" && value.is_bool()) ||
         (name == "null" && value.is_null()) || (name == "array" && value.is_array()) ||
         (name == "object" && value.is_object());
}

const json::Value* target_of_reference(const json::Value& root, const json::Value& reference) {
  if (!reference.is_string()) return nullptr;
  const std::string_view text = reference.get_string();
  if (text == "#") return &root;
  if (!text.starts_with("#/")) return nullptr;
  const json::Value* target = &root;
  for (const std::string_view name : split(text.substr(2), '/')) {
    if (target->is_object()) {
      target = target->get_object().if_contains(name);
    } else if (target->is_array()) {
      std::size_t index = target->get_array().size();
      std::from_chars(name.data(), name.data() + name.size(), index);
      target = target->get_array().if_contains(index);
    } else {
      target = nullptr;
    }
    if (target == nullptr) return nullptr;
  }
  return target;
}

}  // namespace swarm::grammars
