#include "platform/config/config_keys.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "base/invariant.hpp"
#include "platform/config/redaction.hpp"

namespace swarm::config {

std::string variable_of(std::string_view path) {
  if (path.contains('[')) return "";
  std::string variable = "SWARM_";
  for (const char c : path) {
    if (c == '.')
      variable += "__";
    else
      variable += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return variable;
}

std::string shown(const json::Value& value, std::string_view name) {
  return json::to_text(redacted(value, name));
}

namespace detail {

void check_name(std::string_view name, std::string_view prefix) {
  const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  SWARM_INVARIANT(!name.empty() && std::ranges::all_of(name, good), "SWARM_NAME must lead back to the key");
  SWARM_INVARIANT(!name.contains("__") && !name.ends_with('_') && !name.starts_with('_'),
                  "two underscores separate the sections in the names of variables");
  constexpr std::array<std::string_view, 3> kKept{"secret", "url", "key"};
  SWARM_INVARIANT(!prefix.empty() || std::ranges::find(kKept, name) == kKept.end(),
                  "SWARM_SECRET_*, SWARM_URL and SWARM_KEY are no settings");
}

std::string range_text(const json::Limits& limits, bool is_size) {
  if (limits.number && is_size) {
    const auto size = [](std::int64_t count) { return to_text(Bytes{static_cast<std::uint64_t>(count)}); };
    return fmt::format("{} to {}", size(limits.number->low), size(limits.number->high));
  }
  if (limits.number) return fmt::format("{} to {}", limits.number->low, limits.number->high);
  if (limits.real) return fmt::format("{} to {}", limits.real->low, limits.real->high);
  if (limits.text) return fmt::format("{} to {} bytes", limits.text->low, limits.text->high);
  return "";
}

std::string_view last_name(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  const std::string_view name = dot == std::string_view::npos ? path : path.substr(dot + 1);
  return name.substr(0, name.find('['));
}

namespace {

std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text)
    escaped += c == '|' ? "\\|" : std::string(1, c);
  return escaped;
}

std::string code_cell(std::string_view text) {
  return text.empty() ? "" : fmt::format("`{}`", cell(text));
}

std::string row_of(const Key& key) {
  const bool is_value = key.default_text != "required" && key.default_text != "unset";
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", code_cell(key.path), code_cell(variable_of(key.path)),
                     cell(key.type), is_value ? code_cell(key.default_text) : key.default_text, cell(key.allowed),
                     key.live ? "live" : "restart", cell(key.help));
}

constexpr std::string_view kHead =
    "| key | variable | type | default | allowed | change | meaning |\n|---|---|---|---|---|---|---|\n";

std::string_view top_of(std::string_view path) {
  return path.substr(0, path.find_first_of(".["));
}

}  // namespace

std::string reference_of(const std::vector<Key>& keys) {
  // A heading is needed for a top-level key that holds others, be it a section, a list or a map.
  const auto has_inner = [&](const Key& outer) {
    return std::ranges::any_of(
        keys, [&](const Key& key) { return key.path.size() > outer.path.size() && top_of(key.path) == outer.path; });
  };
  std::string general, sections;
  for (const Key& outer : keys) {
    if (outer.path != top_of(outer.path)) continue;
    if (!has_inner(outer)) {
      general += row_of(outer);
      continue;
    }
    sections += fmt::format("\n## {}\n\n{}\n\n{}", outer.path, outer.help, kHead);
    for (const Key& key : keys) {
      if (top_of(key.path) == outer.path && !key.section) sections += row_of(key);
    }
  }
  if (!general.empty()) general = fmt::format("\n## General\n\n{}{}", kHead, general);
  return "# Configuration\n" + general + sections;
}

}  // namespace detail

}  // namespace swarm::config
